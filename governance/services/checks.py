"""What every service that sets up a deal asks first, and how it saves."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DealState
from governance.models import Body, CityDeal, Person, Seat
from governance.permissions import can_change_state, can_manage_composition, can_manage_people
from governance.services.rights import sync_person

Record = TypeVar("Record", bound=models.Model)


def require_platform_manager(actor: User) -> None:
    """Raise DomainError unless this account may create deals."""
    if not (actor.is_active and actor.is_platform_manager):
        raise DomainError(_("Only a platform manager may do this."))


def require_manager(actor: User, deal: CityDeal) -> None:
    """Raise DomainError unless this account keeps the register of the deal."""
    if deal.state == DealState.CLOSED and can_change_state(actor, deal):
        raise DomainError(_("This deal is closed. Open it again before you change anything."))
    if not can_manage_people(actor, deal):
        raise DomainError(_("You may not change how this deal is organised."))


def require_composer(actor: User, body: Body) -> None:
    """Raise DomainError unless this account may change who sits in a body."""
    if not can_manage_composition(actor, body):
        raise DomainError(_("You may not change the members of this body."))


def check_period(start: date, end: date | None) -> None:
    """Raise DomainError, with its field, on an end before the start or an impossible year."""
    for name, day in (("start", start), ("end", end)):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise DomainError(_("Fill in a year between 1900 and 2200."), field=name)
    if end is not None and end < start:
        raise DomainError(
            _("The last day lies before the first day. Choose a last day from %(start)s.")
            % {"start": date_format(start, "DATE_FORMAT")},
            field="end",
        )


def check_within(scope: Body | Seat, start: date, end: date | None) -> None:
    """Raise DomainError, with its field, on a period that reaches outside that of a body or seat."""
    name = scope.name
    if isinstance(scope, Seat):
        name = (_("The seat “%(seat)s”") if scope.label else _("The seat of %(seat)s")) % {"seat": name}
    if start < scope.start:
        words = {"scope": name, "start": date_format(scope.start, "DATE_FORMAT")}
        raise DomainError(
            _("%(scope)s is there from %(start)s. Choose a first day from then on.") % words, field="start"
        )
    if scope.end is not None and (end is None or end > scope.end):
        words = {"scope": name, "end": date_format(scope.end, "DATE_FORMAT")}
        raise DomainError(
            _("%(scope)s is there until %(end)s. Fill in a last day until then.") % words, field="end"
        )


def save_checked(record: Record, actor: User | None = None, reason: str = "") -> Record:
    """Check a record against its model and save it; returns it.

    ``actor`` and ``reason`` stand in its history; without ``actor`` whoever does the request. Raises
    DomainError at the first field that is wrong, also when somebody else saves the same at this very
    moment. Writes the history of the model.
    """
    if actor is not None:
        record._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    if reason:
        record._change_reason = reason  # type: ignore[attr-defined]  # simple-history's own name
    try:
        record.full_clean()
        with transaction.atomic():
            record.save()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field="" if field == NON_FIELD_ERRORS else field) from error
    except IntegrityError as error:
        raise DomainError(_("Somebody else just saved the same. Look again first.")) from error
    return record


def rights_follow(person: Person) -> None:
    """Derive the rights of a person's account and of who acts for the person, as of today."""
    sync_person(person, timezone.localdate())
