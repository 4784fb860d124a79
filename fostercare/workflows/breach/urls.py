"""The pages of this procedure; a breach's own page is that of its case."""

from django.urls import path

from fostercare.workflows.breach import screens

urlpatterns = [
    path("", screens.breach_list, name="breach_list"),
    path("report/", screens.ReportBreach.as_view(), name="breach_report"),
]
