"""The second step: its secrets are encrypted, and an operator opens the way back to who lost the phone."""

import io
import logging
import subprocess
import sys

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.management import call_command
from django.core.management.base import CommandError

from citydeal.accounts.second_step import UnreadableSecretError
from citydeal.models import OutgoingMail
from citydeal.services.accounts import remove_second_step, renew_second_steps
from tests.factories.governance import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
OTHER_KEY = "another-key-of-more-than-fifty-characters-for-the-portal-0123456789"


def run(email):
    out = io.StringIO()
    call_command("remove_second_step", email, stdout=out)
    return out.getvalue()


def code():
    return totp.format_hotp_value(totp.hotp_value(SECRET, next(totp.yield_hotp_counters_from_time())))


@pytest.fixture
def user():
    made = UserFactory(email="lid@voorbeeld.example")
    made.emailaddress_set.create(email=made.email, verified=True, primary=True)
    totp.TOTP.activate(made, SECRET)
    RecoveryCodes.activate(made)
    return made


def ways(user):
    return {way.type: way.wrap() for way in Authenticator.objects.filter(user=user)}


class TestSecrets:
    def test_are_encrypted_and_read_again(self, user):
        adapter = get_adapter()
        kept = ways(user)["totp"].instance.data["secret"]
        assert SECRET not in kept
        assert adapter.decrypt(kept) == SECRET
        assert adapter.encrypt(SECRET) != kept
        assert ways(user)["totp"].validate_code(code())
        seed = ways(user)["recovery_codes"].instance.data["seed"]
        assert len(adapter.decrypt(seed)) == 80
        assert len(ways(user)["recovery_codes"].get_unused_codes()) == 10

    @pytest.mark.parametrize("kept", [SECRET, "", "gAAAAABm" + "x" * 60, "é"])
    def test_what_was_not_written_here_is_refused(self, kept):
        with pytest.raises(UnreadableSecretError):
            get_adapter().decrypt(kept)

    def test_of_a_key_of_before_are_read_until_it_goes(self, user, settings):
        old, settings.SECRET_KEY = settings.SECRET_KEY, OTHER_KEY
        settings.SECRET_KEY_FALLBACKS = [old]
        codes = ways(user)["recovery_codes"].get_unused_codes()
        assert renew_second_steps() == 2
        settings.SECRET_KEY_FALLBACKS = []
        assert ways(user)["totp"].validate_code(code())
        assert ways(user)["recovery_codes"].get_unused_codes() == codes

    def test_that_no_key_reads_stay_as_they_are(self, user, settings):
        kept, settings.SECRET_KEY = ways(user)["totp"].instance.data, OTHER_KEY
        out = io.StringIO()
        call_command("renew_second_steps", stdout=out)
        assert "Renewed 0" in out.getvalue()
        assert ways(user)["totp"].instance.data == kept


class TestAnotherKey:
    """Somebody changed SECRET_KEY and forgot the one before."""

    @pytest.fixture(autouse=True)
    def _another_key(self, user, settings):
        settings.SECRET_KEY = OTHER_KEY

    def test_logging_in_is_refused_in_words_with_a_line_in_the_log(self, client, user, caplog):
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        with caplog.at_level(logging.ERROR, "citydeal.accounts.second_step"):
            html = client.post("/account/2fa/authenticate/", {"code": code()}).content.decode()
        assert "Wij kunnen uw tweede stap niet meer controleren." in html
        assert "SECRET_KEY_FALLBACKS" in caplog.text
        assert SECRET not in caplog.text
        assert "_auth_user_id" not in client.session

    def test_the_operator_opens_the_way_back(self, client, user):
        remove_second_step(actor=None, user=user)
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        assert client.session["_auth_user_id"] == str(user.pk)

    def test_who_is_logged_in_sees_no_codes_and_can_turn_it_off(self, client, user):
        client.force_login(user)
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        assert "U hebt nog 0 herstelcodes." in client.get("/account/2fa/").content.decode()
        for name in ("", "download/", "generate/"):
            assert client.get(f"/account/2fa/recovery-codes/{name}").status_code == 403
        client.post("/account/2fa/totp/deactivate/")
        assert not Authenticator.objects.exists()


@pytest.mark.slow
def test_who_has_no_second_step_pays_no_memory_for_it():
    code = "import citydeal.wsgi, citydeal.urls, sys; print('cryptography.fernet' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "False"


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
