"""The pages of parties: the list, a party, events, withdrawal, contacts, succession; and what they cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from governance.enums import PartyEventKind, PartyState
from governance.models import Organization, Party, PartyContact, PartySuccession
from governance.services.parties import EventTerms, record_event
from tests.factories.governance import (
    MembershipFactory,
    OrganizationFactory,
    PartyFactory,
    PositionFactory,
    SeatFactory,
)
from tests.factories.parties import PartyEventFactory, PartySuccessionFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
PDF = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def dutch(day):
    return date_format(day, "DATE_FORMAT")


def boxes(name, day):
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def url(cast, name, *args):
    return reverse(f"governance:{name}", args=[cast.deal.slug, *args])


def of_party(cast, name):
    return url(cast, name, cast.ministry.organization.slug)


@pytest.fixture
def secretary(cast):
    return cast.client("project_secretary")


def text(response):
    return response.content.decode()


def add_rows(cast, number):
    for _ in range(number):
        PartyFactory(deal=cast.deal)
        PartySuccessionFactory(deal=cast.deal)
        PartyEventFactory(party=cast.ministry, date=date(2024, 1, 1) + timedelta(days=number))
        MembershipFactory(seat=SeatFactory(body=cast.steering, party=cast.ministry))
        number -= 1


PAGES = {
    "list": lambda c: url(c, "party_list"),
    "party": lambda c: of_party(c, "party_detail"),
    "find": lambda c: url(c, "organization_find") + "?zoek=gemeente",
    "join": lambda c: url(c, "party_join", OrganizationFactory().slug),
    "create": lambda c: url(c, "party_create"),
    "event": lambda c: of_party(c, "party_event"),
    "take_back": lambda c: url(c, "party_event_take_back", PartyEventFactory(party=c.ministry).pk),
    "withdraw": lambda c: of_party(c, "party_withdraw"),
    "organization": lambda c: of_party(c, "organization_edit"),
    "contact": lambda c: of_party(c, "party_contact"),
    "contact_end": lambda c: url(c, "party_contact_end", c.ministry.contacts.get().pk),
    "succession": lambda c: url(c, "succession_create"),
    "succeeded": lambda c: url(c, "succession_detail", PartySuccessionFactory(deal=c.deal).pk),
}
# Literal on purpose: a page that starts to cost more says so here.
QUERIES = {
    ("list", "anonymous"): 3,
    ("party", "anonymous"): 6,
    ("list", "project_secretary"): 6,
    ("party", "project_secretary"): 11,
    ("party", "member"): 13,
    ("find", "project_secretary"): 5,
    ("join", "project_secretary"): 7,
    ("create", "project_secretary"): 5,
    ("event", "project_secretary"): 6,
    ("take_back", "project_secretary"): 6,
    ("withdraw", "project_secretary"): 5,
    ("organization", "project_secretary"): 7,
    ("contact", "project_secretary"): 6,
    ("contact_end", "project_secretary"): 5,
    ("succession", "project_secretary"): 6,
    ("succeeded", "project_secretary"): 9,
}


@pytest.mark.parametrize(("page", "role"), sorted(QUERIES))
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three_rows(cast, queries, page, role, rows):
    add_rows(cast, rows)
    client, address = cast.client(role), PAGES[page](cast)
    with queries(QUERIES[page, role]):
        response = client.get(address)
    assert response.status_code == 200


class TestList:
    def get(self, cast, role="anonymous", **asked):
        return text(cast.client(role).get(url(cast, "party_list"), asked))

    def names(self, cast, **asked):
        page = self.get(cast, **asked)
        found = [name for name in ("Veen", "Súdwest", "Bedrijf", "Oud") if f">{name}<" in page]
        return sorted(found, key=lambda name: page.index(f">{name}<"))

    @pytest.fixture(autouse=True)
    def _parties(self, cast):
        for order, (name, kind, state, since) in enumerate(
            [
                ("Veen", "municipality", "party", date(2021, 1, 1)),
                ("Súdwest", "municipality", "intent", date(2022, 1, 1)),
                ("Bedrijf", "company", "exploring", date(2023, 1, 1)),
                ("Oud", "company", "withdrawn", date(2020, 1, 1)),
            ],
            start=2000,
        ):
            PartyFactory(
                deal=cast.deal,
                order=order,
                organization__name=name,
                organization__kind=kind,
                state=state,
                state__since=since,
            )

    def test_the_order_is_that_of_the_covenant(self, cast):
        assert self.names(cast) == ["Veen", "Súdwest", "Bedrijf", "Oud"]

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ({"zoek": "SUD"}, ["Súdwest"]),
            ({"zoek": "niets hiervan"}, []),
            ({"stand": "intent"}, ["Súdwest"]),
            ({"sector": "company"}, ["Bedrijf", "Oud"]),
            ({"sector": "company", "stand": "withdrawn"}, ["Oud"]),
            ({"sorteer": "naam"}, ["Bedrijf", "Oud", "Súdwest", "Veen"]),
            ({"sorteer": "sinds"}, ["Bedrijf", "Súdwest", "Veen", "Oud"]),
            ({"op": "31-12-2021"}, ["Veen", "Oud"]),
        ],
    )
    def test_it_searches_filters_sorts_and_shows_another_day(self, cast, asked, names):
        assert self.names(cast, **asked) == names

    @pytest.mark.parametrize(
        "asked",
        [{"stand": "koning"}, {"sorteer": "x"}, {"op": "31-02-2026"}, {"zoek": "\x00"}, {"pagina": "x"}],
    )
    def test_what_cannot_be_asked_shows_all(self, cast, asked):
        assert self.names(cast, **asked) == ["Veen", "Súdwest", "Bedrijf", "Oud"]

    def test_a_filter_without_result_says_how_to_clear_it(self, cast):
        assert "Geen partijen met dit filter" in self.get(cast, zoek="niets hiervan")

    def test_before_anybody_took_part(self, cast):
        assert "Nog geen partijen" in self.get(cast, op="1-1-1999")

    def test_only_who_keeps_the_register_adds(self, cast):
        assert "Partij toevoegen" in self.get(cast, "project_secretary")
        for role in ("anonymous", "member", "auditor"):
            assert "Partij toevoegen" not in self.get(cast, role)

    def test_fifty_on_a_page(self, cast):
        for _ in range(60):
            PartyFactory(deal=cast.deal)
        assert "Volgende bladzijde" in self.get(cast)
        assert "Vorige bladzijde" in self.get(cast, pagina=2, sector="government")

    def test_htmx_gets_the_list_and_how_many_there_are(self, cast):
        html = text(cast.client("member").get(url(cast, "party_list"), {"zoek": "veen"}, **HTMX))
        assert html.lstrip().startswith('<div id="lijst"')
        assert '<p class="cd-hidden">1 organisatie, stand op' in html


class TestParty:
    def test_the_public_sees_what_was_signed_but_no_names(self, cast):
        PartyEventFactory(
            party=cast.ministry, person=cast.ministry_member.person, office="minister", on_behalf="de Staat"
        )
        PartyEventFactory(party=cast.ministry, date=date(2023, 1, 1), signatory="Iemand Anders")
        page = text(cast.client("anonymous").get(of_party(cast, "party_detail")))
        assert "Ondertekening van de verlenging" in page
        assert "de Staat" in page
        for name in (str(cast.ministry_member.person), "Iemand Anders", "Contactpersonen"):
            assert name not in page
        page = text(cast.client("member").get(of_party(cast, "party_detail")))
        for name in (str(cast.ministry_member.person), "Iemand Anders", "Contactpersonen"):
            assert name in page

    def test_another_day_shows_how_it_stood_then(self, cast):
        page = text(cast.client("member").get(of_party(cast, "party_detail"), {"op": "31-12-2019"}))
        assert "Doet nog niet mee" in page
        assert "U ziet de stand van deze partij op 31 december 2019" in page
        part = cast.client("member").get(of_party(cast, "party_detail"), {"op": "31-12-2019"}, **HTMX)
        assert text(part).lstrip().startswith('<div id="stand"')
        bad = cast.client("member").get(of_party(cast, "party_detail"), {"op": "31-02-2019"}, **HTMX)
        assert "Vul een datum in die bestaat" in text(bad)

    def test_only_who_keeps_the_register_acts(self, cast):
        assert "Laten uittreden" in text(cast.client("project_secretary").get(of_party(cast, "party_detail")))
        assert "Laten uittreden" not in text(cast.client("auditor").get(of_party(cast, "party_detail")))

    def test_where_nothing_is_known_it_says_what_will_stand_there(self, cast):
        party = PartyFactory(deal=cast.deal)
        page = text(cast.client("project_secretary").get(party.get_absolute_url()))
        for words in ("Geen zetels", "Nog niemand", "Nog geen contactpersoon"):
            assert words in page


class TestAdd:
    def form(self, **more):
        return {"kind": "signing", "order": "9", **boxes("date", date(2026, 1, 5)), **more}

    def new(self, **more):
        return self.form(name="ELBA\\REC", legal_name="Elba Media bv", organization_kind="company", **more)

    def test_an_organisation_is_found_by_the_begin_of_any_word(self, cast, secretary):
        OrganizationFactory(name="Gemeente 's-Hertogenbosch", slug="den-bosch")
        OrganizationFactory(name="CBS", legal_name="Centraal Bureau voor de Statistiek")
        find = url(cast, "organization_find")
        assert "den-bosch" in text(secretary.get(find, {"zoek": "hertog"}))
        assert ">CBS<" in text(secretary.get(find, {"zoek": "bureau stat"}))
        assert "Niets gevonden" in text(secretary.get(find, {"zoek": "zonder"}))
        # Who takes part already is not offered.
        assert "Niets gevonden" in text(secretary.get(find, {"zoek": "Voorbeelden"}))
        part = text(secretary.get(find, {"zoek": "cbs"}, **HTMX))
        assert "Gevonden: 1." in part

    @pytest.mark.parametrize("typed", ["", "  ", "\\", "'; --", "a\x00b", "x" * 300, "& | ! :*", "é"])
    def test_searching_for_anything_is_never_an_error(self, cast, secretary, typed):
        assert secretary.get(url(cast, "organization_find"), {"zoek": typed}).status_code == 200

    def test_one_of_the_register_joins(self, cast, secretary):
        organization = OrganizationFactory(name="Gemeente Veen", slug="veen")
        signer = PositionFactory(organization=organization)
        seat = SeatFactory(body=cast.core, party=None, organization=organization)
        MembershipFactory(seat=seat, person=signer.person, with_position=False)
        page = url(cast, "party_join", "veen")
        assert str(signer.person) in text(secretary.get(page))
        done = secretary.post(page, self.form(person=signer.person_id, office="wethouder"), follow=True)
        assert "Gemeente Veen staat in de lijst van partijen" in text(done)
        party = Party.objects.get(organization=organization)
        assert (party.order, party.events.get().person) == (9, signer.person)

    def test_a_new_one_has_a_trade_name_and_a_legal_name(self, cast, secretary):
        page = url(cast, "party_create")
        assert 'value="ELBA"' in text(secretary.get(page, {"naam": "ELBA"}))
        assert secretary.post(page, self.new()).status_code == 303
        organization = Organization.objects.get(name="ELBA\\REC")
        assert (organization.legal_name, organization.slug) == ("Elba Media bv", "elbarec")

    def test_after_one_the_search_for_the_next(self, cast, secretary):
        typed = self.new() | {"verder": "nog-een"}
        on = secretary.post(url(cast, "party_create"), typed, follow=True)
        assert on.request["PATH_INFO"] == url(cast, "organization_find")
        assert "staat in de lijst van partijen" in text(on)

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"name": ""}, "Vul ‘Naam’ in"),
            ({"name": "x" * 300}, "hooguit 200 tekens"),
            ({"organization_kind": ""}, "Kies een antwoord"),
            ({"website": "geen adres"}, "Vul een geldig webadres in"),
            ({"website": "javascript:alert(1)"}, "Vul een geldig webadres in"),
            ({"order": "-1"}, "minimaal 0"),
            ({"order": "99999"}, "maximaal 32767"),
            ({"kind": "withdrawal"}, "Kies een antwoord"),
            ({"date_jaar": "26"}, "4 cijfers"),
            (boxes("date", date(2199, 1, 1)), "moet nog komen"),
            ({"name": "Ministerie van Voorbeelden"}, "staat een organisatie met deze naam"),
        ],
    )
    def test_bad_input_is_said_and_keeps_the_rest(self, cast, secretary, more, words):
        response = secretary.post(url(cast, "party_create"), self.new() | more)
        assert response.status_code == 422
        assert words in text(response)
        assert "Elba Media bv" in text(response)
        assert not Organization.objects.filter(legal_name="Elba Media bv").exists()


class TestEvent:
    def form(self, **more):
        return {"kind": "extension", **boxes("date", date(2026, 1, 5)), **more}

    def test_a_mandate_is_for_who_keeps_or_audits_the_register(self, cast, secretary, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)
        file = SimpleUploadedFile("volmacht.pdf", PDF, "application/pdf")
        done = secretary.post(of_party(cast, "party_event"), self.form(mandate=file), follow=True)
        event = cast.ministry.events.get()
        mandate = url(cast, "party_mandate", event.mandate.key)
        assert mandate in text(done)
        for role in ("project_secretary", "auditor"):
            sent = cast.client(role).get(mandate)
            assert (sent.status_code, b"".join(sent)) == (200, PDF)
            assert "attachment" in sent["Content-Disposition"]
        for role in ("member", "nobody", "other_deal"):
            assert cast.client(role).get(mandate).status_code == 404
            assert mandate not in text(cast.client(role).get(of_party(cast, "party_detail")))
        of_another_deal = reverse("governance:party_mandate", args=["andere-deal", event.mandate.key])
        assert cast.client("other_deal").get(of_another_deal).status_code == 404

    def test_a_file_that_is_none_is_refused_and_nothing_is_saved(self, cast, secretary):
        file = SimpleUploadedFile("volmacht.pdf", b"geen pdf", "application/pdf")
        response = secretary.post(of_party(cast, "party_event"), self.form(mandate=file, office="minister"))
        assert response.status_code == 422
        assert "neemt dit type bestand niet aan" in text(response) or "bestand" in text(response)
        assert 'value="minister"' in text(response)
        assert not cast.ministry.events.exists()

    def test_taking_it_back_needs_a_reason_and_shows_it_to_the_auditor(self, cast, secretary):
        secretary.post(of_party(cast, "party_event"), self.form())
        event = cast.ministry.events.get()
        page = url(cast, "party_event_take_back", event.pk)
        assert secretary.post(page, {"reason": ""}).status_code == 422
        secretary.post(page, {"reason": "Was een andere partij"})
        party = of_party(cast, "party_detail")
        assert "Was een andere partij" in text(cast.client("auditor").get(party))
        assert "verlenging" not in text(cast.client("member").get(party))
        assert secretary.get(page).status_code == 404

    def test_how_it_began_taken_back_leads_to_the_list(self, cast, secretary):
        party = PartyFactory(deal=cast.deal, state=False)
        actor = cast.users["project_secretary"]
        event = record_event(
            actor=actor, party=party, terms=EventTerms(PartyEventKind.INTENT, date(2026, 1, 1))
        )
        page = url(cast, "party_event_take_back", event.pk)
        done = secretary.post(page, {"reason": "Dubbel"}, follow=True)
        assert done.redirect_chain[0][0] == url(cast, "party_list")

    def test_the_taking_back_of_a_withdrawal_says_what_comes_back(self, cast, secretary):
        event = PartyEventFactory(party=cast.ministry, kind=PartyEventKind.WITHDRAWAL)
        assert "zijn er dan weer" in text(secretary.get(url(cast, "party_event_take_back", event.pk)))


class TestWithdraw:
    FIRST = date(2199, 3, 1)

    def form(self, **more):
        return {**boxes("date", self.FIRST), "note": "Te weinig mensen", "stap": "gevolgen", **more}

    def ask(self, cast, secretary, **more):
        return secretary.post(of_party(cast, "party_withdraw"), self.form(**more))

    def chosen(self, cast, **more):
        key = f"zetel_{cast.ministry_seat.pk}"
        contacts = {f"contact_{c.pk}": "ends" for c in cast.ministry.contacts.all()}
        return {"keuzes": "1", key: "seat_ends", **contacts, **more}

    def seen(self, response):
        return response.context["signature"]

    def test_seats_and_members_are_listed_with_what_it_does_to_the_rules(self, cast, secretary):
        page = text(self.ask(cast, secretary))
        assert f"Stuurgroep, zetel van Ministerie van Voorbeelden: {cast.ministry_member.person}" in page
        assert "Zetel en lidmaatschap stoppen op 28 februari 2199" in page
        assert "Dan mist Stuurgroep vanaf 1 maart 2199" in page
        assert 'value="Te weinig mensen"' in page
        assert cast.ministry.statuses.count() == 1

    def test_the_choice_that_was_seen_is_done(self, cast, secretary):
        chosen = self.chosen(cast, **{f"zetel_{cast.ministry_seat.pk}": "ends"})
        seen = self.seen(self.ask(cast, secretary, **chosen))
        done = secretary.post(
            of_party(cast, "party_withdraw"),
            self.form(**chosen, stap="bevestigen", gezien=seen),
            follow=True,
        )
        assert "is vanaf 1 maart 2199 geen partij meer" in text(done)
        cast.ministry_member.refresh_from_db()
        cast.ministry_seat.refresh_from_db()
        assert (cast.ministry_member.end, cast.ministry_seat.end) == (date(2199, 2, 28), None)

    def test_another_choice_than_was_seen_is_shown_first(self, cast, secretary):
        seen = self.seen(self.ask(cast, secretary, **self.chosen(cast)))
        other = self.chosen(cast, **{f"zetel_{cast.ministry_seat.pk}": "stays"})
        response = self.ask(cast, secretary, **other, stap="bevestigen", gezien=seen)
        assert "De keuzes of de leden zijn veranderd" in text(response)
        assert cast.ministry.statuses.count() == 1
        again = self.ask(cast, secretary, **other, stap="bevestigen", gezien=self.seen(response))
        assert again.status_code == 303

    def test_who_was_named_meanwhile_is_asked_about(self, cast, secretary):
        chosen = self.chosen(cast)
        seen = self.seen(self.ask(cast, secretary, **chosen))
        SeatFactory(body=cast.core, party=cast.ministry)
        response = self.ask(cast, secretary, **chosen, stap="bevestigen", gezien=seen)
        assert response.status_code == 422
        assert "Kerngroep, zetel van Ministerie van Voorbeelden, niet ingevuld" in text(response)
        MembershipFactory(seat=cast.ministry_seat, is_deputy=True)
        assert cast.ministry.statuses.count() == 1

    def test_what_stands_in_the_way_is_said_with_the_choices_kept(self, cast, secretary):
        cast.ministry_member.end = date(2199, 6, 1)
        cast.ministry_member.save()
        MembershipFactory(seat=cast.ministry_seat, start=date(2199, 6, 2))
        response = self.ask(cast, secretary, **self.chosen(cast))
        assert response.status_code == 422
        assert "begint pas later" in text(response)
        assert "Ja, de partij treedt uit" not in text(response)

    def test_going_back_keeps_what_was_typed(self, cast, secretary):
        page = text(self.ask(cast, secretary, stap="terug"))
        assert 'value="Te weinig mensen"' in page
        assert "Verder naar zetels en leden" in page

    def test_a_party_without_seats(self, cast, secretary):
        party = PartyFactory(deal=cast.deal)
        page = url(cast, "party_withdraw", party.organization.slug)
        response = secretary.post(page, self.form())
        assert "Deze partij heeft geen zetels" in text(response)
        done = secretary.post(page, self.form(keuzes="1", gezien=self.seen(response), stap="bevestigen"))
        assert done.status_code == 303

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"date_jaar": ""}, "Vul dag, maand en jaar in"),
            (boxes("date", date(2019, 1, 1)), "Kies een dag na"),
            ({"note": "x" * 301}, "hooguit 300 tekens"),
        ],
    )
    def test_bad_input_is_said_at_the_field(self, cast, secretary, more, words):
        response = self.ask(cast, secretary, **more)
        assert response.status_code == 422
        assert words in text(response)


class TestOrganization:
    def form(self, cast, secretary, **more):
        values = secretary.get(of_party(cast, "organization_edit")).context["form"].initial
        return dict(values) | more

    def test_a_change_is_saved_and_stands_in_the_history(self, cast, secretary):
        form = self.form(cast, secretary, legal_name="De Staat der Nederlanden", order=3)
        done = secretary.post(of_party(cast, "organization_edit"), form, follow=True)
        assert "De Staat der Nederlanden" in text(done)
        history = secretary.get(of_party(cast, "party_history"))
        assert "De Staat der Nederlanden" in text(history)

    def test_it_says_that_other_deals_see_it_too(self, cast, secretary):
        PartyFactory(organization=cast.ministry.organization)
        assert "1 andere deal" in text(secretary.get(of_party(cast, "organization_edit")))

    def test_the_second_writer_sees_what_changed(self, cast, secretary):
        form = self.form(cast, secretary, name="Mijn naam")
        cast.ministry.organization.name = "Naam van de ander"
        cast.ministry.organization.save()
        response = secretary.post(of_party(cast, "organization_edit"), form)
        assert response.status_code == 409
        assert "Naam van de ander" in text(response)
        assert "Mijn naam" in text(response)
        form["history_id"] = response.context["form"]["history_id"].value()
        assert secretary.post(of_party(cast, "organization_edit"), form).status_code == 303


class TestContacts:
    def form(self, **more):
        return {"person": "nieuw", "family_name": "Nieuw", **boxes("start", timezone.localdate()), **more}

    def test_a_new_contact_is_shown_and_ended(self, cast, secretary):
        party = PartyFactory(deal=cast.deal)
        page = url(cast, "party_contact", party.organization.slug)
        form = self.form(email="noor@voorbeeld.example", title="Adviseur")
        done = secretary.post(page, form, follow=True)
        assert "is vanaf" in text(done)
        assert ">Nieuw<" in text(done)
        contact = PartyContact.objects.get(party=party)
        end = url(cast, "party_contact_end", contact.pk)
        done = secretary.post(end, boxes("end", timezone.localdate()), follow=True)
        assert "is contactpersoon tot en met" in text(done)
        early = boxes("end", contact.start - timedelta(days=1))
        assert secretary.post(end, early).status_code == 422

    def test_somebody_of_the_party_is_chosen(self, cast, secretary):
        person = cast.ministry_member.person
        page = of_party(cast, "party_contact")
        assert str(person) in text(secretary.get(page))
        form = self.form(person=person.pk, family_name="x" * 300)
        assert secretary.post(page, form).status_code == 303
        assert cast.ministry.contacts.filter(person=person).exists()

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"family_name": ""}, "Vul de achternaam"),
            ({"email": ""}, "Vul het e-mailadres in: het portaal"),
            ({"email": "geen"}, "geldig e-mailadres"),
            ({"person": "99999"}, "Kies een antwoord"),
            (boxes("end", date(2019, 1, 1)), "ligt voor de eerste dag"),
        ],
    )
    def test_bad_input_is_said_at_the_field(self, cast, secretary, more, words):
        form = self.form(email="noor@voorbeeld.example") | more
        response = secretary.post(of_party(cast, "party_contact"), form)
        assert response.status_code == 422
        assert words in text(response)


class TestSuccession:
    FIRST = date(2199, 1, 1)

    @pytest.fixture(autouse=True)
    def _two(self, cast):
        self.old = [PartyFactory(deal=cast.deal, organization__name=name) for name in ("Oost", "West")]
        self.seats = [SeatFactory(body=cast.steering, party=party) for party in self.old]
        self.members = [MembershipFactory(seat=seat) for seat in self.seats]

    def form(self, **more):
        return {
            "kind": "merger",
            **boxes("date", self.FIRST),
            "before": [party.pk for party in self.old],
            "new_name_1": "Gemeente Nieuwland",
            "new_kind_1": "municipality",
            "stap": "gevolgen",
            **more,
        }

    def ask(self, cast, secretary, **more):
        return secretary.post(url(cast, "succession_create"), self.form(**more))

    def chosen(self, **more):
        return {"keuzes": "1", **{f"zetel_{seat.pk}": "moves-0" for seat in self.seats}, **more}

    def do(self, cast, secretary, **more):
        seen = self.ask(cast, secretary, **self.chosen(), **more).context["signature"]
        return self.ask(cast, secretary, **self.chosen(), **more, stap="bevestigen", gezien=seen)

    def test_it_begins_at_a_party_and_the_first_of_january(self, cast, secretary):
        page = secretary.get(url(cast, "succession_create"), {"partij": self.old[0].organization.slug})
        initial = page.context["form"].initial
        assert initial["before"] == [str(self.old[0].pk)]
        assert (initial["date"].day, initial["date"].month) == (1, 1)

    def test_double_seats_are_shown_and_ask_for_a_choice(self, cast, secretary):
        response = self.ask(cast, secretary)
        page = text(response)
        assert "In Stuurgroep zou er meer dan één zetel zijn" in page
        assert "Gaat verder voor Gemeente Nieuwland" in page
        assert "Ja, leg de rechtsopvolging vast" not in page
        assert self.ask(cast, secretary, keuzes="1").status_code == 422
        page = text(self.ask(cast, secretary, **self.chosen()))
        assert "Voor de afspraken uit het convenant verandert er niets" in page
        assert "Ja, leg de rechtsopvolging vast" in page
        assert not PartySuccession.objects.exists()

    def test_in_one_act_and_undone_in_one_act(self, cast, secretary):
        done = self.do(cast, secretary)
        assert done.status_code == 303
        page = text(secretary.get(done["Location"]))
        for words in ("Oost", "West", "Gemeente Nieuwland", str(self.members[0].person), "Gestopt op"):
            assert words in page
        listed = url(cast, "party_list")
        assert "Gemeente Nieuwland" not in text(secretary.get(listed, {"op": "31-12-2198"}))
        assert "Gemeente Nieuwland" in text(secretary.get(listed, {"op": "1-1-2199"}))
        party = text(secretary.get(self.old[0].get_absolute_url()))
        assert "opgevolgd door Gemeente Nieuwland" in party
        then = text(secretary.get(self.old[0].get_absolute_url(), {"op": "1-1-2199"}))
        assert "Opgevolgd sinds 1 januari 2199." in then
        undo = url(cast, "succession_undo", PartySuccession.objects.get().pk)
        assert "Ja, draai het terug" in text(secretary.get(undo))
        back = text(secretary.post(undo, follow=True))
        assert "Alles is weer zoals daarvoor" in back
        assert "teruggedraaid door project_secretary" in back
        assert secretary.get(undo).status_code == 404
        assert "Gemeente Nieuwland" not in text(secretary.get(listed, {"op": "1-1-2199"}))

    def test_what_was_built_on_it_is_listed_instead_of_the_button(self, cast, secretary):
        self.do(cast, secretary)
        succession = PartySuccession.objects.get()
        SeatFactory(body=cast.core, party=succession.after.get())
        undo = url(cast, "succession_undo", succession.pk)
        page = text(secretary.get(undo))
        assert "kreeg nog een zetel" in page
        assert "Ja, draai het terug" not in page
        assert secretary.post(undo).status_code == 422

    def test_an_organisation_of_the_register_is_used_and_said(self, cast, secretary):
        OrganizationFactory(name="Gemeente Nieuwland")
        page = text(self.ask(cast, secretary))
        assert "Gemeente Nieuwland staat al in het register van organisaties" in page

    def test_the_past_asks_for_words_at_the_field(self, cast, secretary):
        past = boxes("date", timezone.localdate() - timedelta(days=3))
        response = self.ask(cast, secretary, **past)
        assert response.status_code == 422
        assert "Typ ‘in het verleden’ om dat te bevestigen" in text(response)
        assert self.ask(cast, secretary, **past, past_words="In het verleden").status_code == 200

    def test_two_at_once_succeed_once(self, cast, secretary):
        seen = self.ask(cast, secretary, **self.chosen()).context["signature"]
        self.do(cast, cast.client("project_manager"))
        response = self.ask(cast, secretary, **self.chosen(), stap="bevestigen", gezien=seen)
        assert response.status_code == 422
        assert PartySuccession.objects.count() == 1

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"before": []}, "Kies een antwoord"),
            ({"before": ["999999"]}, "Kies een antwoord"),
            ({"before": ["x"]}, "Kies een antwoord"),
            ({"new_name_1": ""}, "Vul de naam van de nieuwe organisatie in"),
            ({"new_kind_1": ""}, "Kies de soort van de nieuwe organisatie"),
            ({"new_name_1": "", "new_kind_1": ""}, "Vul in wie ervoor in de plaats komt"),
            ({"new_name_1": "Ministerie van Voorbeelden"}, "staat al in de lijst van partijen"),
            ({"kind": "split"}, "Bij een splitsing"),
            ({"kind": "huwelijk"}, "Kies een antwoord"),
            ({"new_name_1": "x" * 300}, "hooguit 200 tekens"),
            ({"date_jaar": "0026"}, "tussen 1900 en 2200"),
        ],
    )
    def test_bad_input_is_said_and_keeps_the_rest(self, cast, secretary, more, words):
        response = self.ask(cast, secretary, **(self.chosen() | {"note": "Herindeling"} | more))
        assert response.status_code == 422
        assert words in text(response)
        assert "Herindeling" in text(response)

    def test_a_party_of_another_deal_is_neither_offered_nor_taken(self, cast, secretary):
        other = PartyFactory(organization__name="Elders")
        assert "Elders" not in text(secretary.get(url(cast, "succession_create")))
        assert self.ask(cast, secretary, before=[other.pk]).status_code == 422
        assert self.ask(cast, secretary, after=other.pk).status_code == 422

    def test_withdrawn_parties_are_not_offered(self, cast, secretary):
        PartyFactory(deal=cast.deal, organization__name="Weg", state=PartyState.WITHDRAWN)
        assert ">Weg<" not in text(secretary.get(url(cast, "succession_create")))
