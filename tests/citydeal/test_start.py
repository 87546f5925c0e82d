"""What a web process reads when it starts: the portal, and no library that only makes documents."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.benchmarks.limit import UNWANTED

# Large, and needed by few requests: they come with the first that asks for them.
LATER = (*UNWANTED, "celery", "holidays", "kombu", "lxml", "PIL", "redis")
START = """
import json, sys
import citydeal.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps(sorted(name for name in sys.modules if "." not in name or "management" in name)))
"""


def started() -> list[str]:
    """The libraries of a fresh process with every address of the portal, and its modules of commands."""
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def test_a_web_process_starts_without_what_it_needs_seldom():
    modules = started()
    assert "governance" in modules
    assert [name for name in LATER if name in modules] == []
    assert [name for name in modules if name.startswith("workgroups.management")] == []
