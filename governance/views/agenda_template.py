"""The template of a body: the items that every agenda of it starts with."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.history import Show, latest_history_id, show_choice, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from governance.enums import AgendaSection, ItemKind
from governance.forms.agenda import AFTER, MoveForm
from governance.forms.covenant import ConfirmForm, RemoveForm
from governance.forms.forward_agenda import TemplateItemForm
from governance.models import TemplateItem
from governance.selectors.forward_agenda import template_of
from governance.services.agenda import standard_items
from governance.services.agenda_template import (
    move_template_item,
    remove_template_item,
    save_template_item,
    use_standard,
)
from governance.views.agenda_base import AgendaActView
from governance.views.forward_agenda import BodyAgendaMixin
from governance.views.stale import StaleMixin


class TemplateMixin(BodyAgendaMixin):
    """A page of the template, for who prepares the meetings."""

    list_name = "governance:template_list"
    list_words = gettext_lazy("Template of the agenda")


class TemplateListView(TemplateMixin, AgendaActView):
    """The template; its buttons put the items in order."""

    template_name = "governance/template_list.html"
    form_class = MoveForm
    heading = gettext_lazy("Template of the agenda")
    lead = gettext_lazy("Every new agenda of this body starts with these items. Agendas that exist stay.")

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return super().crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the items; without a template of its own, the standard."""
        items = template_of(self.body)
        standard = [] if items else standard_items()
        return super().get_context_data(items=items, standard=standard, **kwargs)

    def perform(self, form: Form) -> Text:
        """Move one item."""
        where, pk, _after = form.cleaned_data["step"]
        item = TemplateItem.objects.filter(body=self.body, pk=pk).first()
        if item is None or where == AFTER:
            raise Http404
        item.body = self.body
        move_template_item(actor=self.user, item=item, where=where)
        return _("“%(title)s” is moved.") % {"title": item.title}


class TemplateStandardView(TemplateMixin, AgendaActView):
    """Begin the template with the standard items."""

    form_class = ConfirmForm
    heading = gettext_lazy("Begin with the standard items")
    lead = gettext_lazy("You can change, remove and add items after that.")
    submit = gettext_lazy("Begin")

    def perform(self, form: Form) -> Text:
        """Write them down."""
        use_standard(actor=self.user, body=self.body)
        return _("The template holds the standard items.")


class TemplateItemCreateView(TemplateMixin, AgendaActView):
    """Add an item to the template."""

    form_class = TemplateItemForm
    heading = gettext_lazy("Add an item to the template")
    submit = gettext_lazy("Add")

    def get_initial(self) -> dict[str, Any]:
        """Propose an item to inform."""
        section = AgendaSection.DISCUSSION
        return {"history_id": 0, "section": section, "kind": ItemKind.INFORM, "minutes": 10}

    def perform(self, form: Any) -> Text:
        """Add it."""
        item = save_template_item(actor=self.user, body=self.body, details=form.details())
        return _("“%(title)s” stands in the template.") % {"title": item.title}


class TemplateItemMixin(TemplateMixin):
    """Finds an item of the template; else 404."""

    @cached_property
    def item(self) -> TemplateItem:
        """Return it."""
        item: TemplateItem = only(
            list(TemplateItem.objects.filter(body=self.body, pk=self.kwargs["item"])[:1])
        )
        item.body = self.body
        return item

    @property
    def edited(self) -> TemplateItem:
        """Return it."""
        return self.item


class TemplateItemEditView(TemplateItemMixin, StaleMixin, AgendaActView):
    """Change an item of the template."""

    form_class = TemplateItemForm
    heading = gettext_lazy("Change the item")
    submit = gettext_lazy("Save the change")
    shown_fields: ClassVar[dict[str, Show]] = {
        "title": show_text,
        "section": show_choice(AgendaSection.choices),
        "kind": show_choice(ItemKind.choices),
        "minutes": show_text,
    }

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is."""
        values = {name: getattr(self.item, name) for name in self.shown_fields}
        return {**values, "history_id": latest_history_id(self.item)}

    def perform(self, form: Any) -> Text:
        """Save it."""
        save_template_item(
            actor=self.user,
            body=self.body,
            details=form.details(),
            item=self.item,
            history_id=form.cleaned_data["history_id"],
        )
        return _("The item is changed.")


class TemplateItemRemoveView(TemplateItemMixin, StaleMixin, AgendaActView):
    """Take an item from the template."""

    form_class = RemoveForm
    submit = gettext_lazy("Yes, remove it")
    negative = True
    shown_fields: ClassVar[dict[str, Show]] = TemplateItemEditView.shown_fields

    def get_initial(self) -> dict[str, Any]:
        """Carry the history row that was seen."""
        return {"history_id": latest_history_id(self.item)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask it."""
        heading = _("Do you want to remove “%(name)s”?") % {"name": self.item.title}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def perform(self, form: Form) -> Text:
        """Remove it."""
        title = self.item.title
        history_id = form.cleaned_data["history_id"]
        remove_template_item(actor=self.user, item=self.item, history_id=history_id)
        return _("“%(name)s” is removed.") % {"name": title}
