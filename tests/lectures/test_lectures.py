"""Every lecture: it runs as plain Python, has all its parts, and its numbers are computed."""

import ast
import re
import runpy
from functools import cache
from pathlib import Path

import pytest

from engine import value
from engine.primitives import PRIMITIVES, Primitive
from lectures.errata.reading import judged_beside
from lectures.items import ITEMS
from lectures.site.plotting import house_style
from lectures.site.prose import in_text
from lectures.site.script import Script, find_lectures

LECTURES = find_lectures()
every_lecture = pytest.mark.parametrize("script", LECTURES.values(), ids=LECTURES.keys())


@every_lecture
def test_it_runs_and_prints(script: Script, printed: Path) -> None:
    """One run serves all tests: it made the page, and every entry of it as text is what plain Python prints."""
    assert (printed / f"{script.name}.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    "name", ["squared_error", "linear_scores", "descent_goes_wrong", "fit_line", "bugs_in_backward"]
)
def test_plain_python_prints_what_the_page_shows(name: str, printed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with house_style():
        runpy.run_path(str(LECTURES[name].path), run_name="__main__")
    shown = (printed / f"{name}.txt").read_text(encoding="utf-8")
    assert capsys.readouterr().out.split() == shown.split()


@pytest.mark.long
@every_lecture
def test_nothing_hangs_on_what_only_a_page_has(script: Script) -> None:
    """A figure is a drawing on a page and None in plain Python, so nobody uses it; and no line asks which it is."""
    tree = tree_of(script)
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in alone]
    assert not [call for call in used if isinstance(call.func, ast.Name) and call.func.id in ("figure", "plot")]
    assert not {"__name__", "__file__", "sys"} & {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


@every_lecture
def test_its_head_says_what_it_covers_and_for_whom(script: Script) -> None:
    assert script.title
    assert script.summary
    assert script.before
    assert script.after
    assert script.covers or script.course == "course"


@every_lecture
def test_its_head_names_other_lectures_by_their_titles_or_how_these_begin(script: Script) -> None:
    for name, page in re.findall(r"\[([^\]]+)\]\((\w+)\.html\)", script.before + script.after):
        assert in_text(LECTURES[page].title).startswith(name)


@every_lecture
def test_it_has_a_graph(script: Script) -> None:
    assert "figure" in called(script)


def called(script: Script) -> set[str]:
    return {call.func.id for call in calls(script) if isinstance(call.func, ast.Name)}


@every_lecture
def test_it_uses_the_engine_the_models_and_the_board_and_nothing_private(script: Script) -> None:
    tree = tree_of(script)
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not [name for name in modules if name.startswith("lectures") and name != "lectures.board"]
    assert "json" not in modules
    assert "pickle" not in modules


@pytest.mark.long
@every_lecture
def test_no_number_is_typed_as_if_it_were_computed(script: Script) -> None:
    for call in calls(script):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name == "print" and call.args:
            typed = "".join(str(arg.value) for arg in call.args if isinstance(arg, ast.Constant))
            assert any(map(has_a_name, call.args)) or not any(map(str.isdigit, typed)), f"line {call.lineno}"


@cache
def tree_of(script: Script) -> ast.Module:
    return ast.parse(script.source)


@cache
def calls(script: Script) -> list[ast.Call]:
    return [node for node in ast.walk(tree_of(script)) if isinstance(node, ast.Call)]


def has_a_name(expression: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) for node in ast.walk(expression))


def test_every_worked_example_is_covered() -> None:
    covered = {item for script in LECTURES.values() for item in script.covers}
    assert [item for item in ITEMS if item not in covered] == []


def verdicts_beside(script: Script) -> dict[str, str]:
    return {judged.entry.id: judged.verdict for judged in judged_beside(script, strict=False)}


@pytest.mark.long
def test_a_wrong_derivative_in_the_engine_turns_verdicts() -> None:
    script, row = LECTURES["fit_line"], PRIMITIVES["multiply"]
    before, right = verdicts_beside(script), row.partials
    object.__setattr__(row, "partials", lambda m, y, a, b: (2.0 * b, a))  # rows are frozen on purpose
    try:
        after = verdicts_beside(script)
    finally:
        object.__setattr__(row, "partials", right)
    assert (before["D08.1"], after["D08.1"]) == ("holds", "wrong")
    assert after["D05.2"] == before["D05.2"] == "holds"


def test_a_wrong_value_in_the_engine_turns_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    script, right = LECTURES["exam_convolution"], value.apply

    def wrong(row: Primitive, *inputs: object) -> value.Value:
        node = right(row, *inputs)
        node._number += row.name == "relu"
        return node

    monkeypatch.setattr(value, "apply", wrong)
    after = verdicts_beside(script)
    assert [after[f"D25.{k}"] for k in (1, 2, 3)] == ["holds", "holds", "wrong"]
