"""Agendas that other calendar programs read: of a body for everybody, of a person by a secret address."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.generic import View

from citydeal import signals
from citydeal.common.calendar_feed import feed_bytes
from citydeal.common.only import only
from governance.models import Body
from governance.permissions import can_view_body
from governance.selectors.calendar_feeds import own_entries, public_entries, reader_of
from governance.views.base import body_at


def answer(request: HttpRequest, content: bytes, *, is_public: bool) -> HttpResponseBase:
    """Return an agenda, or "not changed" to a program that has it already."""
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="agenda.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=900" if is_public else "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    found = get_conditional_response(request, etag=etag, response=response)
    return found if found is not None else response


def portal_host() -> str:
    """Return the name of the portal in the names of calendar entries."""
    return urlsplit(settings.BASE_URL).hostname or "portaal"


class BodyFeedView(View):
    """The public meetings of a body; the same for everybody, whoever asks."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, deal: str, body: str) -> HttpResponseBase:
        """Return the agenda."""
        found: Body = only(body_at(deal=deal, slug=body))
        if not can_view_body(AnonymousUser(), found):
            raise Http404
        content = feed_bytes(
            uid=f"body-{found.pk}",
            name=f"{found.name}, {found.deal.name}",
            host=portal_host(),
            entries=public_entries(found, timezone.localdate()),
        )
        return answer(request, content, is_public=True)


class MyFeedFileView(View):
    """Somebody's agenda, for who has its address; it works until it is revoked or the account is closed."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """Return the agenda, with the rights of today."""
        user = reader_of(token)
        if user is None:
            raise Http404
        today = timezone.localdate()
        if user.rights_as_of != today:
            signals.rights_due.send(sender=type(user), user=user, on=today)
        content = feed_bytes(
            uid=f"person-{user.pk}",
            name=_("My City Deals"),
            host=portal_host(),
            entries=own_entries(user, today),
        )
        return answer(request, content, is_public=False)
