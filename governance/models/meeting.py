"""Meetings of bodies: from the first reservation to an adopted report, who is invited and who was there."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.addresses import address
from citydeal.common.history import ActedHistory
from citydeal.enums import Access
from governance.enums import AgendaSection, DecidedBy, ItemKind, MeetingForm, MeetingState, Presence, Reply
from governance.models.body import Body, Membership
from governance.models.organization import Party
from governance.models.person import Person


class WayOfWorking(models.Model):
    """How a body meets and decides; a body without a row works as the defaults say.

    ``quorum``: how many votes must be there to decide. ``invite_days``, ``papers_days``: calendar days before
    a meeting. ``list_days``: working days in which the chair confirms the list of decisions.
    ``weekday``: 0 is Monday.
    """

    body = models.OneToOneField(Body, on_delete=models.PROTECT, related_name="way_of_working")
    quorum = models.PositiveSmallIntegerField(_("quorum"), null=True, blank=True)
    decides_by = models.CharField(
        _("decides"), max_length=10, choices=DecidedBy.choices, default=DecidedBy.CONSENSUS
    )
    deputies_vote = models.BooleanField(_("deputies vote"), default=True)
    silence_agrees = models.BooleanField(_("no answer in a written round counts as agreed"), default=False)
    list_days = models.PositiveSmallIntegerField(_("working days for the decision list"), default=5)
    invite_days = models.PositiveSmallIntegerField(_("invitation, days before"), default=21)
    papers_days = models.PositiveSmallIntegerField(_("papers, days before"), default=7)
    weekday = models.PositiveSmallIntegerField(_("usual day"), null=True, blank=True)
    usual_time = models.TimeField(_("usual time"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("usual length in minutes"), default=120)
    location = models.CharField(_("usual place"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("way of working")
        verbose_name_plural = _("ways of working")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__lte=6), name="way_weekday"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="way_minutes"),
        ]

    def __str__(self) -> str:
        """Return the body; needs it loaded."""
        return str(self.body)


class TemplateItem(models.Model):
    """An item that every agenda of a body starts with."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="template_items")
    section = models.CharField(_("part"), max_length=20, choices=AgendaSection.choices)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.INFORM)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("item of the template")
        verbose_name_plural = _("items of the template")
        ordering = ["order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Meeting(models.Model):
    """A meeting of a body, or of several (``joint_bodies``).

    ``state`` is where it stands; its rows are ``MeetingStatus``. ``uid`` and ``sequence`` name its calendar
    entry. ``series``: meetings that were reserved together share one. ``reply_until``: last day to answer.
    ``remarks_until``: last day to remark on the draft report. ``adopted_in``: the meeting of the same body
    that adopted the report, by the decision ``adoption``. ``list_confirmed_at``: when the chair confirmed the
    list of decisions.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    joint_bodies = models.ManyToManyField(Body, blank=True, related_name="joint_meetings")
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    form = models.CharField(
        _("where"), max_length=10, choices=MeetingForm.choices, default=MeetingForm.ON_SITE
    )
    location = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("address of the online meeting"), max_length=500, blank=True)
    access = models.CharField(_("who may read"), max_length=10, choices=Access.choices, default=Access.BODY)
    state = models.CharField(
        _("state"), max_length=12, choices=MeetingState.choices, default=MeetingState.DRAFT
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    series = models.UUIDField(null=True, blank=True)
    reply_until = models.DateField(_("answer until"), null=True, blank=True)
    invitation_text = models.TextField(_("text of the invitation"), blank=True)
    remarks_until = models.DateField(_("remarks until"), null=True, blank=True)
    adopted_in = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="adopts"
    )
    adopted_on = models.DateField(_("report adopted on"), null=True, blank=True)
    # A decision stands above meetings in the order of modules: by name.
    adoption = models.OneToOneField(
        "governance.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="adopted_report",
    )
    list_confirmed_at = models.DateTimeField(_("list of decisions confirmed"), null=True, blank=True)
    list_confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.ADOPTED) | Q(adopted_on__isnull=False),
                name="meeting_adopted_on_a_day",
            ),
            models.CheckConstraint(condition=~Q(adopted_in=F("pk")), name="meeting_not_by_itself"),
        ]
        indexes = [models.Index(fields=["body", "starts_at"], name="meeting_body_start")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the meeting; needs body and deal loaded."""
        return address("governance:meeting_detail", self.body.deal.slug, self.body.slug, self.pk)

    @property
    def day(self) -> date:
        """Return the day of the meeting in the Netherlands."""
        return timezone.localdate(self.starts_at)


class MeetingStatus(models.Model):
    """That a meeting went to a state; append-only, with the reason where one is asked for."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(_("state"), max_length=12, choices=MeetingState.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("state of a meeting")
        verbose_name_plural = _("states of a meeting")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the state."""
        return str(self.get_state_display())


class Invitation(models.Model):
    """Who is asked to a meeting, what they answered, and how they were there.

    ``membership``: why they are asked; None for a guest or for a signatory of rule 5 who sits in no body.
    ``party``: for whom they sit. ``deputy``: who comes instead; ``deputy_votes``: whether with a vote.
    ``replied_by``: the name the answer was given under. ``removed_at``: no longer asked. ``presence`` with
    ``arrived``/``left``/``is_online``: how it went. Only a hash of the token in the link is kept.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    has_vote = models.BooleanField(_("has a vote"), default=True)
    is_guest = models.BooleanField(_("guest"), default=False)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    reply = models.CharField(_("answer"), max_length=10, choices=Reply.choices, default=Reply.NONE)
    replied_at = models.DateTimeField(_("answered"), null=True, blank=True)
    replied_by = models.CharField(_("answered by"), max_length=350, blank=True)
    deputy = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="deputised_invitations"
    )
    deputy_votes = models.BooleanField(_("deputy has a vote"), default=False)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    sent_sequence = models.PositiveIntegerField(_("last version sent"), null=True, blank=True)
    removed_at = models.DateTimeField(_("no longer invited"), null=True, blank=True)
    presence = models.CharField(_("was there"), max_length=12, choices=Presence.choices, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    arrived = models.TimeField(_("came at"), null=True, blank=True)
    left = models.TimeField(_("left at"), null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["token_hash"], bases=[ActedHistory])

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="invitation_once"),
            models.CheckConstraint(
                condition=~Q(reply=Reply.DEPUTY) | Q(deputy__isnull=False), name="invitation_deputy_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the person; needs it loaded."""
        return str(self.person)
