"""Working groups and regional alliances: a body, and the process question it forms around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import BodyKind
from governance.models import Body
from governance.services.bodies import add_body, lock_body
from governance.services.checks import require_manager, save_checked
from workgroups.models import ProcessQuestion, RegionalAlliance, WorkingGroup

_EXTENSIONS: dict[str, type[WorkingGroup] | type[RegionalAlliance]] = {
    BodyKind.WORKING_GROUP: WorkingGroup,
    BodyKind.REGIONAL_ALLIANCE: RegionalAlliance,
}


@dataclass(frozen=True)
class GroupDetails:
    """A body around a process question. ``slug``: empty to make the address from the name."""

    kind: str
    name: str
    start: date
    slug: str = ""
    remit: str = ""
    article: str = ""
    access: str = Access.PUBLIC
    region: str = ""


@transaction.atomic
def found_group(*, actor: User, question: ProcessQuestion, details: GroupDetails) -> Body:
    """Found a working group or a regional alliance around one process question.

    Raises DomainError as ``add_body``, on another kind of body, on days outside those of the question,
    and on a second working group for a question at the same time. Writes history.
    Source: rules 21 and 24, choice A2-7.
    """
    question = _lock(question)
    if details.kind not in _EXTENSIONS:
        raise DomainError(_("Choose an answer from the list."), field="kind")
    values = {name: value for name, value in vars(details).items() if name != "region"}
    body = add_body(actor=actor, deal=question.deal, **values)
    _set_question(actor, body, question, details.region)
    return body


@transaction.atomic
def change_group(*, actor: User, body: Body, question: ProcessQuestion, region: str = "") -> Body:
    """Let a working group or a regional alliance form around another process question.

    Raises DomainError without the right, on a question of another deal, and as ``found_group``. Writes
    history.
    """
    question = _lock(question)
    body = lock_body(body)
    require_manager(actor, body.deal)
    if body.kind not in _EXTENSIONS:
        raise DomainError(_("Only a working group or an alliance forms around a process question."))
    _set_question(actor, body, question, region)
    return body


def _lock(question: ProcessQuestion) -> ProcessQuestion:
    """Lock the question, so that two groups for it are founded one after the other."""
    locked: ProcessQuestion = (
        ProcessQuestion.objects.select_for_update(of=("self",)).select_related("deal").get(pk=question.pk)
    )
    return locked


def _set_question(actor: User, body: Body, question: ProcessQuestion, region: str) -> None:
    if question.deal_id != body.deal_id:
        raise DomainError(_("This process question belongs to another deal."), field="question")
    check_days(body, question)
    model = _EXTENSIONS[body.kind]
    extension = model.objects.filter(body=body).first() or model(body=body)
    extension.question = question
    if isinstance(extension, RegionalAlliance):
        extension.region = region
    save_checked(extension, actor)


def check_days(body: Body, question: ProcessQuestion) -> None:
    """Refuse the days of a group outside those of its question, or beside another working group.

    Raises DomainError at ``question``. Source: rule 21, choice A2-7.
    """
    if body.start < question.start or (
        question.end is not None and (body.end is None or body.end > question.end)
    ):
        raise DomainError(
            _("This process question does not hold on all days of the body. Choose another, or other days."),
            field="question",
        )
    if body.kind != BodyKind.WORKING_GROUP:
        return
    others = Body.objects.filter(kind=BodyKind.WORKING_GROUP, working_group__question=question)
    other = others.exclude(pk=body.pk).overlapping(body.start, body.end).first()
    if other is not None:
        raise DomainError(
            _(
                "%(group)s works on this process question since %(start)s. A question has one working"
                " group at a time: choose another question, or first close that group (rule 21)."
            )
            % {"group": other.name, "start": date_format(other.start, "DATE_FORMAT")},
            field="question",
        )
