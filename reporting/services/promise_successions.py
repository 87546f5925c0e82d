"""What a succession of parties did to promises, when it is taken back (choice A2-12)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Party, PartySuccession
from reporting.enums import ContributionKind
from reporting.models import Contribution, ContributionQuestion, PromisedContribution
from reporting.rules.quantities import quantity_words
from reporting.services.promises import give_back, lock_promise, said


def built_on(succession: PartySuccession) -> list[str]:
    """Return what of contributions was built on a succession, one sentence each; then it stays.

    Promises that changed since, and what was promised, delivered or asked at who is a party by it alone.
    """
    passed_on = succession.promises.select_related("party__organization", "follows__party__organization")
    changed = [one for promise in passed_on.prefetch_related("followed_by") for one in _changed(promise)]
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

    Inside the transaction of taking the succession back, which has it locked. Raises DomainError with what
    was built on it: what it looks at is under lock, so nobody changes it meanwhile. Writes history.
    """
    _lock(succession)
    in_the_way = built_on(succession)
    if in_the_way:
        raise DomainError(" ".join([_("This cannot be taken back any more."), *in_the_way]))
    for promise in succession.promises.select_related("follows").order_by("-pk"):
        if promise.follows is not None:
            give_back(actor, promise, lock_promise(promise.follows))
        promise._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        promise.delete()


def _changed(promise: PromisedContribution) -> list[PromisedContribution]:
    """Return which of a promise and the one it follows are not as the succession left them."""
    if promise.followed_by.all() or said(promise) != promise.as_passed_on.get("went"):
        return [promise]
    before = promise.follows
    return [] if before is None or said(before) == promise.as_passed_on["stayed"] else [before]


def _lock(succession: PartySuccession) -> None:
    """Lock what a succession passed on and what that follows: the newest first, as who removes one does."""
    ours = PromisedContribution.objects.filter(succession=succession)
    touched = Q(pk__in=ours.values("pk")) | Q(pk__in=ours.values("follows"))
    list(PromisedContribution.objects.select_for_update().filter(touched).order_by("-pk").values_list("pk"))


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
