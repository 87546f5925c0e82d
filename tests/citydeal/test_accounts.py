"""Accounts: made by invitation, reached by mail, closed at once."""

from __future__ import annotations

import re
import threading
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connections
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone

from citydeal.accounts.adapter import AccountAdapter, user_display
from citydeal.common import demo, mail
from citydeal.common.errors import DomainError
from citydeal.models import OutgoingMail, User
from citydeal.services import accounts, outbox

PASSWORD = "een-lang-wachtwoord-1"
LOGIN, RESET = "/account/login/", "/account/password/reset/"
MAILS = [
    *(
        f"account/email/{name}"
        for name in (
            "account_already_exists",
            "email_changed",
            "email_confirm",
            "email_confirmation",
            "email_confirmation_signup",
            "email_deleted",
            "password_changed",
            "password_reset",
            "password_reset_key",
            "password_set",
        )
    ),
    *(
        f"mfa/email/{name}"
        for name in (
            "recovery_codes_generated",
            "totp_activated",
            "totp_deactivated",
        )
    ),
    "citydeal/mail/invitation",
]


def make(email: str = "lid@example.nl", name: str = "Lid Een", **values) -> User:
    fields = {"actor": None, "send_invitation": False}
    user = accounts.create_account(email=email, name=name, **{**fields, **values})
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, email: str = "lid@example.nl", password: str = PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def link_in(text: str) -> str:
    (found,) = re.findall(r"^https?://\S+/key/\S+$", text, re.MULTILINE)
    return found


@pytest.mark.django_db
class TestCreate:
    def test_makes_a_verified_account_without_password_and_invites_its_owner(self, settings):
        settings.BASE_URL = "https://portaal.example.nl"
        user = accounts.create_account(actor=None, email=" Lid@Example.NL ", name="Lid\n van  Dam")
        assert (user.email, user.name) == ("lid@example.nl", "Lid van Dam")
        assert not user.has_usable_password()
        address = EmailAddress.objects.get(user=user)
        assert (address.email, address.verified, address.primary) == (user.email, True, True)
        row = OutgoingMail.objects.get()
        assert (row.user, row.to, row.kind) == (user, user.email, "invitation")
        assert "Beste Lid van Dam," in row.text
        assert "3 dagen" in row.text
        assert link_in(row.text).startswith("https://portaal.example.nl/account/password/reset/key/")

    @pytest.mark.parametrize("second", ["lid@example.nl", "LID@Example.nl", " lid@EXAMPLE.NL "])
    def test_one_address_one_account_in_any_case(self, second):
        make("Lid@example.nl")
        with pytest.raises(DomainError, match="Er is al een account") as caught:
            make(second)
        assert caught.value.field == "email"
        assert User.objects.count() == 1

    def test_an_address_that_another_account_proved_is_taken_too(self):
        EmailAddress.objects.create(user=make(), email="ander@example.nl", verified=True)
        with pytest.raises(DomainError, match="Er is al een account"):
            make("Ander@example.nl")

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"email": "geen adres"}, "email"),
            ({"email": f"a@{'x.' * 130}nl"}, "email"),
            ({"name": " \n "}, "name"),
            ({"name": "x" * 201}, "name"),
        ],
    )
    def test_says_at_the_field_what_is_wrong(self, values, field):
        with pytest.raises(DomainError) as caught:
            make(**values)
        assert caught.value.field == field
        assert str(caught.value.message).endswith(".")

    def test_a_name_and_an_address_of_the_greatest_length_fit(self):
        address = f"{'a' * 60}@{'x' * 60}.{'y' * 60}.{'z' * 60}.nl"
        assert make(address, "x" * 200).email == address

    def test_stands_in_the_security_log_without_address(self, caplog):
        actor = make("beheer@example.nl")
        caplog.clear()
        user = make(actor=actor)
        (line,) = [entry.message for entry in caplog.records if entry.name == "citydeal.security"]
        assert line.startswith(f"action=account_create object=account:{user.pk} result=done")
        assert f"actor=account:{actor.pk}" in line
        assert "@" not in line


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_inviting_one_person_at_once_make_one_account():
    start = threading.Barrier(2)
    results: list[object] = []

    def work(email: str) -> None:
        start.wait()
        try:
            results.append(accounts.create_account(actor=None, email=email, name="Lid"))
        except DomainError as error:
            results.append(error.field)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(to,)) for to in ("a@example.nl", "A@example.nl")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.count() == OutgoingMail.objects.count() == 1
    assert "email" in results


@pytest.mark.django_db
def test_the_race_is_lost_with_the_same_words(monkeypatch):
    make()
    monkeypatch.setattr(User.objects, "filter", lambda **_: User.objects.none())
    monkeypatch.setattr(EmailAddress.objects, "filter", lambda **_: EmailAddress.objects.none())
    with pytest.raises(DomainError, match="Er is al een account"):
        make("LID@example.nl")


@pytest.mark.django_db
class TestInvitation:
    def test_from_the_link_to_logged_in(self, client, mailoutbox, settings):
        accounts.create_account(actor=None, email="lid@example.nl", name="Lid Een")
        outbox.drain()
        path = link_in(mailoutbox[0].body).removeprefix("http://localhost:8000")
        page = client.get(path, follow=True)
        assert page.status_code == 200
        form = page.redirect_chain[-1][0]
        answer = client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
        assert answer.status_code == 302
        assert log_in(client).url == reverse(settings.LOGIN_REDIRECT_URL)
        # The link is spent, and the owner hears of the password.
        assert type(client)().get(path).status_code == 200
        assert OutgoingMail.objects.filter(kind="password_reset").count() == 1

    def test_nobody_signs_up_by_themselves(self, client):
        answer = client.post("/account/signup/", {"email": "x@example.nl", "password1": PASSWORD})
        assert answer.status_code == 200
        assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_password_reset_waits_for_the_worker_while_the_broker_is_down(client, settings, mailoutbox):
    settings.BASE_URL = "https://portaal.example.nl"
    user = make()
    answer = client.post(RESET, {"email": "Lid@example.nl"}, headers={"host": "127.0.0.1"})
    assert answer.status_code == 302
    row = OutgoingMail.objects.get()
    assert (row.user, row.at_most_once, row.status) == (user, True, "queued")
    outbox.drain()
    link = link_in(mailoutbox[0].body)
    assert link.startswith("https://portaal.example.nl/account/password/reset/key/")
    row.refresh_from_db()
    assert "key" not in row.text
    page = client.get(link.removeprefix("https://portaal.example.nl"), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "nieuw-en-lang-2", "password2": "nieuw-en-lang-2"})
    assert log_in(client, password="nieuw-en-lang-2").status_code == 302


@pytest.mark.django_db
class TestMails:
    def test_a_stranger_gets_none_and_sees_the_same_page(self, client):
        make()
        known = client.post(RESET, {"email": "lid@example.nl"})
        unknown = client.post(RESET, {"email": "vreemd@example.nl"})
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert list(OutgoingMail.objects.values_list("to", flat=True)) == ["lid@example.nl"]

    def test_a_changed_password_is_told_to_its_owner(self, client):
        user = make(name="Lid <b>&'Een'")
        client.force_login(user)
        data = {
            "oldpassword": PASSWORD,
            "password1": "nieuw-en-lang-2",
            "password2": "nieuw-en-lang-2",
        }
        assert client.post("/account/password/change/", data).status_code == 302
        row = OutgoingMail.objects.get()
        assert (row.kind, row.at_most_once, row.user) == ("password_changed", False, user)
        assert row.subject == "Uw wachtwoord is gewijzigd"
        assert "Beste Lid <b>&'Een'," in row.text
        assert "IP-adres 127.0.0.1" in row.text

    def test_a_new_address_is_confirmed_through_a_link_of_the_portal(self, client, settings):
        settings.BASE_URL = "https://portaal.example.nl"
        make()
        log_in(client)
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        client.post("/account/email/", {"action_add": "", "email": "nieuw@example.nl"})
        row = OutgoingMail.objects.get(kind="email_confirmation")
        assert (row.to, row.at_most_once) == ("nieuw@example.nl", True)
        assert "https://portaal.example.nl/account/confirm-email/" in row.text

    def test_outside_a_request_a_link_stays_as_it_is(self):
        AccountAdapter().send_mail(
            "account/email/account_already_exists",
            "x@example.nl",
            {"password_reset_url": "https://a/b"},
        )
        row = OutgoingMail.objects.get()
        assert "https://a/b" in row.text
        assert row.text.startswith("Beste lezer,")

    @pytest.mark.parametrize("prefix", MAILS)
    def test_every_text_is_whole_and_dutch(self, prefix):
        text = mail.render_mail(
            prefix,
            {
                "name": "Lid",
                "link": "https://a/1",
                "days": 1,
                "reset_url": "https://a/2",
                "link_days": 3,
                "password_reset_url": "https://a/3",
                "activate_url": "https://a/4",
                "timestamp": timezone.now(),
                "ip": "127.0.0.1",
                "from_email": "a@example.nl",
                "to_email": "b@example.nl",
                "deleted_email": "c@example.nl",
            },
        )
        assert "\n" not in text.subject
        assert text.text.startswith("Beste Lid,\n\n")
        assert "Met vriendelijke groet,\nCity Deal-portaal\n" in text.text
        assert max(len(line) for line in text.text.splitlines() if "http" not in line) <= 76
        words = set(re.findall(r"[a-z]+", f"{text.subject} {text.text}".lower()))
        assert not words & {"your", "the", "you", "this", "was", "page"} - {"was"}

    def test_no_text_of_allauth_is_left_in_its_own_words(self):
        for prefix in MAILS:
            for part in ("subject", "message"):
                origin = get_template(f"{prefix}_{part}.txt").origin.name
                assert "site-packages" not in origin, origin


class TestWords:
    """The form of every mail's text."""

    def test_lines_are_short_and_addresses_whole(self):
        link = "https://portaal.example.nl/" + "a-b" * 60
        text = mail.wrap(f"  {'woord ' * 30}\n\n\n\n- {'punt ' * 30}\n{link}\x00\n\n")
        lines = text.splitlines()
        assert link in lines
        assert max(len(line) for line in lines if line != link) <= 76
        assert "" not in (lines[0], lines[-1])
        assert lines.count("") == 1
        assert next(line for line in lines if line.startswith("  ")).strip().startswith("punt")

    def test_a_subject_is_cut_with_a_sign_of_it(self):
        assert mail.one_line("a  b\tc\u2028d") == "a b c d"
        assert mail.one_line("x" * 200) == "x" * 200
        assert mail.one_line("x" * 201) == "x" * 199 + "…"


@pytest.mark.django_db
class TestLogin:
    def lines(self, caplog) -> list[str]:
        return [entry.message for entry in caplog.records if entry.name == "citydeal.security"]

    def test_the_log_knows_who_came_from_where_and_how_it_ended(self, client, caplog):
        user = make()
        caplog.clear()
        log_in(client, password="fout")
        log_in(client, email="VREEMD@example.nl\nresult=done")
        log_in(client)
        client.post("/account/logout/")
        lines = self.lines(caplog)
        assert [line.split()[2] for line in lines] == [
            "result=failed",
            "result=done",
            "result=done",
        ]
        assert lines[0].startswith("action=login object=address:")
        assert f"object=account:{user.pk}" in lines[1]
        assert lines[2].startswith("action=logout")
        for line in lines:
            assert re.search(r"origin=127\.0\.0\.1 actor=\S+ time=\S+\+00:00$", line)
            assert "@" not in line
            assert "fout" not in line

    def test_a_closed_account_with_the_right_password_is_logged_as_refused(self, client, caplog):
        make()
        User.objects.update(is_active=False)
        assert log_in(client).url == "/account/inactive/"
        assert "result=refused_account_closed" in self.lines(caplog)[-1]

    def test_logging_out_without_being_logged_in_is_no_event(self, client, caplog):
        client.post("/account/logout/")
        assert self.lines(caplog) == []

    def test_a_wrong_second_factor_is_logged(self, client, caplog):
        user = make()
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        assert log_in(client).url == "/account/2fa/authenticate/"
        client.post("/account/2fa/authenticate/", {"code": "000000"})
        assert f"action=second_factor object=account:{user.pk} result=failed" in self.lines(caplog)[-1]

    def test_limits_bite_also_with_the_right_password(self, client, settings, caplog):
        del settings.ACCOUNT_RATE_LIMITS
        user = make()
        for _ in range(5):
            log_in(client, password="fout")
        assert log_in(client).status_code == 200
        assert "result=refused_by_limit" in self.lines(caplog)[-1]
        assert "_auth_user_id" not in client.session
        # Another address from the same place is not locked out with it.
        make("ander@example.nl")
        assert log_in(client, "ander@example.nl").status_code == 302
        # And a password reset by the owner opens the door again.
        page = client.get(accounts.password_link(user).removeprefix("http://localhost:8000"))
        client.post(page.url, {"password1": PASSWORD + "x", "password2": PASSWORD + "x"})
        assert log_in(client, password=PASSWORD + "x").status_code == 302

    def test_asking_for_many_passwords_is_stopped(self, client, settings):
        del settings.ACCOUNT_RATE_LIMITS
        make()
        statuses = [client.post(RESET, {"email": "lid@example.nl"}).status_code for _ in range(6)]
        assert statuses == [302] * 5 + [429]
        assert OutgoingMail.objects.count() == 5


@pytest.mark.django_db
class TestDeactivate:
    def test_ends_sessions_password_and_mail_of_that_account_only(self, client, caplog):
        user, other = make(), make("ander@example.nl")
        client.force_login(user)
        other_client = type(client)()
        other_client.force_login(other)
        closed = accounts.deactivate_account(actor=other, user=user)
        assert not closed.is_active
        assert not closed.has_usable_password()
        assert [s.get_decoded()["_auth_user_id"] for s in Session.objects.all()] == [str(other.pk)]
        assert "action=account_deactivate" in caplog.text
        client.post(RESET, {"email": user.email})
        assert not OutgoingMail.objects.exists()

    def test_twice_is_once(self, caplog):
        user = make()
        accounts.deactivate_account(actor=None, user=user)
        caplog.clear()
        accounts.deactivate_account(actor=None, user=user)
        assert caplog.text == ""


@pytest.mark.django_db
class TestDemoAccounts:
    @pytest.fixture(autouse=True)
    def _registry(self, monkeypatch):
        monkeypatch.setattr(demo, "DEMO_ACCOUNTS", [])
        monkeypatch.setattr(accounts, "DEMO_ACCOUNTS", demo.DEMO_ACCOUNTS)
        for name in ("een", "twee", "een"):
            demo.register_demo_account(demo.DemoAccount(f"{name}@demo.example", name, f"rol {name}"))

    def test_only_those_that_can_log_in_once_each(self, settings):
        settings.DEMO = True
        make("een@demo.example")
        assert accounts.demo_accounts() == [
            {
                "email": "een@demo.example",
                "name": "een",
                "role": "rol een",
                "password": settings.DEMO_PASSWORD,
            }
        ]
        User.objects.update(is_active=False)
        assert accounts.demo_accounts() == []

    def test_stand_on_the_login_page_of_a_demo_and_nowhere_else(self, client, settings):
        make("een@demo.example")
        settings.DEMO = True
        assert client.get(LOGIN).context["demo_accounts"][0]["name"] == "een"
        assert "demo_accounts" not in client.get(RESET).context
        settings.DEMO = False
        assert "demo_accounts" not in client.get(LOGIN).context
        assert accounts.demo_accounts() == []

    def test_the_password_of_the_demo_passes_the_own_rules(self, settings):
        from django.contrib.auth.password_validation import validate_password

        validate_password(settings.DEMO_PASSWORD)


@pytest.mark.django_db
class TestCommand:
    def run(self, *arguments: str) -> str:
        out = StringIO()
        call_command("create_account", *arguments, stdout=out)
        return out.getvalue()

    def test_invites(self):
        assert "An invitation is in the outbox." in self.run("lid@example.nl", "--name", "Lid")
        assert OutgoingMail.objects.get().to == "lid@example.nl"
        assert not User.objects.get().is_platform_manager

    def test_prints_a_link_that_works_instead_of_mail(self, client, caplog):
        out = self.run("lid@example.nl", "--name", "Lid", "--platform-manager", "--print-link")
        assert User.objects.get().is_platform_manager
        assert "action=platform_manager_grant" in caplog.text
        assert not OutgoingMail.objects.exists()
        answer = client.get(link_in(out).removeprefix("http://localhost:8000"))
        assert answer.status_code == 302

    def test_refuses_in_one_english_line(self):
        make()
        with pytest.raises(CommandError, match="There is already an account"):
            self.run("LID@example.nl", "--name", "Lid")


@pytest.mark.django_db
def test_an_account_is_called_by_its_name_or_its_address():
    user = make(name="Lid Een")
    assert user_display(user) == user.get_full_name() == "Lid Een"
    assert User.objects.get_by_natural_key("LID@example.nl") == user
    user.name = ""
    assert user_display(user) == "lid@example.nl"
