"""Find organisations in the register that all deals share."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet
from django.utils.text import slugify

from governance.models import CityDeal, Organization

MOST_FOUND = 20


def organizations_like(typed: str) -> QuerySet[Organization]:
    """Return the organisations whose trade name or legal name has words that begin as typed."""
    words = re.findall(r"\w+", typed)
    if not words:
        return Organization.objects.none()
    wanted = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
    names = SearchVector("name", "legal_name", config="simple")
    return Organization.objects.annotate(words=names).filter(words=wanted)


def organizations_to_add(deal: CityDeal, typed: str) -> list[Organization]:
    """Return organisations of the register that match and take no part in a deal; at most twenty.

    One query.
    """
    taking_part = deal.parties.filter(statuses__isnull=False).values("organization")
    found = organizations_like(typed).exclude(pk__in=taking_part)
    return list(found.order_by("name")[:MOST_FOUND])


def organization_named(name: str) -> Organization | None:
    """Return the organisation with this trade name, or else this legal name, in any case. One query."""
    wanted = name.strip().casefold()
    found = list(organizations_like(wanted).order_by("pk")[:100])
    by_name = next((o for o in found if o.name.casefold() == wanted), None)
    return by_name or next((o for o in found if o.legal_name.casefold() == wanted), None)


def free_slug(name: str) -> str:
    """Return an address for an organisation that nobody has yet. One query."""
    base = slugify(name)[:70] or "organisatie"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)


def other_deals_of(organization: Organization, deal: CityDeal) -> int:
    """Return in how many other deals an organisation takes part; which ones is not told here."""
    return organization.parties.exclude(deal=deal).count()
