"""The course: a path of lectures that teach, each with all its parts, in code that a student should write."""

import ast
import re

import pytest

from lectures.site.script import Script, find_lectures
from tests.lectures.test_lectures import called, calls, tree_of

COURSE = [script for script in find_lectures().values() if script.course == "course"]
every_lecture = pytest.mark.parametrize("script", COURSE, ids=[script.name for script in COURSE])
AUDIT = re.compile(r"\b(?i:(the|a|this) slides?|the notes|exam|claims?|errata)\b|\b[ABCD]\d\d\b")


def test_the_path_is_numbered_without_a_gap() -> None:
    numbers = [script.number for script in COURSE if script.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 17


@every_lecture
def test_it_says_how_long_it_takes_and_what_one_can_do_then(script: Script) -> None:
    assert 5 <= int(script.minutes) <= 60
    assert "?" in script.summary or script.number is None
    assert script.after.startswith("you can")
    assert script.covers == ()


@every_lecture
def test_it_links_to_the_lectures_that_come_before_and_to_no_later_one(script: Script) -> None:
    path = [each.name for each in COURSE]
    needed = [path.index(name) for name in re.findall(r"\]\((\w+)\.html\)", script.before)]
    assert needed or script.number == 1
    assert all(position < path.index(script.name) for position in needed)
    assert script.before.count("](") == len(needed)


@pytest.mark.long
@every_lecture
def test_it_teaches_and_does_not_audit(script: Script) -> None:
    assert [line for line in script.source.splitlines() if AUDIT.search(line)] == []
    assert not any(keyword.arg == "item" for call in calls(script) for keyword in call.keywords)


@every_lecture
def test_it_has_a_graph_a_plot_a_comparison_a_question_a_prediction_and_an_exercise(script: Script) -> None:
    assert {"figure", "plot", "ask", "exercise"} <= called(script)
    assert {"compare", "compare_steps"} & called(script)
    assert any(keyword.arg == "predict" for call in calls(script) for keyword in call.keywords)


@every_lecture
def test_it_fits_the_head(script: Script) -> None:
    assert 100 <= len(script.source.splitlines()) <= 250


@every_lecture
def test_its_code_is_what_a_student_writes(script: Script) -> None:
    assert not re.search(r"jvp\(|\.data for |strict=True", script.source)
    assert not [node for node in ast.walk(tree_of(script)) if isinstance(node, ast.NamedExpr)]
