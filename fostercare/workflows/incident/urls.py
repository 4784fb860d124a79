"""The pages of this procedure; an incident's own page is that of its case."""

from django.urls import path

from fostercare.workflows.incident import report_screens, screens

urlpatterns = [
    path("", screens.incident_list, name="incident_list"),
    path("report/", report_screens.ReportIncident.as_view(), name="incident_report"),
    path("tellings/<int:pk>/noted/", screens.note_telling, name="telling_noted"),
]
