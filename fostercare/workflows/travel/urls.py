"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.travel import screens

urlpatterns = [
    path("", screens.travel_list, name="travel_list"),
    path("of/<str:number>/", screens.Ask.as_view(), name="travel_ask"),
]
