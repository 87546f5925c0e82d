"""Decisions at an item of a meeting: recorded, the report adopted, and the list confirmed by the chair."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.enums import FixedItem
from governance.forms.item_decisions import AdoptReportForm, ItemDecisionForm
from governance.forms.sessions import ReopenListForm
from governance.models import AgendaItem, Body, Meeting
from governance.permissions_meetings import can_manage_meetings
from governance.permissions_reports import HELD, can_confirm_list
from governance.selectors.competences import subjects_of
from governance.selectors.decisions import agreeing_parties
from governance.selectors.outcomes import decision_lines, list_due, list_says, way_of
from governance.selectors.reports import awaiting_adoption
from governance.selectors.votes import votes_of
from governance.services.decision_lists import ask_chair, confirm_list, reopen_list
from governance.services.decisions import record_decision
from governance.services.reports_adoption import decide_on_report
from governance.views.meetings_base import MeetingMixin
from governance.views.sessions import SessionMixin, WorkMixin


class ItemMixin(WorkMixin):
    """An act at an item of the meeting, for its secretary."""

    @cached_property
    def item(self) -> AgendaItem:
        """Return the item, of this meeting."""
        item = AgendaItem.objects.filter(pk=self.kwargs["item"], meeting=self.meeting).first()
        if item is None:
            raise Http404
        item.meeting = self.meeting
        return item

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the item."""
        return super().get_context_data(item=self.item, **kwargs)

    def free_votes(self) -> list[Any]:
        """Return the closed votes of the item on which no decision rests yet."""
        return [v for v in votes_of(self.item) if v.closed_at is not None and not hasattr(v, "decision")]

    def usual(self) -> dict[str, Any]:
        """Return how this body decides, unless a vote was just closed."""
        votes = self.free_votes()
        if votes:
            return {"decided_by": "name" if votes[0].by_name else "show", "vote": str(votes[0].pk)}
        return {"decided_by": way_of(self.body.pk).decides_by}

    def get_success_url(self) -> str:
        """Return to the item in the report."""
        return f"{self.page_url('report_edit')}#punt-{self.item.pk}"


class ItemDecideView(MemberView, ItemMixin, ActionView):
    """Record a decision at an item."""

    template_name = "governance/item_decide.html"
    form_class = ItemDecisionForm

    @cached_property
    def bodies(self) -> list[Body]:
        """Return the bodies that meet here."""
        return [self.body, *self.meeting.joint_bodies.select_related("deal")]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what there is to choose from."""
        others = Body.objects.on(self.meeting.day).filter(deal=self.deal).exclude(pk=self.body.pk)
        return super().get_form_kwargs() | {
            "item": self.item,
            "bodies": self.bodies,
            "others": others,
            "parties": agreeing_parties(self.deal, self.meeting.day),
            "votes": self.free_votes(),
        }

    def get_initial(self) -> dict[str, Any]:
        """Propose the title of the item, what its cover note asks, and how the body decides."""
        note = getattr(self.item, "cover_note", None)
        return {"title": self.item.title, "question": note.asked if note else "", **self.usual()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what this body may decide, and who decides about the rest."""
        return super().get_context_data(subjects=subjects_of(self.body, self.today), **kwargs)

    def perform(self, form: Form) -> Text:
        """Record it."""
        if not isinstance(form, ItemDecisionForm):
            raise TypeError
        data = form.cleaned_data
        made = record_decision(
            actor=self.user,
            body=form.deciding(),
            taken_on=self.meeting.day,
            subject=data["subject"],
            title=data["title"],
            text=data["text"],
            terms=form.terms(),
        )
        self.made = made
        return _("Decision %(number)s is recorded.") % {"number": made.label}

    def get_success_url(self) -> str:
        """Go to the decision: there stands what can rest on it."""
        return reverse("governance:decision_detail", args=[self.deal.slug, self.made.body.slug, self.made.pk])


class ItemAdoptView(MemberView, ItemMixin, ActionView):
    """Record what the body decided about the report of an earlier meeting."""

    template_name = "governance/item_adopt.html"
    form_class = AdoptReportForm

    @cached_property
    def reports(self) -> list[Meeting]:
        """Return the reports that wait; at another item there is nothing to adopt."""
        if self.item.fixed != FixedItem.PREVIOUS_MINUTES:
            raise Http404
        return awaiting_adoption(self.body, self.meeting)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which reports wait."""
        return super().get_form_kwargs() | {
            "item": self.item,
            "reports": self.reports,
            "votes": self.free_votes(),
        }

    def get_initial(self) -> dict[str, Any]:
        """Propose the usual words."""
        return {"text": _("The report is adopted without changes."), **self.usual()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether a report waits."""
        return super().get_context_data(has_reports=bool(self.reports), **kwargs)

    def perform(self, form: Form) -> Text:
        """Record it."""
        if not isinstance(form, AdoptReportForm):
            raise TypeError
        made = decide_on_report(
            actor=self.user,
            item=self.item,
            report=form.chosen(),
            text=form.cleaned_data["text"],
            terms=form.terms(),
        )
        return _("Decision %(number)s is recorded.") % {"number": made.label}


class DecisionsConfirmView(MemberView, SessionMixin, ActionView):
    """The list of decisions of a meeting: the chair confirms it, the secretary asks the chair to."""

    template_name = "governance/decisions_confirm.html"
    form_class = ReopenListForm
    work_page = True

    @cached_property
    def meeting(self) -> Meeting:
        """Return the meeting, for its chair and who prepares it, once there is a session."""
        meeting: Meeting = MeetingMixin.meeting.func(self)  # type: ignore[attr-defined]
        user = self.request.user
        if meeting.state not in HELD:
            raise Http404
        if not (can_confirm_list(user, meeting) or can_manage_meetings(user, meeting.body)):
            raise Http404
        return meeting

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the decisions and who may do what."""
        meeting = self.meeting
        due = list_due(meeting)
        return super().get_context_data(
            rows=decision_lines(self.user, meeting),
            says=list_says(meeting),
            due=due,
            is_late=meeting.list_confirmed_at is None and due < self.today,
            may_confirm=can_confirm_list(self.user, meeting),
            manages=can_manage_meetings(self.user, meeting.body),
            **kwargs,
        )

    def perform(self, form: Form) -> Text:
        """Do what the button says."""
        act = self.request.POST.get("doe", "")
        if act == "vraag":
            ask_chair(actor=self.user, meeting=self.meeting)
            return _("The chair gets a mail with the link to this page.")
        if act == "open":
            reopen_list(actor=self.user, meeting=self.meeting, reason=form.cleaned_data["reason"])
            return _("The decision list is open again. Only the members read the decisions now.")
        confirm_list(actor=self.user, meeting=self.meeting)
        return _("The decision list is confirmed.")

    def get_success_url(self) -> str:
        """Return to this page."""
        return self.request.path
