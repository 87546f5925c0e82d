"""The portal itself: statements, what is shown when something is wrong, and the developers' pages."""

from __future__ import annotations

from pathlib import Path

from django.core.mail import EmailMessage, get_connection

from tests.e2e.states.base import LONG_NAME, Visit, opened, page, state
from tests.e2e.window import Window


def demo(visit: Visit) -> None:
    visit.settings.DEMO = True


def after_research(visit: Visit) -> None:
    visit.settings.ACCESSIBILITY_STATUS = "B"
    visit.settings.ACCESSIBILITY_REPORT_URL = "https://www.example.nl/onderzoek.pdf"
    visit.settings.ACCESSIBILITY_REGISTER_URL = "https://www.example.nl/register"
    words = "Een zin over het probleem."
    names = ("problem", "criterion", "cause", "consequence", "measure", "date")
    visit.settings.ACCESSIBILITY_DEVIATIONS = [dict.fromkeys(names, words)]


def send_mails(visit: Visit) -> None:
    demo(visit)
    folder = Path(visit.settings.EMAIL_FILE_PATH)
    folder.mkdir(exist_ok=True)
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    text = f"Beste lid,\n\nOpen deze link:\n{visit.settings.BASE_URL}/{'lang-adres' * 20}\n"
    for subject in ("Uw account", "", LONG_NAME * 2):
        EmailMessage(subject, text, to=["lid@voorbeeld.example"], connection=connection).send()


page("accessibility", "accessibility", "anonymous")
page("accessibility-after-research", "accessibility", "anonymous", before=after_research)
page("privacy", "privacy", "anonymous")
page("components", "components", "anonymous", before=demo)
page("mailbox-empty", "mailbox", "anonymous", before=demo)
page("mailbox", "mailbox", "project_secretary", before=send_mails)


@state("mailbox-mail", "mailbox_mail")
def _mail(visit: Visit) -> Window:
    window = opened("mailbox", "anonymous", before=send_mails)(visit)
    window.follow("Uw account")
    return window


def error_page(status: int, role: str) -> None:
    @state(f"error-{status}-{role}", "")
    def reach(visit: Visit) -> Window:
        visit.settings.ROOT_URLCONF = "tests.e2e.urls"
        window = visit.as_role(role)
        window.open(f"/gaat-mis/{status}/", status=status)
        return window


for code in (400, 404, 429, 500, 503):
    error_page(code, "anonymous")
for code in (403, 404):
    error_page(code, "member")
