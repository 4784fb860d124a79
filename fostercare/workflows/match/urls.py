"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.match import screens

urlpatterns = [
    path("", screens.match_list, name="match_list"),
    path("propose/<str:number>/", screens.ProposeFamily.as_view(), name="match_propose"),
    path("<str:number>/visits/add/", screens.AddViewingVisit.as_view(), name="viewing_visit"),
]
