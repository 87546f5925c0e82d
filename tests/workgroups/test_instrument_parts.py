"""Versions, use, involvement and sharing: what the services refuse, whoever asks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import StoredFile
from governance.enums import DealState
from tests.factories.deal_text import PDF
from tests.factories.governance import PartyFactory
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentInvolvementFactory,
    InstrumentSharingFactory,
    InstrumentUseFactory,
    InstrumentVersionFactory,
    VersionAttachmentFactory,
)
from tests.governance.refusals import refused
from workgroups.enums import FrozenFor, InstrumentState, Involvement, SharingKind
from workgroups.models import InstrumentUse, VersionAttachment
from workgroups.permissions_instruments import can_record_use
from workgroups.services.sharings import SharingDetails, add_sharing, change_sharing, remove_sharing
from workgroups.services.uses import (
    UseDetails,
    add_involvement,
    add_use,
    change_involvement,
    change_use,
    remove_involvement,
    remove_use,
)
from workgroups.services.versions import (
    add_version,
    attach,
    change_version,
    detach,
    freeze_version,
    withdraw_version,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def auditor(cast):
    return cast.users["auditor"]


@pytest.fixture
def version(cast):
    return InstrumentVersionFactory(instrument__deal=cast.deal, number="1.0")


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


class TestVersions:
    def add(self, actor, instrument, **fields):
        values = {"number": "2.0", "text": "", "made_on": DAY} | fields
        return {"actor": actor, "instrument": instrument, **values}

    def test_the_newest_comes_last_in_order(self, secretary, version):
        added = add_version(**self.add(secretary, version.instrument))
        assert added.order == version.order + 1
        assert list(version.instrument.versions.all()) == [added, version]
        assert add_version(**self.add(secretary, InstrumentFactory(deal=added.instrument.deal))).order == 1

    def test_what_cannot_be(self, secretary, auditor, version):
        for fields, field in (
            ({"number": " "}, "number"),
            ({"number": "1.0"}, "number"),
            ({"made_on": tomorrow()}, "made_on"),
        ):
            assert refused(add_version, **self.add(secretary, version.instrument, **fields)).field == field
        refused(add_version, **self.add(auditor, version.instrument))

    def change(self, actor, version, **fields):
        values = {"number": "1.1", "text": "", "made_on": DAY, "history_id": latest_history_id(version)}
        return {"actor": actor, "version": version} | values | fields

    def test_changed_until_it_is_offered(self, secretary, auditor, version):
        refused(change_version, **self.change(auditor, version))
        assert change_version(**self.change(secretary, version)).number == "1.1"
        stale = self.change(secretary, version, history_id=1)
        assert isinstance(refused(change_version, **stale), StaleError)
        freeze_version(actor=secretary, version=version, for_=FrozenFor.ADVICE, on=DAY)
        error = refused(change_version, **self.change(secretary, version))
        assert "aangeboden voor advies" in str(error)

    def test_offered_once(self, secretary, auditor, version):
        offer = {"actor": secretary, "version": version, "for_": FrozenFor.TEST, "on": DAY}
        refused(freeze_version, **offer | {"actor": auditor})
        assert refused(freeze_version, **offer | {"on": date(2026, 2, 1)}).field == "on"
        assert refused(freeze_version, **offer | {"on": tomorrow()}).field == "on"
        freeze_version(**offer)
        again = freeze_version(**offer | {"for_": FrozenFor.USE, "on": date(2026, 5, 1)})
        assert (again.frozen_for, again.frozen_on) == (FrozenFor.TEST, DAY)
        assert again.history.count() == 2

    def test_withdrawn_with_a_reason_and_then_it_is_over(self, secretary, auditor, version):
        call = {"actor": secretary, "version": version, "on": DAY, "reason": "Te moeilijk"}
        refused(withdraw_version, **call | {"actor": auditor})
        assert refused(withdraw_version, **call | {"reason": " "}).field == "reason"
        assert refused(withdraw_version, **call | {"on": date(2026, 1, 1)}).field == "on"
        withdraw_version(**call)
        assert "Kies een andere versie" in str(refused(withdraw_version, **call))
        refused(freeze_version, actor=secretary, version=version, for_=FrozenFor.USE, on=DAY)
        refused(change_version, **self.change(secretary, version))
        party = PartyFactory(deal=version.instrument.deal)
        use = {"actor": secretary, "version": version, "party": party, "details": UseDetails(DAY)}
        assert refused(add_use, **use).field == "version"


class TestAttachments:
    def test_a_file_or_a_link(self, secretary, auditor, version):
        call = {"actor": secretary, "version": version, "title": "Kaart"}
        file = SimpleUploadedFile("kaart.pdf", PDF)
        assert refused(attach, **call).field == "file"
        assert refused(attach, **call, upload=file, url="https://voorbeeld.example").field == "url"
        assert refused(attach, **call | {"title": " "}, upload=file).field == "title"
        refused(attach, **call | {"actor": auditor}, upload=file)
        wrong = SimpleUploadedFile("kaart.exe", b"MZ")
        assert refused(attach, **call, upload=wrong).field == "file"
        assert not StoredFile.objects.exists()
        assert attach(**call, upload=file).file.name == "kaart.pdf"
        assert attach(**call, url="https://voorbeeld.example").file is None

    def test_stay_with_what_was_offered(self, secretary, auditor, version):
        attachment = VersionAttachmentFactory(version=version)
        refused(detach, actor=auditor, attachment=attachment)
        freeze_version(actor=secretary, version=version, for_=FrozenFor.USE, on=DAY)
        refused(detach, actor=secretary, attachment=attachment)
        refused(attach, actor=secretary, version=version, title="A", url="https://voorbeeld.example")
        other = VersionAttachmentFactory(version__instrument=version.instrument)
        detach(actor=secretary, attachment=other)
        assert VersionAttachment.objects.get() == attachment
        assert VersionAttachment.history.filter(history_type="-").get().history_user == secretary


class TestUse:
    def add(self, actor, version, party, **fields):
        return {"actor": actor, "version": version, "party": party, "details": UseDetails(DAY, **fields)}

    def test_a_version_in_use_stays_as_it_is(self, cast, secretary, version):
        use = add_use(**self.add(secretary, version, cast.ministry, where=" Balie "))
        version.refresh_from_db()
        assert (use.where, version.frozen_on, version.frozen_for) == ("Balie", DAY, FrozenFor.USE)
        party = PartyFactory(deal=cast.deal)
        late = {"actor": secretary, "version": version, "party": party}
        add_use(**late, details=UseDetails(date(2026, 6, 1)))
        version.refresh_from_db()
        assert version.frozen_on == DAY

    def test_what_cannot_be(self, cast, secretary, auditor, version):
        party = PartyFactory(deal=cast.deal)
        early = {"details": UseDetails(date(2026, 1, 1))}
        assert refused(add_use, **self.add(secretary, version, party) | early).field == "start"
        future = {"details": UseDetails(tomorrow())}
        assert refused(add_use, **self.add(secretary, version, party) | future).field == "start"
        ends = self.add(secretary, version, party, end=date(2026, 3, 1))
        assert refused(add_use, **ends).field == "end"
        assert refused(add_use, **self.add(secretary, version, PartyFactory())).field == "party"
        refused(add_use, **self.add(auditor, version, party))
        add_use(**self.add(secretary, version, party, where="Balie"))
        twice = self.add(secretary, version, party, where="balie")
        assert "staat er al" in str(refused(add_use, **twice))
        add_use(**self.add(secretary, version, party, where="Wijkteam"))
        version.instrument.state = InstrumentState.DROPPED
        version.instrument.save()
        refused(add_use, **self.add(secretary, version, cast.ministry))

    def test_a_contact_for_the_own_party(self, cast, version):
        contact = cast.users["party_contact"]
        version.instrument.access = "public"
        version.instrument.save()
        use = add_use(**self.add(contact, version, cast.ministry))
        change = {"actor": contact, "use": use, "history_id": latest_history_id(use)}
        assert change_use(**change, details=UseDetails(DAY, date(2026, 6, 1))).end == date(2026, 6, 1)
        assert isinstance(refused(change_use, **change, details=UseDetails(DAY)), StaleError)
        refused(add_use, **self.add(contact, version, PartyFactory(deal=cast.deal)))
        remove_use(actor=contact, use=use)
        assert not InstrumentUse.objects.exists()
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        version.instrument.deal = cast.deal
        assert not can_record_use(contact, version.instrument, cast.ministry)

    def test_others_change_and_remove_nothing(self, cast, auditor, version):
        use = InstrumentUseFactory(version=version)
        details = UseDetails(DAY)
        refused(change_use, actor=auditor, use=use, details=details, history_id=latest_history_id(use))
        refused(remove_use, actor=auditor, use=use)


class TestInvolvement:
    def add(self, actor, instrument, party, **fields):
        values = {"kind": Involvement.TESTING, "start": DAY} | fields
        return {"actor": actor, "instrument": instrument, "party": party, **values}

    def test_once_at_a_time(self, cast, secretary, auditor):
        instrument = InstrumentFactory(deal=cast.deal)
        call = self.add(secretary, instrument, cast.ministry)
        refused(add_involvement, **call | {"actor": auditor})
        assert refused(add_involvement, **call | {"party": PartyFactory()}).field == "party"
        assert refused(add_involvement, **call | {"start": tomorrow()}).field == "start"
        assert refused(add_involvement, **call | {"end": date(2026, 1, 1)}).field == "end"
        row = add_involvement(**call)
        assert refused(add_involvement, **call).field == "start"
        change = {"actor": secretary, "involvement": row, "start": DAY, "end": date(2026, 5, 1)}
        change["history_id"] = latest_history_id(row)
        refused(change_involvement, **change | {"actor": auditor})
        change_involvement(**change)
        assert isinstance(refused(change_involvement, **change), StaleError)
        add_involvement(**call | {"start": date(2026, 5, 2)})

    def test_removed(self, cast, secretary, auditor):
        row = InstrumentInvolvementFactory(instrument__deal=cast.deal)
        refused(remove_involvement, actor=auditor, involvement=row)
        remove_involvement(actor=secretary, involvement=row)
        assert not row.instrument.involvements.exists()


class TestSharing:
    details = SharingDetails(SharingKind.PUBLICATION, " Artikel ", DAY, "Vakblad")

    def test_written_down_changed_and_removed(self, cast, secretary, auditor):
        instrument = InstrumentFactory(deal=cast.deal)
        refused(add_sharing, actor=auditor, instrument=instrument, details=self.details)
        row = add_sharing(actor=secretary, instrument=instrument, details=self.details)
        assert (row.title, row.with_whom) == ("Artikel", "Vakblad")
        planned = SharingDetails(SharingKind.TRAINING, "Training", tomorrow())
        change = {"sharing": row, "details": planned, "history_id": latest_history_id(row)}
        refused(change_sharing, actor=auditor, **change)
        assert change_sharing(actor=secretary, **change).on == tomorrow()
        assert isinstance(refused(change_sharing, actor=secretary, **change), StaleError)
        refused(remove_sharing, actor=auditor, sharing=row)
        remove_sharing(actor=secretary, sharing=row)
        assert not instrument.sharings.exists()

    def test_what_cannot_be(self, secretary, cast):
        instrument = InstrumentSharingFactory(instrument__deal=cast.deal).instrument
        for details, field in (
            (SharingDetails(SharingKind.TRAINING, " ", DAY), "title"),
            (SharingDetails(SharingKind.TRAINING, "A", date(1850, 1, 1)), "on"),
        ):
            call = {"actor": secretary, "instrument": instrument, "details": details}
            assert refused(add_sharing, **call).field == field
