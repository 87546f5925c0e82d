"""Join two records of one person: form, what moves, done."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ConfirmedView
from governance.forms.people_merge import MergeForm
from governance.models import Person
from governance.permissions import visible_person
from governance.selectors.people_register import Wanted, register, register_rows
from governance.selectors.presenting import effect_lines
from governance.services.people_merge import MergeResult, merge_people
from governance.services.rehearsal import rehearse
from governance.views.people_register import PersonActView

# The field with the fingerprint of what was shown.
SEEN = "gezien"


class PersonMergeView(PersonActView, ConfirmedView):
    """Say which other record is of the same person; shows what moves and what it does to the rules."""

    template_name = "governance/person_merge.html"
    form_class = MergeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who is in the register."""
        ids = register(self.user, self.deal, Wanted(), self.today)
        others = [pk for pk in ids if pk != self.person.pk]
        people = register_rows(self.user, self.deal, others, self.today)
        return super().get_form_kwargs() | {"of": self.person, "people": people}

    def _double(self, form: Form) -> Person:
        if not isinstance(form, MergeForm):
            raise TypeError
        return only(visible_person(self.user, self.deal, form.chosen()))

    def _merge(self, form: Form, seen: str | None = None) -> MergeResult:
        return merge_people(
            actor=self.user, deal=self.deal, stays=self.person, double=self._double(form), seen=seen
        )

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show what moves, and the effect on the rules."""
        result, effects = rehearse(self.deal, self.today, lambda: self._merge(form))
        return {
            "result": result,
            "double": self._double(form),
            "effects": effect_lines(effects),
            "seen": result.fingerprint,
        }

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        """Show anew what moves where something changed in between; other refusals as always."""
        if not isinstance(error, StaleError):
            return super().refused(form, error)
        try:
            consequences = self.consequences(form)
        except DomainError as now_refused:
            return super().refused(form, now_refused)
        typed = [("person", self.request.POST.get("person", ""))]
        context = self.get_context_data(
            form=form, typed=typed, confirm=True, stale=error.message, **consequences
        )
        return self.render_to_response(context, status=409)

    def perform(self, form: Form) -> Text:
        """Join them, or nothing; not when it would do something else than was shown."""
        self._merge(form, seen=self.request.POST.get(SEEN, ""))
        return _("The two records of %(person)s are one now.") % {"person": self.person}
