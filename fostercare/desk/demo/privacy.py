"""Personal data in the demonstration: families that consent, one that withdraws and one that asks, a lost telephone."""

from django.utils import timezone

from fostercare.workflows.breach import reporting
from fostercare.workflows.breach.models import Breach
from fostercare.workflows.consent import recording, saying
from fostercare.workflows.data_request.models import DataRequest
from fostercare.workflows.data_request.receiving import receive
from fostercare.workflows.data_request.recipients import recipients
from fostercare.workflows.data_subjects import subjects_of
from fostercare.workflows.lifecycle import act

MOST = 8
LOST = {
    "nature": "loss", "causes": "نسيان الهاتف بوسيلة مواصلات عامة في أثناء العودة من زيارة.",
    "classes": ["personal", "health"], "persons": 6, "records": 3,
    "effects": "قد يطلع غريب على مواعيد الزيارات وعناوين الأسر، والبيانات مشفرة على الهاتف.",
    "measures": "أُوقف الهاتف عن بُعد خلال ساعة، وتُراجع إجراءات حمل الأجهزة.",
    "advice": "عدم الإدلاء بأي بيانات لمن يتصل باسم الوزارة، وإبلاغنا به.",
}  # fmt: skip


def consents(families):
    """Some families consent at the counter; the last of them withdraws one of the consents."""
    yield 0
    texts = saying.texts(of_child=False)
    for family in _asking(families)[:MOST]:
        for subject in subjects_of(family.application):
            said = recording.record(
                family.application, subject, [(row, True) for row in texts],
                by=family.team.who_may("record_consents"), given_on=timezone.localdate(), way="paper",
            )  # fmt: skip
    yield 5
    recording.withdraw(
        family.application, said[-1], subject, texts[-1], by=family.team.who_may("record_consents"),
        withdrawn_on=timezone.localdate(), way="post", note="خطاب من المنزل",
    )  # fmt: skip


def access_asked_for(families):
    """A request that went the whole way to the answer, which waits to be handed over."""
    yield 0
    asked = _receive(_asking(families)[0], "access", "أرجو موافاتي بما لديكم من بياناتي.")
    yield 2
    family = _asking(families)[0]
    family.act(_request(asked), "verify_identity", identity="بطاقة الرقم القومي")
    yield 4
    family.act(_request(asked), "prepare", proposal="يُسلَّم إليه مستخرج بياناته.")
    yield 2
    family.act(_request(asked), "answer", reply="أُجيب طلبكم، ومرفق بهذا مستخرج بياناتكم الشخصية.")


def correction_asked_for(families):
    """A request that nobody has taken up yet."""
    yield 0
    _receive(_asking(families)[1], "correction", "تغيرت مهنتي ومحل عملي، وأرجو تصحيحهما.")


def lost_telephone(families):
    """A breach whose clocks run."""
    yield 0
    team = _asking(families)[0].team
    breach = reporting.report(
        by=team["case_worker"], nature="loss", summary="فُقد هاتف المتابعة وعليه بيانات زيارات مقبلة.",
        known_at=timezone.now(),
    )  # fmt: skip
    yield 1
    act(Breach.objects.whole().get(pk=breach.pk).confirm, by=team.who_may("manage_breaches"), **LOST)


def correction_granted(families):
    """A correction that was granted and carried out on the request, and waits to be handed over."""
    yield 0
    family = _asking(families)[2]
    asked = _receive(family, "correction", "انتقلت إلى عمل آخر، ومحل عملي المسجل لديكم خطأ.")
    yield 1
    family.act(_request(asked), "verify_identity", identity="بطاقة الرقم القومي")
    yield 1
    family.act(_request(asked), "prepare", proposal="تُصحح المهنة ومحل العمل من واقع خطاب جهة العمل.")
    yield 1
    family.act(_request(asked), "answer", reply="أُجيب طلبكم، وستُصحح المهنة ومحل العمل.")
    yield 1
    person = asked.person
    person.occupation = "فني كهرباء بشركة المياه"
    person.save(update_fields=["occupation"])
    told = [one.key for one in recipients(asked)]
    family.act(_request(asked), "carry_out", done="صُححت المهنة ومحل العمل.", told=told)


STORIES = [
    (40, consents),
    (25, access_asked_for),
    (14, correction_granted),
    (3, correction_asked_for),
    (2, lost_telephone),
]


def _asking(families):
    """The families that have asked by now, in the order of their numbers."""
    asked = [family for family in families if family.application]
    return sorted(asked, key=lambda family: family.application.number)


def _receive(family, what, text):
    subject = subjects_of(family.application)[0]
    return receive(
        family.application.case, subject, by=family.team.who_may("receive_data_requests"), what=what, text=text,
        asked_on=timezone.localdate(),
    )  # fmt: skip


def _request(asked):
    return DataRequest.objects.whole().get(pk=asked.pk)
