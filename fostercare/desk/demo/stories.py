"""Which stories the demonstration tells: how many of each, when they began, what is special about them."""

from dataclasses import dataclass, field

from fostercare.desk.demo.care import (
    ACCEPTED,
    CONTRACTED,
    HANDED_OVER,
    VIEWING,
    ask_to_travel,
    call_a_visit_off,
    cancel,
    change,
    conclude_the_visits,
    decline,
    end,
    follow,
    go_on_after_a_removal,
    let_the_letter_run_out,
    lift_watch,
    move_to,
    propose,
    put_under_watch,
    record_a_visit,
    remove_child,
    renew_letter,
    review,
    settle,
    visits_to_the_child,
)
from fostercare.desk.demo.chapters import (
    APPROVED,
    CLEARED,
    PREPARED,
    READY,
    RECOMMENDED,
    REGISTERED,
    all_papers,
    approve,
    close,
    defer,
    expire,
    field_check,
    first_papers,
    home_study,
    home_visit,
    interview,
    notify,
    postpone,
    present,
    reconsider,
    refer,
    refuse,
    refuse_finally,
    reopen,
    request_exemption,
    return_from_higher,
    revoke,
    send_back,
    submit,
    withdraw,
)
from fostercare.desk.demo.children import (
    AVAILABLE,
    admit,
    come_of_age,
    complete_follow_up,
    record_death,
    reunify,
    trace,
    withhold,
)
from fostercare.desk.demo.grievances import admit as admit_grievance
from fostercare.desk.demo.grievances import find_inadmissible, lodge, put_on_hold, study
from fostercare.desk.demo.people import ALEXANDRIA, DAKAHLIA
from fostercare.guidebook.models import Answer

NOT_MET, ASKED = Answer.State.NOT_MET, Answer.State.EXEMPTION_ASKED


@dataclass(frozen=True)
class Plot:
    """So many families to whom these chapters happen, beginning so many days ago."""

    count: int
    chapters: list
    began: tuple[int, int]
    traits: str = ""
    place: str = ""  # a directorate's code, where the story needs one
    children: int = 0  # how many children come to the family in the end
    pace: float = 1
    answers: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Childhood:
    """So many children in homes to whom these chapters happen."""

    count: int
    chapters: list
    began: tuple[int, int]
    ages: tuple[int, int] = (0, 7)
    siblings: int = 1


def with_a_child(count, chapters, began, children=1, pace=0.5, place=""):
    """Families to whom a child comes: their papers come fast, so that months are left for the rest of the story."""
    return Plot(count, [*CLEARED, *chapters], began, children=children, pace=pace, place=place)


SCHOOLING = {"answers": {"DC-05": ASKED}, "notes": {"DC-05": "يطلب الزوجان التجاوز عن المؤهل لانضباط ظروف الأسرة."}}
UNSAFE = {"answers": {"HS-03": NOT_MET}, "notes": {"HS-03": "السلم دون حاجز، والمطبخ مفتوح على غرفة النوم."}}
UNFIT = {"answers": {"DC-10": NOT_MET}, "notes": {"DC-10": "تعثر في سداد قرضين."}}

BORN = change("own_child_born", "رُزقت الأسرة بمولودة، والطفل يرحب بأخته.")
LEFT_ALONE = change(
    "foster_father_died", "توفي الأب البديل إثر أزمة قلبية، والأم تطلب الاستمرار.", certificate="٢٢١٤",
)  # fmt: skip
RETURNED = end("returned_by_family", ["N01"], "طلبت الأسرة إعادة الطفل بعد مرض الأم.")
WITHDRAWN = end("withdrawn_by_state", ["N13"], "ثبوت الإهمال في ثلاث زيارات متتالية.")
REUNIFIED = end(
    "reunified", ["N31"], "ظهور الجدة وثبوت أهليتها بقرار النيابة.",
    next_care="birth_family", next_care_note="جدته لأمه",
)  # fmt: skip

FAMILIES = [
    # at the counter
    Plot(9, [submit], (1, 2)),
    Plot(4, [submit], (6, 15)),
    Plot(4, [submit, interview], (2, 20), "too_many_children"),
    # under study
    Plot(8, REGISTERED, (2, 6)),
    Plot(10, [*REGISTERED, first_papers], (7, 16)),
    Plot(10, [*REGISTERED, first_papers, field_check, home_visit], (14, 24)),
    Plot(9, [*REGISTERED, first_papers, field_check, home_visit, home_study], (20, 30)),
    Plot(8, [*REGISTERED, first_papers, field_check, home_visit, home_study, all_papers], (24, 34)),
    Plot(6, PREPARED, (36, 44)),
    Plot(6, [*REGISTERED, first_papers], (60, 120)),
    Plot(3, [*REGISTERED, first_papers, field_check, home_visit, home_study], (35, 60), **UNSAFE),
    Plot(3, [*REGISTERED, first_papers, field_check, home_visit, home_study, all_papers], (35, 60), **UNFIT),
    Plot(2, PREPARED, (36, 46), "abroad"),
    Plot(2, [*READY, send_back], (60, 80)),
    # before the local committee
    Plot(12, READY, (44, 64)),
    Plot(7, READY, (125, 160)),
    Plot(2, READY, (44, 64), "newlywed"),
    Plot(2, READY, (44, 64), "little_schooling", **SCHOOLING),
    Plot(7, READY, (60, 70), place=ALEXANDRIA),
    Plot(3, READY, (60, 70), place=DAKAHLIA),
    Plot(8, [*READY, postpone], (68, 92)),
    Plot(3, [*READY, postpone, present], (76, 104)),
    # before the Higher Committee
    Plot(12, RECOMMENDED, (68, 110)),
    Plot(3, RECOMMENDED, (68, 100), "over_sixty"),
    Plot(2, RECOMMENDED, (68, 100), "toddler"),
    Plot(2, [*RECOMMENDED, defer], (90, 130)),
    Plot(3, [*READY, refer], (68, 100), "man_alone"),
    Plot(2, [*READY, refer], (68, 100), "foreign_spouse"),
    Plot(2, [*READY, refer], (68, 100), "abroad"),
    Plot(2, [*PREPARED, request_exemption], (50, 80), "over_sixty"),
    Plot(1, [*RECOMMENDED, return_from_higher], (92, 110)),
    # approved
    Plot(6, APPROVED, (88, 98)),
    Plot(5, [*APPROVED, notify], (96, 130)),
    Plot(8, CLEARED, (125, 230)),
    Plot(3, CLEARED, (125, 220), "woman_alone"),
    Plot(2, CLEARED, (125, 220), "woman_alone grandmother"),
    Plot(3, CLEARED, (125, 220), "over_sixty"),
    Plot(3, CLEARED, (125, 220), "newlywed"),
    Plot(2, CLEARED, (125, 220), "toddler"),
    Plot(2, CLEARED, (125, 220), "foreign_spouse"),
    Plot(1, [*READY, refer, approve, notify], (100, 140), "man_alone"),
    Plot(2, CLEARED, (125, 220), "little_schooling", **SCHOOLING),
    Plot(1, [*APPROVED, notify, revoke], (150, 190)),
    # refused
    Plot(3, [*READY, refuse], (66, 74)),
    Plot(5, [*READY, refuse, notify], (74, 104)),
    Plot(9, [*READY, refuse, notify, close], (150, 380)),
    Plot(2, [*RECOMMENDED, refuse_finally, notify], (100, 125), "over_sixty"),
    Plot(1, [*READY, refer, refuse_finally, notify, close], (200, 350), "man_alone"),
    Plot(1, [*READY, refuse, notify, reconsider], (120, 150)),
    # contested
    Plot(2, [*READY, refuse, notify, lodge], (105, 115)),
    Plot(2, [*READY, refuse, notify, lodge, admit_grievance], (115, 125)),
    Plot(3, [*READY, refuse, notify, lodge, admit_grievance, study], (120, 140)),
    Plot(1, [*READY, refuse, notify, lodge, find_inadmissible], (150, 170)),
    # on hold
    Plot(3, [*REGISTERED, first_papers, put_on_hold], (20, 40)),
    # ended otherwise
    Plot(5, [*REGISTERED, withdraw], (35, 300)),
    Plot(4, [*REGISTERED, first_papers, field_check, withdraw], (60, 380)),
    Plot(3, [*READY, withdraw], (70, 380)),
    Plot(3, [submit, interview, withdraw], (40, 300), "too_many_children"),
    Plot(2, [*REGISTERED, withdraw, reopen, first_papers], (90, 120)),
    Plot(8, [*REGISTERED, first_papers, expire], (220, 410)),
    # with a child in sight
    with_a_child(4, [propose], (60, 75)),
    with_a_child(3, VIEWING, (66, 80)),
    with_a_child(4, [*VIEWING, visits_to_the_child(3)], (75, 95)),
    with_a_child(2, [*VIEWING, visits_to_the_child(6), conclude_the_visits], (98, 105)),
    with_a_child(1, [*VIEWING, visits_to_the_child(2)], (75, 90), children=2),
    with_a_child(2, [*VIEWING, visits_to_the_child(4), renew_letter], (130, 160)),
    with_a_child(3, [*VIEWING, visits_to_the_child(2), decline], (100, 300)),
    with_a_child(2, [*VIEWING, let_the_letter_run_out], (260, 330), pace=1),
    with_a_child(2, [propose, cancel], (80, 250)),
    with_a_child(1, [*CONTRACTED, decline], (130, 300)),
    with_a_child(3, ACCEPTED, (98, 106)),
    with_a_child(4, CONTRACTED, (104, 112)),
    # with a child at home
    with_a_child(2, [*HANDED_OVER, record_a_visit], (122, 132)),
    with_a_child(11, [*HANDED_OVER, follow(99)], (129, 254)),
    with_a_child(1, [*HANDED_OVER, follow(99)], (144, 214), children=2),
    with_a_child(3, [*HANDED_OVER, follow(1)], (164, 189)),
    with_a_child(1, [*HANDED_OVER, call_a_visit_off, follow(99)], (164, 214)),
    with_a_child(11, [*HANDED_OVER, follow(4), settle, follow(99)], (244, 428)),
    with_a_child(1, [*HANDED_OVER, follow(4), settle, follow(99)], (264, 428), children=2),
    with_a_child(2, [*HANDED_OVER, follow(4), settle, follow(1), review, follow(99)], (334, 428)),
    with_a_child(3, [*HANDED_OVER, follow(3), put_under_watch, follow(99)], (204, 414)),
    with_a_child(1, [*HANDED_OVER, follow(2), put_under_watch, follow(2), lift_watch, follow(99)], (314, 428)),
    with_a_child(1, [*HANDED_OVER, follow(2), remove_child], (169, 189)),
    with_a_child(1, [*HANDED_OVER, follow(2), remove_child, go_on_after_a_removal, follow(99)], (214, 394)),
    with_a_child(2, [*HANDED_OVER, follow(3), ask_to_travel], (179, 204)),
    with_a_child(1, [*HANDED_OVER, follow(3), move_to(DAKAHLIA, "المنصورة")], (179, 204), place=ALEXANDRIA),
    with_a_child(1, [*HANDED_OVER, follow(3), BORN], (179, 204)),
    with_a_child(1, [*HANDED_OVER, follow(3), LEFT_ALONE], (179, 204)),
    with_a_child(1, [*HANDED_OVER, follow(2), RETURNED], (189, 414)),
    with_a_child(1, [*HANDED_OVER, follow(2), WITHDRAWN], (189, 414)),
    with_a_child(1, [*HANDED_OVER, follow(2), REUNIFIED], (189, 414)),
]

IN_HOMES = [
    Childhood(7, [admit], (3, 30)),
    Childhood(6, [admit, trace], (12, 60)),
    Childhood(14, AVAILABLE, (60, 400)),
    Childhood(1, AVAILABLE, (60, 200), ages=(3, 8), siblings=2),
    Childhood(1, AVAILABLE, (60, 200), ages=(4, 10), siblings=3),
    Childhood(5, AVAILABLE, (60, 400), ages=(8, 15)),
    Childhood(2, [*AVAILABLE, withhold], (90, 200)),
    Childhood(3, [*AVAILABLE, reunify], (100, 400)),
    Childhood(2, [admit, come_of_age], (60, 200), ages=(17, 18)),
    Childhood(1, [admit, come_of_age, complete_follow_up], (200, 300), ages=(20, 21)),
    Childhood(1, [admit, record_death], (100, 300), ages=(0, 1)),
]

# One directorate, every state of an application once: for tests and for a first look.
FEW_FAMILIES = [
    Plot(1, [submit], (2, 4)),
    Plot(1, [*REGISTERED, first_papers], (10, 16)),
    Plot(2, READY, (60, 70)),
    Plot(1, RECOMMENDED, (80, 90), "over_sixty"),
    Plot(1, [*READY, postpone], (84, 92)),
    Plot(1, [*READY, refer], (84, 92), "man_alone"),
    with_a_child(1, [*VIEWING, visits_to_the_child(3)], (96, 106)),
    with_a_child(1, [*HANDED_OVER, follow(2), BORN], (194, 204)),
    with_a_child(1, [*HANDED_OVER, follow(1), RETURNED], (244, 254)),
    Plot(1, [*READY, refuse, notify], (82, 98)),
    Plot(1, [*READY, refuse, notify, close], (170, 205)),
    Plot(1, [*READY, refuse, notify, lodge, admit_grievance, study], (120, 140)),
    Plot(1, [*REGISTERED, first_papers, put_on_hold], (20, 40)),
    Plot(1, [*REGISTERED, withdraw], (40, 60)),
    Plot(1, [*REGISTERED, first_papers, expire], (220, 260)),
]
FEW_IN_HOMES = [Childhood(1, [admit, trace], (10, 20)), Childhood(1, AVAILABLE, (60, 90), ages=(2, 5), siblings=2)]
