"""What several rooms' tests share: a browser for the pages, and random tests that are the same in every run."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.sharing import common_folder

settings.register_profile("same every time", deadline=None, derandomize=True, database=None)
settings.load_profile("same every time")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no test may reach a network: pages must be self-contained
]


SLOW = {"chromium_path", "built", "planted"}  # fixtures: a browser, all pages, a trial of 750 planted slips
LONGEST = ("stage", "pages", "player_layout", "player_controls", "player_frames", "player_whatif", "player_board",
           "tex", "readme", "player_page", "diagnose", "typing", "workers", "exercises", "determinism")  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, all lectures or a long trial as slow; long files first, so that two end together."""
    for item in items:
        if SLOW.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    rank = {f"test_{name}": k for k, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


def pytest_collection_finish() -> None:
    """What has been imported by now stays until the end, so the collector of garbage need not look at it again."""
    gc.freeze()


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of this run have in common."""
    return common_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the Chromium named by the variable CHROMIUM, or the first one on the PATH."""
    wanted = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else NAMES
    found = next(filter(None, map(shutil.which, wanted)), None)
    if found is None:
        pytest.skip(f"no Chromium here (looked for {', '.join(wanted)}); install one or set CHROMIUM to its path")
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Any]:
    """Start one browser for all tests; make a fresh `browser.new_page()` or `new_context()` in each."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield running
        running.close()
