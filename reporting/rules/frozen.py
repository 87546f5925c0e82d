"""The hash of what is frozen: the same data give the same hash, however they are stored; pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(data: Any) -> str:
    """Return data as JSON with sorted keys and no spaces: one text for what is equal."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(data: Any) -> str:
    """Return the SHA-256, in hexadecimal, of data as canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
