"""What the deal says of itself: articles, challenges, set-up, phases, extensions and documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST
from citydeal.models import StoredFile
from governance.enums import DealState
from governance.models.deal import CityDeal


class DealStatus(models.Model):
    """From ``start`` on, the deal has this state; append-only. The newest one stands on the deal itself."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(_("state"), max_length=20, choices=DealState.choices)
    start = models.DateField(_("from"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("state of a deal")
        verbose_name_plural = _("states of a deal")
        ordering = ["start", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(start__gte=EARLIEST), name="dealstatus_start_sane"),
        ]

    def __str__(self) -> str:
        """Return the state and its first day."""
        return f"{self.get_state_display()} ({self.start})"


class CovenantArticle(models.Model):
    """An article of the covenant as it was signed. ``number``: as printed, such as "2.1"."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="articles")
    number = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="article_number_in_deal")]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}"


class Challenge(models.Model):
    """A challenge ("opgave") of the deal (rule 20)."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="challenges")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("explanation"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["deal", "title"], name="challenge_title_in_deal")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class SetupVersion(models.Model):
    """A version of the set-up ("opzet") of the deal; append-only (rule 10)."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="setup_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    date = models.DateField(_("date"))
    text = models.TextField(_("set-up"))
    change = models.TextField(_("what changed, and why"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("version of the set-up")
        verbose_name_plural = _("versions of the set-up")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="setup_number_in_deal")]

    def __str__(self) -> str:
        """Return the number of the version."""
        return str(_("Version %(number)s") % {"number": self.number})


class Phase(models.Model):
    """A phase of the deal with planned and real dates (rule 44); an open end is allowed.

    ``planned_label`` keeps how the source says it ("voorjaar 2022"), where that is no day.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="phases")
    name = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("explanation"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    planned_label = models.CharField(_("planned, in the words of the deal"), max_length=100, blank=True)
    planned_start = models.DateField(_("planned first day"))
    planned_end = models.DateField(_("planned last day"), null=True, blank=True)
    actual_start = models.DateField(_("real first day"), null=True, blank=True)
    actual_end = models.DateField(_("real last day"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(planned_end__isnull=True)
                | models.Q(planned_end__gte=models.F("planned_start")),
                name="phase_planned_end_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(actual_end__isnull=True)
                | models.Q(actual_start__isnull=False, actual_end__gte=models.F("actual_start")),
                name="phase_actual_end_after_start",
            ),
            models.CheckConstraint(condition=models.Q(planned_start__gte=EARLIEST), name="phase_start_sane"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PhaseChange(models.Model):
    """That the planning of a phase moved, and why; append-only (rule 44: "wijzigingen voorbehouden")."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="changes")
    planned_start_before = models.DateField()
    planned_end_before = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("change of a phase")
        verbose_name_plural = _("changes of a phase")
        ordering = ["-created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason


class DealExtension(models.Model):
    """An extension of the term: a document of its own that refers to the first (rule 63, facts A3-8)."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="extensions")
    signed_on = models.DateField(_("signed on"))
    end_before = models.DateField(_("last day before"))
    end = models.DateField(_("new last day"))
    reference = models.CharField(_("publication"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["signed_on"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("end_before")), name="extension_is_longer"
            ),
        ]

    def __str__(self) -> str:
        """Return the new last day."""
        return str(self.end)


class DealDocument(models.Model):
    """A file of the deal, such as its text; replaced by a newer one, never changed."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    date = models.DateField(_("date"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-date", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the title."""
        return self.title
