"""Who uses an instrument, who takes part in it, and how it is handed on."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_choice, show_date, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from governance.forms.covenant import ConfirmForm
from governance.views.stale import StaleMixin
from workgroups.enums import SharingKind
from workgroups.forms.instrument_parts import InvolvementForm, SharingForm, UseForm
from workgroups.models import (
    Instrument,
    InstrumentInvolvement,
    InstrumentSharing,
    InstrumentUse,
)
from workgroups.permissions_instruments import (
    can_record_use,
    can_view_instrument,
    can_work_on_instrument,
    parties_recorded_for,
)
from workgroups.selectors.instrument_page import usable_versions
from workgroups.selectors.instruments import parties_on
from workgroups.services.sharings import add_sharing, change_sharing, remove_sharing
from workgroups.services.uses import (
    add_involvement,
    add_use,
    change_involvement,
    change_use,
    remove_involvement,
    remove_use,
)
from workgroups.views.instruments_base import FormPageView, InstrumentActMixin


class RecordMixin(InstrumentActMixin):
    """A form about one record of the instrument: ``model``, found by the number in the address."""

    model: Any = None
    path = "instrument"
    related: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    remove_name = ""

    @cached_property
    def record(self) -> Any:
        """Return the record; 404 for one of another instrument."""
        found = self.model.objects.filter(**{self.path: self.instrument, "pk": self.kwargs["record"]})
        return only(list(found.select_related(*self.related)))

    @property
    def edited(self) -> Any:
        """Return the record that the form changes."""
        return self.record

    def get_initial(self) -> dict[str, Any]:
        """Show the record as it is; what is sent stands by itself."""
        record = self.record
        if self.request.method == "POST" or not self.names:
            return {}
        return {name: getattr(record, name) for name in self.names} | {
            "history_id": latest_history_id(record)
        }

    def remove_url(self) -> str:
        """Return where the record is taken away."""
        if not self.remove_name:
            return ""
        return address(self.remove_name, self.deal.slug, self.instrument.slug, self.record.pk)


class UseMixin(InstrumentActMixin):
    """A form about use: for who works on the instrument, and for contacts about their own party."""

    part = "#gebruik"

    def may_open(self, instrument: Instrument) -> bool:
        """Whether this account says who uses the instrument."""
        user = self.request.user
        if can_work_on_instrument(user, instrument):
            return True
        return can_view_instrument(user, instrument) and bool(parties_recorded_for(user, instrument.deal))


class UseCreateView(UseMixin, FormPageView):
    """Write down that a party uses a version."""

    form_class = UseForm
    heading = gettext_lazy("Who uses it?")
    lead = gettext_lazy("A version that somebody uses stays as it is.")
    submit = gettext_lazy("Add")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who there are, and which versions."""
        parties = parties_on(self.deal, self.today)
        if not can_work_on_instrument(self.user, self.instrument):
            own = parties_recorded_for(self.user, self.deal)
            parties = [party for party in parties if party.pk in own]
        versions = usable_versions(self.instrument)
        return super().get_form_kwargs() | {"parties": parties, "versions": versions}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": self.today}

    def perform(self, form: Form) -> Text:
        """Write it down."""
        if not isinstance(form, UseForm):
            raise TypeError
        use = add_use(
            actor=self.user,
            version=form.version_chosen(),
            party=form.party_chosen(),
            details=form.details(),
        )
        return _("%(party)s uses it: that is written down.") % {"party": use.party.organization.name}


class UseRecordMixin(UseMixin, RecordMixin):
    """A form about one use."""

    model = InstrumentUse
    path = "version__instrument"
    related = ("party__organization", "version")

    @cached_property
    def record(self) -> InstrumentUse:
        """Return the use; 404 for a contact of another party."""
        use: InstrumentUse = super().record
        if not can_record_use(self.request.user, self.instrument, use.party):
            raise Http404
        return use

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose use of which version."""
        words = {"party": self.record.party.organization.name, "number": self.record.version.number}
        lead = _("%(party)s, version %(number)s") % words
        return super().get_context_data(lead=lead, **kwargs)


class UseEditView(UseRecordMixin, StaleMixin, FormPageView):
    """Change since when, until when and where a party uses a version."""

    form_class = UseForm
    heading = gettext_lazy("Change the use")
    submit = gettext_lazy("Save")
    names = ("where", "start", "end")
    shown_fields = {"where": show_text, "start": show_date, "end": show_date}
    remove_name = "workgroups:use_remove"

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, UseForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"] or 0
        change_use(actor=self.user, use=self.record, details=form.details(), history_id=history_id)
        return _("The use is changed.")


class UseRemoveView(UseRecordMixin, FormPageView):
    """Take a use away that was written down by mistake."""

    form_class = ConfirmForm
    heading = gettext_lazy("Remove the use")
    submit = gettext_lazy("Remove")
    negative = True

    def perform(self, form: Form) -> Text:
        """Remove it."""
        remove_use(actor=self.user, use=self.record)
        return _("The use is removed.")


class InvolvementCreateView(InstrumentActMixin, FormPageView):
    """Write down that a party takes part in the instrument."""

    form_class = InvolvementForm
    heading = gettext_lazy("Who takes part?")
    submit = gettext_lazy("Add")
    part = "#betrokken"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who there are."""
        return super().get_form_kwargs() | {"parties": parties_on(self.deal, self.today)}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": self.today}

    def perform(self, form: Form) -> Text:
        """Write it down."""
        if not isinstance(form, InvolvementForm):
            raise TypeError
        data = form.cleaned_data
        row = add_involvement(
            actor=self.user,
            instrument=self.instrument,
            party=form.party_chosen(),
            kind=data["kind"],
            start=data["start"],
            end=data["end"],
        )
        return _("%(party)s takes part: that is written down.") % {"party": row.party.organization.name}


class InvolvementRecordMixin(RecordMixin):
    """A form about one involvement."""

    model = InstrumentInvolvement
    related = ("party__organization",)
    part = "#betrokken"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose, and in what."""
        lead = f"{self.record.party.organization.name}: {self.record.get_kind_display()}"
        return super().get_context_data(lead=lead, **kwargs)


class InvolvementEditView(InvolvementRecordMixin, StaleMixin, FormPageView):
    """Change the days of an involvement."""

    form_class = InvolvementForm
    heading = gettext_lazy("Change the involvement")
    submit = gettext_lazy("Save")
    names = ("start", "end")
    shown_fields = {"start": show_date, "end": show_date}
    remove_name = "workgroups:involvement_remove"

    def perform(self, form: Form) -> Text:
        """Save it."""
        data = form.cleaned_data
        change_involvement(
            actor=self.user,
            involvement=self.record,
            start=data["start"],
            end=data["end"],
            history_id=data["history_id"] or 0,
        )
        return _("The involvement is changed.")


class InvolvementRemoveView(InvolvementRecordMixin, FormPageView):
    """Take an involvement away that was written down by mistake."""

    form_class = ConfirmForm
    heading = gettext_lazy("Remove the involvement")
    submit = gettext_lazy("Remove")
    negative = True

    def perform(self, form: Form) -> Text:
        """Remove it."""
        remove_involvement(actor=self.user, involvement=self.record)
        return _("The involvement is removed.")


class SharingCreateView(InstrumentActMixin, FormPageView):
    """Write down a training, a publication or sharing."""

    form_class = SharingForm
    heading = gettext_lazy("Add a training or sharing")
    submit = gettext_lazy("Add")
    part = "#delen"

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def perform(self, form: Form) -> Text:
        """Write it down."""
        if not isinstance(form, SharingForm):
            raise TypeError
        added = add_sharing(actor=self.user, instrument=self.instrument, details=form.details())
        return _("“%(title)s” is added.") % {"title": added.title}


class SharingRecordMixin(RecordMixin):
    """A form about one training or sharing."""

    model = InstrumentSharing
    part = "#delen"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which."""
        return super().get_context_data(lead=self.record.title, **kwargs)


class SharingEditView(SharingRecordMixin, StaleMixin, FormPageView):
    """Change a training or sharing."""

    form_class = SharingForm
    heading = gettext_lazy("Change the training or sharing")
    submit = gettext_lazy("Save")
    names = ("kind", "title", "on", "with_whom", "url")
    shown_fields = {
        "kind": show_choice(SharingKind.choices),
        "title": show_text,
        "on": show_date,
        "with_whom": show_text,
        "url": show_text,
    }
    remove_name = "workgroups:sharing_remove"

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, SharingForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"] or 0
        change_sharing(actor=self.user, sharing=self.record, details=form.details(), history_id=history_id)
        return _("“%(title)s” is changed.") % {"title": form.cleaned_data["title"]}


class SharingRemoveView(SharingRecordMixin, FormPageView):
    """Take away a training or sharing that did not happen."""

    form_class = ConfirmForm
    heading = gettext_lazy("Remove the training or sharing")
    submit = gettext_lazy("Remove")
    negative = True

    def perform(self, form: Form) -> Text:
        """Remove it."""
        remove_sharing(actor=self.user, sharing=self.record)
        return _("“%(title)s” is removed.") % {"title": self.record.title}
