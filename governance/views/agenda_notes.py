"""What belongs to an item: cover note, notes for some eyes only, abstentions, and questions sent in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.history import Show, latest_history_id, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from governance.enums import DealState
from governance.forms.agenda import (
    AbstainForm,
    ChairNoteForm,
    CoverNoteForm,
    PartyNoteForm,
    RoundAnswerForm,
    RoundQuestionForm,
)
from governance.forms.covenant import ConfirmForm
from governance.models import (
    Abstention,
    ChairNote,
    CoverNote,
    MeetingQuestion,
    Party,
)
from governance.permissions_agenda import OPEN_STATES, can_ask_question
from governance.selectors.agenda_notes import CHAIR_LABELS, COVER_LABELS
from governance.services.agenda_notes import (
    abstain,
    save_chair_note,
    save_cover_note,
    save_party_note,
    take_back_abstention,
)
from governance.services.agenda_questions import answer_question, ask_question
from governance.views.agenda_base import (
    AgendaActView,
    AgendaPreparerMixin,
    AgendaReaderMixin,
    ItemActMixin,
    OpenItemMixin,
)
from governance.views.stale import StaleMixin


class NoteView(StaleMixin, ItemActMixin, AgendaPreparerMixin, AgendaActView):
    """Write a note with an item; ``model``: of the note, one for each item."""

    model: ClassVar[type[Model]]
    submit = gettext_lazy("Save")

    @property
    def edited(self) -> Any:
        """Return the note as it stands now; a new one where there is none."""
        found = self.model._default_manager.filter(item=self.item).first()
        return found or self.model(item=self.item)

    def get_initial(self) -> dict[str, Any]:
        """Show the note as it is."""
        note = self.edited
        values = {name: getattr(note, name) for name in self.shown_fields}
        return {**values, "history_id": latest_history_id(note) if note.pk else 0}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say with which item."""
        return super().get_context_data(**{"lead": self.item.title, **kwargs})


class CoverNoteView(NoteView):
    """The cover note of an item."""

    model = CoverNote
    form_class = CoverNoteForm
    heading = gettext_lazy("Cover note")
    shown_fields: ClassVar[dict[str, Show]] = dict.fromkeys(COVER_LABELS, show_text)

    def perform(self, form: Any) -> Text:
        """Save it."""
        history_id = form.cleaned_data["history_id"]
        save_cover_note(actor=self.user, item=self.item, values=form.values(), history_id=history_id)
        return _("The cover note is saved.")


class ChairNoteView(NoteView):
    """The line of the annotated agenda."""

    model = ChairNote
    form_class = ChairNoteForm
    heading = gettext_lazy("Note for the chair")
    shown_fields: ClassVar[dict[str, Show]] = dict.fromkeys(CHAIR_LABELS, show_text)

    def perform(self, form: Any) -> Text:
        """Save it."""
        history_id = form.cleaned_data["history_id"]
        save_chair_note(actor=self.user, item=self.item, values=form.values(), history_id=history_id)
        return _("The note for the chair is saved.")


class PartyNoteView(ItemActMixin, OpenItemMixin, AgendaActView):
    """The note of a party on an item, for its own people; others get 404."""

    form_class = PartyNoteForm
    work_page = True
    heading = gettext_lazy("Note of your party")
    submit = gettext_lazy("Save")

    @cached_property
    def note(self) -> Any:
        """Return the party of the address with its note, when the reader is of it."""
        slug = self.kwargs["party"]
        own = [note for note in self.page.own_notes if note.party.organization.slug == slug]
        if self.deal.state == DealState.CLOSED:
            raise Http404
        return only(own)

    def get_initial(self) -> dict[str, Any]:
        """Show the note as it is."""
        return {"text": self.note.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who reads it."""
        name = self.note.party.organization.name
        lead = _("Only people of %(party)s read it. It is not in the pack and not in any export.")
        return super().get_context_data(**{"lead": lead % {"party": name}, **kwargs})

    def perform(self, form: Form) -> Text:
        """Save it."""
        party, text = self.note.party, form.cleaned_data["text"]
        saved = save_party_note(actor=self.user, item=self.item, party=party, text=text)
        return _("The note is saved.") if saved else _("The note is taken away.")


class AbstainView(ItemActMixin, OpenItemMixin, AgendaActView):
    """Write down that a party leaves an item: for any party by who prepares, for its own by its people."""

    form_class = AbstainForm
    work_page = True
    heading = gettext_lazy("A party abstains")
    lead = gettext_lazy(
        "A party with an interest leaves the item to the others. Its people see neither text nor papers then."
    )
    submit = gettext_lazy("Write down")

    @cached_property
    def parties(self) -> Sequence[Party]:
        """Return the parties for which the reader may say so; none: 404."""
        found = Party.objects.filter(deal=self.deal).select_related("organization")
        if not self.manages:
            found = found.filter(pk__in=self.page.agenda.reader.parties)
        parties = list(found.order_by("organization__name"))
        if not parties or self.meeting.state not in OPEN_STATES or self.deal.state == DealState.CLOSED:
            raise Http404
        return parties

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which parties."""
        return {**super().get_form_kwargs(), "parties": self.parties}

    def perform(self, form: Any) -> Text:
        """Write it down."""
        party = form.chosen()
        abstain(actor=self.user, item=self.item, party=party, reason=form.cleaned_data["reason"])
        return _("%(party)s abstains from this item.") % {"party": party.organization.name}

    def get_success_url(self) -> str:
        """Return to the agenda: who abstains does not see the item any more."""
        return AgendaActView.get_success_url(self)


class AbstentionRemoveView(ItemActMixin, AgendaPreparerMixin, AgendaActView):
    """Let a party take part in an item again."""

    form_class = ConfirmForm
    submit = gettext_lazy("Yes, the party takes part")

    @cached_property
    def abstention(self) -> Abstention:
        """Return the abstention, at this item."""
        found = Abstention.objects.filter(item=self.item, pk=self.kwargs["abstention"])
        abstention: Abstention = only(list(found.select_related("party__organization")[:1]))
        abstention.item = self.item
        return abstention

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask it."""
        name = self.abstention.party.organization.name
        heading = _("Does %(party)s take part in this item again?") % {"party": name}
        return super().get_context_data(**{"heading": heading, "lead": self.abstention.reason, **kwargs})

    def perform(self, form: Form) -> Text:
        """Take the abstention back."""
        name = self.abstention.party.organization.name
        take_back_abstention(actor=self.user, abstention=self.abstention)
        return _("%(party)s takes part in this item again.") % {"party": name}


class QuestionAskView(AgendaReaderMixin, AgendaActView):
    """Send in a question for the round of questions, as who is invited."""

    form_class = RoundQuestionForm
    work_page = True
    heading = gettext_lazy("Send in a question")
    lead = gettext_lazy("The members read it beforehand, with the answer when there is one.")
    submit = gettext_lazy("Send in")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Only who is invited asks, before the meeting; others get 404."""
        if not can_ask_question(self.user, self.meeting):
            raise Http404
        return super().get_context_data(**kwargs)

    def perform(self, form: Form) -> Text:
        """Send it in."""
        ask_question(actor=self.user, meeting=self.meeting, text=form.cleaned_data["text"])
        return _("Your question stands with the round of questions.")


class QuestionAnswerView(AgendaPreparerMixin, AgendaActView):
    """Answer a question that was sent in."""

    form_class = RoundAnswerForm
    heading = gettext_lazy("Answer the question")
    submit = gettext_lazy("Save")

    @cached_property
    def question(self) -> MeetingQuestion:
        """Return the question, of this meeting."""
        found = MeetingQuestion.objects.filter(meeting=self.meeting, pk=self.kwargs["question"])
        question: MeetingQuestion = only(list(found[:1]))
        question.meeting = self.meeting
        return question

    def get_initial(self) -> dict[str, Any]:
        """Show the answer as it is."""
        return {"answer": self.question.answer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the question."""
        return super().get_context_data(**{"lead": self.question.text, **kwargs})

    def perform(self, form: Form) -> Text:
        """Save it."""
        answer_question(actor=self.user, question=self.question, answer=form.cleaned_data["answer"])
        return _("The answer is saved.")
