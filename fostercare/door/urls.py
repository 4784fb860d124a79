"""One's own account."""

from django.urls import path

from fostercare.door import screens, sign_on_screens

urlpatterns = [
    path("", screens.account, name="account"),
    path("sessions/end/", screens.EndSessions.as_view(), name="end_sessions"),
    path("mail/", screens.MailAddress.as_view(), name="mail_address"),
    path("sign-on/", sign_on_screens.LinkSignOn.as_view(), name="sign_on_link"),
    path("sign-on/remove/", sign_on_screens.UnlinkSignOn.as_view(), name="sign_on_unlink"),
    path("second-step/", screens.SecondStep.as_view(), name="second_step"),
    path("second-step/set-up/", screens.SetSecondStep.as_view(), name="second_step_set"),
    path("second-step/codes/", screens.NewCodes.as_view(), name="second_step_codes"),
    path("second-step/remove/", screens.RemoveSecondStep.as_view(), name="second_step_remove"),
]
