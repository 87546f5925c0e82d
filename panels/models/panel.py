"""What a residents' panel is more than a body: the topics its members want to think along on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from governance.models import Challenge, Membership


class PanelTopic(models.Model):
    """A member of the panel wants to think along on a challenge (rule 20); never about own situation."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="panel_topics")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="panel_topics")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("topic of a panel member")
        verbose_name_plural = _("topics of panel members")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["membership", "challenge"], name="paneltopic_once"),
        ]

    def __str__(self) -> str:
        """Return the challenge; needs it loaded."""
        return str(self.challenge)
