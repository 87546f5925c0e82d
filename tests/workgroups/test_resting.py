"""A decision on which something of the work rests cannot be withdrawn; the portal names what."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.services.decisions import withdraw_decision
from tests.factories.governance import DecisionFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_assessment import CandidateFactory, FrameworkVersionFactory
from tests.factories.workgroups_charters import CharterVersionFactory
from tests.factories.workgroups_instruments import InstrumentFactory, InstrumentStatusFactory
from tests.factories.workgroups_steps import StepFactory
from tests.governance.refusals import refused
from workgroups.selectors.resting import resting_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(cast):
    return DecisionFactory(body=cast.steering, taken_on=timezone.localdate())


def test_each_kind_is_named(cast, decision, queries):
    CharterVersionFactory(
        charter__deal=cast.deal,
        title="Wijkloket",
        state="adopted",
        adopted_on=decision.taken_on,
        adopted_by=cast.steering,
        decision=decision,
    )
    FrameworkVersionFactory(deal=cast.deal, number=2, decision=decision)
    for _number in range(2):
        CandidateFactory(instrument__deal=cast.deal, outcome="chosen", decision=decision)
    StepFactory(group=WorkingGroupFactory(body__deal=cast.deal), title="Proef af", decision=decision)
    InstrumentStatusFactory(instrument=InstrumentFactory(deal=cast.deal, title="Wijzer"), decision=decision)
    with queries(5):
        found = resting_on(decision)
    assert found == [
        "projectopdracht ‘Wijkloket’",
        "toetsingskader, versie 2",
        "keuze van 2 kandidaten",
        "stap ‘Proef af’",
        "instrument ‘Wijzer’",
    ]


def test_it_is_refused_with_what_rests_on_it_and_stands(cast, decision):
    FrameworkVersionFactory(deal=cast.deal, number=3, decision=decision)
    act = {"actor": cast.users["project_secretary"], "decision": decision, "on": decision.taken_on}
    assert "toetsingskader, versie 3" in str(refused(withdraw_decision, **act, reason="Vergissing"))
    url = reverse(
        "governance:decision_withdraw",
        args=[cast.deal.slug, cast.steering.slug, decision.pk],
    )
    sent = {"reason": "Vergissing", "withdrawn_on_dag": decision.taken_on.strftime("%d-%m-%Y")}
    answer = cast.client("project_secretary").post(url, sent)
    assert answer.status_code == 422
    assert "Dit rust op het besluit: toetsingskader, versie 3." in answer.content.decode()


def test_what_was_replaced_since_holds_nobody_up(cast, decision):
    FrameworkVersionFactory(deal=cast.deal, number=1, state="closed", decision=decision)
    FrameworkVersionFactory(deal=cast.deal, number=2)
    CandidateFactory(instrument__deal=cast.deal)
    instrument = InstrumentFactory(deal=cast.deal)
    InstrumentStatusFactory(instrument=instrument, decision=decision, on=decision.taken_on)
    InstrumentStatusFactory(instrument=instrument, on=decision.taken_on)
    CharterVersionFactory(
        charter__deal=cast.deal,
        state="replaced",
        adopted_on=decision.taken_on,
        adopted_by=cast.steering,
        decision=decision,
    )
    assert resting_on(decision) == []
    act = {"actor": cast.users["project_secretary"], "decision": decision, "on": decision.taken_on}
    assert withdraw_decision(**act, reason="Vergissing").withdrawn_on == decision.taken_on
