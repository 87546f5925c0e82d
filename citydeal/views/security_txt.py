"""``/.well-known/security.txt``: to whom one reports a weak spot (RFC 9116, a standard of the government)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views import View

from citydeal.common.mail import absolute_url

# The standard allows at most a year; computed, so that a portal that runs never shows a day that passed.
VALID_FOR = timedelta(days=180)


class SecurityTxtView(View):
    """The contact of ``SECURITY_CONTACT`` as plain text; 404 where nobody was named."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer the four lines."""
        if not settings.SECURITY_CONTACT:
            raise Http404
        fields = {
            "Contact": settings.SECURITY_CONTACT,
            "Expires": (timezone.now() + VALID_FOR).strftime("%Y-%m-%dT00:00:00Z"),
            "Preferred-Languages": "nl, en",
            "Canonical": absolute_url(reverse("security_txt")),
        }
        text = "".join(f"{name}: {value}\n" for name, value in fields.items())
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
