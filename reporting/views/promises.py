"""What parties promise, and who keeps the money of the deal."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_choice, show_related, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from governance.models import CityDeal, Party, Person
from governance.permissions import visible_persons
from governance.views.stale import StaleMixin
from reporting.enums import ContributionKind
from reporting.forms.promises import (
    EditPromiseForm,
    EndTreasurerForm,
    PassOnForm,
    PromiseForm,
    RemovePromiseForm,
    TreasurerForm,
    promise_initial,
)
from reporting.models import PromisedContribution, Treasurer
from reporting.permissions_contributions import can_keep_contributions
from reporting.rules.quantities import quantity_words
from reporting.selectors.contribution_records import promise_at, treasurer_at, treasurers_of
from reporting.selectors.promise_succession import Proposal, proposals_of
from reporting.services.promises import (
    add_promise,
    add_treasurer,
    change_promise,
    end_treasurer,
    pass_on,
    remove_promise,
)
from reporting.views.contributions_base import (
    ContributionPartyMixin,
    ContributionsMixin,
    SimpleFormMixin,
)


class KeeperMixin(ContributionsMixin):
    """For who keeps promises and contributions of the deal; others get 404."""

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account keeps them."""
        return can_keep_contributions(self.user, deal)


class PromiseCreateView(KeeperMixin, SimpleFormMixin):
    """Write down what a party promises; ``?partij=``: which one to begin with."""

    form_class = PromiseForm
    heading = gettext_lazy("Write down what a party promises")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the parties and phases."""
        phases = list(self.deal.phases.all())
        return super().get_form_kwargs() | {"parties": self.parties, "phases": phases}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the party that the link named, and this year."""
        slug = self.request.GET.get("partij", "")
        own = next((party for party in self.parties if party.organization.slug == slug), None)
        return {"party": str(own.pk) if own else "", "year": self.today.year}

    def perform(self, form: Form) -> Text:
        """Write it down."""
        if not isinstance(form, PromiseForm):
            raise TypeError
        self.made = add_promise(actor=self.user, party=form.chosen_party(), details=form.details())
        return _("The promise is written down.")

    def get_success_url(self) -> str:
        """Return to the party, or to the overview where nothing was made."""
        made: PromisedContribution | None = getattr(self, "made", None)
        if made is None:
            return self.list_url()
        return address("reporting:contribution_party", self.deal.slug, made.party.organization.slug)


class PromiseMixin(KeeperMixin, ContributionPartyMixin):
    """Finds the promise of the address."""

    @cached_property
    def promise(self) -> PromisedContribution:
        """Return the promise, with its party."""
        found: PromisedContribution = only(promise_at(pk=self.kwargs["promise"], deal=self.deal.pk))
        return found

    @cached_property
    def party(self) -> Party:
        """Return the party that promised it."""
        return self.promise.party


class PromiseEditView(PromiseMixin, StaleMixin, SimpleFormMixin):
    """Change what a party promises."""

    form_class = EditPromiseForm
    heading = gettext_lazy("Change what is promised")

    @property
    def edited(self) -> PromisedContribution:
        """Return the record that the form changes."""
        return self.promise

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        phases = {phase.pk: phase.name for phase in self.deal.phases.all()}

        def show_quantity(value: Any) -> str:
            return quantity_words(self.promise.kind, value)

        return {
            "kind": show_choice(ContributionKind.choices),
            "quantity": show_quantity,
            "year": show_text,
            "first_month": show_text,
            "last_month": show_text,
            "phase_id": show_related(phases),
            "what": show_text,
            "article": show_text,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the phases."""
        return super().get_form_kwargs() | {"phases": list(self.deal.phases.all())}

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return {**promise_initial(self.promise), "history_id": latest_history_id(self.promise)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way to remove it."""
        url = address("reporting:promise_remove", self.deal.slug, self.promise.pk)
        return super().get_context_data(**{"other_url": url, "other_label": _("Remove"), **kwargs})

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, PromiseForm):
            raise TypeError
        change_promise(
            actor=self.user,
            promise=self.promise,
            details=form.details(),
            history_id=form.cleaned_data["history_id"] or 0,
        )
        return _("The promise is changed.")


class PromiseRemoveView(PromiseMixin, SimpleFormMixin):
    """Remove what was written down by mistake."""

    form_class = RemovePromiseForm
    heading = gettext_lazy("Remove this promise?")
    button = gettext_lazy("Remove")
    is_negative = True

    def lead(self) -> str:
        """Return which one it is."""
        promise = self.promise
        return f"{promise}: {quantity_words(promise.kind, promise.quantity)}"

    def perform(self, form: Form) -> Text:
        """Remove it."""
        remove_promise(actor=self.user, promise=self.promise)
        return _("The promise is removed.")


class PromisePassOnView(PromiseMixin, SimpleFormMixin):
    """Let a promise go on with the party that came in the place of its own."""

    form_class = PassOnForm
    heading = gettext_lazy("Who goes on with this promise?")

    @cached_property
    def proposal(self) -> Proposal:
        """Return what is proposed for the promise; none: not found."""
        found = [one for one in proposals_of(self.deal) if one.promise.pk == self.promise.pk]
        proposal: Proposal = only(found)
        return proposal

    def lead(self) -> str:
        """Return what goes along."""
        return self.proposal.words

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who came in its place."""
        return super().get_form_kwargs() | {"parties": self.proposal.after}

    def perform(self, form: Form) -> Text:
        """Let it go on."""
        if not isinstance(form, PassOnForm):
            raise TypeError
        to = form.chosen_party()
        pass_on(actor=self.user, promise=self.promise, succession=self.proposal.succession, to=to)
        return _("%(party)s goes on with this promise.") % {"party": to}


class TreasurerListView(KeeperMixin, SimpleFormMixin):
    """Who keeps the money of the deal, and somebody new."""

    template_name = "reporting/treasurer_list.html"
    form_class = TreasurerForm
    heading = gettext_lazy("Treasurer of the deal")
    button = gettext_lazy("Add")

    @cached_property
    def people(self) -> list[Person]:
        """Return who may be chosen: the people of the deal."""
        return list(visible_persons(self.user, self.deal).order_by("family_name", "given_name", "pk"))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who there is."""
        return super().get_form_kwargs() | {"people": self.people}

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"start": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who there is."""
        return super().get_context_data(
            **{"treasurers": treasurers_of(deal=self.deal.pk), "today": self.today, **kwargs}
        )

    def perform(self, form: Form) -> Text:
        """Add."""
        if not isinstance(form, TreasurerForm):
            raise TypeError
        data = form.cleaned_data
        person = form.chosen_person()
        add_treasurer(actor=self.user, deal=self.deal, person=person, start=data["start"], end=data["end"])
        return _("%(person)s keeps the money of the deal.") % {"person": person}

    def get_success_url(self) -> str:
        """Stay here."""
        return address("reporting:treasurer_list", self.deal.slug)


class TreasurerEndView(KeeperMixin, SimpleFormMixin):
    """Until when somebody keeps the money of the deal."""

    form_class = EndTreasurerForm
    heading = gettext_lazy("Until when is this person treasurer?")

    @cached_property
    def treasurer(self) -> Treasurer:
        """Return the treasurer of the address."""
        found: Treasurer = only(treasurer_at(pk=self.kwargs["treasurer"], deal=self.deal.pk))
        return found

    def lead(self) -> str:
        """Return who it is."""
        return self.treasurer.person.name

    def get_initial(self) -> dict[str, Any]:
        """Begin with the day that is known, else today."""
        return {"end": self.treasurer.end or self.today}

    def perform(self, form: Form) -> Text:
        """Save it."""
        end_treasurer(actor=self.user, treasurer=self.treasurer, end=form.cleaned_data["end"])
        return _("The last day is saved.")

    def get_success_url(self) -> str:
        """Return to who there is."""
        return address("reporting:treasurer_list", self.deal.slug)
