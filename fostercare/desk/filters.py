"""What the lists of the desk can be narrowed to."""

from datetime import timedelta

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from directorates import access
from directorates.governorates import GOVERNORATES
from fostercare.desk.figures import soon_until
from fostercare.records.fields import DayField
from fostercare.records.models import Household
from fostercare.workflows.application.models import State
from fostercare.workflows.models import WAITING, Task
from fostercare.workflows.waiting import FLOWS

ANY = ("", _("all"))


def places(user):
    """The directorates between which this officer may choose; none where there is only one."""
    held = access.rights(user)
    codes = set(held.codes.values())
    if any(place is access.NATIONAL for _action, place in held.actions):
        codes = {code for code, place in GOVERNORATES.items() if place.has_directorate}
    return [(code, GOVERNORATES[code].name) for code in sorted(codes)] if len(codes) > 1 else []


def steps(user):
    """The human steps that this officer may do, by a short name."""
    return {
        f"{label.partition('.')[0]}-{node.name}": node
        for label, flow in FLOWS.items()
        for node in flow.instance.nodes()
        if node.task_type == "HUMAN" and any(access.allowed_somewhere(user, right) for right in node.rights)
    }


class Filter(forms.Form):
    """Fields that are offered only where there is something to choose; what makes no sense narrows nothing."""

    directorate = forms.ChoiceField(label=_("Directorate"), required=False)

    def __init__(self, data, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.user = user
        if choices := places(user):
            self.fields["directorate"].choices = [ANY, *choices]
        else:
            del self.fields["directorate"]

    @property
    def chosen(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def forget_what_is_not_offered(self):
        """A choice kept from yesterday may be gone today; that is no error of the officer's."""
        offered = self.fields
        self.data = {
            name: value for name, value in self.data.items() if name in offered and offered[name].valid_value(value)
        }


class WorkFilter(Filter):
    """Narrows the work list."""

    NAMES = ("directorate", "step", "due")
    DUE = [
        ANY,
        ("late", _("overdue")),
        ("today", _("today")),
        ("soon", _("within three working days")),
        ("week", _("within a week")),
    ]
    step = forms.ChoiceField(label=_("What is to be done"), required=False)
    due = forms.ChoiceField(label=_("Due"), required=False, choices=DUE)

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        self.steps = steps(self.user)
        self.fields["step"].choices = [ANY, *((name, node.task_title) for name, node in self.steps.items())]
        self.forget_what_is_not_offered()

    def narrow(self, tasks, today):
        chosen = self.chosen
        if "directorate" in chosen:
            tasks = tasks.filter(directorate__code=chosen["directorate"])
        if "step" in chosen:
            tasks = tasks.filter(flow_task=self.steps[chosen["step"]])
        if "due" in chosen:
            tasks = tasks.filter(**due_in(chosen["due"], today))
        return tasks

    @property
    def chips(self):
        """What the list is narrowed to, each with the address that takes it away."""
        return [
            {
                "label": self.fields[name].label,
                "value": dict(self.fields[name].choices)[value],
                "url": "?" + urlencode(self.chosen | {name: ""}),
            }
            for name, value in self.chosen.items()
        ]


def due_in(which, today):
    """The lookup behind a choice of the work list's filter «due»."""
    return {
        "late": {"due_order__lt": today},
        "today": {"due_order": today},
        "soon": {"due_order__range": (today, soon_until(today))},
        "week": {"due_order__range": (today, today + timedelta(days=7))},
    }[which]


class ApplicationFilter(Filter):
    """Narrows the list of applications."""

    q = forms.CharField(label=_("Number, name or mobile"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *State.choices])
    kind = forms.ChoiceField(label=_("Family"), required=False, choices=[ANY, *Household.Kind.choices])
    opened_from = DayField(label=_("Opened from"), required=False)
    opened_to = DayField(label=_("Opened until"), required=False)
    late = forms.BooleanField(label=_("Overdue only"), required=False)

    field_order = ["q", "state", "directorate", "kind", "opened_from", "opened_to", "late"]

    def narrow(self, applications, today):
        chosen = self.chosen
        if chosen.pop("late", False):
            overdue = Task.objects.filter(
                case=OuterRef("pk"), flow_task_type="HUMAN", status__in=WAITING, due_on__lt=today
            )
            applications = applications.filter(Exists(overdue))
        lookups = {
            "state": "state", "kind": "household__kind", "directorate": "directorate__code",
            "opened_from": "opened_on__gte", "opened_to": "opened_on__lte",
        }  # fmt: skip
        return applications.filter(**{lookups[name]: value for name, value in chosen.items() if name in lookups})
