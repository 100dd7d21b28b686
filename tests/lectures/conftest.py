"""Small lectures, written for one test each, and the pages of all real ones, built once."""

import contextlib
import hashlib
import io
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ChalkgradError
from engine.words.files import write_atomically
from lectures.bounded import LIMIT
from lectures.errors import LectureError
from lectures.lint import coincidences
from lectures.plain_text import text_of
from lectures.site.build import build_page, is_fresh, key_of, neighbours_of, write_tables
from lectures.site.page import Neighbours
from lectures.site.run import OnCell, Run, run
from lectures.site.script import Script, find_lectures
from lectures.site.workers import Task
from tests.sharing import do_once

HEAD = """\
# %% [markdown]
# # A small lecture
# It says one thing.
#
# Covers: D01, D05 to D06
#
# Before: nothing.
#
# After: you can read it.

# %%
"""
TWO_FIGURES = """\
from engine import Value
from lectures.board import figure
a, b = Value(2.0, "a"), Value(-3.0, "b")
c = a * b
c.label = "c"
figure("product", c, caption="two factors", predict=[b])

# %%
figure("square", a * a)
"""
Write = Callable[..., Script]


@pytest.fixture
def lecture(tmp_path: Path) -> Write:
    """Write a lecture whose first code cell is `code`; further cells may follow after their markers."""

    def write(code: str, name: str = "small", head: str = HEAD) -> Script:
        folder = tmp_path / "notes" / "tutorial"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.py"
        path.write_text(head + code, encoding="utf-8")
        return Script(path)

    return write


@pytest.fixture
def ran(lecture: Write) -> Run:
    """Run a lecture of two figures, to be stepped through."""
    return run(lecture(TWO_FIGURES))


@pytest.fixture(scope="session")
def built(common: Path, pytestconfig: pytest.Config) -> Path:
    """Build every lecture, once for all tests; beside the pages stands what each lecture would print, and draws.

    What was built under the same key in an earlier run is taken from pytest's cache: the key changes with every source,
    library and lecture on which a page depends. `--cache-clear` builds all anew.
    """
    out, lectures = common / "pages", find_lectures()
    around, kept = neighbours_of(lectures), pytestconfig.cache.mkdir("lectures")
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()

    def run_and_write(script: Script, on_cell: OnCell, words: Mapping[str, str]) -> Run:
        with contextlib.redirect_stderr(io.StringIO()) as complaints:
            ran = run(script, on_cell=on_cell, words=words)
        printed = common / "apart" / script.name / "printed"
        write_atomically(printed / f"{script.name}.txt", "\n".join(map(text_of, ran.entries())))
        flagged = [f"{script.name}:{figure.name}" for figure in ran.figures if coincidences(figure.drawing.trace)]
        write_atomically(printed / f"{script.name}.lint", "\n".join(flagged))
        write_atomically(printed / f"{script.name}.err", complaints.getvalue())
        drawn = {figure.name: (figure.drawing.picture, figure.drawing.frame("backward")) for figure in ran.figures}
        (printed / f"{script.name}.figures").write_bytes(pickle.dumps(drawn))
        return ran

    def page(script: Script, beside: Neighbours) -> Callable[[], None]:
        def make() -> None:
            key, apart, store = f"{key_of(script, beside)} {own}", common / "apart" / script.name, kept / script.name
            if not is_fresh(store / "pages", script.name, key):
                build_page(script, beside, apart / "pages", key)
                shutil.rmtree(store, ignore_errors=True)
                shutil.copytree(apart, store)
            shutil.copytree(store, common, dirs_exist_ok=True)

        return make

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lectures.site.build.run", run_and_write)  # each script runs once
        do_once(common / "lectures", {name: page(script, around[name]) for name, script in lectures.items()})
    do_once(common / "lectures", {"tables": lambda: write_tables(lectures, out)})
    return out


def each_here(
    do: Callable[..., Any], tasks: Iterable[Task], jobs: int = 1, limit: float = LIMIT, at_work: Any = None
) -> Iterator[tuple[Script, Any, float]]:
    """What `each_apart` does, without the time that it takes to start a process."""
    for task in tasks:
        try:
            outcome = do(*task)
        except ChalkgradError as error:
            outcome = LectureError(str(error))
        yield task[0], outcome, 0.0


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build here; tests/lectures/test_workers.py says what a process apart is for."""
    monkeypatch.setattr("lectures.site.build.each_apart", each_here)


@pytest.fixture(scope="session")
def printed(built: Path, common: Path) -> Path:
    """The folder with what each lecture prints, NAME.txt, and what its figures are, NAME.figures."""
    return common / "printed"
