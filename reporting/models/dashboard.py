"""What an account keeps of a dashboard: when it looked last, and whether it wants the monthly digest."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.models import CityDeal


class DashboardVisit(models.Model):
    """When an account looked at the progress of a deal: the last day, and the day before that one.

    So "since my last visit" stays the same all day. No history: it is about nobody but the account.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="dashboard_visits"
    )
    deal = models.ForeignKey(CityDeal, on_delete=models.CASCADE, related_name="dashboard_visits")
    last_on = models.DateField()
    before_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("visit to a dashboard")
        verbose_name_plural = _("visits to dashboards")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "deal"], name="visit_once")]

    def __str__(self) -> str:
        """Return the last day."""
        return str(self.last_on)


class DigestWish(models.Model):
    """That an account wants the monthly digest of a deal; gone when it does not any more.

    ``done_for``: the first day of the last month in which that was looked at, also when there was no news.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_wishes")
    deal = models.ForeignKey(CityDeal, on_delete=models.CASCADE, related_name="digest_wishes")
    created_at = models.DateTimeField(auto_now_add=True)
    done_for = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("wish for the monthly digest")
        verbose_name_plural = _("wishes for the monthly digest")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "deal"], name="digest_once")]

    def __str__(self) -> str:
        """Return since when."""
        return str(self.created_at)
