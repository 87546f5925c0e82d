"""The command line of the local launcher: ``python -m citydeal.local run|test|bench|…``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from citydeal.local import check, copies, run, temporary
from citydeal.local.places import LocalError
from citydeal.local.supervisor import Stopped


def port_number(text: str) -> int | None:
    """Read a port number; nothing means "the next free one". Raises ArgumentTypeError."""
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1 to 65535")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="python -m citydeal.local", description=__doc__)
    actions = top.add_subparsers(dest="action", required=True)
    running = actions.add_parser("run", help="run the portal with its servers")
    running.add_argument("--port", type=port_number, default=None, help="default: next free from 8000")
    testing = actions.add_parser("test", help="run the tests on servers of their own")
    testing.add_argument("--browser", action="store_true", help="the tests in a browser")
    testing.add_argument("arguments", nargs="*", help="for pytest, after --")
    measuring = actions.add_parser("bench", help="measure the pages on servers of their own")
    measuring.add_argument("arguments", nargs="*", help="for the benchmarks, after --")
    actions.add_parser("check", help="judge the code, the texts and the settings")
    dumping = actions.add_parser("dump", help="write the data to a file, as SQL")
    dumping.add_argument("file", type=Path)
    restoring = actions.add_parser("restore", help="make a database from such a file")
    restoring.add_argument("file", type=Path)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code; an error is one line."""
    options = parser().parse_args(arguments)
    try:
        if options.action == "run":
            run.run(options.port)
        elif options.action == "test":
            return temporary.test(options.arguments, in_browser=options.browser)
        elif options.action == "bench":
            return temporary.bench(options.arguments)
        elif options.action == "check":
            return check.check()
        elif options.action == "dump":
            copies.dump(options.file)
        else:
            copies.restore(options.file)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    except Stopped:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
