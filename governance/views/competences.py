"""Who decides about what: the public page, and the form per subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.body_kinds import BODY_KINDS
from governance.enums import DecisionSubject
from governance.forms.competences import CompetenceForm
from governance.models import BodyCompetence
from governance.selectors.bodies_list import open_bodies
from governance.selectors.competences import (
    CompetenceChange,
    competence_changes_since,
    competence_page,
    competences_of,
    newest_competence_row,
)
from governance.services.competences import set_competences
from governance.views.base import BodiesAreaMixin, ManagerMixin
from governance.views.stale import StaleMixin


class CompetenceListView(BodiesAreaMixin, PageView):
    """Which bodies decide, prepare, advise and are informed, per subject."""

    template_name = "governance/competence_list.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list of bodies."""
        return [*super().crumbs(), (_("Bodies"), reverse("governance:body_list", args=[self.deal.slug]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the table."""
        page = competence_page(self.request.user, self.deal, self.today)
        return super().get_context_data(page=page, **kwargs)


class CompetenceEditView(StaleMixin, MemberView, BodiesAreaMixin, ManagerMixin, ActionView):
    """Say for one subject what the kinds of bodies of the deal may do."""

    template_name = "governance/competence_edit.html"
    form_class = CompetenceForm
    work_page = True

    @property
    def subject(self) -> DecisionSubject:
        """Return the subject of the address; about its own order every body decides."""
        subject = self.kwargs["subject"]
        if subject not in DecisionSubject.values or subject == DecisionSubject.OWN_ORDER:
            raise Http404
        return DecisionSubject(subject)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and table."""
        return [*super().crumbs(), (_("Who decides about what?"), self.get_success_url())]

    def get_success_url(self) -> str:
        """Return to the table."""
        return reverse("governance:competence_list", args=[self.deal.slug])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which kinds the deal has, and what holds now."""
        there = {body.kind for body in open_bodies(self.deal, self.today)}
        said = BodyCompetence.objects.filter(deal=self.deal, subject=self.subject)
        kinds = there | set(said.values_list("kind", flat=True))
        return super().get_form_kwargs() | {
            "kinds": [kind for kind in BODY_KINDS if kind in kinds],
            "subject": self.subject.value,
            "competences": competences_of(self.deal),
        }

    def get_initial(self) -> dict[str, Any]:
        """Carry the history row that the form is opened with."""
        return {"history_id": self.newest_row()}

    def newest_row(self) -> int:
        """Return the newest history row about the subject."""
        return newest_competence_row(self.deal, self.subject.value)

    def changes_of_others(self, history_id: int) -> Sequence[CompetenceChange]:
        """Return what others changed about the subject, per kind of body."""
        return competence_changes_since(self.deal, self.subject.value, history_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the subject."""
        return super().get_context_data(subject=self.subject, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, CompetenceForm):
            raise TypeError
        set_competences(
            actor=self.user,
            deal=self.deal,
            subject=self.subject.value,
            choices=form.choices(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("Who decides about “%(subject)s” is changed.") % {"subject": self.subject.label}
