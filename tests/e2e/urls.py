"""The portal's addresses, and some that go wrong on purpose."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from citydeal.urls import handler400, handler403, handler404, handler500
from citydeal.views.errors import too_many_requests

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
ERRORS = {
    400: SuspiciousOperation,
    403: PermissionDenied,
    404: Http404,
    500: RuntimeError,
    503: OperationalError,
}


def fail(request: HttpRequest, status: int) -> HttpResponse:
    if status == 429:
        return too_many_requests(request)
    raise ERRORS[status]("on purpose")


urlpatterns = [path("gaat-mis/<int:status>/", fail), path("", include("citydeal.urls"))]
