"""The template of a body: the items that every agenda of it starts with."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import ItemKind
from governance.models import Body, TemplateItem
from governance.rules.agenda import DOWN, UP
from governance.services.agenda import STEP, standard_items
from governance.services.agenda_checks import require_preparer
from governance.services.checks import save_checked
from governance.services.deal_text import opened


@dataclass(frozen=True)
class TemplateDetails:
    """What is written of an item of the template."""

    section: str
    title: str
    kind: str = ItemKind.INFORM
    minutes: int = 0


@transaction.atomic
def use_standard(*, actor: User, body: Body) -> None:
    """Give a body without a template the standard one, to change it from there. Writes history.

    Raises DomainError without the right, and where the body has a template.
    """
    if _locked_items(actor, body):
        raise DomainError(_("This body has a template already."))
    for number, start in enumerate(standard_items(), start=1):
        item = TemplateItem(
            body=body,
            section=start.section,
            title=start.title,
            kind=start.kind,
            minutes=start.minutes,
            order=STEP * number,
        )
        save_checked(item, actor)


@transaction.atomic
def save_template_item(
    *,
    actor: User,
    body: Body,
    details: TemplateDetails,
    item: TemplateItem | None = None,
    history_id: int = 0,
) -> TemplateItem:
    """Add an item to the template as the last one, or change ``item``; agendas that exist stay.

    Raises DomainError without the right, StaleError when somebody changed it in between. Writes history.
    """
    have = _locked_items(actor, body)
    record = (
        opened(item, history_id)
        if item is not None
        else TemplateItem(body=body, order=STEP + max((each.order for each in have), default=0))
    )
    for name, value in vars(details).items():
        setattr(record, name, value)
    record.title = one_line(details.title)
    return save_checked(record, actor)


@transaction.atomic
def remove_template_item(*, actor: User, item: TemplateItem, history_id: int) -> None:
    """Take an item from the template; agendas that exist stay. Raises as ``save_template_item``."""
    _locked_items(actor, item.body)
    locked = opened(item, history_id)
    locked._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    locked.delete()


@transaction.atomic
def move_template_item(*, actor: User, item: TemplateItem, where: str) -> None:
    """Move an item of the template one place, ``up`` or ``down``. Writes history of what moved.

    Raises DomainError without the right, and where it cannot go there.
    """
    have = _locked_items(actor, item.body)
    place = next((place for place, each in enumerate(have) if each.pk == item.pk), -1)
    other = {UP: place - 1, DOWN: place + 1}.get(where, -1)
    if place < 0 or not 0 <= other < len(have):
        raise DomainError(_("This item cannot go there. Load the page again."))
    have[place], have[other] = have[other], have[place]
    for number, each in enumerate(have, start=1):
        if each.order != STEP * number:
            each.order = STEP * number
            save_checked(each, actor)


def _locked_items(actor: User, body: Body) -> list[TemplateItem]:
    """Return the template under the row lock of its body, for who prepares the meetings."""
    locked = Body.objects.select_for_update(of=("self",)).select_related("deal").get(pk=body.pk)
    require_preparer(actor, locked)
    return list(TemplateItem.objects.filter(body=locked))
