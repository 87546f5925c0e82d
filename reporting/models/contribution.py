"""What parties promised and what they delivered: hours, euros, and in kind (rules 61 and 62).

No amount is a fraction: ``quantity`` counts quarters of an hour for hours, and cents (EUR) for the rest.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import period_constraints
from citydeal.common.history import ActedHistory
from citydeal.models import StoredFile
from governance.models import CityDeal, Party, PartySuccession, Person, Phase
from governance.querysets import PeriodQuerySet
from reporting.enums import ContributionKind

_MONTHS = [MinValueValidator(1), MaxValueValidator(12)]


class PromisedContribution(models.Model):
    """What a party promised for months of a year: of one kind, for a phase or for the deal as a whole.

    ``first_month`` to ``last_month``: both included. ``rate``: EUR cents for an hour, where one is agreed.
    Euros are without VAT. ``follows``: the promise of a party before that this one took months over from, in
    that ``succession``. ``as_passed_on``: what it (``went``) and that promise (``stayed``) said right then.
    ``is_passed_on``: all of its months went to another party; it counts no more.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="promises")
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.PROTECT, related_name="promises")
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2200)]
    )
    first_month = models.PositiveSmallIntegerField(_("first month"), default=1, validators=_MONTHS)
    last_month = models.PositiveSmallIntegerField(_("last month"), default=12, validators=_MONTHS)
    kind = models.CharField(_("kind"), max_length=10, choices=ContributionKind.choices)
    quantity = models.PositiveBigIntegerField(_("how much"))
    rate = models.PositiveIntegerField(_("rate for an hour"), null=True, blank=True)
    what = models.CharField(_("what is given"), max_length=200, blank=True)
    article = models.CharField(_("article"), max_length=50, blank=True)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    succession = models.ForeignKey(
        PartySuccession, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    as_passed_on = models.JSONField(default=dict, blank=True, editable=False)
    is_passed_on = models.BooleanField(_("goes on with another party"), default=False)

    history = HistoricalRecords(excluded_fields=["as_passed_on"])

    class Meta:
        verbose_name = _("promised contribution")
        verbose_name_plural = _("promised contributions")
        ordering = ["-year", "first_month", "kind", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["party", "phase", "year", "kind", "first_month", "what", "follows"],
                nulls_distinct=False,
                name="promise_once",
            ),
            models.CheckConstraint(
                condition=Q(first_month__gte=1, last_month__lte=12, last_month__gte=F("first_month")),
                name="promise_months_of_a_year",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="promise_of_something"),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(kind=ContributionKind.HOURS), name="promise_rate_for_hours"
            ),
        ]

    def __str__(self) -> str:
        """Return the kind and the year."""
        return f"{self.get_kind_display()} {self.year}"


class ContributionQuestion(models.Model):
    """The question to a party, each quarter: "as promised, is that right?", by a link without an account.

    ``key`` is unique, so that a quarter is asked once; only a hash of the token in the link is kept.
    ``to``: the contact who was asked. ``answer_until``: the last day on which the link works.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contribution_questions")
    key = models.CharField(max_length=60, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contribution_questions")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_on = models.DateField(_("asked on"))
    answer_until = models.DateField(_("can be answered until"))
    mails = models.PositiveSmallIntegerField(_("mails sent"), default=0)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=350, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    DEAL_PATH = "party__deal"

    history = HistoricalRecords(excluded_fields=["token_hash"], bases=[ActedHistory])

    class Meta:
        verbose_name = _("question about contributions")
        verbose_name_plural = _("questions about contributions")
        ordering = ["-year", "-quarter", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["party", "year", "quarter"], name="contributionquestion_once"),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="contributionquestion_quarter"
            ),
        ]

    def __str__(self) -> str:
        """Return the quarter."""
        return f"{self.year}, {self.quarter}"


class Contribution(models.Model):
    """What a party delivered on days of one month. Nobody else reads ``quantity`` until its party confirms.

    ``quantity`` as promised: money and what is in kind count without VAT; ``vat`` in cents stands beside it.
    ``people``: how many worked; Money has an invoice, and is delivered when it is ``paid_on``.
    ``confirmed_by``: the name it was confirmed under. What was a mistake is withdrawn.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contributions")
    phase = models.ForeignKey(
        Phase, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ContributionKind.choices)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    quantity = models.PositiveBigIntegerField(_("how much"))
    people = models.PositiveSmallIntegerField(_("number of people"), default=1)
    what = models.CharField(_("what was done or given"), max_length=300, blank=True)
    evidence = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invoice_number = models.CharField(_("invoice number"), max_length=50, blank=True)
    invoiced_on = models.DateField(_("date of the invoice"), null=True, blank=True)
    due_on = models.DateField(_("pay before or on"), null=True, blank=True)
    vat = models.PositiveBigIntegerField(_("VAT"), default=0)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    question = models.ForeignKey(
        ContributionQuestion, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=350, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    history = HistoricalRecords(bases=[ActedHistory])

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-start", "kind", "pk"]
        default_permissions = ()
        constraints = [
            *period_constraints("contribution"),
            models.CheckConstraint(
                condition=Q(kind=ContributionKind.MONEY) | Q(paid_on__isnull=True, invoice_number=""),
                name="contribution_invoice_of_money",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by=""),
                name="contribution_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["party", "invoice_number"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(invoice_number=""),
                name="contribution_invoice_once",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="contribution_by_somebody"),
        ]

    def __str__(self) -> str:
        """Return the kind and the first day."""
        return f"{self.get_kind_display()} {self.start}"


class Treasurer(models.Model):
    """Who keeps the money of the deal ("penvoerder"): sends invoices and says what is paid."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="treasurers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="treasurer_of")
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    DEAL_PATH = "deal"

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("treasurer of the deal")
        verbose_name_plural = _("treasurers of the deal")
        ordering = ["-start", "pk"]
        default_permissions = ()
        constraints = [
            *period_constraints("treasurer"),
            models.UniqueConstraint(fields=["deal", "person", "start"], name="treasurer_once"),
        ]

    def __str__(self) -> str:
        """Return the person; needs it loaded."""
        return str(self.person)
