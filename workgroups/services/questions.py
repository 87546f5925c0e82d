"""Process questions: add, change and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from citydeal.common.dates import overlaps
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import Body, Challenge, CityDeal
from governance.services.checks import check_period, require_manager, save_checked
from workgroups.models import ProcessQuestion


@dataclass(frozen=True)
class QuestionDetails:
    """What a secretary sets on a process question; ``order`` None: the last place."""

    text: str
    start: date
    end: date | None = None
    challenge: Challenge | None = None
    order: int | None = None


@transaction.atomic
def add_question(*, actor: User, deal: CityDeal, details: QuestionDetails) -> ProcessQuestion:
    """Add a process question to a deal (rules 21 and 22).

    Raises DomainError without the right, on a challenge of another deal, on a question that stands there
    already, and on days that cannot be. Writes history.
    """
    require_manager(actor, deal)
    # Locked, so that two secretaries who add the same question wait for each other.
    CityDeal.objects.select_for_update().get(pk=deal.pk)
    question = ProcessQuestion(deal=deal)
    _check(question, details)
    question.order = _last_order(deal) + 1
    return save_checked(_filled(question, details), actor)


@transaction.atomic
def change_question(
    *, actor: User, question: ProcessQuestion, details: QuestionDetails, history_id: int
) -> ProcessQuestion:
    """Change a process question, or end it by giving it a last day.

    ``history_id``: the history row the form was opened with. Raises StaleError when somebody saved it in
    between, and DomainError as ``add_question`` and while a group still works on it outside its days.
    Writes history.
    """
    question = (
        ProcessQuestion.objects.select_for_update(of=("self",)).select_related("deal").get(pk=question.pk)
    )
    require_manager(actor, question.deal)
    if latest_history_id(question) != history_id:
        raise StaleError(_("Somebody else changed this process question after you opened it."))
    _check(question, details)
    working = Q(working_group__question=question) | Q(regional_alliance__question=question)
    outlasting = Body.objects.filter(working).filter(~_within(details.start, details.end))
    if outlasting.exists():
        names = ", ".join(outlasting.values_list("name", flat=True))
        raise DomainError(
            _("Outside these days somebody works on this question: %(names)s. First close that body.")
            % {"names": names},
            field="end" if details.end else "start",
        )
    return save_checked(_filled(question, details), actor)


def _within(start: date, end: date | None) -> Q:
    if end is None:
        return Q(start__gte=start)
    return Q(start__gte=start, end__isnull=False, end__lte=end)


def _check(question: ProcessQuestion, details: QuestionDetails) -> None:
    check_period(details.start, details.end)
    if details.challenge is not None and details.challenge.deal_id != question.deal_id:
        raise DomainError(_("This challenge belongs to another deal."), field="challenge")
    same = ProcessQuestion.objects.filter(deal=question.deal_id, text__iexact=details.text)
    same = same.exclude(pk=question.pk).filter(overlaps(details.start, details.end))
    if same.exists():
        raise DomainError(_("This process question stands here already."), field="text")


def _filled(question: ProcessQuestion, details: QuestionDetails) -> ProcessQuestion:
    for name, value in vars(details).items():
        if name != "order" or value is not None:
            setattr(question, name, value)
    return question


def _last_order(deal: CityDeal) -> int:
    last: int | None = ProcessQuestion.objects.filter(deal=deal).aggregate(last=Max("order"))["last"]
    return last or 0
