"""Who keeps the design principles, the framework and the longlist, who gives scores, and who reads them.

All of it asks the scope of the deal. Scores are read by who keeps the work at any time, and by who takes part
in the deal once a version of the framework is closed: until then an assessor is not led by what others gave.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from citydeal.common.compiled import compiled
from citydeal.models import User
from governance.enums import DealState
from governance.models import CityDeal
from governance.permissions import Actor, takes_part
from workgroups.enums import FrameworkState
from workgroups.models import FrameworkAssessor, FrameworkVersion
from workgroups.permissions import can_keep_work


def can_keep_assessment(user: Actor, deal: CityDeal) -> bool:
    """Whether this account keeps the principles, the framework and the longlist of the deal."""
    return can_keep_work(user, deal)


def can_read_scores(user: Actor, framework: FrameworkVersion) -> bool:
    """Whether this account reads the scores of everybody under this version; needs its deal loaded."""
    deal = framework.deal
    return can_keep_work(user, deal) or (framework.state == FrameworkState.CLOSED and takes_part(user, deal))


def takes_scores(framework: FrameworkVersion, on: date) -> bool:
    """Whether scores may be given under this version on a day; needs its deal loaded."""
    return (
        framework.deal.state != DealState.CLOSED
        and framework.state == FrameworkState.OPEN
        and (framework.scores_until is None or on <= framework.scores_until)
    )


def can_assess(user: Actor, assessor: FrameworkAssessor, on: date) -> bool:
    """Whether this account gives the scores of this assessor on a day; needs person, version and deal."""
    own = isinstance(user, User) and user.is_active and assessor.person.user_id == user.pk
    return own and takes_scores(assessor.framework, on)


def visible_assessors(user: Actor, deal: CityDeal) -> list[FrameworkAssessor]:
    """Return as which assessor this account gives scores under the open version; one or none."""
    if not isinstance(user, User) or not user.is_active:
        return []
    return _assessors(user=user.pk, deal=deal.pk)


def assessors_under(user: Actor, deal: CityDeal, number: int) -> list[FrameworkAssessor]:
    """Return as which assessor this account filled in scores under a version, open or closed; one or none.

    Who was busy when the version closed is told so, and keeps what was typed. One query.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    found = FrameworkAssessor.objects.filter(
        person__user=user, framework__deal=deal, framework__number=number
    ).exclude(framework__state=FrameworkState.DRAFT)
    return list(found.select_related("person", "framework__deal"))


@compiled
def _assessors(user: Any, deal: Any) -> QuerySet[FrameworkAssessor]:
    found = FrameworkAssessor.objects.filter(
        person__user=user, framework__deal=deal, framework__state=FrameworkState.OPEN
    )
    return found.select_related("person", "framework__deal")
