"""The same few people in every test: Alexandria's own, two of Luxor who must see nothing of it, the Ministry's."""

from directorates import access
from directorates.models import Directorate, Officer

ALEXANDRIA, LUXOR = "02", "29"

PEOPLE = {
    # who: (role, directorate or None, name)
    "salma": ("family_childhood_officer", ALEXANDRIA, "سلمى عبد الله حسن"),  # takes applications in Alexandria
    "omar": ("social_worker", ALEXANDRIA, "عمر فاروق السيد"),  # studies families there
    "layla": ("social_supervisor", ALEXANDRIA, "ليلى صبري محمود"),  # approves his studies
    "mona": ("partner_ngo_worker", ALEXANDRIA, "منى عادل رزق"),  # the association that takes part
    "karim": ("training_provider", ALEXANDRIA, "كريم البحيري علي"),  # trains families
    "huda": ("family_childhood_head", ALEXANDRIA, "هدى الشربيني أحمد"),  # heads Family and Childhood
    "rami": ("local_rapporteur", ALEXANDRIA, "رامي نبيل جرجس"),  # rapporteur of the local committee
    "adel": ("local_chair", ALEXANDRIA, "عادل منصور شحاتة"),  # chairs it
    "maha": ("local_member", ALEXANDRIA, "مها طارق عثمان"),  # sits on it
    "samir": ("security_liaison", ALEXANDRIA, "سمير حلمي عوض"),  # asks for clearance
    "hany": ("directorate_head", ALEXANDRIA, "هاني كمال الدين فهمي"),  # directs Alexandria
    "dina": ("case_worker", ALEXANDRIA, "دينا مصطفى خليل"),  # follows children
    "nadia": ("case_supervisor", ALEXANDRIA, "نادية رشدي سالم"),  # signs her visits off
    "sawsan": ("institution_officer", ALEXANDRIA, "سوسن جابر حامد"),  # runs a children's home
    "nabil": ("family_childhood_head", LUXOR, "نبيل أبو الحجاج محمد"),  # of Luxor: sees nothing of Alexandria
    "wafaa": ("family_childhood_officer", LUXOR, "وفاء عبد الرحيم طه"),  # Salma's colleague in Luxor
    "amal": ("foster_families_officer", None, "أمل فؤاد زكي"),  # the Ministry's foster-families department
    "fathi": ("foster_families_head", None, "فتحي محمود العدل"),  # its head
    "shadia": ("central_case_unit", None, "شادية محمود البدري"),  # the Ministry's central case-management unit
    "sahar": ("institutional_family_care_head", None, "سحر عبد الوهاب رجب"),  # chairs the weekly panel
    "tarek": ("hand_over_panel_member", None, "طارق شوقي بدر"),  # sits on it
    "zaynab": ("higher_secretariat", None, "زينب إبراهيم نصر"),  # the Higher Committee's secretariat
    "yusuf": ("higher_member", None, "يوسف وهبة حنا"),  # sits on the Higher Committee
    "mervat": ("higher_chair", None, "ميرفت عبد العزيز شكري"),  # chairs it
    "ihab": ("inspector", None, "إيهاب لطفي درويش"),  # reads, never acts
    "editor": ("guidebook_editor", None, "سهير قاسم عبده"),  # drafts the guidebook
    "publisher": ("guidebook_publisher", None, "عزت رجب الجمل"),  # puts it in force
    "ghada": ("data_protection_officer", None, "غادة لبيب سويلم"),  # answers for personal data
    "ashraf": ("system_administrator", None, "أشرف سعيد مراد"),  # appoints officers, sees no case
}


def person(name) -> Officer:
    """One of the people above, appointed as the line says."""
    role, code, full_name = PEOPLE[name]
    officer, created = Officer.objects.get_or_create(username=name, defaults={"full_name": full_name})
    if created:
        access.appoint(officer, role, Directorate.objects.get(code=code) if code else None)
    return officer
