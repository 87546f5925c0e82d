"""Decisions at an item: how they came about, who reads them, what parties say, and the list of the chair."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import OutgoingMail
from governance.enums import (
    AgreementState,
    BodyKind,
    DecidedBy,
    DecisionResult,
    DecisionSubject,
    MeetingState,
    MembershipRole,
)
from governance.models import Decision, Membership, PartyAgreement
from governance.permissions_reports import can_answer_agreement, can_confirm_list, can_read_decision
from governance.rules.agreements import holds_from
from governance.selectors.competences import subjects_of
from governance.selectors.decisions import decision_page, decision_rows, latest_decisions
from governance.selectors.exceptions import grounds
from governance.selectors.outcomes import decision_lines, list_due, outcome_of, report_says
from governance.selectors.reports import report_page
from governance.selectors.workspace import workspace
from governance.services.agreements import AgreementTerms, ask_parties, set_agreement
from governance.services.bodies import add_body
from governance.services.decision_lists import ask_chair, confirm_list, reopen_list
from governance.services.decisions import DecisionTerms, record_decision, withdraw_decision
from governance.services.votes import close_vote, open_vote, record_show_of_hands
from tests.factories.governance import BodyFactory, DecisionFactory, PartyContactFactory, PartyFactory
from tests.factories.sessions import (
    AttendeeFactory,
    HeldItemFactory,
    HeldMeetingFactory,
    PartyAgreementFactory,
    VoteEventFactory,
    WayOfWorkingFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def item(cast):
    return HeldItemFactory(meeting=HeldMeetingFactory(body=cast.steering))


def decision_url(decision):
    where = (decision.body.deal.slug, decision.body.slug)
    return reverse("governance:decision_detail", args=[*where, decision.pk])


def decided(secretary, item, subject=DecisionSubject.CONTENT, **terms):
    return {
        "actor": secretary,
        "body": item.meeting.body,
        "taken_on": timezone.localdate(),
        "subject": subject,
        "title": "Zo doen we het",
        "text": "Ja.",
        "terms": DecisionTerms(item=item, **terms),
    }


class TestRecording:
    def test_a_double_click_records_one_decision(self, secretary, item):
        made = record_decision(**decided(secretary, item))
        assert made.label in str(refused(record_decision, **decided(secretary, item)))
        withdraw_decision(actor=secretary, decision=made, on=timezone.localdate(), reason="Fout")
        record_decision(**decided(secretary, item))

    def test_it_keeps_apart_what_was_recommended_and_what_was_decided(self, cast, secretary, item):
        made = record_decision(
            **decided(
                secretary,
                item,
                question="Doen we het?",
                recommendation="Doe het niet",
                recommended_by=cast.core,
                on_record="Hoogerland laat aantekenen dat het niet mee kan doen.",
            )
        )
        made.refresh_from_db()
        assert (made.taken_on, made.item) == (item.meeting.day, item)
        assert (made.recommended_by, made.decided_by) == (cast.core, DecidedBy.CONSENSUS)
        url = reverse("governance:decision_detail", args=[cast.deal.slug, "stuurgroep", made.pk])
        page = cast.client("member").get(url).content.decode()
        for words in ("Aanbeveling van Kerngroep", "Doe het niet", "laat aantekenen", "Bij consensus"):
            assert words in page

    @pytest.mark.parametrize(
        ("terms", "field"),
        [
            ({"recommendation": "Ja"}, "recommendation"),
            ({"effective_on": timezone.localdate() - timedelta(days=9)}, "effective_on"),
            ({"public_from": timezone.localdate() - timedelta(days=9)}, "public_from"),
            ({"decided_by": DecidedBy.SHOW}, "vote"),
        ],
    )
    def test_terms_that_contradict_themselves(self, secretary, item, terms, field):
        assert refused(record_decision, **decided(secretary, item, **terms)).field == field

    def test_bodies_and_parties_of_this_deal_only(self, cast, secretary, item):
        for by in (BodyFactory(), cast.steering):
            terms = {"recommendation": "Ja", "recommended_by": by}
            error = refused(record_decision, **decided(secretary, item, **terms))
            assert error.field == "recommended_by"
        error = refused(record_decision, **decided(secretary, item, parties=[PartyFactory()]))
        assert error.field == "parties"

    def test_by_who_prepares_the_meeting_around_its_session(self, cast, secretary, item):
        refused(record_decision, **decided(cast.users["chair"], item))
        fields = decided(secretary, item)
        elsewhere = refused(record_decision, **{**fields, "body": cast.core})
        assert elsewhere.field == "body"
        meeting = item.meeting
        meeting.starts_at = timezone.now() + timedelta(days=2)
        meeting.ends_at = meeting.starts_at + timedelta(hours=1)
        meeting.save()
        assert "moet nog komen" in str(refused(record_decision, **fields))
        meeting.state = MeetingState.CONVENED
        meeting.save()
        refused(record_decision, **fields)

    def test_a_body_that_meets_along_decides_too(self, cast, secretary, item):
        item.meeting.joint_bodies.add(cast.core)
        fields = decided(secretary, item, subject=DecisionSubject.QUALITY_TEAMS)
        made = record_decision(**{**fields, "body": cast.core})
        assert made.body == cast.core
        url = reverse("governance:item_decide", args=[cast.deal.slug, "stuurgroep", item.meeting_id, item.pk])
        form = cast.client("project_secretary").get(url).context["form"]
        assert [label for _key, label in form.fields["body"].choices] == ["Stuurgroep", "Kerngroep"]

    def test_without_a_quorum_only_put_off(self, cast, secretary, item):
        WayOfWorkingFactory(body=cast.steering, quorum=1)
        refused(record_decision, **decided(secretary, item))
        made = record_decision(**decided(secretary, item, result=DecisionResult.DEFERRED))
        assert made.result == DecisionResult.DEFERRED

    def test_on_a_vote_that_says_so(self, secretary, item):
        AttendeeFactory.create_batch(2, meeting=item.meeting)
        draw = record_show_of_hands(
            actor=secretary, item=item, question="Door?", votes_for=1, votes_against=1
        )
        by_hands = {"decided_by": DecidedBy.SHOW, "vote": draw}
        assert refused(record_decision, **decided(secretary, item, **by_hands)).field == "result"
        rejected = by_hands | {"result": DecisionResult.REJECTED}
        made = record_decision(**decided(secretary, item, **rejected))
        assert made.vote == draw
        assert [n for _w, n in decision_page(secretary, made).votes] == [1, 1, 0]
        assert decision_page(secretary, made).vote_url
        open_one = open_vote(actor=secretary, item=item, question="Nog eens?")
        by_name = {"decided_by": DecidedBy.NAME, "vote": open_one}
        assert "nog open" in str(refused(record_decision, **decided(secretary, item, **by_name)))
        wrong = {"decided_by": DecidedBy.NAME, "vote": draw}
        assert refused(record_decision, **decided(secretary, item, **wrong)).field == "vote"
        other = {"decided_by": DecidedBy.NAME, "vote": VoteEventFactory(closed_at=timezone.now())}
        assert refused(record_decision, **decided(secretary, item, **other)).field == "vote"
        refused(close_vote, actor=secretary, event=open_one)

    def test_the_page_says_what_the_body_may_decide_and_who_decides_the_rest(self, cast):
        found = {line.label: line for line in subjects_of(cast.core, timezone.localdate())}
        assert found["De opzet van de deal"].who == ["Stuurgroep"]
        assert not found["De opzet van de deal"].decides
        item = HeldItemFactory(meeting__body=cast.core)
        url = reverse("governance:item_decide", args=[cast.deal.slug, "kerngroep", item.meeting_id, item.pk])
        page = cast.client("project_secretary").get(url).content.decode()
        assert "Hierover besluit: Stuurgroep." in page
        assert "dat doen de partijen zelf" in page

    def test_nothing_rests_on_what_was_not_adopted_or_does_not_hold_yet(self, cast, secretary):
        today = timezone.localdate()
        founding = {
            "actor": secretary,
            "deal": cast.deal,
            "kind": BodyKind.QUALITY_TEAM,
            "name": "Team Taal",
            "start": today,
        }
        about = {"body": cast.core, "subject": DecisionSubject.QUALITY_TEAMS}
        rejected = DecisionFactory(result=DecisionResult.REJECTED, **about)
        later = DecisionFactory(effective_on=today + timedelta(days=1), **about)
        for decision in (rejected, later):
            error = refused(add_body, **founding, founding_decision=decision)
            assert error.field == "founding_decision"
        put_off = DecisionFactory(body=cast.steering, result=DecisionResult.DEFERRED)
        assert put_off not in grounds(cast.deal, today)


class TestWhoReads:
    def roles(self, cast, decision):
        return {role for role, user in cast.users.items() if can_read_decision(user, decision)}

    def test_only_the_body_until_the_chair_confirmed_and_the_embargo_is_over(self, cast, item):
        decision = DecisionFactory(body=cast.steering, item=item)
        inside = {"project_secretary", "project_manager", "auditor", "member", "chair", "deputy"}
        assert self.roles(cast, decision) == inside
        item.meeting.list_confirmed_at = timezone.now()
        item.meeting.save()
        assert "nobody" in self.roles(cast, decision)
        decision.public_from = timezone.localdate() + timedelta(days=1)
        decision.save()
        assert self.roles(cast, decision) == inside

    def test_its_page_leads_to_the_meeting_only_for_who_may_open_that(self, cast, item):
        item.meeting.list_confirmed_at = timezone.now()
        item.meeting.access = "body"
        item.meeting.save()
        decision = DecisionFactory(body=cast.steering, item=item)
        for role, there in (("member", True), ("observer", False), ("anonymous", False)):
            client = cast.client(role)
            assert (client.get(item.meeting.get_absolute_url()).status_code == 200) == there
            page = client.get(decision_url(decision))
            assert page.status_code == 200
            assert (f'"{item.meeting.get_absolute_url()}"' in page.content.decode()) == there

    def test_confidential_it_stays_inside(self, cast, item):
        under = HeldItemFactory(meeting=item.meeting, parent=item)
        decision = DecisionFactory(body=cast.steering, item=under)
        item.meeting.list_confirmed_at = timezone.now()
        item.meeting.save()
        item.is_confidential, item.confidential_reason = True, "Onderhandeling"
        item.confidential_until = timezone.localdate()
        item.save()
        assert not can_read_decision(cast.users["observer"], decision)
        item.confidential_until = timezone.localdate() - timedelta(days=1)
        item.save()
        assert can_read_decision(cast.users["observer"], decision)
        item.secrecy_imposed_by = "De raad van Hoogerland"
        item.save()
        assert not can_read_decision(cast.users["observer"], decision)

    def test_a_body_that_rests_on_it_does_not_name_it_before(self, cast, item):
        decision = DecisionFactory(body=cast.steering, item=item, subject=DecisionSubject.COMPOSITION)
        body = BodyFactory(deal=cast.deal, founding_decision=decision)
        label = f"Stuurgroep {decision.label}"
        url = body.get_absolute_url()
        assert label in cast.client("member").get(url).content.decode()
        assert label not in cast.client("anonymous").get(url).content.decode()
        item.meeting.list_confirmed_at = timezone.now()
        item.meeting.save()
        assert label in cast.client("anonymous").get(url).content.decode()

    def test_lists_show_the_same(self, cast, item):
        DecisionFactory(body=cast.steering, item=item)
        member, observer = cast.users["member"], cast.users["observer"]
        assert decision_rows(member, cast.steering)[0].closed
        assert latest_decisions(member, cast.steering)
        assert decision_lines(member, item.meeting)
        assert not decision_rows(observer, cast.steering)
        assert not latest_decisions(observer, cast.steering)
        assert not decision_lines(observer, item.meeting)
        assert not decision_rows(member, cast.steering, result="rejected")
        url = reverse("governance:decision_list", args=[cast.deal.slug, "stuurgroep"])
        page = cast.client("member").get(url, {"uitslag": "adopted"}).content.decode()
        assert "nog niet bevestigd" in page


class TestList:
    def test_the_chair_confirms_within_working_days(self, cast, secretary, item):
        """Five working days after a Thursday is the next Thursday."""
        meeting = item.meeting
        WayOfWorkingFactory(body=cast.steering, list_days=5)
        assert list_due(meeting) > meeting.day
        fields = {"actor": cast.users["chair"], "meeting": meeting}
        VoteEventFactory(item=item)
        assert "stemming" in str(refused(confirm_list, **fields))
        item.vote_events.update(closed_at=timezone.now())
        refused(confirm_list, actor=secretary, meeting=meeting)
        confirmed = confirm_list(**fields)
        assert confirmed.list_confirmed_by == cast.people["chair"]
        refused(confirm_list, **fields)
        refused(ask_chair, actor=secretary, meeting=meeting)

    def test_a_list_that_was_opened_again_is_brought_to_the_chair_again(self, cast, secretary, item):
        DecisionFactory(body=cast.steering, item=item)
        asked = {"actor": secretary, "meeting": item.meeting}
        assert ask_chair(**asked) == 1
        confirm_list(actor=cast.users["chair"], meeting=item.meeting)
        reopen_list(actor=cast.users["chair"], meeting=item.meeting, reason="Eén besluit vergeten")
        assert ask_chair(**asked) == 1
        assert OutgoingMail.objects.filter(kind="decision_list").count() == 2

    def test_not_before_the_session(self, cast, item):
        item.meeting.state = MeetingState.CONVENED
        item.meeting.save()
        fields = {"actor": cast.users["chair"], "meeting": item.meeting}
        refused(confirm_list, **fields)
        refused(reopen_list, **fields, reason="Fout")
        url = reverse("governance:decisions_confirm", args=[cast.deal.slug, "stuurgroep", item.meeting_id])
        assert cast.client("chair").get(url).status_code == 404

    def test_opened_again_only_with_a_reason_and_before_adoption(self, cast, item):
        meeting = item.meeting
        meeting.list_confirmed_at = timezone.now()
        meeting.save()
        fields = {"actor": cast.users["chair"], "meeting": meeting}
        assert refused(reopen_list, **fields, reason=" ").field == "reason"
        assert reopen_list(**fields, reason="Vergeten").list_confirmed_at is None
        meeting.refresh_from_db()
        meeting.list_confirmed_at = timezone.now()
        meeting.state, meeting.adopted_on = MeetingState.ADOPTED, meeting.day
        meeting.save()
        refused(reopen_list, **fields, reason="Vergeten")

    def test_without_a_chair_the_project_manager_confirms(self, cast, secretary, item):
        manager = cast.users["project_manager"]
        assert not can_confirm_list(manager, item.meeting)
        DecisionFactory(body=cast.steering, item=item)
        Membership.objects.filter(role=MembershipRole.CHAIR).update(role=MembershipRole.MEMBER)
        assert can_confirm_list(manager, item.meeting)
        assert not can_confirm_list(secretary, item.meeting)
        assert "geen voorzitter" in str(refused(ask_chair, actor=secretary, meeting=item.meeting))

    def test_there_must_be_something_to_confirm(self, secretary, item):
        assert "geen besluiten" in str(refused(ask_chair, actor=secretary, meeting=item.meeting))


class TestJointMeeting:
    def test_who_reads_along_reads_what_the_other_body_decided_before_it_is_confirmed(self, cast, item):
        item.meeting.joint_bodies.add(cast.core)
        made = DecisionFactory(body=cast.core, item=item)
        (line,) = decision_lines(cast.users["chair"], item.meeting)
        assert line.title == made.title
        assert line.url == ""
        (line,) = decision_lines(cast.users["project_secretary"], item.meeting)
        assert line.url.endswith(f"/organen/kerngroep/besluiten/{made.pk}/")
        assert cast.client("project_secretary").get(line.url).status_code == 200
        assert decision_lines(AnonymousUser(), item.meeting) == []

    def test_the_page_of_a_decision_of_the_other_body_leads_to_the_meeting(self, cast, item):
        item.meeting.joint_bodies.add(cast.core)
        made = DecisionFactory(body=cast.core, item=item)
        page = cast.client("project_secretary").get(decision_url(made)).content.decode()
        assert f'"{item.meeting.get_absolute_url()}"' in page


class TestNaming:
    def test_the_number_of_a_decision_under_a_confidential_item_is_not_told(self, cast, item):
        item.meeting.list_confirmed_at = timezone.now()
        item.meeting.save()
        under = HeldItemFactory(meeting=item.meeting, parent=item)
        made = DecisionFactory(body=cast.steering, item=under)
        founded = BodyFactory(deal=cast.deal, founding_decision=made)
        nobody, member = cast.client("anonymous"), cast.client("member")
        assert made.label in nobody.get(founded.get_absolute_url()).content.decode()
        item.is_confidential, item.confidential_reason = True, "Over een persoon"
        item.secrecy_imposed_by = "Het college"
        item.save()
        assert made.label not in nobody.get(founded.get_absolute_url()).content.decode()
        assert made.label in member.get(founded.get_absolute_url()).content.decode()


class TestHolding:
    """Choice A2-10: a decision holds for a party from its confirmation, and not before it takes effect."""

    TODAY = timezone.localdate()
    EARLIER = TODAY - timedelta(days=3)

    @pytest.mark.parametrize(
        ("answer", "day"),
        [
            ((AgreementState.MANDATE, TODAY, None), TODAY),
            ((AgreementState.MANDATE, EARLIER, TODAY), TODAY),
            ((AgreementState.SUBJECT_TO, TODAY, EARLIER), TODAY),
            ((AgreementState.SUBJECT_TO, None, None), None),
            ((AgreementState.REFUSED, TODAY, None), None),
            ((AgreementState.UNKNOWN, TODAY, None), None),
            ((AgreementState.MANDATE, TODAY, None, TODAY), None),
            ((AgreementState.MANDATE, EARLIER, None, TODAY), EARLIER),
        ],
    )
    def test_from_when(self, answer, day):
        assert holds_from(*answer) == day


class TestAgreements:
    @pytest.fixture
    def agreement(self, cast):
        decision = DecisionFactory(body=cast.steering, asks_parties=True, taken_on=timezone.localdate())
        return PartyAgreementFactory(decision=decision, party=cast.ministry)

    def answered(self, actor, agreement, **terms):
        history = latest_history_id(agreement)
        state = terms.pop("state", AgreementState.MANDATE)
        given = AgreementTerms(state=state, **terms)
        return {"actor": actor, "agreement": agreement, "terms": given, "history_id": history}

    @pytest.mark.parametrize(
        ("terms", "field"),
        [
            ({}, "mandate"),
            ({"state": AgreementState.SUBJECT_TO}, "subject_to"),
            ({"state": AgreementState.SUBJECT_TO, "subject_to": "Het college"}, "due_on"),
            (
                {
                    "state": AgreementState.SUBJECT_TO,
                    "subject_to": "Het college",
                    "due_on": timezone.localdate() - timedelta(days=1),
                },
                "due_on",
            ),
            ({"state": AgreementState.REFUSED, "confirmed_on": timezone.localdate()}, "confirmed_on"),
            (
                {"mandate": "Artikel 3", "confirmed_on": timezone.localdate() + timedelta(days=1)},
                "confirmed_on",
            ),
        ],
    )
    def test_what_an_answer_needs(self, secretary, agreement, terms, field):
        assert refused(set_agreement, **self.answered(secretary, agreement, **terms)).field == field

    def test_the_contact_of_the_party_answers_and_nobody_elses(self, cast, agreement):
        contact = cast.users["party_contact"]
        terms = {"mandate": "Artikel 3", "confirmed_on": timezone.localdate()}
        made = set_agreement(**self.answered(contact, agreement, **terms))
        assert made.history.first().history_user == contact
        assert not can_answer_agreement(AnonymousUser(), agreement)
        for role in ("member", "chair", "nobody"):
            refused(set_agreement, **self.answered(cast.users[role], agreement, **terms))
        other = PartyAgreementFactory(decision=agreement.decision)
        refused(set_agreement, **self.answered(contact, other, **terms))
        # Another answer takes away what belonged to the one before.
        refusal = {"state": AgreementState.REFUSED, "mandate": "Artikel 3"}
        assert set_agreement(**self.answered(contact, agreement, **refusal)).mandate == ""

    def test_the_contact_reads_and_answers_nothing_before_the_chair_confirmed(self, cast, item):
        decision = DecisionFactory(body=cast.steering, item=item, asks_parties=True, text="Nog geheim.")
        PartyAgreementFactory(decision=decision, party=cast.ministry)
        url = reverse(
            "governance:agreement_edit", args=[cast.deal.slug, "stuurgroep", decision.pk, "ministerie"]
        )
        assert cast.client("party_contact").get(url).status_code == 404
        assert cast.client("project_secretary").get(url).status_code == 200
        confirm_list(actor=cast.users["chair"], meeting=item.meeting)
        assert cast.client("party_contact").get(url).status_code == 200

    def test_not_in_a_closed_deal_nor_about_a_withdrawn_decision(self, cast, secretary, agreement):
        terms = {"mandate": "Artikel 3"}
        withdraw_decision(
            actor=secretary, decision=agreement.decision, on=timezone.localdate(), reason="Fout"
        )
        refused(set_agreement, **self.answered(secretary, agreement, **terms))
        other = PartyAgreementFactory(decision__body=cast.steering)
        cast.deal.state = "closed"
        cast.deal.save()
        refused(set_agreement, **self.answered(secretary, other, **terms))

    def test_a_second_writer_sees_the_first(self, cast, secretary, agreement):
        fields = self.answered(secretary, agreement, mandate="Artikel 3")
        set_agreement(**fields)
        with pytest.raises(StaleError):
            set_agreement(**fields)
        url = reverse(
            "governance:agreement_edit",
            args=[cast.deal.slug, "stuurgroep", agreement.decision_id, "ministerie"],
        )
        data = {"history_id": fields["history_id"], "state": "mandate", "mandate": "Artikel 4"}
        response = cast.client("project_secretary").post(url, data)
        assert response.status_code == 409
        assert "Artikel 3" in response.content.decode()
        gone = url.replace("ministerie", "onbekend")
        assert cast.client("project_secretary").get(gone).status_code == 404

    def test_the_contact_is_asked_once_when_the_chair_confirmed(self, cast, secretary, item):
        other = PartyFactory(deal=cast.deal)
        terms = {"parties": [cast.ministry, other], "public_from": timezone.localdate() + timedelta(days=9)}
        made = record_decision(**decided(secretary, item, subject=DecisionSubject.BUDGET, **terms))
        assert PartyAgreement.objects.filter(decision=made).count() == 2
        asked = OutgoingMail.objects.filter(kind="agreement")
        assert not asked.exists()
        confirm_list(actor=cast.users["chair"], meeting=item.meeting)
        assert [mail.to for mail in asked] == [cast.people["party_contact"].email]
        assert "openbaar vanaf" in asked[0].text
        PartyContactFactory(party=other)
        assert ask_parties(made) == 2
        assert asked.all().count() == 2

    def test_without_a_meeting_the_parties_are_asked_at_once(self, cast, secretary):
        fields = decided(secretary, HeldItemFactory(meeting__body=cast.steering))
        fields["terms"] = DecisionTerms(parties=[cast.ministry])
        made = record_decision(**fields)
        assert OutgoingMail.objects.filter(kind="agreement").count() == 1
        url = reverse("governance:decision_detail", args=[cast.deal.slug, "stuurgroep", made.pk])
        page = cast.client("member").get(url).content.decode()
        assert "Het geldt voor 0 van de 1" in page
        assert "Antwoord vastleggen" not in page

    def test_how_each_party_stands_in_words(self, cast, secretary, agreement):
        decision = agreement.decision
        PartyAgreementFactory(decision=decision, state=AgreementState.REFUSED, remark="Te duur")
        PartyAgreementFactory(
            decision=decision, state=AgreementState.MANDATE, confirmed_on=timezone.localdate()
        )
        PartyAgreementFactory(
            decision=decision,
            state=AgreementState.SUBJECT_TO,
            subject_to="Het college",
            due_on=timezone.localdate(),
        )
        page = decision_page(secretary, decision)
        assert page.in_effect == 1
        assert sorted(row.kind for row in page.agreements) == ["danger", "neutral", "safe", "warning"]
        assert all(row.edit_url for row in page.agreements)
        assert not decision_page(cast.users["nobody"], decision).agreements


def test_the_page_of_a_decision_costs_the_same_for_one_and_three_parties(cast, queries):
    client = cast.client("project_secretary")
    for number in (1, 3):
        decision = DecisionFactory(body=cast.steering, asks_parties=True)
        PartyAgreementFactory.create_batch(number, decision=decision)
        url = reverse("governance:decision_detail", args=[cast.deal.slug, "stuurgroep", decision.pk])
        client.get(url)
        with queries(8):
            assert client.get(url).status_code == 200


class TestWorkspace:
    def titles(self, cast, kind):
        found = workspace(cast.users["project_secretary"], cast.deal, timezone.localdate(), kind=kind)
        return [(item.title.partition(":")[0], item.level) for item in found.items]

    def test_what_came_of_meetings_asks_for_somebody(self, cast):
        today = timezone.localdate()
        long_ago = timezone.now() - timedelta(days=40)
        missing = HeldMeetingFactory(body=cast.steering, starts_at=long_ago, state=MeetingState.MINUTES)
        DecisionFactory(body=cast.steering, item=HeldItemFactory(meeting=missing))
        assert self.titles(cast, "verslagen") == [
            ("Besluitenlijst is niet bevestigd", "danger"),
            ("Verslag ontbreekt", "danger"),
        ]
        missing.remarks_until = today - timedelta(days=1)
        missing.list_confirmed_at = timezone.now()
        missing.save()
        assert self.titles(cast, "verslagen") == [("Verslag wacht op vaststelling", "danger")]
        coming = HeldMeetingFactory(
            body=cast.steering, state=MeetingState.DRAFT, starts_at=timezone.now() + timedelta(days=3)
        )
        HeldItemFactory(meeting=coming, fixed="previous_minutes")
        assert self.titles(cast, "verslagen") == []

    def test_parties_that_did_not_answer(self, cast):
        decision = DecisionFactory(body=cast.steering, asks_parties=True)
        PartyAgreementFactory(decision=decision, confirmed_on=timezone.localdate(), state="mandate")
        assert self.titles(cast, "akkoorden") == []
        waits = PartyAgreementFactory(decision=decision)
        assert self.titles(cast, "akkoorden") == [("Partijen moeten nog bevestigen", "neutral")]
        waits.state, waits.subject_to = AgreementState.SUBJECT_TO, "Het college"
        waits.due_on = timezone.localdate() - timedelta(days=1)
        waits.save()
        assert self.titles(cast, "akkoorden") == [("Partijen moeten nog bevestigen", "danger")]
        assert Decision.objects.count() == 1


class TestPages:
    def test_the_lines_of_a_meeting_link_to_what_can_be_done(self, cast, item):
        meeting = item.meeting
        meeting.state, meeting.remarks_until = MeetingState.MINUTES, timezone.localdate()
        meeting.save()
        AttendeeFactory(meeting=meeting, person=cast.people["chair"])
        links = [words for words, _url in outcome_of(cast.users["chair"], meeting, manages=False).links]
        assert links == ["Op het verslag reageren", "Besluitenlijst bevestigen"]
        meeting.list_confirmed_at = timezone.now()
        meeting.remarks_until = timezone.localdate() - timedelta(days=1)
        meeting.save()
        outcome = outcome_of(cast.users["chair"], meeting, manages=False)
        assert "wacht op vaststelling" in outcome.report_says
        assert "bevestigd op" in outcome.list_says
        assert not report_page(cast.users["project_secretary"], meeting).items[0].decide_url
        meeting.remarks_until = None
        assert "nog niet rondgestuurd" in report_says(meeting)

    def test_a_link_to_found_a_body_stands_where_it_can(self, cast, secretary):
        about = {"body": cast.core, "subject": DecisionSubject.QUALITY_TEAMS}
        assert decision_page(secretary, DecisionFactory(**about)).found_url
        rejected = DecisionFactory(result=DecisionResult.REJECTED, **about)
        assert not decision_page(secretary, rejected).found_url
        assert not decision_page(cast.users["member"], DecisionFactory(**about)).found_url
        create = reverse("governance:body_create", args=[cast.deal.slug])
        client = cast.client("project_secretary")
        form = client.get(create, {"besluit": str(rejected.pk)}).context["form"]
        assert form["founding_decision"].value() is None
        about["subject"] = DecisionSubject.COMPOSITION
        composed = DecisionFactory(**about)
        form = client.get(create, {"besluit": str(composed.pk)}).context["form"]
        assert form["founding_decision"].value() == str(composed.pk)

    def test_adopted_in_which_meeting(self, cast, item):
        meeting = item.meeting
        later = HeldMeetingFactory(body=cast.steering, title="De vergadering erna")
        meeting.state, meeting.adopted_on, meeting.adopted_in = MeetingState.ADOPTED, later.day, later
        meeting.save()
        item.text = "Zo was het."
        item.save()
        url = reverse("governance:report_detail", args=[cast.deal.slug, "stuurgroep", meeting.pk])
        assert "De vergadering erna" in cast.client("member").get(url).content.decode()
