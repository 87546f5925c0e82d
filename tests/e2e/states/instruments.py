"""Workgroups: the list of instruments, the page of one, and what is changed on it."""

from __future__ import annotations

from typing import Any

from citydeal.enums import Access
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent
from tests.factories.governance import DecisionFactory, PartyFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentInvolvementFactory,
    InstrumentSharingFactory,
    InstrumentUseFactory,
    InstrumentVersionFactory,
    VersionAttachmentFactory,
)
from workgroups.enums import FrozenFor, InstrumentState

SECRETARY = "project_secretary"


def deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def full(cast: Cast) -> list[Any]:
    group = WorkingGroupFactory(question__deal=cast.deal)
    instrument = InstrumentFactory(
        deal=cast.deal,
        title=f"Gesprekskaart voor {LONG_NAME}",
        access=Access.PUBLIC,
        group=group,
        question=group.question,
        state=InstrumentState.IN_USE,
        licence="CC BY 4.0",
    )
    old = InstrumentVersionFactory(
        instrument=instrument, withdrawn_on="2026-05-01", withdrawn_reason="Te moeilijk"
    )
    VersionAttachmentFactory(version=old)
    offered = InstrumentVersionFactory(
        instrument=instrument, frozen_on="2026-04-01", frozen_for=FrozenFor.USE
    )
    VersionAttachmentFactory(version=offered, file=None, url="https://www.voorbeeld.example/")
    VersionAttachmentFactory(version__instrument=instrument)
    party = PartyFactory(deal=cast.deal, organization__name=LONG_NAME)
    InstrumentUseFactory(version=offered, party=party, end="2026-10-01")
    InstrumentInvolvementFactory(instrument=instrument, party=party)
    InstrumentSharingFactory(instrument=instrument, url="https://www.voorbeeld.example/training")
    return [cast.deal.slug, instrument.slug]


def bare(cast: Cast) -> list[Any]:
    return [cast.deal.slug, InstrumentFactory(deal=cast.deal, text="").slug]


def in_test(cast: Cast) -> list[Any]:
    DecisionFactory(body=cast.steering)
    instrument = InstrumentFactory(deal=cast.deal, state=InstrumentState.IN_TEST)
    return [cast.deal.slug, instrument.slug]


def version(cast: Cast) -> list[Any]:
    made = InstrumentVersionFactory(instrument__deal=cast.deal)
    return [cast.deal.slug, made.instrument.slug, made.pk]


def attachment(cast: Cast) -> list[Any]:
    made = VersionAttachmentFactory(version__instrument__deal=cast.deal)
    return [cast.deal.slug, made.version.instrument.slug, made.pk]


def use(cast: Cast) -> list[Any]:
    made = InstrumentUseFactory(version__instrument__deal=cast.deal, party=cast.ministry)
    return [cast.deal.slug, made.version.instrument.slug, made.pk]


def involvement(cast: Cast) -> list[Any]:
    made = InstrumentInvolvementFactory(instrument__deal=cast.deal)
    return [cast.deal.slug, made.instrument.slug, made.pk]


def sharing(cast: Cast) -> list[Any]:
    made = InstrumentSharingFactory(instrument__deal=cast.deal)
    return [cast.deal.slug, made.instrument.slug, made.pk]


def fill(visit: Visit) -> None:
    full(visit.cast)
    for state in InstrumentState:
        InstrumentFactory(deal=visit.cast.deal, state=state, access=Access.PUBLIC)


page("instruments", "workgroups:instrument_list", SECRETARY, deal, before=fill)
page("instruments-public", "workgroups:instrument_list", "anonymous", deal, before=fill)
page("instruments-empty", "workgroups:instrument_list", "anonymous", deal)
page("instruments-filter", "workgroups:instrument_list", "member", deal, query="?zoek=niets&fase=ready")
page("instrument", "workgroups:instrument_detail", SECRETARY, full)
page("instrument-public", "workgroups:instrument_detail", "anonymous", full)
page("instrument-bare", "workgroups:instrument_detail", SECRETARY, bare)
create_page = page("instrument-create", "workgroups:instrument_create", SECRETARY, deal)
sent("instrument-create-wrong", "workgroups:instrument_create", create_page, "Instrument toevoegen")
page("instrument-edit", "workgroups:instrument_edit", SECRETARY, bare)
state_page = page("instrument-state", "workgroups:instrument_state", SECRETARY, in_test)
sent("instrument-state-wrong", "workgroups:instrument_state", state_page, "Fase opslaan")
page("version-create", "workgroups:version_create", SECRETARY, bare)
page("version-edit", "workgroups:version_edit", SECRETARY, version)
page("version-freeze", "workgroups:version_freeze", SECRETARY, version)
page("version-withdraw", "workgroups:version_withdraw", SECRETARY, version)
attach_page = page("attachment-create", "workgroups:attachment_create", SECRETARY, version)
sent("attachment-create-wrong", "workgroups:attachment_create", attach_page, "Toevoegen")
page("attachment-remove", "workgroups:attachment_remove", SECRETARY, attachment)
page("use-create", "workgroups:use_create", SECRETARY, bare)
page("use-edit", "workgroups:use_edit", SECRETARY, use)
page("use-remove", "workgroups:use_remove", SECRETARY, use)
page("involvement-create", "workgroups:involvement_create", SECRETARY, bare)
page("involvement-edit", "workgroups:involvement_edit", SECRETARY, involvement)
page("involvement-remove", "workgroups:involvement_remove", SECRETARY, involvement)
page("sharing-create", "workgroups:sharing_create", SECRETARY, bare)
page("sharing-edit", "workgroups:sharing_edit", SECRETARY, sharing)
page("sharing-remove", "workgroups:sharing_remove", SECRETARY, sharing)
