"""The page of an instrument, for who works on it and for everybody who may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.text import Text
from governance.models import Body
from governance.permissions import Actor, takes_part
from workgroups.enums import InstrumentState, TestState
from workgroups.models import (
    Candidate,
    FieldTest,
    Instrument,
    InstrumentInvolvement,
    InstrumentSharing,
    InstrumentStatus,
    InstrumentUse,
    InstrumentVersion,
    VersionAttachment,
)
from workgroups.permissions_instruments import (
    can_decide_on_instrument,
    can_work_on_instrument,
    parties_recorded_for,
)
from workgroups.selectors.instruments import BADGES, LIFE, open_group, place_of
from workgroups.selectors.thread import Thread, ThreadRecords, thread_of
from workgroups.workflow import INSTRUMENT_TRANSITIONS, Transition, steps_from


@dataclass(frozen=True)
class AttachmentRow:
    """A file or a link of a version; ``remove_url``: empty where it stays."""

    attachment: VersionAttachment
    url: str
    remove_url: str

    @property
    def is_link(self) -> bool:
        """Whether it stands elsewhere."""
        return self.attachment.file is None


@dataclass(frozen=True)
class VersionRow:
    """A version with its files and links; ``links``: what this account may do with it."""

    version: InstrumentVersion
    attachments: Sequence[AttachmentRow]
    links: Sequence[tuple[str, str, str]]

    @property
    def is_withdrawn(self) -> bool:
        """Whether nobody begins to use it any more."""
        return self.version.withdrawn_on is not None


@dataclass(frozen=True)
class PeriodRow:
    """A use or an involvement; ``is_over``: before today; ``edit_url``: empty where nothing is changed."""

    record: Any
    party: str
    party_url: str
    is_over: bool
    edit_url: str


@dataclass(frozen=True)
class SharingRow:
    """A training or sharing; ``edit_url``: empty where nothing is changed."""

    sharing: InstrumentSharing
    edit_url: str


@dataclass(frozen=True)
class InstrumentPage:
    """An instrument with all that is known of it."""

    badge: str
    state: Text
    phase: str
    place: int
    phases: int
    facts: Sequence[tuple[Text, str, str]]
    thread: Thread
    versions: Sequence[VersionRow]
    uses: Sequence[PeriodRow]
    involvements: Sequence[PeriodRow]
    sharings: Sequence[SharingRow]
    is_worker: bool
    may_record_use: bool
    newest: str


@compiled
def instrument_at(deal: Any, slug: Any) -> QuerySet[Instrument]:
    """Return the instrument at this address, with all that its page names, whoever asks."""
    found = Instrument.objects.filter(deal__slug=deal, slug=slug)
    return found.select_related("deal", "question", "step__group__body", "group__body", "group__question")


def instrument_page(user: Actor, instrument: Instrument, on: date) -> InstrumentPage:
    """Return the page of an instrument, as far as this account (or nobody) may read it. Seven queries."""
    deal = instrument.deal
    worker = can_work_on_instrument(user, instrument)
    versions = _versions(instrument=instrument.pk)
    by_id = {version.pk: version for version in versions}
    uses = _uses(instrument=instrument.pk)
    for use in uses:
        use.version = by_id[use.version_id]
    statuses = _statuses(instrument=instrument.pk)
    for status in statuses:
        if status.decision is not None:
            status.decision.body.deal = deal
    own = frozenset[int]() if worker else parties_recorded_for(user, deal)
    records = ThreadRecords(versions, uses, statuses)
    place = place_of(instrument.state)
    return InstrumentPage(
        badge=BADGES[instrument.state],
        state=InstrumentState(instrument.state).label,
        phase=_("Phase %(place)s of %(count)s") % {"place": place, "count": len(LIFE)} if place else "",
        place=place,
        phases=len(LIFE),
        facts=_facts(user, instrument),
        thread=thread_of(user, deal, instrument, records),
        versions=_version_rows(instrument, versions, worker=worker),
        uses=[
            _period(instrument, use, on, "use_edit" if worker or use.party_id in own else "") for use in uses
        ],
        involvements=[
            _period(instrument, row, on, "involvement_edit" if worker else "")
            for row in _involvements(instrument=instrument.pk)
        ],
        sharings=[
            SharingRow(row, _url(instrument, "sharing_edit", row.pk) if worker else "")
            for row in _sharings(instrument=instrument.pk)
        ],
        is_worker=worker,
        may_record_use=(worker or bool(own)) and instrument.state != InstrumentState.DROPPED,
        newest=next((version.number for version in versions if version.withdrawn_on is None), ""),
    )


def _url(instrument: Instrument, name: str, *more: Any) -> str:
    return address(f"workgroups:{name}", instrument.deal.slug, instrument.slug, *more)


def _facts(user: Actor, instrument: Instrument) -> list[tuple[Text, str, str]]:
    """Return label, words and link; what is not open to the reader is left out."""
    body = open_group(user, instrument.deal, instrument)
    maker = (body.name, _group_url(body)) if body else ("", "")
    found: list[tuple[Text, str, str]] = [
        (_("Kind"), instrument.get_kind_display(), ""),
        (_("Made by"), *maker),
        (_("Licence"), instrument.licence, ""),
        (_("Next step"), instrument.next_step, ""),
    ]
    if takes_part(user, instrument.deal):
        found.append((_("Who may read"), instrument.get_access_display(), ""))
    return [fact for fact in found if fact[1]]


def _group_url(body: Body) -> str:
    return address("workgroups:group_detail", body.deal.slug, body.slug)


def _version_rows(
    instrument: Instrument, versions: Sequence[InstrumentVersion], *, worker: bool
) -> list[VersionRow]:
    files: dict[int, list[AttachmentRow]] = {version.pk: [] for version in versions}
    frozen = {version.pk for version in versions if version.frozen_on or version.withdrawn_on}
    for attachment in _attachments(instrument=instrument.pk):
        url = attachment.url or _url(instrument, "attachment_file", attachment.pk)
        may_remove = worker and attachment.version_id not in frozen
        remove_url = _url(instrument, "attachment_remove", attachment.pk) if may_remove else ""
        files[attachment.version_id].append(AttachmentRow(attachment, url, remove_url))
    return [
        VersionRow(version, files[version.pk], _acts(instrument, version) if worker else ())
        for version in versions
    ]


def _acts(instrument: Instrument, version: InstrumentVersion) -> list[tuple[str, str, str]]:
    """Return what may be done with a version: words, address, and with which."""
    if version.withdrawn_on is not None:
        return []
    acts = []
    if version.frozen_on is None:
        acts = [
            (_("Change"), "version_edit"),
            (_("Add a file or link"), "attachment_create"),
            (_("Offer"), "version_freeze"),
        ]
    acts.append((_("Withdraw"), "version_withdraw"))
    which = _("version %(number)s") % {"number": version.number}
    return [(label, _url(instrument, name, version.pk), which) for label, name in acts]


def _period(instrument: Instrument, record: Any, on: date, edit: str) -> PeriodRow:
    organization = record.party.organization
    return PeriodRow(
        record=record,
        party=organization.name,
        party_url=address("governance:party_detail", instrument.deal.slug, organization.slug),
        is_over=record.end is not None and record.end < on,
        edit_url=_url(instrument, edit, record.pk) if edit else "",
    )


@compiled
def _versions(instrument: Any) -> QuerySet[InstrumentVersion]:
    return InstrumentVersion.objects.filter(instrument=instrument)


@compiled
def _attachments(instrument: Any) -> QuerySet[VersionAttachment]:
    found = VersionAttachment.objects.filter(version__instrument=instrument)
    return found.select_related("file").order_by("pk")


@compiled
def _uses(instrument: Any) -> QuerySet[InstrumentUse]:
    found = InstrumentUse.objects.filter(version__instrument=instrument)
    return found.select_related("party__organization").order_by("start", "pk")


@compiled
def _involvements(instrument: Any) -> QuerySet[InstrumentInvolvement]:
    found = InstrumentInvolvement.objects.filter(instrument=instrument)
    return found.select_related("party__organization").order_by("party__organization__name", "start", "pk")


@compiled
def _sharings(instrument: Any) -> QuerySet[InstrumentSharing]:
    return InstrumentSharing.objects.filter(instrument=instrument)


@compiled
def _statuses(instrument: Any) -> QuerySet[InstrumentStatus]:
    found = InstrumentStatus.objects.filter(instrument=instrument)
    return found.select_related("decision__body", "decision__item__meeting").order_by("on", "pk")


# --- Where an instrument may go ---------------------------------------------------------------


@dataclass(frozen=True)
class StateChoices:
    """Where an instrument may go for this account.

    ``decided``: what a body must decide, and others write down. ``on_longlist``: it is a candidate, and is
    chosen with the others on the longlist.
    """

    steps: Mapping[str, Transition]
    decided: Sequence[Text] = ()
    on_longlist: bool = False

    @property
    def asks_decision(self) -> bool:
        """Whether one of the steps rests on a decision."""
        return any(step.asks_decision for step in self.steps.values())


def state_choices(user: Actor, instrument: Instrument) -> StateChoices:
    """Return where this account may bring an instrument. What a body decides is not for a lead.

    A candidate is chosen on the longlist, with what the assessors found. At most one query.
    """
    steps = steps_from(INSTRUMENT_TRANSITIONS, instrument.state)
    chosen = InstrumentState.CHOSEN.value
    on_longlist = chosen in steps and Candidate.objects.filter(instrument=instrument).exists()
    if on_longlist:
        del steps[chosen]
    may_decide = can_decide_on_instrument(user, instrument)
    open_ = {state: step for state, step in steps.items() if may_decide or not step.asks_decision}
    closed = [InstrumentState(state).label for state in steps if state not in open_]
    return StateChoices(open_, closed, on_longlist)


def usable_versions(instrument: Instrument) -> list[InstrumentVersion]:
    """Return the versions that somebody may begin to use, the newest first. One query."""
    return list(InstrumentVersion.objects.filter(instrument=instrument, withdrawn_on=None))


def goes_on_with(version: InstrumentVersion, on: date) -> list[str]:
    """Return in sentences what goes on with a version on a day: who uses it, and tests. Two queries."""
    uses = InstrumentUse.objects.filter(holds_on(on), version=version).count()
    tests = FieldTest.objects.filter(
        version=version, state__in=(TestState.PLANNED, TestState.RUNNING)
    ).count()
    found: list[str] = []
    if uses:
        words = ngettext("%(count)s party uses it now.", "%(count)s parties use it now.", uses)
        found.append(words % {"count": uses})
    if tests:
        words = ngettext(
            "%(count)s test with it is not done yet.", "%(count)s tests with it are not done yet.", tests
        )
        found.append(words % {"count": tests})
    return found
