"""The pages of this procedure."""

from django.urls import include, path

from fostercare.workflows.follow_up import coverage_screens, screens, workload

urlpatterns = [
    path("", screens.visit_list, name="visit_list"),
    path("coverage/", coverage_screens.coverage_page, name="follow_up_coverage"),
    path("coverage/campaign/", coverage_screens.OpenCampaign.as_view(), name="campaign_open"),
    path("workload/", workload.workload_page, name="follow_up_workload"),
    path("phone/", include("fostercare.workflows.follow_up.phone.urls")),
    path("<int:pk>/", screens.visit_page, name="visit"),
    path("<int:pk>/record/", screens.RecordVisit.as_view(), name="visit_record"),
    path("<int:pk>/acts/<str:act>/", screens.VisitActPage.as_view(), name="visit_act"),
]
