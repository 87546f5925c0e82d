"""Papers with the items: uploaded, replaced, withdrawn, told about, and downloaded."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.enums import MeetingState, PaperKind
from governance.forms.agenda_papers import NewVersionForm, PaperForm, WithdrawPaperForm
from governance.forms.covenant import ConfirmForm
from governance.models import AgendaPaper
from governance.selectors.agenda import open_paper
from governance.services.agenda_news import announce_papers, new_papers
from governance.services.agenda_papers import add_paper, replace_paper, withdraw_paper
from governance.views.agenda_base import (
    AgendaActView,
    AgendaPreparerMixin,
    AgendaReaderMixin,
    ItemActMixin,
)

# What a paper is called that comes at this moment.
_USUAL_KIND = {
    MeetingState.CONVENED.value: PaperKind.LATER,
    MeetingState.IN_SESSION.value: PaperKind.HANDED_OUT,
    MeetingState.MINUTES.value: PaperKind.HANDED_OUT,
}


class PaperAddView(ItemActMixin, AgendaPreparerMixin, AgendaActView):
    """Add a paper to an item."""

    form_class = PaperForm
    heading = gettext_lazy("Add a paper")
    submit = gettext_lazy("Add")

    def get_initial(self) -> dict[str, Any]:
        """Propose how a paper belongs that comes now."""
        return {"kind": _USUAL_KIND.get(self.meeting.state, PaperKind.WITH_ITEM)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say with which item."""
        return super().get_context_data(**{"lead": self.item.title, **kwargs})

    def perform(self, form: Form) -> Text:
        """Add it."""
        data = form.cleaned_data
        paper = add_paper(
            actor=self.user, item=self.item, title=data["title"], kind=data["kind"], upload=data["file"]
        )
        return _("“%(title)s” is added.") % {"title": paper.title}


class PaperActMixin(AgendaPreparerMixin):
    """A form about one paper; back to its item."""

    @cached_property
    def paper(self) -> AgendaPaper:
        """Return the paper in its newest version, of this meeting; else 404."""
        found = AgendaPaper.objects.filter(
            item__meeting=self.meeting, pk=self.kwargs["paper"], replaced_by=None, withdrawn_reason=""
        )
        paper: AgendaPaper = only(list(found.select_related("item")[:1]))
        paper.item.meeting = self.meeting
        return paper

    def get_success_url(self) -> str:
        """Return to the item on the page of the meeting."""
        return f"{self.meeting.get_absolute_url()}#punt-{self.paper.item_id}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which paper."""
        context: dict[str, Any] = super().get_context_data(**{"lead": self.paper.title, **kwargs})
        return context


class PaperReplaceView(PaperActMixin, AgendaActView):
    """Add a new version of a paper."""

    form_class = NewVersionForm
    heading = gettext_lazy("Add a new version")
    submit = gettext_lazy("Add")

    def perform(self, form: Form) -> Text:
        """Add it."""
        paper = replace_paper(actor=self.user, paper=self.paper, upload=form.cleaned_data["file"])
        return _("Version %(number)s of “%(title)s” is added.") % {
            "number": paper.version,
            "title": paper.title,
        }


class PaperWithdrawView(PaperActMixin, AgendaActView):
    """Take a paper from the page."""

    form_class = WithdrawPaperForm
    heading = gettext_lazy("Withdraw the paper")
    submit = gettext_lazy("Withdraw")
    negative = True

    def perform(self, form: Form) -> Text:
        """Withdraw it."""
        withdraw_paper(actor=self.user, paper=self.paper, reason=form.cleaned_data["reason"])
        return _("“%(title)s” is withdrawn.") % {"title": self.paper.title}


class PapersAnnounceView(AgendaPreparerMixin, AgendaActView):
    """Mail in one go which papers are new."""

    template_name = "governance/papers_announce.html"
    form_class = ConfirmForm
    heading = gettext_lazy("Tell which papers are new")
    lead = gettext_lazy("Everybody who is invited gets one mail with all new papers.")
    submit = gettext_lazy("Send the mail")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is new."""
        return super().get_context_data(papers=new_papers(self.meeting), **kwargs)

    def perform(self, form: Form) -> Text:
        """Send it."""
        count = announce_papers(actor=self.user, meeting=self.meeting)
        return ngettext("%(count)s mail goes out.", "%(count)s mails go out.", count) % {"count": count}


class PaperFileView(AgendaReaderMixin, StoredFileView):
    """The download of a paper, for who may read its item; others get 404."""

    def stored_file(self) -> StoredFile:
        """Return the file, as far as the reader may read it."""
        stored = open_paper(self.request.user, self.meeting, self.kwargs["paper"])
        if stored is None:
            raise Http404
        return stored
