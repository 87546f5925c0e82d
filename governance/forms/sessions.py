"""Forms about what comes of a meeting: attendance, report, remarks, adoption and the list of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm, TimeField
from governance.enums import Presence
from governance.models import Invitation, Meeting, Person
from governance.selectors.agenda import ItemRow
from governance.selectors.attendance import stamp
from governance.selectors.reports import ReportItem
from governance.services.attendance import AttendanceLine
from governance.services.reports import text_stamp

REPORT_LENGTH = 20000


@dataclass(frozen=True)
class AttendancePart:
    """The fields about one person."""

    invitation: Invitation
    presence: forms.BoundField
    online: forms.BoundField
    arrived: forms.BoundField
    left: forms.BoundField
    deputy: forms.BoundField | None
    seen: forms.BoundField


class AttendanceForm(PortalForm):
    """Who was there: a line for each who was asked."""

    def __init__(
        self,
        *args: Any,
        invitations: Sequence[Invitation],
        deputies: Mapping[int, Sequence[Person]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invitations = invitations
        self.deputies = deputies
        for invitation in invitations:
            self._ask(invitation)
        self.teach_fields()

    def _ask(self, invitation: Invitation) -> None:
        pk = invitation.pk
        able = self.deputies.get(pk, ())
        choices = [choice for choice in Presence.choices if able or choice[0] != Presence.REPLACED]
        fields: dict[str, forms.Field] = {
            "aanwezig": forms.ChoiceField(
                label=_("How"),
                required=False,
                choices=[("", _("Not filled in")), *choices],
                initial=invitation.presence,
            ),
            "online": forms.BooleanField(label=_("Online"), required=False, initial=invitation.is_online),
            "gekomen": TimeField(label=_("Came later, at"), required=False, initial=invitation.arrived),
            "weg": TimeField(label=_("Left earlier, at"), required=False, initial=invitation.left),
            "toen": forms.CharField(
                required=False, max_length=100, initial=stamp(invitation), widget=forms.HiddenInput
            ),
        }
        if able:
            fields["vervanger"] = forms.ChoiceField(
                label=_("Who came instead"),
                required=False,
                choices=[("", _("Nobody")), *((str(person.pk), person.name) for person in able)],
                initial=str(invitation.deputy_id or ""),
            )
        for key, field in fields.items():
            field.is_quiet = True  # type: ignore[attr-defined]  # read by the tag ``field``
            self.fields[f"{key}{pk}"] = field

    def parts(self) -> list[AttendancePart]:
        """Return the fields, person by person."""
        return [
            AttendancePart(
                invitation,
                self[f"aanwezig{invitation.pk}"],
                self[f"online{invitation.pk}"],
                self[f"gekomen{invitation.pk}"],
                self[f"weg{invitation.pk}"],
                self[f"vervanger{invitation.pk}"] if self.deputies.get(invitation.pk) else None,
                self[f"toen{invitation.pk}"],
            )
            for invitation in self.invitations
        ]

    def lines(self) -> list[AttendanceLine]:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return [
            AttendanceLine(
                invitation=each.pk,
                seen=data[f"toen{each.pk}"],
                presence=data[f"aanwezig{each.pk}"],
                is_online=data[f"online{each.pk}"],
                arrived=data[f"gekomen{each.pk}"],
                left=data[f"weg{each.pk}"],
                deputy=self._deputy(each, data),
            )
            for each in self.invitations
        ]

    def _deputy(self, invitation: Invitation, data: dict[str, Any]) -> Person | None:
        chosen = data.get(f"vervanger{invitation.pk}")
        able = self.deputies.get(invitation.pk, ())
        return next((person for person in able if str(person.pk) == chosen), None)


class ReportForm(PortalForm):
    """The report: a text for each item, all in one form, so that nothing that was typed is lost."""

    def __init__(self, *args: Any, items: Iterable[ReportItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {line.item.pk: line for line in items}
        for pk, line in self.items.items():
            self.fields[f"tekst{pk}"] = forms.CharField(
                label=_("Report of item %(number)s") % {"number": line.row.number},
                required=False,
                max_length=REPORT_LENGTH,
                initial=line.item.text,
                widget=forms.Textarea({"rows": 6}),
            )
            self.fields[f"tekst{pk}"].is_quiet = True  # type: ignore[attr-defined]
            self.fields[f"toen{pk}"] = forms.CharField(
                required=False, max_length=16, initial=text_stamp(line.item.text), widget=forms.HiddenInput
            )
        self.teach_fields()

    def open_anew(self, texts: Mapping[int, str]) -> None:
        """Carry the names of the texts that stand there now, where somebody else wrote in between."""
        sent: Any = self.data
        typed = sent.copy()
        for pk, text in texts.items():
            if f"tekst{pk}" in self.errors:
                typed[f"toen{pk}"] = text_stamp(text)
        self.data = typed

    def parts(self) -> list[tuple[ReportItem, forms.BoundField, forms.BoundField]]:
        """Return the items with their text and the name of the text that was opened."""
        return [(line, self[f"tekst{pk}"], self[f"toen{pk}"]) for pk, line in self.items.items()]

    def sent(self) -> list[tuple[ReportItem, str, str]]:
        """Return (item, text, name of the text that was opened) of what was sent; call after ``is_valid``."""
        data = self.cleaned_data
        return [
            (line, data[f"tekst{pk}"].replace("\r\n", "\n").strip(), data[f"toen{pk}"])
            for pk, line in self.items.items()
            if f"tekst{pk}" in self.data
        ]


class SendDraftForm(PortalForm):
    """Say until when who was there can remark on the draft."""

    until = DateField(
        label=_("Until which day can people remark?"),
        help_text=_("On this day it is still possible. For example 31 12 2026."),
    )


class RemarkForm(PortalForm):
    """Remark on the draft of a report."""

    item = forms.ChoiceField(label=_("What is your remark about?"), required=False)
    text = forms.CharField(label=_("Your remark"), max_length=5000, widget=forms.Textarea({"rows": 5}))

    def __init__(self, *args: Any, rows: Iterable[ItemRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readable = [row for row in rows if row.is_open]
        self.items = {str(row.item.pk): row.item for row in readable}
        choices = [(str(row.item.pk), f"{row.number}. {row.item.title}") for row in readable]
        field = self.fields["item"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("The whole report")), *choices]

    def chosen(self) -> Any:
        """Return the item; None for the whole report. Call after ``is_valid``."""
        return self.items.get(self.cleaned_data["item"])


class RemarkAnswerForm(PortalForm):
    """Say what was done with a remark."""

    answer = forms.CharField(label=_("What did you do with it?"), max_length=300)


class PutOnAgendaForm(PortalForm):
    """Choose the meeting that adopts the report."""

    meeting = forms.ChoiceField(label=_("Which meeting adopts the report?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {str(meeting.pk): meeting for meeting in meetings}
        field = self.fields["meeting"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, meeting_label(meeting)) for key, meeting in self.meetings.items()]

    def chosen(self) -> Meeting:
        """Return the meeting; call after ``is_valid``."""
        return self.meetings[self.cleaned_data["meeting"]]


def meeting_label(meeting: Meeting) -> str:
    """Return how a meeting stands in a list to choose from."""
    return f"{meeting.title}, {date_format(meeting.day, 'DATE_FORMAT')}"


class ReopenListForm(PortalForm):
    """Say why the list of decisions is opened again."""

    reason = forms.CharField(
        label=_("Why do you open the list again?"),
        max_length=100,
        required=False,
        help_text=_("Only when you open a list that is confirmed. This stands in the history."),
    )
