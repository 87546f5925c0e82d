"""What every request passes through besides Django's own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from citydeal import signals

Handler = Callable[[HttpRequest], HttpResponse]


class PrivateResponseMiddleware:
    """Keeps pages of signed-in people out of every cache, and tells caches about htmx parts."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then say who may keep the answer."""
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        patch_vary_headers(response, ("HX-Request",))
        return response


class DailyRightsMiddleware:
    """Derives an account's rights again at its first request on a day.

    So a worker that stands still leaves no right standing (architecture, "Permissions").
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Derive the rights of a new day before anything is shown."""
        user = request.user
        if user.is_authenticated:
            today = timezone.localdate()
            if user.rights_as_of != today:
                signals.rights_due.send(sender=type(user), user=user, on=today)
        return self.get_response(request)
