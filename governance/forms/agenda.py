"""Forms of an agenda: an item, its place, its notes, who abstains, and questions sent in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import OUT_OF_DATE, DateField, PortalForm
from governance.enums import AgendaSection, ItemKind
from governance.forms.bodies import set_choices
from governance.forms.covenant import OpenedForm, short_number
from governance.models import Meeting, Party, Person
from governance.rules.agenda import DOWN, OUT, UNDER, UP
from governance.selectors.agenda_notes import CHAIR_LABELS, COVER_LABELS
from governance.services.agenda import ItemDetails

MOST_MINUTES = 600
AFTER = "after"
_STEP = re.compile(rf"({UP}|{DOWN}|{UNDER}|{OUT}|{AFTER})-(\d{{1,15}})(?:-(\d{{1,15}}))?")
NOBODY: tuple[str, Any] = ("", _("Nobody in particular"))


def minutes_field() -> forms.IntegerField:
    """Return the field for how long an item takes."""
    return forms.IntegerField(
        label=_("How many minutes?"),
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("Fill in 0 when it takes no time of its own."),
        widget=short_number(),
    )


def kind_field() -> forms.ChoiceField:
    """Return the field for what the meeting does with an item."""
    return forms.ChoiceField(
        label=_("What does the meeting do with it?"), widget=forms.RadioSelect, choices=ItemKind.choices
    )


class ItemForm(OpenedForm):
    """An item of an agenda."""

    title = forms.CharField(label=_("Title"), max_length=200)
    section = forms.ChoiceField(label=_("Part of the agenda"), choices=AgendaSection.choices)
    kind = kind_field()
    explanation = forms.CharField(
        label=_("Explanation"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    minutes = minutes_field()
    presenter = forms.ChoiceField(label=_("Who presents it?"), required=False)
    is_confidential = forms.BooleanField(
        label=_("This item is confidential"),
        required=False,
        help_text=_(
            "Only who reads along as a member sees it. That is an agreement: governments stay bound by the "
            "Open Government Act (Woo)."
        ),
    )
    confidential_reason = forms.CharField(label=_("Why confidential?"), required=False, max_length=300)
    confidential_until = DateField(label=_("Until which day?"), required=False)
    lifted_by = forms.CharField(
        label=_("Who lifts it?"), required=False, max_length=200, help_text=_("For example: the chair.")
    )
    secrecy_imposed_by = forms.CharField(
        label=_("Which competent body imposed secrecy?"),
        required=False,
        max_length=200,
        help_text=_("Only where the law lets that body do so. The portal records it, and lifts nothing."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        set_choices(self, "presenter", [NOBODY, *((key, p.name) for key, p in self.people.items())])

    def details(self) -> ItemDetails:
        """Return what was filled in; call after ``is_valid``."""
        values = self.values()
        return ItemDetails(**{**values, "presenter": self.people.get(values["presenter"])})


class MoveForm(PortalForm):
    """One step of an item: a button, or a drop of the mouse."""

    step = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def clean_step(self) -> tuple[str, int, int]:
        """Return where to, which item, and after which other one."""
        found = _STEP.fullmatch(self.cleaned_data["step"])
        if found is None or (found[1] == AFTER) != (found[3] is not None):
            raise ValidationError(OUT_OF_DATE, code="invalid")
        return found[1], int(found[2]), int(found[3] or 0)


def meeting_label(meeting: Meeting) -> str:
    """Return how a meeting stands in a list to choose from."""
    return f"{meeting.title}, {date_format(meeting.day, 'DATE_FORMAT')}"


class MeetingChoiceForm(PortalForm):
    """Choose a meeting that is still to come."""

    meeting = forms.ChoiceField(label=_("On the agenda of which meeting?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {str(meeting.pk): meeting for meeting in meetings}
        set_choices(self, "meeting", [(key, meeting_label(each)) for key, each in self.meetings.items()])

    def chosen(self) -> Meeting:
        """Return the meeting; call after ``is_valid``."""
        return self.meetings[self.cleaned_data["meeting"]]


def _long(label: Any, **kwargs: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=capfirst(label), required=False, max_length=5000, widget=area, **kwargs)


class CoverNoteForm(OpenedForm):
    """The cover note of an item."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in COVER_LABELS.items():
            self.fields[name] = _long(label)
        self.fields["asked"].help_text = _("One decision on each line; they get a number by themselves.")
        self.teach_fields()


class ChairNoteForm(OpenedForm):
    """The line of the annotated agenda."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in CHAIR_LABELS.items():
            self.fields[name] = _long(label)
        self.teach_fields()


class PartyNoteForm(PortalForm):
    """The note of a party on an item."""

    text = forms.CharField(
        label=_("Note of your party"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Leave it empty to take the note away."),
    )


class AbstainForm(PortalForm):
    """Which party leaves an item, and why."""

    party = forms.ChoiceField(label=_("Which party?"))
    reason = forms.CharField(
        label=_("Which interest does it have?"),
        max_length=300,
        help_text=_("For example: the party is one of the applicants."),
    )

    def __init__(self, *args: Any, parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        named = [(key, party.organization.name) for key, party in self.parties.items()]
        set_choices(self, "party", [("", _("Choose a party")), *named])

    def chosen(self) -> Party:
        """Return the party; call after ``is_valid``."""
        return self.parties[self.cleaned_data["party"]]


class RoundQuestionForm(PortalForm):
    """A question for the round of questions."""

    text = forms.CharField(
        label=_("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


class RoundAnswerForm(PortalForm):
    """The answer to a question that was sent in."""

    answer = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Leave it empty to take the answer away."),
    )
