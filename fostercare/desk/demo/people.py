"""The demonstration's officers: who signs in, in which role, where."""

from collections import defaultdict

from django.contrib.auth.hashers import make_password

from directorates import access
from directorates.models import Officer
from directorates.roles import ROLES
from fostercare.desk.demo.chance import dice_of
from fostercare.desk.demo.names import full_name

PASSWORD = "fostercare-demo-2026"  # noqa: S105 — printed by the command, for invented people only
MAIL = "demonstration.invalid"  # the mark of a demonstration's officer

ALEXANDRIA, DAKAHLIA, LUXOR = "02", "12", "29"

# login: (role, name, gender)
NATIONAL = {
    "amal": ("foster_families_officer", "أمل فؤاد زكي", "female"),
    "medhat": ("foster_families_officer", "مدحت رأفت يونس", "male"),
    "fathi": ("foster_families_head", "فتحي محمود العدل", "male"),
    "sahar": ("institutional_family_care_head", "سحر عبد الوهاب رجب", "female"),
    "tarek": ("hand_over_panel_member", "طارق شوقي بدر", "male"),
    "zaynab": ("higher_secretariat", "زينب إبراهيم نصر", "female"),
    "yusuf": ("higher_member", "يوسف وهبة حنا", "male"),
    "mervat": ("higher_chair", "ميرفت عبد العزيز شكري", "female"),
    "suad": ("higher_member", "سعاد كامل الطوخي", "female"),
    "ihab": ("inspector", "إيهاب لطفي درويش", "male"),
    "laila": ("ministry_reader", "ليلى حسين المهدي", "female"),
    "editor": ("guidebook_editor", "سهير قاسم عبده", "female"),
    "publisher": ("guidebook_publisher", "عزت رجب الجمل", "male"),
    "ghada": ("data_protection_officer", "غادة لبيب سويلم", "female"),
    "ashraf": ("system_administrator", "أشرف سعيد مراد", "male"),
    "shadia": ("central_case_unit", "شادية محمود البدري", "female"),
}
NAMED = {
    ALEXANDRIA: {
        "salma": ("family_childhood_officer", "سلمى عبد الله حسن", "female"),
        "ahmed": ("family_childhood_officer", "أحمد رمضان الفقي", "male"),
        "huda": ("family_childhood_head", "هدى الشربيني أحمد", "female"),
        "omar": ("social_worker", "عمر فاروق السيد", "male"),
        "rasha": ("social_worker", "رشا عبد المنعم جاد", "female"),
        "layla": ("social_supervisor", "ليلى صبري محمود", "female"),
        "mona": ("partner_ngo_worker", "منى عادل رزق", "female"),
        "karim": ("training_provider", "كريم البحيري علي", "male"),
        "samir": ("security_liaison", "سمير حلمي عوض", "male"),
        "rami": ("local_rapporteur", "رامي نبيل جرجس", "male"),
        "adel": ("local_chair", "عادل منصور شحاتة", "male"),
        "maha": ("local_member", "مها طارق عثمان", "female"),
        "sameh": ("local_member", "سامح رفعت الألفي", "male"),
        "hany": ("directorate_head", "هاني كمال الدين فهمي", "male"),
        "dina": ("case_worker", "دينا مصطفى خليل", "female"),
        "nadia": ("case_supervisor", "نادية رشدي سالم", "female"),
        "sawsan": ("institution_officer", "سوسن جابر حامد", "female"),
    },
    DAKAHLIA: {
        "basma": ("family_childhood_officer", "بسمة وجيه الباز", "female"),
        "hazem": ("family_childhood_officer", "حازم عبد الفتاح نجم", "male"),
        "nagwa": ("family_childhood_head", "نجوى إبراهيم العدل", "female"),
        "mostafa": ("social_worker", "مصطفى شوقي الديب", "male"),
        "heba": ("social_worker", "هبة السيد الموافي", "female"),
        "fawzia": ("social_supervisor", "فوزية عبد الحميد سعد", "female"),
        "marina": ("partner_ngo_worker", "مارينا عزيز لبيب", "female"),
        "sherif": ("training_provider", "شريف أنور شلبي", "male"),
        "gamal": ("security_liaison", "جمال حسني عطوة", "male"),
        "enas": ("local_rapporteur", "إيناس كمال أبو النجا", "female"),
        "ezzat": ("local_chair", "عزت محمد الإمام", "male"),
        "wael": ("local_member", "وائل طه الششتاوي", "male"),
        "magda": ("directorate_head", "ماجدة فتحي الغريب", "female"),
        "yasmin": ("case_worker", "ياسمين ربيع حجازي", "female"),
        "samia": ("case_supervisor", "سامية محمود زاهر", "female"),
        "tahani": ("institution_officer", "تهاني عبد الجواد شطا", "female"),
    },
    LUXOR: {
        "wafaa": ("family_childhood_officer", "وفاء عبد الرحيم طه", "female"),
        "nabil": ("family_childhood_head", "نبيل أبو الحجاج محمد", "male"),
    },
}

# Elsewhere a login is the post and the place: intake.cairo. A large directorate has one officer for each role, …
LARGE = {"01", "21", "25"}
POSTS = {
    "intake": ["family_childhood_officer"],
    "head": ["family_childhood_head"],
    "worker": ["social_worker"],
    "supervisor": ["social_supervisor"],
    "partner": ["partner_ngo_worker"],
    "training": ["training_provider"],
    "enquiries": ["security_liaison"],
    "rapporteur": ["local_rapporteur"],
    "chair": ["local_chair"],
    "member": ["local_member"],
    "director": ["directorate_head"],
    "visits": ["case_worker"],
    "visits-head": ["case_supervisor"],
    "home": ["institution_officer"],
}
# … in a small one the same people do what the table of rights lets one person do.
FEW_POSTS = {
    "intake": ["family_childhood_officer"],
    "head": ["family_childhood_head"],
    "worker": ["social_worker", "case_worker"],
    "supervisor": ["social_supervisor", "case_supervisor"],
    "partner": ["partner_ngo_worker", "training_provider"],
    "enquiries": ["security_liaison"],
    "rapporteur": ["local_rapporteur"],
    "member": ["local_member"],
    "director": ["directorate_head", "local_chair"],
    "home": ["institution_officer"],
}


class Team(dict):
    """Who does what on one case: role → officer."""

    def who_may(self, action):
        """The officer of this case who holds a right."""
        return next(self[role] for role in ROLES if role in self and action in ROLES[role].actions)


class Staff:
    """All officers of the demonstration, appointed; `team` picks those who work on one case."""

    def __init__(self, directorates):
        self._password = make_password(PASSWORD)
        self._held = defaultdict(list)
        for login, (role, name, gender) in NATIONAL.items():
            self._hire(login, name, gender, [role], None)
        for directorate in directorates:
            self._staff(directorate)

    def team(self, directorate, dice) -> Team:
        """One officer for each role of a directorate and of the Ministry."""
        here = {role: dice.choice(held) for (role, place), held in self._held.items() if place == directorate.code}
        ministry = {role: dice.choice(held) for (role, place), held in self._held.items() if place is None}
        return Team(here | ministry)

    def holders(self, role, directorate):
        """The officers of a role in a directorate, or at the Ministry."""
        return self._held.get((role, directorate and directorate.code), [])

    def _staff(self, directorate):
        named = NAMED.get(directorate.code, {})
        for login, (role, name, gender) in named.items():
            self._hire(login, name, gender, [role], directorate)
        if directorate.code in (ALEXANDRIA, DAKAHLIA):
            return
        dice = dice_of("officers", directorate.code)
        for post, roles in (POSTS if directorate.code in LARGE else FEW_POSTS).items():
            if (roles[0], directorate.code) not in self._held:
                gender = dice.choice(["female", "male"])
                login = f"{post}.{directorate.name_en.lower().replace(' ', '-')}"
                self._hire(login, full_name(dice, gender, "muslim"), gender, roles, directorate)

    def _hire(self, login, name, gender, roles, directorate):
        known = {"full_name": name, "gender": gender, "email": f"{login}@{MAIL}", "password": self._password}
        officer, _hired = Officer.objects.get_or_create(username=login, defaults=known)
        for role in roles:
            access.appoint(officer, role, directorate)
            self._held[role, directorate and directorate.code].append(officer)
