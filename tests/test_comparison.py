"""The directorates side by side: figures that tell nothing of single families, each for those who may read figures."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fostercare.desk.comparison import few
from fostercare.guidebook.publishing import in_force
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.application.models import Application
from tests.cases import a_household
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
FEWER = "أقل من ٥"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    yield
    cache.clear()


def applications(place, count, by):
    """So many applications at the counter of a directorate."""
    made = []
    for _application in range(count):
        household = a_household(place)
        application = Application(
            household=household, directorate=place, edition=in_force(), heading=household.name
        ).open()
        made.append(lifecycle.begin(application, by=person(by)))
    return made


def rows(client, who, **asked):
    client.force_login(person(who))
    page = client.get(reverse("comparison"), asked)
    return {row["name"]: [str(said) for said in row["cells"]] for row in page.context["rows"]}


def test_a_figure_below_five_is_not_shown_and_cannot_be_worked_out(client, alexandria, luxor):
    applications(alexandria, 6, "salma")
    applications(luxor, 3, "wafaa")
    shown = rows(client, "fathi")
    assert (shown[alexandria.name][0], shown[luxor.name][0]) == ("٦", FEWER)
    assert next(iter(shown.values()))[0] == "غير معلن"  # nine in all would say that Luxor has three
    assert [few(count) for count in (1, 4, 5)] == [FEWER, FEWER, "٥"]


def test_a_head_compares_the_own_directorate_with_all(client, alexandria, luxor):
    applications(alexandria, 5, "salma")
    assert list(rows(client, "huda"))[1:] == [alexandria.name]
    assert set(rows(client, "fathi")) >= {alexandria.name, luxor.name}


def test_late_tasks_kept_deadlines_and_the_days_of_a_step(client, alexandria):
    made = applications(alexandria, 10, "salma")
    tasks = [waiting.open_tasks(application).get() for application in made]
    for number, task in enumerate(tasks[:8]):
        waiting.finish(task, person("salma"))
        late = timedelta(days=2 if number < 2 else 0)
        type(task).objects.filter(pk=task.pk).update(
            created=timezone.now() - timedelta(days=3, hours=1), due_on=timezone.localdate() - late
        )
    waiting.open_tasks(made[9]).update(due_on=timezone.localdate() - timedelta(days=1))
    assert rows(client, "huda", show="deadlines")[alexandria.name][1:] == [FEWER, "٧٥٪"]
    assert rows(client, "huda", show="steps")[alexandria.name][:2] == ["٣ أيام", "–"]


def test_the_page_costs_the_same_whatever_is_compared(client, alexandria, luxor):
    client.force_login(person("fathi"))
    client.get(reverse("comparison"))
    cost = []
    for place, count, by in [(alexandria, 1, "salma"), (luxor, 9, "wafaa")]:
        applications(place, count, by)
        for show in ("states", "deadlines", "steps"):
            cache.clear()
            with CaptureQueriesContext(connection) as statements:
                client.get(reverse("comparison"), {"show": show})
            cost.append(len(statements))
    assert cost[:3] == cost[3:]
