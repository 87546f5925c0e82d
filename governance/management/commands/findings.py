"""``manage.py findings DEAL [--on DATE] [--format text|json]``."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from citydeal.common.findings import EVERYBODY, Finding, FindingState
from governance.models import CityDeal
from governance.rules.explain import explain, remedy_text
from governance.selectors.findings import findings_for_deal
from governance.selectors.presenting import remedy_url


class Command(BaseCommand):
    """Asks every rule of a deal on a day; names persons, so it is for the operator."""

    help = "Check a deal against its covenant on a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the deal, --on and --format."""
        parser.add_argument("deal", help="address of the deal, as dichtbij-geregeld")
        parser.add_argument("--on", type=date.fromisoformat, help="day, as 2026-12-31")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings."""
        try:
            deal = CityDeal.objects.get(slug=options["deal"])
        except CityDeal.DoesNotExist as error:
            known = ", ".join(CityDeal.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"No deal {options['deal']!r}. Known: {known}") from error
        found = findings_for_deal(deal, options["on"] or timezone.localdate())
        if options["format"] == "json":
            rows = [as_json(finding, deal) for finding in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for finding in found:
            self.stdout.write(f"{finding.rule:>3}  {finding.state.value:<15} {finding.scope}: {finding.text}")
            self.stdout.write(f"     {explain(finding, names=EVERYBODY)}")


def as_json(finding: Finding, deal: CityDeal) -> dict[str, Any]:
    """Return a finding as JSON: ``since`` where it is broken, ``breaks_on`` where it will break."""
    row: dict[str, Any] = {
        "rule": finding.rule,
        "article": finding.article,
        "text": finding.text,
        "scope": {"id": finding.scope_id, "name": finding.scope},
        "state": finding.state.value,
        "on": finding.on.isoformat(),
    }
    if finding.state is FindingState.BROKEN:
        row["since"] = _iso(finding.since)
    elif finding.breaks_on:
        row["breaks_on"] = _iso(finding.breaks_on)
    if finding.restores_on:
        row["restores_on"] = _iso(finding.restores_on)
    row["facts"] = [
        {
            "support": fact.support.value,
            "seat": fact.seat,
            "organization": fact.organization,
            "subject": fact.subject,
            "person": fact.person,
            "office": fact.office,
            "start": _iso(fact.start),
            "end": _iso(fact.end),
        }
        for fact in finding.facts
    ]
    row["explanation"] = explain(finding, names=EVERYBODY)
    row["remedy"] = None
    if finding.remedy and finding.is_problem:
        url = remedy_url(finding.remedy, deal.slug)
        row["remedy"] = {"text": remedy_text(finding), "url": settings.BASE_URL + url}
    return row


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
