"""The pages that every case has."""

from django.urls import path

from fostercare.workflows import screens

urlpatterns = [
    path("<str:number>/", screens.case_page, name="case"),
    path("<str:number>/acts/<str:act>/", screens.ActPage.as_view(), name="act"),
    path("<str:number>/team/", screens.TeamPage.as_view(), name="team"),
    path("<str:number>/history/", screens.full_history, name="case_history"),
]
