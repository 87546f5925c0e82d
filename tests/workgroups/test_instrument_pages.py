"""The pages of instruments, through the browser's eyes: what is shown, asked, refused, and kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from citydeal.common.history import latest_history_id
from citydeal.common.slots import PagePart
from citydeal.enums import Access
from tests.factories.deal_text import PDF
from tests.factories.governance import DecisionFactory, PartyContactFactory, PartyFactory
from tests.factories.workgroups import RegionalAllianceFactory, WorkingGroupFactory
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentInvolvementFactory,
    InstrumentSharingFactory,
    InstrumentStatusFactory,
    InstrumentUseFactory,
    InstrumentVersionFactory,
    VersionAttachmentFactory,
)
from tests.factories.workgroups_tests import FieldTestFactory
from workgroups.enums import FrozenFor, InstrumentState, LeadRole, StepState, TestState
from workgroups.models import Candidate, FieldTest, GroupLead, Instrument, InstrumentUse, Step
from workgroups.selectors import thread
from workgroups.selectors.instrument_parts import group_part

pytestmark = pytest.mark.django_db
SECRETARY = "project_secretary"


def url(name, cast, *more):
    return reverse(f"workgroups:{name}", args=[cast.deal.slug, *more])


def typed(day, name="on"):
    return {f"{name}_dag": str(day.day), f"{name}_maand": str(day.month), f"{name}_jaar": str(day.year)}


@pytest.fixture
def group(cast):
    return WorkingGroupFactory(question__deal=cast.deal)


@pytest.fixture
def lead(cast, group):
    """A browser of the lead of the group."""
    GroupLead.objects.create(
        group=group, person=cast.people["member"], role=LeadRole.LEAD, start=date(2020, 1, 1)
    )
    return cast.client("member")


class TestList:
    def test_shows_phase_use_and_next_step(self, cast, group):
        instrument = InstrumentFactory(
            deal=cast.deal,
            group=group,
            title="Toestemmingsbrief",
            state=InstrumentState.IN_USE,
            access=Access.PUBLIC,
            next_step="Korter maken",
        )
        version = InstrumentVersionFactory(instrument=instrument, number="2.1")
        InstrumentUseFactory(version=version)
        InstrumentUseFactory(version=version, end=date(2026, 5, 1))
        page = cast.client("anonymous").get(url("instrument_list", cast)).content.decode()
        for words in (
            "Toestemmingsbrief",
            "versie 2.1",
            "Fase 7 van 8",
            "1 partij",
            "Korter maken",
            group.body.name,
        ):
            assert words in page
        assert "Instrument toevoegen" not in page

    def test_filters_and_sorts(self, cast, group):
        made = InstrumentFactory(
            deal=cast.deal, group=group, title="Aap", state=InstrumentState.READY, kind="letter"
        )
        InstrumentStatusFactory(instrument=made, state=InstrumentState.READY, on=date(2026, 6, 1))
        InstrumentFactory(deal=cast.deal, title="Beer")
        InstrumentFactory(deal=cast.deal, title="Cavia", state=InstrumentState.DROPPED)
        client = cast.client(SECRETARY)

        def titles(query):
            page = client.get(url("instrument_list", cast) + query)
            return [row.instrument.title for row in page.context["page_obj"]]

        assert titles("") == ["Aap", "Beer"]
        assert titles("?fase=dropped") == ["Cavia"]
        assert titles("?fase=ready") == titles("?soort=letter") == titles(f"?groep={group.pk}") == ["Aap"]
        assert titles("?zoek=BEER") == ["Beer"]
        assert titles("?volgorde=fase") == titles("?volgorde=nieuw") == ["Aap", "Beer"]
        # What cannot be filtered for is left out.
        assert titles("?groep=999&fase=ready&soort=niets") == ["Aap"]
        assert titles("?zoek=niemand") == []

    def test_a_hidden_group_is_no_way_to_find_what_it_makes(self, cast, group):
        group.body.access = Access.BODY
        group.body.save()
        InstrumentFactory(deal=cast.deal, group=group, access=Access.PUBLIC, title="Aap")
        page = cast.client("anonymous").get(url("instrument_list", cast) + f"?groep={group.pk}")
        assert group.body.name not in page.content.decode()
        assert "Aap" in page.content.decode()

    def test_a_part_for_htmx_says_how_many(self, cast):
        InstrumentFactory(deal=cast.deal, access=Access.PUBLIC)
        page = cast.client("anonymous").get(url("instrument_list", cast), headers={"HX-Request": "true"})
        assert "1 instrument." in page.content.decode()
        assert "<html" not in page.content.decode()

    @pytest.mark.parametrize("rows", [1, 3, 200])
    def test_asks_as_much_for_one_as_for_many(self, cast, group, queries, rows):
        for _number in range(rows):
            InstrumentFactory(deal=cast.deal, group=group)
        client = cast.client(SECRETARY)
        client.get(url("instrument_list", cast))
        with queries(7):
            page = client.get(url("instrument_list", cast))
        assert len(page.context["page_obj"].object_list) == min(rows, 50)

    def test_as_a_sheet_with_the_same_filter_and_without_formulas(self, cast):
        InstrumentFactory(deal=cast.deal, title="=1+1", access=Access.PUBLIC)
        InstrumentFactory(deal=cast.deal, title="Geheim")
        answer = cast.client("anonymous").get(url("instrument_export", cast, "csv"))
        text = answer.content.decode("utf-8-sig")
        assert "'=1+1" in text
        assert "Geheim" not in text
        only = cast.client(SECRETARY).get(url("instrument_export", cast, "xlsx") + "?zoek=geheim")
        assert only.status_code == 200
        assert cast.client(SECRETARY).get(url("instrument_export", cast, "exe")).status_code == 404


class TestAdding:
    def test_by_a_lead_for_the_own_group(self, cast, group, lead):
        page = lead.get(url("instrument_create", cast) + f"?groep={group.pk}")
        assert [key for key, _name in page.context["form"].fields["group"].choices] == ["", str(group.pk)]
        fields = {"title": "Kaart", "kind": "method", "access": "deal"}
        missing = lead.post(url("instrument_create", cast), fields)
        assert missing.status_code == 422
        assert "Kaart" in missing.content.decode()
        lead.post(url("instrument_create", cast), fields | {"group": group.pk})
        assert Instrument.objects.get(title="Kaart").question == group.question

    def test_a_name_that_is_there_stays_typed(self, cast):
        InstrumentFactory(deal=cast.deal, title="Kaart")
        fields = {"title": "kaart", "kind": "method", "access": "deal", "text": "Mijn uitleg"}
        answer = cast.client(SECRETARY).post(url("instrument_create", cast), fields)
        assert answer.status_code == 422
        assert "Mijn uitleg" in answer.content.decode()
        assert "heeft al een instrument met deze naam" in answer.content.decode()

    def test_changed_and_who_comes_second_sees_what_the_first_did(self, cast, group):
        instrument = InstrumentFactory(deal=cast.deal, group=group)
        client = cast.client(SECRETARY)
        first = client.get(url("instrument_edit", cast, instrument.slug)).context["form"]
        fields = {name: first.initial[name] for name in ("title", "kind", "access", "group", "history_id")}
        client.post(url("instrument_edit", cast, instrument.slug), fields | {"licence": "CC0"})
        answer = client.post(url("instrument_edit", cast, instrument.slug), fields | {"licence": "EUPL"})
        assert answer.status_code == 409
        assert "CC0" in answer.content.decode()
        instrument.refresh_from_db()
        assert instrument.licence == "CC0"


class TestPhase:
    def test_a_lead_sees_what_a_body_decides_and_cannot_send_it(self, cast, group, lead):
        instrument = InstrumentFactory(deal=cast.deal, group=group, state=InstrumentState.IN_TEST)
        InstrumentVersionFactory(instrument=instrument)
        page = lead.get(url("instrument_state", cast, instrument.slug))
        assert "Hierover besluit een orgaan: Klaar voor gebruik" in page.content.decode()
        assert "decision" not in page.context["form"].fields
        sent = {"state": "ready", **typed(timezone.localdate())}
        assert lead.post(url("instrument_state", cast, instrument.slug), sent).status_code == 422
        instrument.refresh_from_db()
        assert instrument.state == InstrumentState.IN_TEST

    def test_the_secretary_writes_it_down_with_the_decision(self, cast):
        instrument = InstrumentFactory(deal=cast.deal, state=InstrumentState.IN_TEST)
        InstrumentVersionFactory(instrument=instrument)
        decision = DecisionFactory(body=cast.steering)
        client = cast.client(SECRETARY)
        sent = {"state": "ready", **typed(date(2026, 6, 1))}
        bare = client.post(url("instrument_state", cast, instrument.slug), sent)
        assert bare.status_code == 422
        assert "Kies het besluit" in bare.content.decode()
        answer = client.post(
            url("instrument_state", cast, instrument.slug), sent | {"decision": decision.pk}, follow=True
        )
        assert "Klaar voor gebruik" in answer.content.decode()

    def test_a_candidate_is_chosen_on_the_longlist(self, cast):
        instrument = InstrumentFactory(deal=cast.deal, state=InstrumentState.LONGLIST)
        Candidate.objects.create(instrument=instrument, listed_on=date(2026, 1, 1))
        page = cast.client(SECRETARY).get(url("instrument_state", cast, instrument.slug))
        assert list(page.context["choices"].steps) == ["dropped"]
        assert reverse("workgroups:candidate_list", args=[cast.deal.slug]) in page.content.decode()

    def test_a_day_to_come_stays_typed(self, cast):
        instrument = InstrumentFactory(deal=cast.deal)
        later = timezone.localdate() + timedelta(days=3)
        answer = cast.client(SECRETARY).post(
            url("instrument_state", cast, instrument.slug), {"state": "longlist", **typed(later)}
        )
        assert answer.status_code == 422
        assert "Deze dag moet nog komen" in answer.content.decode()
        assert f'value="{later.year}"' in answer.content.decode()


class TestVersions:
    def test_added_changed_and_offered(self, cast):
        instrument = InstrumentFactory(deal=cast.deal)
        client = cast.client(SECRETARY)
        made = date(2026, 4, 1)
        version_fields = {"number": "1.0", "text": "Eerste", **typed(made, "made_on")}
        client.post(url("version_create", cast, instrument.slug), version_fields)
        version = instrument.versions.get()
        again = client.post(url("version_create", cast, instrument.slug), version_fields)
        assert "heeft al een versie 1.0" in again.content.decode()
        edit = url("version_edit", cast, instrument.slug, version.pk)
        fields = version_fields | {"number": "1.1", "history_id": latest_history_id(version)}
        client.post(edit, fields)
        assert client.post(edit, fields | {"number": "1.2"}).status_code == 409
        freeze = url("version_freeze", cast, instrument.slug, version.pk)
        client.post(freeze, {"for_": "test", **typed(made)})
        version.refresh_from_db()
        assert (version.number, version.frozen_on, version.frozen_for) == ("1.1", made, FrozenFor.TEST)
        assert client.get(freeze).status_code == 404
        refused = client.post(edit, fields | {"history_id": latest_history_id(version)})
        assert "verandert niet meer" in refused.content.decode()

    def test_withdrawn_with_a_reason(self, cast):
        version = InstrumentVersionFactory(instrument__deal=cast.deal)
        withdraw = url("version_withdraw", cast, version.instrument.slug, version.pk)
        client = cast.client(SECRETARY)
        page = client.post(withdraw, {"reason": "Te moeilijk", **typed(date(2026, 5, 1))}, follow=True)
        assert "Te moeilijk" in page.content.decode()
        assert client.get(withdraw).status_code == 404

    def test_who_withdraws_reads_what_goes_on_with_it(self, cast):
        version = InstrumentVersionFactory(instrument__deal=cast.deal)
        withdraw = url("version_withdraw", cast, version.instrument.slug, version.pk)
        client = cast.client(SECRETARY)
        assert "Dat blijft zo staan." not in client.get(withdraw).content.decode()
        InstrumentUseFactory(version=version)
        for state in (TestState.PLANNED, TestState.RUNNING, TestState.DONE):
            FieldTestFactory(version=version, state=state)
        shown = client.get(withdraw).content.decode()
        assert "1 partij gebruikt de versie nu. 2 testen met deze versie zijn nog niet klaar." in shown
        assert "Dat blijft zo staan." in shown
        InstrumentUse.objects.all().delete()
        FieldTest.objects.filter(state=TestState.PLANNED).update(state=TestState.STOPPED)
        says = f"Versie {version.number}. 1 test met deze versie is nog niet klaar."
        assert says in client.get(withdraw).content.decode()

    def test_files_and_links_until_it_is_offered(self, cast):
        version = InstrumentVersionFactory(instrument__deal=cast.deal, instrument__access=Access.PUBLIC)
        slug = version.instrument.slug
        client = cast.client(SECRETARY)
        create = url("attachment_create", cast, slug, version.pk)
        wrong = client.post(create, {"title": "Kaart", "file": SimpleUploadedFile("kaart.pdf", b"MZ hallo")})
        assert wrong.status_code == 422
        assert "PDF" in wrong.context["form"].errors["file"][0]
        client.post(create, {"title": "Kaart", "file": SimpleUploadedFile("kaart.pdf", PDF)})
        client.post(create, {"title": "Site", "url": "https://www.voorbeeld.example/"})
        file, link = version.attachments.order_by("pk")
        download = cast.client("anonymous").get(url("attachment_file", cast, slug, file.pk))
        assert download["Content-Disposition"].startswith("attachment")
        assert b"".join(download.streaming_content) == PDF
        assert client.get(url("attachment_file", cast, slug, link.pk)).status_code == 404
        client.post(url("attachment_remove", cast, slug, link.pk))
        assert version.attachments.get() == file
        version.frozen_on, version.frozen_for = date(2026, 5, 1), FrozenFor.USE
        version.save()
        assert client.get(create).status_code == 404
        assert client.get(url("attachment_remove", cast, slug, file.pk)).status_code == 404


class TestForms:
    @pytest.mark.parametrize(
        "name", ["instrument_edit", "version_create", "use_create", "involvement_create", "sharing_create"]
    )
    def test_open_with_what_is_known(self, cast, name):
        instrument = InstrumentFactory(deal=cast.deal)
        page = cast.client(SECRETARY).get(url(name, cast, instrument.slug)).content.decode()
        assert instrument.title in page

    def test_of_a_version_say_which(self, cast):
        version = InstrumentVersionFactory(instrument__deal=cast.deal, number="3.1")
        attachment = VersionAttachmentFactory(version=version)
        client = cast.client(SECRETARY)
        for name in ("version_edit", "version_freeze", "version_withdraw", "attachment_create"):
            page = client.get(url(name, cast, version.instrument.slug, version.pk)).content.decode()
            assert "ersie 3.1" in page
        remove = client.get(url("attachment_remove", cast, version.instrument.slug, attachment.pk))
        assert attachment.title in remove.content.decode()

    def test_an_offered_version_can_only_be_withdrawn(self, cast):
        version = InstrumentVersionFactory(
            instrument__deal=cast.deal, frozen_on=date(2026, 4, 1), frozen_for=FrozenFor.USE
        )
        page = cast.client(SECRETARY).get(url("instrument_detail", cast, version.instrument.slug))
        (row,) = page.context["page"].versions
        assert [label for label, _url, _which in row.links] == ["Intrekken"]


class TestUse:
    def test_a_contact_writes_down_what_the_own_party_uses(self, cast):
        version = InstrumentVersionFactory(instrument__deal=cast.deal, instrument__access=Access.PUBLIC)
        slug = version.instrument.slug
        PartyFactory(deal=cast.deal)
        contact = cast.client("party_contact")
        page = contact.get(url("use_create", cast, slug))
        parties = [key for key, _name in page.context["form"].fields["party"].choices]
        assert parties == ["", str(cast.ministry.pk)]
        fields = {"party": cast.ministry.pk, "version": version.pk, **typed(date(2026, 5, 1), "start")}
        contact.post(url("use_create", cast, slug), fields)
        use = InstrumentUse.objects.get()
        assert use.party == cast.ministry
        detail = contact.get(url("instrument_detail", cast, slug)).content.decode()
        assert url("use_edit", cast, slug, use.pk) in detail
        contact.post(url("use_remove", cast, slug, use.pk))
        assert not InstrumentUse.objects.exists()
        other = InstrumentUseFactory(version=version)
        assert contact.get(url("use_edit", cast, slug, other.pk)).status_code == 404

    def test_changed_and_the_second_sees_that(self, cast):
        use = InstrumentUseFactory(version__instrument__deal=cast.deal)
        slug = use.version.instrument.slug
        client = cast.client(SECRETARY)
        edit = url("use_edit", cast, slug, use.pk)
        assert url("use_remove", cast, slug, use.pk) in client.get(edit).content.decode()
        fields = {"where": "Balie", "history_id": latest_history_id(use), **typed(use.start, "start")}
        client.post(edit, fields | typed(date(2026, 6, 1), "end"))
        use.refresh_from_db()
        assert (use.where, use.end) == ("Balie", date(2026, 6, 1))
        assert client.post(edit, fields).status_code == 409
        newest = {"history_id": latest_history_id(use)}
        answer = client.post(edit, fields | newest | typed(date(2026, 1, 1), "end"))
        assert answer.status_code == 422

    def test_involvement_and_sharing(self, cast):
        instrument = InstrumentFactory(deal=cast.deal)
        client = cast.client(SECRETARY)
        party = PartyFactory(deal=cast.deal)
        start = date(2026, 5, 1)
        fields = {"party": party.pk, "kind": "testing", **typed(start, "start")}
        client.post(url("involvement_create", cast, instrument.slug), fields)
        row = instrument.involvements.get()
        again = client.post(url("involvement_create", cast, instrument.slug), fields)
        assert again.status_code == 422
        edit = url("involvement_edit", cast, instrument.slug, row.pk)
        days = {**typed(start, "start"), **typed(date(2026, 6, 1), "end")}
        client.post(edit, days | {"history_id": latest_history_id(row)})
        stale = client.post(edit, typed(start, "start") | {"history_id": latest_history_id(row) - 1})
        assert stale.status_code == 409
        row.refresh_from_db()
        assert row.end == date(2026, 6, 1)
        client.post(url("involvement_remove", cast, instrument.slug, row.pk))
        assert not instrument.involvements.exists()
        share = {"kind": "training", "title": "Training", "with_whom": "12 gemeenten", **typed(start)}
        client.post(url("sharing_create", cast, instrument.slug), share)
        shared = instrument.sharings.get()
        edit = url("sharing_edit", cast, instrument.slug, shared.pk)
        client.get(edit)
        changed = share | {"title": "Cursus", "history_id": latest_history_id(shared)}
        client.post(edit, changed)
        assert client.post(edit, changed).status_code == 409
        page = client.get(url("instrument_detail", cast, instrument.slug)).content.decode()
        assert "Cursus" in page
        assert "12 gemeenten" in page
        client.post(url("sharing_remove", cast, instrument.slug, shared.pk))
        assert not instrument.sharings.exists()

    def test_a_record_of_another_instrument_is_not_there(self, cast):
        use = InstrumentUseFactory(version__instrument__deal=cast.deal)
        other = InstrumentFactory(deal=cast.deal)
        client = cast.client(SECRETARY)
        assert client.get(url("use_edit", cast, other.slug, use.pk)).status_code == 404
        version = url("version_edit", cast, other.slug, use.version_id)
        assert client.get(version).status_code == 404


@pytest.fixture
def whole(cast, group):
    """An instrument with the whole line, open to everybody."""
    step = Step.objects.create(
        group=group,
        title="Ontwerpen",
        result="Een eerste kaart",
        planned_start=date(2025, 5, 1),
        planned_end=date(2025, 12, 1),
    )
    instrument = InstrumentFactory(
        deal=cast.deal,
        group=group,
        question=group.question,
        step=step,
        access=Access.PUBLIC,
        state=InstrumentState.IN_USE,
    )
    version = InstrumentVersionFactory(
        instrument=instrument, number="2.1", frozen_on=date(2026, 3, 2), frozen_for=FrozenFor.TEST
    )
    InstrumentVersionFactory(
        instrument=instrument, withdrawn_on=date(2026, 3, 3), withdrawn_reason="Te moeilijk"
    )
    FieldTest.objects.create(
        version=version,
        party=cast.ministry,
        planned_start=date(2026, 4, 1),
        planned_end=date(2026, 5, 1),
        state=TestState.PLANNED,
        result="Het werkt",
    )
    decision = DecisionFactory(body=cast.steering, title="De kaart is klaar", taken_on=date(2026, 5, 10))
    InstrumentStatusFactory(
        instrument=instrument, state=InstrumentState.READY, on=date(2026, 5, 12), decision=decision
    )
    InstrumentUseFactory(version=version, start=date(2026, 6, 1), end=date(2026, 9, 1))
    return instrument


class TestOneLine:
    def test_from_question_to_use_with_days(self, cast, whole, group):
        page = cast.client("anonymous").get(url("instrument_detail", cast, whole.slug))
        stages = [(str(stage.label), bool(stage.when)) for stage in page.context["page"].thread.stages]
        names = ["Procesvraag", "Stap", "Versie", "Test", "Besluit", "Gebruik"]
        assert stages == [(name, True) for name in names]
        days = [entry.on for entry in page.context["page"].thread.entries]
        assert days == sorted(days)
        text = page.content.decode()
        for words in (
            group.question.text,
            "Ontwerpen",
            "Versie 2.1 aangeboden voor een test",
            "Test van versie 2.1: Ministerie van Voorbeelden",
            "De kaart is klaar",
            "gebruikt versie 2.1",
            "stopt met versie 2.1",
        ):
            assert words in text
        # What came of a test, and why, is for who takes part.
        assert "Het werkt" not in text
        inside = cast.client("member").get(url("instrument_detail", cast, whole.slug)).content.decode()
        assert "Het werkt" in inside

    def test_what_is_only_planned_says_so(self, cast, whole):
        def read():
            line = cast.client("anonymous").get(url("instrument_detail", cast, whole.slug)).context["page"]
            glance = {str(stage.label): (stage.when, stage.is_there) for stage in line.thread.stages}
            return glance, {str(entry.kind) for entry in line.thread.entries}

        glance, kinds = read()
        assert glance["Stap"] == ("gepland: mei 2025", False)
        assert glance["Test"] == ("gepland: april 2026", False)
        assert {"Stap, gepland", "Test, gepland"} <= kinds
        FieldTest.objects.update(actual_start=date(2026, 4, 3), state=TestState.RUNNING)
        Step.objects.update(actual_start=date(2025, 6, 1), state=StepState.BUSY)
        glance, kinds = read()
        assert (glance["Stap"], glance["Test"]) == (("juni 2025", True), ("april 2026", True))
        assert {"Stap", "Test"} <= kinds

    def test_names_nothing_that_is_not_open_to_the_reader(self, cast, whole, group):
        for body in (group.body, cast.steering):
            body.access = Access.DEAL
            body.save()
        text = cast.client("anonymous").get(url("instrument_detail", cast, whole.slug)).content.decode()
        assert "Ontwerpen" not in text
        assert group.body.name not in text
        assert "De kaart is klaar" not in text
        assert "Besluit van een orgaan" in text

    def test_an_alliance_is_named_where_it_is_open(self, cast, whole, group):
        test = FieldTest.objects.get()
        alliance = RegionalAllianceFactory(question=group.question, body__access=Access.BODY)
        test.party, test.alliance = None, alliance
        test.save()
        text = cast.client("anonymous").get(url("instrument_detail", cast, whole.slug)).content.decode()
        assert "een regionale alliantie" in text
        assert alliance.body.name not in text

    def test_a_new_idea_has_most_of_its_line_ahead(self, cast):
        instrument = InstrumentFactory(deal=cast.deal, text="")
        page = cast.client(SECRETARY).get(url("instrument_detail", cast, instrument.slug))
        assert not any(stage.when for stage in page.context["page"].thread.stages)
        assert [str(entry.title) for entry in page.context["page"].thread.entries] == ["Idee"]

    def test_a_dropped_one_is_in_no_phase(self, cast):
        instrument = InstrumentFactory(deal=cast.deal, state=InstrumentState.DROPPED)
        page = cast.client(SECRETARY).get(url("instrument_detail", cast, instrument.slug))
        assert page.context["page"].phase == ""
        assert not page.context["page"].may_record_use

    def test_a_higher_app_adds_its_part(self, cast, whole, monkeypatch):
        advice = thread.ThreadEntry(date(2026, 3, 5), "Maak de brief korter", thread.Stage.ADVICE)
        source = thread.ThreadSource(thread.Stage.ADVICE, [advice])
        monkeypatch.setattr(thread, "parts_of", lambda page, **about: [PagePart("", source)])
        page = cast.client("anonymous").get(url("instrument_detail", cast, whole.slug))
        labels = [str(stage.label) for stage in page.context["page"].thread.stages]
        assert labels[2:5] == ["Versie", "Advies", "Test"]
        assert "Maak de brief korter" in page.content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_asks_as_much_for_one_as_for_many(self, cast, group, queries, rows):
        instrument = InstrumentFactory(deal=cast.deal, group=group, access=Access.PUBLIC)
        for _number in range(rows):
            version = InstrumentVersionFactory(instrument=instrument)
            VersionAttachmentFactory(version=version)
            InstrumentUseFactory(version=version)
            InstrumentInvolvementFactory(instrument=instrument)
            InstrumentSharingFactory(instrument=instrument)
            InstrumentStatusFactory(
                instrument=instrument,
                state=InstrumentState.READY,
                on=date(2026, 5, 1),
                decision=DecisionFactory(body=cast.steering),
            )
        client = cast.client("party_contact")
        client.get(url("instrument_detail", cast, instrument.slug))
        with queries(15):
            client.get(url("instrument_detail", cast, instrument.slug))


class TestGroupPart:
    def test_shows_the_furthest_first_and_who_may_add(self, cast, group, queries):
        group.body.deal = cast.deal
        for state in (InstrumentState.IDEA, InstrumentState.READY):
            InstrumentFactory(deal=cast.deal, group=group, state=state)
        InstrumentFactory(deal=cast.deal)
        secretary = cast.users[SECRETARY]
        part = group_part(user=secretary, deal=cast.deal, group=group, on=timezone.localdate())
        assert [row.state for row in part.data.rows] == ["Klaar voor gebruik", "Idee"]
        assert part.data.add_url.endswith(f"?groep={group.pk}")
        reader = group_part(user=cast.users["observer"], deal=cast.deal, group=group, on=timezone.localdate())
        assert (len(reader.data.rows), reader.data.add_url) == (2, "")

    def test_a_contact_of_a_party_in_another_deal_records_nothing(self, cast):
        instrument = InstrumentFactory(deal=cast.deal, access=Access.PUBLIC)
        PartyContactFactory(person=cast.people["nobody"])
        assert cast.client("nobody").get(url("use_create", cast, instrument.slug)).status_code == 404
