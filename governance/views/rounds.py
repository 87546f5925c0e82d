"""Written rounds of a body: the list, one of them, preparing it with its papers, opening, withdrawing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_choice, show_date, show_related, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, ConfirmedView, MemberView, PageView
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.enums import DecisionSubject, RoundState
from governance.forms.rounds import RoundActForm, RoundForm, RoundPaperForm, RoundWithdrawForm, UrgentForm
from governance.models import Body, RoundPaper, WrittenRound
from governance.permissions import can_view_body, can_view_deal
from governance.permissions_rounds import (
    can_decide_urgently,
    can_prepare_rounds,
    can_read_round,
    can_read_rounds,
)
from governance.selectors.rounds import (
    paper_of,
    papers_of,
    reports_to_adopt,
    round_at,
    round_page,
    round_rows,
    voters_of,
)
from governance.services.rounds import (
    add_round_paper,
    check_round,
    freeze_terms,
    open_round,
    remove_round_paper,
    save_round,
    withdraw_round,
)
from governance.services.rounds_agenda import next_meeting
from governance.services.rounds_urgent import decide_urgently
from governance.views.base import BodyMixin
from governance.views.bodies import PER_PAGE
from governance.views.stale import StaleMixin


class RoundsMixin(BodyMixin):
    """A page about the written rounds of a body, for who reads along with it; others get 404."""

    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether this account reads the rounds of the body."""
        return can_read_rounds(self.request.user, body)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the body, as far as the reader may open them."""
        found = super().crumbs() if can_view_deal(self.request.user, self.deal) else []
        if can_view_body(self.request.user, self.body):
            found.append((self.body.name, self.body.get_absolute_url()))
        return found

    def list_url(self) -> str:
        """Return the list of rounds of the body."""
        return address("governance:round_list", self.deal.slug, self.body.slug)


class RoundListView(MemberView, RoundsMixin, PageView):
    """The written rounds of a body."""

    template_name = "governance/round_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rounds."""
        rows = round_rows(self.user, self.body)
        return super().get_context_data(
            page_obj=Paginator(rows, PER_PAGE).get_page(self.request.GET.get("pagina")),
            may_prepare=can_prepare_rounds(self.user, self.body),
            may_decide=can_decide_urgently(self.user, self.body),
            **kwargs,
        )


class RoundMixin(RoundsMixin):
    """Finds the round of the address; 404 for who may not open this page of it."""

    @cached_property
    def found(self) -> WrittenRound:
        """Return the round, with its body and deal."""
        wanted = {name: self.kwargs[name] for name in ("deal", "body")}
        found: WrittenRound = only(round_at(pk=self.kwargs["round"], **wanted))
        if not self.may_open_round(found):
            raise Http404
        return found

    def may_open_round(self, found: WrittenRound) -> bool:
        """Whether this account opens this page of the round."""
        return can_read_round(self.request.user, found)

    @cached_property
    def body(self) -> Body:
        """Return the body of the round."""
        return self.found.body

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and list, as far as the reader may open them."""
        listed = [(_("Written rounds"), self.list_url())]
        return [*super().crumbs(), *(listed if can_read_rounds(self.request.user, self.body) else [])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the round, and whether being asked is all that opens it: no page of the deal does then."""
        only_invited = not can_view_deal(self.request.user, self.deal)
        return super().get_context_data(round=self.found, only_invited=only_invited, **kwargs)

    def get_success_url(self) -> str:
        """Return to the round."""
        return address("governance:round_detail", self.deal.slug, self.body.slug, self.found.pk)


class RoundDetailView(MemberView, RoundMixin, PageView):
    """A round: what is proposed, who answered what, and what came of it."""

    template_name = "governance/round_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add papers and answers."""
        return super().get_context_data(page=round_page(self.user, self.found, self.today), **kwargs)


class RoundPaperView(MemberView, RoundMixin, StoredFileView):
    """A paper of a round, for who may open the round."""

    def stored_file(self) -> StoredFile:
        """Return the file."""
        paper = paper_of(self.user, self.found, self.kwargs["key"])
        if paper is None:
            raise Http404
        return paper.file


class RoundPreparerMixin(RoundMixin):
    """An act on a round in one of ``states``, for who prepares it; others get 404."""

    states: tuple[str, ...] = (RoundState.DRAFT,)

    def may_open_round(self, found: WrittenRound) -> bool:
        """Whether this account prepares it, and it stands where this act belongs."""
        return can_prepare_rounds(self.request.user, found.body) and found.state in self.states


class RoundCreateView(MemberView, RoundsMixin, ActionView):
    """Prepare a written round."""

    template_name = "governance/round_form.html"
    form_class = RoundForm

    def may_open(self, body: Body) -> bool:
        """Whether this account prepares rounds of the body."""
        return can_prepare_rounds(self.request.user, body)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which reports wait."""
        return super().get_form_kwargs() | {"reports": reports_to_adopt(self.body)}

    def perform(self, form: Form) -> Text:
        """Prepare it."""
        if not isinstance(form, RoundForm):
            raise TypeError
        self.made = save_round(actor=self.user, body=self.body, details=form.details())
        return _("The round is prepared. Add the papers, and open it.")

    def get_success_url(self) -> str:
        """Go to the round."""
        made = getattr(self, "made", None)
        if made is None:
            return self.list_url()
        return address("governance:round_detail", self.deal.slug, self.body.slug, made.pk)


class RoundEditView(MemberView, StaleMixin, RoundPreparerMixin, ActionView):
    """Change a round that was not opened."""

    template_name = "governance/round_form.html"
    form_class = RoundForm

    @property
    def edited(self) -> WrittenRound:
        """Return the record that the form changes."""
        return self.found

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        return {
            "title": show_text,
            "proposal": show_text,
            "subject": show_choice(DecisionSubject.choices),
            "closes_on": show_date,
            "minutes_of_id": show_related({report.pk: str(report) for report in self._reports}),
        }

    @cached_property
    def _reports(self) -> Any:
        return reports_to_adopt(self.body)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which reports wait."""
        return super().get_form_kwargs() | {"reports": self._reports}

    def get_initial(self) -> dict[str, Any]:
        """Show the round as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        values = {name: getattr(self.found, name) for name in ("title", "proposal", "subject", "closes_on")}
        return {
            **values,
            "minutes_of": str(self.found.minutes_of_id or ""),
            "history_id": latest_history_id(self.found),
        }

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, RoundForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"] or 0
        save_round(
            actor=self.user, body=self.body, details=form.details(), found=self.found, history_id=history_id
        )
        return _("The round is changed.")


class RoundPaperAddView(MemberView, RoundPreparerMixin, ActionView):
    """Add a paper to a round that was not opened."""

    template_name = "governance/round_paper.html"
    form_class = RoundPaperForm

    def perform(self, form: Form) -> Text:
        """Keep the file."""
        data = form.cleaned_data
        paper = add_round_paper(actor=self.user, found=self.found, title=data["title"], upload=data["file"])
        return _("“%(title)s” is added.") % {"title": paper.title}


class RoundPaperRemoveView(MemberView, RoundPreparerMixin, ActionView):
    """Take a paper from a round that was not opened."""

    template_name = "governance/round_paper_remove.html"
    form_class = RoundActForm

    @cached_property
    def paper(self) -> RoundPaper:
        """Return the paper."""
        return only([paper for paper in papers_of(self.found) if paper.pk == self.kwargs["paper"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the paper."""
        return super().get_context_data(paper=self.paper, **kwargs)

    def perform(self, form: Form) -> Text:
        """Remove it."""
        title = self.paper.title
        remove_round_paper(actor=self.user, paper=self.paper)
        return _("“%(name)s” is removed.") % {"name": title}


class RoundOpenView(MemberView, RoundPreparerMixin, ConfirmedView):
    """Open a round; first shows who is asked and how it is counted."""

    template_name = "governance/round_open.html"
    form_class = RoundActForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the papers that go along."""
        return super().get_context_data(papers=papers_of(self.found), **kwargs)

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show who is asked, of whom no address is known, and what silence means."""
        check_round(self.found)
        freeze_terms(self.found)
        return {"voters": voters_of(self.body, self.today)}

    def perform(self, form: Form) -> Text:
        """Open it."""
        open_round(actor=self.user, found=self.found)
        return _("The round is open. Who is asked gets a mail with a link.")


class RoundWithdrawView(MemberView, RoundPreparerMixin, ActionView):
    """Withdraw a round, with the reason."""

    template_name = "governance/round_withdraw.html"
    form_class = RoundWithdrawForm
    states = (RoundState.DRAFT, RoundState.OPEN)

    def perform(self, form: Form) -> Text:
        """Withdraw it."""
        withdraw_round(actor=self.user, found=self.found, reason=form.cleaned_data["reason"])
        return _("The round is withdrawn.")


class UrgentDecisionView(MemberView, RoundsMixin, ConfirmedView):
    """The chair decides at once; first shows which meeting ratifies it and who hears of it."""

    template_name = "governance/round_urgent.html"
    form_class = UrgentForm

    def may_open(self, body: Body) -> bool:
        """Whether this account chairs the body."""
        return can_decide_urgently(self.request.user, body)

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show where it is ratified."""
        return {"meeting": next_meeting(self.body), "voters": voters_of(self.body, self.today)}

    def perform(self, form: Form) -> Text:
        """Record it."""
        if not isinstance(form, UrgentForm):
            raise TypeError
        self.made = decide_urgently(actor=self.user, body=self.body, details=form.details())
        return _("The urgent decision is recorded. The next meeting ratifies it.")

    def get_success_url(self) -> str:
        """Go to the decision as it waits to be ratified."""
        made = getattr(self, "made", None)
        if made is None:
            return self.list_url()
        return address("governance:round_detail", self.deal.slug, self.body.slug, made.pk)
