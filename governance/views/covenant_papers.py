"""Papers of the deal: documents, versions of the set-up, and extensions of the term."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model
from django.forms import Form
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.text import Text
from governance.forms.covenant import ConfirmForm, DocumentForm, ExtensionForm, SetupForm
from governance.models import DealDocument, DealExtension
from governance.services.covenant_documents import (
    add_document,
    add_setup_version,
    extend_term,
    take_back_extension,
    withdraw_document,
)
from governance.views.covenant import CovenantActView, RecordMixin


class DocumentCreateView(CovenantActView):
    """Add a file to the papers of the deal."""

    form_class = DocumentForm
    heading = gettext_lazy("Add a document")
    lead = gettext_lazy("Everybody who may read the deal can download it.")
    submit = gettext_lazy("Add")
    section = "stukken"

    def perform(self, form: Form) -> Text:
        """Keep the file."""
        data = form.cleaned_data
        document = add_document(
            actor=self.user, deal=self.deal, title=data["title"], day=data["date"], upload=data["file"]
        )
        return _("“%(title)s” is added.") % {"title": document.title}


class DocumentWithdrawView(RecordMixin, CovenantActView):
    """Take a document from the page."""

    template_name = "governance/covenant_remove.html"
    form_class = ConfirmForm
    model: ClassVar[type[Model]] = DealDocument
    found_by = "document"
    section = "stukken"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask it, and say that the file is kept; what was withdrawn is no longer there."""
        if self.record.withdrawn_at is not None:
            raise Http404
        words = {
            "heading": _("Do you want to withdraw “%(name)s”?") % {"name": self.record},
            "lead": _("Nobody can download it from then on. The portal keeps the file for the history."),
            "submit": _("Yes, withdraw the document"),
        }
        return super().get_context_data(record=self.record, **{**words, **kwargs})

    def perform(self, form: Form) -> Text:
        """Withdraw it."""
        document = withdraw_document(actor=self.user, document=self.record)
        return _("“%(title)s” is withdrawn.") % {"title": document.title}


class SetupCreateView(CovenantActView):
    """Add a version of the set-up; begins with the text of the version before."""

    form_class = SetupForm
    heading = gettext_lazy("Add a version of the set-up")
    lead = gettext_lazy("The versions before stay as they are.")
    submit = gettext_lazy("Add")
    section = "opzet"

    def get_initial(self) -> dict[str, Any]:
        """Begin with the newest version, today."""
        newest = self.deal.setup_versions.first()
        return {"date": self.today, "text": newest.text if newest else ""}

    def perform(self, form: Form) -> Text:
        """Add it."""
        data = form.cleaned_data
        version = add_setup_version(
            actor=self.user, deal=self.deal, day=data["date"], text=data["text"], change=data["change"]
        )
        return _("Version %(number)s of the set-up is added.") % {"number": version.number}


class ExtensionCreateView(CovenantActView):
    """Extend the term of the deal."""

    form_class = ExtensionForm
    heading = gettext_lazy("Extend the deal")
    submit = gettext_lazy("Extend the deal")
    section = "looptijd"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say until when the deal runs; a deal without a last day has nothing to extend."""
        if self.deal.end is None:
            raise Http404
        lead = _("The deal now runs until %(end)s.") % {"end": date_format(self.deal.end, "DATE_FORMAT")}
        return super().get_context_data(**{"lead": lead, **kwargs})

    def perform(self, form: Form) -> Text:
        """Record the extension."""
        extension = extend_term(actor=self.user, deal=self.deal, **form.cleaned_data)
        return _("The deal now runs until %(end)s.") % {"end": date_format(extension.end, "DATE_FORMAT")}


class ExtensionTakeBackView(RecordMixin, CovenantActView):
    """Take back an extension that was entered by mistake."""

    template_name = "governance/covenant_remove.html"
    form_class = ConfirmForm
    model: ClassVar[type[Model]] = DealExtension
    found_by = "extension"
    section = "looptijd"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask it, with the day on which the deal then ends."""
        words = {
            "heading": _("Do you want to take back this extension?"),
            "lead": _("The deal then ends on %(end)s again.")
            % {"end": date_format(self.record.end_before, "DATE_FORMAT")},
            "submit": _("Yes, take back the extension"),
        }
        return super().get_context_data(record=self.record, **{**words, **kwargs})

    def perform(self, form: Form) -> Text:
        """Take it back."""
        end = take_back_extension(actor=self.user, extension=self.record)
        return _("The deal now runs until %(end)s.") % {"end": date_format(end, "DATE_FORMAT")}
