"""Invented Egyptian names of four parts: own name, father's, grandfather's, family's."""


def _list(text):
    """The names of a text; what belongs together is joined by an underscore there."""
    return [name.replace("_", " ") for name in text.split()]


MEN = {
    "muslim": _list(
        "أحمد محمود مصطفى خالد طارق عمرو هشام ياسر وليد أيمن شريف حسام كريم عماد سامح أشرف مدحت إيهاب رضا سعيد إبراهيم "
        "إسماعيل حمدي جمال عادل ماهر ناصر صلاح فتحي رمضان شعبان عصام علاء تامر هيثم باسم معتز زياد يحيى أنس محمد "
        "عبد_الرحمن عبد_الله عبد_العزيز سيف_الدين"
    ),
    "christian": _list("مينا كيرلس بيشوي مرقس جرجس بطرس رامي ماجد نبيل سامي عماد فادي أمير وجدي عاطف ملاك شنودة يوسف"),
}
WOMEN = {
    "muslim": _list(
        "فاطمة عائشة مريم سلمى نورهان هبة منى هالة رانيا دعاء إيمان شيماء أسماء آية ياسمين نهى غادة عزة سحر أماني سمية "
        "هناء نجلاء وفاء صفاء ريهام إسراء رحاب منال حنان ابتسام كوثر نادية سعاد أمل رشا داليا مروة لمياء زينب"
    ),
    "christian": _list("مارينا ماريان إيريني كرستين مريم ميرنا سوزان مادلين نيفين فيبي دميانة جاكلين سالي مونيكا"),
}
ELDERS = {
    "muslim": _list(
        "محمد أحمد محمود علي حسن حسين إبراهيم السيد مصطفى عثمان خليل سليمان يوسف صالح عوض منصور رجب بدوي شحاتة حامد "
        "فرج مرسي غانم جابر بكر صبري فهمي عبد_المنعم عبد_الحميد عبد_الفتاح عبد_الغني أبو_زيد"
    ),
    "christian": _list("جرجس حنا بولس إسحق تادرس ميخائيل عزيز لبيب صبحي فوزي ناشد عبد_المسيح رزق غالي يعقوب بشرى"),
}
FAMILIES = {
    "muslim": _list(
        "الشربيني البدري العدوي الجندي الفقي السباعي المنياوي الدسوقي البحيري الشاذلي الطحان النجار الحداد الصعيدي "
        "القاضي الهواري الأنصاري الغمراوي الزيات البسيوني الخولي العشماوي السنوسي الرفاعي الحلواني الجمال عمارة حجازي "
        "سلامة درويش شاهين عفيفي زهران عطية الشافعي المصري الكومي الأشقر أبو_العلا أبو_طالب عبد_الجواد نور_الدين"
    ),
    "christian": _list(
        "سوريال منقريوس بسطوروس واصف قلادة أرمانيوس نصيف غطاس ويصا مقار برسوم سعيد شكري بخيت عبد_الملاك فانوس"
    ),
}
OWN = {"male": MEN, "female": WOMEN}
FOREIGN_WOMEN = [("Ingrid Sørensen", "NO"), ("Claire Fontaine", "FR"), ("Lina Haddad", "LB"), ("Elif Kaya", "TR")]


def own_name(dice, sex, religion):
    return dice.choice(OWN[sex][religion])


def fathers_names(dice, religion) -> list:
    """What brothers and sisters share: the father's name, the grandfather's, the family's."""
    return [dice.choice(MEN[religion]), dice.choice(ELDERS[religion]), dice.choice(FAMILIES[religion])]


def full_name(dice, sex, religion) -> str:
    return " ".join([own_name(dice, sex, religion), *fathers_names(dice, religion)])
