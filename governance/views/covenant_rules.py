"""The choices of a deal and the rules that hold in it: read, add, change, remove."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.history import Show, latest_history_id, show_date, show_text
from citydeal.common.text import Text
from citydeal.common.views import MemberView, PageView
from governance.forms.covenant_rules import CovenantRuleForm
from governance.models import CovenantRule
from governance.rules.base import Rule
from governance.rules.registry import RULES
from governance.selectors.covenant_rules import (
    choices_page,
    organizations_for_rules,
    rules_to_add,
    show_parameters,
)
from governance.services.covenant_rules import (
    add_covenant_rule,
    change_covenant_rule,
    remove_covenant_rule,
)
from governance.views.base import DealMixin, ManagerMixin
from governance.views.covenant import (
    CovenantActView,
    RecordFormView,
    RecordMixin,
    RecordRemoveView,
    covenant_crumb,
)


class DealChoicesView(DealMixin, PageView):
    """The choices that the deal made, and the rules that the portal checks in it; for everybody."""

    template_name = "governance/deal_choices.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and covenant."""
        return [*super().crumbs(), covenant_crumb(self.deal.slug)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add choices and rules."""
        page = choices_page(self.request.user, self.deal, self.today)
        return super().get_context_data(page=page, menu_part="governance:covenant_detail", **kwargs)


class CovenantRuleChooseView(MemberView, ManagerMixin, PageView):
    """Choose a rule to add."""

    template_name = "governance/covenant_rule_choose.html"
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, covenant and choices."""
        return [*super().crumbs(), covenant_crumb(self.deal.slug), choices_crumb(self.deal.slug)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rules that the deal does not have."""
        return super().get_context_data(
            rules=rules_to_add(self.deal), menu_part="governance:covenant_detail", **kwargs
        )


def choices_crumb(slug: str) -> tuple[str, str]:
    """Return name and address of the page with choices and rules."""
    return _("Choices and rules"), address("governance:deal_choices", slug)


class RuleMixin(RecordMixin):
    """What the pages about a rule share."""

    model: ClassVar[type[Model]] = CovenantRule
    found_by = "rule"
    remove_address = "governance:covenant_rule_remove"
    section = "regels"
    shown_fields: ClassVar[Mapping[str, Show]] = {
        "text": show_text,
        "article": show_text,
        "parameters": show_parameters,
        "start": show_date,
        "end": show_date,
    }

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, covenant and choices."""
        crumbs: list[tuple[str, str]] = super().crumbs()  # type: ignore[misc]
        return [*crumbs, choices_crumb(self.deal.slug)]

    def get_success_url(self) -> str:
        """Return to the rules."""
        return f"{address('governance:deal_choices', self.deal.slug)}#{self.section}"


class CovenantRuleAddView(RuleMixin, CovenantActView):
    """Let a rule hold in the deal; begins with the rule's own sentence and article."""

    form_class = CovenantRuleForm
    submit = gettext_lazy("Add the rule")

    @cached_property
    def rule(self) -> Rule:
        """Return the rule of the address; one that the portal does not know is not there."""
        rule: Rule | None = RULES.get(self.kwargs["number"])
        if rule is None or self.deal.covenant_rules.filter(number=rule.number).exists():
            raise Http404
        return rule

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which rule, and which organisations it may name."""
        return super().get_form_kwargs() | {
            "rule": self.rule,
            "organizations": organizations_for_rules(self.deal),
        }

    def get_initial(self) -> dict[str, Any]:
        """Begin with what the rule says by itself, from the first day of the deal."""
        return {
            "history_id": 0,
            "text": self.rule.default_text,
            "article": self.rule.default_article,
            "start": self.deal.start,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add name and explanation of the rule."""
        words = {"heading": self.rule.name, "lead": self.rule.explanation}
        return super().get_context_data(**{**words, **kwargs})

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, CovenantRuleForm):
            raise TypeError
        data = form.cleaned_data
        add_covenant_rule(
            actor=self.user,
            deal=self.deal,
            number=self.rule.number,
            text=data["text"],
            article=data["article"],
            parameters=form.parameters(),
            start=data["start"],
            end=data["end"],
        )
        return _("The rule “%(name)s” holds in this deal.") % {"name": self.rule.name}


class CovenantRuleEditView(RuleMixin, RecordFormView):
    """Change sentence, numbers or days of a rule; a last day ends it."""

    form_class = CovenantRuleForm
    words = ("", "")

    @cached_property
    def rule(self) -> Rule:
        """Return the rule as code; 404 for one that the portal no longer knows."""
        rule: Rule | None = RULES.get(self.record.number)
        if rule is None:
            raise Http404
        return rule

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which rule, and which organisations it may name."""
        named = [value for value in self.record.parameters.values() if isinstance(value, str)]
        return super().get_form_kwargs() | {
            "rule": self.rule,
            "organizations": organizations_for_rules(self.deal, named),
        }

    def get_initial(self) -> dict[str, Any]:
        """Show the rule as it is."""
        if self.request.method == "POST":
            return {}
        own = {name: getattr(self.record, name) for name in self.shown_fields}
        parameters = CovenantRuleForm.initial_for(self.rule.filled(self.record.parameters))
        return {**own, **parameters, "history_id": latest_history_id(self.record)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add name and explanation of the rule."""
        words = {"heading": self.rule.name, "lead": self.rule.explanation}
        return super().get_context_data(**{**words, **kwargs})

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, CovenantRuleForm):
            raise TypeError
        data = form.cleaned_data
        change_covenant_rule(
            actor=self.user,
            rule=self.record,
            text=data["text"],
            article=data["article"],
            parameters=form.parameters(),
            start=data["start"],
            end=data["end"],
            history_id=data["history_id"],
        )
        return _("The rule “%(name)s” is changed.") % {"name": self.rule.name}


class CovenantRuleRemoveView(RuleMixin, RecordRemoveView):
    """Remove a rule that was added by mistake."""

    lead = gettext_lazy(
        "Remove a rule only when it was added by mistake. Did it hold for some time? Then give it a last day."
    )

    def remove(self, history_id: int) -> None:
        """Remove it through its service."""
        remove_covenant_rule(actor=self.user, rule=self.record, history_id=history_id)
