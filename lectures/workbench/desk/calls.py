"""All that the page may ask Python for, by name."""

from collections.abc import Callable
from json import dumps, loads
from typing import Any

from lectures.workbench.desk import exercises, exports
from lectures.workbench.desk.derive import judge
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.formula import box
from lectures.workbench.desk.script import from_formula, run

CALLS: dict[str, Callable[..., dict[str, Any]]] = {
    "formula": box.formula, "run": run.run, "show": run.show, "judge": judge.judge,
    "formula_script": from_formula.formula_script,
    "export": exports.export,
    "exercise": exercises.exercise, "judge_exercise": exercises.judge_exercise,
    "exercise_graph": exercises.exercise_graph, "exercise_solution": exercises.exercise_solution,
    "exercise_twin": exercises.exercise_twin,
}  # fmt: skip


def answer(desk: Desk, request: str) -> str:
    """Answer a request of the page, both as JSON: `[name, arguments]`, and `{"value": ...}` or `{"error": ...}`."""
    name, arguments = loads(request)
    try:
        return dumps({"value": CALLS[name](desk, *arguments)})
    except Exception as error:
        return dumps({"error": str(error) or type(error).__name__})
