"""Versions of an instrument: add, change, offer, withdraw; their files and links."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.history import latest_history_id, show_date, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.forms.covenant import ConfirmForm
from governance.views.stale import StaleMixin
from workgroups.forms.instrument_parts import AttachmentForm, FreezeForm, VersionForm, WithdrawVersionForm
from workgroups.models import InstrumentVersion, VersionAttachment
from workgroups.selectors.instrument_page import goes_on_with
from workgroups.services.versions import (
    add_version,
    attach,
    change_version,
    detach,
    freeze_version,
    withdraw_version,
)
from workgroups.views.instruments_base import FormPageView, InstrumentActMixin, InstrumentMixin


class VersionCreateView(InstrumentActMixin, FormPageView):
    """Add a version."""

    form_class = VersionForm
    heading = gettext_lazy("Add a version")
    lead = gettext_lazy("You can change it until it is offered for advice, a test or use.")
    submit = gettext_lazy("Add the version")
    part = "#versies"

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"made_on": self.today}

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, VersionForm):
            raise TypeError
        version = add_version(actor=self.user, instrument=self.instrument, **form.values())
        return _("Version %(number)s is added.") % {"number": version.number}


class VersionActMixin(InstrumentActMixin):
    """A form about one version of the instrument."""

    part = "#versies"
    needs_open = False

    @cached_property
    def version(self) -> InstrumentVersion:
        """Return the version of the address; 404 for one that this form does not change any more."""
        found = InstrumentVersion.objects.filter(instrument=self.instrument, pk=self.kwargs["version"])
        version: InstrumentVersion = only(list(found))
        if version.withdrawn_on is not None or (self.needs_open and version.frozen_on is not None):
            raise Http404
        return version

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which version."""
        words = {"lead": _("Version %(number)s") % {"number": self.version.number}}
        return super().get_context_data(**{**words, **kwargs})


class VersionEditView(StaleMixin, VersionActMixin, FormPageView):
    """Change a version that was not offered yet."""

    form_class = VersionForm
    heading = gettext_lazy("Change the version")
    submit = gettext_lazy("Save")
    shown_fields = {
        "number": show_text,
        "text": show_text,
        "made_on": show_date,
        "frozen_on": show_date,
    }

    @property
    def edited(self) -> InstrumentVersion:
        """Return the record that the form changes."""
        return self.version

    def get_initial(self) -> dict[str, Any]:
        """Show the version as it is; what is sent stands by itself."""
        version = self.version
        if self.request.method == "POST":
            return {}
        return {name: getattr(version, name) for name in ("number", "text", "made_on")} | {
            "history_id": latest_history_id(version)
        }

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, VersionForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"] or 0
        change_version(actor=self.user, version=self.version, history_id=history_id, **form.values())
        return _("Version %(number)s is changed.") % {"number": form.cleaned_data["number"]}


class VersionFreezeView(VersionActMixin, FormPageView):
    """Offer a version: from then on it stays as it is."""

    form_class = FreezeForm
    heading = gettext_lazy("Offer the version")
    submit = gettext_lazy("Offer the version")
    needs_open = True

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it does."""
        words = {"number": self.version.number}
        lead = _("From then on version %(number)s stays as it is. A change makes a new version.") % words
        return super().get_context_data(lead=lead, **kwargs)

    def perform(self, form: Form) -> Text:
        """Offer it."""
        data = form.cleaned_data
        version = freeze_version(actor=self.user, version=self.version, for_=data["for_"], on=data["on"])
        words = {"number": version.number, "purpose": version.get_frozen_for_display()}
        return _("Version %(number)s is offered %(purpose)s.") % words


class VersionWithdrawView(VersionActMixin, FormPageView):
    """Withdraw a version: nobody begins to test or use it any more."""

    form_class = WithdrawVersionForm
    heading = gettext_lazy("Withdraw the version")
    submit = gettext_lazy("Withdraw the version")
    negative = True

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what goes on with it: nobody is asked to stop by this alone."""
        number = _("Version %(number)s") % {"number": self.version.number}
        goes_on = goes_on_with(self.version, self.today)
        if not goes_on:
            return super().get_context_data(**kwargs)
        lead = " ".join(
            [f"{number}.", *goes_on, _("That stays as it is: agree with them what comes instead.")]
        )
        return super().get_context_data(**{"lead": lead, **kwargs})

    def perform(self, form: Form) -> Text:
        """Withdraw it."""
        data = form.cleaned_data
        version = withdraw_version(
            actor=self.user, version=self.version, on=data["on"], reason=data["reason"]
        )
        return _("Version %(number)s is withdrawn.") % {"number": version.number}


class AttachmentCreateView(VersionActMixin, FormPageView):
    """Add a file or a link to a version."""

    form_class = AttachmentForm
    heading = gettext_lazy("Add a file or link")
    submit = gettext_lazy("Add")
    needs_open = True

    def perform(self, form: Form) -> Text:
        """Add it."""
        data = form.cleaned_data
        added = attach(
            actor=self.user,
            version=self.version,
            title=data["title"],
            upload=data["file"],
            url=data["url"],
        )
        return _("“%(title)s” is added.") % {"title": added.title}


class AttachmentRemoveView(InstrumentActMixin, FormPageView):
    """Take a file or link off a version that was not offered yet."""

    form_class = ConfirmForm
    heading = gettext_lazy("Remove the file or link")
    submit = gettext_lazy("Remove")
    negative = True
    part = "#versies"

    @cached_property
    def attachment(self) -> VersionAttachment:
        """Return what is removed, of this instrument; 404 once its version was offered."""
        found = VersionAttachment.objects.filter(
            version__instrument=self.instrument,
            version__frozen_on=None,
            version__withdrawn_on=None,
            pk=self.kwargs["attachment"],
        )
        attachment: VersionAttachment = only(list(found.select_related("version")))
        return attachment

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which."""
        return super().get_context_data(lead=self.attachment.title, **kwargs)

    def perform(self, form: Form) -> Text:
        """Remove it."""
        detach(actor=self.user, attachment=self.attachment)
        return _("“%(title)s” is removed.") % {"title": self.attachment.title}


class AttachmentFileView(InstrumentMixin, StoredFileView):
    """The download of a file, for who may read the instrument."""

    def stored_file(self) -> StoredFile:
        """Return the file."""
        found = VersionAttachment.objects.filter(
            version__instrument=self.instrument, file__isnull=False, pk=self.kwargs["attachment"]
        )
        attachment: VersionAttachment = only(list(found.select_related("file")))
        if attachment.file is None:
            raise Http404
        return attachment.file
