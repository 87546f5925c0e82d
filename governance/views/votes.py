"""Votes at an item: opened by the secretary, cast by name, closed and counted."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.errors import DomainError
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.enums import DecidedBy
from governance.forms.item_decisions import CastVotesForm, OpenVoteForm
from governance.models import Body, VoteEvent
from governance.permissions_agenda import can_read_item, reads_as_one_of
from governance.permissions_meetings import can_manage_meetings, invited_as
from governance.selectors.sessions import session_of
from governance.selectors.votes import VotePage, VoterRow, vote_page, votes_of
from governance.services.votes import cast_vote, close_vote, open_vote, record_show_of_hands
from governance.views.item_decisions import ItemMixin
from governance.views.sessions import SessionMixin


class VoteOpenView(MemberView, ItemMixin, ActionView):
    """Open a vote by name, or write down a vote by a show of hands; names who may vote."""

    template_name = "governance/vote_open.html"
    form_class = OpenVoteForm

    def get_initial(self) -> dict[str, Any]:
        """Propose what the cover note asks, and how the body votes."""
        note = getattr(self.item, "cover_note", None)
        way = session_of(self.meeting).way
        by_name = DecidedBy.SHOW if way.decides_by == DecidedBy.SHOW else DecidedBy.NAME
        return {"question": note.asked if note else "", "by_name": by_name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who may vote at this item, and the votes that were held."""
        session = session_of(self.meeting)
        return super().get_context_data(
            able=session.voters_at(self.item),
            quorum=session.quorum_at(self.item),
            votes=votes_of(self.item),
            **kwargs,
        )

    def perform(self, form: Form) -> Text:
        """Open it, or write it down."""
        data = form.cleaned_data
        if data["by_name"] == DecidedBy.NAME:
            self.event = open_vote(actor=self.user, item=self.item, question=data["question"])
            return _("The vote is open.")
        self.event = record_show_of_hands(
            actor=self.user,
            item=self.item,
            question=data["question"],
            votes_for=data["votes_for"],
            votes_against=data["votes_against"],
            votes_blank=data["votes_blank"] or 0,
        )
        return _("The vote is written down.")

    def get_success_url(self) -> str:
        """Go to the vote."""
        where = [self.deal.slug, self.body.slug, self.meeting.pk, self.event.pk]
        return reverse("governance:vote_detail", args=where)


class VoteDetailView(MemberView, SessionMixin, ActionView):
    """A vote: who may vote casts it here, the secretary writes down what was said, and closes it."""

    template_name = "governance/vote_detail.html"
    form_class = CastVotesForm
    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether the body may be seen is asked of the meeting itself."""
        return True

    @cached_property
    def manages(self) -> bool:
        """Return whether the reader prepares the meeting."""
        return can_manage_meetings(self.user, self.body)

    @cached_property
    def page(self) -> VotePage:
        """Return the vote, for the members and who votes in it."""
        found = VoteEvent.objects.filter(pk=self.kwargs["vote"], item__meeting=self.meeting)
        event = found.select_related("item").first()
        if event is None:
            raise Http404
        page = vote_page(event)
        own = any(row.voter.voter.user_id == self.user.pk for row in page.rows)
        if not (own or self.manages or self.is_open_to_reader(event)):
            raise Http404
        return page

    def is_open_to_reader(self, event: VoteEvent) -> bool:
        """Whether the reader is a member or invited, and reads the item: nobody of a party that left it."""
        if not reads_as_one_of(self.user, self.meeting) and invited_as(self.user, self.meeting) is None:
            return False
        event.item.meeting = self.meeting
        return can_read_item(self.user, event.item)

    def own_rows(self) -> list[VoterRow]:
        """Return the votes that the reader may cast now: those of all for the secretary."""
        if not self.page.is_open:
            return []
        if self.manages:
            return list(self.page.rows)
        return [row for row in self.page.rows if row.voter.voter.user_id == self.user.pk]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose votes are cast."""
        return super().get_form_kwargs() | {"rows": self.own_rows()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the vote."""
        item = self.page.event.item
        where = [self.deal.slug, self.body.slug, self.meeting.pk, item.pk]
        return super().get_context_data(
            page=self.page,
            item=item,
            manages=self.manages,
            votes_here=bool(self.own_rows()),
            decide_url=reverse("governance:item_decide", args=where),
            **kwargs,
        )

    def perform(self, form: Form) -> Text:
        """Cast what was filled in; the secretary may close it with the same button press."""
        if not isinstance(form, CastVotesForm):
            raise TypeError
        self._require_votes()
        cast = [cast_vote(actor=self.user, voter=row.voter, choice=choice) for row, choice in form.votes()]
        if self.request.POST.get("doe") == "sluit":
            close_vote(actor=self.user, event=self.page.event)
            return _("The vote is closed and counted.")
        given = sum(vote is not None for vote in cast)
        return ngettext("%(count)s vote is noted.", "%(count)s votes are noted.", given) % {"count": given}

    def _require_votes(self) -> None:
        """Raise DomainError where there is nothing to cast any more, as after somebody closed the vote."""
        if not self.page.is_open:
            raise DomainError(_("This vote is closed. Nobody can vote any more."))
        if not self.own_rows():
            raise DomainError(_("Only the voter, or the secretary of the meeting, casts this vote."))

    def get_success_url(self) -> str:
        """Return to the vote."""
        return self.request.path
