"""What the last page of a registration shows: the facts in words, who may be known already, what the rules propose."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.guidebook.predicates import holds
from fostercare.guidebook.rules import RULES, Verdict
from fostercare.records.models import Person
from fostercare.workflows.application import in_words
from fostercare.workflows.application.models import Application

OUTCOMES = {
    "pass": ("met", gettext_lazy("met")),
    "exemption": ("waived", gettext_lazy("needs an exemption")),
    "unknown": ("miss", gettext_lazy("not known yet")),
    "fail": ("late", gettext_lazy("not met")),
}


@dataclass
class Proposal:
    """What a rule says of a condition. It proposes; a person answers the item later."""

    title: str
    verdict: Verdict
    authority: str = ""  # who may grant the exemption
    item: object = None
    person: object = None
    key: str = ""

    @property
    def askable(self):
        """May the exemption be asked for with the registration?"""
        return self.verdict.outcome == "exemption" and bool(self.item and self.item.exempted_by)

    @property
    def tone(self):
        return OUTCOMES[self.verdict.outcome][0]

    @property
    def word(self):
        return OUTCOMES[self.verdict.outcome][1]


def proposals(application) -> list[Proposal]:
    """The verdicts on the conditions of eligibility, of each adult where the item is asked of each."""
    kept, facts = book(application.edition), application.facts(timezone.localdate())
    found = []
    for item in kept.items:
        if item.stage != "eligibility" or item.code not in RULES:
            continue
        adults = zip(facts.adults, application.adults(), strict=True)
        for place, (adult, person) in enumerate(adults if item.evidence["per"] == "adult" else [(None, None)]):
            if holds(item.applies_when, facts, kept.parameters, adult) is not False:
                verdict = RULES[item.code](facts, kept.parameters, adult)
                authority = _authority(kept, verdict.authority)
                found.append(Proposal(item.title, verdict, authority, item, person, f"{item.code}:{place}"))
    if holds(["man_alone"], facts, kept.parameters):
        found.append(_man_alone(kept))
    return found


def _man_alone(kept):
    authority = kept.parameters.value("man_alone_authority")
    verdict = Verdict("exemption", _("The request of a man alone is put before this authority."), authority)
    return Proposal(_("A man alone"), verdict, _authority(kept, authority))


def _authority(kept, key):
    return kept.label("authorities", key, key="key") if key else ""


# who is known already


@dataclass
class Known:
    """Somebody of the family whose national ID or telephone stands in another household."""

    name: str
    cases: list  # numbers of the cases the officer may see
    elsewhere: bool = False  # also where the officer may not look


def known_already(application, user) -> list[Known]:
    """Possible duplicates; what stands outside the officer's places is said to exist and no more."""
    people = application.household.people
    numbers = {person.national_id for person in people} - {""}
    phones = {person.phone for person in people} - {""}
    twins = list(Person.objects.filter(Q(national_id__in=numbers) | Q(phone__in=phones))[:100])
    cases = _visible_cases(twins, user) if twins else {}
    return [known for person in people if (known := _known(person, twins, cases))]


def _visible_cases(twins, user):
    cases = defaultdict(list)
    visible = Application.objects.visible_to(user).filter(household__in={twin.household_id for twin in twins})
    for household, case_number in visible.order_by("-opened_on", "-pk").values_list("household", "number"):
        cases[household].append(case_number)
    return cases


def _known(person, twins, cases):
    households = {twin.household_id for twin in twins if _alike(person, twin)}
    if not households:
        return None
    numbers = sorted(case for household in households for case in cases.get(household, []))
    return Known(person.full_name, numbers, elsewhere=any(household not in cases for household in households))


def _alike(one, other):
    same_number = one.national_id and one.national_id == other.national_id
    return bool(same_number or (one.phone and one.phone == other.phone))


# the facts in words


def facts_of(step, registration) -> list[list[dict]]:
    """What a step says, as lists of facts (components/facts.html): one, or one a member."""
    household, application = registration.household, registration.application
    match step:
        case "family":
            return [in_words.of_household(household) + in_words.said(application, "channel", "directorate")]
        case "applicant" | "spouse":
            return [in_words.of_adult(registration.person(step), registration.told.get(step, {}))]
        case "members":
            return [in_words.of_member(person) for person in registration.forms[step].people()]
        case "dwelling":
            return [in_words.of_dwelling(household)]
    return [in_words.of_wishes(application)]
