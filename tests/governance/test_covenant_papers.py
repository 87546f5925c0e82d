"""Papers of the deal: versions of the set-up, extensions of the term, and documents."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from citydeal.models import StoredFile, User
from governance.models import CityDeal, DealDocument
from governance.services.covenant_documents import (
    add_document,
    add_setup_version,
    extend_term,
    take_back_extension,
    withdraw_document,
)
from tests.factories.deal_text import (
    PDF,
    DealDocumentFactory,
    SetupVersionFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
URL = "/deals/de-deal/convenant/"
DAY = date(2026, 1, 1)


def boxes(name: str, day: date) -> dict[str, int]:
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def secretary(cast) -> User:
    return cast.users["project_secretary"]


@pytest.fixture
def deal(cast) -> CityDeal:
    return cast.deal


@pytest.fixture
def client(cast):
    return cast.client("project_secretary")


def pdf(name: str = "Dealtekst.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


class TestSetup:
    def test_versions_follow_each_other_and_the_ones_before_stay(self, client, cast):
        first = {"text": "Zo werkt het.", **boxes("date", DAY)}
        add = f"{URL}opzet/toevoegen/"
        assert client.post(add, first).status_code == 303
        assert "Zo werkt het." in client.get(add).content.decode()
        again = client.post(add, {"text": "Anders.", **boxes("date", DAY)})
        assert again.status_code == 422
        assert "Vul in wat er anders is, en waarom." in again.content.decode()
        assert client.post(add, {"text": "Anders.", "change": "Na evaluatie", **boxes("date", today())})
        public = cast.client("anonymous")
        assert "Zo werkt het." in public.get(f"{URL}opzet/1/").content.decode()
        assert "Na evaluatie" in public.get(f"{URL}opzet/2/").content.decode()
        assert public.get(f"{URL}opzet/3/").status_code == 404

    def test_a_version_is_not_older_than_the_one_before(self, secretary, deal):
        SetupVersionFactory(deal=deal, number=7, date=DAY)
        fields = {"actor": secretary, "deal": deal, "text": "Tekst", "change": "Ja"}
        assert refused(add_setup_version, **fields, day=DAY - timedelta(days=1)).field == "date"
        assert refused(add_setup_version, **fields, day=date(26, 1, 1)).field == "date"
        assert add_setup_version(**fields, day=DAY).number == 8


class TestExtension:
    @pytest.fixture
    def deal(self, cast) -> CityDeal:
        cast.deal.end = date(2026, 12, 31)
        cast.deal.save()
        return cast.deal

    def test_sets_the_end_of_the_deal_and_can_be_taken_back(self, client, deal):
        values = {
            "reference": "Stcrt. 2026, 1",
            **boxes("end", date(2028, 12, 31)),
            **boxes("signed_on", DAY),
        }
        assert client.post(f"{URL}verlengen/", values).status_code == 303
        deal.refresh_from_db()
        assert deal.end == date(2028, 12, 31)
        page = client.get(URL).content.decode()
        assert "Van 31 december 2026 naar 31 december 2028" in page
        back = f"{URL}verlengingen/{deal.extensions.get().pk}/terugdraaien/"
        assert "De laatste dag van de deal is dan weer 31 december 2026." in client.get(back).content.decode()
        assert client.post(back, {}).status_code == 303
        deal.refresh_from_db()
        assert deal.end == date(2026, 12, 31)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"end": date(2026, 12, 31)}, "end"),
            ({"end": date(2300, 1, 1)}, "end"),
            ({"signed_on": date(2019, 12, 31)}, "signed_on"),
            ({"signed_on": date(2199, 1, 1)}, "signed_on"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, secretary, deal, change, field):
        values = {"end": date(2028, 1, 1), "signed_on": DAY, **change}
        assert refused(extend_term, actor=secretary, deal=deal, **values).field == field

    def test_a_deal_without_a_last_day_has_nothing_to_extend(self, client, secretary, deal):
        deal.end = None
        deal.save()
        refused(extend_term, actor=secretary, deal=deal, end=date(2028, 1, 1), signed_on=DAY)
        assert client.get(f"{URL}verlengen/").status_code == 404
        assert "verlengen/" not in client.get(URL).content.decode()

    def test_only_the_newest_is_taken_back(self, secretary, deal):
        first = extend_term(actor=secretary, deal=deal, end=date(2027, 12, 31), signed_on=DAY)
        extend_term(actor=secretary, deal=deal, end=date(2028, 12, 31), signed_on=DAY)
        refused(take_back_extension, actor=secretary, extension=first)


class TestDocuments:
    ADD = f"{URL}stukken/toevoegen/"

    def test_a_paper_is_added_downloaded_and_withdrawn(self, client, cast, deal):
        assert 'enctype="multipart/form-data"' in client.get(self.ADD).content.decode()
        values = {"title": "Dealtekst", "file": pdf("../Dealtekst é.exe"), **boxes("date", DAY)}
        assert client.post(self.ADD, values).status_code == 303
        document = deal.documents.get()
        address = reverse("governance:document_file", args=[deal.slug, document.file.key])
        assert address in client.get(URL).content.decode()
        response = cast.client("anonymous").get(address)
        assert b"".join(response) == PDF
        assert response["Content-Disposition"].endswith("Dealtekst%20%C3%A9.pdf")
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        withdraw = f"{URL}stukken/{document.pk}/intrekken/"
        assert "Wilt u ‘Dealtekst’ intrekken?" in client.get(withdraw).content.decode()
        assert client.post(withdraw, {}).status_code == 303
        assert client.get(address).status_code == 404
        assert client.get(withdraw).status_code == 404
        assert address not in client.get(URL).content.decode()

    @pytest.mark.parametrize(
        ("file", "sentence"),
        [
            (None, "Kies een bestand bij ‘Bestand’."),
            (SimpleUploadedFile("leeg.pdf", b""), "Dit bestand is leeg."),
            (
                SimpleUploadedFile("deal.pdf", b"<script>alert(1)</script>"),
                "neemt dit soort bestand niet aan",
            ),
        ],
    )
    def test_a_wrong_file_is_said_at_its_field(self, client, file, sentence):
        values = {"title": "Getypte titel", **boxes("date", DAY)} | ({"file": file} if file else {})
        response = client.post(self.ADD, values)
        page = response.content.decode()
        assert response.status_code == 422
        assert sentence in page
        assert "Getypte titel" in page
        assert not StoredFile.objects.exists()

    def test_a_file_above_the_limit_is_said_at_its_field(self, client, settings):
        settings.MAX_UPLOAD_MB = 1
        large = SimpleUploadedFile("groot.pdf", PDF + b"x" * 1024 * 1024)
        response = client.post(self.ADD, {"title": "Groot", "file": large, **boxes("date", DAY)})
        assert response.status_code == 422
        assert "Dit bestand is te groot. Kies een bestand van hoogstens 1 MB." in response.content.decode()

    def test_a_good_file_beside_another_error_must_be_chosen_again_and_it_says_so(self, client):
        response = client.post(self.ADD, {"title": "", "file": pdf(), **boxes("date", DAY)})
        assert response.status_code == 422
        assert "Kies het bestand opnieuw: uw browser bewaart het niet." in response.content.decode()

    def test_nothing_is_kept_of_a_document_that_is_refused(self, secretary, deal):
        fields = {"actor": secretary, "deal": deal, "upload": pdf()}
        assert refused(add_document, **fields, title="", day=DAY).field == "title"
        assert refused(add_document, **fields, title="x", day=date(26, 1, 1)).field == "date"
        assert not StoredFile.objects.exists()

    def test_withdrawn_once(self, secretary, deal):
        document = DealDocumentFactory(deal=deal)
        withdraw_document(actor=secretary, document=document)
        refused(withdraw_document, actor=secretary, document=document)
        assert DealDocument.history.filter(id=document.pk).first().history_user == secretary
