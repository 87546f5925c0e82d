"""Whole journeys through the portal, each with and without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from citydeal.models import OutgoingMail, User
from citydeal.services.outbox import drain
from governance.models import Membership
from tests.cast import Cast
from tests.e2e.window import Window
from tests.factories.governance import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
NEW_PASSWORD = "paarse fietsen zingen zacht"


def dutch(day) -> str:
    return date_format(day, "DATE_FORMAT")


def boxes(name, day) -> dict[str, int]:
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def log_in(window: Window, email: str, password: str = PASSWORD) -> None:
    window.open(reverse("account_login"))
    window.fill(login=email, password=password)
    window.send("Inloggen")


def expect_errors(window: Window, *fields: str) -> None:
    """The page says what is wrong, has the focus there, and each error leads to its field."""
    summary = window.page.locator(".cd-error-summary")
    assert window.page.title().startswith("Fout"), window.page.title()
    assert window.focused().startswith("Verbeter"), window.focused()
    links = summary.get_by_role("link")
    assert links.count() == len(fields), summary.inner_text()
    for number, field in enumerate(fields):
        links.nth(number).click()
        assert window.focused() == field
        described = window.page.locator(f"[id='{field}']").get_attribute("aria-describedby") or ""
        assert described.split()[-1].endswith("-fout"), f"{field} does not name its error"


def test_the_secretary_looks_at_another_day(cast: Cast, open_window, javascript):
    today = timezone.localdate()
    cast.ministry_member.end = today + timedelta(days=20)
    cast.ministry_member.save()
    window: Window = open_window(javascript=javascript)
    window.open("/")
    window.follow("Inloggen")
    window.send("Inloggen")
    expect_errors(window, "id_login", "id_password")
    window.fill(login="project_secretary@voorbeeld.example", password="niet dit wachtwoord")
    window.send("Inloggen")
    assert "horen niet bij elkaar" in window.text()
    assert window.page.locator("#id_login").input_value() == "project_secretary@voorbeeld.example"
    window.fill(password=PASSWORD)
    window.send("Inloggen")
    window.follow(cast.deal.name)
    window.follow(cast.steering.name)
    here = window.page.url
    assert "Let op" in window.text()

    later = today + timedelta(days=21)
    window.fill(op=later.strftime("%d-%m-%Y"))
    if javascript:
        with window.without_loading():
            window.page.keyboard.press("Enter")
            window.page.get_by_text(f"U ziet de stand op {dutch(later)}.").wait_for()
        assert window.focused() == "id_op"
    else:
        window.send("Toon stand")
    assert f"op={later.strftime('%d-%m-%Y')}" in window.page.url
    assert f"U ziet de stand op {dutch(later)}." in window.text()
    assert window.page.locator("#id_op").input_value() == later.strftime("%d-%m-%Y")
    assert "Voldoet niet" in window.text()

    window.page.go_back()
    window.page.wait_for_url(here)
    window.page.locator("#stand").wait_for()
    assert "U ziet de stand op" not in window.text()
    assert window.page.locator("h1").count() == 1
    window.page.go_forward()
    window.page.get_by_text(f"U ziet de stand op {dutch(later)}.").wait_for()
    assert window.page.locator("h1").count() == 1
    if javascript:
        window.button("Toon stand").focus()
        window.page.keyboard.press("Space")
        window.page.wait_for_load_state("networkidle")
        assert window.focused() == "toon-stand"
    window.follow("Toon vandaag")
    assert "U ziet de stand op" not in window.text()


def test_a_day_that_cannot_be_is_said_where_it_is_typed(cast: Cast, open_window, javascript):
    window: Window = open_window(cast.users["member"], javascript=javascript)
    window.open(cast.steering.get_absolute_url())
    window.fill(op="31-02-2026")
    if javascript:
        with window.without_loading():
            window.button("Toon stand").click()
            window.page.locator("#id_op-fout").wait_for()
    else:
        window.send("Toon stand")
    assert "Vul " in window.page.locator("#id_op-fout").inner_text()
    assert window.page.locator("#id_op").input_value() == "31-02-2026"
    assert window.page.locator("#id_op").get_attribute("aria-invalid") == "true"
    window.fill(op="")
    if javascript:
        window.button("Toon stand").click()
        window.page.locator("#id_op-fout").wait_for(state="detached")
    else:
        window.send("Toon stand")
    assert window.page.locator("#id_op-fout").count() == 0


def test_the_secretary_names_a_new_member(cast: Cast, open_window, javascript):
    window: Window = open_window(cast.users["project_secretary"], javascript=javascript)
    window.open(cast.steering.get_absolute_url())
    window.follow("Wijs een lid aan", within=window.row(cast.empty_seat.name))
    window.choose("person", "nieuw")
    window.fill(given_name="Zoë", start_maand=13)
    window.send("Bekijk de gevolgen")
    expect_errors(window, "id_family_name", "id_office", "id_start_1")
    assert window.page.locator("[name=given_name]").input_value() == "Zoë"
    assert window.page.locator("[name=start_maand]").input_value() == "13"

    today = timezone.localdate()
    window.fill(family_name="van\\der 'Berg", **boxes("start", today))
    window.page.locator("[name=office]").select_option("alderman")
    window.send("Bekijk de gevolgen")
    assert window.heading() == "Wilt u Zoë van\\der 'Berg aanwijzen?"
    assert f"is lid vanaf {dutch(today)}" in window.text()
    assert not Membership.objects.filter(seat=cast.empty_seat)
    window.send("Nee, ga terug")
    assert window.page.locator("[name=family_name]").input_value() == "van\\der 'Berg"
    window.send("Bekijk de gevolgen")
    window.send("Ja, wijs het lid aan")
    assert window.page.get_by_role("status").get_by_text("is lid vanaf").is_visible()
    row = window.row("Zoë van\\der 'Berg")
    assert f"Sinds {dutch(today)}" in " ".join(row.inner_text().split())


def test_the_secretary_ends_a_membership_and_finds_it_in_the_history(cast: Cast, open_window, javascript):
    window: Window = open_window(cast.users["project_secretary"], javascript=javascript)
    window.open(cast.steering.get_absolute_url())
    person = cast.ministry_member.person.name
    window.follow("Beëindigen", within=window.row(person))
    window.fill(end_dag="", end_maand="", end_jaar="", reason="Andere baan")
    window.send("Bekijk de gevolgen")
    expect_errors(window, "id_end_0")
    assert window.page.locator("[name=reason]").input_value() == "Andere baan"
    last = timezone.localdate() + timedelta(days=20)
    window.fill(**boxes("end", last))
    window.send("Bekijk de gevolgen")
    assert window.heading() == f"Wilt u het lidmaatschap van {person} beëindigen?"
    assert f"mist Stuurgroep vanaf {dutch(last + timedelta(days=1))}" in window.text()
    cast.ministry_member.refresh_from_db()
    assert cast.ministry_member.end is None
    window.send("Ja, beëindig het lidmaatschap")
    assert f"stopt na {dutch(last)}" in window.page.get_by_role("status").first.inner_text()
    assert "Loopt af" in window.row(person).inner_text()
    window.follow("Geschiedenis")
    newest = window.page.locator("section ol > li").first.inner_text()
    words = " ".join(newest.split())
    assert person in words
    assert "Andere baan" in words
    assert "project_secretary" in words
    assert f"was onbekend → werd {dutch(last)}" in words or f"werd {dutch(last)}" in words


def test_two_secretaries_change_one_membership(cast: Cast, open_window, javascript):
    cast.free_chair()
    first: Window = open_window(cast.users["project_secretary"], javascript=javascript)
    second: Window = open_window(cast.users["project_manager"], javascript=javascript)
    address = reverse("governance:membership_edit", args=[cast.deal.slug, cast.ministry_member.pk])
    for window in (first, second):
        window.open(address)
    first.choose("role", "secretary")
    first.send("Wijziging opslaan")
    assert "mist Stuurgroep" in first.text()
    first.send("Ja, sla de wijziging op")
    assert "is gewijzigd" in first.text()
    second.choose("role", "chair")
    second.send("Wijziging opslaan")
    assert second.focused().startswith("Iemand anders wijzigde dit lidmaatschap")
    assert "was Lid → werd Secretaris" in second.text()
    assert second.page.locator("[name=role][value=chair]").is_checked()
    second.send("Mijn wijziging opslaan")
    assert "is gewijzigd" in second.text()
    cast.ministry_member.refresh_from_db()
    assert cast.ministry_member.role == "chair"


def test_from_an_account_given_to_a_new_visitor_who_sees_only_what_is_hers(
    cast: Cast, open_window, javascript
):
    secretary: Window = open_window(cast.users["project_secretary"], javascript=javascript)
    person = cast.ministry_member.person
    secretary.open(person.get_absolute_url_in(cast.deal.slug))
    secretary.follow("Account geven")
    secretary.fill(email="member@voorbeeld.example")
    secretary.send("Account geven")
    expect_errors(secretary, "id_email")
    secretary.fill(email="nieuw@voorbeeld.example")
    secretary.send("Account geven")
    assert "heeft een account" in secretary.text()
    assert OutgoingMail.objects.get(to="nieuw@voorbeeld.example").status == "queued"
    drain()
    (path,) = re.findall(r"^https?://[^/]+(/account/password/reset/key/\S+)$", mail.outbox[0].body, re.M)

    member: Window = open_window(javascript=javascript)
    member.open(path)
    member.fill(password1="kort", password2="kort")
    member.send("Wachtwoord opslaan")
    assert member.focused().startswith("Verbeter")
    member.fill(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    member.send("Wachtwoord opslaan")
    assert member.heading() == "Uw wachtwoord is opgeslagen"
    member.follow("Ga naar inloggen")
    member.fill(login="Nieuw@voorbeeld.example", password=NEW_PASSWORD)
    member.send("Inloggen")
    member.follow(cast.deal.name)
    member.follow(cast.steering.name)
    assert cast.people["chair"].name in member.text()
    assert member.row(person.name).get_by_role("link").all_inner_texts() == [person.name]
    assert member.link("Geschiedenis").count() == 0
    member.open(cast.core.get_absolute_url())
    member.open(cast.closed.get_absolute_url(), status=404)
    end = reverse("governance:membership_end", args=[cast.deal.slug, cast.ministry_member.pk])
    member.open(end, status=404)


def test_logging_in_with_two_steps_and_logging_out(cast: Cast, open_window, javascript, monkeypatch):
    half_minute = [1000]
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter(half_minute))

    def code_of(secret: str) -> str:
        """Return what the app of somebody with this secret shows now."""
        return totp.format_hotp_value(totp.hotp_value(secret, half_minute[0]))

    window: Window = open_window(javascript=javascript)
    log_in(window, "chair@voorbeeld.example")
    window.open(reverse("mfa_index"))
    window.follow("Zet de tweede stap aan")
    window.fill(password=PASSWORD)
    window.send("Bevestigen")
    secret = window.page.locator("code").first.inner_text().replace(" ", "")
    window.fill(code="000000")
    window.send("Zet de tweede stap aan")
    expect_errors(window, "id_code")
    assert window.page.locator("code").first.inner_text().replace(" ", "") == secret
    window.fill(code=code_of(secret))
    window.send("Zet de tweede stap aan")
    assert "herstelcodes" in window.text()
    assert User.objects.get(name="chair").authenticator_set.count() == 2

    window.send("Uitloggen")
    assert window.link("Inloggen").is_visible()
    log_in(window, "chair@voorbeeld.example")
    assert window.heading() == "Vul uw code in"
    half_minute[0] += 1
    window.fill(code=code_of(secret))
    window.send("Inloggen")
    assert "Uw deals" in window.text()
    window.open(reverse("account_logout"))
    window.send("Ja, log uit")
    assert "Uw deals" not in window.text()
    assert window.link("Inloggen").is_visible()
