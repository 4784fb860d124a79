"""The pages of sittings."""

from django.urls import path

from fostercare.workflows.committee import (
    agenda_screens,
    attendance_screens,
    body_screens,
    calendar_screens,
    forecast_screens,
    invitation_screens,
    item_screens,
    minutes_screens,
    pack_screens,
    screens,
)  # fmt: skip

urlpatterns = [
    path("", screens.sitting_list, name="sitting_list"),
    path("calendar/", calendar_screens.sitting_calendar, name="sitting_calendar"),
    path("next/", forecast_screens.next_sitting, name="sitting_next"),
    path("plan/", screens.PlanSitting.as_view(), name="sitting_plan"),
    path("committees/", body_screens.BodyList.as_view(), name="body_list"),
    path("committees/<int:pk>/", body_screens.BodyPage.as_view(), name="body"),
    path("<str:number>/agenda/", agenda_screens.AgendaPage.as_view(), name="sitting_agenda"),
    path("<str:number>/attendance/", attendance_screens.AttendancePage.as_view(), name="sitting_attendance"),
    path("<str:number>/items/<int:position>/", item_screens.ItemPage.as_view(), name="sitting_item"),
    path("<str:number>/minutes/", minutes_screens.MinutesPage.as_view(), name="sitting_minutes"),
    path("<str:number>/invitations/", invitation_screens.InvitationPage.as_view(), name="sitting_invitations"),
    path("<str:number>/invitations.pdf", invitation_screens.InvitationLetters.as_view(), name="sitting_letters"),
    path("<str:number>/sitting.ics", invitation_screens.CalendarFile.as_view(), name="sitting_calendar_file"),
    path(
        "<str:number>/items/<int:position>/invitation.ics",
        invitation_screens.CalendarFile.as_view(),
        name="sitting_calendar_family",
    ),
    path("<str:number>/pack/", pack_screens.PackPage.as_view(), name="sitting_pack"),
    path("<str:number>/pack.pdf", pack_screens.PackFile.as_view(), name="sitting_pack_file"),
]
