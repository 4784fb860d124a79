"""The product's addresses, an empty page to compare with, and the peer's pages."""

from django.urls import include, path
from viewflow.urls import Site
from viewflow.workflow.flow import FlowAppViewset

from bench.flow import PlainFlow
from bench.empty import empty

peer = Site(title="peer", viewsets=[FlowAppViewset(PlainFlow)])

urlpatterns = [
    path("bench/empty/", empty, name="bench_empty"),
    path("bench/peer/", peer.urls),
    path("", include("fostercare.urls")),
]
