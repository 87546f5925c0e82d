"""What a party says to a decision that asks money, people or law of it (choice A2-10)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.outbox import queue_mail
from governance.enums import AgreementState
from governance.models import Decision, PartyAgreement
from governance.permissions_reports import can_answer_agreement
from governance.rules.agreements import AGREES
from governance.services.checks import save_checked
from governance.services.recipients import recipients_of
from governance.services.requests import contact_of


@dataclass(frozen=True)
class AgreementTerms:
    """What a party says (AgreementState): within which mandate, or subject to whom and until when.

    ``confirmed_on``: the day the party confirmed it; from then on the decision holds for it.
    """

    state: str
    mandate: str = ""
    subject_to: str = ""
    due_on: date | None = None
    confirmed_on: date | None = None
    remark: str = ""


def ask_parties(decision: Decision) -> int:
    """Mail the contact of each party that a decision asks something of, once; returns the number of mails.

    Called inside a service, when others may know of the decision. A party without a contact gets none: the
    workspace shows that it waits. Side effects: mail. Needs body and deal loaded.
    """
    body, today, mailed = decision.body, timezone.localdate(), 0
    waiting = decision.agreements.filter(state=AgreementState.UNKNOWN).select_related("party__organization")
    for agreement in waiting:
        contact = contact_of(agreement.party, today)
        organization = agreement.party.organization
        page = reverse(
            "governance:agreement_edit", args=[body.deal.slug, body.slug, decision.pk, organization.slug]
        )
        for each in recipients_of(contact) if contact else []:
            words = {
                "name": each.name,
                "for_person": each.for_person,
                "party": organization,
                "decision": decision,
                "body": body,
                "deal": body.deal,
                "link": absolute_url(page),
            }
            queue_mail(
                key=f"agreement:{agreement.pk}:{each.person_id}",
                kind="agreement",
                to=each.email,
                user=each.user,
                **asdict(render_mail("governance/mail/agreement", words)),
            )
            mailed += 1
    return mailed


@transaction.atomic
def set_agreement(
    *, actor: User, agreement: PartyAgreement, terms: AgreementTerms, history_id: int
) -> PartyAgreement:
    """Write down what a party says to a decision; its contact does, or the secretary of the body.

    ``history_id``: the history row the form was opened with. Raises StaleError when somebody saved it in
    between; DomainError without the right, without the mandate or the date that its answer asks for, and on
    a confirmation that cannot be. Writes history. Source: choice A2-10.
    """
    locked: PartyAgreement = (
        PartyAgreement.objects.select_for_update(of=("self",))
        .select_related("decision__body__deal", "decision__item__meeting", "party__organization")
        .get(pk=agreement.pk)
    )
    if not can_answer_agreement(actor, locked):
        raise DomainError(_("You may not answer for this party."))
    if latest_history_id(locked) != history_id:
        raise StaleError(_("Somebody else changed this answer after you opened it."))
    _check(locked, terms)
    for name, value in vars(terms).items():
        setattr(locked, name, value)
    if terms.state != AgreementState.MANDATE:
        locked.mandate = ""
    if terms.state != AgreementState.SUBJECT_TO:
        locked.subject_to, locked.due_on = "", None
    return save_checked(locked, actor)


def _check(agreement: PartyAgreement, terms: AgreementTerms) -> None:
    if terms.state == AgreementState.MANDATE and not terms.mandate.strip():
        raise DomainError(_("Fill in within which mandate the party agrees."), field="mandate")
    if terms.state == AgreementState.SUBJECT_TO:
        if not terms.subject_to.strip():
            raise DomainError(_("Fill in whose decision the party waits for."), field="subject_to")
        if terms.due_on is None:
            raise DomainError(_("Fill in until when the party waits for it."), field="due_on")
        if terms.due_on < agreement.decision.taken_on:
            raise DomainError(_("Choose a day after the decision was taken."), field="due_on")
    day = terms.confirmed_on
    if day is None:
        return
    if terms.state not in AGREES:
        raise DomainError(_("Only a party that agrees confirms it. Take the day away."), field="confirmed_on")
    if not agreement.decision.taken_on <= day <= timezone.localdate():
        raise DomainError(
            _("Choose a day from %(start)s to today.")
            % {"start": date_format(agreement.decision.taken_on, "DATE_FORMAT")},
            field="confirmed_on",
        )
