"""A change of college on one screen: of one party, or of all that change at an election."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.text import Text
from citydeal.common.views import ConfirmedView, MemberView
from governance.forms.college import CollegeForm
from governance.models import Party
from governance.selectors.college import college_changes_since, college_versions, colleges
from governance.selectors.presenting import effect_lines
from governance.services.college import CollegeResult, change_colleges
from governance.services.rehearsal import rehearse
from governance.views.base import ManagerMixin


class CollegeChangeView(MemberView, ManagerMixin, ConfirmedView):
    """Say of every executive who stays and who goes; the seats follow in the same act."""

    template_name = "governance/college_change.html"
    form_class = CollegeForm
    work_page = True

    @cached_property
    def party(self) -> Party | None:
        """Return the one party it is about; ``None``: all that change at an election."""
        if "party" not in self.kwargs:
            return None
        parties = Party.objects.select_related("organization", "deal")
        return get_object_or_404(parties, deal=self.deal, organization__slug=self.kwargs["party"])

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and party."""
        party = self.party
        return [*super().crumbs(), *([(party.organization.name, party.get_absolute_url())] if party else [])]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who governs."""
        return super().get_form_kwargs() | {"colleges": colleges(self.deal, self.today, self.party)}

    def get_success_url(self) -> str:
        """Go to the questions that went out, or to the party."""
        if self.party:
            return self.party.get_absolute_url()
        return reverse("governance:request_list", args=[self.deal.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the party."""
        return super().get_context_data(party=self.party, **kwargs)

    def _change(self, form: Form) -> CollegeResult:
        if not isinstance(form, CollegeForm):
            raise TypeError
        first_day = form.cleaned_data["first_day"]
        return change_colleges(actor=self.user, deal=self.deal, first_day=first_day, changes=form.changes())

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show which memberships end and begin, who is asked, and the effect on the rules."""
        result, effects = rehearse(self.deal, self.today, lambda: self._change(form))
        return {
            "result": result,
            "effects": effect_lines(effects),
            "first_day": form.cleaned_data["first_day"],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look first whether somebody else changed one of these parties meanwhile."""
        form = self.get_form()
        if isinstance(form, CollegeForm) and self._stale(form):
            return self._show_others(form)
        return super().post(request, *args, **kwargs)

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        """Show what somebody else changed at this very moment; other refusals as always."""
        if isinstance(error, StaleError) and isinstance(form, CollegeForm):
            return self._show_others(form)
        return super().refused(form, error)

    def _stale(self, form: CollegeForm) -> dict[Party, str]:
        """Return the parties that are no longer as the form was opened, with what was read then."""
        posted = {
            college.party: self.request.POST.get(f"version_{college.party.pk}", "") for college in form.all
        }
        versions = college_versions(posted)
        return {party: read for party, read in posted.items() if read and read != versions[party.pk]}

    def _show_others(self, form: CollegeForm) -> HttpResponse:
        """Show the changes of others; what was typed stays, to look at it again."""
        stale = self._stale(form)
        typed: Any = self.request.POST.copy()
        for party, version in college_versions(stale).items():
            typed[f"version_{party}"] = version
        form = CollegeForm(typed, colleges=form.all)
        others = [change for party, read in stale.items() for change in college_changes_since(party, read)]
        names = ", ".join(str(party) for party in stale)
        message = _("Somebody else changed the people of %(party)s after you opened the page.") % {
            "party": names
        }
        context = self.get_context_data(form=form, stale=message, others=others)
        return self.render_to_response(context, status=409)

    def perform(self, form: Form) -> Text:
        """Do all of it, or nothing."""
        result = self._change(form)
        ended = ngettext("%(count)s membership ends.", "%(count)s memberships end.", len(result.ended)) % {
            "count": len(result.ended)
        }
        asked = ngettext("%(count)s party is asked.", "%(count)s parties are asked.", len(result.asked)) % {
            "count": len(result.asked)
        }
        recorded = _("The change of college is recorded.")
        return f"{recorded} {ended} {asked}"
