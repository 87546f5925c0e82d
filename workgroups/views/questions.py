"""The process questions of a deal: read, add, change; and the bodies that form around them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.history import latest_history_id, show_date, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.body_kinds import BODY_KINDS
from governance.models import Body
from governance.views.base import BodiesAreaMixin, ManagerMixin
from governance.views.bodies import ManagedBodyMixin
from governance.views.stale import StaleMixin
from workgroups.forms.questions import EditQuestionForm, FoundGroupForm, GroupQuestionForm, QuestionForm
from workgroups.models import ProcessQuestion
from workgroups.selectors.questions import challenges_to_choose, question_page, questions_to_choose
from workgroups.services.groups import change_group, found_group
from workgroups.services.questions import add_question, change_question


class QuestionListView(BodiesAreaMixin, PageView):
    """The process questions of a deal, with who works on them."""

    template_name = "workgroups/question_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the questions."""
        page = question_page(self.request.user, self.deal, self.today)
        return super().get_context_data(page=page, **kwargs)


class QuestionView(MemberView, BodiesAreaMixin, ManagerMixin, ActionView):
    """What adding and changing a question share."""

    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list of questions."""
        return [*super().crumbs(), (_("Process questions"), self.get_success_url())]

    def get_success_url(self) -> str:
        """Return to the questions."""
        return reverse("workgroups:question_list", args=[self.deal.slug])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which challenges there are."""
        return super().get_form_kwargs() | {"challenges": challenges_to_choose(self.deal)}


class QuestionCreateView(QuestionView):
    """Add a process question."""

    template_name = "workgroups/question_create.html"
    form_class = QuestionForm

    def get_initial(self) -> dict[str, Any]:
        """Propose that it begins with the deal."""
        return {"start": self.deal.start}

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, QuestionForm):
            raise TypeError
        add_question(actor=self.user, deal=self.deal, details=form.details())
        return _("The process question is added.")


@compiled
def _question(pk: Any, deal: Any) -> QuerySet[ProcessQuestion]:
    return ProcessQuestion.objects.filter(pk=pk, deal=deal)


class QuestionEditView(StaleMixin, QuestionView):
    """Change or end a process question."""

    template_name = "workgroups/question_edit.html"
    form_class = EditQuestionForm
    shown_fields = {"text": show_text, "start": show_date, "end": show_date, "order": show_text}

    @cached_property
    def question(self) -> ProcessQuestion:
        """Return the question, in this deal."""
        question: ProcessQuestion = only(_question(pk=self.kwargs["question"], deal=self.deal.pk))
        return question

    @property
    def edited(self) -> models.Model:
        """Return the question."""
        return self.question

    def get_initial(self) -> dict[str, Any]:
        """Show the question as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditQuestionForm.initial_for(self.question, latest_history_id(self.question))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        return super().get_context_data(question=self.question, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditQuestionForm):
            raise TypeError
        change_question(
            actor=self.user,
            question=self.question,
            details=form.details(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("The process question is changed.")


class GroupCreateView(MemberView, BodiesAreaMixin, ManagerMixin, ActionView):
    """Found a working group or a regional alliance around a process question."""

    template_name = "workgroups/group_create.html"
    form_class = FoundGroupForm
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list of questions."""
        questions = reverse("workgroups:question_list", args=[self.deal.slug])
        return [*super().crumbs(), (_("Process questions"), questions)]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which questions there are."""
        return super().get_form_kwargs() | {"questions": questions_to_choose(self.deal, self.today)}

    def get_initial(self) -> dict[str, Any]:
        """Propose today, and the question whose link was followed."""
        return {"start": self.today, "kind": "working_group", "question": self.request.GET.get("vraag", "")}

    def perform(self, form: Form) -> Text:
        """Found it."""
        if not isinstance(form, FoundGroupForm):
            raise TypeError
        self.body = found_group(actor=self.user, question=form.chosen(), details=form.details())
        return _("%(body)s is founded.") % {"body": self.body.name}

    def get_success_url(self) -> str:
        """Go to the new body."""
        return self.body.get_absolute_url()


class GroupEditView(MemberView, ManagedBodyMixin, ActionView):
    """Choose another process question for a working group or an alliance."""

    template_name = "workgroups/group_edit.html"
    form_class = GroupQuestionForm
    work_page = True

    @cached_property
    def body(self) -> Body:
        """Return the body, when it forms around a question."""
        body = super().body
        if not BODY_KINDS[body.kind].around_question:
            raise Http404
        return body

    @cached_property
    def now(self) -> ProcessQuestion | None:
        """Return the question it forms around now."""
        own = ProcessQuestion.objects.filter(working_groups__body=self.body)
        alliance = ProcessQuestion.objects.filter(alliances__body=self.body)
        return own.first() or alliance.first()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which questions there are."""
        return super().get_form_kwargs() | {"questions": questions_to_choose(self.deal, self.today)}

    def get_initial(self) -> dict[str, Any]:
        """Show the question and the region as they are."""
        alliance = getattr(self.body, "regional_alliance", None)
        return {
            "question": str(self.now.pk) if self.now else "",
            "region": alliance.region if alliance else "",
        }

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, GroupQuestionForm):
            raise TypeError
        change_group(
            actor=self.user, body=self.body, question=form.chosen(), region=form.cleaned_data["region"]
        )
        return _("The process question of %(body)s is changed.") % {"body": self.body.name}
