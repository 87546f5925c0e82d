"""Written rounds: prepared, opened, answered, closed; and the urgent decision of the chair."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError
from citydeal.common.history import latest_history_id
from citydeal.models import OutgoingMail, StoredFile
from governance.enums import BodyKind, MembershipRole, RoundChoice, RoundState
from governance.models import (
    AgendaItem,
    BodyCompetence,
    Decision,
    ForwardItem,
    Meeting,
    RoundPaper,
    RoundVoice,
    WayOfWorking,
    WrittenRound,
)
from governance.permissions_rounds import can_read_round, visible_rounds
from governance.rules.rounds import Reason, RoundTerms, is_settled, outcome
from governance.selectors.rounds import round_at, round_page, voters_of
from governance.services.forward_agenda import put_on_agenda
from governance.services.rounds import (
    RoundDetails,
    add_round_paper,
    open_round,
    save_round,
    withdraw_round,
)
from governance.services.rounds_answers import VoiceAnswer, answer_round
from governance.services.rounds_closing import _touch, ensure_rounds
from governance.services.rounds_mail import mail_question, token_of
from governance.services.rounds_urgent import UrgentDetails, decide_urgently
from tests.factories.actions import WrittenRoundFactory
from tests.factories.governance import (
    BodyFactory,
    DelegationFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
    SeatFactory,
)
from tests.factories.parties import PartyEventFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECRETARY = "project_secretary"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
AGREE, REMARK, AGAINST, DISCUSS = RoundChoice.values


def today():
    return timezone.localdate()


def typed(day):
    return day.strftime("%d-%m-%Y")


def url(name, cast, *more):
    return reverse(f"governance:{name}", args=[cast.deal.slug, cast.steering.slug, *more])


def clock(day):
    """Run the clock on a day, at noon."""
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    with time_machine.travel(noon, tick=False):
        return ensure_rounds(day)


def link(voice):
    return reverse("governance:round_answer", args=[token_of(voice)])


def got(client, address):
    """Return the status of a download, read to its end."""
    response = client.get(address)
    assert b"".join(response).startswith(b"%PDF")
    return response.status_code


def pdf():
    return SimpleUploadedFile("plan.pdf", PDF, "application/pdf")


def meeting_of(body, days=10, **fields):
    starts = timezone.now() + timedelta(days=days)
    fields = {"title": "Stuurgroep december", "state": "reserved"} | fields
    return Meeting.objects.create(body=body, starts_at=starts, ends_at=starts + timedelta(hours=2), **fields)


def details(**fields):
    return RoundDetails(
        **{
            "title": "Een tweede testplek",
            "proposal": "Hoogerland wordt de tweede testplek.",
            "subject": "content",
            "closes_on": today() + timedelta(days=14),
        }
        | fields
    )


@pytest.fixture
def small(cast):
    """Return the cast with three voters: the member of the ministry, the member and the chair."""
    for role in ("deactivated",):
        cast.people[role].memberships.get().delete()
    return cast


@pytest.fixture
def opened(small):
    """Return an open round of the steering group."""
    return open_round(actor=small.users[SECRETARY], found=WrittenRoundFactory(body=small.steering))


def voices(found):
    return list(found.voices.select_related("person", "membership", "round__body__deal").order_by("pk"))


def round_of(found):
    """Return a round as its page finds it."""
    body = found.body
    (read,) = round_at(pk=found.pk, deal=body.deal.slug, body=body.slug)
    return read


def say(voice, choice, remark="Omdat", name="Iemand"):
    return answer_round(actor=None, voice=voice, answer=VoiceAnswer(choice, remark, name))


class TestOutcome:
    @pytest.mark.parametrize(
        ("choices", "terms", "state", "reason"),
        [
            ([AGREE, REMARK], {}, "agreed", Reason.AGREED),
            ([AGREE, AGAINST], {}, "rejected", Reason.AGAINST),
            ([AGREE, AGREE, AGAINST], {"by_vote": True}, "agreed", Reason.AGREED),
            ([AGREE, AGAINST], {"by_vote": True}, "rejected", Reason.AGAINST),
            ([AGREE, ""], {}, "to_meeting", Reason.TOO_FEW),
            ([AGREE, ""], {"silence_agrees": True}, "agreed", Reason.AGREED),
            ([AGAINST, ""], {"silence_agrees": True}, "rejected", Reason.AGAINST),
            (["", ""], {"silence_agrees": True}, "agreed", Reason.AGREED),
            ([AGREE, ""], {"quorum": 1}, "agreed", Reason.AGREED),
            ([AGREE, ""], {"quorum": 5}, "to_meeting", Reason.TOO_FEW),
            (["", ""], {"quorum": 0}, "to_meeting", Reason.TOO_FEW),
            ([], {"silence_agrees": True}, "to_meeting", Reason.TOO_FEW),
            (
                [AGREE, AGREE, DISCUSS],
                {"by_vote": True, "silence_agrees": True},
                "to_meeting",
                Reason.DISCUSS,
            ),
        ],
    )
    def test_of_answers_and_terms(self, choices, terms, state, reason):
        found = outcome(choices, RoundTerms(**terms))
        assert (found.state, found.reason) == (state, reason)

    @pytest.mark.parametrize(
        ("choices", "settled"),
        [([], False), (["", AGREE], False), ([AGREE, AGAINST], True), (["", DISCUSS], True)],
    )
    def test_settled_when_all_answered_or_one_wants_to_discuss(self, choices, settled):
        assert is_settled(choices) is settled


class TestPreparing:
    def test_in_the_browser_from_proposal_to_open(self, small):
        WayOfWorking.objects.create(body=small.steering, silence_agrees=True, quorum=2)
        client = small.client(SECRETARY)
        answers = {
            "title": "Een tweede\ntestplek",
            "proposal": "Hoogerland wordt de tweede testplek.",
            "subject": "content",
            "closes_on_dag": typed(today() + timedelta(days=14)),
        }
        page = client.post(url("round_create", small), answers, follow=True).content.decode()
        found = WrittenRound.objects.get()
        assert (found.title, found.state) == ("Een tweede testplek", "draft")
        assert "De ronde staat klaar" in page
        client.post(url("round_paper_add", small, found.pk), {"title": "Plan", "file": pdf()})
        page = client.post(url("round_open", small, found.pk), {"stap": "gevolgen"}).content.decode()
        assert str(small.people["member"]) in page
        assert "Wie niet antwoordt, is akkoord" in page
        assert str(small.people["deputy"]) not in page
        assert not RoundVoice.objects.exists()
        page = client.post(url("round_open", small, found.pk), {"stap": "bevestigen"}, follow=True)
        found.refresh_from_db()
        assert (found.state, found.silence_agrees, found.quorum) == ("open", True, 2)
        assert "0 van de 3 hebben geantwoord" in page.content.decode()
        assert OutgoingMail.objects.filter(kind="round_question").count() == 4
        # What was frozen does not follow the way of working.
        way = WayOfWorking.objects.get()
        way.silence_agrees = False
        way.save()
        found.refresh_from_db()
        assert found.silence_agrees

    def test_the_secretary_of_the_body_has_no_vote_and_two_hats_have_one(self, small):
        MembershipFactory(seat=SeatFactory(body=small.steering), role=MembershipRole.SECRETARY)
        second = SeatFactory(body=small.steering)
        MembershipFactory(seat=second, person=small.people["chair"])
        assert len(voters_of(small.steering, today()).members) == 3

    def test_the_link_goes_to_the_person_and_never_to_who_acts_for_the_person(self, small):
        member = small.people["member"]
        DelegationFactory(person=member, delegate__email="bureau@x.example", mail="instead")
        found = open_round(actor=small.users[SECRETARY], found=WrittenRoundFactory(body=small.steering))
        voice = found.voices.get(person=member)
        mails = {mail.to: mail.text for mail in OutgoingMail.objects.all()}
        assert link(voice) in mails[member.email]
        assert "/ronde/" not in mails["bureau@x.example"]
        assert "antwoordt zelf" in " ".join(mails["bureau@x.example"].split())
        assert token_of(voice) != voice.token_hash

    def test_the_reminder_of_a_voter_whose_records_were_joined_has_a_link_that_works(self, small):
        found = open_round(actor=small.users[SECRETARY], found=WrittenRoundFactory(body=small.steering))
        voice = found.voices.get(person=small.people["member"])
        voice.person = PersonFactory(email="anna@voorbeeld.example")
        voice.save()
        mail_question(voice, reminder=True)
        assert link(voice) in OutgoingMail.objects.get(to="anna@voorbeeld.example").text
        assert Client().get(link(voice)).status_code == 200

    def test_what_closes_last_stands_first(self, small):
        for days in (3, 9, 6):
            closes_on = today() + timedelta(days=days)
            WrittenRoundFactory(body=small.steering, title=f"Over {days} dagen", closes_on=closes_on)
        shown = small.client(SECRETARY).get(url("round_list", small)).content.decode()
        places = [shown.index(f"Over {days} dagen") for days in (9, 6, 3)]
        assert places == sorted(places)

    def test_who_has_no_address_is_named_before_it_opens(self, small):
        person = PersonFactory(email="")
        MembershipFactory(seat=SeatFactory(body=small.steering), person=person)
        found = WrittenRoundFactory(body=small.steering)
        client = small.client(SECRETARY)
        page = client.post(url("round_open", small, found.pk), {"stap": "gevolgen"}).content.decode()
        assert "geen e-mailadres bekend" in page
        assert page.count(str(person)) == 2

    @pytest.mark.parametrize(
        ("case", "field"),
        [("past", "closes_on"), ("far", "closes_on"), ("competence", "subject"), ("ends", "closes_on")],
    )
    def test_refused(self, small, case, field):
        fields = {
            "past": {"closes_on": today()},
            "far": {"closes_on": today() + timedelta(days=400)},
            "competence": {"subject": "covenant"},
            "ends": {},
        }[case]
        if case == "ends":
            small.steering.end = today() + DAY
            small.steering.save()
        with pytest.raises(DomainError) as refused:
            save_round(actor=small.users[SECRETARY], body=small.steering, details=details(**fields))
        assert refused.value.field == field
        assert not WrittenRound.objects.exists()

    def test_the_page_says_who_decides_instead(self, small):
        answers = {
            "title": "X",
            "proposal": "Y",
            "subject": "covenant",
            "closes_on_dag": typed(today() + DAY),
        }
        response = small.client(SECRETARY).post(url("round_create", small), answers)
        assert response.status_code == 422
        assert "bereidt dit voor" in response.content.decode()

    def test_only_who_prepares_and_not_in_a_closed_deal(self, small):
        with pytest.raises(DomainError, match="niet voorbereiden"):
            save_round(actor=small.users["chair"], body=small.steering, details=details())
        found = WrittenRoundFactory(body=small.steering)
        small.deal.state = "closed"
        small.deal.save()
        with pytest.raises(DomainError, match="gesloten"):
            open_round(actor=small.users[SECRETARY], found=found)

    def test_changed_by_one_at_a_time_and_not_once_it_is_open(self, small, opened):
        found = WrittenRoundFactory(body=small.steering)
        before = latest_history_id(found)
        client = small.client(SECRETARY)
        assert client.get(url("round_edit", small, found.pk)).status_code == 200
        answers = {
            "title": "Anders",
            "proposal": "Y",
            "subject": "content",
            "closes_on_dag": typed(today() + DAY),
            "history_id": before,
        }
        assert client.post(url("round_edit", small, found.pk), answers).status_code == 303
        response = client.post(url("round_edit", small, found.pk), answers)
        assert response.status_code == 409
        assert "nadat u haar opende" in response.content.decode()
        assert client.get(url("round_edit", small, opened.pk)).status_code == 404
        actor = small.users[SECRETARY]
        with pytest.raises(DomainError, match="de stand ‘Open’"):
            save_round(actor=actor, body=small.steering, details=details(), found=opened)
        with pytest.raises(DomainError, match="de stand ‘Open’"):
            open_round(actor=actor, found=opened)

    def test_nobody_to_ask(self, small):
        core = WrittenRoundFactory(body=small.core, subject="quality_teams")
        with pytest.raises(DomainError, match="niemand om te vragen"):
            open_round(actor=small.users[SECRETARY], found=core)
        args = [small.deal.slug, small.core.slug, core.pk]
        address = reverse("governance:round_open", args=args)
        client = small.client(SECRETARY)
        page = client.post(address, {"stap": "gevolgen"}).content.decode()
        assert "Niemand heeft stemrecht" in page
        assert client.post(address, {"stap": "bevestigen"}).status_code == 422


class TestPapers:
    def test_added_removed_and_read_by_who_is_asked(self, small):
        found = WrittenRoundFactory(body=small.steering)
        actor, client = small.users[SECRETARY], small.client(SECRETARY)
        wrong = add_round_paper(actor=actor, found=found, title="Fout", upload=pdf())
        remove = url("round_paper_remove", small, found.pk, wrong.pk)
        assert "‘Fout’" in client.get(remove).content.decode()
        assert client.post(remove).status_code == 303
        assert not StoredFile.objects.exists()
        paper = add_round_paper(actor=actor, found=found, title="Plan", upload=pdf())
        open_round(actor=actor, found=found)
        assert client.get(remove).status_code == 404
        page = small.client("member").get(url("round_detail", small, found.pk)).content.decode()
        address = url("round_paper", small, found.pk, paper.file.key)
        assert address in page
        assert got(small.client("member"), address) == 200
        assert small.client("dealmaker").get(address).status_code == 404
        other = WrittenRoundFactory(body=small.steering)
        assert client.get(url("round_paper", small, other.pk, paper.file.key)).status_code == 404
        voice = found.voices.get(person=small.people["member"])
        page = small.client("anonymous").get(link(voice)).content.decode()
        address = reverse("governance:round_answer_paper", args=[token_of(voice), paper.file.key])
        assert address in page
        assert got(small.client("anonymous"), address) == 200
        mine = reverse("governance:my_round_paper", args=[found.pk, paper.file.key])
        assert got(small.client("member"), mine) == 200
        assert small.client("dealmaker").get(mine).status_code == 404
        withdraw_round(actor=actor, found=found, reason="Niet nodig")
        assert small.client("anonymous").get(address).status_code == 404

    def test_bad_files_and_too_many(self, small):
        found = WrittenRoundFactory(body=small.steering)
        client = small.client(SECRETARY)
        for upload in (SimpleUploadedFile("a.exe", b"MZ"), SimpleUploadedFile("leeg.pdf", b"")):
            answers = {"title": "X", "file": upload}
            assert client.post(url("round_paper_add", small, found.pk), answers).status_code == 422
        for _ in range(20):
            stored = StoredFile.objects.create(name="x.pdf", size=1, sha256="0" * 64, content_type="x")
            RoundPaper.objects.create(round=found, file=stored, title="X")
        answers = {"title": "X", "file": pdf()}
        response = client.post(url("round_paper_add", small, found.pk), answers)
        assert "ten hoogste 20 stukken" in response.content.decode()


class TestAnswering:
    def test_a_scanner_that_opens_the_link_changes_nothing(self, small, opened):
        before = RoundVoice.history.count()
        for voice in voices(opened):
            assert small.client("anonymous").get(link(voice)).status_code == 200
            assert small.client("anonymous").head(link(voice)).status_code in (200, 405)
        assert RoundVoice.history.count() == before
        assert not opened.voices.exclude(choice="").exists()

    def test_by_the_link_without_an_account_and_changed_while_open(self, small, opened):
        voice = voices(opened)[0]
        client = small.client("anonymous")
        response = client.post(link(voice), {"choice": AGAINST, "remark": "", "name": "Ria"})
        assert response.status_code == 422
        assert "waarom" in response.content.decode()
        page = client.post(
            link(voice), {"choice": AGAINST, "remark": "Te duur", "name": "Ria"}, follow=True
        ).content.decode()
        assert "Bedankt" in page
        voice.refresh_from_db()
        assert (voice.choice, voice.remark, voice.answered_by) == (AGAINST, "Te duur", "Ria")
        assert "U antwoordde ‘Niet akkoord’" in client.get(link(voice)).content.decode()
        client.post(link(voice), {"choice": AGREE, "name": "Ria"})
        voice.refresh_from_db()
        assert voice.choice == AGREE

    @pytest.mark.parametrize(
        "wrong",
        [{"choice": ""}, {"choice": "misschien"}, {"name": ""}, {"name": "\x00"}, {"remark": "x" * 6000}],
    )
    def test_bad_input(self, small, opened, wrong):
        answers = {"choice": AGREE, "name": "Ria"} | wrong
        response = small.client("anonymous").post(link(voices(opened)[0]), answers)
        assert response.status_code == 422

    @pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "é" * 43])
    def test_a_guessed_link(self, small, opened, token):
        response = small.client("anonymous").get(f"/ronde/{token}/")
        assert response.status_code == 404
        paper = reverse("governance:round_answer_paper", args=["x" * 43, StoredFile(name="x").key])
        assert small.client("anonymous").get(paper).status_code == 404

    def test_signed_in_only_in_person(self, small, opened):
        mine = reverse("governance:my_round", args=[opened.pk])
        DelegationFactory(person=small.people["member"], delegate=small.people["nobody"])
        assert small.client("anonymous").get(mine).status_code == 302
        for role in ("nobody", "deputy", SECRETARY, "dealmaker"):
            assert small.client(role).get(mine).status_code == 404
        page = small.client("member").get(mine).content.decode()
        assert "Uw naam" not in page
        assert small.client("member").post(mine, {"choice": AGREE}).status_code == 303
        voice = opened.voices.get(person=small.people["member"])
        assert (voice.choice, voice.answered_by) == (AGREE, "member")
        with pytest.raises(DomainError, match="doet dat zelf"):
            answer_round(actor=small.users["nobody"], voice=voice, answer=VoiceAnswer(AGREE))

    def test_what_the_service_asks_of_an_answer(self, small, opened):
        voice = voices(opened)[0]
        for answer, field in (
            (VoiceAnswer("nee", "x", "Ria"), "choice"),
            (VoiceAnswer(DISCUSS, " ", "Ria"), "remark"),
            (VoiceAnswer(AGREE, "", " \n"), "name"),
        ):
            with pytest.raises(DomainError) as refused:
                answer_round(actor=None, voice=voice, answer=answer)
            assert refused.value.field == field

    def test_why_a_link_opens_nothing(self, small, opened):
        client = small.client("anonymous")
        first, second, third = voices(opened)
        first.membership.end = today() - DAY
        first.membership.save()
        response = client.get(link(first))
        assert response.status_code == 410
        assert "lidmaatschap" in response.content.decode()
        with pytest.raises(DomainError, match="niet meer worden beantwoord"):
            say(voices(opened)[0], AGREE)
        say(second, AGREE)
        withdraw_round(actor=small.users[SECRETARY], found=opened, reason="Niet\nnodig")
        assert "ingetrokken" in client.get(link(third)).content.decode()
        opened.state, opened.closes_on = RoundState.OPEN, today() - DAY
        opened.save()
        assert "Uw antwoord was: Akkoord" in client.get(link(second)).content.decode()
        assert "telt niet meer mee" in client.get(link(third)).content.decode()
        assert client.post(link(third), {"choice": AGREE, "name": "x"}).status_code == 410


class TestSignatories:
    """In an executives' network also who signed without a seat there is asked (rule 5)."""

    @pytest.fixture
    def network(self, small):
        body = BodyFactory(deal=small.deal, kind=BodyKind.EXECUTIVES_NETWORK, access="body")
        MembershipFactory(seat=SeatFactory(body=body, party=small.ministry))
        return body

    def sign(self, network, person, **party):
        event = PartyEventFactory(
            party=PartyFactory(deal=network.deal, **party), kind="signing", person=person, date=today() - DAY
        )
        return event.party

    def open(self, small, network, **fields):
        found = WrittenRoundFactory(body=network, subject="own_order", **fields)
        return open_round(actor=small.users[SECRETARY], found=found)

    def test_they_are_named_first_asked_and_answer_signed_in(self, small, network):
        self.sign(network, small.people["nobody"], organization__name="Gemeente Getekend")
        self.sign(network, None, organization__name="Gemeente Naamloos")
        found = WrittenRoundFactory(body=network, subject="own_order")
        page = reverse("governance:round_open", args=[small.deal.slug, network.slug, found.pk])
        shown = small.client(SECRETARY).post(page, {"stap": "gevolgen"}).content.decode()
        assert f"{small.people['nobody'].name}, Gemeente Getekend" in shown
        assert "Zij krijgen geen vraag" in shown
        assert "Gemeente Naamloos" in shown
        found = open_round(actor=small.users[SECRETARY], found=found)
        voice = found.voices.get(person=small.people["nobody"])
        assert voice.membership is None
        assert found.voices.filter(membership__seat__party=small.ministry).count() == 1
        asked = OutgoingMail.objects.filter(kind="round_question", to=small.people["nobody"].email)
        assert asked.count() == 1
        client = small.client("nobody")
        detail = reverse("governance:round_detail", args=[small.deal.slug, network.slug, found.pk])
        html = client.get(detail).content.decode()
        assert found.proposal in html
        assert f'href="{network.get_absolute_url()}"' not in html
        assert client.get(network.get_absolute_url()).status_code == 404
        assert small.client("observer").get(detail).status_code == 404
        mine = reverse("governance:my_round", args=[found.pk])
        assert client.post(mine, {"choice": AGREE}).status_code == 303
        voice.refresh_from_db()
        assert voice.choice == AGREE
        assert visible_rounds(small.users["nobody"], network).get() == found
        assert not visible_rounds(AnonymousUser(), network).exists()
        assert not can_read_round(AnonymousUser(), found)

    def test_the_decision_is_no_link_for_who_cannot_open_the_body(self, small, network):
        self.sign(network, small.people["nobody"])
        found = self.open(small, network)
        for voice in voices(found):
            say(voice, AGREE, "")
        found.refresh_from_db()
        assert found.decision is not None
        page = round_page(small.users["nobody"], round_of(found), today())
        assert page.decision_url == ""
        assert round_page(small.users[SECRETARY], round_of(found), today()).decision_url

    def test_whose_party_left_or_names_somebody_else_is_not_waited_for(self, small, network):
        party = self.sign(network, small.people["nobody"])
        found = self.open(small, network, closes_on=today() + 2 * DAY)
        seat = SeatFactory(body=network, party=party)
        MembershipFactory(seat=seat)
        voice = next(v for v in voices(found) if v.person == small.people["nobody"])
        response = small.client("anonymous").get(link(voice))
        assert response.status_code == 410
        assert "lidmaatschap" in response.content.decode()
        with pytest.raises(DomainError, match="niet meer worden beantwoord"):
            say(voice, AGREE)
        OutgoingMail.objects.all().delete()
        clock(today() + DAY)
        reminded = OutgoingMail.objects.filter(kind="round_question")
        assert reminded.exists()
        assert not reminded.filter(to=small.people["nobody"].email).exists()
        for other in voices(found):
            if other.person != small.people["nobody"]:
                say(other, AGREE, "")
        found.refresh_from_db()
        assert found.state == "agreed"

    def test_who_still_signs_is_waited_for(self, small, network):
        self.sign(network, small.people["nobody"])
        found = self.open(small, network)
        (member,) = [v for v in voices(found) if v.membership is not None]
        say(member, AGREE, "")
        found.refresh_from_db()
        assert found.state == "open"


class TestClosing:
    def test_the_last_answer_makes_the_decision_and_the_next_meeting_notes_it(self, small, opened):
        meeting = meeting_of(small.steering)
        first, second, third = voices(opened)
        say(first, AGREE, "")
        say(second, REMARK, "Let op de kosten")
        assert not Decision.objects.exists()
        say(third, AGREE, "")
        opened.refresh_from_db()
        decision = Decision.objects.get()
        assert (opened.state, opened.decision) == ("agreed", decision)
        assert (decision.title, decision.text) == (opened.title, opened.proposal)
        assert "Let op de kosten" in decision.on_record
        item = AgendaItem.objects.get(meeting=meeting)
        assert (item.section, item.kind, opened.item) == ("announcements", "inform", item)
        assert decision.label in item.explanation
        assert OutgoingMail.objects.filter(kind="round_outcome").count() == 4
        page = small.client("member").get(url("round_detail", small, opened.pk)).content.decode()
        assert f"Het orgaan is akkoord: besluit {decision.label}." in page
        assert "Op de agenda van Stuurgroep december" in page

    def test_what_voters_remark_is_read_by_the_members_and_not_by_everybody(self, small, opened):
        for voice in voices(opened):
            say(voice, REMARK, remark="Let op het geld")
        opened.refresh_from_db()
        page = url("decision_detail", small, opened.decision_id)
        assert "Let op het geld" in small.client("member").get(page).content.decode()
        for role in ("anonymous", "observer"):
            shown = small.client(role).get(page)
            assert shown.status_code == 200
            assert "Let op het geld" not in shown.content.decode()
            assert voice.person.name not in shown.content.decode()

    def test_one_who_wants_to_discuss_it_puts_it_on_the_next_agenda(self, small, opened):
        meeting_of(small.steering, 40)
        meeting_of(small.steering, 5, state="cancelled")
        meeting_of(small.steering, -5)
        meeting = meeting_of(small.steering, 10)
        voice = opened.voices.get(person=small.people["member"])
        typed = {"choice": DISCUSS, "remark": "Ik mis de kosten", "name": "Lid"}
        client = small.client("anonymous")
        shown = client.post(link(voice), typed).content.decode()
        assert "Wilt u dit in een vergadering bespreken?" in shown
        assert "U kunt dit niet terugdraaien" in shown
        assert 'value="Ik mis de kosten"' in shown
        assert not RoundVoice.objects.exclude(choice="").exists()
        back = client.post(link(voice), typed | {"stap": "terug"}).content.decode()
        assert "Ik mis de kosten" in back
        assert "U kunt dit niet terugdraaien" not in back
        response = client.post(link(voice), typed | {"stap": "bevestigen"})
        assert response.status_code == 303
        opened.refresh_from_db()
        item = AgendaItem.objects.get()
        assert (opened.state, opened.item, item.meeting) == ("to_meeting", item, meeting)
        assert (item.kind, item.section, item.title) == ("decide", "discussion", opened.title)
        assert not Decision.objects.exists()
        page = small.client("member").get(url("round_detail", small, opened.pk)).content.decode()
        assert "Iemand wil het bespreken" in page
        assert "Ik mis de kosten" in page

    def test_without_a_next_meeting_it_goes_to_the_forward_agenda_and_on_from_there(self, small, opened):
        say(voices(opened)[0], DISCUSS)
        opened.refresh_from_db()
        planned = ForwardItem.objects.get()
        assert opened.forward == planned
        assert planned.month == today().replace(day=1)
        client = small.client("member")
        assert "termijnagenda" in client.get(url("round_detail", small, opened.pk)).content.decode()
        meeting = meeting_of(small.steering)
        put_on_agenda(actor=small.users[SECRETARY], item=planned, meeting=meeting)
        page = client.get(url("round_detail", small, opened.pk)).content.decode()
        assert "Op de agenda van Stuurgroep december" in page

    def test_not_agreed_is_a_decision_too(self, small, opened):
        for voice, choice in zip(voices(opened), (AGREE, AGREE, AGAINST), strict=True):
            say(voice, choice)
        opened.refresh_from_db()
        assert (opened.state, opened.decision.result) == ("rejected", "rejected")

    def test_the_clock_closes_on_the_day_after_once(self, small, opened):
        assert clock(opened.closes_on) == 1
        assert clock(opened.closes_on) == 0
        # A clock that is asked about a day to come closes nothing before its time.
        assert ensure_rounds(opened.closes_on + DAY) == 0
        reminders = OutgoingMail.objects.filter(subject__startswith="Herinnering")
        # The three voters; the adviser of the chair hears of it too.
        assert reminders.count() == 4
        day_after = opened.closes_on + DAY
        assert clock(day_after) == 1
        assert clock(day_after) == 0
        opened.refresh_from_db()
        assert opened.state == "to_meeting"
        assert ForwardItem.objects.count() == 1
        assert OutgoingMail.objects.filter(kind="round_outcome").count() == 4

    def test_silence_agrees_where_the_way_of_working_says_so(self, small):
        WayOfWorking.objects.create(body=small.steering, silence_agrees=True)
        found = open_round(actor=small.users[SECRETARY], found=WrittenRoundFactory(body=small.steering))
        found.closes_on = today() - DAY
        found.save()
        ensure_rounds(today())
        found.refresh_from_db()
        assert found.state == "agreed"
        assert found.decision.taken_on == today() - DAY

    def test_a_vote_decides_where_the_body_votes(self, small):
        WayOfWorking.objects.create(body=small.steering, decides_by="name")
        found = open_round(actor=small.users[SECRETARY], found=WrittenRoundFactory(body=small.steering))
        for voice, choice in zip(voices(found), (AGREE, AGREE, AGAINST), strict=True):
            say(voice, choice)
        found.refresh_from_db()
        assert (found.state, found.decision.decided_by) == ("agreed", "name")

    def test_who_left_is_not_waited_for(self, small, opened):
        first, second, third = voices(opened)
        first.membership.end = today() - DAY
        first.membership.save()
        say(second, AGREE)
        say(third, AGREE)
        opened.refresh_from_db()
        assert opened.state == "agreed"

    def test_a_reminder_only_to_who_did_not_answer_and_may(self, small, opened):
        first, second, _third = voices(opened)
        say(first, AGREE)
        second.membership.end = today()
        second.membership.save()
        OutgoingMail.objects.all().delete()
        clock(opened.closes_on - timedelta(days=3))
        assert {mail.to for mail in OutgoingMail.objects.all()} & {
            first.person.email,
            second.person.email,
        } == set()
        assert OutgoingMail.objects.exists()

    def test_a_clock_that_waited_for_another_does_nothing_again(self, small, opened):
        _touch(opened.pk, opened.closes_on)
        mails = OutgoingMail.objects.count()
        _touch(opened.pk, opened.closes_on)
        withdraw_round(actor=small.users[SECRETARY], found=opened, reason="Niet nodig")
        OutgoingMail.objects.filter(kind="round_withdrawn").delete()
        assert _touch(opened.pk, opened.closes_on) == 0
        assert OutgoingMail.objects.count() == mails

    def test_nobody_is_reminded_on_the_day_it_opens(self, small):
        found = WrittenRoundFactory(body=small.steering, closes_on=today() + DAY)
        open_round(actor=small.users[SECRETARY], found=found)
        assert ensure_rounds(today()) == 0

    def test_a_body_that_lost_the_competence_gives_it_to_its_meeting(self, small, opened):
        BodyCompetence.objects.create(
            deal=small.deal, kind=small.steering.kind, subject="content", level="prepares", article="4"
        )
        for voice in voices(opened):
            say(voice, AGREE)
        opened.refresh_from_db()
        assert (opened.state, opened.decision) == ("to_meeting", None)
        page = small.client("member").get(url("round_detail", small, opened.pk)).content.decode()
        assert "mag hier niet meer over besluiten" in page

    def test_a_body_that_ended_withdraws_it(self, small, opened):
        small.steering.end = today()
        small.steering.save()
        assert ensure_rounds(today()) == 0
        clock(today() + DAY)
        opened.refresh_from_db()
        assert opened.state == "withdrawn"
        assert "eindigde" in opened.withdrawn_reason

    def test_one_that_fails_does_not_stop_the_others(self, small, opened, monkeypatch):
        second = open_round(actor=small.users[SECRETARY], found=WrittenRoundFactory(body=small.steering))

        def fails(found, matter, on):
            if found.pk == opened.pk:
                raise DomainError("Kapot")

        monkeypatch.setattr("governance.services.rounds_closing.bring_to_meeting", fails)
        assert clock(opened.closes_on + DAY) == 1
        opened.refresh_from_db()
        second.refresh_from_db()
        assert (opened.state, second.state) == ("open", "to_meeting")

    def test_nothing_happens_in_a_closed_deal(self, small, opened):
        small.deal.state = "closed"
        small.deal.save()
        assert clock(opened.closes_on + DAY) == 0
        assert small.client("anonymous").get(link(voices(opened)[0])).status_code == 410


class TestWithdrawing:
    def test_with_a_reason_and_who_was_asked_hears_of_it(self, small, opened):
        client = small.client(SECRETARY)
        address = url("round_withdraw", small, opened.pk)
        assert client.post(address, {"reason": " "}).status_code == 422
        page = client.post(address, {"reason": "Al geregeld"}, follow=True).content.decode()
        assert "Al geregeld" in page
        assert OutgoingMail.objects.filter(kind="round_withdrawn").count() == 4
        assert client.get(address).status_code == 404

    def test_one_in_preparation_tells_nobody(self, small):
        found = WrittenRoundFactory(body=small.steering)
        with pytest.raises(DomainError, match="waarom"):
            withdraw_round(actor=small.users[SECRETARY], found=found, reason="")
        withdraw_round(actor=small.users[SECRETARY], found=found, reason="Vergissing")
        assert not OutgoingMail.objects.exists()
        assert small.client("member").get(url("round_detail", small, found.pk)).status_code == 404


class TestLastReport:
    @pytest.fixture
    def report(self, small):
        report = meeting_of(small.steering, -20, state="minutes", remarks_until=today() - DAY)
        small.steering.end = today() - timedelta(days=2)
        small.steering.save()
        for member in small.steering.memberships.filter(end=None):
            member.end = small.steering.end
            member.save()
        return report

    def test_is_adopted_by_the_members_of_the_last_day(self, small, report):
        client = small.client(SECRETARY)
        page = client.get(url("round_create", small)).content.decode()
        assert "Gaat het over een verslag?" in page
        answers = {
            "title": "Verslag",
            "proposal": "Wij stellen het verslag vast.",
            "subject": "covenant",
            "closes_on_dag": typed(today() + DAY),
            "minutes_of": report.pk,
        }
        client.post(url("round_create", small), answers)
        found = WrittenRound.objects.get()
        assert (found.kind, found.subject) == ("minutes", "own_order")
        client.post(url("round_open", small, found.pk), {"stap": "bevestigen"})
        # The three, and who left a day after the body ended.
        assert found.voices.count() == 4
        # Who sat there till the end answers, although the right to read the body is gone.
        mine = reverse("governance:my_round", args=[found.pk])
        assert small.client("member").post(mine, {"choice": AGREE}).status_code == 303
        for voice in voices(found):
            if not voice.choice:
                say(voice, AGREE)
        report.refresh_from_db()
        found.refresh_from_db()
        assert (report.state, report.adoption, found.state) == ("adopted", found.decision, "agreed")
        assert not ForwardItem.objects.exists()

    def test_one_who_wants_to_discuss_it_leaves_it_to_the_secretary(self, small, report):
        actor = small.users[SECRETARY]
        found = save_round(actor=actor, body=small.steering, details=details(minutes_of=report))
        open_round(actor=actor, found=found)
        say(voices(found)[0], DISCUSS)
        found.refresh_from_db()
        assert (found.state, found.item, found.forward) == ("to_meeting", None, None)

    def test_closes_also_where_a_meeting_adopted_the_report_in_between(self, small, report):
        actor = small.users[SECRETARY]
        found = save_round(actor=actor, body=small.steering, details=details(minutes_of=report))
        open_round(actor=actor, found=found)
        report.state, report.adopted_on = "adopted", today()
        report.save()
        for voice in voices(found):
            say(voice, AGREE)
        found.refresh_from_db()
        assert (found.state, found.decision) == ("to_meeting", None)
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("case", ["goes_on", "draft", "other"])
    def test_no_other_report(self, small, report, case):
        if case == "goes_on":
            small.steering.end = None
            small.steering.save()
        elif case == "draft":
            report.remarks_until = None
            report.save()
        else:
            report = meeting_of(small.core, -20, state="minutes", remarks_until=today())
        report = Meeting.objects.get(pk=report.pk)
        with pytest.raises(DomainError) as refused:
            save_round(actor=small.users[SECRETARY], body=small.steering, details=details(minutes_of=report))
        assert refused.value.field == "minutes_of"


class TestUrgent:
    answers = {"title": "Noodstop", "text": "De test stopt.", "subject": "content", "reason": "Gevaar"}

    def test_by_the_chair_ratified_by_the_next_meeting(self, small):
        meeting = meeting_of(small.steering)
        client = small.client("chair")
        page = client.post(url("round_urgent", small), {**self.answers, "stap": "gevolgen"}).content.decode()
        assert "ter bekrachtiging op de agenda van Stuurgroep december" in page
        assert not Decision.objects.exists()
        page = client.post(
            url("round_urgent", small), {**self.answers, "stap": "bevestigen"}, follow=True
        ).content.decode()
        found, decision = WrittenRound.objects.get(), Decision.objects.get()
        assert found.item.meeting == meeting
        assert found.item.title == f"Bekrachtigen spoedbesluit {decision.label}: Noodstop"
        assert "Wacht op bekrachtiging" in page
        told = set(OutgoingMail.objects.filter(kind="round_urgent").values_list("to", flat=True))
        assert told == {small.people["member"].email, small.ministry_member.person.email}
        Decision.objects.create(
            body=small.steering,
            year=2026,
            number=99,
            taken_on=today(),
            subject="content",
            title="Bekrachtigd",
            text="Ja",
            item=found.item,
        )
        page = small.client("member").get(url("round_detail", small, found.pk)).content.decode()
        assert "Bekrachtigd door het orgaan." in page

    def test_without_a_meeting_it_waits_on_the_forward_agenda(self, small):
        client = small.client("chair")
        assert (
            "termijnagenda"
            in client.post(url("round_urgent", small), {**self.answers, "stap": "gevolgen"}).content.decode()
        )
        client.post(url("round_urgent", small), {**self.answers, "stap": "bevestigen"})
        assert WrittenRound.objects.get().forward is not None

    @pytest.mark.parametrize(
        ("role", "fields", "words"),
        [
            (SECRETARY, {}, "Alleen de voorzitter"),
            ("chair", {"reason": " "}, "niet kan wachten"),
            ("chair", {"subject": "covenant"}, "bereidt dit voor"),
        ],
    )
    def test_refused(self, small, role, fields, words):
        with pytest.raises(DomainError, match=words):
            decide_urgently(
                actor=small.users[role],
                body=small.steering,
                details=UrgentDetails(**self.answers | fields),
            )
        assert not Decision.objects.exists()

    def test_a_body_that_ended_has_no_chair(self, small):
        small.steering.end = today() - DAY
        small.steering.save()
        assert small.client("chair").get(url("round_urgent", small)).status_code == 404


class TestPages:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_cost_the_same_for_one_and_for_three_rows(self, small, queries, rows):
        for _ in range(rows):
            MembershipFactory(seat=SeatFactory(body=small.steering))
        for _ in range(rows):
            found = open_round(actor=small.users[SECRETARY], found=WrittenRoundFactory(body=small.steering))
            add = StoredFile.objects.create(name="x.pdf", size=1, sha256="0" * 64, content_type="x")
            RoundPaper.objects.create(round=found, file=add, title="X")
        client = small.client("member")
        for address, number in (
            (url("round_list", small), 6),
            (url("round_detail", small, found.pk), 8),
            (reverse("governance:my_round", args=[found.pk]), 4),
        ):
            with queries(number):
                assert client.get(address).status_code == 200

    def test_the_list_hides_what_is_in_preparation(self, small):
        WrittenRoundFactory(body=small.steering, title="Nog geheim")
        assert "Nog geheim" not in small.client("member").get(url("round_list", small)).content.decode()
        page = small.client(SECRETARY).get(url("round_list", small)).content.decode()
        assert "Nog geheim" in page
        assert "In voorbereiding" in page
        assert small.client("dealmaker").get(url("round_list", small)).status_code == 404
        assert re.search(
            "Spoedbesluit nemen", small.client("chair").get(url("round_list", small)).content.decode()
        )
