"""What the work puts on the page of its deal: who sees what, and what can be downloaded."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.dates import DAY
from tests.factories.deal_text import PhaseFactory
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentVersionFactory,
    VersionAttachmentFactory,
)

pytestmark = pytest.mark.django_db


class TestPhases:
    def test_shows_where_the_phases_stand(self, cast):
        today = timezone.localdate()
        PhaseFactory(
            deal=cast.deal, name="Verkennen", planned_start=date(2020, 1, 1), planned_end=today - DAY
        )
        PhaseFactory(deal=cast.deal, name="Maken", order=1, planned_start=today, planned_end=None)
        PhaseFactory(
            deal=cast.deal,
            name="Borgen",
            order=2,
            planned_start=today + DAY,
            planned_end=None,
            planned_label="in het voorjaar",
        )
        page = cast.client("anonymous").get(cast.deal.get_absolute_url())
        assert [line.place for line in page.context["parts"][0].data.phases] == ["done", "current", ""]
        words = " ".join(page.content.decode().split())
        assert "Nu bezig: vanaf" in words
        assert "in het voorjaar" in words
        cast.deal.state = "closed"
        cast.deal.save()
        page = cast.client("anonymous").get(cast.deal.get_absolute_url())
        assert [line.place for line in page.context["parts"][0].data.phases] == ["done", "done", ""]


class TestInstruments:
    def part(self, cast, role="anonymous"):
        html = cast.client(role).get(cast.deal.get_absolute_url()).content.decode()
        return " ".join(html.partition('id="instrumenten"')[2].partition("</section>")[0].split())

    def test_nothing_where_there_are_none(self, cast):
        InstrumentFactory(deal=cast.deal, state="dropped", access="public")
        assert self.part(cast) == ""

    def test_the_furthest_come_first(self, cast):
        for state in ("idea", "embedded", "in_test", *["idea"] * 8):
            InstrumentFactory(deal=cast.deal, state=state, access="public")
        part = self.part(cast)
        assert part.count("<tr>") == 1 + 8
        assert part.index("Geborgd") < part.index("In test") < part.index("Idee")
        assert "Fase 8 van 8" in part

    def test_who_may_not_read_an_instrument_does_not_see_it(self, cast):
        InstrumentFactory(deal=cast.deal, title="Van ons", access="deal")
        assert self.part(cast) == ""
        assert "Van ons" in self.part(cast, "member")

    def offered(self, instrument, order, *, frozen_for="use"):
        return InstrumentVersionFactory(
            instrument=instrument, order=order, frozen_on=date(2026, 1, 1), frozen_for=frozen_for
        )

    def test_the_newest_version_of_what_can_be_used_is_there_to_download(self, cast):
        used = InstrumentFactory(deal=cast.deal, state="in_use", access="public")
        VersionAttachmentFactory(version=self.offered(used, 1), title="Oude kaart")
        newest = self.offered(used, 2)
        file = VersionAttachmentFactory(version=newest, title="Nieuwe kaart")
        VersionAttachmentFactory(version=newest, title="Op internet", file=None, url="https://kaart.example/")
        gone = self.offered(used, 3)
        gone.withdrawn_on = date(2026, 1, 1)
        gone.save()
        VersionAttachmentFactory(version=gone, title="Ingetrokken kaart")
        VersionAttachmentFactory(version=self.offered(used, 4, frozen_for="test"), title="Kaart in test")
        VersionAttachmentFactory(version__instrument=used, version__order=5, title="Werkversie")
        tested = InstrumentFactory(deal=cast.deal, state="in_test", access="public")
        VersionAttachmentFactory(version__instrument=tested, title="Proefkaart")
        part = self.part(cast)
        assert reverse("workgroups:attachment_file", args=[cast.deal.slug, used.slug, file.pk]) in part
        assert '<a class="nl-link" href="https://kaart.example/">Op internet</a>' in part
        assert "(website)" in part
        for title in ("Oude kaart", "Ingetrokken kaart", "Kaart in test", "Werkversie", "Proefkaart"):
            assert title not in part
        assert part.count("Nog geen bestand") == 1

    def test_what_is_ready_after_a_test_is_offered_too_and_never_an_older_one(self, cast):
        ready = InstrumentFactory(deal=cast.deal, state="ready", access="public")
        VersionAttachmentFactory(version=self.offered(ready, 1, frozen_for="advice"), title="Eerste kaart")
        tested = self.offered(ready, 2, frozen_for="test")
        assert "Nog geen bestand" in self.part(cast)
        VersionAttachmentFactory(version=tested, title="Geteste kaart")
        part = self.part(cast)
        assert "Geteste kaart" in part
        assert "Eerste kaart" not in part
