"""The calendar of public holidays."""

from django.urls import path

from fostercare.workflows.clocks import screens

urlpatterns = [
    path("", screens.holiday_list, name="holiday_list"),
    path("new/", screens.HolidayPage.as_view(), name="holiday_new"),
    path("<int:pk>/", screens.HolidayPage.as_view(), name="holiday"),
]
