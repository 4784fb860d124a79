"""Lists that leave the system."""

from django.urls import path

from fostercare.desk.exports import screens

urlpatterns = [
    path("", screens.export_list, name="export_list"),
    path("<int:pk>/file/", screens.export_file, name="export_file"),
    path("<slug:key>/new/", screens.AskForExport.as_view(), name="export_ask"),
]
