"""Agendas for tests: items, papers, notes, and PDFs that open."""

from __future__ import annotations

import io
from typing import Any

import factory
import pikepdf
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from citydeal.models import StoredFile
from governance.enums import AgendaSection
from governance.models import (
    Abstention,
    AgendaItem,
    AgendaPaper,
    ChairNote,
    CoverNote,
    ForwardItem,
    MeetingPack,
    MeetingQuestion,
    PartyNote,
    TemplateItem,
)
from governance.selectors.forward_agenda import months_from
from tests.factories.governance import BodyFactory, PartyFactory, UserFactory
from tests.factories.meetings import InvitationFactory, MeetingFactory


def pdf(pages: int = 1, *, width: int = 595, height: int = 842, **save: Any) -> bytes:
    """Return a PDF with so many blank pages, in points; the same bytes each time, unless encrypted."""
    made, into = pikepdf.new(), io.BytesIO()
    for _page in range(pages):
        made.add_blank_page(page_size=(width, height))
    made.save(into, deterministic_id="encryption" not in save, **save)
    return into.getvalue()


def upload(content: bytes | None = None, name: str = "Van Jansen.pdf") -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if content is None else content)


class PdfFileFactory(DjangoModelFactory[StoredFile]):
    class Meta:
        model = StoredFile

    name = "Stuk.pdf"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    content_type = "application/pdf"
    content = factory.LazyFunction(lambda: ContentFile(pdf(), "x"))
    size = 1000


class AgendaItemFactory(DjangoModelFactory[AgendaItem]):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    title = factory.Sequence(lambda n: f"Punt {n}")
    section = AgendaSection.DISCUSSION
    order = factory.Sequence(lambda n: n)
    minutes = 10


class AgendaPaperFactory(DjangoModelFactory[AgendaPaper]):
    class Meta:
        model = AgendaPaper

    item = factory.SubFactory(AgendaItemFactory)
    file = factory.SubFactory(PdfFileFactory)
    title = factory.Sequence(lambda n: f"Stuk {n}")
    added_by = factory.SubFactory(UserFactory)


class CoverNoteFactory(DjangoModelFactory[CoverNote]):
    class Meta:
        model = CoverNote

    item = factory.SubFactory(AgendaItemFactory)
    asked = "Stem in met het plan.\nStel geld beschikbaar."
    arguments = "Het werkt."


class ChairNoteFactory(DjangoModelFactory[ChairNote]):
    class Meta:
        model = ChairNote

    item = factory.SubFactory(AgendaItemFactory)
    intended = "Laat het aannemen."


class PartyNoteFactory(DjangoModelFactory[PartyNote]):
    class Meta:
        model = PartyNote

    item = factory.SubFactory(AgendaItemFactory)
    party = factory.SubFactory(PartyFactory)
    text = "Wij letten op het geld."


class AbstentionFactory(DjangoModelFactory[Abstention]):
    class Meta:
        model = Abstention

    item = factory.SubFactory(AgendaItemFactory)
    party = factory.SubFactory(PartyFactory)
    reason = "De partij vraagt zelf aan."


class MeetingQuestionFactory(DjangoModelFactory[MeetingQuestion]):
    class Meta:
        model = MeetingQuestion

    invitation = factory.SubFactory(InvitationFactory)
    meeting = factory.SelfAttribute("invitation.meeting")
    text = "Hoe zit het met de planning?"


class ForwardItemFactory(DjangoModelFactory[ForwardItem]):
    class Meta:
        model = ForwardItem

    body = factory.SubFactory(BodyFactory)
    title = factory.Sequence(lambda n: f"Onderwerp {n}")
    month = factory.LazyFunction(lambda: months_from(timezone.localdate())[1])


class TemplateItemFactory(DjangoModelFactory[TemplateItem]):
    class Meta:
        model = TemplateItem

    body = factory.SubFactory(BodyFactory)
    section = AgendaSection.DISCUSSION
    title = factory.Sequence(lambda n: f"Vast punt {n}")
    order = factory.Sequence(lambda n: n)


class MeetingPackFactory(DjangoModelFactory[MeetingPack]):
    class Meta:
        model = MeetingPack

    meeting = factory.SubFactory(MeetingFactory)
