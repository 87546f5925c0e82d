"""On which topics the members of a residents' panel want to think along."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.models import User
from governance.enums import BodyKind
from governance.models import Challenge, Membership
from governance.services.checks import require_composer, save_checked
from panels.models import PanelTopic
from panels.permissions import can_choose_own_topics
from panels.selectors.topics import newest_topic_row


@transaction.atomic
def set_topics(
    *, actor: User, membership: Membership, challenges: Collection[Challenge], history_id: int | None = None
) -> None:
    """Record on which challenges of the deal a member of the panel wants to think along.

    Only that is kept of a resident: never his or her own situation. ``history_id``: the newest history
    row of these topics when a form was opened. Raises StaleError when somebody changed them since;
    DomainError without the right, for a member of another kind of body, and on a challenge of another
    deal. Writes history. Source: rule 20.
    """
    membership = _locked(membership)
    require_composer(actor, membership.body)
    _replace(actor, membership, challenges, history_id)


@transaction.atomic
def choose_own_topics(
    *, actor: User, membership: Membership, challenges: Collection[Challenge], history_id: int
) -> None:
    """Let a member of the panel say on which challenges he or she wants to think along.

    Raises DomainError for anybody but the member, and when the member does not sit; StaleError and
    DomainError as ``set_topics``. Writes history. Source: rule 20.
    """
    membership = _locked(membership)
    if not can_choose_own_topics(actor, membership):
        raise DomainError(_("You can only choose topics for yourself, as long as you are in the panel."))
    _replace(actor, membership, challenges, history_id)


def _locked(membership: Membership) -> Membership:
    found = Membership.objects.select_for_update(of=("self",)).select_related("body__deal", "person")
    locked: Membership = found.get(pk=membership.pk)
    return locked


def _replace(
    actor: User, membership: Membership, challenges: Collection[Challenge], history_id: int | None
) -> None:
    if membership.body.kind != BodyKind.RESIDENTS_PANEL:
        raise DomainError(_("Only members of a residents' panel have topics."))
    if any(challenge.deal_id != membership.body.deal_id for challenge in challenges):
        raise DomainError(_("This challenge belongs to another deal."), field="topics")
    if history_id is not None and newest_topic_row(membership) != history_id:
        raise StaleError(_("Somebody else changed these topics after you opened the page."))
    known = {topic.challenge_id: topic for topic in PanelTopic.objects.filter(membership=membership)}
    wanted = {challenge.pk: challenge for challenge in challenges}
    for pk in wanted.keys() - known.keys():
        save_checked(PanelTopic(membership=membership, challenge=wanted[pk]), actor)
    for pk in known.keys() - wanted.keys():
        _drop(actor, known[pk])


def take_topics_along(actor: User, old: Membership, new: Membership) -> None:
    """Give a membership that goes on from another its topics, inside the transaction of the act."""
    for topic in PanelTopic.objects.filter(membership=old):
        save_checked(PanelTopic(membership=new, challenge_id=topic.challenge_id), actor)


def drop_topics(actor: User, membership: Membership) -> None:
    """Take away the topics that a membership got from the one before it; those chosen since stay.

    Then the membership cannot go: somebody built on it. Inside the transaction of the act.
    """
    before = PanelTopic.objects.filter(membership=membership.predecessor_id).values("challenge")
    for topic in PanelTopic.objects.filter(membership=membership, challenge__in=before):
        _drop(actor, topic)


def _drop(actor: User, topic: PanelTopic) -> None:
    topic._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    topic.delete()
