"""Project charters: the list of a deal, a version to read, to compare and to take along."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_choice, show_related
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView, PartialTemplateView
from citydeal.enums import Access
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.models import CityDeal
from governance.services.report_files import KINDS
from governance.views.bodies import PER_PAGE
from governance.views.stale import StaleMixin
from workgroups.enums import CharterState
from workgroups.forms.charters import CharterFilterForm, CompareForm, EditCharterForm, NewCharterForm
from workgroups.models import CharterVersion, ProjectCharter
from workgroups.permissions_charters import can_add_charters, visible_charter
from workgroups.selectors.charter_documents import compare, document_of
from workgroups.selectors.charter_sections import rows_of, rows_of_each
from workgroups.selectors.charters import charter_page, charter_rows, groups_to_choose, readable_versions
from workgroups.services.charter_files import charter_file
from workgroups.services.charters import add_charter, change_charter
from workgroups.views.base import WorkAreaMixin, WorkMixin


class ChartersMixin(WorkMixin):
    """A page about the charters of a deal."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say in which area of the navigation the page is."""
        return super().get_context_data(**{"menu_part": "workgroups:work", **kwargs})

    def list_url(self) -> str:
        """Return the list of charters."""
        return address("workgroups:charter_list", self.deal.slug)


class CharterListView(WorkAreaMixin, ChartersMixin, PartialTemplateView):
    """The charters of a deal."""

    template_name = "workgroups/charter_list.html"
    part = "lijst"

    @cached_property
    def filter_form(self) -> CharterFilterForm:
        """Return the filter, bound to the address."""
        return CharterFilterForm(self.request.GET or None)

    @cached_property
    def page_obj(self) -> Any:
        """Return the page of charters that is asked for."""
        rows = charter_rows(self.request.user, self.deal, **self.filter_form.wanted())
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get("pagina"))

    def announcement(self) -> Text:
        """Return how many charters there are."""
        number = self.page_obj.paginator.count
        return ngettext("%(count)s project charter.", "%(count)s project charters.", number) % {
            "count": number
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the charters."""
        return super().get_context_data(
            page_obj=self.page_obj,
            filter_form=self.filter_form,
            is_filtered=any(self.filter_form.wanted().values()),
            count_line=self.announcement(),
            may_add=can_add_charters(self.request.user, self.deal),
            **kwargs,
        )


class CharterCreateView(MemberView, ChartersMixin, ActionView):
    """Begin a charter."""

    template_name = "workgroups/charter_create.html"
    form_class = NewCharterForm

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal, for who begins charters in it; others get 404."""
        deal: CityDeal = super().deal
        if not can_add_charters(self.request.user, deal):
            raise Http404
        return deal

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), (_("Project charters"), self.list_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which groups there are."""
        return super().get_form_kwargs() | {"groups": groups_to_choose(self.deal)}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the group whose link was followed."""
        return {"group": self.request.GET.get("groep", "")}

    def perform(self, form: Form) -> Text:
        """Begin it."""
        if not isinstance(form, NewCharterForm):
            raise TypeError
        self.made = add_charter(
            actor=self.user, deal=self.deal, title=form.cleaned_data["title"], details=form.details()
        )
        return _("The project charter is begun. Fill in its sections below, in any order.")

    def get_success_url(self) -> str:
        """Go to the concept."""
        return address("workgroups:charter_version", self.deal.slug, self.made.charter_id, self.made.number)


class CharterMixin(ChartersMixin):
    """Finds the charter of the address; who may not open it gets 404."""

    @cached_property
    def charter(self) -> ProjectCharter:
        """Return the charter, with group and body."""
        found: ProjectCharter = only(visible_charter(self.request.user, self.deal, self.kwargs["charter"]))
        return found

    @cached_property
    def versions(self) -> Sequence[CharterVersion]:
        """Return the versions that this account reads, the newest first; one at least."""
        return readable_versions(self.request.user, self.charter)

    @cached_property
    def version(self) -> CharterVersion:
        """Return the version of the address; without number the adopted one, or else the concept."""
        number = self.kwargs.get("number")
        if number is None:
            adopted = [each for each in self.versions if each.state == CharterState.ADOPTED]
            return (adopted or list(self.versions))[0]
        return only([each for each in self.versions if each.number == number])

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), (_("Project charters"), self.list_url())]

    def version_url(self) -> str:
        """Return the page of the version."""
        return address("workgroups:charter_version", self.deal.slug, self.charter.pk, self.version.number)

    def charter_url(self) -> str:
        """Return the page of the charter."""
        return address("workgroups:charter_detail", self.deal.slug, self.charter.pk)


class CharterPageView(CharterMixin, PageView):
    """A version of a charter: what it says, what it lacks, and what can be done with it."""

    template_name = "workgroups/charter_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version."""
        page = charter_page(self.request.user, self.charter, self.version, self.versions)
        keeps = can_add_charters(self.request.user, self.deal)
        return super().get_context_data(charter=self.charter, page=page, keeps_work=keeps, **kwargs)


class CharterCompareView(CharterMixin, PageView):
    """Two versions of a charter side by side."""

    template_name = "workgroups/charter_compare.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and charter."""
        return [*super().crumbs(), (self.charter.title, self.charter_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the two versions and what differs."""
        form = CompareForm(self.request.GET or None, versions=self.versions)
        before, after = form.pair()
        initial = {"van": str(before.number), "met": str(after.number)}
        rows = rows_of_each([before, after])
        parts = compare(document_of(before, rows[before.pk]), document_of(after, rows[after.pk]))
        return super().get_context_data(
            charter=self.charter,
            form=CompareForm(versions=self.versions, initial=initial),
            before=before,
            after=after,
            changed=[part for part in parts if part.differs],
            same=[part.heading for part in parts if not part.differs],
            **kwargs,
        )


class CharterFileView(CharterMixin, View):
    """A version of a charter as a file: PDF or ODT."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it and send it."""
        kind = self.kwargs["kind"]
        if kind not in KINDS:
            raise Http404
        made = charter_file(self.version, document_of(self.version, rows_of(self.version)), kind)
        response = HttpResponse(made.content, content_type=made.content_type)
        response["Content-Disposition"] = f'attachment; filename="{made.name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class CharterAnnexView(CharterMixin, StoredFileView):
    """The annex about communication of a version."""

    def stored_file(self) -> StoredFile:
        """Return the annex, for who reads the version."""
        if self.version.communication_annex is None:
            raise Http404
        return self.version.communication_annex


class CharterEditView(MemberView, StaleMixin, CharterMixin, ActionView):
    """Give a charter to another group, or change who may read it."""

    template_name = "workgroups/charter_edit.html"
    form_class = EditCharterForm

    @cached_property
    def charter(self) -> ProjectCharter:
        """Return the charter, for who keeps the work of the deal; others get 404."""
        charter: ProjectCharter = super().charter
        if not can_add_charters(self.request.user, charter.deal):
            raise Http404
        return charter

    @cached_property
    def _groups(self) -> Any:
        return groups_to_choose(self.deal)

    @property
    def edited(self) -> ProjectCharter:
        """Return the record that the form changes."""
        return self.charter

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        names = {group.pk: group.body.name for group in self._groups}
        return {"group_id": show_related(names), "access": show_choice(Access.choices)}

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and charter."""
        return [*super().crumbs(), (self.charter.title, self.charter_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which groups there are."""
        return super().get_form_kwargs() | {"groups": self._groups}

    def get_initial(self) -> dict[str, Any]:
        """Show the charter as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditCharterForm.initial_for(self.charter, latest_history_id(self.charter))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the charter."""
        return super().get_context_data(charter=self.charter, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, EditCharterForm):
            raise TypeError
        change_charter(
            actor=self.user,
            charter=self.charter,
            details=form.details(),
            history_id=form.cleaned_data["history_id"] or 0,
        )
        return _("“%(charter)s” is changed.") % {"charter": self.charter.title}

    def get_success_url(self) -> str:
        """Return to the charter."""
        return self.charter_url()
