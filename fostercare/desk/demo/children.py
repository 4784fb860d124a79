"""Invented homes and the children in them. The story of a child's file ends where a family's story takes it up."""

from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from fostercare.desk.demo import evidence
from fostercare.desk.demo.families import born, national_id
from fostercare.desk.demo.hands import Hands
from fostercare.desk.demo.names import full_name
from fostercare.records.models import Child, Guardianship, Home, HomePlaces, SiblingGroup
from fostercare.records.sealed import keep
from fostercare.workflows import lifecycle
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.origins.models import OriginEntry

# directorate: (name, kind, capacity, address)
HOMES = {
    "01": [("دار زهرة المعادي", "home", 30, "شارع ٩، المعادي"), ("مركز كفالة مدينة نصر", "centre", 20, "الحي السابع")],
    "02": [
        ("دار الأمل بسيدي بشر", "home", 28, "شارع جمال عبد الناصر"),
        ("مركز كفالة محرم بك", "centre", 16, "محرم بك"),
    ],
    "12": [("دار بسمة المنصورة", "home", 24, "حي الجامعة"), ("دار ميت غمر للرعاية", "home", 18, "شارع بورسعيد")],
    "13": [("دار الرحمة بالزقازيق", "home", 20, "شارع الجلاء")],
    "14": [("دار المستقبل ببنها", "home", 20, "منشية النور")],
    "16": [("دار السلام بطنطا", "home", 22, "شارع سعيد")],
    "17": [("مركز كفالة شبين الكوم", "centre", 14, "البر الشرقي")],
    "21": [("دار البراعم بالدقي", "home", 26, "شارع مصدق"), ("دار الأسرة بالهرم", "home", 20, "شارع خاتم المرسلين")],
    "24": [("دار النور بالمنيا", "home", 18, "كورنيش النيل")],
    "25": [("دار الحنان بأسيوط", "home", 20, "شارع النميس")],
    "29": [("دار طيبة بالأقصر", "home", 14, "شارع التليفزيون")],
}
NAMES = ("دار الوفاء", "دار الحياة", "دار الربيع", "مركز كفالة النور", "دار الصفا", "دار المودة", "دار الياسمين")
LICENSED_UNTIL = date(2028, 6, 30)
BASES = (
    "محضر شرطة وقرار النيابة العامة بالإيداع",
    "قرار النيابة العامة بتسليم الطفل إلى دار رعاية",
    "شهادة ميلاد من مكتب الصحة وقرار إيداع",
    "حكم محكمة الطفل بالإيداع",
)
ORIGINS = (
    "نُقل الطفل إلى الدار بموجب قرار الإيداع المرفق بالملف الورقي المختوم.",
    "تفاصيل المحضر محفوظة لدى النيابة المختصة، ورقمه بالملف الورقي المختوم.",
)
HEALTH = ("", "", "", "", "تطعيمات كاملة، نمو مناسب.", "أنيميا بسيطة تحت المتابعة.", "ضعف سمع خفيف، يستخدم سماعة.")


def open_homes(directorates, staff):
    """The homes of these directorates, each with its officer."""
    for directorate in directorates:
        for name, kind, capacity, address in HOMES.get(directorate.code, []) + _one_more(directorate):
            home = Home.objects.create(
                directorate=directorate, name=name, kind=kind, capacity=capacity, address=address,
                licence_number=f"{directorate.code}/{capacity}", licence_until=LICENSED_UNTIL,
            )  # fmt: skip
            home.officers.set(staff.holders("institution_officer", directorate))
            _share_the_places(home)
            yield home


def _one_more(directorate):
    """A home in every directorate, so that the register has as many as a morning's list."""
    place = int(directorate.code)
    name = NAMES[place % len(NAMES)]
    return [(f"{name} ب{directorate.name_ar}", "centre" if "مركز" in name else "home", 12 + place % 9, "شارع المحطة")]


def _share_the_places(home):
    """Its places by age and sex: the small ones have most."""
    shares = {(0, 2): 4, (2, 6): 3, (6, 12): 2, (12, 18): 1}
    HomePlaces.objects.bulk_create(
        HomePlaces(home=home, sex=sex, age_from=youngest, age_under=under, places=home.capacity * share // 20)
        for (youngest, under), share in shares.items()
        for sex in ("male", "female")
    )


def a_child(dice, home, *, ages=(0, 6), siblings=None, **known) -> Child:
    """A child of the home, not saved yet (`ages` in years), with what goes into its sealed records as `told`.

    A found child has no number and an estimated birthday.
    """
    sex, religion = known.get("sex") or dice.choice(["male", "female"]), known.get("religion", "muslim")
    birth_date = min(born(dice, *ages), timezone.localdate() - relativedelta(months=4))
    found = dice.random() < 0.4
    child = Child(
        full_name=full_name(dice, sex, religion), sex=sex, birth_date=birth_date,
        birth_date_estimated=found, home=home, sibling_group=siblings,
        national_id="" if found else national_id(dice, birth_date, sex, home.directorate.code),
        admitted_on=birth_date + (timezone.localdate() - birth_date) * dice.random(),
        legal_basis=dice.choice(BASES),
    )  # fmt: skip
    child.told = {"religion": religion, "health": dice.choice(HEALTH)}
    return child


@dataclass
class Ward(Hands):
    """A child in a home, and its file."""

    child: Child | None = None
    file: ChildFile | None = None
    siblings: list = field(default_factory=list)


def admit(ward):
    """The home's officer registers the child."""
    if ward.siblings and not ward.child.sibling_group:
        group = SiblingGroup.objects.create(note="إخوة أشقاء")
        for sibling in ward.siblings:
            sibling.child.sibling_group = group
    ward.child.save()
    keep((ward.child, ward.child.told))
    Guardianship.objects.create(
        child=ward.child, guardian="higher", since=ward.child.admitted_on, recorded_by=ward.team["institution_officer"]
    )
    OriginEntry.objects.create(
        child=ward.child, text=ward.dice.choice(ORIGINS), written_by=ward.team["institution_officer"]
    )
    ward.file = ChildFile(
        child=ward.child, directorate=ward.child.home.directorate, edition=ward.edition, heading=ward.child.home.name
    )
    lifecycle.begin(ward.file.open(), by=ward.team["institution_officer"])
    ward.assign(ward.file, "case_worker")
    yield from ()


def trace(ward):
    yield ward.days(2, 6)
    ward.act(ward.file, "begin_tracing")


def conclude_the_tracing(ward):
    yield ward.days(5, 15)
    ward.act(ward.file, "record_outcome", outcome=ward.dice.choice(["not_found", "not_found", "unable"]))


def make_available(ward):
    """The home answers for the papers, the follow-up worker for the family that was not found."""
    yield ward.days(8, 20)
    evidence.answer(ward, ward.file, {"MT-01", "MT-02", "MT-03"})
    yield ward.days(2, 7)
    ward.clear_and_act(ward.file, "make_available")


def withhold(ward):
    yield ward.days(10, 20)
    ward.act(ward.file, "withhold", why="ظهور قريب من الدرجة الثانية وطلبه بحث حالة الطفل.")


def reunify(ward):
    yield ward.days(15, 30)
    ward.act(ward.file, "reunify", why="عودة الطفل إلى جدته بعد بحث حالتها وموافقة النيابة.")


def come_of_age(ward):
    yield ward.days(5, 15)
    ward.act(ward.file, "come_of_age")


def complete_follow_up(ward):
    yield ward.days(90, 120)
    ward.act(ward.file, "complete_follow_up")


def record_death(ward):
    yield ward.days(30, 60)
    ward.act(ward.file, "record_death", why="وفاة بالمستشفى إثر عيب خلقي بالقلب، وأُخطرت النيابة.")


AVAILABLE = [admit, trace, conclude_the_tracing, make_available]
