"""The offices of a person: added, changed and ended, with the seats that go with them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.forms import Form
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import DAY
from citydeal.common.history import latest_history_id, show_choice, show_date, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, ConfirmedView, MemberView
from governance.enums import Office, PositionState
from governance.forms.positions import EditPositionForm, EndPositionForm, PositionForm
from governance.models import Position
from governance.permissions import visible_person
from governance.selectors.continuations import lapsing
from governance.selectors.people_register import colleagues, organizations_in
from governance.selectors.presenting import effect_lines
from governance.services.positions import change_position, end_position, held_from, record_position
from governance.services.rehearsal import rehearse
from governance.views.base import ManagerMixin
from governance.views.people_register import PersonActView
from governance.views.stale import StaleMixin


class PositionAddView(PersonActView, ActionView):
    """Record that a person holds an office."""

    template_name = "governance/person_position.html"
    form_class = PositionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which organisations there are."""
        return super().get_form_kwargs() | {"organizations": organizations_in(self.deal)}

    def get_initial(self) -> dict[str, Any]:
        """Propose today, in office."""
        return {"start": self.today, "state": PositionState.IN_OFFICE}

    def perform(self, form: Form) -> Text:
        """Record it."""
        if not isinstance(form, PositionForm):
            raise TypeError
        position = record_position(actor=self.user, deal=self.deal, person=self.person, terms=form.terms())
        return _("%(person)s is %(office)s from %(start)s.") % {
            "person": self.person,
            "office": position,
            "start": date_format(position.start, "DATE_FORMAT"),
        }


class PositionView(MemberView, ManagerMixin):
    """An act on one office of somebody of this deal."""

    work_page = True

    @cached_property
    def position(self) -> Position:
        """Return the office; of people whom this account may not see it answers 404."""
        positions = Position.objects.select_related("person", "organization")
        position: Position = get_object_or_404(positions, pk=self.kwargs["position"])
        only(visible_person(self.user, self.deal, position.person_id))
        return position

    @property
    def edited(self) -> models.Model:
        """Return the office."""
        return self.position

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and person."""
        return [*super().crumbs(), (self.position.person.name, self.get_success_url())]

    def get_success_url(self) -> str:
        """Return to the person."""
        return f"{self.position.person.get_absolute_url_in(self.deal.slug)}#ambten"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the office and whose it is."""
        return super().get_context_data(position=self.position, person=self.position.person, **kwargs)


class PositionEditView(PositionView, StaleMixin, ActionView):
    """Change an office: title, portfolio, state and days."""

    template_name = "governance/person_position.html"
    form_class = EditPositionForm
    shown_fields = {
        "office": show_choice(Office.choices),
        "title": show_text,
        "portfolio": show_text,
        "state": show_choice(PositionState.choices),
        "start": show_date,
        "end": show_date,
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which organisations and colleagues there are."""
        organizations = organizations_in(self.deal)
        own = self.position.organization
        if own not in organizations:
            organizations.append(own)
        others = [p for p in colleagues(self.deal, own, self.today) if p.person_id != self.position.person_id]
        return super().get_form_kwargs() | {"organizations": organizations, "colleagues": others}

    def get_initial(self) -> dict[str, Any]:
        """Show the office as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditPositionForm.initial_for(self.position, latest_history_id(self.position))

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditPositionForm):
            raise TypeError
        changed = change_position(
            actor=self.user,
            deal=self.deal,
            position=self.position,
            terms=form.terms(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("The office of %(person)s is changed.") % {"person": changed.person}


class PositionEndView(PositionView, StaleMixin, ConfirmedView):
    """End an office, with the memberships held from it, after seeing what it does to the rules."""

    template_name = "governance/person_position_end.html"
    form_class = EndPositionForm
    shown_fields = PositionEditView.shown_fields

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which memberships are held from this office."""
        return super().get_form_kwargs() | {"held": held_from(self.deal, self.position, self.today - DAY)}

    def get_initial(self) -> dict[str, Any]:
        """Propose the end that is known, else today; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return {"end": self.position.end or self.today, "history_id": latest_history_id(self.position)}

    def _end(self, form: Form) -> Position:
        if not isinstance(form, EndPositionForm):
            raise TypeError
        data = form.cleaned_data
        return end_position(
            actor=self.user,
            deal=self.deal,
            position=self.position,
            last_day=data["end"],
            memberships=form.chosen(),
            reason=data["reason"],
            history_id=data["history_id"],
        )

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show what ends, and the effect on the rules."""
        _ended, effects = rehearse(self.deal, self.today, lambda: self._end(form))
        chosen = form.chosen() if isinstance(form, EndPositionForm) else []
        last_day = form.cleaned_data["end"]
        gone = lapsing(chosen, last_day)
        return {
            "effects": effect_lines(effects),
            "ending": [membership for membership in chosen if membership not in gone],
            "lapsing": gone,
            "last_day": last_day,
        }

    def perform(self, form: Form) -> Text:
        """End it."""
        ended = self._end(form)
        return _("The office of %(person)s ends after %(day)s.") % {
            "person": ended.person,
            "day": date_format(form.cleaned_data["end"], "DATE_FORMAT"),
        }
