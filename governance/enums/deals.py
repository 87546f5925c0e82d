"""Deals and how they read their own covenant."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DealState(models.TextChoices):
    """Where a deal stands; its dates are those of the covenant."""

    PREPARATION = "preparation", _("In preparation")
    RUNNING = "running", _("Running")
    CLOSED = "closed", pgettext_lazy("deal", "Closed")


class DecemberRule(models.TextChoices):
    """What "the first week of December" means in a deal (choice A2-1)."""

    FIRST_SEVEN_DAYS = "first_seven_days", _("1 to 7 December")
    ISO_WEEK = "iso_week", _("The week that holds 1 December")
    FIRST_MONDAY = "first_monday", _("The week of the first Monday of December")


class ReportHalves(models.TextChoices):
    """What "twice a year" means in a deal (choice A2-2)."""

    CALENDAR = "calendar", _("Each half of the calendar year")
    DEAL_YEAR = "deal_year", _("Each half of the year of the deal, counted from its entry into force")
