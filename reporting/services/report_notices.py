"""Mail about a report on its way: to the core group that reads along, and to the project manager.

Each turn with the core group has a status row of its own; its id stands in the key of the mail, so that a
turn is told once, whatever happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils import timezone

from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.outbox import queue_mail
from governance.models import Person
from governance.services.recipients import recipients_of_each
from reporting.enums import ReportState
from reporting.models import ProgressReport, ReportStatus
from reporting.selectors.report_data import report_title
from reporting.selectors.report_people import core_group, project_managers

REVIEW, BACK, READY = "review", "back", "ready"


def tell_review(report: ProgressReport, actor: User) -> int:
    """Tell the core group that it may read a report, and the project manager that it may be released.

    Returns how many mails are queued; none to who brought it there. Side effect: mail.
    """
    on = timezone.localdate()
    managers = project_managers(report.deal, on)
    words = {"managers": {person.pk for person in managers}}
    return _mail(report, [*core_group(report.deal, on), *managers], REVIEW, actor, words)


def tell_back(report: ProgressReport, actor: User, reason: str) -> int:
    """Tell the project manager that a report was taken back from the core group, and why.

    Returns how many mails are queued. Side effect: mail.
    """
    people = project_managers(report.deal, timezone.localdate())
    return _mail(report, people, BACK, actor, {"reason": reason})


def tell_answered(report: ProgressReport, actor: User) -> int:
    """Tell the project manager that all remarks on a report are answered, so that it may be released.

    Returns how many mails are queued: none while it is not with the core group, or a remark waits. Side
    effect: mail.
    """
    if report.state != ReportState.IN_REVIEW or report.comments.filter(answered_at=None).exists():
        return 0
    newest = report.comments.order_by("-pk").values_list("pk", flat=True).first()
    people = project_managers(report.deal, timezone.localdate())
    # Who remarked after the mail makes the release wait again, and makes another mail due.
    return _mail(report, people, READY, actor, {}, key=f"{READY}_{newest}")


def _mail(
    report: ProgressReport,
    people: Iterable[Person],
    about: str,
    actor: User,
    words: dict[str, Any],
    *,
    key: str = "",
) -> int:
    """Queue the mail to each of these people but the one who did it, and to who gets mail for them.

    ``key``: what it is about where that is told more than once in a turn.
    """
    turn = ReportStatus.objects.filter(report=report).order_by("-pk").values_list("pk", flat=True)[0]
    others = {person.pk: person for person in people if person.user_id != actor.pk}
    about_it = {
        "about": about,
        "title": report_title(report),
        "deal": report.deal,
        "link": absolute_url(reverse("reporting:report_detail", args=[report.deal.slug, report.pk])),
        **words,
    }
    queued = 0
    for pk, recipients in recipients_of_each(others.values()).items():
        for recipient in recipients:
            text = render_mail(
                "reporting/mail/report_review",
                about_it
                | {
                    "name": recipient.name,
                    "for_person": recipient.for_person,
                    "releases": pk in words.get("managers", ()),
                },
            )
            queue_mail(
                key=f"progress_report_{key or about}:{turn}:{pk}:{recipient.person_id}",
                kind="progress_report_review",
                to=recipient.email,
                user=recipient.user,
                **asdict(text),
            )
            queued += 1
    return queued
