"""Succession of a person in one act: form, consequences, done."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from citydeal.common.views import ConfirmedView
from governance.forms.handover import HandoverForm
from governance.models import Person
from governance.permissions import visible_persons
from governance.selectors.continuations import continuing
from governance.selectors.handover import ACTION, MEMBERSHIP, holdings
from governance.selectors.presenting import effect_lines
from governance.services.handover import PASS_ON, STAYS, hand_over
from governance.services.rehearsal import rehearse
from governance.views.people_register import PersonActView


class PersonHandoverView(PersonActView, ConfirmedView):
    """Say who takes over from a person and what passes on; shows what it does to the rules."""

    template_name = "governance/person_handover.html"
    form_class = HandoverForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what there is to pass on, and to whom."""
        known = visible_persons(self.user, self.deal).exclude(pk=self.person.pk)
        held = holdings(self.deal, self.person, self.today)
        return super().get_form_kwargs() | {"people": known, "held": held}

    def _hand_over(self, form: Form) -> Person:
        if not isinstance(form, HandoverForm):
            raise TypeError
        return hand_over(
            actor=self.user,
            deal=self.deal,
            person=self.person,
            successor=form.chosen(),
            first_day=form.cleaned_data["first_day"],
            choices=form.choices(),
        )

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show what passes on, ends and stays, and the effect on the rules."""
        successor, effects = rehearse(self.deal, self.today, lambda: self._hand_over(form))
        if not isinstance(form, HandoverForm):
            raise TypeError
        chosen = form.choices()
        gone = [h for h in form.held if chosen[h.key] not in (PASS_ON, STAYS)]
        ending = [h.record for h in form.held if h.kind == MEMBERSHIP and chosen[h.key] != STAYS]
        first_day = form.cleaned_data["first_day"]
        return {
            "lapsing": [coming for coming in continuing(ending) if coming.start >= first_day],
            "effects": effect_lines(effects),
            "successor": successor,
            "first_day": first_day,
            "passing": [h for h in form.held if chosen[h.key] == PASS_ON],
            "ending": [h for h in gone if h.kind != ACTION],
            "to_project": [h for h in gone if h.kind == ACTION],
            "staying": [h for h in form.held if chosen[h.key] == STAYS],
        }

    def perform(self, form: Form) -> Text:
        """Do all of it, or nothing."""
        successor = self._hand_over(form)
        return _("%(successor)s takes over from %(person)s from %(start)s.") % {
            "successor": successor,
            "person": self.person,
            "start": date_format(form.cleaned_data["first_day"], "DATE_FORMAT"),
        }
