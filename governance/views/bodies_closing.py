"""Close a body, and open it again after a mistake."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from citydeal.common.views import ActionView, ConfirmedView, MemberView
from governance.forms.bodies import CloseBodyForm, ReopenBodyForm
from governance.models import Membership, Seat
from governance.selectors.bodies_closing import ended_with, still_there
from governance.selectors.decisions import decisions_about
from governance.selectors.presenting import effect_lines
from governance.services.bodies import ground_subject
from governance.services.bodies_closing import close_body, reopen_body
from governance.services.rehearsal import rehearse
from governance.views.bodies import ManagedBodyMixin


class BodyCloseView(MemberView, ManagedBodyMixin, ConfirmedView):
    """Close a body; shows first who and what still sits there, and ends with it."""

    template_name = "governance/body_close.html"
    form_class = CloseBodyForm
    work_page = True

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form on which decisions it can rest; a closed body has nothing to close."""
        if self.body.end is not None:
            raise Http404
        subject = ground_subject(self.body.kind)
        return super().get_form_kwargs() | {"decisions": decisions_about(self.deal, [subject])}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"end": self.today}

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return who and what ends, and what that does to the rules."""
        if not isinstance(form, CloseBodyForm):
            raise TypeError
        last_day = form.cleaned_data["end"]
        there = still_there(self.body, last_day)
        _ended, effects = rehearse(self.deal, self.today, lambda: self._close(form))
        return {"there": there, "last_day": last_day, "effects": effect_lines(effects)}

    def perform(self, form: Form) -> Text:
        """Close it."""
        if not isinstance(form, CloseBodyForm):
            raise TypeError
        self._close(form)
        return _("%(body)s is closed after %(day)s.") % {
            "body": self.body.name,
            "day": date_format(form.cleaned_data["end"], "DATE_FORMAT"),
        }

    def _close(self, form: CloseBodyForm) -> None:
        data = form.cleaned_data
        close_body(
            actor=self.user,
            body=self.body,
            last_day=data["end"],
            decision=form.chosen(),
            reason=data["reason"],
        )


class BodyReopenView(MemberView, ManagedBodyMixin, ActionView):
    """Open a body again, with what ended together with it."""

    template_name = "governance/body_reopen.html"
    form_class = ReopenBodyForm
    work_page = True

    @cached_property
    def ended(self) -> tuple[list[Seat], list[Membership]]:
        """Return the seats and memberships that ended with the body."""
        return ended_with(self.body)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what ended; a body that is open has nothing to take back."""
        if self.body.end is None:
            raise Http404
        seats, members = self.ended
        return super().get_form_kwargs() | {"ended_seats": seats, "ended_members": members}

    def get_initial(self) -> dict[str, Any]:
        """Propose that all of it comes back."""
        seats, members = self.ended
        return {"seats": [str(seat.pk) for seat in seats], "members": [str(m.pk) for m in members]}

    def perform(self, form: Form) -> Text:
        """Open it."""
        if not isinstance(form, ReopenBodyForm):
            raise TypeError
        reopen_body(
            actor=self.user,
            body=self.body,
            seats=form.chosen_seats(),
            memberships=form.chosen_members(),
            reason=form.cleaned_data["reason"],
        )
        return _("%(body)s is open again.") % {"body": self.body.name}
