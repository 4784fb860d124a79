"""Lists that share a room, as the tabs between them (components/tabs.html)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# What happens to placements stands beside them, so that the navigation bar keeps its few rooms.
PLACEMENTS = [
    ("placement_list", _("Placements")),
    ("transfer_list", _("Transfers")),
    ("travel_list", _("Journeys abroad")),
    ("circumstance_list", _("Changes and reviews")),
]


def placement_tabs(current) -> list[dict]:
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in PLACEMENTS]
