"""When a run of pytest may be judged as a whole."""

from __future__ import annotations

import pytest


def is_whole_run(config: pytest.Config) -> bool:
    """Return whether this run leaves no test out, apart from those in a browser."""
    chosen = (config.option.keyword, config.option.markexpr, config.option.deselect)
    lasting = config.getoption("lf", False) or config.getoption("collectonly", False)
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(chosen) and not lasting
