"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.child_file import ages_screens, home_screens, keeping_screens, screens

urlpatterns = [
    path("", screens.child_list, name="child_list"),
    path("new/", screens.NewChild.as_view(), name="child_new"),
    path("ages/", ages_screens.coming_ages, name="coming_ages"),
    path("homes/", home_screens.home_list, name="home_list"),
    path("homes/directorates/", home_screens.home_totals, name="home_totals"),
    path("homes/new/", home_screens.KeepHome.as_view(), name="home_new"),
    path("homes/<int:pk>/", home_screens.home_page, name="childrens_home"),
    path("homes/<int:pk>/change/", home_screens.KeepHome.as_view(), name="home_edit"),
    path("<str:number>/complete/", keeping_screens.CompleteChild.as_view(), name="child_complete"),
    path("<str:number>/guardian/", keeping_screens.RecordGuardian.as_view(), name="child_guardian"),
]
