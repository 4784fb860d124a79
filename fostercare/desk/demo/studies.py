"""What specialists write: the home study of a family, the report of a visit. Questions come from the edition."""

from datetime import timedelta

from django.utils import timezone

from fostercare.desk.demo.names import own_name
from fostercare.guidebook.book import book
from fostercare.guidebook.questions import applying
from fostercare.workflows.application.home_study_form import HOME_IS_SAFE, VISITED_ON
from fostercare.workflows.application.models import HomeStudy

# question: sentences to choose from; a question that is not here is answered "nothing to note".
WORDS = {
    "members": ["زوجان يعملان ويقيمان وحدهما.", "أسرة مستقرة، ويقيم أفرادها في مسكن واحد."],
    "own_children_views": ["قالت الابنة: «نفسي يكون لي أخ أعلمه الرسم»."],
    "family_members_views": ["توافق والدتها وتبدي استعدادها لرعاية الطفل في ساعات العمل."],
    "marriage_quality": ["علاقة يسودها الحوار، والخلافات محدودة.", "زواج مستقر، والقرارات مشتركة."],
    "plan_if_divorce_or_death": ["تتعهد الخالة كتابة برعاية الطفل.", "يستمر الطفل مع الأم، ويتكفل العم بالإنفاق."],
    "motives": ["رغبة في تكوين أسرة بعد سنوات من عدم الإنجاب.", "تجربة ناجحة لأسرة قريبة كفلت طفلًا."],
    "guarantees": ["شقة باسم الزوجة، وشهادة ادخار باسم الطفل عند التسليم."],
    "expectations": ["توقعات واقعية، ولا يشترطان تفوقًا أو شبهًا."],
    "child_wished_for": ["طفل دون الثالثة، ولا يشترطان الجنس."],
    "continuity": ["يؤكد الزوجان الاستمرار حتى استقلال الابن أو الابنة."],
    "sleeping_place": ["غرفة مستقلة مجهزة بسرير وخزانة.", "سرير في غرفة الأبناء، والغرفة جيدة التهوية."],
    "hazards": ["لا توجد مصادر خطر ظاهرة.", "شرفة تحتاج إلى حاجز، وتعهدت الأسرة بتركيبه."],
    "debts": ["لا توجد ديون.", "قسط سيارة ينتهي خلال عام."],
    "health_and_disability": ["لا أمراض مزمنة.", "ضغط دم منتظم بالعلاج لدى الزوج."],
    "psychological_scale": ["اجتاز الزوجان المقياس."],
    "physical_punishment": ["يرفضان الضرب ويفضلان الحوار والحرمان المؤقت."],
    "truth_telling": ["ينويان إخبار الطفل تدريجيًا قبل المدرسة بحسب ما تعلماه في التدريب."],
    "origins": ["يتفهمان حفظ نسب الطفل واسمه."],
    "religion_and_values": ["تنشئة معتدلة على قيم الأسرة."],
    "experience_with_children": ["رعاية أبناء الأقارب.", "عملت الزوجة معلمة حضانة ثلاث سنوات."],
    "support_network": ["أسرتا الزوجين في الحي نفسه، وجارة مقربة."],
    "back_up_carer": ["شقيقة الزوجة، وأبدت موافقتها كتابة."],
    "childcare_during_work": ["حضانة مرخصة على بعد شارعين.", "والدة الزوجة في الفترة الصباحية."],
    "strengths": ["استقرار الدخل والمسكن، وشبكة دعم قريبة.", "وضوح الدوافع والاستعداد للتعلم."],
    "concerns": ["لا يوجد ما يدعو إلى القلق.", "قلة الخبرة بالرضع، ويعالجها التدريب."],
    "worker_opinion": ["أرى مناسبة الأسرة للكفالة لاستقرارها ووضوح دوافعها."],
    "workers": ["أخصائي المتابعة ومندوب الجمعية."],
    "child_words": ["ماما بتقرالي حدوتة كل يوم", "عندي سرير أزرق ولعبة قطر"],
    "illness": ["نزلة برد عولجت بالوحدة الصحية.", ""],
    "behaviour": ["نوم منتظم وشهية جيدة.", "يتعلق بالأم عند النوم، ويتحسن."],
    "risk_reason": ["أسرة متعاونة والطفل في حالة جيدة.", "لا مؤشرات خطر في هذه الزيارة."],
}
NUMBERS = {"weight_kg": (7, 18), "height_cm": (68, 105)}
# Of yes and no, where "no" is what one hopes for.
BETTER_NO = {"injury_marks", "work_or_begging", "wishes_to_return", "travel_planned", "photo_consent"}
NOT_TYPED = {"signature", "photo"}
NOTHING = "لا ملاحظات."


def draft(family):
    """The worker has visited the home; the answers wait for the signature."""
    application, today = family.application, timezone.localdate()
    answers = _answers(family, application, book(family.edition).rows("home_study_questions"))
    HomeStudy.objects.update_or_create(
        application=application,
        defaults={
            "worker": family.team["social_worker"],
            "visited_on": today,
            "answers": answers | _seen_at_home(application.household) | {VISITED_ON: today.isoformat()},
        },
    )


def _seen_at_home(household):
    income = sum(person.monthly_income or 0 for person in household.adults)
    return {
        HOME_IS_SAFE: "yes",
        "dwelling_kind": household.tenure,
        "rooms": str(household.rooms),
        "income": str(int(income)),
        "services": ["school", "health_unit", "worship"],
    }


def sign(family):
    _study(family).update(worker_signed_at=timezone.now())


def cosign(family):
    _study(family).update(partner=family.team["partner_ngo_worker"], partner_signed_at=timezone.now())


def approve(family):
    _study(family).update(supervisor=family.team["social_supervisor"], supervisor_signed_at=timezone.now())


def _study(family):
    """Written by hand, for the product prints the study at each signature and 200 families would take minutes."""
    return HomeStudy.objects.filter(application=family.application)


def visit_report(care):
    """What is recorded of a follow-up visit made today."""
    today, child = timezone.localdate(), care.ward.child
    answers = _answers(care, care.placement, book(care.edition).rows("visit_questions"))
    facts = {
        "visit_date": today.isoformat(),
        "next_visit": (today + timedelta(days=30)).isoformat(),
        "name_in_use": own_name(care.dice, child.sex, child.told["religion"]),
        "people_seen": ["child", "foster_mother"],
        "risk_before": care.placement.risk,
        "risk_after": care.placement.risk,
    }
    seen_alone = True if "child_seen_alone" in answers else None
    return {"visited_on": today, "answers": answers | facts, "seen_alone": seen_alone}


def _answers(hands, record, questions):
    """An answer, as forms keep it, to each question that applies; of choices the first, which is the untroubled one."""
    facts, parameters = record.facts(timezone.localdate()), book(hands.edition).parameters
    return {
        question["key"]: _an_answer(hands.dice, question)
        for question in applying(questions, facts, parameters)
        if question["kind"] not in NOT_TYPED and not question["shown_if"]
    }


def _an_answer(dice, question):
    key, kind = question["key"], question["kind"]
    if kind == "yes_no":
        return "no" if key in BETTER_NO else "yes"
    if kind == "scale":
        return dice.choice("3445")
    if kind == "number":
        return str(dice.randint(*NUMBERS.get(key, (1, 9))))
    if kind == "choice":
        return question["choices"][0]["key"] if question["choices"] else ""
    if kind == "multi_choice":
        return [choice["key"] for choice in question["choices"][:1]]
    if kind == "time":
        return f"{dice.randint(10, 13)}:00"
    return dice.choice(WORDS.get(key, [NOTHING]))
