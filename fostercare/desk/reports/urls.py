"""The reports, each as a page, on paper and as a spreadsheet."""

from django.urls import path

from fostercare.desk.reports import daily, screens

urlpatterns = [
    path("", screens.reports, name="reports"),
    path("incidents/", daily.today, name="incident_today"),
    path("incidents/<str:written>/", daily.incident_day, name="incident_day"),
    path("incidents/<str:written>/print.pdf", daily.incident_day_pdf, name="incident_day_pdf"),
    path("incidents/<str:written>/sheet.xlsx", daily.incident_day_xlsx, name="incident_day_xlsx"),
    path("<str:kind>/<str:period>/", screens.report_page, name="report"),
    path("<str:kind>/<str:period>/print.pdf", screens.report_pdf, name="report_pdf"),
    path("<str:kind>/<str:period>/sheet.xlsx", screens.report_xlsx, name="report_xlsx"),
]
