"""Forms about meetings: make, change, reserve a year, call together, cancel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, DateFilterField, PortalForm, TimeField
from citydeal.enums import Access
from governance.enums import DecidedBy, MeetingForm, MeetingState
from governance.forms.bodies import set_choices
from governance.models import Body, Person
from governance.services.meetings import MeetingDetails

MOST_DAYS = 40
WEEKDAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]


def moment(day: date, at: time) -> datetime:
    """Return a moment in the Netherlands."""
    return timezone.make_aware(datetime.combine(day, at))


class MeetingFilterForm(PortalForm):
    """Search and filter the meetings of a body, in the address."""

    zoek = forms.CharField(label=_("Search"), required=False, max_length=100)
    stand = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", pgettext_lazy("filter", "All")), *MeetingState.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """Return what is asked for, as far as it can be."""
        data: dict[str, str] = {}
        if self.is_bound:
            self.is_valid()
            data = self.cleaned_data
        return {"query": data.get("zoek") or "", "state": data.get("stand") or ""}


class HoursForm(PortalForm):
    """The hours and the place that meetings have, one or a year of them."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts = TimeField(label=_("Starts at"), help_text=_("For example 14.00."))
    ends = TimeField(label=_("Ends at"))
    form = forms.ChoiceField(
        label=_("How do you meet?"), widget=forms.RadioSelect, choices=MeetingForm.choices
    )
    location = forms.CharField(label=_("Place"), required=False, max_length=200)
    online_url = forms.URLField(
        label=_("Web address of the online meeting"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Only who is invited sees it."),
    )
    access = forms.ChoiceField(
        label=_("Who may read the agenda, once the invitation is sent?"),
        widget=forms.RadioSelect,
        choices=[(level.value, level.label) for level in Access],
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The meeting ends before it starts. Choose a later time."))
        return data

    def details_on(self, day: date) -> MeetingDetails:
        """Return what was filled in, as a meeting on a day; call after ``is_valid``."""
        data = self.cleaned_data
        return MeetingDetails(
            title=data["title"],
            starts_at=moment(day, data["starts"]),
            ends_at=moment(day, data["ends"]),
            form=data["form"],
            location=data["location"],
            online_url=data["online_url"],
            access=data["access"],
            invitation_text=data.get("invitation_text", ""),
        )


class JointMixin(HoursForm):
    """Asks which other bodies meet along, where there are any."""

    joint = forms.MultipleChoiceField(
        label=_("Which bodies meet along with this one?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their members are invited too, and the meeting stands in their lists."),
    )

    def __init__(self, *args: Any, others: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(body.pk): body for body in others}
        set_choices(self, "joint", [(key, body.name) for key, body in self.others.items()])
        if not self.others:
            del self.fields["joint"]

    def chosen(self) -> list[Body]:
        """Return the bodies that meet along."""
        return [self.others[key] for key in self.cleaned_data.get("joint", ())]


class NewMeetingForm(JointMixin):
    """Plan one meeting."""

    field_order = ("title", "day", "starts", "ends")
    day = DateField(label=_("Day"), help_text=_("For example 31 12 2026."))

    def details(self) -> MeetingDetails:
        """Return what was filled in."""
        return self.details_on(self.cleaned_data["day"])


class EditMeetingForm(HoursForm):
    """Change or move a meeting."""

    field_order = ("history_id", "title", "day", "starts", "ends")
    history_id = forms.IntegerField(widget=forms.HiddenInput)
    day = DateField(label=_("Day"), help_text=_("For example 31 12 2026."))
    invitation_text = forms.CharField(
        label=_("Text of the invitation"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def details(self) -> MeetingDetails:
        """Return what was filled in."""
        return self.details_on(self.cleaned_data["day"])


class SeriesForm(HoursForm):
    """Plan the meetings of a year at once."""

    field_order = ("title", "days", "starts", "ends")
    days = forms.CharField(
        label=_("Days, one on each line"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("For example 14-1-2027. At most 40 days."),
    )
    reserve = forms.BooleanField(
        label=_("Reserve the dates at once: members and secretariats get a calendar entry"), required=False
    )

    def clean_days(self) -> list[date]:
        """Return the days, in order. Raises ValidationError that names the line that is wrong."""
        found: set[date] = set()
        for line in self.cleaned_data["days"].splitlines():
            if not line.strip():
                continue
            try:
                day = DateFilterField().clean(line.strip())
            except ValidationError as error:
                words = {"line": line.strip()[:40], "why": " ".join(error.messages)}
                raise ValidationError(_("A line is no day: “%(line)s”. %(why)s") % words) from error
            found.add(day)
        if len(found) > MOST_DAYS:
            raise ValidationError(_("These are more than 40 days. Plan the rest in a second time."))
        return sorted(found)


class ConveneForm(PortalForm):
    """Call people together."""

    reply_until = DateField(
        label=_("Until which day do you ask an answer?"),
        required=False,
        help_text=_("An answer can be changed until the meeting begins. For example 31 12 2026."),
    )
    text = forms.CharField(
        label=_("What do you want to add to the invitation?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("This stands in the mail and in the calendar entry."),
    )


class WhyForm(PortalForm):
    """Say why."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("This stands in the mail and on the page.")
    )


class StepForm(PortalForm):
    """Bring a meeting a step on, or back with the reason."""

    reason = forms.CharField(label=_("Why?"), max_length=300)

    def __init__(self, *args: Any, asks_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]


class GuestForm(PortalForm):
    """Invite somebody of the register to one meeting."""

    person = forms.ChoiceField(label=_("Who?"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [("", _("Choose a person")), *((key, p.name) for key, p in self.people.items())]
        set_choices(self, "person", choices)

    def chosen(self) -> Person:
        """Return who was chosen."""
        return self.people[self.cleaned_data["person"]]


class WayForm(PortalForm):
    """How a body meets and decides."""

    quorum = forms.IntegerField(
        label=_("How many votes must be there to decide?"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("Leave it empty when no number is agreed."),
    )
    decides_by = forms.ChoiceField(
        label=_("How does it decide?"), widget=forms.RadioSelect, choices=DecidedBy.choices
    )
    deputies_vote = forms.BooleanField(label=_("Deputies have a vote"), required=False)
    silence_agrees = forms.BooleanField(
        label=_("No answer in a written round counts as agreed"), required=False
    )
    list_days = forms.IntegerField(
        label=_("In how many working days does the chair confirm the decision list?"),
        min_value=0,
        max_value=60,
    )
    invite_days = forms.IntegerField(
        label=_("How many days before goes the invitation?"), min_value=0, max_value=365
    )
    papers_days = forms.IntegerField(
        label=_("How many days before are the papers in?"), min_value=0, max_value=365
    )
    weekday = forms.ChoiceField(
        label=_("On which day does it usually meet?"),
        required=False,
        choices=[("", _("No usual day")), *WEEKDAYS],
    )
    usual_time = TimeField(label=_("At what time does it usually meet?"), required=False)
    minutes = forms.IntegerField(
        label=_("How many minutes does it usually last?"), min_value=1, max_value=1440
    )
    location = forms.CharField(label=_("Where does it usually meet?"), required=False, max_length=200)

    def clean_weekday(self) -> int | None:
        """Return the day of the week, 0 is Monday."""
        chosen = self.cleaned_data["weekday"]
        return int(chosen) if chosen else None
