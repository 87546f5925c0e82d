"""What happens to each seat, member and contact of a party: asked one by one, in the act itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.dates import DAY
from citydeal.common.forms import PortalForm
from governance.selectors.parties_places import ENDS, SEAT_ENDS, Place, goes_to

CHOOSING, SEEN = "keuzes", "gezien"
Options = Callable[[Place], Sequence[str]]


class PlacesForm(PortalForm):
    """A choice for each place; ``options`` says which, the first is proposed but for a double seat.

    ``first_day``: of the act; what ends has its last day on the day before. ``names``: of the parties
    that places may go to.
    """

    def __init__(
        self,
        *args: Any,
        places: Sequence[Place],
        options: Options,
        first_day: date,
        names: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._places = places
        self._options = options
        self._last_day = date_format(first_day - DAY, "DATE_FORMAT")
        self._names = names
        for place in places:
            self.fields[place.key] = forms.ChoiceField(
                label=_label(place),
                choices=[(option, self._words(place, option)) for option in options(place)],
                help_text=self._help(place),
                widget=forms.RadioSelect,
                initial=self._proposed(place),
            )
        self.teach_fields()

    def _help(self, place: Place) -> str:
        found = [_double(place)] if place.is_double and self._names else []
        if place.seat is not None and place.asked is not None:
            found.append(
                _("The open question to the party goes along. Where the seat ends, it is withdrawn.")
                if self._names
                else _("Where the seat ends, the open question to the party is withdrawn.")
            )
        if place.named and self._names:
            named = ", ".join(nomination.name for nomination in place.named)
            found.append(
                _("Named for this seat and still to be handled: %(people)s. This goes along.")
                % {"people": named}
            )
        if place.actions and self._names:
            actions = ngettext(
                "%(count)s unfinished action of this seat goes along on that day.",
                "%(count)s unfinished actions of this seat go along on that day.",
                place.actions,
            )
            found.append(actions % {"count": place.actions})
        return " ".join(found)

    def _proposed(self, place: Place) -> str | None:
        return None if place.is_double and self._names else self._options(place)[0]

    def proposal(self) -> dict[str, str] | None:
        """Return what is proposed for each place, or None where somebody must choose first."""
        found = {place.key: self._proposed(place) for place in self._places}
        return None if None in found.values() else {key: choice or "" for key, choice in found.items()}

    def choices(self) -> dict[str, str]:
        """Return what was chosen; call after ``is_valid``."""
        return {place.key: self.cleaned_data[place.key] for place in self._places}

    def signature(self, choices: dict[str, str]) -> str:
        """Return a mark of these places and choices: the effects that somebody saw belong to it."""
        rows = [
            f"{place.key} {choices[place.key]} {[(m.pk, m.end) for m in place.memberships]}"
            for place in self._places
        ]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def place_fields(self) -> list[forms.BoundField]:
        """Return the fields in the order of the bodies."""
        return [self[place.key] for place in self._places]

    def _words(self, place: Place, option: str) -> str:
        number = goes_to(option)
        if number is not None:
            return _("Goes on for %(party)s") % {"party": self._names[number]}
        day = {"day": self._last_day}
        if option == SEAT_ENDS:
            if place.memberships:
                return _("Seat and membership end on %(day)s") % day
            return _("The seat ends on %(day)s") % day
        if option == ENDS:
            if place.asked and not place.seat:
                return _("The question is withdrawn")
            if place.seat:
                return _("The membership ends on %(day)s, the seat stays") % day
            return _("Ends on %(day)s") % day
        return _("Stays as it is")


def _label(place: Place) -> str:
    if place.work:
        return place.work
    if place.contact:
        return _("Contact: %(person)s") % {"person": place.people}
    if place.asked and place.seat is None:
        return _("Question to %(party)s: %(what)s, asked on %(day)s") % {
            "party": place.party.organization.name,
            "what": place.asked.get_kind_display(),
            "day": date_format(place.asked.sent_on, "DATE_FORMAT"),
        }
    words = {"body": place.body, "seat": place.seat_name, "people": place.people}
    if place.seat is None:
        return _("%(body)s: %(people)s") % words
    if not place.memberships:
        return _("%(body)s, seat of %(seat)s, not filled") % words
    return _("%(body)s, seat of %(seat)s: %(people)s") % words


def _double(place: Place) -> str:
    if place.seat is None:
        return _("There would be more than one such question. Choose what happens to each.")
    return _("There would be more than one seat in %(body)s. Choose what happens to each.") % {
        "body": place.body
    }
