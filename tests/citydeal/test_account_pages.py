"""The pages of an account: logging in, a new password, a new address, the second step."""

from __future__ import annotations

import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from citydeal.common import demo
from citydeal.models import OutgoingMail, User
from citydeal.services import accounts
from tests.cast import Cast
from tests.citydeal.test_forms import LONG, NASTY, check
from tests.citydeal.test_pages import check_page, text_of

pytestmark = pytest.mark.django_db

PASSWORD = "een-lang-wachtwoord-1"
LOGIN = "/account/login/"


@pytest.fixture
def user() -> User:
    made = accounts.create_account(
        actor=None, email="lid@example.nl", name="Lid <Een>", send_invitation=False
    )
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def member(client, user):
    """Return a browser in which this account has logged in and has just confirmed who it is."""
    assert client.post(LOGIN, {"login": user.email, "password": PASSWORD}).status_code == 302
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def page(client, address: str, status: int = 200, **data) -> str:
    """Ask (or with data: send) a page, and return its HTML after following redirects."""
    response = client.post(address, data, follow=True) if data else client.get(address, follow=True)
    assert response.status_code == status
    html = response.content.decode()
    check_page(html)
    return html


def heading(html: str) -> str:
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return unescape(found).strip()


def current_code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


class TestLoggingIn:
    def test_an_empty_form_says_what_to_fill_in(self, client):
        html = page(client, LOGIN, login="", password="")
        assert "<title>Fout: verbeter 2 antwoorden – Inloggen" in html
        assert "Verbeter 2 antwoorden" in html
        assert "Vul ‘Wachtwoord’ in." in html
        assert 'aria-invalid="true"' in html

    def test_a_wrong_password_keeps_the_address_and_tells_nothing_more(self, client, user):
        known = page(client, LOGIN, login=user.email, password="fout")
        assert "horen niet bij elkaar" in known
        assert 'value="lid@example.nl"' in known
        unknown = page(client, LOGIN, login="wie@example.nl", password="fout")
        assert text_of(known) == text_of(unknown)

    def test_greets_and_goes_where_one_wanted_to_go(self, client, user):
        html = page(client, LOGIN, login=user.email, password=PASSWORD, next="/account/email/")
        assert heading(html) == "Uw e-mailadres"
        assert "U bent ingelogd als Lid &lt;Een&gt;." in html

    def test_logging_out_asks_first_and_then_says_so(self, member):
        assert heading(page(member, "/account/logout/")) == "Wilt u uitloggen?"
        html = page(member, "/account/logout/", next="/privacy/")
        assert "U bent uitgelogd." in html
        assert heading(html) == "Privacy"

    def test_there_is_no_way_to_make_an_account_oneself(self, client):
        assert "uitnodiging" in heading(page(client, "/account/signup/"))

    def test_a_closed_account_is_told_so_only_after_the_right_password(self, client, user):
        user.is_active = False
        user.save()
        html = page(client, LOGIN, login=user.email, password="fout")
        assert heading(html) == "Inloggen"
        html = page(client, LOGIN, login=user.email, password=PASSWORD)
        assert heading(html) == "Uw account is gesloten"


class TestDemoAccounts:
    def test_are_not_there_outside_a_demo(self, client, user, monkeypatch):
        monkeypatch.setattr(demo, "DEMO_ACCOUNTS", [])
        assert "Demo-accounts" not in page(client, LOGIN)

    def test_log_in_with_one_real_login(self, client, settings, monkeypatch):
        settings.DEMO = True
        known: list[demo.DemoAccount] = []
        monkeypatch.setattr(accounts, "DEMO_ACCOUNTS", known)
        known.append(demo.DemoAccount("a@demo.example", "Lid <A>", "Lid van de stuurgroep"))
        made = accounts.create_account(
            actor=None, email="a@demo.example", name="Lid A", send_invitation=False
        )
        made.set_password(settings.DEMO_PASSWORD)
        made.save()
        html = page(client, LOGIN + "?next=/privacy/")
        assert "Lid &lt;A&gt;" in html
        assert "Lid van de stuurgroep" in html
        form = html[html.index('<form class="cd-item__end"') :].partition("</form>")[0]
        assert 'Inloggen<span class="cd-hidden"> als Lid &lt;A&gt;</span>' in form
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        fields.pop("csrfmiddlewaretoken", None)
        assert fields["next"] == "/privacy/"
        assert "U bent ingelogd als Lid A." in page(client, LOGIN, **fields)


class TestNewPassword:
    def test_by_a_link_in_the_mail(self, client, user):
        html = page(client, "/account/password/reset/", email=user.email)
        assert heading(html) == "Kijk in uw e-mail"
        (link,) = re.findall(r"/account/password/reset/key/\S+", OutgoingMail.objects.get().text)
        assert heading(page(client, link)) == "Kies uw wachtwoord"
        address = client.get(link).url
        html = page(client, address, password1="kort", password2="kort")
        assert "Gebruik ten minste 12 tekens" in html
        html = page(client, address, password1="nieuw-en-lang-2", password2="nieuw-en-lang-2")
        assert heading(html) == "Uw wachtwoord is opgeslagen"
        assert "Uw wachtwoord is gewijzigd." in html
        assert heading(page(client, link)) == "Deze link werkt niet meer"

    def test_by_oneself(self, member):
        html = page(member, "/account/password/change/", oldpassword="x", password1="a", password2="b")
        assert "niet uw huidige wachtwoord" in html
        html = page(
            member,
            "/account/password/change/",
            oldpassword=PASSWORD,
            password1="nieuw-en-lang-2",
            password2="nieuw-en-lang-2",
        )
        assert "Uw wachtwoord is gewijzigd." in html

    def test_for_an_account_that_has_none(self, client, user):
        user.set_unusable_password()
        user.save()
        client.force_login(user)
        assert heading(page(client, "/account/password/change/")) == "Kies uw wachtwoord"
        data = {"password1": "nieuw-en-lang-2", "password2": "nieuw-en-lang-2"}
        assert "Uw wachtwoord is opgeslagen." in page(client, "/account/password/set/", **data)


class TestNewAddress:
    @pytest.fixture
    def link(self, member, settings) -> str:
        html = page(member, "/account/email/", action_add="1", email="nieuw@example.nl")
        assert "Wij hebben een link gestuurd naar nieuw@example.nl." in html
        assert "Uw nieuwe adres is nog niet bevestigd" in html
        mail = OutgoingMail.objects.get(kind="email_confirmation")
        (found,) = re.findall(r"/account/confirm-email/\S+", mail.text)
        return found

    def test_counts_when_the_link_is_opened(self, member, link, user):
        html = page(member, link)
        assert "Is nieuw@example.nl het e-mailadres van Lid &lt;Een&gt;?" in html
        assert "U hebt het adres nieuw@example.nl bevestigd." in page(member, link, next="/account/email/")
        user.refresh_from_db()
        assert user.email == "nieuw@example.nl"
        assert heading(page(member, link)) == "Deze link werkt niet meer"

    def test_can_be_taken_back(self, member, link):
        html = page(member, "/account/email/", action_remove="1", email="nieuw@example.nl")
        assert "Het adres nieuw@example.nl is verwijderd." in html
        assert "nog niet bevestigd" not in html

    def test_the_own_address_stays(self, member, user):
        html = page(member, "/account/email/", action_remove="1", email=user.email)
        assert "U kunt lid@example.nl niet verwijderen" in html
        html = page(member, "/account/email/", action_add="1", email=user.email)
        assert "U gebruikt dit e-mailadres al." in html

    def test_logging_in_without_a_confirmed_address_sends_the_link(self, client, user):
        user.emailaddress_set.update(verified=False)
        html = page(client, LOGIN, login=user.email, password=PASSWORD)
        assert heading(html) == "Bevestig uw e-mailadres"


@pytest.mark.django_db(transaction=True)  # allauth says that it is done after the commit
class TestSecondStep:
    @pytest.fixture
    def secret(self, member) -> str:
        html = page(member, "/account/2fa/totp/activate/")
        assert 'src="data:image/svg+xml;base64,' in html
        (shown,) = re.findall(r'<p class="cd-code"><code>([A-Z2-7 ]+)</code>', html)
        secret = shown.replace(" ", "")
        wrong = page(member, "/account/2fa/totp/activate/", code="1")
        assert "Deze code klopt niet." in wrong
        assert shown in wrong
        html = page(member, "/account/2fa/totp/activate/", code=current_code(secret))
        assert heading(html) == "Herstelcodes"
        assert "U logt voortaan in 2 stappen in." in html
        return secret

    def test_the_codes_of_the_app_come_and_go(self, member, secret, user):
        index = page(member, "/account/2fa/")
        assert "U hebt nog 10 herstelcodes." in index
        assert "Zet de tweede stap uit" in index
        html = page(member, "/account/2fa/recovery-codes/generate/")
        assert "Uw oude codes werken daarna niet meer." in html
        html = page(member, "/account/2fa/recovery-codes/generate/", x="1")
        assert "Er zijn nieuwe herstelcodes voor u gemaakt." in html
        assert len(re.findall(r"<li><code>\w+</code></li>", html)) == 10
        assert heading(page(member, "/account/2fa/totp/deactivate/")) == "Wilt u de tweede stap uitzetten?"
        html = page(member, "/account/2fa/totp/deactivate/", x="1")
        assert "U logt weer in met alleen uw wachtwoord." in html
        assert "Zet de tweede stap aan" in html
        assert not Authenticator.objects.filter(user=user).exists()

    def test_is_asked_at_the_next_login(self, member, secret, user):
        member.post("/account/logout/")
        html = page(member, LOGIN, login=user.email, password=PASSWORD)
        assert heading(html) == "Vul uw code in"
        assert "<title>Stap 2 van 2" in html
        html = page(member, "/account/2fa/authenticate/", code="000000")
        assert "<title>Fout: verbeter 1 antwoord – Stap 2 van 2" in html
        codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap()
        html = page(member, "/account/2fa/authenticate/", code=codes.get_unused_codes()[0])
        assert "U bent ingelogd als" in html
        assert "U hebt nog 9 herstelcodes." in page(member, "/account/2fa/")

    def test_important_pages_ask_again_who_you_are(self, member, secret, client):
        html = page(member, "/account/reauthenticate/?next=/account/2fa/")
        assert heading(html) == "Bevestig dat u het bent"
        assert "Gebruik liever een code uit uw app" in html
        assert "Dit wachtwoord klopt niet." in page(member, "/account/reauthenticate/", password="fout")
        html = page(member, "/account/2fa/reauthenticate/?next=/account/2fa/")
        assert "Gebruik liever uw wachtwoord" in html
        html = page(member, "/account/reauthenticate/", password=PASSWORD, next="/privacy/")
        assert heading(html) == "Privacy"

    def test_what_was_asked_goes_on_after_one_confirmed(self, client, user):
        client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        html = page(client, "/account/email/", action_add="1", email="nieuw@example.nl")
        assert heading(html) == "Bevestig dat u het bent"
        html = page(client, "/account/reauthenticate/", password=PASSWORD, next="/account/email/")
        assert "Wij hebben een link gestuurd naar nieuw@example.nl." in html

    def test_the_picture_is_off_until_it_is_on(self, member):
        assert "Zet de tweede stap aan" in page(member, "/account/2fa/")


def sentences(html: str) -> list[str]:
    found = re.findall(r'class="cd-hidden">Fout: </span>(.*?)</span>', html, re.DOTALL)
    found += re.findall(r'<li class="utrecht-unordered-list__item">(?!\s*<a)(.*?)</li>', html, re.DOTALL)
    return [unescape(text).strip() for text in found]


class TestNoInputBreaksAPage:
    @pytest.mark.parametrize(
        ("address", "fields"),
        [
            (LOGIN, ["login", "password"]),
            ("/account/password/reset/", ["email"]),
            ("/account/email/", ["action_add", "email"]),
            ("/account/email/", ["action_send", "email"]),
            ("/account/email/", ["action_remove", "email"]),
            ("/account/password/change/", ["oldpassword", "password1", "password2"]),
            ("/account/reauthenticate/", ["password"]),
            ("/account/2fa/totp/activate/", ["code"]),
        ],
    )
    def test_of_an_account(self, client, user, address, fields):
        if address not in (LOGIN, "/account/password/reset/"):
            client.post(LOGIN, {"login": user.email, "password": PASSWORD})
            client.post("/account/reauthenticate/", {"password": PASSWORD})
        for value in NASTY:
            response = client.post(address, dict.fromkeys(fields, value))
            assert response.status_code in (200, 302)
            form = response.content.decode().partition("<main")[2].partition("</form>")[0]
            for message in sentences(form):
                check(message)

    @pytest.mark.parametrize(
        "name", ["seat_name_member", "membership_edit", "membership_end", "person_account"]
    )
    def test_of_a_deal(self, cast: Cast, name):
        objects = {"seat_name_member": cast.empty_seat.pk, "person_account": cast.ministry_member.person_id}
        address = reverse(
            f"governance:{name}", args=[cast.deal.slug, objects.get(name, cast.ministry_member.pk)]
        )
        client = cast.client("project_secretary")
        form = client.get(address).content.decode().partition("<main")[2]
        names = set(re.findall(r'\sname="([^"]+)"', form)) - {"csrfmiddlewaretoken", "stap"}
        assert names
        for value in NASTY:
            response = client.post(address, dict.fromkeys(names, value))
            assert response.status_code in (200, 422)
            for message in sentences(response.content.decode().partition("<main")[2]):
                check(message)

    @pytest.mark.parametrize("name", ["deal_detail", "body_detail", "body_history"])
    def test_in_an_address(self, cast: Cast, name):
        args = [cast.deal.slug] + ([] if name == "deal_detail" else [cast.steering.slug])
        address = reverse(f"governance:{name}", args=args)
        client = cast.client("project_secretary")
        for value in NASTY:
            response = client.get(address, {"op": value, "pagina": value})
            assert response.status_code in (200, 404, 422)


def test_a_key_of_any_shape_is_a_link_that_does_not_work(client):
    for key in ("x", "\\", LONG, "a:b:c"):
        assert client.get(f"/account/password/reset/key/1-{key}/").status_code == 200
    for key in ("x", LONG, "a:b:c"):
        assert heading(page(client, f"/account/confirm-email/{key}/")) == "Deze link werkt niet meer"
