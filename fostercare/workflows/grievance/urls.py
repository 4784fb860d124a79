"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.grievance import screens

urlpatterns = [
    path("", screens.grievance_list, name="grievance_list"),
    path("lodge/<str:number>/", screens.Lodge.as_view(), name="grievance_lodge"),
]
