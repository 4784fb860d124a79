"""One's own account."""

from django.urls import path

from fostercare.door import screens

urlpatterns = [
    path("", screens.account, name="account"),
    path("sessions/end/", screens.end_sessions, name="end_sessions"),
    path("second-step/", screens.SecondStep.as_view(), name="second_step"),
    path("second-step/set-up/", screens.SetSecondStep.as_view(), name="second_step_set"),
    path("second-step/codes/", screens.NewCodes.as_view(), name="second_step_codes"),
    path("second-step/remove/", screens.RemoveSecondStep.as_view(), name="second_step_remove"),
]
