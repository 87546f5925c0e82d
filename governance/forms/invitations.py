"""The form with which somebody answers an invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from governance.enums import Reply
from governance.forms.bodies import set_choices
from governance.models import Invitation
from governance.selectors.invitations import substitutes_of
from governance.services.invitations_replies import ReplyGiven

YES, NO, DEPUTY = "ja", "nee", "vervanger"
_REPLIES = {YES: Reply.YES, NO: Reply.NO, DEPUTY: Reply.DEPUTY}
WORDS = {reply: word for word, reply in _REPLIES.items()}


class ReplyForm(PortalForm):
    """Comes, does not come, or sends a deputy."""

    reply = forms.ChoiceField(label=_("Do you come?"), widget=forms.RadioSelect)
    deputy = forms.ChoiceField(
        label=_("Who comes instead?"),
        required=False,
        help_text=_("Somebody of the same party, or who was named as deputy before."),
    )
    remark = forms.CharField(label=_("Remark for the secretary"), required=False, max_length=500)
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("So that the secretary knows who answered."),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.substitutes = {each.key: each for each in substitutes_of(invitation)}
        choices = [(YES, _("Yes")), (NO, _("No")), (DEPUTY, _("No, a deputy comes instead"))]
        if self.substitutes:
            named = [
                (
                    key,
                    _("%(name)s (named as deputy)") % {"name": s.person.name}
                    if s.has_mandate
                    else s.person.name,
                )
                for key, s in self.substitutes.items()
            ]
            set_choices(self, "deputy", [("", _("Choose a person")), *named])
        else:
            choices.pop()
            del self.fields["deputy"]
        set_choices(self, "reply", choices)

    def clean(self) -> dict[str, Any]:
        """Ask who comes instead where a deputy does."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("reply") == DEPUTY and not data.get("deputy") and "deputy" not in self.errors:
            self.add_error("deputy", _("Choose who comes instead."))
        return data

    def given(self) -> ReplyGiven:
        """Return the answer; call after ``is_valid``."""
        data = self.cleaned_data
        reply = _REPLIES[data["reply"]]
        deputy = self.substitutes[data["deputy"]].person if reply == Reply.DEPUTY else None
        return ReplyGiven(reply=reply, name=data["name"], deputy=deputy, remark=data["remark"])
