"""The own calendar of a party: recess, council evening, day of the college."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.forms.covenant import ConfirmForm
from governance.forms.rhythms import WEEKDAYS, RhythmForm
from governance.models import Party, PartyRhythm
from governance.permissions_duties import can_keep_rhythm
from governance.services.rhythms import add_rhythm, remove_rhythm
from governance.views.base import DealMixin


class RhythmMixin(MemberView, DealMixin, ActionView):
    """Finds the party, for who keeps its calendar; others get 404."""

    work_page = True

    @cached_property
    def party(self) -> Party:
        """Return the party of the address."""
        found = Party.objects.filter(deal=self.deal, organization__slug=self.kwargs["party"])
        party: Party | None = found.select_related("organization").first()
        if party is None:
            raise Http404
        party.deal = self.deal
        if not can_keep_rhythm(self.user, party):
            raise Http404
        return party

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and party."""
        return [*super().crumbs(), (str(self.party), self.party.get_absolute_url())]

    def get_success_url(self) -> str:
        """Return to the calendar of the party."""
        return address("governance:party_rhythm", self.deal.slug, self.party.organization.slug)


class PartyRhythmView(RhythmMixin):
    """What a proposed day of a meeting avoids for this party, and a form to add to it."""

    template_name = "governance/party_rhythm.html"
    form_class = RhythmForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what there is."""
        days = dict(WEEKDAYS)
        rows = [(rhythm, days.get(str(rhythm.weekday), "")) for rhythm in self.party.rhythms.all()]
        return super().get_context_data(party=self.party, rows=rows, **kwargs)

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, RhythmForm):
            raise TypeError
        rhythm = add_rhythm(actor=self.user, party=self.party, terms=form.terms())
        return _("“%(rhythm)s” is added.") % {"rhythm": rhythm}


class PartyRhythmRemoveView(RhythmMixin):
    """Take a recess or a usual day away."""

    template_name = "governance/covenant_remove.html"
    form_class = ConfirmForm

    @cached_property
    def rhythm(self) -> PartyRhythm:
        """Return what is taken away, of this party."""
        rhythm: PartyRhythm | None = self.party.rhythms.filter(pk=self.kwargs["rhythm"]).first()
        if rhythm is None:
            raise Http404
        rhythm.party = self.party
        return rhythm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask whether it may go."""
        heading = _("Do you want to remove “%(name)s”?") % {"name": self.rhythm}
        back = self.get_success_url()
        return super().get_context_data(heading=heading, back=back, party=self.party, **kwargs)

    def perform(self, form: Form) -> Text:
        """Take it away."""
        name = str(self.rhythm)
        remove_rhythm(actor=self.user, rhythm=self.rhythm)
        return _("“%(name)s” is removed.") % {"name": name}
