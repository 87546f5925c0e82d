"""Who acts for a person: the executive secretariat and the adviser (architecture, "Permissions")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import DelegationKind, DelegationMail, DelegationReach
from governance.models import CityDeal, Delegation, Person
from governance.permissions import acts_for, can_set_delegations
from governance.services.checks import check_period, rights_follow, save_checked
from governance.services.people import enter


@dataclass(frozen=True)
class DelegationTerms:
    """As what somebody acts, what he may read, what he gets of the mail, and when."""

    start: date
    end: date | None = None
    kind: str = DelegationKind.SECRETARIAT
    reach: str = DelegationReach.DEAL
    mail: str = DelegationMail.COPY


@transaction.atomic
def set_delegation(
    *, actor: User, deal: CityDeal, person: Person, delegate: Person, terms: DelegationTerms
) -> Delegation:
    """Let somebody act for a person: answer, name a deputy, and read up to the reach.

    ``delegate`` may be new (unsaved). The person, the contact of the party or the project organisation
    may do so. Raises DomainError for anybody else, for who acts for the person (a delegation is not
    handed on), for a chain of delegations, on oneself, and on overlapping days. Writes history, derives
    the delegate's rights; the delegate comes into the register of the deal.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    require_may_delegate(actor, deal, person)
    check_period(terms.start, terms.end)
    delegate = enter(deal, delegate)
    _check_pair(person, delegate, terms)
    delegation = Delegation(person=person, delegate=delegate, set_by=actor, **vars(terms))
    save_checked(delegation)
    rights_follow(delegate)
    return delegation


@transaction.atomic
def change_delegation(
    *, actor: User, deal: CityDeal, delegation: Delegation, terms: DelegationTerms, history_id: int
) -> Delegation:
    """Change what somebody who acts for a person may read and gets, or give it a last day.

    ``history_id``: the history row the form was opened with. Raises StaleError when somebody saved it in
    between, DomainError as ``set_delegation``. Writes history, derives the delegate's rights.
    """
    locked: Delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("person", "delegate__user")
        .get(pk=delegation.pk)
    )
    require_may_delegate(actor, deal, locked.person)
    if latest_history_id(locked) != history_id:
        raise StaleError(_("Somebody else changed this after you opened the page."))
    check_period(terms.start, terms.end)
    _check_pair(locked.person, locked.delegate, terms, besides=locked)
    for name, value in vars(terms).items():
        setattr(locked, name, value)
    save_checked(locked)
    rights_follow(locked.delegate)
    return locked


def require_may_delegate(actor: User, deal: CityDeal, person: Person) -> None:
    """Raise DomainError unless this account may say who acts for the person."""
    if can_set_delegations(actor, deal, person):
        return
    if acts_for(actor, person):
        raise DomainError(
            _("You act for %(person)s. You cannot hand that on. Ask %(person)s to do it.")
            % {"person": person}
        )
    raise DomainError(_("You may not say who acts for %(person)s.") % {"person": person})


def _check_pair(
    person: Person, delegate: Person, terms: DelegationTerms, besides: Delegation | None = None
) -> None:
    if person.pk == delegate.pk:
        raise DomainError(_("Nobody acts for himself. Choose somebody else."), field="person")
    others = Delegation.objects.overlapping(terms.start, terms.end)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.filter(person=person, delegate=delegate).exists():
        raise DomainError(
            _("%(delegate)s already acts for %(person)s in that period.")
            % {"delegate": delegate, "person": person},
            field="start",
        )
    first = others.filter(delegate=person).select_related("person").first()
    if first is not None:
        raise DomainError(
            _("%(person)s acts for %(first)s and cannot hand that on. Let %(delegate)s act for %(first)s.")
            % {"person": person, "first": first.person, "delegate": delegate}
        )
    last = others.filter(person=delegate).select_related("delegate").first()
    if last is not None:
        raise DomainError(
            _("%(last)s acts for %(delegate)s, and that cannot be handed on. Choose %(last)s instead.")
            % {"last": last.delegate, "delegate": delegate},
            field="person",
        )
