"""Who gives scores with a version of the framework."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Person
from governance.selectors.requests import known_in
from governance.services.checks import save_checked
from workgroups.enums import FrameworkState
from workgroups.models import FrameworkAssessor, FrameworkVersion
from workgroups.services.assessment_checks import require_keeper
from workgroups.services.frameworks import lock_framework


@transaction.atomic
def add_assessor(*, actor: User, framework: FrameworkVersion, person: Person) -> FrameworkAssessor:
    """Let a person of the deal give scores with a version.

    Raises DomainError without the right, on a closed version, on a person who is not known in the deal, and
    on one who is an assessor already. Writes history.
    """
    framework = _open(actor, framework)
    if not Person.objects.filter(known_in(framework.deal_id), pk=person.pk).exists():
        raise DomainError(_("This person is not known in the deal."), field="person")
    if framework.assessors.filter(person=person).exists():
        raise DomainError(_("This person is an assessor already."), field="person")
    return save_checked(FrameworkAssessor(framework=framework, person=person), actor)


@transaction.atomic
def remove_assessor(*, actor: User, assessor: FrameworkAssessor) -> None:
    """Let a person no longer give scores with a version.

    Raises DomainError without the right, on a closed version, and where the person gave scores: those stay.
    Writes history.
    """
    _open(actor, assessor.framework)
    assessor._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    try:
        with transaction.atomic():
            assessor.delete()
    except ProtectedError as error:
        raise DomainError(
            _("This person gave scores with this version. Those stay, with the name.")
        ) from error


def _open(actor: User, framework: FrameworkVersion) -> FrameworkVersion:
    framework = lock_framework(framework)
    require_keeper(actor, framework.deal)
    if framework.state == FrameworkState.CLOSED:
        raise DomainError(_("This version is closed. Open it again, or make a new version."))
    return framework
