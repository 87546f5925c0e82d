"""Instruments: what a deal leaves behind, in versions, with who uses it where."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST, period_constraints
from citydeal.enums import Access
from citydeal.models import StoredFile
from governance.models import CityDeal, Decision, Party
from governance.querysets import PeriodQuerySet
from workgroups.enums import FrozenFor, InstrumentKind, InstrumentState, Involvement, SharingKind
from workgroups.models.step import Step
from workgroups.models.working_group import ProcessQuestion, WorkingGroup


class Instrument(models.Model):
    """An instrument of the deal: from an idea to daily use elsewhere.

    ``question``, ``step``: what it came from; ``group``: who makes it now. ``state``: where it stands; its
    rows are ``InstrumentStatus``. ``slug`` names it in addresses.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="instruments")
    slug = models.SlugField(_("address"), max_length=60)
    title = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("what it does, in plain language"), blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=InstrumentKind.choices, default=InstrumentKind.OTHER
    )
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    question = models.ForeignKey(
        ProcessQuestion, null=True, blank=True, on_delete=models.PROTECT, related_name="instruments"
    )
    step = models.ForeignKey(
        Step, null=True, blank=True, on_delete=models.PROTECT, related_name="instruments"
    )
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="instruments"
    )
    access = models.CharField(_("who may read"), max_length=10, choices=Access.choices, default=Access.DEAL)
    state = models.CharField(
        _("state"), max_length=20, choices=InstrumentState.choices, default=InstrumentState.IDEA
    )
    next_step = models.CharField(_("next step"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["title", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["deal", "slug"], name="instrument_slug_in_deal")]

    def __str__(self) -> str:
        """Return the name."""
        return self.title


class InstrumentStatus(models.Model):
    """That an instrument came in a state on a day, by a ``decision`` or why; append-only."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(_("state"), max_length=20, choices=InstrumentState.choices)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="instrument_statuses"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("state of an instrument")
        verbose_name_plural = _("states of an instrument")
        ordering = ["on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(on__gte=EARLIEST), name="instrumentstatus_day_sane")
        ]

    def __str__(self) -> str:
        """Return the state and its day."""
        return f"{self.get_state_display()} ({self.on})"


class InstrumentVersion(models.Model):
    """A version; frozen from ``frozen_on``, when it was offered for advice, a test or use."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(_("version"), max_length=20)
    text = models.TextField(_("what it is, and what changed"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    made_on = models.DateField(_("made on"))
    frozen_on = models.DateField(_("offered on"), null=True, blank=True)
    frozen_for = models.CharField(_("offered"), max_length=10, choices=FrozenFor.choices, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("version of an instrument")
        verbose_name_plural = _("versions of an instrument")
        ordering = ["-order", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(frozen_on__isnull=True, frozen_for="")
                | Q(frozen_on__isnull=False) & ~Q(frozen_for=""),
                name="version_frozen_for_something",
            ),
            models.CheckConstraint(condition=Q(made_on__gte=EARLIEST), name="version_day_sane"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class VersionAttachment(models.Model):
    """A file or a link of a version: exactly one of the two."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="attachments")
    title = models.CharField(_("name"), max_length=200)
    file = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="instrument_attachment"
    )
    url = models.URLField(_("address"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("file or link")
        verbose_name_plural = _("files and links")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=True) & ~Q(url="") | Q(file__isnull=False, url=""),
                name="attachment_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.title


class InstrumentUse(models.Model):
    """That a party uses a version since a day."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="uses")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="instrument_uses")
    where = models.CharField(_("where in the organisation"), max_length=200, blank=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("use of an instrument")
        verbose_name_plural = _("uses of an instrument")
        ordering = ["start", "pk"]
        default_permissions = ()
        constraints = [*period_constraints("instrumentuse")]

    def __str__(self) -> str:
        """Return the first day."""
        return str(self.start)


class InstrumentInvolvement(models.Model):
    """That a party takes part in developing, testing or implementing an instrument (rule 59)."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="involvements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="involvements")
    kind = models.CharField(_("how"), max_length=20, choices=Involvement.choices)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        ordering = ["start", "pk"]
        default_permissions = ()
        constraints = [*period_constraints("involvement")]

    def __str__(self) -> str:
        """Return how."""
        return self.get_kind_display()


class InstrumentSharing(models.Model):
    """A training, a publication, or sharing with others (rule 58). ``with_whom``: such as other cities."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="sharings")
    kind = models.CharField(_("kind"), max_length=20, choices=SharingKind.choices)
    title = models.CharField(_("what"), max_length=200)
    on = models.DateField(_("on"))
    with_whom = models.CharField(_("with whom"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("training or sharing")
        verbose_name_plural = _("trainings and sharing")
        ordering = ["-on", "pk"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(on__gte=EARLIEST), name="sharing_day_sane")]

    def __str__(self) -> str:
        """Return what."""
        return self.title
