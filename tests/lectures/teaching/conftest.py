"""A lecturer's own folder with a two-layer network, and a command line that works there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lectures.__main__ import main
from lectures.exercises import Task, load_task
from tests.lectures.teaching.classes import COLUMNS, IN_COLUMNS, write_network


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_network(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def network(own: Path) -> Task:
    return load_task("two-layer", own)


@pytest.fixture
def columns(own: Path, call: Callable[..., Result]) -> Task:
    """A classifier in plain NumPy, with an example in each column and a sigmoid of its own."""
    (own / "net.py").write_text(COLUMNS)
    call("exercise", "new", "in-columns", *IN_COLUMNS)
    return load_task("in-columns", own)


@pytest.fixture
def call() -> Callable[..., Result]:
    def run(*arguments: str, code: int = 0) -> Result:
        found = CliRunner().invoke(main, arguments)
        assert found.exit_code == code, found.output
        assert "Traceback" not in found.output
        return found

    return run
