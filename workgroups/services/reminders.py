"""Mail of the clock about the work: scores that are asked, and tests whose end passed without a result."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import OutgoingMail
from citydeal.services.outbox import queue_mail
from governance.enums import MembershipRole
from governance.models import Membership, PartyContact, Person
from governance.services.recipients import recipients_of
from workgroups.enums import LeadRole
from workgroups.models import FieldTest, FrameworkAssessor, GroupLead
from workgroups.selectors.reminders import assessors_to_remind, late_tests_to_ask

log = logging.getLogger(__name__)

# How long before the last day for scores an assessor who has not finished is reminded.
SOON = timedelta(days=7)
ASKED, NEAR, OVER = "asked", "near", "over"


def remind_of_work(on: date) -> int:
    """Mail assessors who have scores to give, and who does a test that is late; returns how many mails.

    An assessor is asked once, reminded once in the week before the last day for scores, and once when that
    has passed; about a late test who does it is asked once per planned end. Safe to run twice, late and
    beside itself: the key of a mail says all that. What fails is logged, and the others go on. Side effects:
    mail.
    """
    made = _each(assessors_to_remind(), lambda assessor: _mail_assessor(assessor, on))
    return made + _each(late_tests_to_ask(on), lambda test: _mail_testers(test, on))


def _each(records: Iterable[Any], act: Callable[[Any], int]) -> int:
    made = 0
    for record in records:
        try:
            with transaction.atomic():
                made += act(record)
        except Exception:
            # Whatever is wrong with one of them, the others get theirs.
            log.exception("No reminder could be made about %s %s", type(record).__name__, record.pk)
    return made


def _stage(until: date | None, on: date) -> str:
    if until is None or on < until - SOON:
        return ASKED
    return NEAR if on <= until else OVER


def _mail_assessor(assessor: FrameworkAssessor, on: date) -> int:
    framework = assessor.framework
    stage = _stage(framework.scores_until, on)
    # Another last day asks again that it comes near; that scores are asked is said once.
    which = "" if stage == ASKED else f":{framework.scores_until}"
    words = {
        "deal": framework.deal,
        "until": framework.scores_until,
        "stage": stage,
        "link": absolute_url(reverse("workgroups:my_assessments", args=[framework.deal.slug])),
    }
    key = f"scores-{stage}:{assessor.pk}{which}"
    return _mail(assessor.person, key, "workgroups/mail/scores", words, on, kind="scores_asked")


def _mail_testers(test: FieldTest, on: date) -> int:
    instrument = test.version.instrument
    words = {
        "deal": instrument.deal,
        "instrument": instrument,
        "tester": test.party or test.alliance,
        "until": test.planned_end,
        "link": absolute_url(reverse("workgroups:test_report", args=[instrument.deal.slug, test.pk])),
    }
    key = f"test-late:{test.pk}:{test.planned_end}"
    template = "workgroups/mail/late_test"
    return sum(_mail(person, key, template, words, on, kind="test_late") for person in _testers(test, on))


def _testers(test: FieldTest, on: date) -> list[Person]:
    """Return who says how a test stands: who does it, or else the lead of the group that makes it."""
    if test.party is not None:
        contacts = PartyContact.objects.on(on).filter(party=test.party).select_related("person__user")
        people = [contact.person for contact in contacts]
    else:
        keepers = Q(role__in=(MembershipRole.CHAIR, MembershipRole.SECRETARY), is_deputy=False)
        body = test.alliance.body if test.alliance else None
        sitting = Membership.objects.on(on).filter(keepers, body=body).select_related("person__user")
        people = [membership.person for membership in sitting]
    if not people and test.version.instrument.group is not None:
        leads = GroupLead.objects.on(on).filter(group=test.version.instrument.group, role=LeadRole.LEAD)
        people = [lead.person for lead in leads.select_related("person__user")]
    return list({person.pk: person for person in people}.values())


def _mail(person: Person, key: str, template: str, words: dict[str, Any], on: date, *, kind: str) -> int:
    """Queue a mail to a person, or who gets it in his or her place; returns how many are new."""
    made = 0
    for recipient in recipients_of(person, on=on):
        own = f"{key}:{person.pk}:{recipient.person_id}"
        if OutgoingMail.objects.filter(key=own).exists():
            continue
        text = render_mail(template, words | {"name": recipient.name, "for_person": recipient.for_person})
        queue_mail(key=own, kind=kind, to=recipient.email, user=recipient.user, **asdict(text))
        made += 1
    return made
