"""How the bodies of a deal stand to each other, only as its text states it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.models import User
from governance.models import Body, BodyRelation
from governance.services.checks import require_manager, save_checked


@transaction.atomic
def add_relation(*, actor: User, source: Body, target: Body, kind: str, article: str) -> BodyRelation:
    """Record that ``source`` stands in a relation (RelationKind) to ``target``, by its article.

    Raises DomainError without the right, without the place in the text that states it, between bodies
    of different deals, to itself, and where it is recorded already. Writes history.
    """
    require_manager(actor, source.deal)
    if target.deal_id != source.deal_id:
        raise DomainError(_("This body belongs to another deal."), field="target")
    if source.pk == target.pk:
        raise DomainError(_("Choose two different bodies."), field="target")
    if not article.strip():
        raise DomainError(_("Fill in where the text of the deal states this."), field="article")
    if BodyRelation.objects.filter(source=source, target=target, kind=kind).exists():
        raise DomainError(_("This relation stands here already."), field="target")
    return save_checked(BodyRelation(source=source, target=target, kind=kind, article=article), actor)


@transaction.atomic
def remove_relation(*, actor: User, relation: BodyRelation) -> None:
    """Take a relation away; its history stays.

    Raises DomainError without the right, StaleError when somebody else took it away already.
    """
    require_manager(actor, relation.source.deal)
    locked = BodyRelation.objects.select_for_update(of=("self",)).filter(pk=relation.pk).first()
    if locked is None:
        raise StaleError(_("Somebody else took this relation away already."))
    locked._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    locked.delete()
