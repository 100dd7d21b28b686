"""Small lectures, written for one test each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lectures.site.build import build
from lectures.site.script import Script, find_lectures

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
Write = Callable[..., Script]


@pytest.fixture
def lecture(tmp_path: Path) -> Write:
    """Write a lecture whose first code cell is `code`; further cells may follow after their markers."""

    def write(code: str, name: str = "small", head: str = HEAD) -> Script:
        folder = tmp_path / "tutorial"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.py"
        path.write_text(head + code, encoding="utf-8")
        return Script(path)

    return write


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build every lecture, once for all tests."""
    out = tmp_path_factory.mktemp("pages")
    lectures = find_lectures()
    failed = [result for result in build(lectures, lectures, out, jobs=2) if result.outcome == "failed"]
    assert not failed, "\n".join(result.error for result in failed)
    return out
