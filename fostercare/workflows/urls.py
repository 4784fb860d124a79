"""The pages that every case has."""

from django.urls import path

from fostercare.workflows import (
    breaking,
    checklist_screens,
    document_screens,
    openings,
    paper_screens,
    screens,
    verifying_screens,
)
from fostercare.workflows.clocks.screens import HoldPage, LiftPage

urlpatterns = [
    path("<str:number>/", screens.case_page, name="case"),
    path("<str:number>/acts/<str:act>/", screens.ActPage.as_view(), name="act"),
    path("<str:number>/team/", screens.TeamPage.as_view(), name="team"),
    path("<str:number>/hold/", HoldPage.as_view(), name="case_hold"),
    path("<str:number>/hold/lift/", LiftPage.as_view(), name="case_lift_hold"),
    path("<str:number>/history/", screens.full_history, name="case_history"),
    path("<str:number>/openings/", openings.openings_page, name="case_openings"),
    path("<str:number>/checklist/", checklist_screens.checklist_page, name="checklist"),
    path("<str:number>/checklist/<str:stage>/answer/", checklist_screens.AnswerStage.as_view(), name="answer_stage"),
    path("<str:number>/items/<str:code>/", checklist_screens.AnswerItem.as_view(), name="answer_item"),
    path("<str:number>/items/<str:code>/exemption/", verifying_screens.Exempt.as_view(), name="exempt"),
    path("<str:number>/verify/", verifying_screens.VerifyAnswers.as_view(), name="verify_answers"),
    path("<str:number>/checklist.pdf", paper_screens.print_checklist, name="print_checklist"),
    path("<str:number>/letters/<str:code>/", paper_screens.print_letter, name="print_letter"),
    path("<str:number>/papers/<int:pk>/", paper_screens.paper, name="paper"),
    path("<str:number>/documents/", document_screens.documents_page, name="documents"),
    path("<str:number>/documents/add/", document_screens.AddPaper.as_view(), name="document_upload"),
    path("<str:number>/documents/<int:pk>/emergency/", breaking.BreakPaper.as_view(), name="break_glass"),
    path("<str:number>/emergency/<slug:key>/", breaking.BreakClass.as_view(), name="break_glass_sealed"),
    path("emergencies/<int:pk>/read/", breaking.read, name="break_glass_read"),
    path("<str:number>/documents/<int:pk>/", document_screens.document, name="document"),
]
