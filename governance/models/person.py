"""People and the offices they hold; neither is an account (architecture, "The house" 4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.addresses import address
from citydeal.common.dates import period_constraints
from governance.enums import Office, PositionState
from governance.models.deal import CityDeal
from governance.models.organization import Organization
from governance.querysets import PeriodQuerySet


def full_name(given_name: str, prefix: str, family_name: str) -> str:
    """Return first name, prefix and last name, as far as there are."""
    return " ".join(filter(None, (given_name, prefix, family_name)))


def full_name_at(path: str) -> models.Expression:
    """Return ``full_name`` of the person at a path of a question, such as ``person__``."""
    parts = [NullIf(f"{path}{name}", models.Value("")) for name in ("given_name", "prefix", "family_name")]
    return models.Func(models.Value(" "), *parts, function="CONCAT_WS", output_field=models.TextField())


class Person(models.Model):
    """A person, with or without an account.

    ``email`` is a contact address: secretariats share one, so it need not be unique. It stays out
    of the history, so that erasing it once is enough.
    """

    given_name = models.CharField(_("first name"), max_length=100, blank=True)
    prefix = models.CharField(_("prefix"), max_length=30, blank=True)
    family_name = models.CharField(_("last name"), max_length=150)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="person",
    )

    history = HistoricalRecords(excluded_fields=["email"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["family_name", "given_name", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def name(self) -> str:
        """Return first name, prefix and last name, as far as there are."""
        return full_name(self.given_name, self.prefix, self.family_name)

    def get_absolute_url_in(self, deal_slug: str) -> str:
        """Return the address of the person's page in a deal."""
        return address("governance:person_detail", deal_slug, self.pk)


class RegisterEntry(models.Model):
    """A person is known in a deal, also before he or she sits anywhere in it.

    Who is known in one deal is not thereby known in another: the same person (and account) has an
    entry in each, and each register shows its own deal only.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="register")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="register_entries")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("entry in the register of a deal")
        verbose_name_plural = _("entries in the register of a deal")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["deal", "person"], name="registerentry_once")]

    def __str__(self) -> str:
        """Return the person; needs it loaded."""
        return str(self.person)


class Position(models.Model):
    """A person holds an office at an organisation, from ``start`` to ``end``.

    Rules that ask for a "bestuurder" or a "directeur" read positions (architecture, "Domain shapes").
    ``title`` is what people call it, where the office alone does not say it ("lector").
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="positions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="positions")
    office = models.CharField(_("office"), max_length=20, choices=Office.choices)
    title = models.CharField(_("job title"), max_length=150, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=PositionState.choices, default=PositionState.IN_OFFICE
    )
    stand_in = models.ForeignKey(
        "self",
        verbose_name=_("stand-in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stands_in_for",
    )
    portfolio = models.CharField(_("portfolio"), max_length=200, blank=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["-start", "pk"]
        default_permissions = ()
        constraints = [*period_constraints("position")]

    def __str__(self) -> str:
        """Return title and organisation."""
        return f"{self.label}, {self.organization}"

    @property
    def label(self) -> str:
        """Return the title, or the name of the office where there is none."""
        return self.title or self.get_office_display()
