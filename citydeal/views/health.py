"""``/healthz`` and ``/readyz``: what a load balancer and a watchman ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views import View

from citydeal.selectors import health


class ProbeView(View):
    """A page for machines: JSON, never kept, never in a transaction."""

    http_method_names = ["get", "head", "options"]

    @method_decorator(transaction.non_atomic_requests)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and keep the answer out of every cache."""
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Content-Type-Options"] = "nosniff"
        return response


class HealthView(ProbeView):
    """The process answers; nothing else is asked, so a dead database does not restart it."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Answer 200."""
        return JsonResponse({"status": "ok"})


class ReadyView(ProbeView):
    """The portal can serve: 503 only without database or with unapplied migrations."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Answer what is asked, what is wrong and how long."""
        report = health.readiness()
        response = JsonResponse(report.as_json(), status=200 if report.serves else 503)
        # The selector logs what is wrong; Django need not add a line per probe.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


PROBES: dict[str, Callable[..., HttpResponseBase]] = {
    "/healthz": HealthView.as_view(),
    "/readyz": ReadyView.as_view(),
}


class ProbeMiddleware:
    """Answers the probes before anything asks for a host name, https, a session or a database.

    A container asks ``http://localhost:8000/healthz``; with the public name only in
    ALLOWED_HOSTS that would be refused or redirected further on. It stands first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a probe, or pass the request on."""
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)
