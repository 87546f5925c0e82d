"""Reads the mails that the file backend wrote; only a demo shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

MAXIMUM = 200
# What Django's file backend writes after every mail; a file may hold several.
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class StoredMail:
    """One mail in the folder; ``name`` is its key in the address of its page."""

    name: str
    subject: str
    to: str
    date: datetime | None
    text: str


def stored_mails() -> list[StoredMail]:
    """Return at most 200 mails, newest first; empty where mail does not go to a folder."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder or not Path(folder).is_dir():
        return []
    # Names begin with the second of writing, so the name sorts by time.
    files = sorted(Path(folder).glob("*.log"), key=lambda file: file.name, reverse=True)
    mails: list[StoredMail] = []
    for file in files:
        if len(mails) >= MAXIMUM:
            break
        mails.extend(reversed(_read(file)))
    return mails[:MAXIMUM]


def _read(file: Path) -> list[StoredMail]:
    parts = [part for part in file.read_bytes().split(END_OF_MAIL) if part.strip()]
    return [_parse(f"{file.stem}-{number}", part) for number, part in enumerate(parts, start=1)]


def _parse(name: str, raw: bytes) -> StoredMail:
    message: EmailMessage = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return StoredMail(
        name=name,
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        date=_date(message),
        text=str(body.get_content()) if body else "",
    )


def _date(message: EmailMessage) -> datetime | None:
    try:
        date = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None
    # An offset of -0000 means UTC and comes back without a zone.
    return timezone.localtime(date if date.tzinfo else date.replace(tzinfo=UTC))
