"""Nationalities to choose from for a spouse who is not Egyptian, by ISO 3166 code: neighbours first."""

from django.utils.translation import gettext_lazy as _

EGYPT, OTHER = "EG", "ZZ"

FOREIGN = {
    "SD": _("Sudan"),
    "LY": _("Libya"),
    "PS": _("Palestine"),
    "JO": _("Jordan"),
    "SY": _("Syria"),
    "LB": _("Lebanon"),
    "IQ": _("Iraq"),
    "SA": _("Saudi Arabia"),
    "YE": _("Yemen"),
    "OM": _("Oman"),
    "AE": _("United Arab Emirates"),
    "QA": _("Qatar"),
    "BH": _("Bahrain"),
    "KW": _("Kuwait"),
    "TN": _("Tunisia"),
    "DZ": _("Algeria"),
    "MA": _("Morocco"),
    "MR": _("Mauritania"),
    "SO": _("Somalia"),
    "DJ": _("Djibouti"),
    "KM": _("Comoros"),
    "SS": _("South Sudan"),
    "ER": _("Eritrea"),
    "ET": _("Ethiopia"),
    "TD": _("Chad"),
    "NG": _("Nigeria"),
    "TR": _("Türkiye"),
    "AM": _("Armenia"),
    "PK": _("Pakistan"),
    "IN": _("India"),
    "ID": _("Indonesia"),
    "MY": _("Malaysia"),
    "PH": _("Philippines"),
    "RU": _("Russia"),
    "UA": _("Ukraine"),
    "GR": _("Greece"),
    "IT": _("Italy"),
    "FR": _("France"),
    "ES": _("Spain"),
    "DE": _("Germany"),
    "AT": _("Austria"),
    "CH": _("Switzerland"),
    "NL": _("Netherlands"),
    "SE": _("Sweden"),
    "GB": _("United Kingdom"),
    "US": _("United States"),
    "CA": _("Canada"),
    "AU": _("Australia"),
    OTHER: _("another nationality"),
}


def nationality(code: str) -> str:
    """What a nationality is called; the code itself where it is none of ours."""
    return _("Egypt") if code == EGYPT else FOREIGN.get(code, code)
