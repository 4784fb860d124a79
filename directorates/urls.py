"""Who works where: the officers and their appointments; one's own password."""

from django.urls import path

from directorates import screens

urlpatterns = [
    path("", screens.officer_list, name="officer_list"),
    path("appoint/", screens.Appoint.as_view(), name="appoint"),
    path("appointments/<int:pk>/release/", screens.Release.as_view(), name="release"),
    path("<str:username>/new-password/", screens.NewPassword.as_view(), name="new_password"),
    path("review/", screens.Review.as_view(), name="appointment_review"),
    path("<str:username>/leave/", screens.Leave.as_view(), name="officer_leave"),
    path("password/", screens.OwnPassword.as_view(), name="own_password"),
]
