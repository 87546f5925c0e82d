"""Body → Seat → Membership (architecture, "Domain shapes")."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.addresses import address
from citydeal.common.dates import DateRange, period_constraints
from citydeal.common.history import ActedHistory
from citydeal.enums import Access
from governance.enums import BodyKind, MembershipRole, Office
from governance.models.deal import CityDeal
from governance.models.organization import Organization, Party
from governance.models.person import Person, Position
from governance.querysets import PeriodQuerySet, SeatQuerySet

_DAYS = DateRange("start", "end", Value("[]"))


class Body(models.Model):
    """A body of the deal: the second permission scope. ``start``/``end``: founded and closed."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(_("kind"), max_length=30, choices=BodyKind.choices)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80)
    remit = models.TextField(_("remit"), blank=True)
    article = models.CharField(_("article of the covenant"), max_length=50, blank=True)
    start = models.DateField(_("founded on"))
    end = models.DateField(_("closed after"), null=True, blank=True)
    access = models.CharField(_("who may read"), max_length=10, choices=Access.choices, default=Access.PUBLIC)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    founding_decision = models.ForeignKey(
        "governance.Decision",
        verbose_name=_("founding decision"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="founded",
    )
    closing_decision = models.ForeignKey(
        "governance.Decision",
        verbose_name=_("closing decision"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="closed",
    )

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["order", "name"]
        default_permissions = ()
        permissions = [
            ("read_body", "Read what is for the members of the body"),
            ("manage_meetings", "Prepare meetings of the body and keep their report"),
            ("chair_body", "Chair the body: read the annotated agenda, confirm decisions"),
        ]
        constraints = [
            *period_constraints("body"),
            models.UniqueConstraint(fields=["deal", "slug"], name="body_address_in_deal"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the body's page; needs the deal loaded."""
        return address("governance:body_detail", self.deal.slug, self.slug)


class Seat(models.Model):
    """A place in a body that exists while empty; a party (or organisation) names who sits on it.

    ``is_office_bound`` (default, choice A2-11): the seat goes with the office. ``asked_on``: the
    day on which the party was asked to name somebody; until it does the seat waits for it.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    party = models.ForeignKey(
        Party,
        verbose_name=_("party"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
    )
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    label = models.CharField(_("name of the seat"), max_length=200, blank=True)
    office = models.CharField(_("office of the seat"), max_length=20, choices=Office.choices, blank=True)
    is_office_bound = models.BooleanField(_("goes with the office"), default=True)
    asked_on = models.DateField(_("party asked on"), null=True, blank=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            *period_constraints("seat"),
            models.CheckConstraint(
                condition=Q(party__isnull=True) | Q(organization__isnull=True),
                name="seat_party_or_organization",
            ),
        ]

    def __str__(self) -> str:
        """Return the name of the seat; needs party and organisation loaded."""
        return self.name

    @property
    def name(self) -> str:
        """Return the label, or the name of whom it belongs to."""
        owner = self.party or self.organization
        return self.label or (str(owner) if owner else str(_("Seat %(id)s") % {"id": self.pk}))


class Membership(models.Model):
    """A person in a body, on a seat where the body has seats.

    ``start`` and ``end`` are the first and the last day, both included. ``term_end`` is the planned
    end: past it with ``end`` empty the member is carried over. Rules and rights read only
    ``start`` and ``end``.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    seat = models.ForeignKey(
        Seat,
        verbose_name=_("seat"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships"
    )
    position = models.ForeignKey(
        Position,
        verbose_name=_("position"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    role = models.CharField(
        _("role"), max_length=20, choices=MembershipRole.choices, default=MembershipRole.MEMBER
    )
    is_deputy = models.BooleanField(_("deputy"), default=False)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)
    term_end = models.DateField(_("planned last day"), null=True, blank=True)
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords(bases=[ActedHistory])

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["start", "pk"]
        default_permissions = ()
        constraints = [
            *period_constraints("membership"),
            models.CheckConstraint(
                condition=Q(term_end__isnull=True) | Q(term_end__gte=F("start")),
                name="membership_term_after_start",
            ),
            ExclusionConstraint(
                name="membership_one_per_seat",
                expressions=[("seat", RangeOperators.EQUAL), (_DAYS, RangeOperators.OVERLAPS)],
                condition=Q(seat__isnull=False, is_deputy=False),
            ),
            # Two hats are one membership with one vote (choice A2-3b).
            ExclusionConstraint(
                name="membership_person_once_per_role",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(is_deputy=False),
            ),
            ExclusionConstraint(
                name="membership_one_chair",
                expressions=[("body", RangeOperators.EQUAL), (_DAYS, RangeOperators.OVERLAPS)],
                condition=Q(role=MembershipRole.CHAIR, is_deputy=False),
            ),
        ]
        indexes = [models.Index(fields=["body", "start"], name="membership_body_start")]

    def __str__(self) -> str:
        """Return person and body; needs both loaded."""
        return f"{self.person} – {self.body}"
