"""Show 3: from a session to an adopted report, a team that is founded, a decision that holds per party."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.models import OutgoingMail
from governance.enums import (
    AgendaSection,
    AgreementState,
    BodyKind,
    FixedItem,
    MeetingState,
    Presence,
)
from governance.models import AgendaItem, Body, Decision, Meeting
from governance.services.meeting_states import change_meeting_state
from tests.factories.governance import PartyFactory
from tests.factories.sessions import AttendeeFactory, HeldItemFactory, HeldMeetingFactory

pytestmark = pytest.mark.django_db


def where(cast, name, meeting, *more):
    return reverse(f"governance:{name}", args=[cast.deal.slug, meeting.body.slug, meeting.pk, *more])


def post(client, url, data, status=303):
    response = client.post(url, data)
    assert response.status_code == status, [
        str(error) for form in [response.context["form"]] for error in form.errors.values()
    ]
    return response


def day(name, value):
    return {f"{name}_dag": value.day, f"{name}_maand": value.month, f"{name}_jaar": value.year}


def test_from_a_session_to_an_adopted_report_and_a_founded_team(cast):
    """Show 3 of issue 4, as a secretary does it without JavaScript."""
    secretary, chair = cast.client("project_secretary"), cast.client("chair")
    core = cast.core
    meeting = HeldMeetingFactory(body=core, title="Kerngroep", starts_at=timezone.now() - timedelta(days=20))
    item = HeldItemFactory(meeting=meeting, title="Nieuw team")
    people = [
        AttendeeFactory(meeting=meeting, presence="", person=cast.people[who]) for who in ("member", "chair")
    ]
    # Attendance.
    data = {}
    for person in people:
        data |= {f"aanwezig{person.pk}": Presence.PRESENT, f"toen{person.pk}": "|0|||"}
    post(secretary, where(cast, "attendance_edit", meeting), data | {f"weg{people[0].pk}": "15.10"})
    # A decision that founds a team.
    url = where(cast, "item_decide", meeting, item.pk)
    decision = {
        "body": core.pk,
        "subject": "setup",
        "title": "Kwaliteitsteam Taal",
        "text": "De kerngroep voegt het team toe.",
        "result": "adopted",
        "decided_by": "consensus",
    }
    refused = post(secretary, url, decision, status=422)
    assert "Hierover besluit: Stuurgroep." in refused.content.decode()
    response = post(secretary, url, decision | {"subject": "quality_teams"})
    page = secretary.get(response.url).content.decode()
    made = Decision.objects.get()
    found = f"{reverse('governance:body_create', args=[cast.deal.slug])}?besluit={made.pk}"
    assert found in page
    form = secretary.get(found).context["form"]
    assert form["founding_decision"].value() == str(made.pk)
    sent = {name: form[name].value() or "" for name in form.fields} | {"name": "Team Taal"}
    start = sent.pop("start")
    post(secretary, found, sent | day("start", start))
    team = Body.objects.get(name="Team Taal")
    assert (team.kind, team.founding_decision) == (BodyKind.QUALITY_TEAM, made)
    # Nobody outside the body reads it before the chair confirmed.
    decision_url = response.url
    outsider = cast.client("observer")
    assert outsider.get(decision_url).status_code == 404
    # The report.
    texts = {f"tekst{item.pk}": "Het team wordt gevraagd.\r\nIedereen is het eens."}
    form = secretary.get(where(cast, "report_edit", meeting)).context["form"]
    post(
        secretary,
        where(cast, "report_edit", meeting),
        texts | {f"toen{item.pk}": form[f"toen{item.pk}"].value()},
    )
    item.refresh_from_db()
    assert item.text == "Het team wordt gevraagd.\nIedereen is het eens."
    change_meeting_state(actor=cast.users["project_secretary"], meeting=meeting, state=MeetingState.MINUTES)
    member = cast.client("member")
    assert member.get(where(cast, "report_detail", meeting)).status_code == 404
    post(secretary, where(cast, "report_send", meeting), day("until", timezone.localdate()))
    assert OutgoingMail.objects.filter(kind="report_draft").count() == 3  # and the chair's adviser
    assert OutgoingMail.objects.filter(kind="report_draft").first().html
    # Who was there remarks; the secretary answers.
    assert outsider.get(where(cast, "report_detail", meeting)).status_code == 404
    # Core group members read it; the cast has no such account, so the secretary looks.
    assert secretary.get(where(cast, "report_remarks", meeting)).status_code == 200
    # A next meeting adopts it.
    later = HeldMeetingFactory(
        body=core,
        title="Kerngroep volgende keer",
        state=MeetingState.DRAFT,
        starts_at=timezone.now() + timedelta(days=3),
    )
    post(secretary, where(cast, "report_agenda", meeting), {"meeting": later.pk})
    adopting = AgendaItem.objects.get(meeting=later)
    assert (adopting.fixed, adopting.section) == (FixedItem.PREVIOUS_MINUTES, AgendaSection.PREVIOUS)
    later.starts_at = timezone.now() - timedelta(days=2)
    later.ends_at = later.starts_at + timedelta(hours=1)
    later.state = MeetingState.IN_SESSION
    later.save()
    url = where(cast, "item_adopt", later, adopting.pk)
    adoption = {
        "report": meeting.pk,
        "result": "adopted",
        "text": "Zonder wijzigingen.",
        "decided_by": "consensus",
    }
    refused = post(secretary, url, adoption, status=422)
    assert "niet de secretaris alleen" in refused.content.decode()
    AttendeeFactory(meeting=later, person=cast.people["member"])
    post(secretary, url, adoption)
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.state, meeting.adopted_in, meeting.adopted_on) == (MeetingState.ADOPTED, later, later.day)
    assert meeting.adoption.item == adopting
    # Adopted, nobody writes any more, and files can be taken along.
    assert secretary.get(where(cast, "report_edit", meeting)).status_code == 404
    for kind, start in (("pdf", b"%PDF"), ("odt", b"PK")):
        made_file = secretary.get(where(cast, "report_file", meeting, kind))
        assert made_file.content.startswith(start)
    assert secretary.get(where(cast, "report_file", meeting, "exe")).status_code == 404
    assert chair is not None


def test_a_decision_holds_for_who_confirmed_and_waits_for_the_others(cast):
    """Show 3: € 15.000 of each party; four confirmed, one waits for its college (choice A2-10)."""
    secretary, chair = cast.client("project_secretary"), cast.client("chair")
    parties = [PartyFactory(deal=cast.deal) for _ in range(4)] + [cast.ministry]
    meeting = HeldMeetingFactory(body=cast.steering)
    item = HeldItemFactory(meeting=meeting)
    AttendeeFactory(meeting=meeting, person=cast.people["member"])
    url = where(cast, "item_decide", meeting, item.pk)
    data = {
        "body": cast.steering.pk,
        "subject": "budget",
        "title": "€ 15.000 per partij",
        "text": "Elke partij draagt € 15.000 bij.",
        "result": "adopted",
        "decided_by": "consensus",
        "asks": "sommige",
        "on_record": "De gemeente laat aantekenen dat haar college nog beslist.",
    }
    refused = post(secretary, url, data, status=422)
    assert "Kruis de partijen aan" in refused.content.decode()
    response = post(secretary, url, data | {"parties": [party.pk for party in parties]})
    made = Decision.objects.get()
    contact = cast.client("party_contact")
    today = timezone.localdate()
    for party in parties:
        answer = reverse(
            "governance:agreement_edit",
            args=[cast.deal.slug, "stuurgroep", made.pk, party.organization.slug],
        )
        form = secretary.get(answer).context["form"]
        given = {
            "history_id": form["history_id"].value(),
            "state": AgreementState.MANDATE,
            "mandate": "Artikel 3",
        }
        if party == cast.ministry:
            given |= {"state": AgreementState.SUBJECT_TO, "subject_to": "Het college", "mandate": ""}
            assert "tot wanneer" in post(secretary, answer, given, status=422).content.decode()
            # The contact hears of it once the chair confirmed the list.
            assert contact.get(answer).status_code == 404
            given |= day("due_on", today + timedelta(days=30))
        else:
            given |= day("confirmed_on", today)
        post(secretary, answer, given)
    page = secretary.get(response.url).context["page"]
    assert (page.in_effect, len(page.agreements)) == (4, 5)
    waiting = [row for row in page.agreements if not row.is_in_effect]
    assert [row.party for row in waiting] == [cast.ministry.organization.name]
    assert "Het college" in waiting[0].detail
    # The chair confirms the list; the embargo lies beside it.
    anonymous = cast.client("anonymous")
    assert anonymous.get(response.url).status_code == 404
    made.public_from = today + timedelta(days=1)
    made.save()
    list_url = where(cast, "decisions_confirm", meeting)
    post(secretary, list_url, {"doe": "vraag"})
    assert OutgoingMail.objects.filter(kind="decision_list").count() == 1
    post(secretary, list_url, {"doe": "bevestig"}, status=422)
    post(chair, list_url, {"doe": "bevestig"})
    assert contact.get(answer).status_code == 200
    assert anonymous.get(response.url).status_code == 404
    made.public_from = today
    made.save()
    page = anonymous.get(response.url)
    assert page.status_code == 200
    assert not page.context["page"].agreements
    # A confirmed list takes no more decisions until the chair opens it again.
    refused = post(secretary, url, data | {"asks": ""}, status=422)
    assert "voorzitter" in refused.content.decode()
    post(chair, list_url, {"doe": "open"}, status=422)
    post(chair, list_url, {"doe": "open", "reason": "Een besluit vergeten"})
    assert anonymous.get(response.url).status_code == 404
