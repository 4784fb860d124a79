"""The editions of the guidebook, to be read, drafted and published; the public check of a printed paper."""

from django.urls import path

from fostercare.guidebook import screens

urlpatterns = [
    path("verify/", screens.verify, name="verify"),
    path("verify/<str:code>/", screens.verify_paper, name="verify_paper"),
]
