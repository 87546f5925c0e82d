"""What parties have of the work when others come in their place: tests, uses, involvement, front-runners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from citydeal.common.slots import PagePart
from governance.models import Party, PartySuccession
from governance.selectors.parties_places import Place
from workgroups.enums import TestState
from workgroups.models import (
    FieldTest,
    FrontRunner,
    InstrumentInvolvement,
    InstrumentUse,
    PassedOn,
)

Record = FieldTest | InstrumentUse | InstrumentInvolvement | FrontRunner
# How each is named in forms.
_KEYS: dict[type[Any], str] = {
    FieldTest: "test",
    InstrumentUse: "gebruik",
    InstrumentInvolvement: "betrokken",
    FrontRunner: "kopgroep",
}


def places_of_work(parties: Sequence[Party], first_day: date) -> list[Place]:
    """Return what these parties of one deal do on or after ``first_day``, each as a place. Four queries.

    What was done before stays theirs, as signatures do.
    """
    by_id = {party.pk: party for party in parties}
    still = Q(end__isnull=True) | Q(end__gte=first_day)
    tests = FieldTest.objects.filter(party__in=parties, state__in=(TestState.PLANNED, TestState.RUNNING))
    dated: list[QuerySet[Any]] = [
        InstrumentUse.objects.filter(still, party__in=parties).select_related("version__instrument"),
        InstrumentInvolvement.objects.filter(still, party__in=parties).select_related("instrument"),
        FrontRunner.objects.filter(still, party__in=parties),
    ]
    records: list[Record] = [*tests.select_related("version__instrument"), *(r for q in dated for r in q)]
    places = []
    for record in records:
        party = by_id[record.party_id or 0]
        party_words = {"party": party.organization.name, "what": record_words(record)}
        places.append(
            Place(
                key=f"{_KEYS[type(record)]}_{record.pk}",
                party=party,
                work=_("%(party)s: %(what)s") % party_words,
                record=record,
                may_end=not isinstance(record, FieldTest) and record.start < first_day,
            )
        )
    return places


def record_words(record: Record) -> str:
    """Return what is passed on, in words; needs its instrument loaded."""
    if isinstance(record, FieldTest):
        return _("field test of %(instrument)s") % {"instrument": record.version.instrument}
    if isinstance(record, InstrumentUse):
        return _("use of %(instrument)s") % {"instrument": record.version.instrument}
    if isinstance(record, InstrumentInvolvement):
        words = {"instrument": record.instrument, "how": record.get_kind_display().lower()}
        return _("involved in %(instrument)s (%(how)s)") % words
    return _("front-runner municipality")


def succession_part(*, succession: PartySuccession, **about: Any) -> PagePart | None:
    """Return what of the work a succession passed on, for its page; None where there is none. One query."""
    lines = [_line(change) for change in changes_of(succession) if not change.made]
    return PagePart("workgroups/parts/succession.html", lines) if lines else None


def _line(change: PassedOn) -> str:
    record = change.record
    words = {"what": record_words(record), "party": record.party}
    if change.party_before_id is not None:
        return _("Goes on for %(party)s: %(what)s") % words
    return _("Until then of %(party)s: %(what)s") % words


def changes_of(succession: PartySuccession) -> list[PassedOn]:
    """Return what a succession did to the work, with the records. One query."""
    found = PassedOn.objects.filter(succession=succession).select_related(
        "test__version__instrument",
        "test__party__organization",
        "use__version__instrument",
        "use__party__organization",
        "involvement__instrument",
        "involvement__party__organization",
        "front_runner__party__organization",
        "party_before__organization",
    )
    return list(found)
