"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.placement import screens

urlpatterns = [
    path("", screens.placement_list, name="placement_list"),
    path("<str:number>/contract/", screens.PrepareContract.as_view(), name="placement_contract"),
    path("<str:number>/ending/", screens.PrepareEnding.as_view(), name="placement_ending"),
]
