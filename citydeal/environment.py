"""Typed environment variables that fail early, with the name and an example.

The one place where the process environment is read. A value that is missing or wrong
stops the process with a single line an operator can act on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

T = TypeVar("T")

_env = environ.Env()


def _read(name: str, example: str, convert: Callable[[str], T], default: T | None) -> T:
    raw = _env.ENVIRON.get(name, "").strip()
    if not raw:
        if default is not None:
            return default
        raise ImproperlyConfigured(f"{name} is not set. Example: {name}={example}")
    try:
        return convert(raw)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            f"{name} has a value that cannot be used ({error}). Example: {name}={example}"
        ) from error


def text(name: str, *, example: str, default: str | None = None, min_length: int = 0) -> str:
    """Read a text variable; ``min_length`` in characters. Raises ImproperlyConfigured."""

    def convert(raw: str) -> str:
        if len(raw) < min_length:
            raise ValueError(f"it needs at least {min_length} characters")
        return raw

    return _read(name, example, convert, default)


def flag(name: str, *, default: bool) -> bool:
    """Read true/false (also 1/0, yes/no, on/off). Raises ImproperlyConfigured."""
    words = dict.fromkeys(("true", "1", "yes", "on"), True) | dict.fromkeys(
        ("false", "0", "no", "off"), False
    )

    def convert(raw: str) -> bool:
        if raw.lower() not in words:
            raise ValueError("it must be true or false")
        return words[raw.lower()]

    return _read(name, "false", convert, default)


def number(name: str, *, example: str, default: int, minimum: int = 0) -> int:
    """Read a whole number of at least ``minimum``. Raises ImproperlyConfigured."""

    def convert(raw: str) -> int:
        value = int(raw)
        if value < minimum:
            raise ValueError(f"it must be {minimum} or more")
        return value

    return _read(name, example, convert, default)


def words(name: str, *, example: str, default: list[str] | None = None) -> list[str]:
    """Read a list separated by commas. Raises ImproperlyConfigured."""

    def convert(raw: str) -> list[str]:
        values = [part.strip() for part in raw.split(",") if part.strip()]
        if not values:
            raise ValueError("it holds no value")
        return values

    return _read(name, example, convert, default)


def one_of(name: str, *, options: tuple[str, ...], default: str) -> str:
    """Read one of a few words, in capitals or not. Raises ImproperlyConfigured."""

    def convert(raw: str) -> str:
        if raw.upper() not in options:
            raise ValueError(f"it must be one of {', '.join(options)}")
        return raw.upper()

    return _read(name, default, convert, default)


def base_url(name: str, *, example: str, insecure: bool) -> str:
    """Read the portal's own address, without a slash at the end.

    Only ``https`` is accepted, unless ``insecure`` (the local launcher). Raises ImproperlyConfigured.
    """

    def convert(raw: str) -> str:
        parts = urlsplit(raw)
        if parts.scheme not in ({"https", "http"} if insecure else {"https"}) or not parts.hostname:
            raise ValueError("it must start with https:// and hold a host")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("it must be a host only, without a path")
        return raw.rstrip("/")

    return _read(name, example, convert, None)


def database(name: str) -> dict[str, Any]:
    """Read a PostgreSQL address as a Django database setting. Raises ImproperlyConfigured."""
    example = "postgres://citydeal:password@db:5432/citydeal"

    def convert(raw: str) -> dict[str, Any]:
        if urlsplit(raw).scheme not in {"postgres", "postgresql"}:
            raise ValueError("only PostgreSQL is supported")
        config = dict(environ.Env.db_url_config(raw))
        options = config.get("OPTIONS", {})
        for key in ("HOST", "USER"):  # postgres:///name?host=/socket/folder&user=name
            value = options.pop(key.lower(), None)
            if value:
                config[key] = value
        if not config.get("NAME"):
            raise ValueError("it names no database")
        config["ENGINE"] = "django.db.backends.postgresql"
        return config

    return _read(name, example, convert, None)


def broker(name: str) -> str:
    """Read the Valkey or Redis address as Celery wants it. Raises ImproperlyConfigured."""
    example = "redis://valkey:6379/0"

    def convert(raw: str) -> str:
        scheme = urlsplit(raw).scheme
        if scheme == "unix":
            return "redis+socket" + raw.removeprefix("unix")
        if scheme not in {"redis", "rediss", "redis+socket"}:
            raise ValueError("it must start with redis://, rediss:// or unix://")
        return raw

    return _read(name, example, convert, None)


def email(name: str) -> dict[str, Any]:
    """Read how mail leaves: ``smtp+tls://user:pass@host:587`` or ``file:///folder``."""
    example = "smtp+tls://user:password@mail.example.nl:587"

    def convert(raw: str) -> dict[str, Any]:
        parts = urlsplit(raw)
        if parts.scheme == "file":
            return {
                "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "EMAIL_FILE_PATH": unquote(parts.path),
            }
        if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname:
            raise ValueError("it must start with smtp://, smtp+tls:// or smtp+ssl:// and hold a host")
        return dict(environ.Env.email_url_config(raw))

    return _read(name, example, convert, None)


def choice(name: str, *, options: str, default: str) -> str:
    """Read one letter out of ``options``. Raises ImproperlyConfigured."""

    def convert(raw: str) -> str:
        if len(raw) != 1 or raw.upper() not in options:
            raise ValueError(f"it must be one of {', '.join(options)}")
        return raw.upper()

    return _read(name, options[0], convert, default)


def day(name: str, *, example: str, default: str) -> date:
    """Read a day as year-month-day. Raises ImproperlyConfigured."""
    return _read(name, example, date.fromisoformat, date.fromisoformat(default))


def address(name: str, *, example: str, default: str) -> str:
    """Read the e-mail address of a desk. Raises ImproperlyConfigured."""
    return _read(name, example, _one_address, default)


def _one_address(raw: str) -> str:
    try:
        validate_email(raw)
    except ValidationError as error:
        raise ValueError("it must be one e-mail address") from error
    return raw


def link(name: str, *, example: str) -> str:
    """Read the address of a page elsewhere; empty when there is none. Raises ImproperlyConfigured."""
    return _read(name, example, _page_elsewhere, "")


def _page_elsewhere(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme != "https" or not parts.hostname or len(raw.split()) != 1:
        raise ValueError("it must start with https:// and hold a host")
    return raw


def contact(name: str, *, example: str) -> str:
    """Read where people write to: ``mailto:`` an address, or a page; empty when there is none.

    Raises ImproperlyConfigured.
    """

    def convert(raw: str) -> str:
        kind, _colon, rest = raw.partition(":")
        if kind not in {"mailto", "https"}:
            raise ValueError("it must start with mailto: or https://")
        return f"mailto:{_one_address(rest)}" if kind == "mailto" else _page_elsewhere(raw)

    return _read(name, example, convert, "")


def records(name: str, *, keys: tuple[str, ...], example: str) -> list[dict[str, str]]:
    """Read a JSON list of objects with exactly these keys, each a text. Raises ImproperlyConfigured."""

    def convert(raw: str) -> list[dict[str, str]]:
        found = json.loads(raw)
        if not isinstance(found, list) or not all(
            isinstance(item, dict)
            and set(item) == set(keys)
            and all(isinstance(value, str) and value.strip() for value in item.values())
            for item in found
        ):
            raise ValueError(f"it must be a JSON list of objects with the texts {', '.join(keys)}")
        return found

    return _read(name, example, convert, [])
