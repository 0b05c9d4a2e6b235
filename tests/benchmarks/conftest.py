"""Figures are measured only when asked for: `-m bench`, as `just bench` does."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "bench" in config.getoption("markexpr", default=""):
        return
    measured = [item for item in items if item.get_closest_marker("bench")]
    config.hook.pytest_deselected(items=measured)
    items[:] = [item for item in items if item not in measured]
