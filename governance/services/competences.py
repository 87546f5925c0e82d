"""What a deal says about who decides: over the table of ``body_kinds``, with its article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.models import User
from governance.body_kinds import BODY_KINDS
from governance.enums import CompetenceLevel, DecisionResult, DecisionSubject
from governance.models import Body, BodyCompetence, CityDeal, Decision
from governance.selectors.competences import competences_of, deciding_bodies, newest_competence_row
from governance.services.checks import require_manager, save_checked


@dataclass(frozen=True)
class CompetenceChoice:
    """What a kind of body may do with a subject (CompetenceLevel), and the article that says so."""

    level: str
    article: str = ""


@transaction.atomic
def set_competences(
    *, actor: User, deal: CityDeal, subject: str, choices: Mapping[str, CompetenceChoice], history_id: int
) -> None:
    """Say for kinds of bodies (BodyKind) what they may do with a subject (DecisionSubject).

    What differs from the default needs its article. What equals the default, without article, is no
    longer kept. ``history_id``: the newest history row about the subject when the form was opened; 0
    where there was none. Raises StaleError when somebody changed the subject in between; DomainError
    without the right, about the own order of bodies, and without an article; its field is
    ``article_<kind>``. Writes history. Source: rules 15 and 18.
    """
    require_manager(actor, deal)
    CityDeal.objects.select_for_update().get(pk=deal.pk)
    if subject == DecisionSubject.OWN_ORDER:
        raise DomainError(_("Every body decides on its own order. That cannot be changed."))
    if newest_competence_row(deal, subject) != history_id:
        raise StaleError(_("Somebody else changed who decides about this after you opened it."))
    known = {row.kind: row for row in BodyCompetence.objects.filter(deal=deal, subject=subject)}
    for kind, choice in choices.items():
        row = known.get(kind) or BodyCompetence(deal=deal, kind=kind, subject=subject)
        differs = choice.level != BODY_KINDS[kind].level(subject)
        if differs and not choice.article:
            raise DomainError(_("Fill in the article of the covenant that says so."), field=f"article_{kind}")
        if not differs and not choice.article:
            if row.pk:
                row._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
                row.delete()
        elif (row.level, row.article) != (choice.level, choice.article):
            row.level, row.article = choice.level, choice.article
            save_checked(row, actor)


def check_competent(body: Body, subject: str) -> None:
    """Refuse a decision of a body that does not decide about a subject: says who does.

    Raises DomainError at ``subject``. Two queries.
    """
    competence = competences_of(body.deal)[body.kind, subject]
    if competence.level == CompetenceLevel.DECIDES:
        return
    sentence = {
        CompetenceLevel.PREPARES: _("%(body)s prepares this."),
        CompetenceLevel.ADVISES: _("%(body)s advises about this."),
        CompetenceLevel.INFORMED: _("%(body)s does not decide about this."),
    }[competence.level] % {"body": body.name}
    raise DomainError(f"{sentence} {who_decides(body.deal, subject)}", field="subject")


def check_rests_on(decision: Decision, deal: CityDeal, subject: str, day: date, *, field: str) -> None:
    """Refuse to let something rest on a decision that cannot carry it; needs its body loaded.

    The decision is of this deal, about ``subject`` (DecisionSubject), adopted, not withdrawn, and taken and
    in effect on ``day`` at the latest. Raises DomainError at ``field``.
    """
    if decision.body.deal_id != deal.pk or decision.withdrawn_on is not None:
        raise DomainError(_("Choose a decision of this deal that holds."), field=field)
    if decision.subject != subject:
        raise DomainError(
            _("This decision is about something else. Choose a decision about: %(subject)s.")
            % {"subject": DecisionSubject(subject).label},
            field=field,
        )
    if decision.result != DecisionResult.ADOPTED:
        raise DomainError(_("This proposal was not adopted, so nothing can rest on it."), field=field)
    if decision.effective_on is not None and decision.effective_on > day:
        raise DomainError(
            _("This decision takes effect on %(day)s, after the day you fill in.")
            % {"day": date_format(decision.effective_on, "DATE_FORMAT")},
            field=field,
        )
    if decision.taken_on > day:
        raise DomainError(
            _("This decision was taken on %(day)s, after the day you fill in.")
            % {"day": date_format(decision.taken_on, "DATE_FORMAT")},
            field=field,
        )


def who_decides(deal: CityDeal, subject: str) -> str:
    """Return the sentence that says which body decides about a subject now."""
    names = [body.name for body in deciding_bodies(deal, subject, timezone.localdate())]
    if names:
        return _("Who decides about this: %(names)s.") % {"names": ", ".join(names)}
    return _("No body of the deal decides about this: that is for the parties themselves.")
