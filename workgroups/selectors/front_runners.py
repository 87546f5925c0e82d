"""Front-runner municipalities: one of them, and who may become one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from citydeal.common.compiled import compiled
from governance.enums import OrganizationKind
from governance.models import CityDeal, Party
from workgroups.models import FrontRunner
from workgroups.selectors.instruments import parties_on


def possible_front_runners(deal: CityDeal, on: date) -> list[Party]:
    """Return the municipalities that take part and are no front-runner on a day. Two queries."""
    already = set(FrontRunner.objects.filter(party__deal=deal).on(on).values_list("party", flat=True))
    return [
        party
        for party in parties_on(deal, on)
        if party.organization.kind == OrganizationKind.MUNICIPALITY and party.pk not in already
    ]


@compiled
def front_runner_at(pk: Any, deal: Any) -> QuerySet[FrontRunner]:
    """Return a front-runner of a deal that did not end yet, with its municipality."""
    found = FrontRunner.objects.filter(pk=pk, party__deal=deal, end__isnull=True)
    return found.select_related("party__organization", "party__deal")
