"""What happens to a party: signings, contacts, and being followed up by another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST, period_constraints
from citydeal.models import StoredFile
from governance.enums import PartyEventKind, SuccessionKind
from governance.models.body import Membership, Seat
from governance.models.deal import CityDeal
from governance.models.organization import Party, PartyStatus
from governance.models.person import Person, Position
from governance.querysets import PeriodQuerySet


class PartyEvent(models.Model):
    """A dated event of a party (facts A3-5, A3-6 and A3-9); append-only, a signature stays historical.

    Who signed is a ``person`` of the register or the text ``signatory``; ``office`` as it was on the day;
    ``on_behalf``: for whom ("het college van …"). ``mandate``: power of attorney or mandate as a file.
    ``decided_on``: the day of the college's decision. A mistake is taken back with a reason, never changed.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=PartyEventKind.choices)
    date = models.DateField(_("date"))
    person = models.ForeignKey(
        Person,
        verbose_name=_("who signed"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="party_events",
    )
    signatory = models.CharField(_("name of who signed"), max_length=200, blank=True)
    office = models.CharField(_("office of who signed"), max_length=150, blank=True)
    on_behalf = models.CharField(_("on behalf of"), max_length=200, blank=True)
    mandate = models.ForeignKey(
        StoredFile,
        verbose_name=_("power of attorney or mandate"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_on = models.DateField(_("date of the decision of the college or board"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_reason = models.CharField(_("why taken back"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("event of a party")
        verbose_name_plural = _("events of a party")
        ordering = ["date", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(date__gte=EARLIEST), name="partyevent_date_sane"),
            models.UniqueConstraint(
                fields=["party", "kind", "date"],
                condition=models.Q(taken_back_at__isnull=True),
                name="partyevent_once_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(signatory=""),
                name="partyevent_one_signatory",
            ),
        ]

    def __str__(self) -> str:
        """Return what happened and when."""
        return f"{self.get_kind_display()} ({self.date})"


class PartyContact(models.Model):
    """The person at a party whom the project organisation asks; sees and answers for that party."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_of")
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contact of a party")
        verbose_name_plural = _("contacts of a party")
        ordering = ["start", "pk"]
        default_permissions = ()
        constraints = [*period_constraints("partycontact")]

    def __str__(self) -> str:
        """Return the person; needs it loaded."""
        return str(self.person)


class PartySuccession(models.Model):
    """One act in which parties are joined or replaced by others from ``date`` on (choice A2-12).

    The parties before have their last day on the day before ``date``. ``undone_at``: taken back as a whole.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="successions")
    kind = models.CharField(_("what"), max_length=20, choices=SuccessionKind.choices)
    date = models.DateField(_("from"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    before = models.ManyToManyField(Party, related_name="succeeded_by")
    after = models.ManyToManyField(Party, related_name="successor_of")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("succession of parties")
        verbose_name_plural = _("successions of parties")
        ordering = ["date", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return what and when."""
        return f"{self.get_kind_display()} ({self.date})"


class PartyChange(models.Model):
    """What the withdrawal or succession of a party did to one record, so that it can be taken back whole.

    Exactly one record. ``made``: the act made it; else ``end_before`` is what stood there, and
    ``seat_before``, ``position_before`` and ``party_before`` where a membership, a question to the party
    or a nomination was moved. A question without ``party_before`` was withdrawn. ``history_id``: the
    newest history row after the act; a later one means that somebody built on it.
    """

    event = models.ForeignKey(
        PartyEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    succession = models.ForeignKey(
        PartySuccession, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    status = models.ForeignKey(PartyStatus, null=True, on_delete=models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, null=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(PartyContact, null=True, on_delete=models.CASCADE, related_name="+")
    request = models.ForeignKey(
        "governance.PartyRequest", null=True, on_delete=models.CASCADE, related_name="+"
    )
    nomination = models.ForeignKey(
        "governance.Nomination", null=True, on_delete=models.CASCADE, related_name="+"
    )
    made = models.BooleanField()
    end_before = models.DateField(null=True)
    seat_before = models.ForeignKey(Seat, null=True, on_delete=models.CASCADE, related_name="+")
    position_before = models.ForeignKey(Position, null=True, on_delete=models.CASCADE, related_name="+")
    party_before = models.ForeignKey(Party, null=True, on_delete=models.CASCADE, related_name="+")
    history_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("change by an act on parties")
        verbose_name_plural = _("changes by acts on parties")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event__isnull=True) ^ models.Q(succession__isnull=True),
                name="partychange_by_one_act",
            ),
            models.CheckConstraint(
                condition=models.Q(status__isnull=False)
                | models.Q(seat__isnull=False)
                | models.Q(membership__isnull=False)
                | models.Q(position__isnull=False)
                | models.Q(contact__isnull=False)
                | models.Q(request__isnull=False)
                | models.Q(nomination__isnull=False),
                name="partychange_of_a_record",
            ),
        ]

    def __str__(self) -> str:
        """Return the record that was changed; costs queries."""
        return str(self.record)

    @property
    def moved(self) -> bool:
        """Whether the record went elsewhere with the act."""
        return any((self.seat_before_id, self.position_before_id, self.party_before_id))

    @property
    def record(self) -> Any:
        """Return the record that was changed; needs it loaded."""
        return (
            self.status
            or self.seat
            or self.membership
            or self.position
            or self.contact
            or self.request
            or self.nomination
        )
