"""The pages and addresses of the phone."""

from django.urls import path

from fostercare.workflows.follow_up.phone import asked, screens, settling

urlpatterns = [
    path("", screens.shell, name="phone"),
    path("enter/", screens.enter, name="phone_enter"),
    path("hello/", asked.hello, name="phone_hello"),
    path("key/", asked.key, name="phone_key"),
    path("take/", asked.take, name="phone_take"),
    path("send/", asked.send, name="phone_send"),
    path("drop/", asked.drop, name="phone_drop"),
    path("manifest/", screens.manifest, name="phone_manifest"),
    path("all/", screens.phones, name="phone_list"),
    path("all/<int:pk>/stop/", screens.stop, name="phone_stop"),
    path("deliveries/<int:pk>/", settling.Settle.as_view(), name="delivery"),
]
