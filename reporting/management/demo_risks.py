"""Loads the register of risks of the demo deal, through the services of clicks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from governance.models import Person
from governance.signals import demo_deal_loaded
from reporting.management.demo_data.dichtbij_risks import RISKS, RiskData, UpdateData
from reporting.models import Risk
from reporting.services.risks import Judged, RiskDetails, add_risk, close_risk, update_risk
from workgroups.models import WorkingGroup

DEAL = "dichtbij-geregeld"


@receiver(demo_deal_loaded, dispatch_uid="reporting_demo_risks")
def load_risks(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load the risks of this deal, with the rights and the words of the project secretary; once."""
    if loader.deal.slug != DEAL or Risk.objects.filter(deal=loader.deal).exists():
        return
    today = timezone.localdate()
    for data in RISKS:
        _load(loader, data, today)


def _load(loader: Any, data: RiskData, today: date) -> None:
    groups = WorkingGroup.objects.select_related("body__deal").filter(body__deal=loader.deal)
    risk = add_risk(
        actor=loader.actor,
        deal=loader.deal,
        details=RiskDetails(
            title=data.title,
            text=data.text,
            measure=data.measure,
            owner=Person.objects.filter(user__email=data.owner).first(),
            group=groups.get(body__slug=data.group) if data.group else None,
        ),
        judged=Judged("risk", data.effect, data.chance),
        on=today - timedelta(days=data.days_ago),
    )
    for update in data.updates:
        _update(loader, risk, update, today - timedelta(days=update.days_ago))


def _update(loader: Any, risk: Risk, data: UpdateData, on: date) -> None:
    if data.closes:
        close_risk(actor=loader.actor, risk=risk, on=on, text=data.text)
        return
    judged = Judged(data.kind, data.effect, data.chance or "")
    update_risk(actor=loader.actor, risk=risk, on=on, text=data.text, judged=judged)
