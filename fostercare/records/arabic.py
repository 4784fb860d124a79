"""One spelling for search: what one officer types finds what another one wrote.

Pages and papers keep the original spelling; the key made here serves search and duplicates only. It is made twice, in
Python for the words of a query and in PostgreSQL for a generated column, both from the constants below, so that the
two cannot drift apart.
"""

import re
import string
import unicodedata

# Python and PostgreSQL read these expressions alike: characters are given by number, and classes such as \s, which
# follow the language of the machine, are not used.
BIDI_AND_ZERO_WIDTH = r"\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
HARAKAT_AND_ACCENTS = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
HAMZA_AND_TATWEEL = r"\u0621\u0640\u0674"
DROPPED = f"[{BIDI_AND_ZERO_WIDTH}{HARAKAT_AND_ACCENTS}{HAMZA_AND_TATWEEL}]+"
LATIN_GAPS = r"\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf"
OTHER_GAPS = r"\u060c\u061b\u061f\u066a-\u066d\u06d4\u1680\u2000-\u206f\u3000-\u303f"
GAPS = f"[{LATIN_GAPS}{OTHER_GAPS}]+"
COMPOUNDS = r"(?<![^ ])(عبد|ابو) | (?=(?:الدين|الله)(?: |$))"

# NFKD has already parted أ إ آ ؤ ئ into a letter and a mark that is dropped.
FOLDED = "ٱةىیےکڪھہە" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹" + string.ascii_uppercase
INTO = "اهيييككههه" + string.digits + string.digits + string.ascii_lowercase
FOLD = str.maketrans(FOLDED, INTO)


def fold_digits(text: str) -> str:
    """The digits of any script as 0-9."""
    return re.sub(r"\d", lambda digit: str(int(digit[0])), text)


def compact(text: str) -> str:
    """A number as typed, without the spaces, hyphens, dots and brackets that people part it with."""
    return re.sub(r"[\s().\-\u2010-\u2015\u2212]", "", without_marks(fold_digits(text)))


def without_marks(text: str) -> str:
    """The text without the invisible characters that copying from a right-to-left page brings along."""
    return re.sub(f"[{BIDI_AND_ZERO_WIDTH}]", "", text)


def search_key(text: str) -> str:
    """Words in one spelling: hamzas, tāʾ marbūṭa, final yāʾ, vowels, tatweel, digits and gaps no longer differ."""
    text = unicodedata.normalize("NFKD", text).translate(FOLD)
    return re.sub(GAPS, " ", re.sub(DROPPED, "", text)).strip(" ")


def joined_key(key: str) -> str:
    """A search key with its compound names in one word: عبد الله، أبو العلا، نور الدين، فتح الله."""
    return re.sub(COMPOUNDS, r"\1", key)


def arabic_key(text: str) -> str:
    """The key stored beside a name; the words of a query are folded by it too."""
    return joined_key(search_key(text))


SEARCH_KEY_SQL = rf"""
CREATE OR REPLACE FUNCTION arabic_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT regexp_replace(
    btrim(regexp_replace(
        regexp_replace(translate(normalize(name COLLATE "C", NFKD), '{FOLDED}', '{INTO}'), '{DROPPED}', '', 'g'),
        '{GAPS}', ' ', 'g'
    ), ' '),
    '{COMPOUNDS}', '\1', 'g'
)
$$
"""
DROP_SEARCH_KEY_SQL = "DROP FUNCTION IF EXISTS arabic_key(text)"
