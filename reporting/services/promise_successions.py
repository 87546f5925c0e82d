"""What a succession of parties did to promises, when it is taken back (choice A2-12)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from citydeal.models import User
from governance.models import Party, PartySuccession
from reporting.enums import ContributionKind
from reporting.models import Contribution, ContributionQuestion, PromisedContribution
from reporting.rules.quantities import quantity_words
from reporting.services.promises import give_back, lock_promise

# What of a promise says whether it is still as the act left it.
_SAID = (
    "party_id",
    "phase_id",
    "year",
    "first_month",
    "last_month",
    "kind",
    "quantity",
    "rate",
    "what",
    "is_passed_on",
)


def built_on(succession: PartySuccession) -> list[str]:
    """Return what of contributions was built on a succession, one sentence each; then it stays.

    Promises that changed since, and what was promised, delivered or asked at who is a party by it alone.
    """
    passed_on = list(
        succession.promises.select_related("party__organization", "follows__party__organization")
    )
    changed = [one for promise in passed_on for one in _changed(promise)]
    found = [
        _("Changed later at %(party)s: %(what)s.") % {"party": one.party, "what": _words(one)}
        for one in changed
    ]
    made = succession.changes.filter(made=True, status__isnull=False).values("status")
    brought = succession.after.filter(statuses__in=made).distinct().select_related("organization")
    recorded = _("For %(party)s contributions were recorded.")
    return found + [recorded % {"party": party} for party in brought if _has_more(party, succession)]


def go_back(*, actor: User, succession: PartySuccession) -> None:
    """Give the months of promises back to the parties before, the last act first.

    Inside the transaction of taking the succession back. Writes history.
    """
    for promise in succession.promises.select_related("follows").order_by("-pk"):
        if promise.follows is not None:
            give_back(actor, promise, lock_promise(promise.follows))
        promise._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        promise.delete()


def _changed(promise: PromisedContribution) -> list[PromisedContribution]:
    """Return which of a promise and the one it follows are not as the succession left them."""
    first = promise.history.earliest("history_id")
    if promise.followed_by.exists() or _said(promise) != _said(first):
        return [promise]
    before = promise.follows
    if before is None:
        return []
    left = before.history.filter(history_id__lt=first.history_id).latest("history_id")
    return [] if _said(before) == _said(left) else [before]


def _said(row: object) -> list[object]:
    return [getattr(row, name) for name in _SAID]


def _words(promise: PromisedContribution) -> str:
    kind = ContributionKind(promise.kind).label
    return f"{kind} {promise.year}, {quantity_words(promise.kind, promise.quantity)}"


def _has_more(party: Party, succession: PartySuccession) -> bool:
    """Whether anything stands at a party beside what the succession brought it."""
    return (
        PromisedContribution.objects.filter(party=party).exclude(succession=succession).exists()
        or Contribution.objects.filter(party=party, withdrawn_at__isnull=True).exists()
        or ContributionQuestion.objects.filter(party=party).exists()
    )
