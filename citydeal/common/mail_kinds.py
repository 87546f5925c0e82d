"""What each kind of mail is called for people; the word itself (``OutgoingMail.kind``) is for operators.

One table for every app: a test holds it to the kinds that the code queues.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from citydeal.common.text import Text

MAIL_KINDS: dict[str, Text] = {
    # Accounts.
    "invitation": _("Invitation to make an account"),
    "second_step_removed": _("The second step was taken away"),
    "account_already_exists": _("There is an account already"),
    "email_changed": _("E-mail address changed"),
    "email_confirm": _("E-mail address confirmed"),
    "email_confirmation": _("Confirm your e-mail address"),
    "email_confirmation_signup": _("Confirm your e-mail address"),
    "email_deleted": _("E-mail address removed"),
    "password_changed": _("Password changed"),
    "password_reset": _("Password changed"),
    "password_reset_key": _("Choose a new password"),
    "password_set": _("Password set"),
    "recovery_codes_generated": _("New recovery codes"),
    "totp_activated": _("Second step switched on"),
    "totp_deactivated": _("Second step switched off"),
    # What is told or asked in a deal.
    "weekly_list": _("Weekly list"),
    "monthly_digest": _("Monthly digest"),
    "party_request": _("Question to a party"),
    "duty_reminder": _("Reminder of what is owed"),
    "action_reminder": _("Reminder of an action"),
    "scores_asked": _("Scores asked"),
    "test_late": _("Result of a field test asked"),
    "agreement": _("Question whether a party agrees"),
    "decision_list": _("Decision list to confirm"),
    "report_draft": _("Draft of a report"),
    "papers": _("New papers"),
    "meeting_reserved": _("Date of a meeting reserved"),
    "meeting_invited": _("Invitation to a meeting"),
    "meeting_updated": _("Meeting changed"),
    "meeting_cancelled": _("Meeting cancelled"),
    "meeting_removed": _("No longer invited to a meeting"),
    "meeting_deputy": _("Asked to replace somebody"),
    "meeting_remind": _("Reminder of an invitation"),
    "round_question": _("Question of a written round"),
    "round_withdrawn": _("Written round withdrawn"),
    "round_outcome": _("Outcome of a written round"),
    "contribution_question": _("Question about contributions"),
    "invoice_reminder": _("Reminder of an invoice"),
    "round_urgent": _("Urgent decision of the chair"),
    "progress_report": _("Progress report"),
    "progress_report_review": _("Draft of a progress report"),
}


def kind_label(kind: str) -> Text:
    """Return what a kind of mail is called; "Other mail" for one of an older version of the portal."""
    return MAIL_KINDS.get(kind, _("Other mail"))
