"""What the program can work out of an item by itself: a verdict, which proposes. A person answers the item.

A rule is written for the case in which all is known; a missing fact or figure raises `Unknown` with its sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fostercare.guidebook.facts import Adult, Facts
from fostercare.guidebook.parameters import Parameters
from fostercare.guidebook.predicates import is_foreign, marriage_under_minimum, over_maximum_age

RULES: dict[str, Callable[..., "Verdict"]] = {}


@dataclass(frozen=True)
class Verdict:
    """`reason` is a sentence in the language of whoever asks; `authority` is who may grant the exemption."""

    outcome: str  # pass, exemption, unknown, fail
    reason: str
    authority: str = ""


GRAVITY = ("pass", "exemption", "unknown", "fail")


class Unknown(Exception):
    """Nothing can be proposed yet, and why."""


def rule(code):
    def register(judge):
        @wraps(judge)
        def verdict(facts: Facts, parameters: Parameters, adult: Adult | None = None) -> Verdict:
            try:
                return judge(facts, parameters, adult)
            except Unknown as why:
                return Verdict("unknown", str(why))

        RULES[code] = verdict
        return verdict

    return register


def of_each_adult(judge):
    """Asked of no adult in particular, it gives the gravest verdict among the applicants."""

    @wraps(judge)
    def verdict(facts, parameters, adult):
        if adult:
            return judge(facts, parameters, adult)
        return max(_of_all(judge, facts, parameters), key=lambda one: GRAVITY.index(one.outcome))

    return verdict


def _of_all(judge, facts, parameters):
    for adult in facts.adults:
        try:
            yield judge(facts, parameters, adult)
        except Unknown as why:
            yield Verdict("unknown", str(why))
    if not facts.all_applicants_entered:
        yield Verdict("unknown", _applicants_missing())


# eligibility


@rule("EL-03")
@of_each_adult
def age_of_a_spouse(facts, parameters, adult):
    if parameters.value("spouse_min_age") is None and parameters.value("spouse_max_age") is None:
        raise Unknown(_no_figure())
    asked_on, born = _asked_on(facts), _birth_date(adult)
    values = {"name": adult.name, "age": _age(born, asked_on)}
    minimum_on = parameters.add(born, "spouse_min_age")
    if minimum_on and asked_on < minimum_on:
        values["minimum"] = _length(parameters, "spouse_min_age")
        return Verdict("fail", _("%(name)s: %(age)s on the date of the request. Minimum: %(minimum)s.") % values)
    if over_maximum_age(facts, parameters, adult):
        values["maximum"] = _length(parameters, "spouse_max_age")
        values["day"] = _day(parameters.add(born, "spouse_max_age"))
        return Verdict(
            "exemption",
            _("%(name)s: %(age)s on the date of the request. Maximum: %(maximum)s, passed on %(day)s.") % values,
            _authority(parameters, "over_max_age_authority"),
        )
    return Verdict("pass", _("%(name)s: %(age)s on the date of the request.") % values)


@rule("EL-04")
def egyptian_spouse(facts, parameters, adult):
    """One foreign spouse needs an exemption; a person alone has to be Egyptian."""
    if not facts.all_applicants_entered:
        raise Unknown(_applicants_missing())
    foreign = [_is_foreign(one) for one in facts.adults]
    if not any(foreign):
        return Verdict("pass", _("Every applicant is Egyptian."))
    if len(foreign) == 1:
        return Verdict("fail", _("The only applicant is not Egyptian."))
    egyptians, minimum = foreign.count(False), _figure(parameters, "egyptian_spouses_min")
    if egyptians < minimum:
        values = {"count": egyptians, "minimum": minimum}
        return Verdict("fail", _("Egyptian spouses: %(count)d. Minimum: %(minimum)d.") % values)
    return Verdict(
        "exemption",
        _("One of the two spouses is not Egyptian."),
        _authority(parameters, "foreign_spouse_authority"),
    )


@rule("EL-05")
def length_of_the_marriage(facts, parameters, adult):
    minimum = _length(parameters, "marriage_min_years")
    asked_on = _asked_on(facts)
    married_on = _known(facts.married_on, _("The date of the marriage is not entered yet."))
    values = {
        "married": _day(married_on),
        "asked": _day(asked_on),
        "minimum": minimum,
        "day": _day(parameters.add(married_on, "marriage_min_years")),
    }
    if marriage_under_minimum(facts, parameters):
        return Verdict(
            "exemption",
            _(
                "Married on %(married)s: %(minimum)s of marriage are complete on %(day)s, after the date of the "
                "request, %(asked)s. This can be waived where permanent infertility is proved."
            )
            % values,
            _authority(parameters, "marriage_waiver_authority"),
        )
    return Verdict("pass", _("Married on %(married)s: %(minimum)s of marriage complete on %(day)s.") % values)


@rule("EL-07")
@of_each_adult
def age_of_a_woman_alone(facts, parameters, adult):
    minimum = _length(parameters, "woman_alone_min_age")
    asked_on, born = _asked_on(facts), _birth_date(adult)
    old_enough = parameters.add(born, "woman_alone_min_age") <= asked_on
    values = {"name": adult.name, "age": _age(born, asked_on), "minimum": minimum}
    reason = _("%(name)s: %(age)s on the date of the request. Minimum: %(minimum)s.") % values
    return Verdict("pass" if old_enough else "fail", reason)


@rule("EL-09")
def dependent_own_children(facts, parameters, adult):
    maximum = _figure(parameters, "max_dependent_own_children")
    dependent = [child.dependent for child in facts.own_children]
    values = {"count": dependent.count(True), "maximum": maximum}
    reason = _("Dependent own children: %(count)d. Maximum: %(maximum)d.") % values
    if dependent.count(True) > maximum:
        return Verdict("fail", reason)
    if dependent.count(True) + dependent.count(None) > maximum:
        raise Unknown(_("It is not entered yet which of the own children are dependent."))
    return Verdict("pass", reason)


@rule("EL-10")
def youngest_own_child(facts, parameters, adult):
    minimum = _length(parameters, "youngest_own_child_min_age")
    asked_on = _asked_on(facts)
    births = [child.birth_date for child in facts.own_children]
    if not births:
        return Verdict("pass", _("The applicants have no own children."))
    youngest = max((born for born in births if born), default=None)
    if youngest:
        values = {"age": _age(youngest, asked_on), "minimum": minimum}
        reason = _("Youngest own child: %(age)s on the date of the request. Minimum: %(minimum)s.") % values
        if parameters.add(youngest, "youngest_own_child_min_age") > asked_on:
            return Verdict("exemption", reason, _authority(parameters, "youngest_own_child_authority"))
    if None in births:
        raise Unknown(_("The birth date of an own child is not entered yet."))
    return Verdict("pass", reason)


# training


@rule("TR-01")
def days_of_training(facts, parameters, adult):
    """Where the edition does not ask it of each spouse, one of them is enough."""
    judge = of_each_adult(_attendance)
    if parameters.value("training_each_spouse"):
        return judge(facts, parameters, adult)
    return min(_of_all(_attendance, facts, parameters), key=lambda one: GRAVITY.index(one.outcome))


def _attendance(facts, parameters, adult):
    required = _figure(parameters, "training_days")
    missing = _("The days of training attended by %(name)s are not entered yet.") % {"name": adult.name}
    attended = _known(adult.training_days_attended, missing)
    values = {"name": adult.name, "count": attended, "required": required}
    reason = _("%(name)s: days of training attended %(count)d of %(required)d.") % values
    return Verdict("pass" if attended >= required else "fail", reason)


# the child and the match


@rule("MT-02")
def age_of_the_child(facts, parameters, adult):
    minimum = _length(parameters, "child_min_age")
    born = _known(facts.child and facts.child.birth_date, _("The child's birth date is not entered yet."))
    values = {"age": _age(born, facts.today), "minimum": minimum}
    if parameters.add(born, "child_min_age") > facts.today:
        return Verdict("fail", _("The child's age today: %(age)s. Minimum: %(minimum)s.") % values)
    maximum_on = parameters.add(born, "child_max_age")
    if maximum_on and maximum_on <= facts.today:
        values["maximum"] = _length(parameters, "child_max_age")
        return Verdict("fail", _("The child's age today: %(age)s. Under: %(maximum)s.") % values)
    return Verdict("pass", _("The child's age today: %(age)s. Minimum: %(minimum)s.") % values)


@rule("MT-04")
def one_religion(facts, parameters, adult):
    """The reason never says which: who may read this item may not all read the religion."""
    if facts.one_religion is None or not facts.all_applicants_entered:
        raise Unknown(_("The religion of the child or of an applicant is not entered yet."))
    if not facts.one_religion:
        return Verdict("fail", _("The child and the applicants are not of one religion."))
    return Verdict("pass", _("The child and the applicants are of one religion."))


@rule("MT-06")
def visits_to_the_child(facts, parameters, adult):
    required = _figure(parameters, "match_visits_required")
    reason = _("Visits to the child: %(count)d of %(required)d.")
    outcome = "pass" if facts.viewing_visits >= required else "fail"
    return Verdict(outcome, reason % {"count": facts.viewing_visits, "required": required})


# the contract


@rule("CT-02")
def deposit_of_the_child(facts, parameters, adult):
    required = _figure(parameters, "child_account_deposit")
    amount = _known(facts.deposit, _("The deposit in the child's account is not entered yet."))
    reason = _("In the child's account: %(amount)s EGP. Required: %(required)s EGP.")
    outcome = "pass" if amount >= required else "fail"
    return Verdict(outcome, reason % {"amount": _money(amount), "required": _money(required)})


# follow-up


@rule("FU-01")
def visits_in_time(facts, parameters, adult):
    overdue = _known(facts.overdue_visits, _("No follow-up visit is planned yet."))
    if not overdue:
        return Verdict("pass", _("No follow-up visit is overdue."))
    reason = ngettext("%(count)d follow-up visit is overdue.", "%(count)d follow-up visits are overdue.", overdue)
    return Verdict("fail", reason % {"count": overdue})


@rule("FU-02")
def child_seen_alone(facts, parameters, adult):
    if _known(facts.child_seen_alone, _("No signed-off visit says yet whether the child was seen alone.")):
        return Verdict("pass", _("The child was seen alone at the last signed-off visit."))
    return Verdict("fail", _("The child was not seen alone at the last signed-off visit."))


# facts and figures, or the sentence that one is missing


def _known(fact, missing):
    if fact is None:
        raise Unknown(missing)
    return fact


def _asked_on(facts):
    return _known(facts.asked_on, _("The date of the request is not entered yet."))


def _birth_date(adult):
    return _known(adult.birth_date, _("The birth date of %(name)s is not entered yet.") % {"name": adult.name})


def _is_foreign(adult):
    return _known(is_foreign(adult), _("The nationality of %(name)s is not entered yet.") % {"name": adult.name})


def _applicants_missing():
    return _("The applicants are not all entered yet.")


def _no_figure():
    return _("This edition of the guidebook gives no figure for this item.")


def _figure(parameters, key):
    return _known(parameters.value(key), _no_figure())


def _authority(parameters, key):
    return parameters.value(key) or ""


# figures in words


def _length(parameters, key):
    return _count(_figure(parameters, key), parameters.unit(key))


def _age(born, day):
    """In years; of a child under two, in months."""
    age = relativedelta(max(born, day), born)
    return _count(age.years, "years") if age.years >= 2 else _count(12 * age.years + age.months, "months")


def _count(count, unit):
    words = {
        "years": ngettext("%(count)d year", "%(count)d years", count),
        "months": ngettext("%(count)d month", "%(count)d months", count),
        "days": ngettext("%(count)d day", "%(count)d days", count),
        "hours": ngettext("%(count)d hour", "%(count)d hours", count),
        "lunar_years": ngettext("%(count)d lunar year", "%(count)d lunar years", count),
    }
    return words[unit] % {"count": count}


def _money(amount):
    return number_format(amount, decimal_pos=2 if amount % 1 else 0)


def _day(day):
    return date_format(day, "j F Y")
