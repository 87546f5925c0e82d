"""Add, change and end a seat; a member of a body without seats; restore an ended membership."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.forms import Form
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.history import Show, latest_history_id, show_choice, show_date, show_flag, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import wants_another
from governance.enums import Office
from governance.forms.seats import AddMemberForm, EditSeatForm, EndSeatForm, SeatForm
from governance.models import Body, Membership, Person, Seat
from governance.permissions import visible_persons
from governance.selectors.bodies_closing import still_there
from governance.selectors.people import candidates, namesakes, sharing_address
from governance.selectors.presenting import effect_lines
from governance.selectors.seats import next_seat_order, organizations_to_choose, parties_to_choose
from governance.services.bodies import add_member, add_seat
from governance.services.memberships import restore_membership
from governance.services.rehearsal import rehearse
from governance.services.seats import change_seat, end_seat
from governance.views.base import body_at
from governance.views.memberships import CompositionView, MembershipView, seat_in
from governance.views.stale import StaleMixin

_SEAT_FIELDS: dict[str, Show] = {
    "label": show_text,
    "office": show_choice(Office.choices),
    "is_office_bound": show_flag,
    "start": show_date,
    "end": show_date,
    "order": show_text,
}


class OfBodyMixin(CompositionView):
    """An act on the composition of the body in the address."""

    @cached_property
    def body(self) -> Body:
        """Return the body, in this deal."""
        body: Body = only(body_at(deal=self.deal.slug, slug=self.kwargs["body"]))
        return body


class OneStepMixin(CompositionView):
    """An act that is done at once: it can be changed back."""

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return nothing that must be shown first."""
        return {}

    def needs_confirmation(self, consequences: dict[str, Any]) -> bool:
        """Ask nothing."""
        return False


class SeatCreateView(OneStepMixin, OfBodyMixin):
    """Add a seat to a body."""

    template_name = "governance/seat_create.html"
    form_class = SeatForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who can own a seat."""
        return super().get_form_kwargs() | _owners(self)

    def get_initial(self) -> dict[str, Any]:
        """Propose the last place, from the beginning of the body."""
        return {"start": self.body.start, "end": self.body.end, "order": next_seat_order(self.body)}

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, SeatForm):
            raise TypeError
        seat = add_seat(actor=self.user, body=self.body, **vars(form.details()))
        return _("The seat %(seat)s is added.") % {"seat": seat.name}

    def get_success_url(self) -> str:
        """Return to the list of members, or on to the next seat."""
        return self.request.path if wants_another(self.request) else super().get_success_url()


class SeatView(StaleMixin, CompositionView):
    """An act on one seat."""

    shown_fields = _SEAT_FIELDS

    @cached_property
    def seat(self) -> Seat:
        """Return the seat, in a body of this deal."""
        seat: Seat = only(seat_in(seat=self.kwargs["seat"], deal=self.deal.pk))
        return seat

    @property
    def edited(self) -> models.Model:
        """Return the seat."""
        return self.seat

    @cached_property
    def body(self) -> Body:
        """Return the body of the seat."""
        self.seat.body.deal = self.deal
        return self.seat.body

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the seat."""
        return super().get_context_data(seat=self.seat, **kwargs)


class SeatEditView(OneStepMixin, SeatView):
    """Change a seat."""

    template_name = "governance/seat_edit.html"
    form_class = EditSeatForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who can own a seat."""
        return super().get_form_kwargs() | _owners(self)

    def get_initial(self) -> dict[str, Any]:
        """Show the seat as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return SeatForm.initial_for(self.seat) | {"history_id": latest_history_id(self.seat)}

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditSeatForm):
            raise TypeError
        changed = change_seat(
            actor=self.user,
            seat=self.seat,
            details=form.details(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("The seat %(seat)s is changed.") % {"seat": changed.name}


class SeatEndView(SeatView):
    """End a seat; shows first who still sits on it, and ends with it."""

    template_name = "governance/seat_end.html"
    form_class = EndSeatForm

    def get_initial(self) -> dict[str, Any]:
        """Propose the end that is known, else today."""
        if self.request.method == "POST":
            return {}
        return {"end": self.seat.end or self.today, "history_id": latest_history_id(self.seat)}

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return who ends with it, and what that does to the rules."""
        last_day = form.cleaned_data["end"]
        there = still_there(self.seat, last_day)
        _ended, effects = rehearse(self.deal, self.today, lambda: self._end(form))
        return {"there": there, "last_day": last_day, "effects": effect_lines(effects)}

    def perform(self, form: Form) -> Text:
        """End it."""
        self._end(form)
        return _("The seat %(seat)s ends after %(day)s.") % {
            "seat": self.seat.name,
            "day": date_format(form.cleaned_data["end"], "DATE_FORMAT"),
        }

    def _end(self, form: Form) -> None:
        data = form.cleaned_data
        end_seat(
            actor=self.user,
            seat=self.seat,
            last_day=data["end"],
            reason=data["reason"],
            history_id=data["history_id"],
        )


class BodyAddMemberView(OfBodyMixin):
    """Make somebody a member of a body that has no seats."""

    template_name = "governance/body_add_member.html"
    form_class = AddMemberForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may become a member; a body with seats has members on them."""
        if self.body.seats.exists():
            raise Http404
        place = Seat(body=self.body)
        parties = [party.organization for party in parties_to_choose(self.deal)]
        return super().get_form_kwargs() | {
            "seat": place,
            "people": candidates(self.user, self.deal, place),
            "organizations": [*parties, *organizations_to_choose(self.deal)],
        }

    def get_initial(self) -> dict[str, Any]:
        """Propose today, or the first day of a body that is still to come."""
        return {"start": max(self.today, self.body.start), "role": "member"}

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show the effect on the rules, and who already has this name or address."""
        if not isinstance(form, AddMemberForm):
            raise TypeError
        person, position = form.chosen()
        membership = Membership(body=self.body, person=person, position=position, **vars(form.terms()))
        known = visible_persons(self.user, self.deal) if form.is_new() else Person.objects.none()
        return {
            "effects": self.effects(membership),
            "membership": membership,
            "namesakes": namesakes(known, person.given_name, person.family_name),
            "sharing": sharing_address(known, person.email),
        }

    def perform(self, form: Form) -> Text:
        """Add the member."""
        if not isinstance(form, AddMemberForm):
            raise TypeError
        person, position = form.chosen()
        membership = add_member(
            actor=self.user, body=self.body, person=person, position=position, terms=form.terms()
        )
        return _("%(person)s is a member from %(start)s.") % {
            "person": membership.person,
            "start": date_format(membership.start, "DATE_FORMAT"),
        }


class MembershipRestoreView(MembershipView):
    """Take back the end of a membership that nobody took over."""

    template_name = "governance/membership_restore.html"
    form_class = Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A membership without an end has nothing to take back; show what it does to the rules."""
        if self.membership.end is None:
            raise Http404
        return super().get_context_data(was_end=self.membership.end, **kwargs)

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return nothing: the page itself says what follows."""
        return {}

    def needs_confirmation(self, consequences: dict[str, Any]) -> bool:
        """Ask nothing more than the page does."""
        return False

    def perform(self, form: Form) -> Text:
        """Restore it."""
        restored = restore_membership(actor=self.user, membership=self.membership)
        return _("%(person)s is a member again.") % {"person": restored.person}


def _owners(view: CompositionView) -> dict[str, Any]:
    return {
        "parties": parties_to_choose(view.deal),
        "organizations": organizations_to_choose(view.deal),
    }
