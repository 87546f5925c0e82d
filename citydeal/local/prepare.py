"""Brings the database up to date in one process: migrations, then the demo if there is no deal."""

from __future__ import annotations

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor


def main() -> int:
    """Migrate and load the demo; print one line when it fails. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citydeal.settings")
    try:
        django.setup()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            print(f"Applying {len(missing)} migrations", flush=True)
            call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", if_empty=True)
    except (CommandError, ImproperlyConfigured, Error) as error:
        print(f"{type(error).__name__}: {str(error).strip()}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
