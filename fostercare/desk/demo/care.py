"""From the match to the years after it: one child and one family, a chapter for each thing that happens to them."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from directorates import access
from directorates.models import Directorate
from fostercare.desk.demo import evidence, studies
from fostercare.desk.demo.chapters import before
from fostercare.desk.demo.children import Ward
from fostercare.desk.demo.hands import Hands
from fostercare.desk.demo.people import Team
from fostercare.workflows import lifecycle
from fostercare.workflows.child_file.models import State as ChildState
from fostercare.workflows.circumstance.reporting import report
from fostercare.workflows.match import proposing
from fostercare.workflows.match.models import Match, Side, Statement, ViewingVisit
from fostercare.workflows.match.statements import sides_of
from fostercare.workflows.placement import endings
from fostercare.workflows.placement.models import ChildAccount, HandOverRecord, Placement, Terms
from fostercare.workflows.transfer.models import Transfer
from fostercare.workflows.travel.models import Travel

WHO_CAME = ["الزوجان معًا", "الأم البديلة", "الزوجان مع جدة الأسرة"]
WORDS = ["عايز أروح معاهم البيت اللي فيه قطة.", "هما طيبين، وبابا بيعرف يرسم.", "أروح معاهم بس أشوف أصحابي في الدار."]
VIEWING_NOTES = [
    "هدأ الطفل بعد ربع ساعة وجلس بجوار الأم.",
    "لعب مع الأب بالمكعبات وضحك عند انصرافهما.",
    "تعرف على الأسرة ونادى الأم باسمها.",
    "أطعمته الأم وجبة العصر، والتواصل جيد.",
    "بكى عند انتهاء الزيارة، وطُمئن بموعد الزيارة القادمة.",
    "خرجوا معًا إلى حديقة الدار نصف ساعة.",
]


@dataclass
class Care(Hands):
    """One child with one family: the match, then the placement."""

    family: Hands | None = None
    ward: Ward | None = None
    match: Match | None = None
    placement: Placement | None = None


def propose(family):
    """The Ministry proposes the family to the child, or to each of the siblings."""
    yield family.days(3, 20)
    while any(ward.file is None or ward.file.state != ChildState.AVAILABLE for ward in family.children):
        yield 3
    family.cares = [_propose(family, ward) for ward in family.children]


def _propose(family, ward):
    """The people who meet over the child: the family's, and the officer of the child's home."""
    team = Team(family.team | {"institution_officer": ward.team["institution_officer"]})
    match = proposing.propose(ward.file, family.application.number, by=team.who_may("propose_matches"))
    match.application = family.application
    care = Care(team, family.dice, family.archive, family.edition, family.pace, family=family, ward=ward, match=match)
    care.assign(match, "case_worker")
    return care


def of_each(chapter):
    """A chapter that happens to each of the siblings on the same day."""

    def together(family):
        told = [chapter(care) for care in family.cares]
        while days := [wait for wait in (next(one, None) for one in told) if wait is not None]:
            yield max(days)

    return together


@of_each
def issue_letter(care):
    yield care.days(2, 8)
    care.clear_and_act(care.match, "issue_letter")


def visits_to_the_child(count):
    @of_each
    def chapter(care):
        for _visit in range(count):
            yield max(1, care.days(4, 9))
            ViewingVisit.objects.create(
                match=care.match, visited_on=timezone.localdate(), who_came=care.dice.choice(WHO_CAME),
                note=care.dice.choice(VIEWING_NOTES), recorded_by=care.team["institution_officer"],
            )  # fmt: skip

    return chapter


@of_each
def conclude_the_visits(care):
    yield care.days(1, 4)
    codes = {"MT-06", "MT-07", "MT-08"}
    _hear_both_sides(care)
    evidence.answer(care, care.match, codes)
    yield care.days(1, 2)
    evidence.verify(care, care.match, codes)


def _hear_both_sides(care):
    """Family and home are asked, and the child where it is old enough."""
    for side in sides_of(care.match):
        heard_by = care.team["case_worker" if side == Side.CHILD else "institution_officer"]
        Statement.objects.create(
            match=care.match, side=side, willing=True, words=care.dice.choice(WORDS) if side == Side.CHILD else "",
            said_on=timezone.localdate(), recorded_by=heard_by,
        )  # fmt: skip


@of_each
def accept(care):
    yield care.days(1, 5)
    care.clear_and_act(care.match, "accept")
    care.placement = Placement.objects.get(match=care.match)
    care.placement.match = care.match


@of_each
def renew_letter(care):
    yield care.days(60, 80)
    care.act(care.match, "renew_letter")


@of_each
def decline(care):
    yield care.days(5, 15)
    care.act(care.match, "decline", reason=care.dice.choice(["X01", "X02", "X04", "X06"]))


@of_each
def let_the_letter_run_out(care):
    """The reservation releases itself."""
    yield care.days(91, 99)
    lifecycle.act(care.match.expire, by=access.the_clock())


@of_each
def cancel(care):
    yield care.days(2, 8)
    care.act(care.match, "cancel", why="ظهور قريب للطفل يطلب بحث حالته.")


def _write_the_contract(care):
    """Parties, account and what is handed over."""
    by, dice = care.team["foster_families_officer"], care.dice
    family = care.family.application.household.adults[0].full_name.split()
    Terms.objects.create(
        placement=care.placement, signatory="منال حسن فؤاد", capacity="رئيس الإدارة المركزية للرعاية الاجتماعية",
        delegation="قرار وزاري رقم ٤٠ لسنة ٢٠٢٦", directorate_delegate=care.team["family_childhood_officer"].full_name,
        home_delegate=care.team["institution_officer"].full_name,
        back_up_carer=" ".join([dice.choice(["نجلاء", "صفاء", "عبير", "هالة"]), *family[1:]]),
        court_seat=care.placement.directorate.name_ar, recorded_by=by,
    )  # fmt: skip
    ChildAccount.objects.get_or_create(
        child=care.ward.child,
        defaults={
            "bank": dice.choice(["بنك ناصر الاجتماعي", "البنك الأهلي المصري", "بنك مصر"]), "deposit": 3000,
            "number": f"{dice.randint(10**11, 10**12 - 1)}", "deposited_on": timezone.localdate(),
            "receipt": str(dice.randint(1000, 9999)), "recorded_by": by,
        },
    )  # fmt: skip
    HandOverRecord.objects.create(
        placement=care.placement, condition="بصحة جيدة، والوزن والطول مناسبان للسن.", birth_certificate=True,
        vaccinations=True, health_file=True, belongings=True, recorded_by=care.team["institution_officer"],
    )  # fmt: skip


@of_each
def sign_contract(care):
    yield care.days(4, 9)
    _write_the_contract(care)
    care.clear_and_act(care.placement, "sign_contract")


@of_each
def hand_over(care):
    """The weekly panel clears the hand-over; on the day its minutes are signed the child goes home."""
    yield care.days(1, 3)
    evidence.clear(care, care.placement, "clear_hand_over")
    yield from before(care.family, "hand_over_panel", "hand_over", "", record=care.placement)
    care.clear_and_act(care.placement, "hand_over")
    care.assign(care.placement, "case_worker")


def follow(count):
    """The next visits of the plan: most are recorded and signed off, some are missed, moved or sent back."""

    @of_each
    def chapter(care):
        for visit in care.placement.visits.planned().order_by("planned_on")[:count]:
            yield from _visit(care, visit)

    return chapter


def _visit(care, visit):
    visit.placement = care.placement
    luck = care.dice.random()
    yield _days_until(visit.planned_on) + care.dice.randint(0, 4)
    if luck < 0.06:
        yield 5
        care.act(visit, "miss", why="لم توجد الأسرة بالمسكن رغم الإخطار بالموعد.")
        return
    if luck < 0.12:
        later = timezone.localdate() + timedelta(days=7)
        care.act(visit, "reschedule", why="اعتذار الأسرة لظرف صحي.", planned_on=later)
        yield 7
    _record(care, visit)
    yield care.dice.randint(1, 6)
    if luck > 0.94:
        care.act(visit, "return_for_correction", why="يلزم بيان ما اتفق عليه بشأن الحضانة.")
        yield 2
        _record(care, visit)
        yield 1
    care.act(visit, "sign_off")
    _see_to_what_is_due(care)


def _record(care, visit):
    care.act(visit, "record", **studies.visit_report(care))


def _days_until(day):
    return max(0, (day - timezone.localdate()).days)


@of_each
def record_a_visit(care):
    """The first visit is written down and awaits the supervisor."""
    yield care.days(1, 3)
    _record(care, _planned(care, 0))


@of_each
def sign_the_visit_off(care):
    yield care.days(1, 4)
    visit = care.placement.visits.get(state="recorded")
    visit.placement = care.placement
    care.act(visit, "sign_off")


@of_each
def miss_a_visit(care):
    yield care.days(7, 9)
    care.act(_planned(care, 0), "miss", why="لم توجد الأسرة بالمسكن رغم الإخطار بالموعد.")


@of_each
def call_a_visit_off(care):
    yield care.days(1, 3)
    care.act(_planned(care, 1), "cancel", why="دُمجت مع الزيارة السابقة لها بأيام.")


def _planned(care, place):
    """The next visit of the plan, or one after it."""
    visit = care.placement.visits.planned().order_by("planned_on")[place]
    visit.placement = care.placement
    return visit


@of_each
def settle(care):
    yield care.days(2, 9)
    care.clear_and_act(care.placement, "settle")


@of_each
def review(care):
    yield care.days(5, 20)
    care.clear_and_act(care.placement, "review", why="الطفل مستقر والأسرة ملتزمة بالتطعيمات والحضانة.")


@of_each
def put_under_watch(care):
    yield care.days(3, 15)
    care.act(care.placement, "put_under_watch", why="خلافات بين الزوجين ظهرت في الزيارتين الأخيرتين.")


@of_each
def lift_watch(care):
    yield care.days(40, 60)
    care.act(care.placement, "lift_watch", why="زيارتان متتاليتان دون ملاحظات.")


@of_each
def remove_child(care):
    yield care.days(5, 15)
    care.act(care.placement, "remove_child", why="آثار إصابة غير مفسرة، ونُقل الطفل إلى الدار لحين البت.")


def end(kind, reasons, why, **known):
    """The ending is prepared, decided by the Higher Committee, and carried out."""

    @of_each
    def chapter(care):
        yield care.days(5, 20)
        _prepare_ending(care, kind, reasons=reasons, asked_on=timezone.localdate(), text=why, **known)
        care.clear_and_act(care.placement, "refer", why=why)
        yield from before(care.family, "higher", "end", why, record=care.placement)
        yield care.days(2, 5)
        care.clear_and_act(care.placement, "end", why="نُفذ القرار، وانتقل الطفل بعد تهيئته.")

    return chapter


@of_each
def go_on_after_a_removal(care):
    """The Higher Committee looks at the removal and lets the placement go on under watch."""
    yield care.days(1, 3)
    text = "ثبت من التقرير الطبي أن الإصابة عرضية، مع متابعة أسبوعية."
    yield from before(care.family, "higher", "continue", text, record=care.placement)


@of_each
def ask_to_travel(care):
    """The family asks to travel abroad, the directorate is in favour, and the Higher Committee will decide."""
    yield care.days(4, 12)
    leaves_on = timezone.localdate() + timedelta(days=care.dice.randint(40, 60))
    travel = Travel(
        placement=care.placement, heading=care.placement.heading, leaves_on=leaves_on,
        returns_on=leaves_on + timedelta(days=12), countries="المملكة العربية السعودية", purpose="عمرة",
        companion=care.family.household.adults[0], passport=f"A{care.dice.randint(10_000_000, 29_999_999)}",
        **_where_it_lies(care),
    )  # fmt: skip
    lifecycle.begin(travel.open(), by=care.team.who_may("request_travel"))
    yield care.days(2, 5)
    opinion = "الأسرة ملتزمة بالزيارات، والطفل في صحة جيدة."
    care.act(travel, "give_opinion", favourable=True, opinion=opinion)


def move_to(code, district):
    """The family moves to another governorate; its file waits there to be accepted."""

    @of_each
    def chapter(care):
        yield care.days(4, 12)
        receiver = Directorate.objects.get(code=code)
        transfer = Transfer(
            placement=care.placement, heading=care.placement.heading, sender=care.placement.directorate,
            receiver=receiver, district=district, address="شارع المدارس",
            moves_on=timezone.localdate() + timedelta(days=10), **_where_it_lies(care),
        )  # fmt: skip
        lifecycle.begin(transfer.open(), by=care.team.who_may("transfer_files"))
        yield care.days(3, 8)
        care.act(transfer, "send_report", report="الطفل مستقر، والتطعيمات كاملة، ويلزم قيده بحضانة قريبة.")

    return chapter


def change(kind, note, **known):
    """Something changes in the family; what it touches waits to be looked at again."""

    @of_each
    def chapter(care):
        yield care.days(3, 10)
        report(care.placement, kind, by=care.team.who_may("report_changes"), note=note, **known)

    return chapter


def _where_it_lies(care):
    return {"directorate": care.placement.directorate, "edition": care.placement.edition}


def _see_to_what_is_due(care):
    """Updates and reviews whose day is near are answered and concluded with the visit."""
    soon = timezone.localdate() + timedelta(days=21)
    for review in care.placement.circumstances.open().filter(reported_by=None, due_on__lte=soon):
        review.placement = care.placement
        codes = {shut.item.code for shut in lifecycle.obstacles(review, "conclude")}
        evidence.answer_anew(care, care.placement, codes)
        if not lifecycle.obstacles(review, "conclude"):
            care.act(review, "conclude", why=STEADY, conclusion="goes_on", text=STEADY)


STEADY = "الطفل مستقر، والبيانات محدَّثة."


@of_each
def child_dies(care):
    yield care.days(5, 20)
    _prepare_ending(care, "child_died", asked_on=timezone.localdate())
    care.clear_and_act(care.placement, "end", why="وفاة الطفل بعد مرض قصير، وأُبلغت النيابة في اليوم نفسه.")


def _prepare_ending(care, kind, **known):
    ending = endings.prepare(care.placement, kind, by=care.team.who_may("review_placements"))
    if ending.rule["next_care"] and "next_care" not in known:
        known |= {"next_care": "home", "next_home": care.ward.child.home}
    for name, value in known.items():
        setattr(ending, name, value)
    ending.save()


VIEWING = [propose, issue_letter]
ACCEPTED = [*VIEWING, visits_to_the_child(6), conclude_the_visits, accept]
CONTRACTED = [*ACCEPTED, sign_contract]
HANDED_OVER = [*CONTRACTED, hand_over]
