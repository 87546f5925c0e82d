"""News that waits for the weekly list of somebody who does not want a mail about each thing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NewsLine(models.Model):
    """One line of a weekly list. ``key`` names the act it tells about, as that of a mail does.

    ``listed_on``: the day on which the list with it was made; None: it waits.
    """

    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    path = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    listed_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("news for a weekly list")
        verbose_name_plural = _("news for weekly lists")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["user", "id"], condition=models.Q(listed_on=None), name="news_line_waiting")
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title
