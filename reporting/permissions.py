"""Who may do what with progress: who keeps reports, who remarks on them, who reads them.

A report asks the scope of its deal. Until it is sent it is for who keeps or audits the deal and for the core
group; from then on for everybody in the deal, and for everybody where it was made public.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import BodyKind, DealState
from governance.models import CityDeal, Membership
from governance.permissions import (
    ACCEPT_EXCEPTIONS,
    MANAGE_COMPOSITION,
    READ_HISTORY,
    Actor,
    can_view_deal,
    has_right,
    takes_part,
)
from reporting.enums import ReportState
from reporting.models import ProgressReport

# In these states a report is still written, and its numbers are made anew.
OPEN_STATES = frozenset({ReportState.DRAFT.value, ReportState.IN_REVIEW.value})
# From here on it is for everybody in the deal.
OUT_STATES = frozenset({ReportState.SENT.value, ReportState.EVALUATED.value})


def can_keep_reports(user: Actor, deal: CityDeal) -> bool:
    """Whether this account writes reports and all that is in them: who keeps the deal, if it is open."""
    return deal.state != DealState.CLOSED and has_right(user, MANAGE_COMPOSITION, deal.pk)


def can_release_reports(user: Actor, deal: CityDeal) -> bool:
    """Whether this account releases a report: the project manager, never the secretary alone (rule 9)."""
    return deal.state != DealState.CLOSED and has_right(user, ACCEPT_EXCEPTIONS, deal.pk)


def in_core_group(user: Actor, deal: CityDeal) -> bool:
    """Whether this account sits in the core group today; who acts for somebody does not. One query."""
    if not isinstance(user, User) or not user.is_active or not takes_part(user, deal):
        return False
    return bool(_sits(user=user.pk, deal=deal.pk, kind=BodyKind.CORE_GROUP, on=timezone.localdate()))


@compiled
def _sits(user: Any, deal: Any, kind: Any, on: Any) -> QuerySet[Any]:
    found = Membership.objects.filter(holds_on(on), body__deal=deal, body__kind=kind, person__user=user)
    return found.order_by().values_list("pk")


def can_comment(user: Actor, report: ProgressReport) -> bool:
    """Whether this account remarks on a report: the core group and who keeps it, while it is in review.

    Needs its deal loaded.
    """
    if report.state != ReportState.IN_REVIEW or report.deal.state == DealState.CLOSED:
        return False
    return can_keep_reports(user, report.deal) or in_core_group(user, report.deal)


def reads_drafts(user: Actor, deal: CityDeal) -> bool:
    """Whether this account reads reports before they are sent: keepers, auditors, the core group."""
    return has_right(user, READ_HISTORY, deal.pk) or in_core_group(user, deal)


def reports_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_reports`` needs to know of this account in a deal.

    ``states``: the states it reads whatever the access; ``levels``: of what was sent, the access levels.
    """
    if reads_drafts(user, deal):
        return {"deal": deal.pk, "states": [str(state) for state in ReportState], "levels": []}
    levels: list[str] = []
    if can_view_deal(user, deal):
        levels = [Access.PUBLIC, Access.DEAL] if takes_part(user, deal) else [Access.PUBLIC]
    return {"deal": deal.pk, "states": [], "levels": [str(level) for level in levels]}


def among_open_reports(deal: Any, states: Any, levels: Any, path: str = "") -> Q:
    """Return the condition "a report that is open to the reader"; values or slots of ``reports_open_to``."""
    sent = Q(**{f"{path}state__in": sorted(OUT_STATES)}) & Q(**{f"{path}access__any": levels})
    return Q(**{f"{path}deal": deal}) & (Q(**{f"{path}state__any": states}) | sent)


def visible_reports(user: Actor, deal: CityDeal) -> list[ProgressReport]:
    """Return the reports of a deal that this account (or nobody) may open, the newest first."""
    return _reports(**reports_open_to(user, deal))


def visible_report(user: Actor, deal: CityDeal, report: int) -> list[ProgressReport]:
    """Return this report with its deal and snapshot, or nothing where the account may not open it."""
    return _report(report=report, **reports_open_to(user, deal))


@compiled
def _reports(deal: Any, states: Any, levels: Any) -> QuerySet[ProgressReport]:
    found = ProgressReport.objects.filter(among_open_reports(deal, states, levels))
    return found.select_related("deal", "evaluation__setup")


@compiled
def _report(report: Any, deal: Any, states: Any, levels: Any) -> QuerySet[ProgressReport]:
    found = ProgressReport.objects.filter(among_open_reports(deal, states, levels), pk=report)
    return found.select_related("deal", "snapshot", "occurrence__duty__body", "item__meeting__body")


def can_read_report(user: Actor, report: ProgressReport) -> bool:
    """Whether this account may open a report; needs its deal loaded. The list is ``visible_reports``."""
    if reads_drafts(user, report.deal):
        return True
    if report.state not in OUT_STATES:
        return False
    if takes_part(user, report.deal):
        return True
    return bool(report.access == Access.PUBLIC and can_view_deal(user, report.deal))
