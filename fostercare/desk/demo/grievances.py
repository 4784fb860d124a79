"""Refused families contest, and a question to a family stops the clocks of its file."""

from datetime import timedelta

from django.utils import timezone

from fostercare.workflows.clocks import holds
from fostercare.workflows.grievance import lodging
from fostercare.workflows.grievance.models import Grievance

GROUNDS = [
    "انتقلنا إلى مسكن ملك أوسع، وأرفقنا صورة العقد وإيصال الكهرباء.",
    "زال الدين الذي ذُكر في الأسباب، وأرفقنا شهادة المخالصة.",
    "حضرنا الجلسة التالية ولم يُسمع رأينا في دوافعنا للكفالة.",
]
STUDY = (
    "الوقائع: رُفض الطلب بقرار اللجنة المحلية للأسباب المبينة به.\n"
    "أقوال المتظلم: زوال السبب وتقديم ما يؤيده.\n"
    "رأي الأمانة: يُعرض على اللجنة العليا مع سماع الأسرة."
)


def lodge(family):
    yield family.days(5, 15)
    application = family.application
    lodging.lodge(
        lodging.contestable(application), by=family.team.who_may("lodge_grievances"),
        lodged_by=application.household.adults[0], lodged_on=timezone.localdate(), grounds=family.dice.choice(GROUNDS),
    )  # fmt: skip


def admit(family):
    yield family.days(2, 5)
    family.act(_grievance(family), "admit")


def find_inadmissible(family):
    yield family.days(2, 5)
    family.act(_grievance(family), "find_inadmissible", why="قُدم ممن لا صفة له دون توكيل.", reason="N02")


def give_up(family):
    """The family withdraws its grievance: nothing more holds the closing of its file back."""
    yield family.days(2, 5)
    family.act(_grievance(family), "withdraw", why="بناءً على رغبة الأسرة.")


def study(family):
    yield family.days(6, 12)
    family.act(_grievance(family), "present", study=STUDY)


def put_on_hold(family):
    """A paper is asked of the family."""
    yield family.days(2, 5)
    family.application.refresh_from_db()
    holds.hold(
        family.application, reason="S07", text="شهادة حديثة من جهة العمل بصافي الراتب.",
        until=timezone.localdate() + timedelta(days=45), by=family.team.who_may("manage_holds"),
    )  # fmt: skip


def _grievance(family):
    return Grievance.objects.whole().get(decision__application=family.application)
