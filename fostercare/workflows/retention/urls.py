"""Retention and legal holds."""

from django.urls import path

from fostercare.workflows.retention import screens

urlpatterns = [
    path("", screens.retention, name="retention"),
    path("draw-up/", screens.draw_up, name="retention_draw_up"),
    path("lists/<int:pk>/", screens.retention_list, name="retention_list"),
    path("lists/<int:pk>/confirm/", screens.confirm, name="retention_confirm"),
    path("holds/<str:number>/", screens.LegalHoldPage.as_view(), name="legal_hold"),
]
