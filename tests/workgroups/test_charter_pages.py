"""The pages of project charters: rows without JavaScript, nothing typed is lost, what they cost."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from citydeal.common.history import latest_history_id
from tests.factories.deal_text import StoredFileFactory
from tests.factories.governance import DecisionFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_charters import (
    CharterBudgetLineFactory,
    CharterConsultationFactory,
    CharterMemberFactory,
    CharterMomentFactory,
    CharterPartFactory,
    CharterVersionFactory,
)
from workgroups.enums import CharterState
from workgroups.models import ProjectCharter
from workgroups.selectors.charter_sections import rows_of, stamp_of
from workgroups.services.charter_adoption import adopt_version
from workgroups.services.charter_files import charter_file
from workgroups.services.charters import begin_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(cast):
    return cast.client("project_secretary")


@pytest.fixture
def version(cast):
    return CharterVersionFactory(charter__deal=cast.deal)


def url(name, version, *more):
    charter = version.charter
    return reverse(f"workgroups:{name}", args=[charter.deal.slug, charter.pk, version.number, *more])


def charter_url(name, version):
    return reverse(f"workgroups:{name}", args=[version.charter.deal.slug, version.charter_id])


def shown(response):
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(plain).replace("\N{NO-BREAK SPACE}", " ").split())


def stamp_at(client, address):
    return re.search(r'name="stamp" value="([0-9a-f]+)"', client.get(address).content.decode())[1]


def adopted(cast, version, **decision):
    made = DecisionFactory(body=cast.steering, **decision)
    actor = cast.users["project_secretary"]
    return adopt_version(
        actor=actor, version=version, decision=made, stamp=stamp_of(version, rows_of(version))
    )


LINE = {
    "rij-0-title": "Geld",
    "rij-0-kind": "one_off",
    "rij-0-amount": "10.000,-",
    "rij-0-years": "2020",
    "rij-0-reading": "per_year",
    "rij-0-funding": "",
    "rijen": "1",
    "budget_text": "Krap",
}


class TestRows:
    def test_added_moved_and_taken_out_without_losing_a_letter(self, secretary, version):
        address = url("charter_section", version, "budget")
        typed = LINE | {"stamp": stamp_at(secretary, address), "rij-0-amount": "veel"}
        added = secretary.post(address, typed | {"doe": "erbij"})
        page = added.content.decode()
        assert (added.status_code, version.budget_lines.count()) == (200, 0)
        assert 'value="veel"' in page
        assert 'name="rijen" value="2"' in page
        assert "Er is een regel bij gekomen. Die is nog niet opgeslagen." in page
        assert "in cijfers, bijvoorbeeld 10.000 of 9.707,50.</span>" not in page
        two = typed | {"rijen": "2", "rij-1-title": "Tweede"}
        for act in ("omlaag-0", "omhoog-1"):
            moved = secretary.post(address, two | {"doe": act}).context["form"]
            assert [moved[f"rij-{place}-title"].value() for place in (0, 1)] == ["Tweede", "Geld"]
        less = secretary.post(address, two | {"doe": "weg-0"}).context["form"]
        assert (less.count, less["rij-0-title"].value()) == (1, "Tweede")
        none = secretary.post(address, typed | {"doe": "weg-0"}).context["form"]
        assert (none.count, none["budget_text"].value()) == (0, "Krap")
        for act in ("omhoog-0", "omlaag-1", "weg-7", "raar"):
            assert secretary.post(address, two | {"doe": act}).context["form"].count == 2
        full = secretary.post(address, typed | {"doe": "erbij", "rijen": "60"}).context["form"]
        assert full.count == 60

    def test_saved_with_an_empty_row_and_on_to_the_next_section(self, secretary, version):
        address = url("charter_section", version, "budget")
        typed = LINE | {"stamp": stamp_at(secretary, address), "rijen": "2", "rij-1-kind": "one_off"}
        saved = secretary.post(address, typed | {"verder": "1"})
        assert saved["Location"] == url("charter_section", version, "kwaliteit")
        assert version.budget_lines.get().amount == 10000
        page = shown(secretary.get(address))
        assert "Regel van het budget 1" in page
        last = url("charter_section", version, "kwaliteit")
        stamp = stamp_at(secretary, last)
        saved = secretary.post(last, {"stamp": stamp, "quality_text": "Goed", "verder": "1"})
        assert saved["Location"] == url("charter_version", version)
        assert secretary.get(url("charter_section", version, "bestaat-niet")).status_code == 404

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            (
                {"rij-0-amount": "tienduizend euro"},
                "Vul het bedrag in cijfers in, bijvoorbeeld 10.000 of 9.707,50.",
            ),
            ({"rij-0-amount": "9,707"}, "Dit bedrag kan op twee manieren worden gelezen."),
            ({"rij-0-amount": ""}, "Vul ‘Bedrag in euro’s’ in."),
            ({"rij-0-years": "januari 2021"}, "Vul een jaar of een reeks jaren in"),
            ({"rij-0-years": "ooit"}, "Vul een dag, maand, reeks maanden, seizoen of jaar in"),
            ({"rij-0-years": "2020-2021"}, "Een eenmalig bedrag hoort bij één jaar."),
            ({"rij-0-kind": "raar"}, "Kies een antwoord uit de lijst."),
            ({"rij-0-title": "x" * 201}, "Maak dit korter"),
        ],
    )
    def test_what_cannot_be_gets_a_sentence_and_keeps_the_rest(self, secretary, version, wrong, says):
        address = url("charter_section", version, "budget")
        answer = secretary.post(address, LINE | {"stamp": stamp_at(secretary, address)} | wrong)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert says in html.unescape(page)
        assert "Krap" in page
        assert "Fout: verbeter" in page
        assert not version.budget_lines.exists()

    def test_who_comes_second_sees_what_the_other_wrote(self, secretary, version):
        address = url("charter_section", version, "budget")
        typed = LINE | {"stamp": stamp_at(secretary, address)}
        CharterBudgetLineFactory(version=version, title="Van een ander")
        answer = secretary.post(address, typed)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Van een ander" in page
        assert 'value="10.000,-"' in page
        again = re.search(r'name="stamp" value="([0-9a-f]+)"', page)[1]
        assert secretary.post(address, typed | {"stamp": again}).status_code == 303
        assert version.budget_lines.get().title == "Geld"

    def test_every_section_opens_with_its_rows(self, secretary, version):
        CharterPartFactory(version=version, delivery_start=date(2021, 1, 1), delivery_end=date(2021, 1, 31))
        version.parts.update(delivery_precision="month")  # no history needed in a test
        CharterPartFactory(version=version, title="Deel II", order=1)
        CharterMemberFactory(version=version)
        CharterConsultationFactory(version=version)
        CharterMomentFactory(version=version)
        CharterBudgetLineFactory(version=version, kind="structural", year_to=2024)
        fields = {
            "resultaat": ("rij-0-delivery", "januari 2021"),
            "mensen": ("rij-0-role", "Communicatie"),
            "overleg": ("rij-0-title", "Kernteamoverleg"),
            "planning": ("rij-0-period", "januari 2021"),
            "budget": ("rij-0-years", "2020 tot en met 2024"),
        }
        for key, (name, value) in fields.items():
            page = secretary.get(url("charter_section", version, key)).content.decode()
            assert re.search(rf'name="{name}"[^>]*value="{value}"', page) or f'value="{value}"' in page


class TestAnnex:
    def test_taken_in_handed_out_and_taken_away(self, cast, secretary, version):
        address = url("charter_section", version, "communicatie")
        upload = SimpleUploadedFile("Communicatieplan.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)
        typed = {"stamp": stamp_at(secretary, address), "communication_text": "Zie bijlage", "annex": upload}
        assert secretary.post(address, typed).status_code == 303
        page = secretary.get(url("charter_version", version)).content.decode()
        assert "Communicatieplan.png" in page
        assert url("charter_annex", version) in page
        sent = cast.client("member").get(url("charter_annex", version))
        assert (sent.status_code, sent["Content-Type"]) == (200, "image/png")
        assert sent.getvalue().startswith(b"\x89PNG")
        typed = {"stamp": stamp_at(secretary, address), "communication_text": "", "removes_annex": "on"}
        assert secretary.post(address, typed).status_code == 303
        assert secretary.get(url("charter_annex", version)).status_code == 404

    def test_what_is_no_document(self, secretary, version):
        address = url("charter_section", version, "communicatie")
        upload = SimpleUploadedFile("plan.pdf", b"dit is geen pdf")
        typed = {"stamp": stamp_at(secretary, address), "communication_text": "Wat ik typte", "annex": upload}
        answer = secretary.post(address, typed)
        assert answer.status_code == 422
        assert "neemt dit soort bestand niet aan" in answer.content.decode()
        assert "Wat ik typte" in answer.content.decode()


class TestAdopting:
    def test_gaps_are_named_and_refused(self, cast, secretary, version):
        version.quality_text = ""
        version.save()
        decision = DecisionFactory(body=cast.steering)
        address = url("charter_adopt", version)
        page = shown(secretary.get(address))
        assert "Vul het onderdeel ‘kwaliteit’ in." in page
        answer = secretary.post(address, {"stamp": stamp_at(secretary, address), "decision": decision.pk})
        assert answer.status_code == 422
        assert "Er ontbreekt nog iets" in shown(answer)

    def test_a_decision_of_who_only_prepares_is_refused(self, cast, secretary, version):
        decision = DecisionFactory(body=cast.core)
        address = url("charter_adopt", version)
        answer = secretary.post(address, {"stamp": stamp_at(secretary, address), "decision": decision.pk})
        assert answer.status_code == 422
        assert "Kerngroep bereidt dit voor." in shown(answer)

    def test_a_withdrawn_decision_shows(self, cast, secretary, version):
        made = adopted(cast, version)
        made.decision.withdrawn_on, made.decision.withdrawn_reason = timezone.localdate(), "Fout"
        made.decision.save()
        assert "is ingetrokken sinds" in shown(secretary.get(charter_url("charter_detail", version)))


class TestVersions:
    def test_a_change_is_begun_compared_and_thrown_away(self, cast, secretary, version):
        CharterMomentFactory(version=version, title="Wrap-up")
        adopted(cast, version)
        assert secretary.post(charter_url("charter_begin", version)).status_code == 303
        assert secretary.get(charter_url("charter_begin", version)).status_code == 404
        concept = version.charter.versions.get(state=CharterState.CONCEPT)
        concept.quality_text, concept.title = "Conform een nieuw proces.", "Nieuwe naam"
        concept.save()
        concept.moments.all().delete()
        page = secretary.get(charter_url("charter_compare", version)).content.decode()
        assert re.search(r"<del><span class=\"cd-hidden\">weggehaald: </span>eerder doorlopen</del>", page)
        assert re.search(r"<ins><span class=\"cd-hidden\">toegevoegd: </span>een nieuw</ins>", page)
        assert "Nieuwe naam</ins>" in page
        assert "staat er niet" in page
        same = secretary.get(charter_url("charter_compare", version), {"van": "1", "met": "1"})
        assert "Deze versies zeggen hetzelfde" in same.content.decode()
        wrong = secretary.get(charter_url("charter_compare", version), {"van": "x"})
        assert wrong.status_code == 200
        dropped = secretary.post(url("charter_drop", concept))
        assert dropped["Location"] == charter_url("charter_detail", version)
        first = CharterVersionFactory(charter__deal=cast.deal)
        dropped = secretary.post(url("charter_drop", first))
        assert dropped["Location"] == reverse("workgroups:charter_list", args=[cast.deal.slug])

    def test_the_public_reads_what_was_adopted_and_no_concept(self, cast, secretary, version):
        version.charter.access = "public"
        version.charter.save()
        anonymous = cast.client("anonymous")
        assert anonymous.get(charter_url("charter_detail", version)).status_code == 404
        adopted(cast, version)
        begin_version(actor=cast.users["project_secretary"], charter=version.charter)
        assert anonymous.get(charter_url("charter_detail", version)).status_code == 200
        missing = reverse("workgroups:charter_version", args=[cast.deal.slug, version.charter_id, 2])
        assert anonymous.get(missing).status_code == 404
        listed = shown(anonymous.get(reverse("workgroups:charter_list", args=[cast.deal.slug])))
        assert "1 projectopdracht." in listed
        assert "wordt geschreven" not in listed

    def test_files(self, cast, secretary, version):
        assert secretary.get(url("charter_file", version, "exe")).status_code == 404
        version.quality_text = "Goed 🎉"
        made = charter_file(version, [], "pdf")
        assert made.name == f"projectopdracht-opdracht-{version.title.split()[-1]}-versie-1.pdf"
        version.title, version.adopted_by, version.state = "🎉", cast.steering, CharterState.REPLACED
        assert charter_file(version, [], "pdf").content.startswith(b"%PDF")


class TestKeeping:
    def test_to_another_group_and_who_comes_second(self, cast, secretary, version):
        group = WorkingGroupFactory(question__deal=cast.deal)
        address = charter_url("charter_edit", version)
        seen = latest_history_id(version.charter)
        assert secretary.get(address).context["form"]["access"].value() == "deal"
        typed = {"group": str(group.pk), "access": "body", "history_id": seen}
        assert secretary.post(address, typed).status_code == 303
        assert ProjectCharter.objects.get().group == group
        answer = secretary.post(address, {"group": "", "access": "deal", "history_id": seen})
        assert answer.status_code == 409
        assert group.body.name in answer.content.decode()
        page = shown(
            secretary.get(reverse("workgroups:group_detail", args=[cast.deal.slug, group.body.slug]))
        )
        assert version.title in page
        empty = WorkingGroupFactory(question__deal=cast.deal)
        page = shown(
            secretary.get(reverse("workgroups:group_detail", args=[cast.deal.slug, empty.body.slug]))
        )
        assert version.title not in page

    def test_begun_with_the_group_of_the_link(self, cast, secretary):
        group = WorkingGroupFactory(question__deal=cast.deal)
        address = reverse("workgroups:charter_create", args=[cast.deal.slug])
        assert secretary.get(address, {"groep": group.pk}).context["form"]["group"].value() == str(group.pk)
        assert "Vul ‘Titel’ in." in shown(secretary.post(address, {"access": "deal"}))


def fill(cast, number):
    """Make charters, and one with so many rows of everything."""
    version = CharterVersionFactory(charter__deal=cast.deal, communication_annex=StoredFileFactory())
    for _ in range(number):
        CharterPartFactory(version=version)
        CharterMemberFactory(version=version)
        CharterConsultationFactory(version=version)
        CharterMomentFactory(version=version)
        CharterBudgetLineFactory(version=version)
        other = CharterVersionFactory(charter__deal=cast.deal)
        adopted(cast, other)
        begin_version(actor=cast.users["project_secretary"], charter=other.charter)
    return version


# Literal on purpose: a page that starts to cost more says so here.
COSTS = {"list": 8, "detail": 12, "section": 8, "compare": 12, "adopt": 13}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", COSTS)
def test_what_the_pages_cost(cast, secretary, queries, page, rows):
    version = fill(cast, rows)
    addresses = {
        "list": reverse("workgroups:charter_list", args=[cast.deal.slug]),
        "detail": url("charter_version", version),
        "section": url("charter_section", version, "budget"),
        "compare": charter_url("charter_compare", _changed_charter()),
        "adopt": url("charter_adopt", version),
    }
    secretary.get(addresses[page])
    with queries(COSTS[page]):
        assert secretary.get(addresses[page]).status_code == 200


def _changed_charter():
    """Return a version of the charter that was adopted and is being changed."""
    return ProjectCharter.objects.filter(versions__number=2).first().versions.first()


def test_the_list_is_searched(cast, secretary):
    fill(cast, 1)
    address = reverse("workgroups:charter_list", args=[cast.deal.slug])
    assert "2 projectopdrachten." in shown(secretary.get(address))
    assert "Geen projectopdrachten met dit filter" in shown(secretary.get(address, {"zoek": "bestaat niet"}))
    assert "1 projectopdracht." in shown(secretary.get(address, {"stand": "adopted"}))
    part = secretary.get(address, {"stand": "concept"}, HTTP_HX_REQUEST="true")
    assert "2 projectopdrachten." in shown(part)
    assert "<html" not in part.content.decode()
    assert "Nog geen projectopdrachten" in shown(cast.client("anonymous").get(address))
