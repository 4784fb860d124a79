"""The text layer of a paper: what a search, a screen reader or a copy takes from our letters.

WeasyPrint learns what a glyph stands for from the first word that shows it. In Arabic that word may have drawn a letter
with its vowel sign or with a spacer, and then the letter is wrong or missing all over the paper. The font itself knows.
"""

import re
import unicodedata

from fontTools.ttLib import TTFont

ENTRY = re.compile(rb"<([0-9a-f]{4})> <[0-9a-f]*>")
SINGLE, MULTIPLE, LIGATURE, EXTENSION = 1, 2, 4, 7
OLD_SHAPES = (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))  # letters by their place in a word: not how people type


def letters(font_file) -> dict[int, str]:
    """What each glyph of a font stands for, by the glyph's number: first as encoded, then as its rules derive it."""
    font = TTFont(font_file)
    rules = list(_rules(font["GSUB"].table))
    # A letter that is stretched keeps its glyph and takes on others: those say nothing.
    known = {glyph: "" for parts, made in rules if parts == made[:1] for glyph in made[1:]}
    for letter, glyph in sorted(font.getBestCmap().items(), key=lambda pair: _is_old_shape(pair[0])):
        known.setdefault(glyph, unicodedata.normalize("NFKC", chr(letter)) if _is_old_shape(letter) else chr(letter))
    before = None
    while before != len(known):
        before = len(known)
        for parts, made in rules:
            if all(part in known for part in parts):
                known.setdefault(made[0], "".join(known[part] for part in parts))
    return {font.getGlyphID(glyph): text for glyph, text in known.items()}


def mend(pdf, letters_of: dict[str, dict[int, str]]) -> None:
    """Say in a PDF what the glyphs of our fonts (by name) stand for."""
    for font in pdf.objects:
        if isinstance(font, dict) and font.get("Subtype") == "/Type0":
            known = letters_of.get(font["BaseFont"].decode().partition("+")[2], {})
            table = pdf.objects[int(font["ToUnicode"].split()[0])]
            table.stream = [ENTRY.sub(lambda entry, known=known: _entry(entry, known), line) for line in table.stream]


def _entry(entry, known):
    text = known.get(int(entry[1], 16))
    return entry[0] if text is None else b"<%s> <%s>" % (entry[1], text.encode("utf-16-be").hex().encode())


def _is_old_shape(letter):
    return any(letter in shapes for shapes in OLD_SHAPES)


def _rules(table):
    """The font's substitutions, as (glyphs, glyphs)."""
    for lookup in table.LookupList.Lookup:
        for rule in lookup.SubTable:
            kind = lookup.LookupType
            if kind == EXTENSION:
                rule, kind = rule.ExtSubTable, rule.ExtensionLookupType
            if kind == SINGLE:
                yield from (((one,), (other,)) for one, other in rule.mapping.items())
            elif kind == MULTIPLE:
                yield from (((one,), tuple(many)) for one, many in rule.mapping.items())
            elif kind == LIGATURE:
                for first, ligatures in rule.ligatures.items():
                    yield from (((first, *ligature.Component), (ligature.LigGlyph,)) for ligature in ligatures)
