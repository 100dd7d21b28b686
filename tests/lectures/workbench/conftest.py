"""The workbench as one file, built once for all tests of a run, and a tab in which it is open."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lectures.errors import LectureError
from lectures.workbench.build import build
from lectures.workbench.node import npm
from tests.lectures.test_stage import window
from tests.sharing import do_once

READY = "html[data-state=ready]"
PLAYER = "chalkgrad.players.stage"


def stage(tab: Any) -> Any:
    """Return the frame of the stage once its player lives; from the page around it nobody can look into it."""
    tab.frame_locator("#stage iframe").locator(".player.is-live").wait_for()
    return tab.locator("#stage iframe").element_handle().content_frame()


def becomes(tab: Any, told: Callable[[], Any], expected: Any) -> None:
    """Wait until what is told is what is expected: page and stage tell each other by messages."""
    for _ in range(100):
        if told() == expected:
            return
        tab.wait_for_timeout(20)
    assert told() == expected


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
