"""Votes, and what each party says to a decision that asks something of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from governance.enums import AgreementState, BallotChoice
from governance.models.agenda import AgendaItem
from governance.models.decision import Decision
from governance.models.organization import Party
from governance.models.person import Person


class VoteEvent(models.Model):
    """A vote on a question of an item; who may vote is copied when it opens.

    A vote by name has ``Vote`` rows; one by show of hands only the three numbers.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="vote_events")
    question = models.TextField(_("question"))
    by_name = models.BooleanField(_("by name"), default=False)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    votes_blank = models.PositiveSmallIntegerField(_("blank"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(closed_at__isnull=True), name="voteevent_one_open"
            ),
        ]

    def __str__(self) -> str:
        """Return the question."""
        return self.question


class EligibleVoter(models.Model):
    """Who might vote when the vote opened; ``voter`` casts it: the person, or the deputy."""

    event = models.ForeignKey(VoteEvent, on_delete=models.PROTECT, related_name="voters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("who may vote")
        verbose_name_plural = _("who may vote")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="voter_once")]

    def __str__(self) -> str:
        """Return the person; needs it loaded."""
        return str(self.person)


class Vote(models.Model):
    """One vote; append-only: the newest row of a voter counts."""

    voter = models.ForeignKey(EligibleVoter, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=10, choices=BallotChoice.choices)
    cast_at = models.DateTimeField(auto_now_add=True)
    cast_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("vote of a member")
        verbose_name_plural = _("votes of members")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the choice."""
        return str(self.get_choice_display())


class PartyAgreement(models.Model):
    """What a party says to a decision that asks money, people or law of it (choice A2-10).

    The decision takes effect for the party on ``confirmed_on``. ``mandate``: which mandate it agrees within;
    ``subject_to`` with ``due_on``: whose decision is waited for, and until when.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="agreements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="agreements")
    state = models.CharField(
        _("stands"), max_length=12, choices=AgreementState.choices, default=AgreementState.UNKNOWN
    )
    mandate = models.CharField(_("within which mandate"), max_length=200, blank=True)
    subject_to = models.CharField(_("subject to"), max_length=200, blank=True)
    due_on = models.DateField(_("at the latest on"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agreement of a party")
        verbose_name_plural = _("agreements of parties")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["decision", "party"], name="agreement_once"),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.SUBJECT_TO) | Q(due_on__isnull=False),
                name="agreement_subject_to_has_date",
            ),
        ]

    def __str__(self) -> str:
        """Return the state."""
        return str(self.get_state_display())
