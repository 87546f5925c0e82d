"""What a meeting speaks about: agenda, cover note, notes for some eyes only, papers, and what is planned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.models import StoredFile
from governance.enums import AgendaSection, FixedItem, ItemKind, PackState, PaperKind
from governance.models.body import Body
from governance.models.meeting import Invitation, Meeting
from governance.models.organization import Party
from governance.models.person import Person


class ForwardItem(models.Model):
    """A subject on the forward agenda ("termijnagenda") of a body; ``month``: its first day.

    ``owner``: who prepares it. ``dropped_reason``: why it does not come any more.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="forward_items")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.INFORM)
    month = models.DateField(_("planned for"))
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="forward_items"
    )
    note = models.TextField(_("explanation"), blank=True)
    dropped_reason = models.CharField(_("why dropped"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("item of the forward agenda")
        verbose_name_plural = _("items of the forward agenda")
        ordering = ["month", "pk"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="forwarditem_first_of_month")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class AgendaItem(models.Model):
    """An item of a meeting; ``parent``: the item it stands under (one level).

    ``minutes``: planned time. ``fixed``: what the covenant asks for (rule 6). ``carried_from``: the item
    of an earlier meeting that goes on here. Confidential is an agreement: with a reason, until a day, lifted
    by whom; ``secrecy_imposed_by`` only records secrecy that a competent body imposed. ``text``: the report.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    section = models.CharField(
        _("part"), max_length=20, choices=AgendaSection.choices, default=AgendaSection.DISCUSSION
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.INFORM)
    title = models.CharField(_("title"), max_length=200)
    explanation = models.TextField(_("explanation"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    presenter = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="presented_items"
    )
    fixed = models.CharField(_("fixed item"), max_length=20, choices=FixedItem.choices, blank=True)
    forward = models.ForeignKey(
        ForwardItem, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    is_confidential = models.BooleanField(_("confidential"), default=False)
    confidential_reason = models.CharField(_("why confidential"), max_length=300, blank=True)
    confidential_until = models.DateField(_("confidential until"), null=True, blank=True)
    lifted_by = models.CharField(_("who lifts it"), max_length=200, blank=True)
    secrecy_imposed_by = models.CharField(_("secrecy imposed by"), max_length=200, blank=True)
    text = models.TextField(_("report"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "fixed"], condition=~Q(fixed=""), name="item_fixed_once"
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="item_not_under_itself"),
            models.CheckConstraint(
                condition=Q(is_confidential=False) | ~Q(confidential_reason=""),
                name="item_confidential_with_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class CoverNote(models.Model):
    """The cover note ("oplegnotitie") of an item; each line of ``asked`` is one decision asked."""

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="cover_note")
    asked = models.TextField(_("decision asked"), blank=True)
    occasion = models.TextField(_("occasion"), blank=True)
    arguments = models.TextField(_("arguments"), blank=True)
    objections = models.TextField(_("objections"), blank=True)
    money = models.TextField(_("money"), blank=True)
    heard = models.TextField(_("who was heard"), blank=True)
    communication = models.TextField(_("communication"), blank=True)
    follow_up = models.TextField(_("follow-up"), blank=True)
    publicity = models.TextField(_("publicity"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cover note")
        verbose_name_plural = _("cover notes")
        default_permissions = ()

    def __str__(self) -> str:
        """Return the decision asked."""
        return self.asked


class ChairNote(models.Model):
    """A line of the annotated agenda: for chair, secretary and project manager; never in pack or search."""

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="chair_note")
    intended = models.TextField(_("intended decision"), blank=True)
    speakers = models.TextField(_("who speaks"), blank=True)
    objections = models.TextField(_("known objections"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("note for the chair")
        verbose_name_plural = _("notes for the chair")
        default_permissions = ()

    def __str__(self) -> str:
        """Return the intended decision."""
        return self.intended


class PartyNote(models.Model):
    """A party's own note on an item: seen by that party only; never in pack, search or exports."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="party_notes")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("note of a party")
        verbose_name_plural = _("notes of parties")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["item", "party"], name="partynote_once")]

    def __str__(self) -> str:
        """Return the note."""
        return self.text


class Abstention(models.Model):
    """That a party with an interest leaves an item and its papers to the others."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="abstentions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="abstentions")
    reason = models.CharField(_("interest"), max_length=300)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("abstention")
        verbose_name_plural = _("abstentions")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["item", "party"], name="abstention_once")]

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason


class MeetingQuestion(models.Model):
    """A question for the round of questions, sent in beforehand, with its answer."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the question."""
        return self.text


class AgendaPaper(models.Model):
    """A paper with an item; immutable: a new version is a new row that ``replaces`` the old one.

    ``announced_at``: when the mail that says what is new named it; None: not mailed yet.
    ``withdrawn_reason``: why it does not stand there any more.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(
        _("how it belongs"), max_length=20, choices=PaperKind.choices, default=PaperKind.WITH_ITEM
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class MeetingPack(models.Model):
    """The pack of a meeting: one PDF, made by the worker. ``fingerprint``: of what it was made from.

    ``pages_done`` of ``pages``: the progress shown while it is made.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="pack")
    state = models.CharField(_("state"), max_length=10, choices=PackState.choices, default=PackState.WAITING)
    file = models.OneToOneField(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    pages_done = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("why not"), max_length=300, blank=True)
    built_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pack of a meeting")
        verbose_name_plural = _("packs of meetings")
        default_permissions = ()

    def __str__(self) -> str:
        """Return the state."""
        return str(self.get_state_display())
