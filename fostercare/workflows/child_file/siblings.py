"""Brothers and sisters are kept together, also those of whom one learns later."""

from fostercare.records.models import Child, SiblingGroup


def has_a_group(file) -> bool:
    return file.child.sibling_group_id is not None


def unite(child, other) -> None:
    """The two, and whoever is a brother or sister of either, are one group from now on."""
    group = other.sibling_group or child.sibling_group or SiblingGroup.objects.create()
    groups = {one.sibling_group_id for one in (child, other)} - {None, group.pk}
    Child.objects.filter(pk__in=[child.pk, other.pk]).update(sibling_group=group)
    Child.objects.filter(sibling_group__in=groups).update(sibling_group=group)
    child.sibling_group = other.sibling_group = group


def part(child) -> None:
    """The child is no brother or sister of the others; one that is left alone is no group."""
    others = Child.objects.filter(sibling_group=child.sibling_group_id).exclude(pk=child.pk)
    if len(others[:2]) < 2:
        others.update(sibling_group=None)
    Child.objects.filter(pk=child.pk).update(sibling_group=None)
    child.sibling_group = None
