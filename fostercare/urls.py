"""The site on one screen."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from fostercare.door.screens import SignIn
from fostercare.door.sign_on_screens import sign_on, sign_on_back
from fostercare.workflows.follow_up.phone.screens import worker

handler500 = "fostercare.vault.outage.failed"

urlpatterns = [
    path("", include("fostercare.desk.urls")),
    path("cases/", include("fostercare.workflows.urls")),
    path("applications/grievances/", include("fostercare.workflows.grievance.urls")),
    path("applications/", include("fostercare.workflows.application.urls")),
    path("children/origins/", include("fostercare.workflows.origins.urls")),
    path("children/", include("fostercare.workflows.child_file.urls")),
    path("matches/", include("fostercare.workflows.match.urls")),
    path("placements/changes/", include("fostercare.workflows.circumstance.urls")),
    path("placements/travel/", include("fostercare.workflows.travel.urls")),
    path("placements/transfers/", include("fostercare.workflows.transfer.urls")),
    path("placements/", include("fostercare.workflows.placement.urls")),
    path("visits/", include("fostercare.workflows.follow_up.urls")),
    path("incidents/", include("fostercare.workflows.incident.urls")),
    path("privacy/breaches/", include("fostercare.workflows.breach.urls")),
    path("privacy/retention/", include("fostercare.workflows.retention.urls")),
    path("privacy/requests/", include("fostercare.workflows.data_request.urls")),
    path("privacy/consents/", include("fostercare.workflows.consent.urls")),
    path("sittings/", include("fostercare.workflows.committee.urls")),
    path("guidebook/holidays/", include("fostercare.workflows.clocks.urls")),
    path("exports/", include("fostercare.desk.exports.urls")),
    path("reports/", include("fostercare.desk.reports.urls")),
    path("guidebook/", include("fostercare.guidebook.urls")),
    path("officers/", include("directorates.urls")),
    path("account/", include("fostercare.door.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("phone-worker.js", worker, name="phone_worker"),
    path("sign-in/provider/", sign_on, name="sign_on"),
    path("sign-in/provider/back/", sign_on_back, name="sign_on_back"),
    path("sign-in/", SignIn.as_view(), name="login"),
    path("sign-out/", login_not_required(auth.LogoutView.as_view()), name="logout"),
]
