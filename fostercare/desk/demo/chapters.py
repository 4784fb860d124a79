"""The road of an application, a chapter for each thing that happens to a family."""

from dataclasses import dataclass, field

from django.utils import timezone

from directorates.models import Directorate
from fostercare.desk.demo import evidence, studies
from fostercare.desk.demo.families import WISHES, a_household
from fostercare.desk.demo.hands import Hands
from fostercare.guidebook.book import book
from fostercare.records.models import Household
from fostercare.workflows import lifecycle
from fostercare.workflows.application.models import Application

COUNTER_AND_OTHERS = ["counter", "counter", "counter", "web", "paper"]


@dataclass(frozen=True)
class Verdict:
    """What a committee is going to decide on a family's case when it sits."""

    body: str  # kind of body
    outcome: str
    text: str
    reasons: tuple = ()
    days: int = 30  # how long a postponement or a condition runs from the day of the sitting
    condition: str = ""
    record: object = None  # which of the family's cases, where it is not its application


@dataclass
class Family(Hands):
    """A family on its way: its household, its application, and the children who come to it (`care.Care`)."""

    directorate: Directorate | None = None
    traits: frozenset = frozenset()
    household: Household | None = None
    application: Application | None = None
    children: list = field(default_factory=list)  # the children's own walks, where a match is to come
    cares: list = field(default_factory=list)
    awaits: list = field(default_factory=list)  # what is to be decided of it, while its cases wait for a sitting

    def codes(self, *stages):
        """The items of the guidebook's stages that stand on an application."""
        items = book(self.edition).items
        return {item.code for item in items if item.stage in stages and item.answered_on == "application"}


def submit(family):
    """At the counter: the family says who it is and what it wishes for."""
    family.household = a_household(family.dice, family.directorate, family.traits)
    family.application = Application(
        household=family.household, directorate=family.directorate, edition=family.edition,
        heading=family.household.name, channel=family.dice.choice(COUNTER_AND_OTHERS),
        wishes=family.dice.choice(WISHES), **_wishes(family),
    )  # fmt: skip
    lifecycle.begin(family.application.open(), by=family.team["family_childhood_officer"])
    yield from ()


def interview(family):
    """The intake officer explains the guidebook and goes through the conditions."""
    yield family.days(0, 1)
    evidence.answer(family, family.application, family.codes("eligibility"))
    evidence.verify(family, family.application, family.codes("eligibility"))


def register(family):
    yield 0
    family.act(family.application, "register")
    family.assign(family.application, "social_worker", "partner_ngo_worker", "training_provider")


def first_papers(family):
    """Half of the papers come within the first weeks."""
    yield family.days(3, 8)
    papers = sorted(family.codes("documents"))
    evidence.answer(family, family.application, set(papers[: len(papers) // 2]))


def field_check(family):
    yield family.days(2, 5)
    evidence.answer(family, family.application, {"HS-06"})
    yield family.days(1, 2)
    evidence.verify(family, family.application, {"HS-06"})


def home_visit(family):
    """The social worker has been there; the study is a draft."""
    yield family.days(2, 6)
    studies.draft(family)


def home_study(family):
    """The study is signed by the worker, by the association and by the supervisor."""
    yield family.days(1, 3)
    studies.sign(family)
    evidence.answer(family, family.application, family.codes("home_study") - {"HS-05", "HS-06"})
    yield family.days(1, 2)
    studies.cosign(family)
    evidence.answer(family, family.application, {"HS-05"})
    yield family.days(1, 2)
    studies.approve(family)
    evidence.verify(family, family.application, family.codes("home_study"))


def all_papers(family):
    """The rest of the papers comes, and the head looks them all through."""
    yield family.days(3, 8)
    evidence.answer(family, family.application, family.codes("documents"))
    yield family.days(1, 2)
    evidence.verify(family, family.application, family.codes("documents"))


def training(family):
    yield family.days(2, 8)
    evidence.answer(family, family.application, family.codes("training"))
    yield family.days(1, 2)
    evidence.verify(family, family.application, family.codes("training"))


def present(family):
    yield family.days(1, 4)
    family.clear_and_act(family.application, "present")


def send_back(family):
    yield family.days(2, 6)
    family.act(family.application, "send_back", why="يلزم استيفاء بيانات الدخل قبل العرض على اللجنة.")


def before(family, body, outcome, text, **more):
    """The case waits for its committee, until a sitting has decided and its minutes are signed."""
    verdict = Verdict(body, outcome, text, **more)
    family.awaits.append(verdict)
    while verdict in family.awaits:
        yield 2


def recommend(family):
    yield family.days(2, 6)
    yield from before(family, "local", "recommend", "توافر شروط الكفالة ومناسبة الأسرة للطفل.")


def refer(family, code="F06", text="عرض الأمر على اللجنة العليا لإبداء الرأي."):
    yield family.days(2, 6)
    yield from before(family, "local", "refer", text, reasons=(code,))


def request_exemption(family):
    """The head asks the Higher Committee before the file is complete."""
    yield family.days(2, 6)
    family.act(family.application, "request_exemption", why="تجاوز أحد الزوجين الحد الأقصى للسن مع مناسبة ظروف الأسرة.")


def postpone(family):
    yield family.days(2, 6)
    code, text = family.dice.choice(
        [("P01", "تجديد صحيفة الحالة الجنائية."), ("P03", "انتظار التقرير الطبي."), ("P05", "اعتذار الزوج لظرف عمل.")]
    )
    yield from before(family, "local", "postpone", text, reasons=(code,), days=family.dice.randint(20, 45))


REFUSALS = [
    ("R11", "عدم استقرار مصدر دخل الأسرة خلال العامين الأخيرين."),
    ("R12", "ضيق المسكن وعدم توافر مكان نوم مناسب للطفل."),
    ("R13", "تبين من المناقشة أن الدافع هو إيجاد رفيق لأحد الوالدين المسنين."),
    ("R14", "معارضة والدة الزوج المقيمة بالمسكن."),
    ("R17", "تكرر عدم حضور الأسرة أمام اللجنة دون عذر مقبول."),
]


def refuse(family):
    yield family.days(2, 8)
    code, text = family.dice.choice(REFUSALS)
    yield from before(family, "local", "refuse", text, reasons=(code,))


def defer(family):
    yield family.days(2, 6)
    text = "طلب رأي فني من الإدارة العامة للأسرة والطفولة."
    yield from before(family, "higher", "postpone", text, reasons=("P07",), days=40)


def return_from_higher(family):
    yield family.days(2, 6)
    yield from before(family, "higher", "send_back", "استكمال البحث الاجتماعي في شأن المقيمين بالمسكن.")


def approve(family):
    yield family.days(2, 8)
    if family.dice.random() < 0.15:
        condition = "حضور الزوجين جلسة إرشاد أسري."
        yield from before(family, "higher", "approve_with_conditions", "توافر شروط الكفالة.", condition=condition)
    else:
        yield from before(family, "higher", "approve", "توافر شروط الكفالة.")
    family.assign(family.application, "security_liaison")


def refuse_finally(family):
    yield family.days(2, 8)
    text = "عدم توافر المبرر الكافي للاستثناء المطلوب."
    yield from before(family, "higher", "refuse", text, reasons=("R18",))


def revoke(family):
    yield family.days(4, 10)
    yield from before(family, "higher", "revoke", "ثبوت عدم صحة بيان جوهري قدمته الأسرة.", reasons=("R16",))


def reconsider(family):
    yield family.days(20, 40)
    family.act(family.application, "reconsider", why="قبول التظلم وإعادة دراسة الطلب بتشكيل مغاير.")


def notify(family):
    yield family.days(1, 5)
    evidence.answer(family, family.application, {"CM-04"})


def security_enquiry(family):
    yield family.days(10, 35)
    for condition in family.application.open_conditions():
        family.act(condition, "meet", why="قدمت الأسرة شهادة الحضور.")
    evidence.answer(family, family.application, {"CM-05"})
    yield family.days(1, 2)
    evidence.verify(family, family.application, {"CM-05"})


def close(family):
    """Once the time for a grievance has passed."""
    yield family.days(68, 75)
    family.clear_and_act(family.application, "close")


def withdraw(family):
    yield family.days(3, 20)
    reasons = ["انتقال الأسرة إلى محافظة أخرى.", "حدوث حمل.", "ظروف صحية لأحد الزوجين.", "رغبة الأسرة دون إبداء أسباب."]
    family.act(family.application, "withdraw", why=family.dice.choice(reasons))


def reopen(family):
    yield family.days(20, 60)
    family.act(family.application, "reopen", why="زوال الظرف الذي طلبت الأسرة من أجله سحب الطلب.")


def expire(family):
    yield family.days(180, 190)
    family.act(family.application, "expire", why="انقضت المدة المقررة دون استكمال الملف رغم إخطار الأسرة.")


PREPARATION = [first_papers, field_check, home_visit, home_study, all_papers, training]
REGISTERED = [submit, interview, register]
PREPARED = [*REGISTERED, *PREPARATION]
READY = [*PREPARED, present]
RECOMMENDED = [*READY, recommend]
APPROVED = [*RECOMMENDED, approve]
CLEARED = [*APPROVED, notify, security_enquiry]


def _wishes(family):
    """What the family asks for; where a child is to come to it, something that this child answers to."""
    child = family.children[0].child if family.children else None
    youngest = family.dice.randint(0, 3)
    wishes = {
        "children_asked": max(1, len(family.children)),
        "siblings_welcome": len(family.children) > 1 or family.dice.random() < 0.1,
        "special_needs_welcome": family.dice.random() < 0.08,
        "child_sex": "" if child else family.dice.choice(["", "", "female", "male"]),
        "child_age_from": youngest,
        "child_age_to": youngest + family.dice.randint(2, 6),
    }
    if child:
        age = (timezone.localdate() - child.birth_date).days // 365
        wishes |= {"child_age_from": max(0, age - 1), "child_age_to": age + 4}
    return wishes
