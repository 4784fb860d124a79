"""Invented households: people with consistent names, ages, numbers and work, and national IDs that belong to nobody."""

from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from fostercare.desk.demo.addresses import POPULATION, an_address
from fostercare.desk.demo.names import FOREIGN_WOMEN, fathers_names, full_name, own_name
from fostercare.records.models import Household, Person
from fostercare.records.national_id import check_digit
from fostercare.records.sealed import keep

WORK = {
    "none": {"male": ["عامل", "سائق"], "female": ["ربة منزل"]},
    "basic": {"male": ["سائق نقل", "نجار", "عامل بمصنع نسيج"], "female": ["ربة منزل", "خياطة"]},
    "secondary": {
        "male": ["فني كهرباء بشركة توزيع الكهرباء", "موظف بالوحدة المحلية", "صاحب محل بقالة", "مندوب مبيعات"],
        "female": ["ربة منزل", "موظفة بالتأمين الصحي", "مشرفة حضانة", "صاحبة مشغل ملابس"],
    },
    "university": {
        "male": ["محاسب ببنك مصر", "مدرس رياضيات بالمرحلة الإعدادية", "مهندس بشركة مياه الشرب", "صيدلي", "محامٍ حر"],
        "female": ["مدرسة لغة عربية", "صيدلانية", "محاسبة بمديرية الزراعة", "طبيبة أسنان", "ربة منزل", "أخصائية تغذية"],
    },
    "postgraduate": {
        "male": ["عضو هيئة تدريس بالجامعة", "استشاري جراحة بمستشفى عام"],
        "female": ["عضو هيئة تدريس بالجامعة", "استشارية أطفال بمستشفى عام"],
    },
}
AT_HOME = "ربة منزل"
SELF_EMPLOYED = ("صاحب محل بقالة", "نجار", "سائق نقل", "محامٍ حر", "صاحبة مشغل ملابس", "خياطة", "مندوب مبيعات")
SALARIES = {"none": (3, 5), "basic": (4, 8), "secondary": (6, 14), "university": (10, 30), "postgraduate": (25, 60)}
WISHES = (
    "نرغب في كفالة طفل نربيه بيننا ونعلمه حتى يعتمد على نفسه.",
    "حلمنا أن يكون لنا طفل نمنحه بيتًا وأسرة، ونحن مستعدون للمتابعة.",
    "سبق أن زرنا دارًا للأطفال وتعلقنا بالفكرة منذ عامين.",
    "نريد طفلًا صغير السن نبدأ معه من البداية.",
    "لا نشترط جنس الطفل، ويهمنا أن يكون بصحة تسمح بالالتحاق بالحضانة.",
    "",
)


def national_id(dice, birth_date, sex, governorate) -> str:
    """Fourteen digits that fit the person, with a check digit that is deliberately wrong: it is nobody's number."""
    serial = 10 * dice.randint(0, 999) + 2 * dice.randint(0, 4) + (sex == "male")
    century = "3" if birth_date.year >= 2000 else "2"
    first = f"{century}{birth_date:%y%m%d}{governorate}{serial:04d}"
    return first + str((int(check_digit(first)) + dice.randint(1, 9)) % 10)


def mobile(dice) -> str:
    return f"+201{dice.choice('0125')}{dice.randint(0, 99_999_999):08d}"


def born(dice, youngest, oldest):
    """A day on which somebody of that age, in years, was born."""
    days = dice.randint(1, 365 * (oldest - youngest))
    return timezone.localdate() - relativedelta(years=youngest) - timedelta(days=days)


def a_household(dice, directorate, traits=()) -> Household:
    """A family that asks: `traits` says what is special about it (see `Family`)."""
    return Family(dice, directorate, set(traits)).settle()


class Family:
    """One household in the making.

    Traits: woman_alone, man_alone, over_sixty, newlywed, own_children, too_many_children, toddler, grandmother,
    foreign_spouse, abroad, christian, muslim, little_schooling.
    """

    def __init__(self, dice, directorate, traits):
        self.dice, self.directorate, self.traits = dice, directorate, traits
        self.religion = self._religion()
        self.kind = next((kind for kind in ("woman_alone", "man_alone") if kind in traits), "couple")

    def settle(self) -> Household:
        self.household = Household.objects.create(
            kind=self.kind, directorate=self.directorate, married_on=self._married_on(),
            lives_abroad="abroad" in self.traits, tenure=self.dice.choice(["owned", "owned", "rented", "family_home"]),
            rooms=self.dice.randint(2, 5), **an_address(self.dice, self.directorate.code),
        )  # fmt: skip
        people = Person.objects.bulk_create(self._people())
        keep(*((person, {"religion": self.religion}) for person in people if person.role in Person.APPLICANTS))
        return self.household

    def _religion(self):
        if "christian" in self.traits or "muslim" in self.traits:
            return "christian" if "christian" in self.traits else "muslim"
        return "christian" if self.dice.random() < 0.1 else "muslim"

    def _married_on(self):
        if self.kind != "couple":
            return None
        months = self.dice.randint(8, 20) if "newlywed" in self.traits else self.dice.randint(60, 160)
        return timezone.localdate() - relativedelta(months=months, days=self.dice.randint(0, 27))

    def _people(self):
        if self.kind == "couple":
            yield from self._couple()
        else:
            yield self._alone()
        if "grandmother" in self.traits:
            yield self._person("other_adult", "female", self._born(60, 70), education="basic")

    def _couple(self):
        oldest = (60, 63) if "over_sixty" in self.traits else (33, 52)
        wife_first = self.dice.random() < 0.6
        his_own, *fathers = own_name(self.dice, "male", self.religion), *fathers_names(self.dice, self.religion)
        husband = self._adult(
            "spouse" if wife_first else "applicant",
            "male",
            self._born(*oldest),
            full_name=" ".join([his_own, *fathers]),
        )
        wife = self._wife("applicant" if wife_first else "spouse")
        yield from (wife, husband) if wife_first else (husband, wife)
        father, _grandfather, family = fathers
        for birth_date in self._births():
            sex = self.dice.choice(["male", "female"])
            name = " ".join([own_name(self.dice, sex, self.religion), his_own, father, family])
            yield self._person("own_child", sex, birth_date, full_name=name)

    def _wife(self, role):
        birth_date = self._born(28, 45)
        if "foreign_spouse" not in self.traits:
            return self._adult(role, "female", birth_date)
        name, country = self.dice.choice(FOREIGN_WOMEN)
        passport = f"{self.dice.choice('ABCXP')}{self.dice.randint(1_000_000, 9_999_999)}"
        known = {"full_name": name, "nationality": country, "passport": passport, "national_id": ""}
        return self._adult(role, "female", birth_date, **known)

    def _births(self):
        if "too_many_children" in self.traits:
            return [self._born(14, 16), self._born(9, 11), self._born(4, 6)]
        if "toddler" in self.traits:
            return [timezone.localdate() - relativedelta(months=self.dice.randint(10, 20))]
        if "own_children" in self.traits:
            return [self._born(8, 13), self._born(3, 6)][: self.dice.randint(1, 2)]
        return []

    def _born(self, youngest, oldest):
        return born(self.dice, youngest, oldest)

    def _alone(self):
        sex = "female" if self.kind == "woman_alone" else "male"
        status = self.dice.choice(["widowed", "divorced", "never_married"])
        return self._adult("applicant", sex, self._born(33, 54), civil_status=status)

    def _adult(self, role, sex, birth_date, **more):
        education = self._education(birth_date)
        occupation = self.dice.choice(WORK[education][sex])
        work = {
            "education": education,
            "occupation": occupation,
            "phone": mobile(self.dice),
            "civil_status": "married",
            "income_kind": "none",
        }
        if occupation != AT_HOME:
            least, most = SALARIES[education]
            work["income_kind"] = "self_employed" if occupation in SELF_EMPLOYED else "salary"
            work["monthly_income"] = Decimal(self.dice.randrange(least * 1000, most * 1000, 250))
        return self._person(role, sex, birth_date, **work | more)

    def _education(self, birth_date):
        if "little_schooling" in self.traits:
            return self.dice.choice(["none", "basic"])
        levels = ["secondary", "secondary", "university", "university", "postgraduate"]
        return self.dice.choice(levels if birth_date.year < 1985 else levels[:-1])

    def _person(self, role, sex, birth_date, **more):
        governorate = self.directorate.code if self.dice.random() < 0.8 else self.dice.choice(list(POPULATION))
        known = {
            "full_name": full_name(self.dice, sex, self.religion),
            "national_id": national_id(self.dice, birth_date, sex, governorate),
            "national_id_note": "رقم تجريبي لا يخص أحدًا",
        } | more
        if not known["national_id"]:
            known["national_id_note"] = ""
        return Person(household=self.household, role=role, sex=sex, birth_date=birth_date, **known)
