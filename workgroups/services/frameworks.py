"""Versions of the assessment framework: made, opened for scores, closed, followed by a new one (rule 50)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import DecisionSubject
from governance.models import CityDeal, Decision
from governance.services.checks import save_checked
from workgroups.enums import FrameworkState
from workgroups.models import Assessment, Criterion, FrameworkAssessor, FrameworkVersion
from workgroups.rules.scores import weights_fit, weights_total
from workgroups.services.assessment_checks import require_keeper
from workgroups.services.decided import check_decision
from workgroups.workflow import FRAMEWORK_TRANSITIONS, steps_from

_COPIED = ("heading", "title", "text", "lowest", "highest", "weight", "order")


@transaction.atomic
def add_framework(*, actor: User, deal: CityDeal, text: str = "") -> FrameworkVersion:
    """Make a new version of the framework, as a draft, with the criteria and assessors of the one before.

    Scores stay with the version they were given under. Raises DomainError without the right, and where a
    draft stands already. Writes history. Source: rule 50.
    """
    require_keeper(actor, deal)
    CityDeal.objects.select_for_update().get(pk=deal.pk)
    versions = FrameworkVersion.objects.filter(deal=deal)
    draft = versions.filter(state=FrameworkState.DRAFT).first()
    if draft is not None:
        raise DomainError(
            _("Version %(number)s is still a draft. Change that one.") % {"number": draft.number}
        )
    before = versions.order_by("-number").first()
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    framework = save_checked(FrameworkVersion(deal=deal, number=number, text=text.strip()), actor)
    if before is not None:
        _copy(actor, before, framework)
    return framework


def _copy(actor: User, before: FrameworkVersion, framework: FrameworkVersion) -> None:
    for criterion in before.criteria.all():
        values = {name: getattr(criterion, name) for name in _COPIED}
        save_checked(Criterion(framework=framework, **values), actor)
    for assessor in before.assessors.select_related("person"):
        save_checked(FrameworkAssessor(framework=framework, person=assessor.person), actor)


@transaction.atomic
def change_framework(
    *, actor: User, framework: FrameworkVersion, text: str, scores_until: date | None, history_id: int
) -> FrameworkVersion:
    """Change the explanation of a version, and until which day it takes scores.

    Raises StaleError when somebody saved it in between; DomainError without the right, on a closed version,
    and on a day before it was opened. Writes history.
    """
    framework = lock_framework(framework)
    require_keeper(actor, framework.deal)
    if latest_history_id(framework) != history_id:
        raise StaleError(_("Somebody else changed this version after you opened it."))
    if framework.state == FrameworkState.CLOSED:
        raise DomainError(_("This version is closed. Open it again, or make a new version."))
    if scores_until is not None:
        if not EARLIEST <= scores_until <= LATEST:
            raise DomainError(_("Fill in a year between 1900 and 2200."), field="scores_until")
        if framework.opened_on is not None and scores_until < framework.opened_on:
            raise DomainError(
                _("This version takes scores from %(day)s. Choose a day from then on.")
                % {"day": date_format(framework.opened_on, "DATE_FORMAT")},
                field="scores_until",
            )
    framework.text, framework.scores_until = text.strip(), scores_until
    return save_checked(framework, actor)


@transaction.atomic
def change_framework_state(
    *,
    actor: User,
    framework: FrameworkVersion,
    state: str,
    on: date,
    reason: str = "",
    decision: Decision | None = None,
) -> FrameworkVersion:
    """Open a version for scores, close it, or take it back to a draft (FrameworkState).

    ``decision``: by which a body adopted the version, where one did. Raises DomainError without the right, on
    a step the table does not know, without the reason it asks for, on a day that cannot be; and to open it:
    without criteria, with weights that do not add to 100, and beside another open version. To a draft it
    goes back only as long as no assessor used it. Writes history. Source: rule 50.
    """
    framework = lock_framework(framework)
    require_keeper(actor, framework.deal)
    step = steps_from(FRAMEWORK_TRANSITIONS, framework.state).get(state)
    if step is None:
        raise DomainError(
            _("From “%(state)s” a version does not go there.") % {"state": framework.get_state_display()},
            field="state",
        )
    reason = one_line(reason, length=300)
    if step.asks_reason and not reason:
        raise DomainError(_("Say why."), field="reason")
    _check_day(framework, on)
    if state == FrameworkState.OPEN:
        _open(framework, on, decision)
    elif state == FrameworkState.CLOSED:
        framework.closed_on = on
    else:
        _back_to_draft(framework)
    framework.state = state
    return save_checked(framework, actor, reason)


@transaction.atomic
def remove_framework(*, actor: User, framework: FrameworkVersion) -> None:
    """Remove a draft that was made by mistake, with its criteria and assessors.

    Raises DomainError without the right, and on a version that was opened. Writes history.
    """
    framework = lock_framework(framework)
    require_keeper(actor, framework.deal)
    check_draft(framework)
    for record in (*framework.criteria.all(), *framework.assessors.all(), framework):
        record._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        record.delete()


def lock_framework(framework: FrameworkVersion) -> FrameworkVersion:
    """Return a version under its row lock, with its deal."""
    found = FrameworkVersion.objects.select_for_update(of=("self",)).select_related("deal")
    return found.get(pk=framework.pk)


def check_draft(framework: FrameworkVersion) -> None:
    """Refuse to change a version that was opened; raises DomainError. Source: rule 50."""
    if framework.state != FrameworkState.DRAFT:
        raise DomainError(
            _(
                "Version %(number)s was opened for scores, so it stays as it is. Make a new version: the"
                " scores that were given stay with version %(number)s."
            )
            % {"number": framework.number}
        )


def _check_day(framework: FrameworkVersion, on: date) -> None:
    if not EARLIEST <= on <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="on")
    if on > timezone.localdate():
        raise DomainError(_("This day is still to come. Fill in today or a day before."), field="on")
    last = framework.closed_on or framework.opened_on
    if last is not None and on < last:
        raise DomainError(
            _("It is in “%(state)s” since %(day)s. Fill in a day from then on.")
            % {"state": framework.get_state_display(), "day": date_format(last, "DATE_FORMAT")},
            field="on",
        )


def _open(framework: FrameworkVersion, on: date, decision: Decision | None) -> None:
    # The deal is locked, so that two versions are opened one after the other.
    CityDeal.objects.select_for_update().get(pk=framework.deal_id)
    others = FrameworkVersion.objects.filter(deal=framework.deal_id, state=FrameworkState.OPEN)
    other = others.exclude(pk=framework.pk).first()
    if other is not None:
        raise DomainError(
            _("Version %(number)s is open for scores. First close that one.") % {"number": other.number}
        )
    weights = list(framework.criteria.values_list("weight", flat=True))
    if not weights:
        raise DomainError(_("This version has no criteria yet. First add what is scored."))
    check_weights(weights)
    if decision is not None:
        check_decision(framework.deal, decision, DecisionSubject.CONTENT, on)
        framework.decision = decision
    # Opened again: it was open since the first time.
    framework.opened_on = framework.opened_on or on
    framework.closed_on = None
    if framework.scores_until is not None and framework.scores_until < on:
        framework.scores_until = None


def check_weights(weights: Sequence[Decimal | None]) -> None:
    """Refuse weights that do not add to 100, unless no criterion has one; raises DomainError."""
    if weights_fit(weights):
        return
    if any(weight is None for weight in weights):
        raise DomainError(
            _("Some criteria have a weight and others have none. Give all of them one, or none.")
        )
    raise DomainError(
        _("The weights add to %(total)s. Together they must be 100: change one or more of them.")
        % {"total": _plain(weights_total(weights))}
    )


def _plain(number: Decimal) -> str:
    """Return a number of percent as people write it in Dutch: 99 or 99,5."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _back_to_draft(framework: FrameworkVersion) -> None:
    if Assessment.objects.filter(assessor__framework=framework).exists():
        raise DomainError(
            _(
                "Scores were given with this version, so it stays as it is. Make a new version: the"
                " scores stay."
            )
        )
    framework.opened_on = framework.scores_until = framework.decision = None
