"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.origins import screens

urlpatterns = [
    path("", screens.opening_list, name="opening_list"),
    path("<int:pk>/read/", screens.read_opened, name="read_opened"),
    path("<int:pk>/acts/<str:act>/", screens.OpeningActPage.as_view(), name="opening_act"),
    path("<str:number>/", screens.sealed_record, name="sealed_record"),
    path("<str:number>/write/", screens.WriteEntry.as_view(), name="origins_write"),
    path("<str:number>/ask/", screens.AskOpening.as_view(), name="origins_ask"),
]
