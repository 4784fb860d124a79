"""What an officer may do with a record now, and what holds it back: the buttons ask the machine."""

from dataclasses import dataclass, field

import django_fsm as fsm
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directorates import access
from directorates.wording import number
from fostercare.guidebook.book import book, wording
from fostercare.guidebook.checklist import Checklist, Status
from fostercare.workflows import lifecycle, waiting

# What the history tells of beside the acts of a life cycle.
BESIDE = {
    "begin": gettext_lazy("Opened"),
    "hold": gettext_lazy("File put on hold"),
    "lift_hold": gettext_lazy("Hold lifted"),
}


@dataclass
class Offer:
    """An act that is possible in the record's state and that the officer may do; shut while something holds it back."""

    name: str
    label: str
    url: str
    grave: bool = False
    main: bool = False
    why_not: str = ""
    obstacles: list = field(default_factory=list)

    @property
    def open(self):
        return not self.why_not and not self.obstacles

    @property
    def title(self):
        """The sentence above what holds the act back."""
        if self.why_not:
            return _("“%(act)s” is not possible: %(why)s") % {"act": self.label, "why": self.why_not}
        return ngettext(
            "“%(act)s” is not possible because %(count)s item of the guidebook is not satisfied:",
            "“%(act)s” is not possible because %(count)s items of the guidebook are not satisfied:",
            len(self.obstacles),
        ) % {"act": self.label, "count": number(len(self.obstacles))}


def offers(record, user, checklist=None, tasks=None) -> list[Offer]:
    """The record's acts for this officer: those of an open task first, grave ones last.

    A page that has read the checklist or the open tasks already hands them over.
    """
    possible = [
        transition for transition in lifecycle.transitions(record).values() if _possible(record, transition, user)
    ]
    open_tasks = waiting.open_tasks(record) if tasks is None else tasks
    expected = {act for task in open_tasks for act in task.flow_task.acts}
    if possible and checklist is None and hasattr(record, "chain"):
        checklist = Checklist(record, timezone.localdate())
    found = [_offer(record, transition, user, checklist) for transition in possible]
    found.sort(key=lambda offer: (offer.grave, offer.name not in expected))
    if main := next((offer for offer in found if offer.open and offer.name in expected and not offer.grave), None):
        main.main = True
    return found


def offer(record, user, name) -> Offer:
    """One act of the record, asked for by name; raises KeyError where the life cycle knows no such act."""
    return _offer(record, lifecycle.transitions(record)[name], user, None)


def act_url(record, name):
    if hasattr(record, "chain"):
        return reverse("act", args=[record.number, name])
    return reverse(record.act_page, args=[record.pk, name])


def blocked(shut: Offer) -> dict:
    """What holds an act back, as the page shows it (components/blocked.html)."""
    return {"title": shut.title, "obstacles": [in_words(obstacle) for obstacle in shut.obstacles]}


def clearing(shut: list[Offer], record, user) -> list[dict]:
    """What this officer can do about what holds the acts back: a stage of the guidebook to answer or to verify."""
    found = {}
    for obstacle in (obstacle for one in shut for obstacle in one.obstacles):
        if access.holds(user, obstacle.role, record.place_of(obstacle.role)):
            label, url = _clears(obstacle)
            found.setdefault(url, {"label": label, "url": url, "main": not found})
    return list(found.values())


def _clears(obstacle):
    case = obstacle.line.case
    if obstacle.part.status == Status.UNVERIFIED:
        return _("Verify the answers"), reverse("verify_answers", args=[case.number])
    if obstacle.part.status == Status.EXEMPTION_ASKED:
        return _("Record an exemption"), reverse("exempt", args=[case.number, obstacle.item.code])
    stage = next(row for row in book(case.edition).stages if row["key"] == obstacle.item.stage)
    url = reverse("answer_stage", args=[case.number, stage["key"]])
    return _("Answer the items: %(stage)s") % {"stage": wording(stage)}, url


def in_words(obstacle) -> dict:
    """One obstacle: the item (and of whom it is asked), why it holds, where and by whom it is cleared."""
    title = obstacle.item.title
    return {
        "sentence": f"{title}: {obstacle.part.person.short_name}" if obstacle.part.person else title,
        "detail": f"{obstacle.item.code} · {obstacle.reason}",
        "who": obstacle.who,
        "url": reverse("answer_item", args=[obstacle.line.case.number, obstacle.item.code]),
    }


def act_label(record_label, act) -> str:
    """The label of an act in the history, whatever record it was done on."""
    model = apps.get_model(record_label)
    if act == "begin":
        return str(getattr(model, "BEGUN", BESIDE[act]))
    if act in BESIDE:
        return str(BESIDE[act])
    known = lifecycle.transitions(model)
    return known[act].custom["label"] if act in known else act


def _possible(record, transition, user):
    return (
        "with" not in transition.custom
        and fsm.can_proceed(getattr(record, transition.name))
        and fsm.has_transition_perm(getattr(record, transition.name), user)
    )


def _offer(record, transition, user, checklist):
    name = transition.name
    return Offer(
        name=name,
        label=transition.custom["label"],
        url=act_url(record, name),
        grave=transition.custom.get("grave", False),
        why_not=lifecycle.why_not(record, name, user),
        obstacles=lifecycle.obstacles(record, name, checklist=checklist),
    )
