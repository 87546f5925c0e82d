"""Which rules of docs/regels.md hold in a deal, with which sentence and numbers, and from when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import CityDeal, CovenantRule, FindingException, Organization
from governance.rules.parameters import OrganizationSlug
from governance.rules.registry import RULES
from governance.services.checks import check_period, require_manager, save_checked
from governance.services.deal_text import remove_text, save_text


@transaction.atomic
def add_covenant_rule(
    *,
    actor: User,
    deal: CityDeal,
    number: int,
    text: str,
    start: date,
    end: date | None = None,
    article: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> CovenantRule:
    """Let a rule of docs/regels.md hold in a deal, with its sentence and its numbers.

    Raises DomainError without the right, on a rule the portal does not know or that holds already,
    on parameters it does not take, and on the address of an organisation that does not exist: the
    rule would be broken for ever, by a typing error. Writes history.
    """
    require_manager(actor, deal)
    check_period(start, end)
    values = dict(parameters or {})
    rule = CovenantRule(
        deal=deal,
        number=number,
        article=article,
        text=text,
        parameters=values,
        start=start,
        end=end,
    )
    _check_organizations(number, values)
    return save_checked(rule, actor)


@transaction.atomic
def change_covenant_rule(
    *,
    actor: User,
    rule: CovenantRule,
    text: str,
    start: date,
    history_id: int,
    end: date | None = None,
    article: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> CovenantRule:
    """Change the sentence, the numbers or the days of a rule; ``end`` is the last day it holds.

    The numbers hold for every day that the rule is asked about, past days too. Raises StaleError when
    somebody changed it since ``history_id``, DomainError as ``add_covenant_rule``. Writes history.
    """
    check_period(start, end)
    values = dict(parameters or {})
    _check_organizations(rule.number, values)
    changed = {"text": text, "article": article, "parameters": values, "start": start, "end": end}
    return save_text(actor=actor, deal=rule.deal, record=rule, history_id=history_id, values=changed)


@transaction.atomic
def remove_covenant_rule(*, actor: User, rule: CovenantRule, history_id: int) -> None:
    """Remove a rule that was added by mistake; one that held for a time is ended instead.

    Raises DomainError without the right and where an exception was accepted for it; StaleError as
    ``change_covenant_rule``. Writes history.
    """
    if FindingException.objects.filter(deal=rule.deal_id, number=rule.number).exists():
        raise DomainError(
            _("An exception was accepted for this rule, so it cannot be removed. Give it a last day instead.")
        )
    remove_text(actor=actor, deal=rule.deal, record=rule, history_id=history_id)


def _check_organizations(number: int, values: Mapping[str, Any]) -> None:
    """Raise DomainError where a parameter names an organisation that does not exist."""
    known = RULES.get(number)
    for parameter in known.parameters if known else ():
        slug = values.get(parameter.name)
        if not isinstance(parameter, OrganizationSlug) or not slug:
            continue
        if not Organization.objects.filter(slug=slug).exists():
            raise DomainError(
                _("There is no organisation with the address %(slug)s.") % {"slug": slug},
                field="parameters",
            )
