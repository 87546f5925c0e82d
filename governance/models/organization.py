"""Organisations, and how they take part in a deal."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.addresses import address
from citydeal.common.dates import EARLIEST
from governance.enums import SECTOR_OF_KIND, HelixSector, OrganizationKind, PartyState
from governance.models.deal import CityDeal
from governance.querysets import PartyQuerySet


class Organization(models.Model):
    """An organisation; its trade name may differ from its legal name (facts A4)."""

    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=300, blank=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind.choices)
    sector = models.CharField(_("sector"), max_length=20, choices=HelixSector.choices, blank=True)
    website = models.URLField(_("website"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        default_permissions = ()
        # The register grows with every deal; searching it asks this index (``organizations_like``).
        indexes = [
            GinIndex(SearchVector("name", "legal_name", config="simple"), name="organization_words"),
        ]

    def __str__(self) -> str:
        """Return the trade name."""
        return self.name

    @property
    def helix_sector(self) -> str:
        """Return the side of the quadruple helix: as recorded, else that of its kind (rule 45)."""
        return self.sector or SECTOR_OF_KIND[OrganizationKind(self.kind)]


class Party(models.Model):
    """An organisation in a deal; its state is dated (PartyStatus). ``order`` is the covenant's."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="parties")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="parties")
    order = models.PositiveSmallIntegerField(_("place in the covenant"), default=0)

    objects = PartyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["order", "organization__name"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["deal", "organization"], name="party_once_per_deal")]

    def __str__(self) -> str:
        """Return the name of the organisation."""
        return self.organization.name

    def get_absolute_url(self) -> str:
        """Return the address of the party's page; needs deal and organisation loaded."""
        return address("governance:party_detail", self.deal.slug, self.organization.slug)


class PartyStatus(models.Model):
    """From ``start`` on, the party has this state; append-only (choice A2-5)."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(_("state"), max_length=20, choices=PartyState.choices)
    start = models.DateField(_("from"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("state of a party")
        verbose_name_plural = _("states of a party")
        ordering = ["start"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["party", "start"], name="partystatus_one_per_day"),
            models.CheckConstraint(condition=models.Q(start__gte=EARLIEST), name="partystatus_start_sane"),
        ]

    def __str__(self) -> str:
        """Return the state and its first day."""
        return f"{self.get_state_display()} ({self.start})"
