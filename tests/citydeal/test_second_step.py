"""Losing the phone: the way back, which an operator opens and the owner is told of."""

import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError

from citydeal.models import OutgoingMail
from tests.factories.governance import UserFactory

pytestmark = pytest.mark.django_db


def run(email):
    out = io.StringIO()
    call_command("remove_second_step", email, stdout=out)
    return out.getvalue()


def test_the_second_step_goes_the_sessions_end_and_a_mail_tells_the_owner(client):
    user = UserFactory(email="lid@voorbeeld.example")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    assert "Removed 1" in run("LID@voorbeeld.example")
    assert not Authenticator.objects.exists()
    assert client.get("/account/email/").status_code == 302
    mail = OutgoingMail.objects.get(to=user.email)
    assert "tweede stap" in mail.text


def test_without_a_second_step_nothing_happens():
    UserFactory(email="lid@voorbeeld.example")
    assert "Removed 0" in run("lid@voorbeeld.example")
    assert not OutgoingMail.objects.exists()


def test_an_unknown_address_is_one_line():
    with pytest.raises(CommandError, match="No account"):
        run("niemand@voorbeeld.example")
