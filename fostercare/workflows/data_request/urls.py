"""The pages of this procedure; a request's own page is that of its case."""

from django.urls import path

from fostercare.workflows.data_request import screens

urlpatterns = [
    path("", screens.data_request_list, name="data_request_list"),
    path("new/", screens.NewRequest.as_view(), name="data_request_new"),
    path("<str:number>/correct/", screens.Correct.as_view(), name="data_request_correct"),
]
