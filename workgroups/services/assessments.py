"""Scores of one assessor about one candidate, and the interest somebody has in it (rule 50)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import DealState
from governance.services.checks import save_checked
from workgroups.enums import FrameworkState, InstrumentState
from workgroups.models import Assessment, Candidate, Criterion, FrameworkAssessor, FrameworkVersion, Score
from workgroups.permissions_assessment import can_assess
from workgroups.services.assessment_checks import require_keeper
from workgroups.services.frameworks import lock_framework

REASON_LENGTH = 300


@dataclass(frozen=True)
class AssessmentEntry:
    """What an assessor filled in: scores and why by the id of the criterion, or an interest.

    ``scores``: None where nothing was chosen. ``conflict_text``: which interest.
    """

    scores: Mapping[int, int | None] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    remark: str = ""
    conflict: bool = False
    conflict_text: str = ""


@transaction.atomic
def save_assessment(
    *,
    actor: User,
    assessor: FrameworkAssessor,
    candidate: Candidate,
    entry: AssessmentEntry,
    hand_in: bool,
    on: date | None = None,
) -> Assessment:
    """Keep what an assessor finds of a candidate; ``hand_in``: it counts from now on.

    ``on``: the day on which it is, today without. What was handed in can be changed until the version closes.
    Who has an interest says which, and gives no scores. Raises DomainError for another than the assessor, on
    a version that takes no scores on that day, on a candidate that was decided about or dropped, on a score
    outside its scale (field ``score_<criterion>``), on an interest without words or beside scores, and where
    scores are missing to hand it in. Writes history. Source: rule 50.
    """
    framework = lock_framework(assessor.framework)
    assessor = FrameworkAssessor.objects.select_related("person").get(pk=assessor.pk)
    assessor.framework = framework
    _check_open(actor, assessor, on or timezone.localdate())
    _check_candidate(candidate, framework)
    found = Assessment.objects.filter(candidate=candidate, assessor=assessor).first()
    assessment = found or Assessment(candidate=candidate, assessor=assessor)
    if assessment.conflict and not entry.conflict:
        raise DomainError(
            _(
                "You said that you have an interest in this, so you give no scores. Was that a mistake? Ask"
                " the project secretary to take it back."
            ),
            field="conflict",
        )
    criteria = list(framework.criteria.all())
    given = _checked_scores(criteria, entry)
    if hand_in and not entry.conflict:
        _check_complete(criteria, given)
    assessment.conflict = entry.conflict
    assessment.conflict_text = one_line(entry.conflict_text, length=REASON_LENGTH) if entry.conflict else ""
    assessment.remark = entry.remark.strip()
    if hand_in or entry.conflict:
        assessment.submitted_at = _moment(on)
    elif len(given) < len(criteria):
        # What is no longer complete is no longer handed in.
        assessment.submitted_at = None
    save_checked(assessment, actor)
    _write_scores(actor, assessment, given, entry.reasons)
    return assessment


@transaction.atomic
def lift_conflict(*, actor: User, assessment: Assessment, reason: str) -> None:
    """Take back an interest that an assessor declared by mistake, so that scores can be given.

    Raises DomainError for who does not keep the assessment, without a reason, where no interest was declared,
    and on a closed version. Writes history.
    """
    framework = lock_framework(assessment.assessor.framework)
    require_keeper(actor, framework.deal)
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not assessment.conflict:
        raise DomainError(_("No interest was declared here."))
    if framework.state != FrameworkState.OPEN:
        raise DomainError(_("Version %(number)s takes no scores.") % {"number": framework.number})
    reason = one_line(reason, length=REASON_LENGTH)
    if not reason:
        raise DomainError(_("Say why."), field="reason")
    assessment.conflict, assessment.conflict_text, assessment.submitted_at = False, "", None
    save_checked(assessment, actor, reason)


def _moment(on: date | None) -> datetime:
    """Return now, or noon of another day."""
    if on is None or on == timezone.localdate():
        return timezone.now()
    return datetime.combine(on, time(12), timezone.get_current_timezone())


def _check_open(actor: User, assessor: FrameworkAssessor, on: date) -> None:
    if can_assess(actor, assessor, on):
        return
    framework: FrameworkVersion = assessor.framework
    number = {"number": framework.number}
    if assessor.person.user_id != actor.pk:
        raise DomainError(_("Only the assessor gives these scores."))
    if framework.deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. No scores can be given."))
    if framework.state == FrameworkState.DRAFT:
        raise DomainError(_("Version %(number)s is not open for scores yet.") % number)
    if framework.state == FrameworkState.CLOSED:
        raise DomainError(
            _("Version %(number)s of the framework is closed. No more scores can be given with it.") % number
        )
    until = framework.scores_until
    raise DomainError(
        _(
            "Scores with version %(number)s could be given until %(day)s. Ask the project secretary for more"
            " time."
        )
        % {**number, "day": date_format(until, "DATE_FORMAT") if until else ""}
    )


def _check_candidate(candidate: Candidate, framework: FrameworkVersion) -> None:
    candidate = Candidate.objects.select_related("instrument").get(pk=candidate.pk)
    if candidate.instrument.deal_id != framework.deal_id:
        raise DomainError(_("This candidate belongs to another deal."))
    if candidate.instrument.state != InstrumentState.LONGLIST:
        raise DomainError(_("There is a decision about this candidate. No more scores can be given."))


def _checked_scores(criteria: list[Criterion], entry: AssessmentEntry) -> dict[int, int]:
    """Return the scores that were given. Raises DomainError at the first that cannot be."""
    given = {key: value for key, value in entry.scores.items() if value is not None}
    if entry.conflict:
        if not entry.conflict_text.strip():
            raise DomainError(_("Say which interest you have."), field="conflict_text")
        if given:
            raise DomainError(
                _("You have an interest in this, so you give no scores. Take the scores away, or the tick."),
                field="conflict",
            )
        return {}
    scales = {criterion.pk: criterion for criterion in criteria}
    for key, value in given.items():
        if key not in scales:
            raise DomainError(_("The criteria have changed meanwhile. Load the page again."))
        scale = scales[key]
        if not scale.lowest <= value <= scale.highest:
            raise DomainError(
                _("Give “%(criterion)s” a score from %(lowest)s to %(highest)s.")
                % {"criterion": scale.title, "lowest": scale.lowest, "highest": scale.highest},
                field=f"score_{key}",
            )
    return given


def _check_complete(criteria: list[Criterion], given: dict[int, int]) -> None:
    missing = [criterion for criterion in criteria if criterion.pk not in given]
    if missing:
        raise DomainError(
            _("Give “%(criterion)s” a score, or save this to go on later.") % {"criterion": missing[0].title},
            field=f"score_{missing[0].pk}",
        )


def _write_scores(
    actor: User, assessment: Assessment, given: dict[int, int], reasons: Mapping[int, str]
) -> None:
    known = {score.criterion_id: score for score in assessment.scores.all()}
    for key, score in known.items():
        if key not in given:
            score._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
            score.delete()
    for key, value in given.items():
        score = known.get(key) or Score(assessment=assessment, criterion_id=key)
        why = one_line(reasons.get(key, ""), length=REASON_LENGTH)
        if score.pk is None or (score.value, score.reason) != (value, why):
            score.value, score.reason = value, why
            save_checked(score, actor)
