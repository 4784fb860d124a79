"""The pages of this procedure."""

from django.urls import path

from fostercare.workflows.child_file import screens

urlpatterns = [
    path("", screens.child_list, name="child_list"),
    path("new/", screens.NewChild.as_view(), name="child_new"),
    path("homes/", screens.home_list, name="home_list"),
    path("homes/<int:pk>/", screens.home_page, name="childrens_home"),
]
