"""The two pages that the law asks of every public portal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from citydeal.services.accounts import link_days
from citydeal.services.outbox import KEEP_DAYS, KEEP_TEXT_DAYS

# The statement and the research behind it must be renewed after three years (standards C1).
RENEW_AFTER = timedelta(days=3 * 365)
SECONDS_PER_HOUR = 60 * 60
STATUSES = {
    "A": _("This portal meets every requirement"),
    "B": _("This portal meets part of the requirements"),
    "C": _("The first measures for this portal have been taken"),
    "D": _("This portal does not meet the requirements"),
}


class AccessibilityView(TemplateView):
    """The accessibility statement, after the model of the government.

    What differs per installation comes from the ``ACCESSIBILITY_*`` settings.
    """

    template_name = "citydeal/accessibility.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who answers for the statement, how far the portal is, and what still fails."""
        return super().get_context_data(
            organization=settings.ORGANIZATION_NAME,
            owner=settings.ACCESSIBILITY_OWNER,
            contact=settings.CONTACT_EMAIL,
            domain=urlsplit(settings.BASE_URL).netloc,
            status=settings.ACCESSIBILITY_STATUS,
            status_text=STATUSES[settings.ACCESSIBILITY_STATUS],
            made_on=settings.ACCESSIBILITY_DATE,
            expired=is_expired(settings.ACCESSIBILITY_DATE),
            research_by=settings.ACCESSIBILITY_RESEARCH_BY,
            report_url=settings.ACCESSIBILITY_REPORT_URL,
            register_url=settings.ACCESSIBILITY_REGISTER_URL,
            deviations=settings.ACCESSIBILITY_DEVIATIONS,
            **kwargs,
        )


def is_expired(made_on: date) -> bool:
    """Return whether a statement of that day is older than the 36 months the law allows."""
    return timezone.localdate() - made_on > RENEW_AFTER


class PrivacyView(TemplateView):
    """What the portal keeps about people, why, for how long, and what they can ask."""

    template_name = "citydeal/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the terms and names as the portal itself uses them, so that the page stays true."""
        return super().get_context_data(
            organization=settings.ORGANIZATION_NAME,
            contact=settings.PRIVACY_EMAIL,
            session_cookie=settings.SESSION_COOKIE_NAME,
            csrf_cookie=settings.CSRF_COOKIE_NAME,
            session_hours=settings.SESSION_COOKIE_AGE // SECONDS_PER_HOUR,
            mail_days=KEEP_DAYS,
            text_days=KEEP_TEXT_DAYS,
            link_days=link_days(),
            **kwargs,
        )
