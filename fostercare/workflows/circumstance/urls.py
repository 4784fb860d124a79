"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.circumstance import screens

urlpatterns = [
    path("", screens.circumstance_list, name="circumstance_list"),
    path("of/<str:number>/", screens.Report.as_view(), name="circumstance_report"),
    path("<int:pk>/", screens.circumstance_page, name="circumstance"),
    path("<int:pk>/acts/<str:act>/", screens.CircumstanceActPage.as_view(), name="circumstance_act"),
]
