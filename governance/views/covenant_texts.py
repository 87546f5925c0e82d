"""Articles, challenges and phases: add, change, remove."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Model
from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.history import Show, show_date, show_text
from citydeal.common.text import Text
from governance.forms.covenant import ArticleForm, ChallengeForm, PhaseForm
from governance.models import Challenge, CovenantArticle, Phase
from governance.services.covenant import remove_article, remove_challenge, save_article, save_challenge
from governance.services.covenant_phases import remove_phase, save_phase
from governance.views.covenant import RecordFormView, RecordMixin, RecordRemoveView


class ArticleMixin(RecordMixin):
    """What the pages about an article share."""

    model: ClassVar[type[Model]] = CovenantArticle
    found_by = "article"
    remove_address = "governance:article_remove"
    section = "artikelen"
    shown_fields: ClassVar[Mapping[str, Show]] = dict.fromkeys(
        ("number", "title", "text", "order"), show_text
    )


class ArticleFormView(ArticleMixin, RecordFormView):
    """Add an article, or change one."""

    form_class = ArticleForm
    words = (gettext_lazy("Add an article"), gettext_lazy("Change an article"))

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, ArticleForm):
            raise TypeError
        article = save_article(
            actor=self.user,
            deal=self.deal,
            article=self.record,
            history_id=form.cleaned_data["history_id"],
            **form.values(),
        )
        return _("Article %(number)s is saved.") % {"number": article.number}


class ArticleRemoveView(ArticleMixin, RecordRemoveView):
    """Remove an article."""

    def remove(self, history_id: int) -> None:
        """Remove it through its service."""
        remove_article(actor=self.user, article=self.record, history_id=history_id)


class ChallengeMixin(RecordMixin):
    """What the pages about a challenge share."""

    model: ClassVar[type[Model]] = Challenge
    found_by = "challenge"
    remove_address = "governance:challenge_remove"
    section = "opgaven"
    shown_fields: ClassVar[Mapping[str, Show]] = dict.fromkeys(("title", "text", "order"), show_text)


class ChallengeFormView(ChallengeMixin, RecordFormView):
    """Add a challenge, or change one."""

    form_class = ChallengeForm
    words = (gettext_lazy("Add a challenge"), gettext_lazy("Change a challenge"))

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, ChallengeForm):
            raise TypeError
        challenge = save_challenge(
            actor=self.user,
            deal=self.deal,
            challenge=self.record,
            history_id=form.cleaned_data["history_id"],
            **form.values(),
        )
        return _("The challenge “%(title)s” is saved.") % {"title": challenge.title}


class ChallengeRemoveView(ChallengeMixin, RecordRemoveView):
    """Remove a challenge on which nothing rests."""

    def remove(self, history_id: int) -> None:
        """Remove it through its service."""
        remove_challenge(actor=self.user, challenge=self.record, history_id=history_id)


class PhaseMixin(RecordMixin):
    """What the pages about a phase share."""

    model: ClassVar[type[Model]] = Phase
    found_by = "phase"
    remove_address = "governance:phase_remove"
    section = "fasen"
    shown_fields: ClassVar[Mapping[str, Show]] = {
        **dict.fromkeys(("name", "text", "planned_label", "order"), show_text),
        **dict.fromkeys(("planned_start", "planned_end", "actual_start", "actual_end"), show_date),
    }


class PhaseFormView(PhaseMixin, RecordFormView):
    """Add a phase, or change one; a planning that moves asks why."""

    form_class = PhaseForm
    words = (gettext_lazy("Add a phase"), gettext_lazy("Change a phase"))

    def get_form(self, form_class: Any = None) -> Form:
        """Ask why the planning moves only where there is a planning."""
        form = super().get_form(form_class)
        if self.record is None:
            del form.fields["reason"]
        return form

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, PhaseForm):
            raise TypeError
        phase = save_phase(
            actor=self.user,
            deal=self.deal,
            plan=form.plan(),
            reason=form.cleaned_data.get("reason", ""),
            phase=self.record,
            history_id=form.cleaned_data["history_id"],
        )
        return _("The phase “%(name)s” is saved.") % {"name": phase.name}


class PhaseRemoveView(PhaseMixin, RecordRemoveView):
    """Remove a phase that has not begun and never moved."""

    def remove(self, history_id: int) -> None:
        """Remove it through its service."""
        remove_phase(actor=self.user, phase=self.record, history_id=history_id)
