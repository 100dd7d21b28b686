"""The workbench as one file, built once for all tests of a run, and a tab in which it is open."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from lectures.errors import LectureError
from lectures.site.build import _sources
from lectures.workbench.build import build
from lectures.workbench.node import npm
from tests.lectures.test_stage import quiet, window
from tests.sharing import do_once

READY = "html[data-state=ready]"
PLAYER = "chalkgrad.players.stage"
SIZE = {"width": 1400, "height": 900}
LOOKS = """() => [
  document.body.innerText, { ...document.documentElement.dataset }, document.querySelector("#stage").className,
  ...[...document.querySelectorAll("#formula textarea, #formula input, #derive input")].map(({ value }) => value),
  ...["output", "values", "note", "said"].map(part => document.querySelector(`#script .${part}`).textContent),
]"""
CLOSE = """() => {
  for (const close of document.querySelectorAll(".said-of-work [aria-label='Close this message']")) close.click();
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  for (const details of document.querySelectorAll("details[open]")) details.open = false;
  const search = document.querySelector("#exercise-search");
  search.value = "";
  search.dispatchEvent(new Event("input"));
}"""


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
def workbench(common: Path, pytestconfig: pytest.Config) -> Path:
    """Return the path of the page, which is taken from pytest's cache where an earlier run has built the same.

    A test of `build` builds it anew in every run; `--cache-clear` builds this one anew.
    """
    try:
        npm()
    except LectureError as error:
        pytest.skip(str(error))
    kept = pytestconfig.cache.mkdir("workbench")
    do_once(common / "workbench", {"page": lambda: write(common, kept)})
    return common / "workbench.html"


def write(folder: Path, kept: Path) -> None:
    built = kept / _sources()  # with the libraries, which the page's own key has not
    if not built.exists():
        shutil.rmtree(kept)
        built.mkdir(parents=True)
    (folder / ".built").mkdir(exist_ok=True)
    for name in (build(built).name, ".built/workbench"):
        shutil.copy2(built / name, folder / name)


@pytest.fixture
def fresh_desk(workbench: Path, browser: Any) -> Iterator[Any]:
    """Return a fresh tab in which Python has started; afterwards there was no request, no error and no warning."""
    with window(browser, **SIZE) as tab:
        tab.goto(workbench.as_uri())
        tab.wait_for_selector(READY, timeout=60_000)
        yield tab


# For each browser, the tab that is left for the next test, and how it looked at first.
Left = dict[Any, tuple[Any, Any]]


@pytest.fixture(scope="session")
def left(browser: Any) -> Iterator[Left]:
    """What the tests hand on to each other."""
    left: Left = {}
    yield left
    for browser, (tab, _) in left.items():
        if browser.is_connected():
            tab.context.close()


@pytest.fixture
def desk(workbench: Path, browser: Any, left: Left, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a tab in which Python has started, and nothing else; meanwhile there was no request, error or warning.

    All tests have the same tab one after the other, begun anew, for Python takes seconds to start. After a test that
    failed comes a fresh one. What changes Python itself, or is about the first seconds, takes `fresh_desk`.
    """
    with handed_on(workbench, browser, left, request, quiet) as tab:
        yield tab


@pytest.fixture
def desk_for_axe(workbench: Path, browser: Any, left: Left, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return the same tab for a test with axe, which writes on its console of frames from disk."""
    with handed_on(workbench, browser, left, request) as tab:
        yield tab


@contextmanager
def handed_on(
    workbench: Path, browser: Any, left: Left, request: pytest.FixtureRequest, watch: Any = nullcontext
) -> Iterator[Any]:
    """Take the tab that is left, begun anew, or open one, and leave it to the next test unless this one fails.

    A tab that does not come to its beginning in time is closed; that Start anew does so is what test_keep.py tests.
    """
    from playwright.sync_api import TimeoutError as TooLate

    failed, is_good, tab = request.session.testsfailed, False, None
    if browser in left:
        tab, looks = left.pop(browser)
        is_anew = False
        try:
            with watch(tab):
                begin_anew(tab, looks)
            is_anew = True
        except TooLate:
            pass
        finally:
            if not is_anew:
                tab.context.close()
                tab = None
    is_fresh = tab is None
    if is_fresh:
        tab = browser.new_context(viewport=SIZE, reduced_motion="reduce").new_page()
    try:
        with watch(tab):
            if is_fresh:
                tab.goto(workbench.as_uri())
                tab.wait_for_selector(READY, timeout=60_000)
                looks = look(tab)
            yield tab
        is_good = request.session.testsfailed == failed
    finally:
        if is_good:
            left[browser] = tab, looks
        else:
            tab.context.close()


def look(tab: Any) -> Any:
    """Return what the page shows: its words, what stands in its fields, and the step of the graph with its numbers."""
    shown = stage(tab).evaluate(
        f"[{PLAYER}.k, {PLAYER}.grain, {PLAYER}.whole, {PLAYER}.pass.data.map(x => x.toPrecision(9))]"
    )
    return [*tab.evaluate(LOOKS), shown]


def begin_anew(tab: Any, looks: Any) -> None:
    """Leave nothing of the test before, as a reader does it: File, Start anew."""
    tab.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    tab.set_viewport_size(SIZE)
    tab.mouse.move(0, 0)
    tab.evaluate(CLOSE)
    tab.wait_for_selector(READY, timeout=60_000)
    tab.locator("summary", has_text="File").click()
    tab.get_by_role("button", name="Start anew", exact=True).click()
    tab.locator("[data-name=restored]", has_text="Begun anew").wait_for()
    tab.evaluate("() => new Promise(done => setTimeout(done, 50))")  # by now Python is asked for the first graph
    tab.wait_for_selector(READY, timeout=60_000)
    tab.locator(".coming").wait_for(state="detached")
    tab.evaluate(CLOSE)
    becomes(tab, lambda: look(tab), looks)
    tab.evaluate("() => { localStorage.clear(); scrollTo(0, 0); document.activeElement.blur(); }")
