"""Write the concept of a project charter section by section, begin a new version, and adopt one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.forms import PortalForm
from citydeal.common.text import Text
from citydeal.common.views import ActionView, ConfirmedView, MemberView
from workgroups.enums import CharterState
from workgroups.forms.charter_texts import ACT, SectionForm, initial_of, rearrange
from workgroups.forms.charters import AdoptCharterForm
from workgroups.models import CharterVersion, ProjectCharter
from workgroups.permissions_charters import can_adopt_charter, can_write_charter
from workgroups.selectors.charter_documents import document_of
from workgroups.selectors.charter_sections import (
    SECTIONS,
    Section,
    rows_of,
    section_after,
    section_at,
    stamp_of,
)
from workgroups.selectors.charters import (
    CharterPage,
    charter_page,
    decisions_that_adopt,
    may_begin,
    readable_versions,
)
from workgroups.services.charter_adoption import adopt_version, check_adoption
from workgroups.services.charter_texts import write_section
from workgroups.services.charters import begin_version, drop_concept
from workgroups.views.charters import CharterMixin

ON = "verder"


class WrittenCharterMixin(CharterMixin):
    """A page for who writes the charter; others get 404."""

    @cached_property
    def charter(self) -> ProjectCharter:
        """Return the charter when this account may write it."""
        charter: ProjectCharter = super().charter
        if not self.may_open(charter):
            raise Http404
        return charter

    def may_open(self, charter: ProjectCharter) -> bool:
        """Whether this account opens the page."""
        return can_write_charter(self.request.user, charter)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and charter."""
        return [*super().crumbs(), (self.charter.title, self.version_url())]


class ConceptMixin(WrittenCharterMixin):
    """A page about a concept: what was adopted has no such page."""

    @cached_property
    def version(self) -> CharterVersion:
        """Return the version of the address, when it is a concept."""
        version = super().version
        if version.state != CharterState.CONCEPT:
            raise Http404
        return version

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add charter and version."""
        return super().get_context_data(charter=self.charter, version=self.version, **kwargs)

    def get_success_url(self) -> str:
        """Return to the version."""
        return self.version_url()


class CharterSectionView(MemberView, ConceptMixin, ActionView):
    """Write a section of a concept; the buttons of its rows change the form and save nothing."""

    template_name = "workgroups/charter_section.html"
    form_class = SectionForm

    @cached_property
    def section(self) -> Section:
        """Return the section of the address."""
        return section_at(self.kwargs["section"])

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        return rows_of(self.version, [self.section])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show the section as it is; what is sent stands by itself."""
        known = super().get_form_kwargs() | {"section": self.section, "version": self.version}
        if self.request.method == "POST":
            return known
        rows = self._rows.get(self.section.rows, [])
        stamp = stamp_of(self.version, self._rows, [self.section])
        initial = initial_of(self.section, self.version, rows, stamp)
        return known | {"initial": initial, "count": max(len(rows), 1)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add, move or take out a row on the form; or save."""
        act = request.POST.get(ACT, "")
        if not act:
            return super().post(request, *args, **kwargs)
        typed = rearrange(request.POST, act)
        form = SectionForm(
            section=self.section,
            version=self.version,
            initial=typed.initial,
            count=typed.count,
            focus=typed.focus,
        )
        return self.render_to_response(self.get_context_data(form=form, unsaved=typed.says))

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        """Show what the other made of the section; other refusals as always."""
        if not isinstance(error, StaleError):
            return super().refused(form, error)
        for known in ("charter", "versions", "version", "_rows"):
            self.__dict__.pop(known, None)
        typed: Any = self.request.POST.copy()
        typed["stamp"] = stamp_of(self.version, self._rows, [self.section])
        form.data = typed
        now = document_of(self.version, rows_of(self.version))
        stands = [part for part in now if part.section == self.section.key]
        context = self.get_context_data(form=form, stale=error.message, stands=stands)
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the section, and the way to the others."""
        where = (self.deal.slug, self.charter.pk, self.version.number)
        links = [
            (section, address("workgroups:charter_section", *where, section.key)) for section in SECTIONS
        ]
        return super().get_context_data(
            section=self.section, following=section_after(self.section), links=links, **kwargs
        )

    def perform(self, form: Form) -> Text:
        """Save the section."""
        if not isinstance(form, SectionForm):
            raise TypeError
        stamp = form.cleaned_data["stamp"]
        write_section(
            actor=self.user,
            version=self.version,
            section=self.section,
            details=form.details(),
            stamp=stamp,
        )
        return _("“%(section)s” is saved.") % {"section": self.section.label}

    def get_success_url(self) -> str:
        """Go on to the next section where that was asked, otherwise to the version."""
        following = section_after(self.section)
        if ON in self.request.POST and following is not None:
            where = (self.deal.slug, self.charter.pk, self.version.number)
            return address("workgroups:charter_section", *where, following.key)
        return self.version_url()


class CharterBeginView(MemberView, WrittenCharterMixin, ActionView):
    """Begin a new version of an adopted charter: a concept that says the same."""

    template_name = "workgroups/charter_begin.html"
    form_class = PortalForm

    def may_open(self, charter: ProjectCharter) -> bool:
        """Whether this account may begin one now."""
        return may_begin(self.request.user, charter, readable_versions(self.request.user, charter))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add charter and version."""
        return super().get_context_data(charter=self.charter, version=self.version, **kwargs)

    def perform(self, form: Form) -> Text:
        """Begin it."""
        self.made = begin_version(actor=self.user, charter=self.charter)
        return _("%(version)s is begun, with everything that the adopted version says.") % {
            "version": self.made
        }

    def get_success_url(self) -> str:
        """Go to the concept."""
        return address("workgroups:charter_version", self.deal.slug, self.charter.pk, self.made.number)


class CharterDropView(MemberView, ConceptMixin, ActionView):
    """Throw a concept away."""

    template_name = "workgroups/charter_drop.html"
    form_class = PortalForm

    def perform(self, form: Form) -> Text:
        """Throw it away."""
        drop_concept(actor=self.user, version=self.version)
        return _("The concept of “%(charter)s” is thrown away.") % {"charter": self.version.title}

    def get_success_url(self) -> str:
        """Go to what is left: the charter, or the list."""
        return self.charter_url() if len(self.versions) > 1 else self.list_url()


class CharterAdoptView(MemberView, ConceptMixin, ConfirmedView):
    """Record that a body adopted a concept: choose its decision, see what follows, confirm."""

    template_name = "workgroups/charter_adopt.html"
    form_class = AdoptCharterForm

    def may_open(self, charter: ProjectCharter) -> bool:
        """Whether this account records adoptions."""
        return can_adopt_charter(self.request.user, charter)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which decisions there are."""
        return super().get_form_kwargs() | {"decisions": decisions_that_adopt(self.deal)}

    def get_initial(self) -> dict[str, Any]:
        """Note what the reader saw."""
        return {"stamp": self.page.stamp}

    @cached_property
    def page(self) -> CharterPage:
        """Return the version as it stands, with what it lacks."""
        return charter_page(self.user, self.charter, self.version, self.versions)

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return the decision that carries it; raises DomainError where none can."""
        return {"decision": check_adoption(**self._act(form))}

    def perform(self, form: Form) -> Text:
        """Adopt it."""
        adopted = adopt_version(**self._act(form))
        return _("%(version)s of “%(charter)s” is adopted.") % {
            "version": adopted,
            "charter": adopted.title,
        }

    def _act(self, form: Form) -> dict[str, Any]:
        if not isinstance(form, AdoptCharterForm):
            raise TypeError
        return {
            "actor": self.user,
            "version": self.version,
            "decision": form.chosen(),
            "stamp": form.cleaned_data["stamp"],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is still missing."""
        return super().get_context_data(page=self.page, **kwargs)
