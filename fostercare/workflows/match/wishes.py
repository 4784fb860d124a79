"""What a family wished for, held against a child: each wish passes, fails, or needs somebody's exemption, in words.

The program refuses nobody: the officer reads the sentences and chooses.
"""

from dataclasses import dataclass, replace

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.wording import digits
from fostercare.guidebook.facts import Facts
from fostercare.guidebook.parameters import Parameters
from fostercare.guidebook.rules import RULES, Verdict

TONES = {"pass": "met", "exemption": "waived", "unknown": "soon", "fail": "late"}


@dataclass(frozen=True)
class Wish:
    """One line of the comparison: what it weighs in the order of families, and whether it speaks for this one."""

    label: str
    verdict: Verdict
    weight: int

    @property
    def points(self):
        return self.weight if self.verdict.outcome == "pass" else 0

    @property
    def tone(self):
        return TONES[self.verdict.outcome]


@dataclass(frozen=True)
class Comparison:
    """What the wishes are judged by: the family's application and facts, the child, the day."""

    application: object
    child: object
    facts: Facts
    parameters: Parameters


def wishes(comparison) -> list[Wish]:
    """Every wish of the family against the child, in the order in which an officer asks."""
    return [Wish(label, judge(comparison), weight(key, comparison.parameters)) for key, label, judge in JUDGES]


def weight(key, parameters) -> int:
    """What the edition declares a criterion to weigh; nothing where it declares none."""
    return parameters.value(f"match_weight_{key}") or 0


def comparison(application, child_file, child_facts, parameters, on) -> Comparison:
    facts = replace(application.facts(on), child=child_facts)
    return Comparison(application, child_file.child, facts, parameters)


def age(compared):
    years = relativedelta(compared.facts.today, compared.child.birth_date).years
    youngest, oldest = compared.application.child_age_from, compared.application.child_age_to
    values = {"from": digits(youngest), "to": digits(oldest)}
    asked = _("The family asked for a child of %(from)s to %(to)s years.") % values
    return Verdict("pass" if youngest <= years <= oldest else "fail", asked)


def sex(compared):
    wished, adults = compared.application.child_sex, compared.facts.adults
    alone = len(adults) == 1 and compared.parameters.value("same_sex_child_for_person_alone")
    if alone and adults[0].sex != compared.child.sex:
        return Verdict("exemption", _("A person alone fosters a child of the same sex."), "local_committee")
    if not wished:
        return Verdict("pass", _("The family did not choose the sex."))
    asked = _("The family asked for a boy.") if wished == "male" else _("The family asked for a girl.")
    return Verdict("pass" if wished == compared.child.sex else "fail", asked)


def special_needs(compared):
    if compared.application.special_needs_welcome:
        return Verdict("pass", _("A child with special needs is welcome."))
    if not compared.child.health_notes:
        return Verdict("pass", _("The child's file holds no health note."))
    return Verdict("unknown", _("The family did not ask for special needs; read the health notes of the child's file."))


def siblings(compared):
    if not compared.facts.child.has_siblings_in_care:
        return Verdict("pass", _("The child has no siblings in care."))
    if compared.application.siblings_welcome:
        return Verdict("pass", _("Siblings are welcome; propose them all to this family."))
    return Verdict("exemption", _("The child has siblings in care, and the family asked for one child."), "ministry")


def religion(compared):
    return RULES["MT-04"](compared.facts, compared.parameters)


JUDGES = [
    ("age", gettext_lazy("Age"), age),
    ("sex", gettext_lazy("Sex"), sex),
    ("siblings", gettext_lazy("Siblings"), siblings),
    ("religion", gettext_lazy("Religion"), religion),
    ("special_needs", gettext_lazy("Special needs"), special_needs),
]
