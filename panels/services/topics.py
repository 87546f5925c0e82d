"""On which topics the members of a residents' panel want to think along."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import BodyKind
from governance.models import Challenge, Membership
from governance.services.checks import require_composer, save_checked
from panels.models import PanelTopic


@transaction.atomic
def set_topics(*, actor: User, membership: Membership, challenges: Collection[Challenge]) -> None:
    """Record on which challenges of the deal a member of the panel wants to think along.

    Only that is kept of a resident: never his or her own situation. Raises DomainError without the
    right, for a member of another kind of body, and on a challenge of another deal. Writes history.
    Source: rule 20.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=membership.pk)
    )
    require_composer(actor, membership.body)
    if membership.body.kind != BodyKind.RESIDENTS_PANEL:
        raise DomainError(_("Only members of a residents' panel have topics."))
    if any(challenge.deal_id != membership.body.deal_id for challenge in challenges):
        raise DomainError(_("This challenge belongs to another deal."), field="topics")
    known = {topic.challenge_id: topic for topic in PanelTopic.objects.filter(membership=membership)}
    wanted = {challenge.pk: challenge for challenge in challenges}
    for pk in wanted.keys() - known.keys():
        save_checked(PanelTopic(membership=membership, challenge=wanted[pk]), actor)
    for pk in known.keys() - wanted.keys():
        known[pk]._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        known[pk].delete()
