"""What speaks for and against a family and a child, field by field, in words.

A rule passes, fails, or needs somebody's exemption; a wish fits or does not, and weighs what the edition declares. The
program refuses nobody: the officer reads the sentences and chooses.
"""

from dataclasses import dataclass, replace

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directorates.wording import Number, digits
from fostercare.guidebook.facts import Facts
from fostercare.guidebook.parameters import Parameters
from fostercare.guidebook.rules import RULES, Verdict

RULE_VERDICTS = {
    "pass": gettext_lazy("passes"),
    "exemption": gettext_lazy("needs an exemption"),
    "unknown": gettext_lazy("not known yet"),
    "fail": gettext_lazy("fails"),
}
WISH_VERDICTS = {
    "pass": gettext_lazy("fits"),
    "unknown": gettext_lazy("to be looked at"),
    "fail": gettext_lazy("does not fit"),
}
TONES = {"pass": "met", "exemption": "waived", "unknown": "soon", "fail": "late"}


@dataclass(frozen=True)
class Reason:
    """One line of the comparison: what it weighs in the order of families, and whether it speaks for this one."""

    key: str
    label: str
    verdict: Verdict
    weight: int
    rule: bool

    @property
    def points(self):
        return self.weight if self.verdict.outcome == "pass" else 0

    @property
    def speaks_for(self):
        return self.verdict.outcome == "pass"


@dataclass(frozen=True)
class Comparison:
    """What the lines are judged by: the family's application and facts, the child, how many children it has already."""

    application: object
    child: object
    facts: Facts
    parameters: Parameters
    health_note: bool  # the child's file holds one
    fostered: int
    declines: int


def reasons(compared) -> list[Reason]:
    """Every line for this family and child: the rules first, then the wishes, in the order an officer asks."""
    lines = [
        Reason(key, label, judge(compared), weight(key, compared.parameters), rule)
        for key, label, rule, judge in LINES
    ]  # fmt: skip
    return [line for line in lines if line.verdict]


def in_words(lines, kept) -> list[dict]:
    """Lines as the pages show them: what the verdict is called, and who may exempt."""
    return [
        {
            "label": line.label,
            "rule": line.rule,
            "tone": TONES[line.verdict.outcome],
            "verdict": _verdict(line, kept),
            "sentence": line.verdict.reason,
            "points": line.points,
            "weight": line.weight,
        }
        for line in lines
    ]


def _verdict(line, kept):
    if line.verdict.authority:
        who = kept.label("authorities", line.verdict.authority, key="key")
        return _("needs an exemption: %(who)s") % {"who": who}
    return RULE_VERDICTS[line.verdict.outcome] if line.rule else WISH_VERDICTS[line.verdict.outcome]


def weight(key, parameters) -> int:
    """What the edition declares a criterion to weigh; nothing where it declares none."""
    return parameters.value(f"match_weight_{key}") or 0


def comparison(
    application, child_file, child_facts, parameters, on, *, one_religion, health_note, fostered=0, declines=0
):
    facts = replace(application.facts(on), child=child_facts, one_religion=one_religion)
    return Comparison(application, child_file.child, facts, parameters, health_note, fostered, declines)


def most_children(child_facts, parameters):
    """How many children a family fosters without special approval: more where they are siblings."""
    key = "foster_siblings_max" if child_facts.has_siblings_in_care else "foster_children_max"
    return parameters.value(key)


# the rules


def religion(compared):
    return RULES["MT-04"](compared.facts, compared.parameters)


def child_age(compared):
    return RULES["MT-02"](compared.facts, compared.parameters)


def alone(compared):
    adults = compared.facts.adults
    if len(adults) != 1 or not compared.parameters.value("same_sex_child_for_person_alone"):
        return None
    if adults[0].sex == compared.child.sex:
        return Verdict("pass", _("The person alone and the child are of the same sex."))
    return Verdict("exemption", _("A person alone fosters a child of the same sex."), "local_committee")


def siblings(compared):
    if not compared.facts.child.has_siblings_in_care:
        return Verdict("pass", _("The child has no siblings in care."))
    if compared.application.siblings_welcome:
        return Verdict("pass", _("Siblings are welcome; propose them all to this family."))
    return Verdict("exemption", _("The child has siblings in care, and the family asked for one child."), "ministry")


def capacity(compared):
    most = most_children(compared.facts.child, compared.parameters)
    if most is None:
        return None
    values = {"count": Number(compared.fostered), "most": digits(most)}
    told = ngettext(
        "The family fosters %(count)s child; without special approval at most %(most)s.",
        "The family fosters %(count)s children; without special approval at most %(most)s.",
        compared.fostered,
    ) % values  # fmt: skip
    if compared.fostered < most:
        return Verdict("pass", told if compared.fostered else _("The family fosters no other child."))
    return Verdict("exemption", told, compared.parameters.value("more_children_authority") or "")


def declines(compared):
    most = compared.parameters.value("declines_max")
    if most is None:
        return None
    told = _("The family declined %(count)s of at most %(most)s matches.")
    outcome = "pass" if compared.declines < most else "exemption"
    return Verdict(outcome, told % {"count": digits(compared.declines), "most": digits(most)}, "local_committee")


# the wishes


def age(compared):
    years = relativedelta(compared.facts.today, compared.child.birth_date).years
    youngest, oldest = compared.application.child_age_from, compared.application.child_age_to
    values = {"from": digits(youngest), "to": digits(oldest)}
    asked = _("The family asked for a child of %(from)s to %(to)s years.") % values
    return Verdict("pass" if youngest <= years <= oldest else "fail", asked)


def sex(compared):
    wished = compared.application.child_sex
    if not wished:
        return Verdict("pass", _("The family did not choose the sex."))
    asked = _("The family asked for a boy.") if wished == "male" else _("The family asked for a girl.")
    return Verdict("pass" if wished == compared.child.sex else "fail", asked)


def special_needs(compared):
    if compared.application.special_needs_welcome:
        return Verdict("pass", _("A child with special needs is welcome."))
    if not compared.health_note:
        return Verdict("pass", _("The child's file holds no health note."))
    return Verdict("unknown", _("The family did not ask for special needs; read the health notes of the child's file."))


# (key, label, is it a rule, judge); a judge that has nothing to say of this family gives None.
LINES = [
    ("religion", gettext_lazy("Religion"), True, religion),
    ("child_age", gettext_lazy("Child's age"), True, child_age),
    ("alone", gettext_lazy("Person alone"), True, alone),
    ("siblings", gettext_lazy("Siblings"), True, siblings),
    ("capacity", gettext_lazy("Number of children"), True, capacity),
    ("declines", gettext_lazy("Earlier declines"), True, declines),
    ("age", gettext_lazy("Age asked for"), False, age),
    ("sex", gettext_lazy("Sex asked for"), False, sex),
    ("special_needs", gettext_lazy("Special needs"), False, special_needs),
]
