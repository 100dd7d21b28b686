"""The exercises of the course in the workbench: all load without what a page lacks, are judged, hinted and solved."""

import json
import subprocess
import sys
from typing import Any

import pytest

from engine.errors import ArgumentError
from engine.words.nested import is_list
from lectures.exercises.catalogue import find_exercises, load_task
from lectures.workbench.desk import exercises
from lectures.workbench.desk.calls import answer
from lectures.workbench.desk.desk import Desk
from lectures.workbench.exercise_list import all_exercises

LACKING = ("click", "jinja2", "markdown_it", "matplotlib", "nbformat", "pygments", "rich")
IN_A_PAGE = f"""
import json, sys
class Lacking:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {LACKING}:
            raise ImportError(name)
sys.meta_path.insert(0, Lacking())
from lectures.workbench.desk.calls import answer
from lectures.workbench.desk.desk import Desk
desk, wrong = Desk(), []
for place, name in json.load(sys.stdin):
    for call in ("exercise", "judge_exercise", "exercise_solution", "exercise_twin"):
        more = [{{}}] if call == "judge_exercise" else []
        said = json.loads(answer(desk, json.dumps([call, [place, name, 7, *more]])))
        wrong += [(name, call, said["error"])] if "error" in said else []
print(json.dumps(wrong))
"""
PLACE, NAME = "course/02_fit_a_line.py", "bent-line"


@pytest.fixture(scope="module")
def items() -> list[dict[str, Any]]:
    return all_exercises()


def as_typed(x: Any, quantity: dict[str, Any]) -> Any:
    """What somebody types who is right, in the boxes of the page."""
    if quantity["kind"] == "sign":
        return {1: "+", -1: "−", 0: "0"}[x]
    if quantity["kind"] == "shape":
        return " x ".join(map(str, x)) or "one number"
    if quantity["kind"] == "line":
        return str(min(x) if isinstance(x, frozenset) else x)
    if is_list(x):
        return [as_typed(entry, quantity) for entry in x]
    return x if isinstance(x, str) else f"{x:.6g}"


@pytest.mark.long
def test_every_exercise_is_in_the_list_once_with_its_sentences(items: list[dict[str, Any]]) -> None:
    assert [item["name"] for item in items] == list(find_exercises())
    assert all(item["asks"].startswith("<p>") and item["lecture"] and item["points"] for item in items)
    assert not [item["name"] for item in items if "$" in item["asks"]]


@pytest.mark.slow
def test_every_exercise_works_where_only_numpy_is(items: list[dict[str, Any]]) -> None:
    asked = json.dumps([(item["place"], item["name"]) for item in items])
    done = subprocess.run([sys.executable, "-c", IN_A_PAGE], input=asked, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("seed", [0, pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.long
def test_right_answers_to_every_exercise_solve_it_and_no_variant_says_them(
    items: list[dict[str, Any]], seed: int
) -> None:
    for item in items:
        which = (item["place"], item["name"], seed)
        shown = exercises.exercise(Desk(), *which)
        right = load_task(item["name"]).variant(seed).right
        typed = {q["name"]: as_typed(right[q["name"]], q) for q in shown["quantities"]}
        found = exercises.judge_exercise(Desk(), *which, typed)
        assert (found["solved"], found["score"]) == (True, found["total"]), (item["name"], found)
        assert set(shown) == {"given", "listing", "quantities", "graph", "fresh"}


@pytest.mark.long
def test_an_earlier_slip_is_carried_forward_and_hinted_at_by_grade() -> None:
    variant = load_task(NAME).variant(1)
    right = variant.right
    flipped = [-x for x in right["dyhat"]]
    typed = {
        "yhat": as_typed(right["yhat"], {"kind": "value"}),
        "dyhat": as_typed(flipped, {"kind": "gradient"}),
        "b": f"{sum(flipped):.6g}",
    }
    found = exercises.judge_exercise(Desk(), PLACE, NAME, 1, typed)
    assert [found["verdicts"][name]["verdict"] for name in ("yhat", "dyhat", "b", "w")] == [
        "right", "wrong", "follows", "missing",
    ]  # fmt: skip
    assert not found["solved"]
    assert (found["hints"][0][0], "a sign is wrong" in found["hints"][1][1]) == (found["hints"][1][0], True)
    assert any("sign is flipped" in str(hint) for hint in found["hints"][-1])
    assert [i for i in found["hints"][-1] if isinstance(i, int)] == list(range(len(variant.task.hints)))


def test_of_an_array_that_is_wrong_each_number_is_marked() -> None:
    right = load_task("tanh-by-hand").variant(0).right["dh"]
    typed = {"dh": [f"{right[0]:.3g}", f"{-right[1]:.3g}"]}
    said = exercises.judge_exercise(Desk(), "course/04_network_by_hand.py", "tanh-by-hand", 0, typed)["verdicts"]
    assert (said["dh"]["verdict"], said["dh"]["entries"]) == ("wrong", [True, False])
    assert said["v0"]["entries"] == []


@pytest.mark.long
def test_exercises_are_found_by_the_shapes_that_they_ask_for_and_give(items: list[dict[str, Any]]) -> None:
    found = {item["name"] for item in items if "matrix" in item["words"]}
    assert "hidden-layer" in found
    assert "tanh-by-hand" not in found


@pytest.mark.long
def test_verdicts_are_the_same_without_looking_for_slips() -> None:
    typed = {"yhat": [["1"]], "w": "3", "b": "2*w"}
    quick, whole = (exercises.judge_exercise(Desk(), PLACE, NAME, 1, typed, explain) for explain in (False, True))
    assert quick["verdicts"] == whole["verdicts"]


def test_a_formula_of_what_is_given_and_of_earlier_answers_is_computed() -> None:
    typed = {"yhat": "w*x + q*x**2 + b", "dyhat": "2*(yhat - y)/4", "b": "sum(dyhat)"}
    found = exercises.judge_exercise(Desk(), PLACE, NAME, 1, typed)
    said = {name: found["verdicts"][name]["unread"] for name in typed}
    assert said == dict.fromkeys(typed, "")


def test_what_cannot_be_read_is_said_at_its_box() -> None:
    found = exercises.judge_exercise(Desk(), PLACE, NAME, 1, {"w": "2*nothing"})
    assert "nothing here is called nothing" in found["verdicts"]["w"]["unread"]
    assert found["verdicts"]["w"]["verdict"] == "nonsense"


def test_the_graph_of_an_exercise_leaves_what_lies_on_the_desk() -> None:
    desk = Desk()
    assert exercises.exercise_graph(desk, PLACE, NAME, 1)["html"].startswith("<!")
    assert desk == Desk()
    with pytest.raises(ArgumentError, match="no graph"):
        exercises.exercise_graph(desk, "course/exercises/slope_and_graph.py", "slope-signs", 0)


@pytest.mark.long
def test_the_solution_has_a_line_for_each_quantity_and_its_twin_other_numbers() -> None:
    solution = exercises.exercise_solution(Desk(), PLACE, NAME, 1)
    assert [step["name"] for step in solution["steps"]] == ["yhat", "dyhat", "dw", "dq", "db"]
    twin = exercises.exercise_twin(Desk(), PLACE, NAME, 1)["text"]
    assert solution["steps"][-1]["answer"] not in twin


@pytest.mark.long
def test_an_exercise_that_is_not_there_is_an_error_in_words() -> None:
    said = json.loads(answer(Desk(), json.dumps(["exercise", ["course/02_fit_a_line.py", "no-such", 0]])))
    assert said["error"]
