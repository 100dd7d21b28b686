"""Every wrong call of `bad_input.py` is answered in the user's words: what happened, where, and what to do."""

import re
import sys

import pytest

from engine.errors import ChalkgradError
from tests.bad_input import CASES, MISSING, SETUP, WITHOUT

BUILT_IN = (AssertionError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError)
REMEDY = re.compile(
    r"; |such as|must be|did you mean|pip install|\b(takes|needs|expects|give|pass)\b"
    r"|: (call|fold|use|convert|write|make|take|only|run|it is|a function that|a list has)\b"
)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Work in a folder with files that may not be overwritten; say what is in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for name in ("locked.svg", "locked.json", "broken.json"):
        (tmp_path / name).write_text("as it was")
    for name in ("locked.svg", "locked.json"):
        (tmp_path / name).chmod(0o444)
    return lambda: {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}


def error_of(call):
    """Return what a call raises after the set-up."""
    names = {}
    exec(SETUP, names)
    try:
        exec(call, names)
    except Exception as error:
        return error
    pytest.fail("accepted")


def shown_with(error):
    """Return the errors that a traceback shows above this one."""
    while (error := error.__cause__ or (None if error.__suppress_context__ else error.__context__)) is not None:
        yield error


def check(call, kind, message, files):
    before = files()
    error = error_of(call)
    assert type(error) is kind, f"{type(error).__name__}: {error}"
    assert re.search(message, str(error)), str(error)
    assert REMEDY.search(str(error)), f"no remedy: {error}"
    assert all(isinstance(above, ChalkgradError) for above in shown_with(error)), "an internal error is shown above it"
    assert files() == before, "a file was changed or left behind"


@pytest.mark.parametrize(("call", "kind", "message"), CASES, ids=[call for call, _, _ in CASES])
def test_a_wrong_call_is_answered_in_the_words_of_its_user(call, kind, message, files):
    check(call, kind, message, files)


@pytest.mark.parametrize(("call", "kind", "message"), MISSING, ids=[call for call, _, _ in MISSING])
def test_a_part_that_is_not_installed_is_named_with_the_command_to_install_it(call, kind, message, files, monkeypatch):
    monkeypatch.setenv("PATH", "")
    for package in WITHOUT:
        monkeypatch.setitem(sys.modules, package, None)
    check(call, kind, message, files)


@pytest.mark.parametrize("kind", sorted({kind for _, kind, _ in CASES + MISSING}, key=lambda kind: kind.__name__))
def test_every_error_is_the_built_in_one_that_a_python_user_expects(kind):
    assert issubclass(kind, ChalkgradError)
    assert issubclass(kind, BUILT_IN)


def test_the_table_has_enough_different_rows():
    assert len({call for call, _, _ in CASES}) == len(CASES) >= 80


def test_a_step_on_which_the_loss_does_not_depend_is_judged_and_breaks_no_later_one():
    names = {}
    exec(SETUP, names)
    report = names["compare_steps"](
        names["loss"], [("apart", names["apart"], 1.0), ("y", names["y"], 9.0), ("w", names["w"], 0.0)]
    )
    assert report["apart"].verdict == "wrong"
    assert "does not depend on it" in report["apart"].note
