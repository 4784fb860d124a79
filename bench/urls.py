"""The product's addresses, the floors to compare them with, and the peer's pages."""

from django.urls import include, path
from viewflow.urls import Site
from viewflow.workflow.flow import FlowAppViewset

from bench import floors
from bench.flow import PlainFlow
from fostercare.urls import handler500  # noqa: F401  what is out of order is told here too

peer = Site(title="peer", viewsets=[FlowAppViewset(PlainFlow)])

urlpatterns = [
    path("bench/empty/", floors.empty, name="bench_empty"),
    path("bench/ideal/<int:place>/", floors.ideal, name="bench_ideal"),
    path("bench/peer/", peer.urls),
    path("", include("fostercare.urls")),
]
