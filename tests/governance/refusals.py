"""What the tests of services share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from citydeal.common.errors import DomainError


def refused(call: Callable[..., Any], **kwargs: Any) -> DomainError:
    """Call a service that has to refuse; returns what it said, and at which field."""
    with pytest.raises(DomainError) as caught:
        call(**kwargs)
    return caught.value
