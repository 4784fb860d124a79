"""Typing a request into the steps of its registration, as an officer at the counter does."""

from django.urls import reverse

from fostercare.records.national_id import check_digit
from fostercare.workflows.application.models import RegistrationDraft


def number(first_thirteen):
    """A national ID whose check digit agrees."""
    return first_thirteen + check_digit(first_thirteen)


HUSBAND, WIFE = number("2850314021235"), number("2880921021246")
ADULT = {
    "papers": "national_id",
    "phone": "٠١٠٠ ١٢٣ ٤٥٦٧",
    "religion": "muslim",
    "education": "university",
    "occupation": "مهندس",
    "income_kind": "salary",
    "monthly_income": "١٢٬٥٠٠",
}
COUPLE = {
    "family": {"kind": "couple", "married_on": "١/٦/٢٠١٤", "channel": "counter"},
    "applicant": {**ADULT, "full_name": "حسام عبد الرازق محمد علي", "national_id": HUSBAND},
    "spouse": {**ADULT, "full_name": "أمل السيد أحمد الجندي", "national_id": WIFE, "phone": "01112345678"},
    "members": {},
    "dwelling": {"district": "المنتزه", "address": "١٢ شارع النصر", "tenure": "owned", "rooms": "٣"},
    "wishes": {"children_asked": "1", "child_age_from": "٠", "child_age_to": "٥", "child_sex": "", "wishes": "طفلة"},
}


class Counter:
    """An officer before the registration pages."""

    def __init__(self, client, officer, draft=None):
        client.force_login(officer)
        self.client, self.officer = client, officer
        self.draft = draft or self._begin()

    def _begin(self):
        self.client.post(reverse("registration_start"))
        return RegistrationDraft.objects.filter(officer=self.officer).latest("pk")

    def url(self, step):
        return reverse("registration", args=[self.draft.pk, step])

    def see(self, step):
        return self.client.get(self.url(step))

    def send(self, step, typed, **more):
        """Press a button of a step; `go`, `add` and `remove` name another one than “save and continue”."""
        usual = {"directorate": str(self.draft.directorate_id)} if step == "family" else {}
        return self.client.post(self.url(step), {**usual, **typed, **more})

    def fill(self, **changed):
        """All the steps in their order, with what a test changes; a step that is changed to None is left out."""
        for step, typed in COUPLE.items():
            if changed.get(step, {}) is not None:
                self.send(step, typed | changed.get(step, {}))
        return self

    def submit(self):
        return self.client.post(reverse("registration_submit", args=[self.draft.pk]))

    def application(self):
        self.draft.refresh_from_db()
        return self.draft.application


def errors(response):
    """The form's errors by field, each as one text."""
    return {name: " ".join(map(str, said)) for name, said in response.context["form"].errors.items()}
