"""The reports, each as a page, on paper and as a spreadsheet."""

from django.urls import path

from fostercare.desk.reports import screens

urlpatterns = [
    path("", screens.reports, name="reports"),
    path("<str:kind>/<str:period>/", screens.report_page, name="report"),
    path("<str:kind>/<str:period>/print.pdf", screens.report_pdf, name="report_pdf"),
    path("<str:kind>/<str:period>/sheet.xlsx", screens.report_xlsx, name="report_xlsx"),
]
