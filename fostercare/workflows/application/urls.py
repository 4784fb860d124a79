"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.application import (
    condition_screens,
    exemption_screens,
    home_study_acts,
    home_study_screens,
    notifying_screens,
    registration,
    relatives,
)

urlpatterns = [
    path("exemptions/", exemption_screens.exemption_list, name="exemption_list"),
    path("register/", registration.start, name="registration_start"),
    path("register/relative/<str:number>/", relatives.register_a_relative, name="register_relative"),
    path("register/<int:pk>/delete/", registration.delete, name="registration_delete"),
    path("register/<int:pk>/submit/", registration.submitted, name="registration_submit"),
    path("register/<int:pk>/<slug:step>/", registration.step_page, name="registration"),
    path("conditions/<int:pk>/<slug:act>/", condition_screens.ConditionActPage.as_view(), name="condition_act"),
    path("<str:number>/notification/", notifying_screens.NotificationPage.as_view(), name="notification"),
    path("<str:number>/home-study/", home_study_screens.HomeStudyPage.as_view(), name="home_study"),
    path("<str:number>/home-study/<slug:act>/", home_study_acts.SignaturePage.as_view(), name="home_study_act"),
]
