"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.application import registration

urlpatterns = [
    path("register/", registration.start, name="registration_start"),
    path("register/<int:pk>/delete/", registration.delete, name="registration_delete"),
    path("register/<int:pk>/submit/", registration.submitted, name="registration_submit"),
    path("register/<int:pk>/<slug:step>/", registration.step_page, name="registration"),
]
