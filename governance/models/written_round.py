"""What a body is asked between its meetings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.history import ActedHistory
from citydeal.models import StoredFile
from governance.enums import DecidedBy, DecisionSubject, RoundChoice, RoundKind, RoundState
from governance.models.agenda import AgendaItem, ForwardItem
from governance.models.body import Body, Membership
from governance.models.decision import Decision
from governance.models.meeting import Meeting
from governance.models.person import Person


class WrittenRound(models.Model):
    """A proposal that members answer in writing until ``closes_on`` (that day included).

    ``silence_agrees``, ``decided_by`` and ``quorum`` are copied from the way of working when it opens.
    ``minutes_of``: the last report of a body that ends. An urgent decision of the chair is ratified by an
    item of the next meeting: ``item``; the same link holds where one member wants to discuss, and where the
    next meeting notes the outcome. ``forward``: where no next meeting is planned yet. ``reminded_on``: day
    on which who had not answered was asked again.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(_("kind"), max_length=10, choices=RoundKind.choices, default=RoundKind.PROPOSAL)
    title = models.CharField(_("title"), max_length=200)
    proposal = models.TextField(_("proposal"))
    subject = models.CharField(_("subject"), max_length=20, choices=DecisionSubject.choices)
    state = models.CharField(_("state"), max_length=12, choices=RoundState.choices, default=RoundState.DRAFT)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closes_on = models.DateField(_("answer until"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    silence_agrees = models.BooleanField(_("no answer counts as agreed"), default=False)
    decided_by = models.CharField(
        _("decided"), max_length=10, choices=DecidedBy.choices, default=DecidedBy.CONSENSUS
    )
    quorum = models.PositiveSmallIntegerField(_("quorum"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)
    minutes_of = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="rounds"
    )
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="written_round"
    )
    item = models.OneToOneField(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="written_round"
    )
    forward = models.OneToOneField(
        ForwardItem, null=True, blank=True, on_delete=models.PROTECT, related_name="written_round"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("written round")
        verbose_name_plural = _("written rounds")
        ordering = ["-closes_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[RoundState.DRAFT, RoundState.WITHDRAWN]) | Q(opened_at__isnull=False),
                name="round_opened_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.WITHDRAWN) | ~Q(withdrawn_reason=""),
                name="round_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class RoundPaper(models.Model):
    """A paper with a written round; immutable."""

    round = models.ForeignKey(WrittenRound, on_delete=models.PROTECT, related_name="papers")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("paper of a written round")
        verbose_name_plural = _("papers of written rounds")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class RoundVoice(models.Model):
    """Who is asked in a round, and what they answer; frozen when it opens.

    ``membership``: why; None for who signed and sits in no body (rule 5). Only a hash of the token in the
    link is kept. ``answered_by``: the name the answer was given under.
    """

    round = models.ForeignKey(WrittenRound, on_delete=models.PROTECT, related_name="voices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="round_voices")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="round_voices"
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    choice = models.CharField(_("answer"), max_length=12, choices=RoundChoice.choices, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=350, blank=True)

    history = HistoricalRecords(excluded_fields=["token_hash"], bases=[ActedHistory])

    class Meta:
        verbose_name = _("answer in a written round")
        verbose_name_plural = _("answers in written rounds")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="voice_once")]

    def __str__(self) -> str:
        """Return the person; needs it loaded."""
        return str(self.person)
