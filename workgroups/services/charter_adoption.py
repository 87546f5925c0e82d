"""Adopt a project charter: by a decision of a body, with its date (rule 33)."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.models import User
from governance.enums import DecisionSubject
from governance.models import Decision
from governance.services.checks import save_checked
from workgroups.enums import CharterState
from workgroups.models import CharterVersion, ProjectCharter
from workgroups.permissions_charters import can_adopt_charter
from workgroups.selectors.charter_sections import rows_of, stamp_of
from workgroups.selectors.charters import missing_in_version
from workgroups.services.charters import lock_charter
from workgroups.services.decided import check_decision


@transaction.atomic
def adopt_version(
    *, actor: User, version: CharterVersion, decision: Decision | None, stamp: str
) -> CharterVersion:
    """Record that a body adopted this concept; from then on it does not change, and replaces the one before.

    The body and the date come from ``decision``. Raises StaleError and DomainError as ``check_adoption``
    does. Writes history. Source: rule 33.
    """
    charter = lock_charter(version.charter)
    version = charter.versions.select_for_update().get(pk=version.pk)
    version.charter = charter
    before = charter.versions.filter(state=CharterState.ADOPTED).first()
    decision = check_adoption(actor=actor, version=version, decision=decision, stamp=stamp)
    if before is not None:
        before.state = CharterState.REPLACED
        save_checked(before, actor)
    version.state = CharterState.ADOPTED
    version.decision = decision
    version.adopted_by = decision.body
    version.adopted_on = decision.taken_on
    save_checked(version, actor)
    if charter.title != version.title:
        charter.title = version.title
        save_checked(charter, actor)
    return version


def check_adoption(
    *, actor: User, version: CharterVersion, decision: Decision | None, stamp: str
) -> Decision:
    """Refuse an adoption that cannot be; returns the decision that carries it.

    ``decision``: adopted, not withdrawn, of a body that decides about the work or about money. ``stamp``:
    ``stamp_of`` the whole version as it was read. Raises StaleError when it was changed since; DomainError
    without the right, on what is no concept, while something is missing (rules 34 to 36), without a
    decision, and on one that is older than the adoption of the version before. Needs charter and deal loaded.
    """
    charter = version.charter
    if not can_adopt_charter(actor, charter):
        raise DomainError(_("You may not record the adoption of this project charter."))
    if version.state != CharterState.CONCEPT:
        raise DomainError(_("This version was adopted already."))
    rows = rows_of(version)
    if stamp_of(version, rows) != stamp:
        raise StaleError(_("Somebody else changed this concept after you opened it. Read it again first."))
    missing = missing_in_version(version, rows)
    if missing:
        words = " ".join(str(each.text) for each in missing)
        raise DomainError(
            _("Something is still missing before a body can adopt it. %(what)s") % {"what": words}
        )
    about_money = decision is not None and decision.subject == DecisionSubject.BUDGET
    subject = DecisionSubject.BUDGET if about_money else DecisionSubject.CONTENT
    check_decision(charter.deal, decision, subject, timezone.localdate())
    carrying = cast("Decision", decision)  # none was refused
    _check_later(charter, carrying)
    return carrying


def _check_later(charter: ProjectCharter, decision: Decision) -> None:
    """Refuse a decision that cannot change what was adopted before. Raises DomainError at ``decision``."""
    before = charter.versions.filter(state=CharterState.ADOPTED).first()
    if charter.versions.filter(decision=decision).exists():
        raise DomainError(
            _("By this decision an earlier version was adopted. A change asks a new decision."),
            field="decision",
        )
    if before is not None and before.adopted_on is not None and decision.taken_on < before.adopted_on:
        raise DomainError(
            _("This decision is older than the version of %(day)s. A change asks a new decision.")
            % {"day": date_format(before.adopted_on, "DATE_FORMAT")},
            field="decision",
        )
