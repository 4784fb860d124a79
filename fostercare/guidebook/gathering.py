"""From records to the plain facts that predicates and rules read."""

from fostercare.guidebook.facts import Adult, Child, OwnChild


def adult_facts(person) -> Adult:
    return Adult(
        key=person.pk,
        name=person.full_name,
        sex=person.sex,
        birth_date=person.birth_date,
        nationality=person.nationality,
        civil_status=person.civil_status,
        income_kind=person.income_kind,
        monthly_income=person.monthly_income,
        education=person.education,
    )


def own_child_facts(person) -> OwnChild:
    return OwnChild(key=person.pk, birth_date=person.birth_date, dependent=person.dependent)


def child_facts(child, has_siblings_in_care) -> Child:
    return Child(
        key=child.pk,
        birth_date=child.birth_date,
        sex=child.sex,
        has_siblings_in_care=has_siblings_in_care,
        can_express_view=child.can_express_view,
    )
