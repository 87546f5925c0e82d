"""Rules 33 to 36: what a project charter says before a body can adopt it (source 002)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from citydeal.common.text import Text

# What must be filled in: its section, its field, and what to do. The official contractor may stay empty:
# then the project leader is (rule 34).
_TEXTS: tuple[tuple[str, str, Text], ...] = (
    ("opdracht", "principal", _("Fill in the political principal.")),
    ("opdracht", "official_principal", _("Fill in the official principal.")),
    ("opdracht", "project_leader", _("Fill in the project leader.")),
    ("aanleiding-en-doel", "occasion", _("Answer question 1: the occasion.")),
    ("aanleiding-en-doel", "purpose", _("Answer question 2: the aim.")),
    ("aanleiding-en-doel", "effects", _("Answer question 2: the effects that are wanted.")),
    ("resultaat", "result", _("Answer question 3: the concrete result.")),
)
# The five headings of question 4; each is filled by its text, or by what stands under it.
_HEADINGS: tuple[tuple[str, str, str, Text], ...] = (
    ("mensen", "people_text", "members", _("Fill in the heading “efforts and involvement of people”.")),
    ("planning", "planning_text", "moments", _("Fill in the heading “planning”.")),
    ("communicatie", "communication_text", "annex", _("Fill in the heading “communication”.")),
    ("budget", "budget_text", "budget_lines", _("Fill in the heading “budget”.")),
    ("kwaliteit", "quality_text", "", _("Fill in the heading “quality”.")),
)


@dataclass(frozen=True)
class Missing:
    """What is still to be filled in: the key of its section, and what to do."""

    section: str
    text: Text


def missing_in(texts: Mapping[str, str], filled: Mapping[str, bool]) -> list[Missing]:
    """Return what a charter lacks before a body can adopt it, in the order of its sections.

    ``texts``: what each field of the version says. ``filled``: whether anything stands under ``members``,
    ``moments``, ``budget_lines``, and whether there is an ``annex``. Three roles (rule 34), the questions
    (rule 35), and no heading of the constraints empty (rule 36).
    """
    lacking = [Missing(section, words) for section, field, words in _TEXTS if not texts[field].strip()]
    lacking += [
        Missing(section, words)
        for section, field, under, words in _HEADINGS
        if not texts[field].strip() and not filled.get(under, False)
    ]
    return lacking
