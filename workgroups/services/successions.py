"""The work of parties that are followed up by others: it goes on, ends, and comes back (choice A2-12)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from citydeal.common.dates import DAY, overlaps
from citydeal.common.errors import DomainError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import OrganizationKind
from governance.models import Party, PartySuccession
from governance.selectors.parties_places import Place
from governance.services.checks import save_checked
from workgroups.models import FieldTest, FrontRunner, InstrumentInvolvement, InstrumentUse, PassedOn
from workgroups.selectors.successions import changes_of, record_words

_NAMES: dict[type[Any], str] = {
    FieldTest: "test",
    InstrumentUse: "use",
    InstrumentInvolvement: "involvement",
    FrontRunner: "front_runner",
}
# What makes two periods of the same party the same thing.
_SAME: dict[type[Any], tuple[str, ...]] = {
    InstrumentUse: ("version_id", "where"),
    InstrumentInvolvement: ("instrument_id", "kind"),
    FrontRunner: (),
}


def pass_on(*, actor: User, succession: PartySuccession, place: Place, party: Party | None) -> None:
    """Let a test, a use, an involvement or a front-runner go on for ``party``, or end on the day before.

    A test that goes on is the same test. What has days ends, and begins anew for the other party unless it
    is there already. Without ``party`` a test stays as it is. Raises DomainError where the other party cannot
    be a front-runner. Inside the transaction of the act. Writes history.
    """
    record, reason = place.record, str(succession.get_kind_display())
    if isinstance(record, FrontRunner) and party is not None:
        _check_municipality(party)
    if isinstance(record, FieldTest) or record.start >= succession.date:
        if party is not None:
            before, record.party = record.party, party
            save_checked(record, actor, reason)
            _remember(succession, record, party_before=before)
        return
    end_before, record.end = record.end, succession.date - DAY
    save_checked(record, actor, reason)
    _remember(succession, record, end_before=end_before)
    if party is None:
        return
    names = _SAME[type(record)]
    there = {name: getattr(record, name) for name in names} | {"party": party}
    if type(record).objects.filter(overlaps(succession.date, end_before), **there).exists():
        return
    new = type(record)(**there, start=succession.date, end=end_before)
    save_checked(new, actor, reason)
    _remember(succession, new, made=True)


def built_on(succession: PartySuccession) -> list[str]:
    """Return what of the work was changed since a succession passed it on, one sentence each."""
    return [
        _("Changed later at %(party)s: %(what)s.")
        % {"party": change.record.party, "what": record_words(change.record)}
        for change in changes_of(succession)
        if latest_history_id(change.record) != change.history_id
    ]


def go_back(*, actor: User, succession: PartySuccession) -> None:
    """Let the work be again as it was before a succession. Inside the transaction of taking it back.

    Writes history.
    """
    for change in changes_of(succession):
        record = change.record
        if change.made:
            record._history_user = actor
            record.delete()
            continue
        if change.party_before is not None:
            record.party = change.party_before
        else:
            record.end = change.end_before
        save_checked(record, actor, _("Taken back"))
    PassedOn.objects.filter(succession=succession).delete()


def _check_municipality(party: Party) -> None:
    if party.organization.kind != OrganizationKind.MUNICIPALITY:
        raise DomainError(_("Only a municipality can be a front-runner municipality."))


def _remember(succession: PartySuccession, record: Any, *, made: bool = False, **before: Any) -> None:
    PassedOn.objects.create(
        succession=succession,
        made=made,
        history_id=latest_history_id(record),
        **{_NAMES[type(record)]: record},
        **before,
    )
