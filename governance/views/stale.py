"""What a page shows when somebody else saved the same record after the form was opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import Show, changes_since, latest_history_id


class StaleMixin:
    """Shows what the other changed beside what was typed, to choose between them (status 409).

    ``shown_fields``: field → how its value is shown. A form that is about several records at once says
    by itself which row is the newest and what changed (``newest_row``, ``changes_of_others``).
    """

    request: HttpRequest
    shown_fields: ClassVar[Mapping[str, Show]]

    @property
    def edited(self) -> models.Model:
        """Return the record that the form changes."""
        raise NotImplementedError

    def newest_row(self) -> int:
        """Return the id of the newest history row of what the form changes."""
        return latest_history_id(self.edited)

    def changes_of_others(self, history_id: int) -> Sequence[Any]:
        """Return what others changed after a history row: each with ``label``, ``before``, ``after``."""
        return changes_since(self.edited, history_id, self.shown_fields)

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        """Show the change of the other; other refusals as always."""
        if not isinstance(error, StaleError):
            response: HttpResponse = super().refused(form, error)  # type: ignore[misc]
            return response
        others = self.changes_of_others(form.cleaned_data["history_id"])
        typed: Any = self.request.POST.copy()
        typed["history_id"] = str(self.newest_row())
        form.data = typed
        context = self.get_context_data(form=form, stale=error.message, others=others)  # type: ignore[attr-defined]
        answer: HttpResponse = self.render_to_response(context, status=409)  # type: ignore[attr-defined]
        return answer
