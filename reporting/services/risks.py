"""The register of risks and issues: noted, judged again, closed and opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.models import CityDeal, Person
from governance.services.checks import save_checked
from reporting.enums import RiskKind, RiskState
from reporting.models import Risk, RiskUpdate
from reporting.permissions_risks import can_keep_risks, can_update_risk
from workgroups.models import WorkingGroup

TITLE_LENGTH = 200


@dataclass(frozen=True)
class RiskDetails:
    """What a risk is. ``group``: where it belongs; None: to the deal as a whole."""

    title: str
    text: str = ""
    measure: str = ""
    owner: Person | None = None
    group: WorkingGroup | None = None


@dataclass(frozen=True)
class Judged:
    """How heavy it is: kind, chance and effect (RiskKind, RiskLevel); an issue has no chance."""

    kind: str
    effect: str
    chance: str = ""


@transaction.atomic
def add_risk(*, actor: User, deal: CityDeal, details: RiskDetails, judged: Judged, on: date) -> Risk:
    """Note a risk or an issue of a deal, seen on a day.

    Raises DomainError without the right, on one that stands there and is open, on a group of another deal, on
    a risk without a chance, and on a day that is still to come. Writes history.
    """
    _require_keeper(actor, deal)
    risk = Risk(deal=deal, noted_on=_day(on))
    _fill(risk, details)
    _judge(risk, judged)
    return save_checked(risk, actor)


@transaction.atomic
def change_risk(*, actor: User, risk: Risk, details: RiskDetails, history_id: int) -> Risk:
    """Change what a risk is, who looks after it and what is done; how heavy it is goes by ``update_risk``.

    Raises StaleError when somebody saved it after ``history_id``, and DomainError as ``add_risk``. Writes
    history.
    """
    risk = _locked(risk)
    _require_keeper(actor, risk.deal)
    if latest_history_id(risk) != history_id:
        raise StaleError(_("Somebody else changed this risk after you opened it."))
    _fill(risk, details)
    return save_checked(risk, actor)


@transaction.atomic
def update_risk(*, actor: User, risk: Risk, on: date, text: str, judged: Judged) -> RiskUpdate:
    """Write down how an open risk goes, with how heavy it is from then on; append-only.

    Raises DomainError without the right, for a closed risk, without words, and for a day that is still to
    come or lies before the last update. Writes history.
    """
    risk = _locked(risk)
    if not can_update_risk(actor, risk):
        raise DomainError(_("You may not say how this risk goes."))
    if risk.state != RiskState.OPEN:
        raise DomainError(_("This risk is closed. Open it again first."))
    _judge(risk, judged)
    return _record(actor, risk, _day_after_last(risk, on), text)


@transaction.atomic
def close_risk(*, actor: User, risk: Risk, on: date, text: str) -> RiskUpdate:
    """Close an open risk on a day, with the reason. Raises DomainError as ``update_risk``. Writes history."""
    return _turn(actor, risk, RiskState.OPEN, RiskState.CLOSED, on, text)


@transaction.atomic
def reopen_risk(*, actor: User, risk: Risk, on: date, text: str) -> RiskUpdate:
    """Open a closed risk again, with the reason. Raises DomainError as ``update_risk``. Writes history."""
    return _turn(actor, risk, RiskState.CLOSED, RiskState.OPEN, on, text)


def _turn(actor: User, risk: Risk, before: RiskState, after: RiskState, on: date, text: str) -> RiskUpdate:
    risk = _locked(risk)
    _require_keeper(actor, risk.deal)
    if risk.state != before:
        raise DomainError(_("Somebody else did this already. Look again first."))
    if after == RiskState.OPEN:
        _refuse_double(risk)
    risk.state = after
    return _record(actor, risk, _day_after_last(risk, on), text)


def _locked(risk: Risk) -> Risk:
    found = Risk.objects.select_for_update(of=("self",)).select_related("deal", "owner", "group__body__deal")
    return found.get(pk=risk.pk)


def _require_keeper(actor: User, deal: CityDeal) -> None:
    if not can_keep_risks(actor, deal):
        raise DomainError(_("You may not keep the risks of this deal."))


def _fill(risk: Risk, details: RiskDetails) -> None:
    if details.group is not None and details.group.body.deal_id != risk.deal_id:
        raise DomainError(_("This working group belongs to another deal."), field="group")
    risk.title = one_line(details.title, length=TITLE_LENGTH)
    risk.group, risk.owner = details.group, details.owner
    risk.text, risk.measure = details.text.strip(), details.measure.strip()
    if risk.state == RiskState.OPEN:
        _refuse_double(risk)


def _refuse_double(risk: Risk) -> None:
    same = Risk.objects.filter(deal=risk.deal_id, title__iexact=risk.title, state=RiskState.OPEN)
    if same.exclude(pk=risk.pk).exists():
        raise DomainError(_("This risk stands in the register already."), field="title")


def _judge(risk: Risk, judged: Judged) -> None:
    if judged.kind == RiskKind.RISK and not judged.chance:
        raise DomainError(_("Choose how likely it is."), field="chance")
    risk.kind, risk.effect = judged.kind, judged.effect
    # What happens already has no chance any more.
    risk.chance = judged.chance if judged.kind == RiskKind.RISK else ""


def _record(actor: User, risk: Risk, on: date, text: str) -> RiskUpdate:
    text = text.strip()
    if not text:
        raise DomainError(_("Say what happened, in one sentence or more."), field="text")
    save_checked(risk, actor)
    return RiskUpdate.objects.create(
        risk=risk,
        on=on,
        text=text,
        kind=risk.kind,
        chance=risk.chance,
        effect=risk.effect,
        state=risk.state,
        created_by=actor,
    )


def _day(on: date) -> date:
    if on > timezone.localdate():
        raise DomainError(_("This day has not come yet. Choose today or an earlier day."), field="on")
    if on < EARLIEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="on")
    return on


def _day_after_last(risk: Risk, on: date) -> date:
    last = risk.updates.order_by("on", "pk").last()
    if on < (last.on if last else risk.noted_on):
        raise DomainError(_("There is a later update already. Choose a day from then on."), field="on")
    return _day(on)
