"""The register of consents; a case's own consents stand under its address."""

from django.urls import path

from fostercare.workflows.consent import screens

urlpatterns = [
    path("", screens.consent_list, name="consent_list"),
    path("of/<str:number>/", screens.consents_page, name="consents"),
    path("of/<str:number>/form.pdf", screens.consent_form, name="consent_form"),
    path("of/<str:number>/<str:code>/", screens.RecordConsents.as_view(), name="consent_record"),
    path("of/<str:number>/withdraw/<int:pk>/", screens.WithdrawConsent.as_view(), name="consent_withdraw"),
]
