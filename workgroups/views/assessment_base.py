"""What pages about principles, framework and longlist share: the area, and who keeps it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from governance.models import CityDeal
from governance.permissions import visible_deal
from workgroups.models import Candidate, Criterion, FrameworkVersion
from workgroups.permissions_assessment import can_keep_assessment
from workgroups.selectors.candidates import candidate_at
from workgroups.selectors.frameworks import criteria_of, framework_at
from workgroups.views.base import WorkAreaMixin


class AssessmentAreaMixin(WorkAreaMixin):
    """A page about principles, framework or longlist."""


class KeeperMixin(AssessmentAreaMixin):
    """For who keeps the assessment of the deal; others get 404."""

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal when this account keeps its assessment."""
        deal: CityDeal = only(visible_deal(self.request.user, self.kwargs["deal"]))
        if not can_keep_assessment(self.request.user, deal):
            raise Http404
        return deal


class FrameworkMixin(AssessmentAreaMixin):
    """Finds the version of the framework of the address; what is hidden answers 404."""

    @cached_property
    def framework(self) -> FrameworkVersion:
        """Return the version, with its deal."""
        found: FrameworkVersion = only(framework_at(self.request.user, self.deal, self.kwargs["framework"]))
        return found

    @cached_property
    def criteria(self) -> list[Criterion]:
        """Return the criteria of the version."""
        return criteria_of(self.framework)

    def framework_url(self) -> str:
        """Return the page of the version."""
        return address("workgroups:framework_detail", self.deal.slug, self.framework.number)

    def get_success_url(self) -> str:
        """Return to the version."""
        return self.framework_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version."""
        return super().get_context_data(**{"framework": self.framework, **kwargs})

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its work and the versions."""
        versions = address("workgroups:framework_list", self.deal.slug)
        return [*super().crumbs(), (_("Assessment framework"), versions)]


class FrameworkActMixin(FrameworkMixin, KeeperMixin):
    """An act on a version of the framework, for who keeps the assessment."""

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way back, to the version."""
        return [*super().crumbs(), (str(self.framework), self.framework_url())]


class CandidateMixin(AssessmentAreaMixin):
    """Finds the candidate of the address; what is hidden answers 404."""

    @cached_property
    def candidate(self) -> Candidate:
        """Return the candidate, with its instrument, principle and decision."""
        found: Candidate = only(candidate_at(self.request.user, self.deal, self.kwargs["candidate"]))
        return found

    def candidate_url(self) -> str:
        """Return the page of the candidate."""
        return address("workgroups:candidate_detail", self.deal.slug, self.candidate.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the candidate."""
        return super().get_context_data(**{"candidate": self.candidate, **kwargs})

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its work and the longlist."""
        longlist = address("workgroups:candidate_list", self.deal.slug)
        return [*super().crumbs(), (_("Longlist"), longlist)]
