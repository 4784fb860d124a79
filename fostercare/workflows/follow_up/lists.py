"""The lists of follow-up: late, due, never visited, awaiting sign-off; each says which rows, in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates import access
from directorates.models import Directorate
from directorates.wording import digits
from fostercare.workflows.follow_up.models import State, Visit, VisitQuerySet
from fostercare.workflows.follow_up.phone.models import sent_and_open
from fostercare.workflows.follow_up.reach import last_not_alone, never_visited, with_a_family, without_a_worker
from fostercare.workflows.models import WAITING, Task

VIEW = VisitQuerySet.view_action
AHEAD = timedelta(days=14)
MOST = 1000


@dataclass(frozen=True)
class Tab:
    """One list: its rows for an officer, their order, the page that shows them."""

    key: str
    label: str
    rows: Callable
    order: tuple
    template: str
    empty: str


def late(user):
    return _visits(user).late(timezone.localdate())


def due(user):
    """Visits of the next two weeks, and those whose day has passed within the grace."""
    today = timezone.localdate()
    return _visits(user).planned().filter(planned_on__lte=today + AHEAD, late_after__gte=today)


def unvisited(user):
    """Children with a family whom nobody has visited since the hand-over."""
    return never_visited(_placements(user))


def not_seen_alone(user):
    """Children of the age to be seen alone whom the last visit did not see so."""
    return last_not_alone(_placements(user), timezone.localdate())


def without_worker(user):
    """Children with a family whom nobody in office follows, as when their worker was released."""
    return without_a_worker(_placements(user))


def to_sign_off(user):
    return _visits(user).filter(state=State.RECORDED)


def to_settle(user):
    """Visits of which a phone sent a version that nobody has decided upon."""
    return _visits(user).filter(Exists(sent_and_open(OuterRef("pk"))))


# The task of signing a visit off, as long as it waits.
_SIGN_OFF = Task.objects.filter(
    process__record_type__app_label="follow_up", process__record_type__model="visit",
    process__record_id=OuterRef("pk"), flow_task_type="HUMAN", status__in=WAITING,
)  # fmt: skip


def _visits(user):
    family = "placement__match__application__household"
    return (
        Visit.objects.visible_to(user)
        .select_related("placement__directorate", "placement__match__child_file", family, "recorded_by")
        .annotate(sign_off_by=Subquery(_SIGN_OFF.values("due_on")[:1]))
    )


def _placements(user):
    rows = with_a_family(Visit._meta.get_field("placement").related_model.objects.visible_to(user, VIEW))
    return rows.select_related("directorate", "match__child_file", "match__application__household").with_next_visit()


VISITS = "follow_up/visits.html"
TABS = {
    tab.key: tab
    for tab in [
        Tab("late", _("Late"), late, ("late_after", "pk"), VISITS, _("No visit is late.")),
        Tab("due", _("Due these two weeks"), due, ("planned_on", "pk"), VISITS, _("No visit is due these two weeks.")),
        Tab(
            "unvisited",
            _("Never visited"),
            unvisited,
            ("handed_over_on", "pk"),
            "follow_up/unvisited.html",
            _("Every child with a family has been visited."),
        ),
        Tab(
            "not_alone",
            _("Not seen alone"),
            not_seen_alone,
            ("last_visited_on", "pk"),
            "follow_up/not_alone.html",
            _("Every child of that age was seen alone on the last visit."),
        ),
        Tab(
            "no_worker",
            _("Without a follow-up worker"),
            without_worker,
            ("handed_over_on", "pk"),
            "follow_up/no_worker.html",
            _("Every child with a family has a follow-up worker."),
        ),
        Tab(
            "recorded",
            _("Awaiting sign-off"),
            to_sign_off,
            ("visited_on", "pk"),
            VISITS,
            _("No visit awaits a supervisor's sign-off."),
        ),
        Tab(
            "versions",
            _("Two versions"),
            to_settle,
            ("planned_on", "pk"),
            VISITS,
            _("Nothing that a phone sent awaits a choice."),
        ),
    ]
}


def counts(rows) -> str:
    """How many rows there are, counted no further than a reader cares."""
    found = rows.order_by().values("pk")[: MOST + 1].count()
    return digits(MOST) + "+" if found > MOST else digits(found)


class VisitFilter(forms.Form):
    """Narrows the lists to one directorate, for those who see several; keeps the list one is on."""

    show = forms.ChoiceField(choices=[(key, key) for key in TABS], required=False, widget=forms.HiddenInput)
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label=_("Directorate"), required=False, empty_label=_("all")
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        places = access.directorates_where(user, VIEW)
        self.fields["directorate"].queryset = places
        self.several = len(places[:2]) > 1

    def narrow(self, rows):
        """Visits and placements belong to a directorate by different ways; both know theirs."""
        place = self.cleaned_data.get("directorate") if self.is_valid() else None
        return rows.filter(**{rows.directorate_path: place.pk}) if place else rows
