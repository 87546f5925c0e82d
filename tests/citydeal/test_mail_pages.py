"""Mail that the portal sent, dead letters that are sent again, and the weekly list."""

from __future__ import annotations

import re
import smtplib
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError
from citydeal.common.mail import MailText
from citydeal.common.mail_kinds import MAIL_KINDS
from citydeal.models import MailStatus, NewsLine, OutgoingMail
from citydeal.services import news, outbox
from citydeal.services.dead_letters import resend
from citydeal.services.news import News, queue_news, send_weekly_lists
from governance.services.invitations import (
    CANCELLED,
    DEPUTY,
    INVITED,
    REMIND,
    REMOVED,
    RESERVED,
    UPDATED,
)
from tests.factories.governance import UserFactory

pytestmark = pytest.mark.django_db
APPS = ("citydeal", "governance", "workgroups", "panels", "reporting")
MONDAY = date(2026, 11, 23)
TEXT = MailText("Een nieuw stuk", "Lees het.", "<p>Lees het.</p>")


def noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


def dead(number=1, **fields):
    fields = {"text": "Geheim", "html": "<p>", "last_error": "550 onbekend", "attempts": 9} | fields
    return OutgoingMail.objects.create(
        key=f"dood:{number}",
        kind="proef",
        to="lid@voorbeeld.example",
        subject="Onderwerp van de dode brief",
        status=MailStatus.DEAD,
        next_attempt_at=timezone.now(),
        finished_at=timezone.now(),
        **fields,
    )


@pytest.fixture
def manager(client):
    user = UserFactory(is_platform_manager=True)
    client.force_login(user)
    return user


class TestOwnMail:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_subject_day_and_state_of_mine_alone(self, client, queries, rows):
        user = UserFactory(rights_as_of=timezone.localdate())
        client.force_login(user)
        for number in range(rows):
            outbox.queue_mail(
                key=str(number), kind="x", to=user.email, subject="Van mij", text="t", user=user
            )
        outbox.queue_mail(key="b", kind="x", to="b@x.example", subject="Van een ander", text="t")
        with queries(5):
            page = client.get(reverse("mail_list")).content.decode()
        assert page.count("Van mij") == rows
        assert "Van een ander" not in page
        assert "Wacht" in page

    def test_nothing_yet_and_the_choice_of_a_weekly_list(self, client):
        user = UserFactory()
        client.force_login(user)
        assert "Nog geen mail" in client.get(reverse("mail_list")).content.decode()
        url = reverse("mail_preference")
        assert client.post(url, {"when": "nooit"}).status_code == 422
        client.post(url, {"when": "wekelijks"})
        user.refresh_from_db()
        assert user.wants_weekly_list
        queue_news(News("n", "papers", "/deals/"), to=user.email, user=user, text=TEXT)
        page = client.get(reverse("mail_list")).content.decode()
        assert "Een nieuw stuk" in page
        assert client.get(url).context["form"]["when"].value() == "wekelijks"
        client.post(url, {"when": "direct"})
        user.refresh_from_db()
        assert not user.wants_weekly_list


class TestDeadLetters:
    def test_shows_to_whom_and_why_never_what(self, client, manager):
        dead()
        dead(2, text="", html="")
        page = client.get(reverse("mail_dead_list")).content.decode()
        assert "lid@voorbeeld.example" in page
        assert "550 onbekend" in page
        assert "De tekst is weg" in page
        assert "Geheim" not in page
        assert "Onderwerp van de dode brief" not in page

    def test_an_empty_list(self, client, manager):
        assert "Alle e-mail is bezorgd" in client.get(reverse("mail_dead_list")).content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_for_one_and_for_three_rows(self, client, manager, queries, rows):
        for number in range(rows):
            dead(number)
        manager.rights_as_of = timezone.localdate()
        manager.save()
        with queries(4):
            client.get(reverse("mail_dead_list"))

    def test_is_sent_again_under_the_same_message_id(self, client, manager):
        mail = dead()
        url = reverse("mail_resend", args=[mail.pk])
        assert client.get(url).status_code == 200
        assert "opnieuw gestuurd" in client.post(url, follow=True).content.decode()
        again = OutgoingMail.objects.get()
        assert (again.status, again.attempts, again.text) == (MailStatus.QUEUED, 0, "Geheim")
        assert again.message_id == mail.message_id
        assert outbox.drain().sent == 1
        assert client.post(url).status_code == 404

    def test_goes_to_the_address_that_the_account_has_now(self, manager):
        user = UserFactory(email="nieuw@voorbeeld.example")
        assert resend(actor=manager, mail=dead(user=user)).to == "nieuw@voorbeeld.example"

    def test_one_without_text_has_no_page(self, client, manager):
        assert client.get(reverse("mail_resend", args=[dead(text="").pk])).status_code == 404
        assert client.get(reverse("mail_resend", args=[0])).status_code == 404

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"text": ""}, "heeft de tekst niet meer"),
            ({"user": "closed"}, "account is gesloten"),
            ({"to": "geen adres"}, "niet bruikbaar"),
        ],
    )
    def test_refused(self, manager, fields, words):
        if "user" in fields:
            fields = {"user": UserFactory(is_active=False)}
        mail = dead(**{key: value for key, value in fields.items() if key != "to"})
        if "to" in fields:
            mail.to = fields["to"]
            mail.save()
        with pytest.raises(DomainError, match=words):
            resend(actor=manager, mail=mail)

    def test_only_by_a_platform_manager_and_only_what_is_dead(self, manager):
        mail = dead()
        with pytest.raises(DomainError, match="platformbeheerder"):
            resend(actor=UserFactory(), mail=mail)
        resend(actor=manager, mail=mail)
        with pytest.raises(DomainError, match="al verstuurd"):
            resend(actor=manager, mail=mail)

    def test_keeps_its_text_for_a_while_but_not_a_code_or_what_was_unwanted(self, monkeypatch):
        def refuse(claim):
            return outbox._failure(smtplib.SMTPDataError(554, b"spam"))

        monkeypatch.setattr(outbox, "_hand_over", refuse)
        kept = outbox.queue_mail(
            key="1",
            kind="x",
            to="a@x.example",
            subject="s",
            text="t",
            calendar="BEGIN",
            calendar_method="REQUEST",
        )
        code = outbox.queue_mail(
            key="2", kind="x", to="a@x.example", subject="s", text="t", at_most_once=True
        )
        closed = UserFactory(is_active=False)
        unwanted = outbox.queue_mail(key="3", kind="x", to=closed.email, subject="s", text="t", user=closed)
        wrong = outbox.queue_mail(
            key="4", kind="x", to="geen adres", subject="s", text="t", at_most_once=True
        )
        assert outbox.drain().dead == 3
        for mail, text in ((kept, "t"), (code, ""), (unwanted, ""), (wrong, "")):
            mail.refresh_from_db()
            assert (mail.status, mail.text) == (MailStatus.DEAD, text)
        assert kept.calendar == "BEGIN"
        outbox.forget_old_mail()
        kept.refresh_from_db()
        assert kept.text == "t"
        with time_machine.travel(timezone.now() + timedelta(days=outbox.KEEP_TEXT_DAYS + 1)):
            outbox.forget_old_mail()
        kept.refresh_from_db()
        assert (kept.text, kept.calendar, kept.to) == ("", "", "a@x.example")


class TestWeeklyList:
    def news(self, user, number=1):
        told = News(f"nieuws:{number}", "papers", f"/deals/{number}/")
        queue_news(told, to=user.email if user else "z@x.example", user=user, text=TEXT)

    def test_news_comes_at_once_without_the_choice(self):
        self.news(None, 1)
        self.news(UserFactory(), 2)
        self.news(None, 1)
        assert OutgoingMail.objects.count() == 2

    def test_one_list_after_the_week_however_often_it_runs(self):
        user = UserFactory(wants_weekly_list=True)
        with time_machine.travel(noon(MONDAY), tick=False):
            self.news(user, 1)
            self.news(user, 1)
            self.news(user, 2)
            assert send_weekly_lists(MONDAY) == 0
        assert send_weekly_lists(MONDAY + timedelta(days=6)) == 0
        assert send_weekly_lists(MONDAY + timedelta(days=7)) == 1
        assert send_weekly_lists(MONDAY + timedelta(days=7)) == 0
        mail = OutgoingMail.objects.get()
        assert mail.subject == "Uw weeklijst: 2 berichten"
        assert "/deals/1/" in mail.text
        assert "/deals/2/" in mail.text

    def test_a_clock_that_waited_for_another_makes_no_second_list(self):
        user = UserFactory(wants_weekly_list=True)
        with time_machine.travel(noon(MONDAY), tick=False):
            self.news(user)
        later = MONDAY + timedelta(days=7)
        assert [news._send_list(user.pk, later, noon(later)) for _ in range(2)] == [1, 0]

    def test_after_a_pause_one_list_has_all_that_waited(self):
        user = UserFactory(wants_weekly_list=True)
        for week in range(3):
            with time_machine.travel(noon(MONDAY + timedelta(weeks=week)), tick=False):
                self.news(user, week)
        assert send_weekly_lists(MONDAY + timedelta(weeks=3, days=2)) == 1
        assert OutgoingMail.objects.get().subject == "Uw weeklijst: 3 berichten"

    def test_a_closed_account_gets_none_and_old_lines_lose_their_words(self):
        user = UserFactory(wants_weekly_list=True)
        with time_machine.travel(noon(MONDAY), tick=False):
            self.news(user)
        user.is_active = False
        user.save()
        assert send_weekly_lists(MONDAY + timedelta(days=7)) == 0
        assert NewsLine.objects.get().listed_on == MONDAY + timedelta(days=7)
        assert str(NewsLine.objects.get()) == "Een nieuw stuk"
        send_weekly_lists(MONDAY + timedelta(days=100))
        assert NewsLine.objects.get().title == ""
        assert not OutgoingMail.objects.exists()


class TestKinds:
    def test_every_kind_that_is_queued_has_a_name_for_people(self):
        """Of the code: what ``queue_mail`` and ``News`` get as kind, and the mails about accounts."""
        code = "\n".join(
            path.read_text() for app in APPS for path in (settings.BASE_DIR / app).glob("services/*.py")
        )
        kinds = set(re.findall(r"\bkind=\"([a-z_]+)\"", code))
        kinds |= set(re.findall(r"^KIND = \"([a-z_]+)\"", code, re.MULTILINE))
        told = (RESERVED, INVITED, UPDATED, CANCELLED, REMOVED, DEPUTY, REMIND)
        kinds |= {f"meeting_{what}" for what in told}
        kinds |= {f"round_{what}" for what in re.findall(r"_(?:tell|news)\([^\"]*\"([a-z]+)\"", code)}
        mails = [path.name for path in (settings.BASE_DIR / "templates").glob("*/email/*_message.txt")]
        kinds |= {name.removesuffix("_message.txt") for name in mails} - {"base"}
        assert {"weekly_list", "duty_reminder", "round_withdrawn", "totp_activated"} <= kinds
        assert kinds == set(MAIL_KINDS)

    def test_both_pages_say_it_in_dutch(self, client, manager):
        mail = dead()
        OutgoingMail.objects.filter(pk=mail.pk).update(kind="meeting_invited", user=manager)
        page = client.get(reverse("mail_dead_list")).content.decode()
        assert "Uitnodiging voor een vergadering" in page
        assert "meeting_invited" not in page
        assert "Uitnodiging voor een vergadering" in client.get(reverse("mail_list")).content.decode()
        resend_page = client.get(reverse("mail_resend", args=[mail.pk])).content.decode()
        assert "Uitnodiging voor een vergadering" in resend_page
        OutgoingMail.objects.filter(pk=mail.pk).update(kind="van_vroeger")
        assert "Andere mail" in client.get(reverse("mail_dead_list")).content.decode()
