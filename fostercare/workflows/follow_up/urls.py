"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.follow_up import screens

urlpatterns = [
    path("", screens.visit_list, name="visit_list"),
    path("<int:pk>/", screens.visit_page, name="visit"),
    path("<int:pk>/record/", screens.RecordVisit.as_view(), name="visit_record"),
    path("<int:pk>/acts/<str:act>/", screens.VisitActPage.as_view(), name="visit_act"),
]
