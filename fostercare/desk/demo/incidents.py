"""Incidents of the demonstration: one dealt with and closed, one under way, one that nobody has taken up yet."""

from django.utils import timezone

from fostercare.workflows import lifecycle
from fostercare.workflows.incident.clocks import to_answer
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.incident.reporting import report
from fostercare.workflows.placement.models import WITH_THE_FAMILY

TOLD = {
    "injury": ("كدمة على الذراع اليمنى لم تُفسَّر في أول الأمر.", "معلمة الحضانة", "بالمسكن مع الأم البديلة"),
    "neglect": ("انقطع الطفل عن الحضانة أسبوعين، ولم تُستكمل جرعات التطعيم.", "أخصائية الوحدة الصحية", "بالمسكن"),
    "conflict": ("خلاف متكرر بين الزوجين في حضور الطفل.", "اتصال من الجدة", "لدى الجدة بموافقة الأسرة"),
}


def closed(families):
    """A red one: answered in time, laid before two pairs of eyes, closed by a third."""
    care, incident = yield from _reported(families, "injury", 0)
    yield 0
    care.act(incident, "take_charge")
    care.act(incident, "record_measure", measure="medical_care", taken_on=timezone.localdate(), note="مستشفى الطلبة")
    yield 1
    _answer(care, incident, "زيارة عاجلة وكشف طبي وتقرير مفصل، والطفل بأمان.")
    _stop(care, incident, "ثبت أنها حادث عارض؛ فلا يلزم العرض على اللجنة العليا.")
    yield 2
    care.act(incident, "resolve", why="ثبت من التقرير الطبي أنها سقوط من أرجوحة.")
    yield 3
    # the head of Family and Childhood: whoever dealt with it does not close it
    lifecycle.act(incident.close, by=care.team["family_childhood_head"])


def under_way(families):
    """An orange one: taken up, its first answer given, the others still running."""
    care, incident = yield from _reported(families, "neglect", 1)
    yield 0
    care.act(incident, "take_charge")
    yield 1
    _answer(care, incident, "زيارة للأسرة واتفاق على موعد التطعيم والعودة إلى الحضانة.", only="orange_visit")


def fresh(families):
    """A yellow one that nobody has taken up."""
    yield from _reported(families, "conflict", 2)


STORIES = [(40, closed), (3, under_way), (2, fresh)]


def _reported(families, what, place):
    """The report about one of the children who live with a family on this day, or on the first on which one does."""
    while not (cares := [care for family in families for care in getattr(family, "cares", []) if _lives_there(care)]):
        yield 7
    care = cares[place % len(cares)]
    summary, source, whereabouts = TOLD[what]
    incident = report(
        care.placement, by=care.team["family_childhood_officer"], what=what, summary=summary, source=source,
        whereabouts=whereabouts, known_at=timezone.now(),
    )  # fmt: skip
    return care, Incident.objects.whole().get(pk=incident.pk)


def _lives_there(care):
    return care.placement is not None and care.placement.state in WITH_THE_FAMILY


def _answer(care, incident, note, only=""):
    for clock in to_answer(incident):
        if only in ("", clock.key):
            care.act(incident, "record_answer", clock=clock, answered_at=timezone.now(), note=note)


def _stop(care, incident, why):
    """What only the Higher Committee answers is stopped by two people of different roles."""
    for clock in incident.clocks.running():
        lifecycle.act(incident.ask_to_stop, by=care.team["case_supervisor"], clock=clock, why=why)
        clock.refresh_from_db()
        lifecycle.act(incident.agree_to_stop, by=care.team["family_childhood_head"], clock=clock, why=why)
