"""The site on one screen."""

from django.contrib.auth import views as auth
from django.urls import include, path

urlpatterns = [
    path("", include("fostercare.desk.urls")),
    path("cases/", include("fostercare.workflows.urls")),
    path("applications/", include("fostercare.workflows.application.urls")),
    path("children/", include("fostercare.workflows.child_file.urls")),
    path("matches/", include("fostercare.workflows.match.urls")),
    path("placements/", include("fostercare.workflows.placement.urls")),
    path("visits/", include("fostercare.workflows.follow_up.urls")),
    path("guidebook/", include("fostercare.guidebook.urls")),
    path("officers/", include("directorates.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("sign-in/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("sign-out/", auth.LogoutView.as_view(), name="logout"),
]
