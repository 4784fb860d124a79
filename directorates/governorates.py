"""The 27 governorates, under the code a national ID carries for the place where a birth was registered.

A directorate has the code of its governorate. The code in an ID says where somebody was born, not where they live.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Region(TextChoices):
    GREATER_CAIRO = "greater_cairo", _("Greater Cairo")
    ALEXANDRIA = "alexandria", _("Alexandria")
    CANAL = "canal", _("Canal")
    DELTA = "delta", _("Delta")
    UPPER_EGYPT = "upper_egypt", _("Upper Egypt")
    BORDER = "border", _("Border")
    ABROAD = "abroad", _("Abroad")


@dataclass(frozen=True)
class Governorate:
    code: str
    ar: str
    en: str
    iso: str
    region: Region

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.ar if (get_language() or "ar").startswith("ar") else self.en

    @property
    def has_directorate(self):
        return self.region is not Region.ABROAD


GOVERNORATES = {
    governorate.code: governorate
    for governorate in [
        Governorate("01", "القاهرة", "Cairo", "EG-C", Region.GREATER_CAIRO),
        Governorate("02", "الإسكندرية", "Alexandria", "EG-ALX", Region.ALEXANDRIA),
        Governorate("03", "بورسعيد", "Port Said", "EG-PTS", Region.CANAL),
        Governorate("04", "السويس", "Suez", "EG-SUZ", Region.CANAL),
        Governorate("11", "دمياط", "Damietta", "EG-DT", Region.DELTA),
        Governorate("12", "الدقهلية", "Dakahlia", "EG-DK", Region.DELTA),
        Governorate("13", "الشرقية", "Sharqia", "EG-SHR", Region.DELTA),
        Governorate("14", "القليوبية", "Qalyubia", "EG-KB", Region.GREATER_CAIRO),
        Governorate("15", "كفر الشيخ", "Kafr El Sheikh", "EG-KFS", Region.DELTA),
        Governorate("16", "الغربية", "Gharbia", "EG-GH", Region.DELTA),
        Governorate("17", "المنوفية", "Monufia", "EG-MNF", Region.DELTA),
        Governorate("18", "البحيرة", "Beheira", "EG-BH", Region.DELTA),
        Governorate("19", "الإسماعيلية", "Ismailia", "EG-IS", Region.CANAL),
        Governorate("21", "الجيزة", "Giza", "EG-GZ", Region.GREATER_CAIRO),
        Governorate("22", "بني سويف", "Beni Suef", "EG-BNS", Region.UPPER_EGYPT),
        Governorate("23", "الفيوم", "Fayoum", "EG-FYM", Region.UPPER_EGYPT),
        Governorate("24", "المنيا", "Minya", "EG-MN", Region.UPPER_EGYPT),
        Governorate("25", "أسيوط", "Asyut", "EG-AST", Region.UPPER_EGYPT),
        Governorate("26", "سوهاج", "Sohag", "EG-SHG", Region.UPPER_EGYPT),
        Governorate("27", "قنا", "Qena", "EG-KN", Region.UPPER_EGYPT),
        Governorate("28", "أسوان", "Aswan", "EG-ASN", Region.UPPER_EGYPT),
        Governorate("29", "الأقصر", "Luxor", "EG-LX", Region.UPPER_EGYPT),
        Governorate("31", "البحر الأحمر", "Red Sea", "EG-BA", Region.BORDER),
        Governorate("32", "الوادي الجديد", "New Valley", "EG-WAD", Region.BORDER),
        Governorate("33", "مطروح", "Matrouh", "EG-MT", Region.BORDER),
        Governorate("34", "شمال سيناء", "North Sinai", "EG-SIN", Region.BORDER),
        Governorate("35", "جنوب سيناء", "South Sinai", "EG-JS", Region.BORDER),
        Governorate("88", "خارج الجمهورية", "Born abroad", "", Region.ABROAD),
    ]
}
