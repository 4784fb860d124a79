"""The editions of the guidebook, to be read, drafted and published; the public check of a printed paper."""

from django.urls import path

from fostercare.guidebook import edition_screens as editions
from fostercare.guidebook import screens

urlpatterns = [
    path("", editions.edition_list, name="edition_list"),
    path("editions/<int:pk>/", editions.edition, name="edition"),
    path("editions/<int:pk>/figures/", editions.edition_figures, name="edition_figures"),
    path("editions/<int:pk>/figures/<str:key>/", editions.EditFigure.as_view(), name="edition_figure"),
    path("editions/<int:pk>/items/<str:code>/", editions.EditItem.as_view(), name="edition_item"),
    path("editions/<int:pk>/title-page/", editions.EditTitlePage.as_view(), name="edition_title"),
    path("editions/<int:pk>/changes/", editions.edition_changes, name="edition_changes"),
    path("editions/<int:pk>/draft/", editions.DraftNext.as_view(), name="edition_draft"),
    path("editions/<int:pk>/publish/", editions.Publish.as_view(), name="edition_publish"),
    path("verify/", screens.verify, name="verify"),
    path("verify/<str:code>/", screens.verify_paper, name="verify_paper"),
]
