"""Who changed what of the contributions of a party: promises, what it delivered, what it was asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.history import (
    HistoryEntry,
    Show,
    entries,
    show_choice,
    show_date,
    show_flag,
    show_related,
    show_text,
)
from governance.models import Party, Phase
from reporting.enums import ContributionKind
from reporting.models import Contribution, ContributionQuestion, PromisedContribution
from reporting.rules.contributions import quarter_words
from reporting.rules.quantities import euros_words, quantity_words
from reporting.selectors.contribution_records import when_words


def contribution_history(party: Party) -> list[HistoryEntry]:
    """Return the acts on the contributions of a party, newest first, with every figure.

    For who reads what the party has not confirmed (``Reader.reads``). Four queries.
    """
    phases = show_related(dict(_phases(deal=party.deal_id)))
    promises, delivered = _with_words(_promises(party=party.pk)), _with_words(_delivered(party=party.pk))
    found = [
        *entries(promises, {**_PROMISE, "phase_id": phases}, _promise_words),
        *entries(delivered, {**_CONTRIBUTION, "phase_id": phases}, _contribution_words),
        *entries(_questions(party=party.pk), _QUESTION, _question_words),
    ]
    return sorted(found, key=lambda entry: entry.when, reverse=True)


def _with_words(rows: list[Any]) -> list[Any]:
    """Put how much it is in words: hours, euros and what is in kind are each counted in their own way."""
    for row in rows:
        row.quantity = quantity_words(row.kind, row.quantity)
    return rows


def _show_moment(value: datetime | None) -> str:
    return show_date(timezone.localdate(value) if value else None)


def _show_cents(value: int | None) -> str:
    return euros_words(value) if value else _("nothing")


def _show_month(value: int | None) -> str:
    return str(MONTHS[value]) if value else _("nothing")


_AMOUNT: dict[str, Show] = {"kind": show_choice(ContributionKind.choices), "quantity": show_text}
_PROMISE: dict[str, Show] = {
    **_AMOUNT,
    "year": show_text,
    "first_month": _show_month,
    "last_month": _show_month,
    "rate": _show_cents,
    "what": show_text,
    "article": show_text,
    "is_passed_on": show_flag,
}
_CONTRIBUTION: dict[str, Show] = {
    **_AMOUNT,
    "start": show_date,
    "end": show_date,
    "people": show_text,
    "what": show_text,
    "evidence_id": lambda value: show_flag(bool(value)),
    "invoice_number": show_text,
    "invoiced_on": show_date,
    "due_on": show_date,
    "vat": _show_cents,
    "paid_on": show_date,
    "confirmed_at": _show_moment,
    "confirmed_by": show_text,
    "withdrawn_at": _show_moment,
    "withdrawn_reason": show_text,
}
_QUESTION: dict[str, Show] = {
    "sent_on": show_date,
    "answer_until": show_date,
    "reminded_on": show_date,
    "answered_at": _show_moment,
    "answered_by": show_text,
    "remark": show_text,
}


def _promise_words(row: Any) -> str:
    kind = ContributionKind(row.kind).label
    return _("Promise: %(kind)s %(year)s") % {"kind": kind, "year": row.year}


def _contribution_words(row: Any) -> str:
    return f"{ContributionKind(row.kind).label}, {when_words(row.start, row.end)}"


def _question_words(row: Any) -> str:
    return _("Question about %(quarter)s") % {"quarter": quarter_words(row.year, row.quarter)}


@compiled
def _promises(party: Any) -> QuerySet[Any]:
    return _with_user(PromisedContribution, party)


@compiled
def _delivered(party: Any) -> QuerySet[Any]:
    return _with_user(Contribution, party)


@compiled
def _questions(party: Any) -> QuerySet[Any]:
    return _with_user(ContributionQuestion, party)


def _with_user(model: Any, party: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = model.history.filter(party=party).select_related("history_user")
    return found


@compiled
def _phases(deal: Any) -> QuerySet[Any]:
    return Phase.objects.filter(deal=deal).order_by().values_list("pk", "name")
