"""What a party says to a decision that asks something of it (choice A2-10)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.history import latest_history_id, show_choice, show_date, show_text
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.enums import AgreementState
from governance.forms.item_decisions import AgreementForm
from governance.models import Body, Decision, PartyAgreement
from governance.permissions_reports import can_answer_agreement, can_read_decision
from governance.services.agreements import AgreementTerms, set_agreement
from governance.views.base import BodyMixin
from governance.views.stale import StaleMixin

_FIELDS = ("state", "mandate", "subject_to", "due_on", "confirmed_on", "remark")


class AgreementEditView(StaleMixin, MemberView, BodyMixin, ActionView):
    """Write down what a party says: its contact, or the secretary of the body."""

    template_name = "governance/agreement_edit.html"
    form_class = AgreementForm
    work_page = True
    shown_fields = {
        "state": show_choice(AgreementState.choices),
        "mandate": show_text,
        "subject_to": show_text,
        "due_on": show_date,
        "confirmed_on": show_date,
        "remark": show_text,
    }

    def may_open(self, body: Body) -> bool:
        """The contact of a party answers, also about a body that he or she may not open."""
        return True

    @cached_property
    def edited(self) -> PartyAgreement:
        """Return the answer of this party, for who answers for it."""
        found = PartyAgreement.objects.filter(
            decision=self.kwargs["decision"],
            decision__body=self.body,
            party__organization__slug=self.kwargs["party"],
        ).select_related("decision__item__meeting", "party__organization")
        agreement = found.first()
        if agreement is None:
            raise Http404
        agreement.decision.body = self.body
        if not can_answer_agreement(self.user, agreement):
            raise Http404
        return agreement

    @property
    def decision(self) -> Decision:
        """Return the decision."""
        return self.edited.decision

    @cached_property
    def may_read_all(self) -> bool:
        """Return whether the reader may also open the page of the decision."""
        return can_read_decision(self.user, self.decision)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, and body and decision for who may open them."""
        found = super().crumbs()
        if self.may_read_all:
            found.append((self.body.name, self.body.get_absolute_url()))
            found.append((self.decision.label, self._decision_url()))
        return found

    def get_initial(self) -> dict[str, Any]:
        """Show what was said before."""
        values = {name: getattr(self.edited, name) for name in _FIELDS}
        return values | {"history_id": latest_history_id(self.edited)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add decision and party."""
        return super().get_context_data(
            agreement=self.edited,
            decision=self.decision,
            cancel_url=self._decision_url() if self.may_read_all else reverse("governance:home"),
            **kwargs,
        )

    def perform(self, form: Form) -> Text:
        """Write it down."""
        data = form.cleaned_data
        terms = AgreementTerms(**{name: data[name] for name in _FIELDS})
        set_agreement(actor=self.user, agreement=self.edited, terms=terms, history_id=data["history_id"])
        return _("The answer of %(party)s is written down.") % {"party": self.edited.party.organization.name}

    def get_success_url(self) -> str:
        """Return to the decision; who may not read it, stays here."""
        return self._decision_url() if self.may_read_all else self.request.path

    def _decision_url(self) -> str:
        where = [self.deal.slug, self.body.slug, self.decision.pk]
        return reverse("governance:decision_detail", args=where)
