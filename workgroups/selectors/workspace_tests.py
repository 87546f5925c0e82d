"""What the workspace shows of assessment and tests: scores awaited, a choice to make, tests that are late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.addresses import address
from citydeal.common.dates import in_words
from governance.models import Person
from governance.selectors.workspace import SOURCES, Row, Source, WorkspaceFacts, WorkspaceItem
from workgroups.enums import FrameworkState
from workgroups.models import Assessment, FrameworkAssessor, FrameworkVersion
from workgroups.selectors.reminders import late_tests, unfinished, waiting_candidates

TESTS, ASSESSMENT = "veldtesten", "toetsing"


def late_test_items(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Tests whose planned end passed without a result."""
    for row in rows:
        end = date.fromisoformat(row["end"])
        yield WorkspaceItem(
            kind=TESTS,
            title=_("Test without a result: %(instrument)s") % {"instrument": row["instrument"]},
            text=row["tester"],
            url=address("workgroups:test_detail", facts.deal.slug, row["id"]),
            action=_("See the test"),
            about=f"{row['instrument']}, {row['tester']}",
            due=end,
            says=_("It should have ended on %(day)s") % {"day": in_words(end)},
            level="warning",
            icon="hourglass",
            body_id=row["body"],
        )


def late_test_rows(on: Any, _soon: Any) -> QuerySet[Any]:
    """Return the question for tests that are late."""
    row = JSONObject(
        id="pk",
        instrument="version__instrument__title",
        tester=Coalesce("party__organization__name", "alliance__body__name"),
        end="planned_end",
        body="version__instrument__group__body",
    )
    return late_tests(on).filter(version__instrument__deal=OuterRef("pk")).values_list(row)


def assessment_items(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Scores that are awaited, scores to close, and a longlist that waits for a decision."""
    for row in rows:
        if row["state"] == FrameworkState.OPEN:
            yield from _of_open(facts, row)
        elif row["waiting"]:
            yield _to_decide(facts, row)


def _of_open(facts: WorkspaceFacts, row: Row) -> Iterator[WorkspaceItem]:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    if until is not None and until < facts.on:
        yield WorkspaceItem(
            kind=ASSESSMENT,
            title=_("The last day for scores has passed: version %(number)s") % {"number": row["number"]},
            text=_missing(row) or _("Everybody has finished."),
            url=address("workgroups:framework_state", facts.deal.slug, row["number"]),
            action=_("Close the version"),
            about=str(row["number"]),
            due=until,
            says=_("Scores were asked until %(day)s") % {"day": in_words(until)},
            level="danger",
            icon="alert-octagon",
        )
    elif row["unfinished"] and (until is None or until <= facts.soon):
        yield WorkspaceItem(
            kind=ASSESSMENT,
            title=_("Scores are awaited: version %(number)s") % {"number": row["number"]},
            text=_missing(row),
            url=address("workgroups:framework_detail", facts.deal.slug, row["number"]),
            action=_("See the version"),
            about=str(row["number"]),
            due=until,
            says=_("Scores until %(day)s") % {"day": in_words(until)} if until else "",
            level="warning",
            icon="hourglass",
        )


def _missing(row: Row) -> str:
    """Return who has not finished; empty where everybody has."""
    names = [Person(**name).name for name in row["unfinished"]]
    return _("Not finished: %(names)s") % {"names": ", ".join(names)} if names else ""


def _to_decide(facts: WorkspaceFacts, row: Row) -> WorkspaceItem:
    count = row["waiting"]
    words = ngettext(
        "%(count)s candidate has scores and waits for a decision.",
        "%(count)s candidates have scores and wait for a decision.",
        count,
    )
    closed = date.fromisoformat(row["closed"]) if row["closed"] else None
    return WorkspaceItem(
        kind=ASSESSMENT,
        title=_("The longlist waits for a decision"),
        text=words % {"count": count},
        url=address("workgroups:shortlist_edit", facts.deal.slug),
        action=_("Write down the choice"),
        about=_("longlist"),
        due=closed,
        says=_("Scores were closed on %(day)s") % {"day": in_words(closed)} if closed else "",
        level="warning",
        icon="flag-check",
    )


def assessment_rows(_on: Any, _soon: Any) -> QuerySet[Any]:
    """Return the question for the newest version of the framework that was opened.

    With its assessors who have scores left, and how many candidates with scores wait for a decision.
    """
    person = {name: f"person__{name}" for name in ("given_name", "prefix", "family_name")}
    left = unfinished(FrameworkAssessor.objects.filter(framework=OuterRef("pk"))).order_by("pk")
    scored = Assessment.objects.filter(candidate=OuterRef("pk"), submitted_at__isnull=False)
    waiting = waiting_candidates(OuterRef("deal")).filter(Exists(scored)).order_by()
    counted = waiting.values("instrument__deal").annotate(count=Count("pk"))
    row = JSONObject(
        number="number",
        state="state",
        until="scores_until",
        closed="closed_on",
        unfinished=ArraySubquery(left.values_list(JSONObject(**person))),
        waiting=Coalesce(Subquery(counted.values("count")), 0),
    )
    opened = FrameworkVersion.objects.filter(deal=OuterRef("pk"), opened_on__isnull=False)
    return opened.order_by("-number").values_list(row)[:1]


def register_sources() -> None:
    """Register the items of assessment and field tests; called once, at start."""
    SOURCES.register(ASSESSMENT, Source(gettext_lazy("Assessment"), assessment_items, assessment_rows))
    SOURCES.register(TESTS, Source(gettext_lazy("Field tests"), late_test_items, late_test_rows))
