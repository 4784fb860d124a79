"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.transfer import screens

urlpatterns = [
    path("", screens.transfer_list, name="transfer_list"),
    path("of/<str:number>/", screens.Notify.as_view(), name="transfer_notify"),
]
