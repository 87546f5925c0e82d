"""The page of the covenant, and what every act on it shares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.history import Show, latest_history_id
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.forms.covenant import RemoveForm
from governance.selectors.covenant import covenant_page, document_file, next_order, setup_version
from governance.views.base import DealMixin, ManagerMixin
from governance.views.stale import StaleMixin


class CovenantDetailView(DealMixin, PageView):
    """What was agreed: the covenant, its challenges, phases, set-up, papers and extensions."""

    template_name = "governance/covenant_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the covenant."""
        page = covenant_page(self.request.user, self.deal, self.today)
        return super().get_context_data(page=page, menu_part="governance:covenant_detail", **kwargs)


class SetupVersionView(DealMixin, PageView):
    """One version of the set-up."""

    template_name = "governance/covenant_setup.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and covenant."""
        return [*super().crumbs(), covenant_crumb(self.deal.slug)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version."""
        version = setup_version(self.deal, self.kwargs["number"])
        return super().get_context_data(version=version, menu_part="governance:covenant_detail", **kwargs)


class DocumentFileView(DealMixin, StoredFileView):
    """The download of a paper, for who may read the deal."""

    def stored_file(self) -> StoredFile:
        """Return the file, when the deal may be read and the paper was not withdrawn."""
        return document_file(self.deal, self.kwargs["key"])


def covenant_crumb(slug: str) -> tuple[str, str]:
    """Return name and address of the page of the covenant."""
    return _("Covenant"), address("governance:covenant_detail", slug)


class CovenantActView(MemberView, ManagerMixin, ActionView):
    """A form of the project organisation about the covenant; back to its section afterwards.

    ``heading``, ``lead`` and ``submit`` are the words of the page; ``section``: the id of the section.
    """

    template_name = "governance/covenant_form.html"
    work_page = True
    heading: Text = ""
    lead: Text = ""
    submit: Text = ""
    section = ""

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and covenant."""
        return [*super().crumbs(), covenant_crumb(self.deal.slug)]

    def get_success_url(self) -> str:
        """Return to the section of the page."""
        return f"{address('governance:covenant_detail', self.deal.slug)}#{self.section}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        words = {
            "heading": self.heading,
            "lead": self.lead,
            "submit": self.submit,
            "menu_part": "governance:covenant_detail",
        }
        return super().get_context_data(back=self.get_success_url(), **{**words, **kwargs})


class RecordMixin:
    """Finds the record that a form is about among those of the deal; hidden or none: 404.

    ``model``: of the record, with a foreign key ``deal``; ``found_by``: the word in the address;
    ``shown_fields``: field → how its value is shown to who saved second.
    """

    kwargs: dict[str, Any]
    deal: Any
    model: ClassVar[type[Model]]
    found_by: ClassVar[str] = "record"
    shown_fields: ClassVar[Mapping[str, Show]]

    @cached_property
    def record(self) -> Any:
        """Return the record; None for a new one."""
        if self.found_by not in self.kwargs:
            return None
        found = self.model._default_manager.filter(deal=self.deal, pk=self.kwargs[self.found_by]).first()
        if found is None:
            raise Http404
        found.deal = self.deal  # type: ignore[attr-defined]  # every record of this kind has one
        return found

    @property
    def edited(self) -> Any:
        """Return the record that the form changes."""
        return self.record


class RecordFormView(RecordMixin, StaleMixin, CovenantActView):
    """Add a record of the deal or change one.

    ``words``: the heading for a new one and for a change; ``remove_address``: the name of the URL.
    """

    words: ClassVar[tuple[Text, Text]]
    remove_address: ClassVar[str]

    def get_initial(self) -> dict[str, Any]:
        """Show the record as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        if self.record is None:
            return self.first_values()
        values = {name: getattr(self.record, name) for name in self.shown_fields}
        return {**values, "history_id": latest_history_id(self.record)}

    def first_values(self) -> dict[str, Any]:
        """Return what the form of a new record shows: the place after the last one."""
        return {"history_id": 0, "order": next_order(self.model._default_manager.filter(deal=self.deal))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words for new or change."""
        new, change = self.words
        kwargs.setdefault("heading", new if self.record is None else change)
        kwargs.setdefault("submit", _("Add") if self.record is None else _("Save the change"))
        if self.record is not None:
            kwargs["remove_url"] = address(self.remove_address, self.deal.slug, self.record.pk)
        return super().get_context_data(record=self.record, **kwargs)


class RecordRemoveView(RecordMixin, StaleMixin, CovenantActView):
    """Ask whether a record may go, and remove it."""

    template_name = "governance/covenant_remove.html"
    form_class = RemoveForm

    def get_initial(self) -> dict[str, Any]:
        """Carry the history row that was seen."""
        return {"history_id": latest_history_id(self.record)}

    def remove(self, history_id: int) -> None:
        """Remove it through its service. Raises DomainError."""
        raise NotImplementedError

    def perform(self, form: Form) -> Text:
        """Remove it."""
        name = str(self.record)
        self.remove(form.cleaned_data["history_id"])
        return _("“%(name)s” is removed.") % {"name": name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the record."""
        heading = _("Do you want to remove “%(name)s”?") % {"name": self.record}
        return super().get_context_data(record=self.record, **{"heading": heading, **kwargs})
