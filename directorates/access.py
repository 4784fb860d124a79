"""May this officer do this, here? The only module that asks, and the only one that knows guardian.

A role in a directorate is a group that holds guardian permissions on that Directorate; a national role is a group that
holds the same permissions globally. Records carry no rights of their own: they belong to a directorate.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from guardian.models import GroupObjectPermission

from directorates.roles import ACTIONS, INCOMPATIBLE, ROLES
from directorates.signals import left, released

NATIONAL = None

# The user name of the account by which the system itself acts: nobody gets it, or a password for it.
CLOCK = "clock"

# The officer of a home sees its children wherever the family lives.
BOUND_TO_NO_PLACE = {"home"}


@dataclass
class Rights:
    """What one officer holds: roles and actions by place (a directorate's key, or NATIONAL)."""

    roles: set = field(default_factory=set)
    actions: set = field(default_factory=set)
    wide: dict = field(default_factory=lambda: defaultdict(set))
    narrow: dict = field(default_factory=lambda: defaultdict(set))
    codes: dict = field(default_factory=dict)

    def add(self, role: str, place: int | None, action: str) -> None:
        self.roles.add((role, place))
        self.actions.add((action, place))
        if narrowing := ROLES[role].narrowed_to:
            self.narrow[action].add((narrowing, role, place))
        else:
            self.wide[action].add(place)


def rights(user) -> Rights:
    """The officer's rights, read from guardian's tables once a request (one statement)."""
    if not hasattr(user, "_rights"):
        user._rights = _read(user)
    return user._rights


def forget(user) -> None:
    """Ask again next time: rights may have changed since they were read."""
    user.__dict__.pop("_rights", None)


def _read(user) -> Rights:
    held = Rights()
    if not user.is_active or user.pk is None:
        return held
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [user.pk, timezone.localdate()])
        for name, place, action in cursor.fetchall():
            role, _at, code = name.partition("@")
            held.add(role, place, action)
            if code:
                held.codes[place] = code
    return held


# First the officer's groups, those with a standing appointment whose last day has not passed; then what
# guardian, and the groups' own permissions that hold everywhere, give them. In one step it takes longer to plan than to
# do.
_HELD = """
    WITH standing AS MATERIALIZED (
        SELECT auth_group.id, auth_group.name
        FROM directorates_appointment AS appointment
        LEFT JOIN directorates_directorate AS place ON place.id = appointment.directorate_id
        JOIN auth_group ON auth_group.name = appointment.role || COALESCE('@' || place.code, '')
        JOIN directorates_officer_groups AS member ON member.group_id = auth_group.id
        WHERE member.officer_id = %s AND appointment.officer_id = member.officer_id AND appointment.ended IS NULL
        AND (appointment.until IS NULL OR appointment.until >= %s)
    ), held AS MATERIALIZED (
        SELECT name, object_pk::bigint AS place, permission_id
        FROM standing JOIN guardian_groupobjectpermission ON group_id = standing.id
        UNION ALL
        SELECT name, NULL, permission_id FROM standing JOIN auth_group_permissions ON group_id = standing.id
    )
    SELECT held.name, held.place, auth_permission.codename
    FROM held JOIN auth_permission ON auth_permission.id = held.permission_id
    JOIN django_content_type ON django_content_type.id = auth_permission.content_type_id
    WHERE django_content_type.app_label = 'directorates'
"""


def allowed(user, action: str, directorate) -> bool:
    """May the officer do this in this directorate, by a role there or a national one?"""
    _known(action)
    held = rights(user).actions
    return (action, NATIONAL) in held or (action, getattr(directorate, "pk", directorate)) in held


def allowed_somewhere(user, action: str) -> bool:
    """Does the officer hold this right in any place at all? For menus; never instead of `allowed`."""
    return any(held == _known(action) for held, _place in rights(user).actions)


def holds(user, role: str, directorate) -> bool:
    """Does the officer hold this role in this directorate (or nationally)?"""
    held = rights(user).roles
    return (role, NATIONAL) in held or (role, getattr(directorate, "pk", directorate)) in held


def directorates_where(user, action: str):
    """The directorates in which the officer may do this, as a queryset."""
    from directorates.models import Directorate

    places = {place for held, place in rights(user).actions if held == _known(action)}
    if NATIONAL in places:
        return Directorate.objects.all()
    return Directorate.objects.filter(pk__in=places)


@dataclass(frozen=True)
class Reach:
    """Actions that an officer holds in the same places (None: everywhere), on all cases there or on narrowed ones."""

    places: frozenset | None
    narrowing: str = ""
    role: str = ""
    actions: frozenset = frozenset()


def reaches(user) -> list[Reach]:
    """What the officer may do, gathered by where: few lines, whatever the number of actions (for lists of tasks)."""
    held, found = rights(user), defaultdict(set)
    for action, places in held.wide.items():
        if places:
            found[Reach(None if NATIONAL in places else frozenset(places))].add(action)
    for action, narrowings in held.narrow.items():
        for narrowing, role, place in narrowings:
            anywhere = place is NATIONAL or narrowing in BOUND_TO_NO_PLACE
            found[Reach(None if anywhere else frozenset([place]), narrowing, role)].add(action)
    return [replace(reach, actions=frozenset(actions)) for reach, actions in found.items()]


def roles_with(user, action: str, directorate) -> list[str]:
    """The officer's roles that give this right here, in the order of the table."""
    held = rights(user).roles
    places = (NATIONAL, getattr(directorate, "pk", directorate))
    giving = [role for role in ROLES if _known(action) in ROLES[role].actions]
    return [role for role in giving if any((role, place) in held for place in places)]


def officers_with(role: str, directorate):
    """The officers who now hold a role in a directorate (or nationally), as a queryset."""
    from directorates.models import Appointment, Officer

    there = Appointment.objects.standing().filter(role=role)
    there = there.filter(models.Q(directorate=directorate) | models.Q(directorate=None))
    return Officer.objects.filter(is_active=True, pk__in=there.values("officer"))


def require(user, action: str, directorate) -> None:
    """Refuse (403) whoever may not do this here."""
    if not allowed(user, action, directorate):
        raise PermissionDenied(ACTIONS[action])


def require_somewhere(user, action: str) -> None:
    """Refuse (403) the page of a list to whoever holds its right in no place at all."""
    if not allowed_somewhere(user, action):
        raise PermissionDenied(ACTIONS[action])


def may(action: str) -> Callable:
    """The question as a django-fsm transition asks it: `permission=may("present_applications")`."""
    return may_by(lambda record: action, _known(action))


def may_by(action_of: Callable, action: str) -> Callable:
    """The same where the right depends on the record, as a sitting's on whose committee it is."""

    def permission(record, user):
        return allowed(user, action_of(record), record.directorate_id)

    permission.action, permission.action_of = action, action_of
    return permission


def guarded(action: str) -> dict:
    """The question as a viewflow node asks it: `.Permission(**guarded("study_families"))`."""
    return {"permission": f"directorates.{_known(action)}", "obj": lambda process: process.case.directorate}


def _known(action: str) -> str:
    if action not in ACTIONS:
        raise KeyError(f"no such action in directorates/roles.py: {action}")
    return action


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a directorate. What an officer may not see does not exist for them (404)."""

    view_action = "view_cases"
    directorate_path = "directorate_id"

    def visible_to(self, user, action: str | None = None):
        """The rows of the officer's places; a role that is narrowed sees only what `narrowed` adds."""
        action = action or self.view_action
        held = rights(user)
        wide = held.wide[_known(action)]
        if NATIONAL in wide:
            return self
        seen = models.Q(**{f"{self.directorate_path}__in": wide})
        for narrowing, role, place in held.narrow[action]:
            anywhere = place is NATIONAL or narrowing in BOUND_TO_NO_PLACE
            there = models.Q() if anywhere else models.Q(**{self.directorate_path: place})
            seen |= there & self.narrowed(narrowing, role, user)
        return self.filter(seen)

    def narrowed(self, narrowing: str, role: str, user) -> models.Q:
        """Which rows a narrowed role sees; a model that knows the narrowing says so, others show nothing."""
        return models.Q(pk__in=())


# Who gives rights ------------------------------------------------------------------------------------------------


@transaction.atomic
def appoint(officer, role: str, directorate=None, *, by=None, until=None):
    """Give an officer a role in a directorate (nationally for a national role); the only writer of rights.

    until: the last day of the appointment, where it has one.
    Raises ValidationError where the role does not fit the place or may not meet another role the officer holds.
    """
    from directorates.models import Appointment

    if by == officer:
        raise ValidationError(_("Nobody appoints themselves; ask a colleague."))
    if ROLES[role].national != (directorate is None):
        raise ValidationError(_("This role does not fit the chosen place."))
    _refuse_incompatible(officer, role, directorate)
    appointment, _created = Appointment.objects.update_or_create(
        officer=officer, role=role, directorate=directorate, ended=None,
        defaults={"until": until}, create_defaults={"until": until, "given_by": by},
    )  # fmt: skip
    officer.groups.add(_group(role, directorate))
    forget(officer)
    return appointment


@transaction.atomic
def release(appointment, *, by=None):
    """End an appointment; the rights are gone from the next question on."""
    appointment.ended, appointment.ended_by = timezone.now(), by
    appointment.save(update_fields=["ended", "ended_by"])
    appointment.officer.groups.remove(_group(appointment.role, appointment.directorate))
    forget(appointment.officer)
    released.send(sender=type(appointment), officer=appointment.officer)
    return appointment


def release_past() -> int:
    """End the appointments whose last day has passed; their rights were gone already. Returns how many."""
    from directorates.models import Appointment

    past = Appointment.objects.filter(ended=None, until__lt=timezone.localdate()).select_related(
        "officer", "directorate"
    )
    return len([release(appointment) for appointment in past])


@transaction.atomic
def leave(officer, *, by) -> None:
    """The officer leaves the service: every appointment, session and second step, and the account itself, at once."""
    for appointment in officer.appointments.filter(ended=None).select_related("officer", "directorate"):
        release(appointment, by=by)
    officer.is_active = False
    officer.set_unusable_password()
    officer.save(update_fields=["is_active", "password"])
    left.send(sender=type(officer), officer=officer)


def confirm(appointment, *, by) -> None:
    """At the review somebody else says that the officer still needs the role."""
    if by.pk == appointment.officer_id:
        raise PermissionDenied("nobody confirms themselves")
    appointment.reviewed_on, appointment.reviewed_by = timezone.localdate(), by
    appointment.save(update_fields=["reviewed_on", "reviewed_by"])


def the_clock():
    """Who acts where nobody does, on the day a term runs out: an account with which nobody can sign in."""
    from directorates.models import Officer

    known = {"full_name": "ساعة المنظومة", "password": make_password(None)}
    clock, _fresh = Officer.objects.get_or_create(username=CLOCK, defaults=known)
    appoint(clock, "clock")
    return clock


def _refuse_incompatible(officer, role, directorate):
    for other in officer.appointments.standing():
        why = INCOMPATIBLE.get(frozenset({role, other.role}))
        same_place = directorate is None or other.directorate is None or other.directorate_id == directorate.pk
        if why and same_place:
            raise ValidationError(
                _("This role may not be held together with “%(other)s”: %(why)s."),
                params={"other": ROLES[other.role].label, "why": why},
            )


def _group_name(role: str, directorate=None) -> str:
    return f"{role}@{directorate.code}" if directorate else role


def _role_of(group_name: str) -> str:
    return group_name.partition("@")[0]


def _group(role: str, directorate=None) -> Group:
    group, created = Group.objects.get_or_create(name=_group_name(role, directorate))
    if created:
        _grant(group, role, directorate)
    return group


def _grant(group, role, directorate):
    """Make the group's permissions exactly those of the table."""
    wanted = ROLES[role].actions
    if directorate is None:
        group.permissions.set(Permission.objects.filter(content_type__app_label="directorates", codename__in=wanted))
        return
    of_the_place = GroupObjectPermission.objects.filter(group=group, object_pk=str(directorate.pk))
    of_the_place.exclude(permission__codename__in=wanted).delete()
    held = of_the_place.values("permission")
    given = Permission.objects.filter(content_type__app_label="directorates", codename__in=wanted).exclude(pk__in=held)
    GroupObjectPermission.objects.bulk_create(
        GroupObjectPermission(
            group=group,
            permission=permission,
            content_type_id=permission.content_type_id,
            object_pk=str(directorate.pk),
        )
        for permission in given
    )


def renew_grants(sender, **kwargs):
    """After a migration: groups follow the table of roles, should it have changed in the release."""
    from directorates.models import Directorate

    places = {directorate.code: directorate for directorate in Directorate.objects.all()}
    for group in Group.objects.all():
        role, _at, code = group.name.partition("@")
        if role in ROLES:
            _grant(group, role, places.get(code))
