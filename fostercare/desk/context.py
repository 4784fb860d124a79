"""What every page shows around its content: the rooms this officer may enter, and who the officer is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from directorates.governorates import GOVERNORATES
from directorates.roles import ROLES
from fostercare.desk.escalated import is_told

ANYBODY = ()
SITTINGS = [
    "manage_sittings", "chair_sittings", "vote",
    "manage_higher_sittings", "chair_higher_sittings", "vote_at_higher",
    "manage_hand_over_panel", "chair_hand_over_panel", "hand_over_children",
    "appoint_officers",
]  # fmt: skip
ROOMS = [
    # name of the page, label, the rights of which one lets in (or who is let in), how its cases begin
    ("home", gettext_lazy("My work"), ANYBODY, ""),
    ("escalated", gettext_lazy("Escalated"), is_told, ""),
    ("application_list", gettext_lazy("Applications"), ["view_cases"], "0123456789G"),
    ("child_list", gettext_lazy("Children"), ["view_children"], "T"),
    ("match_list", gettext_lazy("Matches"), ["view_children"], "M"),
    ("placement_list", gettext_lazy("Placements"), ["view_children"], "KNV"),
    (
        "visit_list",
        gettext_lazy("Follow-up"),
        ["record_visits", "sign_off_visits", "plan_visits", "view_incidents"],
        "W",
    ),
    ("sitting_list", gettext_lazy("Sittings"), SITTINGS, "S"),
    ("edition_list", gettext_lazy("Guidebook"), ANYBODY, ""),
    ("officer_list", gettext_lazy("Officers"), ["appoint_officers"], ""),
    ("consent_list", gettext_lazy("Personal data"), lambda user: _keeps_privacy_alone(user), "BD"),
]


@dataclass
class Room:
    label: str
    url: str
    current: bool


def frame(request):
    """Context processor of every page; nothing is asked of the database before a page shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "officer_title": SimpleLazyObject(lambda: officer_title(user)),
        "may_view_privacy": SimpleLazyObject(lambda: access.allowed_somewhere(user, "view_privacy")),
        "may_report": SimpleLazyObject(lambda: access.allowed_somewhere(user, "report_incidents")),
    }


def navigation(request):
    return [
        Room(label, reverse(name), _stands_in(request, name, begins))
        for name, label, rights, begins in ROOMS
        if _lets_in(rights, request.user)
    ]


def _keeps_privacy_alone(user):
    """A room for whoever opens no cases; the others find it in their own menu."""
    return access.allowed_somewhere(user, "view_privacy") and not access.allowed_somewhere(user, "view_cases")


def _lets_in(rights, user):
    if callable(rights):
        return rights(user)
    return not rights or any(access.allowed_somewhere(user, right) for right in rights)


def officer_title(user) -> str:
    """The officer's roles and places: «Family and Childhood officer · Alexandria»."""
    held = access.rights(user)
    places = {}
    for role, place in sorted(held.roles, key=lambda held: list(ROLES).index(held[0])):
        places.setdefault(place, []).append(str(ROLES[role].label))
    return _(", ").join(f"{_(', ').join(labels)} · {place_name(held, place)}" for place, labels in places.items())


def place_name(held, place) -> str:
    """A directorate by its governorate's name, which needs no look into the database."""
    return GOVERNORATES[held.codes[place]].name if place else _("the Ministry")


def _stands_in(request, name, begins):
    path, room = request.path, reverse(name)
    if path.startswith(reverse("home") + "cases/"):
        return bool(begins) and path.removeprefix("/cases/")[:1] in begins
    if name == "visit_list" and path.startswith(reverse("incident_list")):
        return True
    if name == "consent_list" and path.startswith("/privacy/"):
        return True
    return path == room if name == "home" else path.startswith(room)
