"""The letter of a party: only what is public or her own, on two pages, for her contact."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.enums import Access
from governance.enums import AgreementState, OrganizationKind
from governance.models import Party
from reporting.models import Contribution, ContributionQuestion, PromisedContribution
from reporting.permissions_documents import can_make_letter
from reporting.rules.document import Bullets, Heading, Paragraph, Table
from reporting.selectors.letters import addressee, council_letter, letter_heading
from reporting.services.letter_files import letter_file
from tests.factories.governance import (
    BodyFactory,
    DecisionFactory,
    MembershipFactory,
    PartyContactFactory,
    PartyFactory,
    PartyRequestFactory,
    SeatFactory,
)
from tests.factories.reporting_contributions import ContributionFactory
from tests.factories.sessions import PartyAgreementFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentUseFactory,
    InstrumentVersionFactory,
)
from tests.factories.workgroups_planning import MilestoneFactory
from tests.factories.workgroups_tests import FieldTestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def ours(cast):
    """Return the party whose contact the cast has, loaded as the page loads it."""
    cast.deal.access = Access.PUBLIC
    cast.deal.summary = "Samen aan het werk."
    cast.deal.save()
    return Party.objects.select_related("deal", "organization").get(pk=cast.ministry.pk)


def said(document):
    """Return every word of a document, a line per block."""
    lines = [document.title, document.subtitle, *(value for _label, value in document.facts)]
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Heading | Paragraph):
                lines.append(block.text)
            elif isinstance(block, Bullets):
                lines += block.items
            elif isinstance(block, Table):
                lines += [str(cell) for row in block.rows for cell in row]
    return "\n".join(lines)


def url(party, *more):
    name = "reporting:party_letter_file" if more else "reporting:party_letter"
    return reverse(name, args=[party.deal.slug, party.organization.slug, *more])


def xml_of(odt, name="content.xml"):
    with zipfile.ZipFile(io.BytesIO(odt)) as file:
        return file.read(name).decode()


def letter(party, today):
    return said(council_letter(party, today))


class TestWhatTheDealDid:
    def test_says_what_is_public(self, cast, ours, today):
        MilestoneFactory(deal=cast.deal, title="Brief af", state="reached", actual_on=today)
        MilestoneFactory(deal=cast.deal, title="Proef begint", planned_end=today + timedelta(days=40))
        InstrumentFactory(deal=cast.deal, title="Wijzer", access=Access.PUBLIC, state="in_use")
        DecisionFactory(body=cast.steering, title="Begroting", taken_on=today)
        text = letter(ours, today)
        for words in ("Samen aan het werk.", "Brief af", "Proef begint", "Wijzer (in gebruik)", "Begroting"):
            assert words in text

    def test_leaves_out_what_is_for_the_deal_alone(self, cast, ours, today):
        hidden = WorkingGroupFactory(question__deal=cast.deal, body__access=Access.DEAL)
        MilestoneFactory(deal=cast.deal, group=hidden, title="M geheim", state="reached", actual_on=today)
        InstrumentFactory(deal=cast.deal, title="I geheim", access=Access.DEAL, state="in_use")
        DecisionFactory(body=cast.core, title="B geheim", taken_on=today)
        DecisionFactory(
            body=cast.steering, title="B later", taken_on=today, public_from=today + timedelta(days=1)
        )
        assert "geheim" not in letter(ours, today)
        assert "B later" not in letter(ours, today)

    def test_leaves_out_what_is_old_withdrawn_or_not_there_yet(self, cast, ours, today):
        long_ago = today - timedelta(days=400)
        MilestoneFactory(deal=cast.deal, title="Oud", state="reached", actual_on=long_ago)
        DecisionFactory(body=cast.steering, title="Ingetrokken", taken_on=today, withdrawn_on=today)
        DecisionFactory(body=cast.steering, title="Afgewezen", taken_on=today, result="rejected")
        InstrumentFactory(deal=cast.deal, title="Idee", access=Access.PUBLIC, state="idea")
        text = letter(ours, today)
        assert not [word for word in ("Oud", "Ingetrokken", "Afgewezen", "Idee") if word in text]

    def test_says_nothing_of_a_deal_that_is_not_public(self, cast, ours, today):
        ours.deal.access = Access.DEAL
        MilestoneFactory(deal=cast.deal, title="Brief af", state="reached", actual_on=today)
        text = letter(ours, today)
        assert "Brief af" not in text
        assert "Samen aan het werk." not in text
        assert "De deal heeft hierover nog niets openbaar gemaakt." in text


class TestWhatWeDid:
    def test_says_where_we_sit_what_we_test_and_use(self, cast, ours, today):
        closed = SeatFactory(body=cast.closed, party=ours)
        version = InstrumentVersionFactory(instrument__deal=cast.deal, instrument__title="Wijzer")
        FieldTestFactory(version=version, party=ours, state="running")
        InstrumentUseFactory(version=version, party=ours, start=today)
        text = letter(ours, today)
        assert "Stuurgroep" in text
        assert f"{closed.body.name} (daar zit nu niemand)" in text
        assert "Wijzer: loopt" in text
        assert "Wijzer, sinds" in text

    def test_names_nobody_and_no_other_party(self, cast, ours, today):
        other = PartyFactory(deal=cast.deal, organization__name="Gemeente Elders")
        MembershipFactory(seat=SeatFactory(body=cast.steering, party=other), person=cast.people["nobody"])
        FieldTestFactory(version__instrument__deal=cast.deal, party=other)
        InstrumentUseFactory(version__instrument__deal=cast.deal, party=other, start=today)
        PartyAgreementFactory(decision=DecisionFactory(body=cast.core, asks_parties=True), party=other)
        text = letter(ours, today)
        assert "Elders" not in text
        assert str(cast.ministry_member.person) not in text

    def test_says_our_own_figures_and_those_of_nobody_else(self, cast, ours, today):
        other = PartyFactory(deal=cast.deal, organization__name="Gemeente Elders")
        for party, quarters in ((ours, 4 * 120), (other, 4 * 777)):
            PromisedContribution.objects.create(
                party=party, kind="hours", year=today.year, first_month=1, last_month=12, quantity=quarters
            )
            day = date(today.year, 1, 15)
            Contribution.objects.create(party=party, kind="hours", start=day, end=day, quantity=quarters // 2)
        text = letter(ours, today)
        assert "120 uur" in text
        assert "60 uur" in text
        assert "777" not in text
        assert "388" not in text

    def test_stopped_tests_and_ended_uses_and_seats_are_not_there(self, cast, today):
        ours = PartyFactory(deal=cast.deal)
        FieldTestFactory(version__instrument__deal=cast.deal, party=ours, state="stopped")
        begin = today - timedelta(days=9)
        InstrumentUseFactory(version__instrument__deal=cast.deal, party=ours, start=begin, end=begin)
        SeatFactory(body=cast.steering, party=ours, start=begin, end=begin)
        assert "Er is nog niets vastgelegd." in letter(ours, today)


class TestWhatIsAsked:
    def test_says_what_we_must_confirm_and_answer(self, cast, ours, today):
        decision = DecisionFactory(body=cast.core, title="Proefbudget", asks_parties=True, taken_on=today)
        PartyAgreementFactory(
            decision=decision,
            party=ours,
            state=AgreementState.SUBJECT_TO,
            subject_to="het college",
            due_on=today + timedelta(days=9),
        )
        plain = DecisionFactory(body=cast.core, title="Zonder datum", asks_parties=True, taken_on=today)
        PartyAgreementFactory(decision=plain, party=ours)
        PartyRequestFactory(party=ours, kind="nomination", answer_until=today)
        question = ContributionQuestion.objects.create(
            party=ours,
            key="vraag",
            year=2026,
            quarter=3,
            to=cast.people["party_contact"],
            token_hash="x",
            sent_on=today,
            answer_until=today,
        )
        ContributionFactory(party=ours, question=question)
        text = letter(ours, today)
        assert "Onze bijdragen van kwartaal 3 van 2026 bevestigen" in text
        assert "Er worden 4 dingen van ons gevraagd." in text
        assert "Proefbudget" in text
        assert "Onder voorbehoud van: het college." in text
        # What was confirmed meanwhile is asked no more.
        question.contributions.update(confirmed_at=timezone.now(), confirmed_by="Jo")
        assert "kwartaal 3" not in letter(ours, today)

    def test_leaves_out_what_is_done_personal_or_still_inside_a_body(self, cast, ours, today):
        later = DecisionFactory(
            body=cast.core, title="Later", asks_parties=True, public_from=today + timedelta(days=2)
        )
        PartyAgreementFactory(decision=later, party=ours)
        done = DecisionFactory(body=cast.core, title="Klaar", asks_parties=True)
        PartyAgreementFactory(decision=done, party=ours, state=AgreementState.MANDATE, confirmed_on=today)
        no = DecisionFactory(body=cast.core, title="Nee", asks_parties=True)
        PartyAgreementFactory(decision=no, party=ours, state=AgreementState.REFUSED)
        PartyRequestFactory(party=ours, is_personal=True)
        PartyRequestFactory(party=ours, answer_until=today - timedelta(days=1))
        assert "Er wordt nu niets van ons gevraagd." in letter(ours, today)


class TestTo:
    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            (OrganizationKind.MUNICIPALITY, "Het college en de raad van X"),
            (OrganizationKind.PROVINCE, "Gedeputeerde staten en provinciale staten van X"),
            (OrganizationKind.WATER_BOARD, "Het dagelijks en het algemeen bestuur van X"),
            (OrganizationKind.COMPANY, "Het bestuur van X"),
        ],
    )
    def test_goes_to_who_decides_there(self, kind, words):
        assert addressee(PartyFactory(organization__kind=kind, organization__name="X")) == words

    def test_page_says_for_whom(self):
        city = PartyFactory(organization__kind=OrganizationKind.MUNICIPALITY)
        assert letter_heading(city) == "Voor uw college en raad"
        assert letter_heading(PartyFactory(organization__kind=OrganizationKind.COMPANY)) == "Voor uw bestuur"


class TestFiles:
    def full(self, cast, ours, today):
        long = "Een naam die zo lang is als een naam in dit portaal maar worden kan " * 2
        for number in range(9):
            SeatFactory(body=BodyFactory(deal=cast.deal, name=f"{long}{number}"), party=ours)
            MilestoneFactory(deal=cast.deal, title=f"{long}{number}", state="reached", actual_on=today)
            MilestoneFactory(deal=cast.deal, title=f"{long}{number}", planned_end=today)
            InstrumentFactory(deal=cast.deal, title=f"{long}{number}", access="public", state="in_use")
            DecisionFactory(body=cast.steering, title=f"{long}{number}", taken_on=today)
            version = InstrumentVersionFactory(instrument__deal=cast.deal, instrument__title=long)
            FieldTestFactory(version=version, party=ours)
            InstrumentUseFactory(version=version, party=ours, start=today)
            decision = DecisionFactory(body=cast.core, title=f"{long}{number}", asks_parties=True)
            PartyAgreementFactory(decision=decision, party=ours, subject_to="het college", due_on=today)
            PartyRequestFactory(party=ours, seat=None, answer_until=today)
        for quarter in (1, 2, 3):
            ContributionQuestion.objects.create(
                party=ours,
                key=f"vraag {quarter}",
                year=today.year,
                quarter=quarter,
                to=cast.people["party_contact"],
                token_hash=str(quarter),
                sent_on=today,
                answer_until=today,
            )
        for kind in ("hours", "money", "in_kind"):
            PromisedContribution.objects.create(
                party=ours, kind=kind, year=today.year, first_month=1, last_month=12, quantity=400_000
            )
            Contribution.objects.create(party=ours, kind=kind, start=today, end=today, quantity=100_000)

    def test_stays_on_two_pages_however_much_there_is(self, cast, ours, today):
        self.full(cast, ours, today)
        made = letter_file(ours, today, "pdf")
        assert made.content_type == "application/pdf"
        with pikepdf.open(io.BytesIO(made.content)) as document:
            assert len(document.pages) == 2
        assert "en nog 12" in letter(ours, today)

    def test_odt_keeps_markup_as_text(self, cast, ours, today):
        nasty = '#set text(red) <b>vet</b> & *ster* $x$ {{ y }} "aan"'
        MilestoneFactory(deal=cast.deal, title=nasty, state="reached", actual_on=today)
        made = letter_file(ours, today, "odt")
        content = xml_of(made.content)
        assert "#set text(red) &lt;b&gt;vet&lt;/b&gt; &amp; *ster* $x$ {{ y }}" in content
        assert made.name == f"brief-ministerie-van-voorbeelden-{today.isoformat()}.odt"


class TestPage:
    def test_is_for_the_contact_and_who_keeps_the_deal(self, cast, ours):
        may = {role for role, user in cast.users.items() if can_make_letter(user, ours)}
        assert may == {"party_contact", "project_manager", "project_secretary"}

    def test_a_contact_of_another_party_gets_none(self, cast, ours):
        other = PartyFactory(deal=cast.deal)
        PartyContactFactory(party=other, person=cast.people["nobody"])
        assert cast.client("nobody").get(url(ours)).status_code == 404
        assert cast.client("nobody").get(url(other)).status_code == 200

    def test_shows_the_letter_and_the_files(self, cast, ours):
        response = cast.client("party_contact").get(url(ours))
        text = response.content.decode()
        assert "Voor uw bestuur" in text
        assert "Downloaden als ODT" in text
        assert "Samen aan het werk." in text

    def test_opens_for_the_contact_of_a_deal_that_is_not_public(self, cast, ours):
        cast.deal.access = Access.DEAL
        cast.deal.save()
        assert cast.client("party_contact").get(url(ours)).status_code == 200

    @pytest.mark.parametrize("format", ["odt", "pdf"])
    def test_hands_out_the_file(self, cast, ours, format):
        response = cast.client("party_contact").get(url(ours, format))
        assert response["Content-Disposition"].startswith("attachment; filename=")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response.content[:4] in (b"PK\x03\x04", b"%PDF")

    def test_knows_no_other_file(self, cast, ours):
        assert cast.client("party_contact").get(url(ours, "exe")).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_for_one_and_three_rows(self, cast, ours, queries, today, rows):
        for _ in range(rows):
            MilestoneFactory(deal=cast.deal, state="reached", actual_on=today)
            FieldTestFactory(version__instrument__deal=cast.deal, party=ours)
            PartyRequestFactory(party=ours, seat=None, answer_until=today)
            SeatFactory(body=BodyFactory(deal=cast.deal), party=ours)
        client = cast.client("party_contact")
        client.get(url(ours))
        with queries(10):
            client.get(url(ours))


class TestLink:
    def test_stands_on_the_page_of_the_party_for_who_makes_the_letter(self, cast, ours):
        page = reverse("governance:party_detail", args=[ours.deal.slug, ours.organization.slug])
        shown = {role for role in cast.users if url(ours) in cast.client(role).get(page).content.decode()}
        assert shown == {"party_contact", "project_manager", "project_secretary"}
