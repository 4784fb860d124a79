"""Exemptions that a family needs: asked for at the registration or on the checklist, of the authority that the item
names; they come back as answers with the decision's number."""

from django.db.models import Q

from fostercare.guidebook import answering
from fostercare.guidebook.models import Answer

ASKED, GRANTED, DECLINED = "asked", "granted", "declined"
STANDS = {
    ASKED: Q(state=Answer.State.EXEMPTION_ASKED),
    GRANTED: Q(state=Answer.State.EXEMPTED),
    DECLINED: Q(state=Answer.State.NOT_MET) & ~Q(authority=""),
}


def standing(applications):
    """What was asked for on these applications, and what came of it: the answers that stand, oldest first."""
    answers = Answer.objects.filter(STANDS[ASKED] | STANDS[GRANTED] | STANDS[DECLINED], replaced_at=None)
    return answers.filter(case__in=applications.values("pk")).order_by("answered_at", "pk")


def how(answer) -> str:
    """How an exemption stands: asked, granted or declined."""
    states = {Answer.State.EXEMPTION_ASKED: ASKED, Answer.State.EXEMPTED: GRANTED}
    return states.get(answer.state, DECLINED)


def ask(application, proposals, wanted, *, by) -> int:
    """Ask for those of the exemptions proposed at the registration that the officer ticked. Returns how many."""
    chosen = [one for one in proposals if one.askable and one.key in wanted]
    for one in chosen:
        answering.answer(
            application, one.item, by=by, state=Answer.State.EXEMPTION_ASKED, person=one.person,
            note=one.verdict.reason,
        )  # fmt: skip
    return len(chosen)


def asked_of_higher(application) -> bool:
    """Has the Higher Committee been asked for something? A man alone is put before it without an item."""
    if application.household.kind == "man_alone":
        return True
    asked = application.answers.filter(STANDS[ASKED], replaced_at=None, item__exempted_by="higher_committee")
    return asked.exists()
