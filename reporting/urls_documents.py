"""Addresses of the letter of a party."""

from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views.letters import LetterFileView, LetterView

_LETTER = "partijen/<slug:party>/brief/"

deal_patterns: list[URLPattern] = [
    path(_LETTER, LetterView.as_view(), name="party_letter"),
    path(f"{_LETTER}<slug:format>/", LetterFileView.as_view(), name="party_letter_file"),
]
