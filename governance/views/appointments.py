"""Recording who appointed a member of the project organisation."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.forms.appointments import AppointmentForm
from governance.models import Appointment, Membership, Party
from governance.services.appointments import record_appointment
from governance.views.base import ManagerMixin


class AppointmentEditView(MemberView, ManagerMixin, ActionView):
    """Record which parties appointed this member, and when."""

    template_name = "governance/appointment_edit.html"
    form_class = AppointmentForm
    work_page = True

    @cached_property
    def membership(self) -> Membership:
        """Return the membership of the address, in this deal."""
        found: Membership = only(_membership(pk=self.kwargs["membership"], deal=self.deal.pk))
        found.body.deal = self.deal
        return found

    @cached_property
    def known(self) -> list[Appointment]:
        """Return what is recorded already."""
        found: list[Appointment] = _appointments(membership=self.membership.pk)
        return found

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.membership.body.name, self.get_success_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which parties there are."""
        return super().get_form_kwargs() | {"parties": _parties(deal=self.deal.pk)}

    def get_initial(self) -> dict[str, Any]:
        """Show what is recorded already."""
        if not self.known:
            return {}
        return {"date": self.known[0].date, "parties": [str(a.party_id) for a in self.known]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whom it is about."""
        return super().get_context_data(membership=self.membership, **kwargs)

    def perform(self, form: Form) -> Text:
        """Record it."""
        if not isinstance(form, AppointmentForm):
            raise TypeError
        record_appointment(
            actor=self.user,
            membership=self.membership,
            date=form.cleaned_data["date"],
            parties=form.chosen(),
        )
        return _("It is recorded who appointed %(person)s.") % {"person": self.membership.person.name}

    def get_success_url(self) -> str:
        """Return to the body."""
        return self.membership.body.get_absolute_url()


@compiled
def _membership(pk: Any, deal: Any) -> QuerySet[Membership]:
    return Membership.objects.filter(pk=pk, body__deal=deal).select_related("body", "person")


@compiled
def _appointments(membership: Any) -> QuerySet[Appointment]:
    return Appointment.objects.filter(membership=membership)


@compiled
def _parties(deal: Any) -> QuerySet[Party]:
    return Party.objects.filter(deal=deal).select_related("organization")
