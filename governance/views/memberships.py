"""Name a member, change and end a membership: each shows first what it does to the rules."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.dates import DAY, holds_on
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ConfirmedView, MemberView
from governance.enums import MembershipRole
from governance.forms.memberships import EditMembershipForm, EndMembershipForm, NameMemberForm, role_choices
from governance.models import Body, Membership, Person, Seat
from governance.permissions import can_manage_composition, visible_persons
from governance.selectors.continuations import lapsing
from governance.selectors.findings import effects_of
from governance.selectors.history import membership_changes_since
from governance.selectors.people import candidates, namesakes, sharing_address
from governance.selectors.presenting import EffectLine, effect_lines
from governance.services.memberships import (
    change_membership,
    check_membership,
    draft_membership,
    end_membership,
    name_member,
)
from governance.services.rehearsal import rehearse
from governance.views.base import ManagerMixin


class CompositionView(MemberView, ManagerMixin, ConfirmedView):
    """What naming, changing and ending share: the body, its address, the effect on the rules."""

    work_page = True

    @cached_property
    def body(self) -> Body:
        """Return the body this act is about."""
        raise NotImplementedError

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def get_success_url(self) -> str:
        """Return to the list of members."""
        return f"{self.body.get_absolute_url()}#leden"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body; a closed body has nothing to change."""
        self.body.deal = self.deal
        if not can_manage_composition(self.user, self.body):
            raise Http404
        return super().get_context_data(body=self.body, **kwargs)

    def effects(self, membership: Membership) -> list[EffectLine]:
        """Return what the rules would say, as of today. Raises DomainError where the act cannot be."""
        check_membership(membership)
        return effect_lines(effects_of(membership, self.today))


@compiled
def seat_in(seat: Any, deal: Any) -> QuerySet[Seat]:
    """Return this seat of a body of the deal, with its body and its owner."""
    seats = Seat.objects.filter(pk=seat, body__deal=deal)
    return seats.select_related("body", "party__organization", "organization")


def role_of_seat(seat: Seat) -> str:
    """Return the role that a seat is called after, such as project manager; else that of a member."""
    called = {str(label).casefold(): value for value, label in role_choices(seat.body.kind)}
    return called.get(seat.label.strip().casefold(), MembershipRole.MEMBER)


@compiled
def _sitting(seat: Any, on: Any) -> QuerySet[Membership]:
    sitting = Membership.objects.filter(holds_on(on), seat=seat, is_deputy=False)
    return sitting.select_related("person")


@compiled
def _membership(pk: Any, deal: Any) -> QuerySet[Membership]:
    found = Membership.objects.filter(pk=pk, body__deal=deal)
    return found.select_related("body", "seat", "person", "position__organization")


class SeatNameMemberView(CompositionView):
    """Name a person for a seat."""

    template_name = "governance/seat_name_member.html"
    form_class = NameMemberForm

    @cached_property
    def seat(self) -> Seat:
        """Return the seat, in a body of this deal."""
        seat: Seat = only(seat_in(seat=self.kwargs["seat"], deal=self.deal.pk))
        return seat

    @cached_property
    def holder(self) -> Membership | None:
        """Return who sits on the seat today."""
        sitting = _sitting(seat=self.seat.pk, on=self.today)
        return sitting[0] if sitting else None

    @cached_property
    def body(self) -> Body:
        """Return the body of the seat."""
        self.seat.body.deal = self.deal
        return self.seat.body

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which seat, and who may take it."""
        self.seat.body.deal = self.deal
        people = candidates(self.user, self.deal, self.seat)
        return super().get_form_kwargs() | {"seat": self.seat, "people": people}

    def get_initial(self) -> dict[str, Any]:
        """Propose today; the day after who leaves; a deputy where somebody stays."""
        holder = self.holder
        leaves = holder.end + DAY if holder and holder.end else None
        return {
            "start": max(leaves or self.today, self.seat.start),
            "end": self.seat.end,
            "is_deputy": holder is not None and leaves is None,
            "role": role_of_seat(self.seat),
            "office": self.seat.office,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who sits on the seat now."""
        return super().get_context_data(seat=self.seat, holder=self.holder, **kwargs)

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show the effect on the rules, and who already has this name or address."""
        if not isinstance(form, NameMemberForm):
            raise TypeError
        person, position = form.chosen()
        membership = draft_membership(self.seat, person, position, form.terms())
        known = visible_persons(self.user, self.deal) if form.is_new() else Person.objects.none()
        return {
            "effects": self.effects(membership),
            "membership": membership,
            "namesakes": namesakes(known, person.given_name, person.family_name),
            "sharing": sharing_address(known, person.email),
        }

    def perform(self, form: Form) -> Text:
        """Name the member."""
        if not isinstance(form, NameMemberForm):
            raise TypeError
        person, position = form.chosen()
        membership = name_member(
            actor=self.user, seat=self.seat, person=person, position=position, terms=form.terms()
        )
        return _("%(person)s is a member from %(start)s.") % {
            "person": membership.person,
            "start": date_format(membership.start, "DATE_FORMAT"),
        }


class MembershipView(CompositionView):
    """An act on one membership."""

    @cached_property
    def membership(self) -> Membership:
        """Return the membership, in a body of this deal."""
        membership: Membership = only(_membership(pk=self.kwargs["membership"], deal=self.deal.pk))
        return membership

    @cached_property
    def body(self) -> Body:
        """Return the body of the membership."""
        self.membership.body.deal = self.deal
        return self.membership.body

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the membership."""
        return super().get_context_data(membership=self.membership, **kwargs)

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        """Show what somebody else changed meanwhile, with what was typed, to choose between them."""
        if not isinstance(error, StaleError):
            return super().refused(form, error)
        opened = form.cleaned_data["history_id"]
        others = membership_changes_since(self.membership, opened)
        typed: Any = self.request.POST.copy()
        typed["history_id"] = str(latest_history_id(self.membership))
        form.data = typed
        context = self.get_context_data(form=form, stale=error.message, others=others)
        return self.render_to_response(context, status=409)


class MembershipEditView(MembershipView):
    """Change role and days; asks for confirmation only when a rule gets worse."""

    template_name = "governance/membership_edit.html"
    form_class = EditMembershipForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which roles fit."""
        return super().get_form_kwargs() | {"body_kind": self.body.kind}

    def get_initial(self) -> dict[str, Any]:
        """Show the membership as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditMembershipForm.initial_for(self.membership, latest_history_id(self.membership))

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return the effect on the rules, and what does not begin any more."""
        if not isinstance(form, EditMembershipForm):
            raise TypeError
        end = form.terms().end
        gone = [] if end is None else lapsing([self.membership], end)
        if gone:
            _changed, found = rehearse(self.deal, self.today, lambda: self._change(form))
            return {"effects": effect_lines(found), "lapsing": gone}
        for name, value in vars(form.terms()).items():
            setattr(self.membership, name, value)
        effects = effect_lines(effects_of(self.membership, self.today))
        if any(effect.is_worse for effect in effects):
            # Nobody is asked to confirm what cannot be; where nothing is asked, the service checks it.
            check_membership(self.membership)
        return {"effects": effects, "lapsing": gone}

    def needs_confirmation(self, consequences: dict[str, Any]) -> bool:
        """Whether a rule would hold shorter, or something would not begin any more."""
        return bool(consequences["lapsing"]) or any(effect.is_worse for effect in consequences["effects"])

    def _change(self, form: EditMembershipForm) -> Membership:
        return change_membership(
            actor=self.user,
            membership=self.membership,
            terms=form.terms(),
            history_id=form.cleaned_data["history_id"],
        )

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditMembershipForm):
            raise TypeError
        changed = self._change(form)
        return _("The membership of %(person)s is changed.") % {"person": changed.person}


class MembershipEndView(MembershipView):
    """End a membership, after seeing what it does to the rules."""

    template_name = "governance/membership_end.html"
    form_class = EndMembershipForm

    def get_initial(self) -> dict[str, Any]:
        """Propose the end that is known, else today; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return {
            "end": self.membership.end or self.today,
            "history_id": latest_history_id(self.membership),
        }

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return the effect on the rules, and what does not begin any more."""
        last_day = form.cleaned_data["end"]
        gone = lapsing([self.membership], last_day)
        if gone:
            _ended, effects = rehearse(self.deal, self.today, lambda: self._end(form))
            lines = effect_lines(effects)
        else:
            self.membership.end = last_day
            lines = self.effects(self.membership)
        return {"effects": lines, "lapsing": gone, "last_day": last_day}

    def _end(self, form: Form) -> Membership:
        return end_membership(
            actor=self.user,
            membership=self.membership,
            last_day=form.cleaned_data["end"],
            reason=form.cleaned_data["reason"],
            history_id=form.cleaned_data["history_id"],
        )

    def perform(self, form: Form) -> Text:
        """End it."""
        ended = self._end(form)
        return _("The membership of %(person)s ends after %(day)s.") % {
            "person": ended.person,
            "day": date_format(form.cleaned_data["end"], "DATE_FORMAT"),
        }
