"""The workbench as one file, built once for all tests of a run, and a tab in which it is open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lectures.errors import LectureError
from lectures.workbench.build import build
from lectures.workbench.node import npm
from tests.lectures.test_stage import window
from tests.sharing import do_once

READY = "html[data-state=ready]"


@pytest.fixture(scope="session")
def workbench(common: Path) -> Path:
    """Return the path of the page."""
    try:
        npm()
    except LectureError as error:
        pytest.skip(str(error))
    do_once(common / "workbench", {"page": lambda: write(common)})
    return common / "workbench.html"


def write(folder: Path) -> None:
    build(folder)


@pytest.fixture
def desk(workbench: Path, browser: Any) -> Iterator[Any]:
    """Return a tab in which Python has started; afterwards there was no request, no error and no warning."""
    with window(browser, 1400, 900) as tab:
        tab.goto(workbench.as_uri())
        tab.wait_for_selector(READY, timeout=60_000)
        yield tab
