"""What a party answers to "as promised, is that right?": confirmed, or with how much it really was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.permissions import acts_for
from governance.services.checks import save_checked
from reporting.enums import ContributionKind
from reporting.models import Contribution, ContributionQuestion
from reporting.permissions_contributions import can_answer_question
from reporting.rules.quantities import LARGEST_HOURS, QUARTERS
from reporting.services.contribution_questions import lock_question
from reporting.services.contributions import HOURS_IN_A_DAY, LARGEST_CENTS, MOST_PEOPLE, check_deal_open


@dataclass(frozen=True)
class QuarterAnswer:
    """The whole answer, under the name of who gives it.

    ``seen``: how much stood on the page, by id of the contribution; ``quantities``: how much it is, 0 where
    nothing was delivered. Of an invoice any other amount than what stands there means "not right".
    """

    name: str
    seen: Mapping[int, int]
    quantities: Mapping[int, int]
    remark: str = ""


@transaction.atomic
def answer_question(
    *, actor: User | None, question: ContributionQuestion, answer: QuarterAnswer
) -> ContributionQuestion:
    """Confirm what a party delivered in a quarter, as it says it was; works once.

    ``actor``: the account of the contact or of who acts for the contact; None for who came by the link, which
    the caller looked up. An invoice that is not right stays unconfirmed. Raises DomainError when it was
    answered or ran out in between, when the figures changed after the page was opened, for an account that
    may not answer, and on a figure that cannot be. Writes history. Source: rules 61 and 62.
    """
    question = lock_question(question)
    check_deal_open(question.party)
    if question.answered_at is not None or question.answer_until < timezone.localdate():
        raise DomainError(_("This question cannot be answered any more."))
    if actor is not None and not can_answer_question(actor, question):
        raise DomainError(_("You may not answer for %(party)s.") % {"party": question.party})
    rows = question.contributions.select_for_update(of=("self",)).filter(withdrawn_at=None, confirmed_at=None)
    found = list(rows.order_by("pk"))
    if {one.pk: one.quantity for one in found} != dict(answer.seen):
        raise DomainError(_("Somebody changed these contributions meanwhile. Load the page again."))
    signature = _signature(actor, question, answer.name)
    for one in found:
        _take_over(one, answer.quantities.get(one.pk, one.quantity), signature, actor)
    question.answered_at = timezone.now()
    question.answered_by = signature
    question.remark = answer.remark.strip()
    return save_checked(question, actor)


def _take_over(contribution: Contribution, quantity: int, signature: str, actor: User | None) -> None:
    """Write down how much it was, and that the party says so."""
    if contribution.kind == ContributionKind.MONEY and quantity != contribution.quantity:
        return
    is_hours = contribution.kind == ContributionKind.HOURS
    if not 0 <= quantity <= (LARGEST_HOURS * QUARTERS if is_hours else LARGEST_CENTS):
        raise DomainError(_("This figure is too large."), field=f"hoeveel{contribution.pk}")
    if quantity == 0:
        contribution.withdrawn_at = timezone.now()
        contribution.withdrawn_reason = _("Not delivered, says %(who)s") % {"who": signature[:200]}
    else:
        contribution.quantity = quantity
        if is_hours:
            days = (contribution.end - contribution.start).days + 1
            most = HOURS_IN_A_DAY * QUARTERS * days
            # Over a month more than one may have worked; nobody is asked how many.
            contribution.people = max(contribution.people, -(-quantity // most))
            if contribution.people > MOST_PEOPLE:
                raise DomainError(_("This figure is too large."), field=f"hoeveel{contribution.pk}")
        contribution.confirmed_at = timezone.now()
        contribution.confirmed_by = signature
    save_checked(contribution, actor)


def _signature(actor: User | None, question: ContributionQuestion, name: str) -> str:
    """Return under which name the answer stands, and note for whom it was given."""
    if actor is None or not acts_for(actor, question.to):
        return name
    question._on_behalf = question.to.name  # type: ignore[attr-defined]  # read by the history
    return _("%(who)s on behalf of %(person)s") % {"who": name, "person": question.to}
