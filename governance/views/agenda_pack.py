"""The pack of a meeting: how far it is, asked for, and downloaded."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.text import Text
from citydeal.common.views import PartialTemplateView
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.enums import PackState
from governance.forms.covenant import ConfirmForm
from governance.models import MeetingPack
from governance.permissions_meetings import can_manage_meetings
from governance.services.pack_requests import ask_pack, is_stale
from governance.views.agenda_base import AgendaActView, AgendaReaderMixin
from governance.views.meetings_base import MeetingManagerMixin


class PackMixin(AgendaReaderMixin):
    """The pack of a meeting that the reader may open."""

    @cached_property
    def pack(self) -> MeetingPack | None:
        """Return the pack; None where nobody asked for it."""
        return MeetingPack.objects.filter(meeting=self.meeting).select_related("file").first()

    @cached_property
    def is_ready(self) -> bool:
        """Return whether the pack holds what the page shows, so that it may be handed out."""
        pack = self.pack
        return pack is not None and pack.file is not None and not is_stale(pack, self.meeting)


class PackDetailView(PackMixin, PartialTemplateView):
    """How far the pack is; htmx asks again while it is made."""

    template_name = "governance/pack_detail.html"
    part = "stand"
    work_page = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the pack."""
        pack = self.pack
        busy = pack is not None and pack.state in (PackState.WAITING, PackState.BUILDING)
        return super().get_context_data(
            pack=pack,
            is_ready=self.is_ready,
            is_busy=busy,
            may_ask=can_manage_meetings(self.request.user, self.body),
            **kwargs,
        )

    def announcement(self) -> Text:
        """Return how far it is."""
        if self.is_ready:
            return _("The pack is ready.")
        return _("The pack is being made.") if self.pack else _("There is no pack yet.")


class PackAskView(MeetingManagerMixin, AgendaActView):
    """Ask for the pack; by who prepares the meeting."""

    form_class = ConfirmForm
    heading = gettext_lazy("Make the pack")
    lead = gettext_lazy(
        "One PDF with the agenda and all papers. Confidential items and notes are not in it. It takes a few "
        "seconds, and it is made again when something changes."
    )
    submit = gettext_lazy("Make the pack")

    def get_success_url(self) -> str:
        """Go to the page that shows how far it is."""
        return self.request.path.removesuffix("maken/")

    def perform(self, form: Form) -> Text:
        """Ask for it."""
        ask_pack(actor=self.user, meeting=self.meeting)
        return _("The pack is being made.")


class PackFileView(PackMixin, StoredFileView):
    """The download of the pack, for who may open the meeting; an outdated one is handed to nobody."""

    def stored_file(self) -> StoredFile:
        """Return the file while it holds what the page shows."""
        if not self.is_ready or self.pack is None or self.pack.file is None:
            raise Http404
        return self.pack.file
