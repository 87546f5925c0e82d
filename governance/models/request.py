"""What the portal asks of a party by a link that needs no account, and what the party answers."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.history import ActedHistory
from governance.enums import Office, RequestKind
from governance.models.body import Membership, Seat
from governance.models.organization import Party
from governance.models.person import Person, Position, full_name


class PartyRequest(models.Model):
    """A question to a party.

    ``key`` is unique, so that a question is asked once; only a hash of the token in the link is kept.
    ``to``: the contact who was asked. ``is_personal``: for the contact alone; who acts for the contact
    neither gets the mail nor reads it. ``answer_until``: the last day on which the link works.
    ``answered_by``: the name the answer was given under. ``mails``: how often the link was mailed.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(_("what"), max_length=20, choices=RequestKind.choices)
    key = models.CharField(max_length=120, unique=True)
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    is_personal = models.BooleanField(_("for the contact alone"), default=False)
    note = models.TextField(_("what is asked"), blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    sent_on = models.DateField(_("asked on"))
    answer_until = models.DateField(_("can be answered until"))
    mails = models.PositiveSmallIntegerField(_("mails sent"), default=0)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=350, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    remark_handled_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["token_hash"], bases=[ActedHistory])

    class Meta:
        verbose_name = _("question to a party")
        verbose_name_plural = _("questions to parties")
        ordering = ["-sent_on", "-pk"]
        default_permissions = ()
        constraints = [
            # Two who ask at the same moment: one of them hears that it is asked already.
            models.UniqueConstraint(
                fields=["seat"],
                condition=models.Q(seat__isnull=False, answered_at__isnull=True, withdrawn_at__isnull=True),
                name="partyrequest_one_open_per_seat",
            ),
        ]

    def __str__(self) -> str:
        """Return what is asked, and of whom; needs the party loaded."""
        return f"{self.get_kind_display()}: {self.party}"

    @property
    def is_open(self) -> bool:
        """Whether nobody answered or withdrew it; the day is another question."""
        return self.answered_at is None and self.withdrawn_at is None


class Nomination(models.Model):
    """Whom a party names for a seat; becomes a membership when the secretary takes it over."""

    request = models.ForeignKey(PartyRequest, on_delete=models.PROTECT, related_name="nominations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="nominations")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    given_name = models.CharField(_("first name"), max_length=100, blank=True)
    prefix = models.CharField(_("prefix"), max_length=30, blank=True)
    family_name = models.CharField(_("last name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    office = models.CharField(_("office"), max_length=20, choices=Office.choices, blank=True)
    title = models.CharField(_("job title"), max_length=150, blank=True)
    portfolio = models.CharField(_("portfolio"), max_length=200, blank=True)
    start = models.DateField(_("first day"))
    created_at = models.DateTimeField(auto_now_add=True)
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    declined_reason = models.CharField(_("why not taken over"), max_length=300, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["email"])

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the name; needs the person loaded."""
        return self.name

    @property
    def first_day(self) -> date:
        """Return the first day as a member: not before the seat is there; needs the seat loaded."""
        return max(self.start, self.seat.start)

    @property
    def name(self) -> str:
        """Return the name of who is nominated; needs the person loaded."""
        if self.person is not None:
            return self.person.name
        return full_name(self.given_name, self.prefix, self.family_name)


class CheckedPosition(models.Model):
    """What a party says of an office in our register: right or not, and what is different.

    ``title`` and ``portfolio`` are what they should be, where they differ; ``secretariat`` says what is
    different about who acts for this person.
    """

    request = models.ForeignKey(PartyRequest, on_delete=models.PROTECT, related_name="checked")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="checks")
    is_right = models.BooleanField(_("is right"))
    stays = models.BooleanField(_("stays in office"), default=True)
    last_day = models.DateField(_("last day in office"), null=True, blank=True)
    title = models.CharField(_("job title"), max_length=150, blank=True)
    portfolio = models.CharField(_("portfolio"), max_length=200, blank=True)
    secretariat = models.CharField(_("secretariat"), max_length=300, blank=True)
    remark = models.CharField(_("what is different"), max_length=300, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    class Meta:
        verbose_name = _("checked office")
        verbose_name_plural = _("checked offices")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="checked_once_per_request"),
        ]

    def __str__(self) -> str:
        """Return whether it is right."""
        return str(self.is_right)
