"""The way from a list to its export, and to what was taken out before."""

from django.urls import reverse
from django.utils.translation import gettext as _

from directorates import access


def tools(listing, user) -> list:
    """The button of a list's page, for whoever may take it out or answers for its files."""
    if access.allowed_somewhere(user, "export_lists"):
        return [{"label": _("Take the list out"), "url": reverse("export_ask", args=[listing]), "icon": "download"}]
    if access.allowed_somewhere(user, "view_openings"):
        return [{"label": _("Lists that were taken out"), "url": reverse("export_list"), "icon": "eye"}]
    return []
