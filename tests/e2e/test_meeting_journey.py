"""From an agenda to an adopted report, by keyboard: a team is founded, and a decision holds per party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from citydeal.services.outbox import drain
from governance.enums import BodyKind, FixedItem, MeetingState, MembershipRole, Presence
from governance.models import AgendaItem, Body, Decision, Meeting, MeetingRemark, Party, Person
from governance.services.rights import sync_all
from tests.cast import Cast
from tests.e2e.test_keyboard import here, retype, tab_to
from tests.e2e.test_setup_journey import choose, day, done, go, tall
from tests.e2e.window import Window
from tests.factories.agenda import pdf
from tests.factories.governance import MembershipFactory, PartyFactory, SeatFactory

pytestmark = pytest.mark.django_db(transaction=True)
MOST_ANSWERS = 12
TEAM, MONEY = "Kwaliteitsteam Taal", "Bijdrage van € 15.000 per partij"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Let it be noon, at whatever hour the test runs: what is planned for today is still to come."""
    noon = datetime.combine(timezone.localdate(), time(12), timezone.get_current_timezone())
    with time_machine.travel(noon) as traveller:
        yield traveller


# --- On any page -----------------------------------------------------------------------------


def pick(window: Window, name: str, words: str) -> None:
    """Choose the answer of a row of radio buttons that begins with these words, with the arrows."""
    tab_to(window, name=name)
    window.page.keyboard.press("Space")
    for _ in range(MOST_ANSWERS):
        found = here(window)
        if found and found["words"].startswith(words):
            return
        window.page.keyboard.press("ArrowDown")
    raise AssertionError(f"no answer {words!r} at {window.page.url}")


def mailed_link(to: str, words: str) -> str:
    """Send what waits, and return the first link in the mail to this address with these words as subject."""
    drain()
    (message,) = (one for one in mail.outbox if one.to == [to] and words in one.subject)
    return re.findall(r"^https?://[^/]+(/\S+)$", str(message.body), re.M)[0]


def back_to(window: Window, meeting: Meeting) -> None:
    """Open the meeting again, whose address one knows by now."""
    window.open(meeting.get_absolute_url())


def to_the_meeting(window: Window, meeting: Meeting) -> None:
    """Find the meeting from the front page, also when it is over."""
    window.open("/")
    for name in (meeting.body.deal.name, "Organen", meeting.body.name):
        go(window, name)
    go(window, "Alle vergaderingen van dit orgaan")
    go(window, meeting.title)


# --- The secretary prepares ------------------------------------------------------------------


def plan(window: Window, body: Body, title: str, on: date) -> Meeting:
    """Plan a meeting of a body."""
    window.open("/")
    for name in (body.deal.name, "Organen", body.name, "Plan een vergadering"):
        go(window, name)
    retype(window, title=title)
    day(window, "day", on)
    retype(window, starts="13.00", ends="15.00")
    retype(window, location="Stadhuis")
    go(window, "Plan de vergadering")
    done(window, f"{title} is gepland")
    return Meeting.objects.select_related("body__deal").get(title=title)


def add_item(window: Window, title: str) -> AgendaItem:
    """Put an item to decide on the agenda, and bring it one place up."""
    go(window, "Punt toevoegen")
    retype(window, title=title)
    choose(window, "section", "Bespreekstukken")
    pick(window, "kind", "Ter besluitvorming")
    retype(window, explanation="De vergadering bespreekt het voorstel.", minutes="20")
    go(window, "Toevoegen")
    done(window, f"‘{title}’ staat op de agenda")
    return AgendaItem.objects.get(title=title)


def order(window: Window, item: AgendaItem) -> None:
    """Bring an item one place up, and down again; the focus stays with it."""
    before = item.order
    go(window, "Volgorde wijzigen")
    go(window, f"Omhoog: {item.title}")
    item.refresh_from_db()
    assert item.order < before
    go(window, f"Omlaag: {item.title}")
    item.refresh_from_db()
    assert item.order == before
    go(window, "Naar de vergadering")


def write_cover_note(window: Window, item: AgendaItem) -> None:
    """Write what the meeting is asked, and why."""
    go(window, item.title)
    go(window, "Oplegnotitie schrijven")
    retype(window, asked="Voeg een kwaliteitsteam voor taal toe.", occasion="Twee gemeenten vragen erom.")
    go(window, "Opslaan")
    assert "Twee gemeenten vragen erom." in window.text()


def add_paper(window: Window, item: AgendaItem) -> None:
    """Add a paper to the item; the dialog that chooses a file is the browser's own."""
    go(window, "Stuk toevoegen")
    retype(window, title="Voorstel")
    pick(window, "kind", "Bij het punt")
    tab_to(window, name="file")
    file = {"name": "voorstel.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    window.page.locator("[name=file]").set_input_files(files=[file])
    go(window, "Toevoegen")
    assert item.papers.get().title == "Voorstel"


def reserve(window: Window) -> None:
    """Reserve the date; who gets mail stands there first."""
    go(window, "Reserveer de datum")
    go(window, "Bekijk wie mail krijgt")
    go(window, "Ja, reserveer de datum")
    done(window, "De datum is gereserveerd")


def convene(window: Window, meeting: Meeting) -> None:
    """Send the invitation; who gets mail stands there first."""
    go(window, "Verstuur de uitnodiging")
    retype(window, text="Lees het voorstel.")
    go(window, "Bekijk wie mail krijgt")
    go(window, "Ja, verstuur de uitnodiging")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONVENED


# --- In session ------------------------------------------------------------------------------


def begin(window: Window, meeting: Meeting) -> None:
    """Begin the meeting from its page."""
    to_the_meeting(window, meeting)
    go(window, "Begin de vergadering")
    go(window, "Begin de vergadering")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.IN_SESSION


def end(window: Window, meeting: Meeting) -> None:
    """End the meeting from its page."""
    back_to(window, meeting)
    go(window, "Sluit de vergadering")
    go(window, "Sluit de vergadering")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.MINUTES


def record_attendance(window: Window, meeting: Meeting, gone: Person | None = None) -> None:
    """Write down that everybody was there; one of them left before the end."""
    go(window, "Aanwezigheid")
    for asked in meeting.invitations.order_by("pk"):
        choose(window, f"aanwezig{asked.pk}", "Aanwezig")
        if asked.person == gone:
            retype(window, **{f"weg{asked.pk}": "14.10"})
    go(window, "Aanwezigheid opslaan")
    assert set(meeting.invitations.values_list("presence", flat=True)) == {Presence.PRESENT}
    assert gone is None or "weg om 14.10" in window.text()


def decide(window: Window, item: AgendaItem, subject: str, text: str, *parties: Party) -> Decision | None:
    """Decide at the item; returns the decision, or None when the body may not decide about this."""
    if not window.page.url.endswith("/besluit/"):
        go(window, "Verslag schrijven")
        go(window, f"Leg een besluit vast {item.title}")
    pick(window, "subject", subject)
    retype(window, text=text)
    if parties:
        pick(window, "asks", "Ja, van de partijen die ik aankruis")
    for party in parties:
        tab_to(window, words=party.organization.name)
        window.page.keyboard.press("Space")
    go(window, "Leg het besluit vast")
    return Decision.objects.filter(item=item).first()


def found_the_team(window: Window, decision: Decision) -> Body:
    """Found a body on the decision whose page is open."""
    go(window, "Orgaan oprichten op dit besluit")
    retype(window, name=TEAM)
    go(window, "Voeg het orgaan toe")
    team = Body.objects.get(name=TEAM)
    assert (team.kind, team.founding_decision) == (BodyKind.QUALITY_TEAM, decision)
    return team


def write_report(window: Window, item: AgendaItem, text: str) -> None:
    """Write what was said at the item; with scripts the page stays as it is."""
    go(window, "Verslag schrijven")
    retype(window, **{f"tekst{item.pk}": text})
    if window.page.evaluate("!!window.htmx"):
        tab_to(window, words="Opslaan")
        with window.without_loading():
            window.page.keyboard.press("Enter")
            window.page.get_by_text("Opgeslagen", exact=True).wait_for()
    else:
        go(window, "Opslaan")
    item.refresh_from_db()
    assert item.text == text


# --- The report goes round -------------------------------------------------------------------


def send_draft(window: Window) -> None:
    """Send the draft to who was there."""
    go(window, "Verslag lezen")
    go(window, "Concept rondsturen")
    go(window, "Concept versturen")
    done(window, "Het concept gaat naar")


def remark(window: Window, meeting: Meeting) -> None:
    """Remark on the draft, as who was there."""
    to_the_meeting(window, meeting)
    go(window, "Op het verslag reageren")
    choose(window, "item", "Het hele verslag")
    retype(window, text="Ik zei iets anders.")
    go(window, "Opmerking versturen")
    done(window, "Uw opmerking is naar de secretaris gestuurd")


def answer_remark(window: Window, meeting: Meeting) -> None:
    """Say what was done with the remark."""
    back_to(window, meeting)
    go(window, "Verslag lezen")
    go(window, "Opmerkingen")
    go(window, "Zeg wat u ermee hebt gedaan")
    retype(window, answer="Aangepast.")
    go(window, "Antwoord opslaan")
    assert MeetingRemark.objects.get().answer == "Aangepast."


def confirm_list(window: Window, meeting: Meeting) -> None:
    """Confirm the decision list, as the chair."""
    back_to(window, meeting)
    go(window, "Besluitenlijst bevestigen")
    go(window, "Besluitenlijst bevestigen")
    done(window, "De besluitenlijst is bevestigd.")


def put_on_agenda(window: Window, report: Meeting, later: Meeting) -> AgendaItem:
    """Put the report on the agenda of the next meeting."""
    back_to(window, report)
    go(window, "Verslag lezen")
    go(window, "Verslag ter vaststelling agenderen")
    pick(window, "meeting", later.title)
    go(window, "Op de agenda zetten")
    done(window, f"Het verslag staat op de agenda van {later.title}")
    return AgendaItem.objects.get(meeting=later, fixed=FixedItem.PREVIOUS_MINUTES)


def adopt(window: Window, later: Meeting) -> None:
    """Record that the body adopts the report."""
    back_to(window, later)
    go(window, "Verslag schrijven")
    go(window, "Verslag van de vorige vergadering vaststellen")
    go(window, "Leg het besluit vast")


# --- What a decision asks of parties ---------------------------------------------------------


def agree(window: Window, party: Party) -> None:
    """Write down, as the secretary, that a party agrees and confirmed it."""
    go(window, f"Antwoord vastleggen {party.organization.name}")
    pick(window, "state", "Akkoord binnen het mandaat")
    retype(window, mandate="Mandaatbesluit 2026, artikel 3")
    day(window, "confirmed_on", timezone.localdate())
    go(window, "Antwoord opslaan")
    done(window, f"Het antwoord van {party.organization.name}")


def wait_for_the_college(window: Window, path: str) -> None:
    """Say, as the contact of a party who follows the link of the mail, that its college still decides."""
    window.open(path)
    pick(window, "state", "Onder voorbehoud van college of raad")
    retype(window, subject_to="Het college")
    day(window, "due_on", timezone.localdate() + timedelta(days=30))
    go(window, "Antwoord opslaan")
    done(window, "Het antwoord van")


# --- The journeys ----------------------------------------------------------------------------


def test_from_an_agenda_to_an_adopted_report(cast: Cast, clock, open_window, javascript):
    def window_of(who: str) -> Window:
        return tall(open_window(cast.users[who], javascript=javascript))

    for who, role in (("chair", MembershipRole.CHAIR), ("member", MembershipRole.MEMBER)):
        MembershipFactory(seat=SeatFactory(body=cast.core), person=cast.people[who], role=role)
    sync_all(timezone.localdate())
    today = timezone.localdate()
    secretary = window_of("project_secretary")
    later = plan(secretary, cast.core, "Kerngroep straks", today + timedelta(days=7))
    convene(secretary, later)
    meeting = plan(secretary, cast.core, "Kerngroep nu", today)
    item = add_item(secretary, TEAM)
    order(secretary, item)
    write_cover_note(secretary, item)
    add_paper(secretary, item)
    back_to(secretary, meeting)
    reserve(secretary)
    convene(secretary, meeting)
    begin(secretary, meeting)
    record_attendance(secretary, meeting, gone=cast.people["member"])
    assert decide(secretary, item, "De opzet van de deal", "De kerngroep voegt het team toe.") is None
    assert "Hierover besluit: Stuurgroep." in secretary.text()
    decision = decide(secretary, item, "Kwaliteitsteams toevoegen of opheffen", "Het team komt erbij.")
    found_the_team(secretary, decision)
    back_to(secretary, meeting)
    write_report(secretary, item, "Iedereen is het eens.")
    end(secretary, meeting)
    send_draft(secretary)
    remark(window_of("member"), meeting)
    answer_remark(secretary, meeting)
    confirm_list(window_of("chair"), meeting)
    put_on_agenda(secretary, meeting, later)
    clock.shift(timedelta(days=7))
    secretary = window_of("project_secretary")
    begin(secretary, later)
    record_attendance(secretary, later)
    adopt(secretary, later)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.adopted_in) == (MeetingState.ADOPTED, later)
    to_the_meeting(secretary, meeting)
    assert f"Het verslag is vastgesteld op {later.day.day}" in secretary.text()


def test_a_decision_holds_for_who_confirmed_and_waits_for_the_other(
    cast: Cast, clock, open_window, javascript
):
    """€ 15.000 of each party: four confirmed, the college of the fifth still decides (choice A2-10)."""
    secretary = tall(open_window(cast.users["project_secretary"], javascript=javascript))
    confirmed = [PartyFactory(deal=cast.deal) for _ in range(4)]
    meeting = plan(secretary, cast.steering, "Stuurgroep nu", timezone.localdate())
    item = add_item(secretary, MONEY)
    convene(secretary, meeting)
    begin(secretary, meeting)
    record_attendance(secretary, meeting)
    decide(secretary, item, "Geld en uren", "Elke partij draagt € 15.000 bij.", *confirmed, cast.ministry)
    for party in confirmed:
        agree(secretary, party)
    end(secretary, meeting)
    chair = tall(open_window(cast.users["chair"], javascript=javascript))
    confirm_list(chair, meeting)
    # Only now the parties hear what is asked of them.
    contact = tall(open_window(cast.users["party_contact"], javascript=javascript))
    path = mailed_link(cast.people["party_contact"].email, "vraagt iets van uw organisatie")
    wait_for_the_college(contact, path)
    back_to(secretary, meeting)
    assert "1 van de 5 partijen moet nog bevestigen" in secretary.text()
    # The item on the agenda, then the decision that has the same title.
    tab_to(secretary, words=MONEY)
    go(secretary, MONEY)
    assert "Het geldt voor 4 van de 5 partijen." in secretary.text()
    waiting = secretary.row(cast.ministry.organization.name).inner_text()
    assert "Het college, uiterlijk " in waiting
    assert "Wacht op de bevestiging van de partij" in waiting
