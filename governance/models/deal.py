"""The deal, and who has a role on the whole of it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.addresses import address
from citydeal.common.dates import period_constraints
from citydeal.enums import Access
from governance.enums import DealRoleKind, DealState, DecemberRule, ReportHalves
from governance.querysets import PeriodQuerySet


class CityDeal(models.Model):
    """A City Deal: the widest permission scope.

    ``start`` and ``end`` are the first and last day of its term. ``warning_days`` (calendar
    days, default 90) is how long before a rule breaks its finding says so (choice A2-2). ``state`` is
    where it stands today; its dated rows are ``DealStatus``. A closed deal can be read and not changed.
    """

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    tagline = models.CharField(_("in one line"), max_length=120, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)
    warning_days = models.PositiveSmallIntegerField(
        _("warning period in days"),
        default=90,
        validators=[MaxValueValidator(730)],
        help_text=_("So many days before a rule is no longer met, the portal says so."),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=DealState.choices, default=DealState.PREPARATION
    )
    december_rule = models.CharField(
        _("first week of December"),
        max_length=20,
        choices=DecemberRule.choices,
        default=DecemberRule.FIRST_SEVEN_DAYS,
        help_text=_("The meeting of the executives' network is in this week. Another day gives a warning."),
    )
    report_halves = models.CharField(
        _("twice a year"),
        max_length=20,
        choices=ReportHalves.choices,
        default=ReportHalves.CALENDAR,
        help_text=_("In each half there is one report on the progress. A half that is not whole has none."),
    )
    hours_per_day = models.PositiveSmallIntegerField(
        _("hours in a day of work"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text=_("Where the deal promises days, the portal counts this many hours for a day."),
    )
    access = models.CharField(
        max_length=10,
        choices=[(a.value, a.label) for a in (Access.PUBLIC, Access.DEAL)],
        default=Access.DEAL,
    )
    contact_email = models.EmailField(_("contact address"), blank=True)
    is_demo = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("City Deal")
        verbose_name_plural = _("City Deals")
        ordering = ["name"]
        default_permissions = ()
        permissions = [
            ("read_deal", "Read what is for everyone in the deal"),
            ("read_bodies", "Read every body of the deal"),
            ("read_history", "Read who changed what"),
            ("read_finding_names", "Read the names that findings rest on"),
            ("manage_composition", "Name members, change and end memberships"),
            ("accept_exceptions", "Accept that a rule is not met"),
        ]
        constraints = [
            *period_constraints("deal"),
            models.CheckConstraint(
                condition=Q(access__in=[Access.PUBLIC, Access.DEAL]), name="deal_access_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the deal's page."""
        return address("governance:deal_detail", self.slug)


class DealRole(models.Model):
    """A dated role of a person on the whole deal, such as auditor (architecture, "Permissions")."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="roles")
    person = models.ForeignKey("governance.Person", on_delete=models.PROTECT, related_name="deal_roles")
    role = models.CharField(_("role"), max_length=20, choices=DealRoleKind.choices)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role on the deal")
        verbose_name_plural = _("roles on the deal")
        default_permissions = ()
        constraints = [
            *period_constraints("dealrole"),
            models.UniqueConstraint(fields=["deal", "person", "role", "start"], name="dealrole_once"),
        ]

    def __str__(self) -> str:
        """Return role and person."""
        return f"{self.get_role_display()}: {self.person}"
