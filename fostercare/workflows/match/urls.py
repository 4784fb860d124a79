"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.match import screens, statement_screens, waiting_screens

urlpatterns = [
    path("", screens.match_list, name="match_list"),
    path("waiting/", waiting_screens.waiting_list, name="waiting_list"),
    path("waiting/<str:number>/", waiting_screens.waiting_place, name="waiting_place"),
    path("propose/<str:number>/", screens.ProposeFamily.as_view(), name="match_propose"),
    path("<str:number>/visits/add/", screens.AddViewingVisit.as_view(), name="viewing_visit"),
    path("<str:number>/says/<str:side>/", statement_screens.AddStatement.as_view(), name="match_statement"),
]
