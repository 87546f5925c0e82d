"""Hands the agenda of a demo deal to the services that people's clicks use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from citydeal.models import User
from governance.enums import MeetingState
from governance.management.demo_data.dichtbij_agenda import (
    ITEMS,
    PLANNED,
    SLUG,
    AgendaItemData,
    PaperData,
)
from governance.models import AgendaItem, Body, CityDeal, Meeting, Party, Person
from governance.selectors.forward_agenda import months_from
from governance.services.agenda import ItemDetails, add_item
from governance.services.agenda_news import announce_papers
from governance.services.agenda_notes import abstain, save_chair_note, save_cover_note
from governance.services.agenda_papers import add_paper
from governance.services.agenda_template import use_standard
from governance.services.forward_agenda import ForwardDetails, save_forward_item
from governance.services.typesetting import typeset

_BODY = "stuurgroep"


def load_agenda(
    actor: User,
    deal: CityDeal,
    today: date,
    bodies: Mapping[str, Body],
    people: Mapping[str, Person],
    parties: Mapping[str, Party],
) -> None:
    """Fill the agenda of the coming meeting of the steering group, and plan ahead. Raises DomainError.

    Side effects: files, and mail to the people of the demo, whose addresses end in ``.example``.
    """
    if deal.slug != SLUG:
        return
    body = bodies[_BODY]
    meeting = Meeting.objects.get(body=body, state=MeetingState.CONVENED)
    for planned in ITEMS:
        _treat(actor, meeting, planned, people, parties)
    announce_papers(actor=actor, meeting=meeting)
    use_standard(actor=actor, body=bodies["kerngroep"])
    months = months_from(today)
    for subject in PLANNED:
        owner = people[subject.owner] if subject.owner else None
        details = ForwardDetails(subject.title, months[subject.months], subject.kind, owner)
        save_forward_item(actor=actor, body=body, details=details)


def _treat(
    actor: User,
    meeting: Meeting,
    planned: AgendaItemData,
    people: Mapping[str, Person],
    parties: Mapping[str, Party],
) -> None:
    item = add_item(actor=actor, meeting=meeting, details=_details(meeting, planned, people))
    for paper in planned.papers:
        _paper(actor, item, paper)
    if planned.cover:
        save_cover_note(actor=actor, item=item, values=dict(planned.cover), history_id=0)
    if planned.chair:
        save_chair_note(actor=actor, item=item, values=dict(planned.chair), history_id=0)
    for slug, reason in planned.abstains:
        abstain(actor=actor, item=item, party=parties[slug], reason=reason)


def _details(meeting: Meeting, planned: AgendaItemData, people: Mapping[str, Person]) -> ItemDetails:
    closed = bool(planned.confidential)
    return ItemDetails(
        title=planned.title,
        section=planned.section,
        kind=planned.kind,
        explanation=planned.explanation,
        minutes=planned.minutes,
        presenter=people[planned.presenter] if planned.presenter else None,
        is_confidential=closed,
        confidential_reason=planned.confidential,
        confidential_until=meeting.day.replace(year=meeting.day.year + 1, day=1) if closed else None,
        lifted_by="De voorzitter" if closed else "",
    )


def _paper(actor: User, item: AgendaItem, paper: PaperData) -> None:
    made = typeset("paper.typ", {"title": paper.title, "lines": list(paper.lines)})
    upload = SimpleUploadedFile(f"{paper.title}.pdf", made, content_type="application/pdf")
    add_paper(actor=actor, item=item, title=paper.title, kind=paper.kind, upload=upload)
