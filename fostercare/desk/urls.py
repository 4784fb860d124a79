"""What one opens in the morning: the work list, the lists, the search."""

from django.urls import path

from fostercare.desk import comparison, escalated, field_reports, health, processing, screens

urlpatterns = [
    path("", screens.home, name="home"),
    path("today/", screens.today, name="today"),
    path("escalated/", escalated.escalated, name="escalated"),
    path("comparison/", comparison.comparison, name="comparison"),
    path("incidents/from-a-phone/", field_reports.from_a_phone, name="incident_from_phone"),
    path("tasks/take/", screens.take, name="take_task"),
    path("tasks/give-back/", screens.give_back, name="give_task_back"),
    path("applications/", screens.application_list, name="application_list"),
    path("health/", health.health, name="health"),
    path("privacy/processing/", processing.register, name="processing_register"),
    path("privacy/processing.pdf", processing.register_pdf, name="processing_register_pdf"),
    path("system/", health.SystemPage.as_view(), name="system"),
    path("search/", screens.search, name="search"),
]
