"""A registration that is being typed: kept step by step in its draft, judged as a whole, submitted once."""

from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from directorates import access
from fostercare.guidebook.publishing import in_force
from fostercare.records.models import Household, Person
from fostercare.records.sealed import keep as keep_sealed
from fostercare.workflows import lifecycle
from fostercare.workflows.application import exemptions
from fostercare.workflows.application import registration_forms as forms
from fostercare.workflows.application.models import Application, RegistrationDraft
from fostercare.workflows.application.registration_review import proposals

STEPS = {
    "family": (_("The family"), forms.FamilyForm),
    "applicant": (_("The applicant"), forms.ApplicantForm),
    "spouse": (_("The spouse"), forms.SpouseForm),
    "members": (_("Own children and others in the home"), forms.MembersForm),
    "dwelling": (_("The dwelling"), forms.DwellingForm),
    "wishes": (_("Wishes"), forms.WishesForm),
}
REVIEW = "review"


class Registration:
    """What a draft amounts to: the steps that apply as judged forms, and the records they fill, none of them saved.

    Each entry of the draft's data is a step: `typed`, as it was posted, and `sent`, once the officer went on from it;
    what was only saved on the way is not judged before their eyes. `last` is the step that was typed in last.
    """

    def __init__(self, draft, officer):
        self.draft, self.officer = draft, officer
        self.household = Household(directorate=draft.directorate)
        self.application = Application(
            directorate=draft.directorate, household=self.household, follows_id=draft.follows_id
        )
        self._people = {role: Person(role=role) for role in Person.APPLICANTS}
        self.told = {}  # what goes into sealed records: role → class → value
        self.forms = {}
        for step in STEPS:
            # The family is judged first: it says whether there is a spouse to be asked.
            if step != "spouse" or self.couple:
                self.forms[step] = self._form(step)
                self.forms[step].is_valid()

    @property
    def couple(self):
        return self.household.kind == Household.Kind.COUPLE

    def person(self, role):
        return self._people[role]

    @property
    def applicants(self):
        """The applicant, and the spouse of a couple."""
        return [person for role, person in self._people.items() if role == Person.Role.APPLICANT or self.couple]

    def to_show(self, step):
        """The form as the officer should see it: with its errors only after it was sent."""
        return self.forms[step] if self._sent(step) else self._form(step, judged=False)

    def standing(self, step):
        """met, late (sent, with something to correct) or miss."""
        if self.forms[step].is_valid():
            return "met"
        return "late" if self._sent(step) else "miss"

    def incomplete(self):
        return [step for step, form in self.forms.items() if not form.is_valid()]

    def after(self, step):
        return self._beside(step, 1)

    def before(self, step):
        return self._beside(step, -1)

    def whole(self) -> Application:
        """The application with its household and people, as far as they were typed."""
        self.household.people = [*self.applicants, *self.forms["members"].people()]
        self.application.directorate = self.household.directorate
        self.application.edition, self.application.opened_on = in_force(), timezone.localdate()
        self.application.heading = self.household.name
        return self.application

    def _sent(self, step):
        return self.draft.data.get(step, {}).get("sent", False)

    def _beside(self, step, distance):
        steps = [*self.forms, REVIEW]
        return steps[max(steps.index(step) + distance, 0)]

    def _form(self, step, judged=True):
        kept = self.draft.data.get(step)
        typed = MultiValueDict(kept["typed"]) if kept else None
        return STEPS[step][1](typed, registration=self, judged=judged)


@transaction.atomic
def keep(draft, step, typed, *, sent):
    """Write down what was typed in a step, valid or not; once sent, a step stays so."""
    locked = RegistrationDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.application_id is None:
        sent = sent or locked.data.get(step, {}).get("sent", False)
        locked.data |= {step: {"typed": typed, "sent": sent}, "last": step}
        locked.save(update_fields=["data", "saved_at"])
    return locked


@transaction.atomic
def submit(draft, *, by, asking=()) -> Application | None:
    """The draft becomes an application, once: whoever sends it again gets the same one; None while it is incomplete.

    asking: the keys of the exemptions that are asked for with it.
    """
    draft = RegistrationDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.application_id:
        return draft.application
    registration = Registration(draft, by)
    if registration.incomplete():
        return None
    application = registration.whole()
    access.forget(by)
    access.require(by, "register_applications", application.directorate)
    _save(application, registration.told)
    lifecycle.begin(application.open(), by=by)
    exemptions.ask(application, proposals(application), asking, by=by)
    # The case holds these facts now; the draft need not keep people's data a second time.
    draft.application, draft.data = application, {}
    draft.save(update_fields=["application", "data", "saved_at"])
    return application


def _save(application, told):
    household = application.household
    household.save()
    for person in household.people:
        person.household = household
        person.save()
    keep_sealed(*((person, told[person.role]) for person in household.adults))
