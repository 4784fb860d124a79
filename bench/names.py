"""Made-up Arabic names: as they stand on a card, as other hands spell them, and with a slip of the finger."""

import random

SINGLE = """
    محمد أحمد إبراهيم إسماعيل أيمن أشرف أسامة إيمان أمل أميرة آية آمال مصطفى مرتضى يحيى ليلى سلمى هدى منى نهى رضا ضياء
    علاء بهاء هناء سناء شيماء أسماء وفاء دعاء فاطمة خديجة عائشة حمزة طلحة أسية مروة جميلة سعيدة كريمة نعمة حنان سمير
    كمال جمال فؤاد رؤوف مؤمن مأمون رأفت رائد وائل نائل طارق خالد حسن حسين محمود سعيد كريم يوسف عمر عمرو علي عادل ماهر
    نبيل هاني رامي شريف وليد تامر زينب مريم سارة نورا ريم دينا رانيا غادة عبير سحر نجلاء صفاء لمياء هالة هبة ثريا نادية
    راوية فوزية بدرية صباح نوال كوثر
"""
SERVANT_OF = """
    الرحمن الرحيم العزيز الله الكريم الحميد الغني الفتاح السلام الوهاب الرازق القادر الحليم الناصر الهادي
"""
STEMS = """
    شرقاو منصور دمياط طنطاو بحير سويس منوف فيوم أسيوط قناو أسوان إسكندر رشيد دسوق بنهاو زقازيق محلاو شبراو حلوان جيزاو
    نجار حداد عطار صباغ خياط جزار بنا قماش صواف فرا سقا حلاق زيات لبان فوال كحال وراق سروجي طحان خباز
"""
ENDS = ["ي", "ية", "اني", "اوي", "ة", ""]

FIRST = [*SINGLE.split(), *(f"عبد {name}" for name in SERVANT_OF.split())]
FAMILY = sorted({f"ال{stem}{end}" for stem in STEMS.split() for end in ENDS})

OTHER_SPELLINGS = [("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ة", "ه"), ("ى", "ي"), ("عبد ", "عبد"), ("ؤ", "و"), ("ئ", "ي")]
HARAKA, TATWEEL = "َ", "ـ"
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def spelled_otherwise(name, chance):
    """The name as another hand may write it: hamzas, final letters, compounds in one word, vowels, tatweel."""
    for usual, other in OTHER_SPELLINGS:
        if chance.random() < 0.6:
            name = name.replace(usual, other)
    for mark in (HARAKA, TATWEEL):
        if chance.random() < 0.2:
            name = _put(name, chance.randrange(1, len(name)), mark)
    return name


def with_a_slip(name, chance):
    """One letter lost, exchanged with the next, or added, in a word that is long enough to bear it."""
    words = name.split()
    at = chance.choice([place for place, word in enumerate(words) if len(word) > 3])
    place = chance.randrange(1, len(words[at]) - 1)
    slip = chance.choice([_lose, _exchange, lambda word, place: _put(word, place, chance.choice(LETTERS))])
    words[at] = slip(words[at], place)
    return " ".join(words)


def fixed_chance():
    """The same names in every run."""
    return random.Random(1)


def _put(word, place, letter):
    return word[:place] + letter + word[place:]


def _lose(word, place):
    return word[:place] + word[place + 1 :]


def _exchange(word, place):
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
