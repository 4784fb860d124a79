"""The pages of this procedure."""

from django.urls import include, path

from fostercare.workflows.follow_up import (
    assigning_screens,
    coverage_screens,
    feed_screens,
    screens,
    support_screens,
    workload,
)

urlpatterns = [
    path("", screens.visit_list, name="visit_list"),
    path("coverage/", coverage_screens.coverage_page, name="follow_up_coverage"),
    path("coverage/campaign/", coverage_screens.OpenCampaign.as_view(), name="campaign_open"),
    path("workload/", workload.workload_page, name="follow_up_workload"),
    path("workload/proposal/", assigning_screens.ProposalPage.as_view(), name="follow_up_proposal"),
    path("phone/", include("fostercare.workflows.follow_up.phone.urls")),
    path("calendar/", feed_screens.CalendarPage.as_view(), name="visit_calendar"),
    path("calendar/<str:secret>.ics", feed_screens.calendar_feed, name="visit_calendar_feed"),
    path("needs/of/<str:number>/", support_screens.NoteNeed.as_view(), name="need_note"),
    path("needs/<int:pk>/<str:act>/", support_screens.NeedActPage.as_view(), name="need_act"),
    path("<int:pk>/", screens.visit_page, name="visit"),
    path("<int:pk>/answers/", screens.answer_questions, name="visit_answers"),
    path("<int:pk>/record/", screens.RecordVisit.as_view(), name="visit_record"),
    path("<int:pk>/acts/<str:act>/", screens.VisitActPage.as_view(), name="visit_act"),
]
