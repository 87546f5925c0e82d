"""Every address of the portal, and those of the benchmark."""

from django.urls import include, path

from citydeal.urls import handler400, handler403, handler404, handler500
from tests.benchmarks import limit

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bench/limit/", limit.limit),
    path("bench/imported/", limit.imported),
    path("", include("citydeal.urls")),
]
