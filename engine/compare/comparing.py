"""A gradient derived by hand beside the engine's: is it right, and if not, what went wrong?"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.compare.diagnosis import Point
from engine.compare.guesses import NamedArray
from engine.compare.judge import Judge, named_array
from engine.compare.naming import evaluated, holds_values, values_named
from engine.compare.report import Finding, Report
from engine.compare.rough import diagnose_by_hand
from engine.errors import ArgumentError, GradientMismatchError
from engine.graph import topological_order
from engine.numeric import RTOL
from engine.value import Value

Gradients = Mapping[str, Any]
GRADIENTS = "{name: gradient by hand, ...} or {name: (Values, gradient by hand), ...}, such as {'w': (w, 0.5)}"
STEPS = "a list of (name, nodes, gradient by hand), such as [('dz', z, 0.5)]"


def compare_gradients(
    loss: Value, gradients: Gradients, atol: float = 0.0, rtol: float = RTOL, explain: bool = True
) -> Report:
    """Compare hand-derived gradients with the engine's, and say what went wrong where they differ.

        right  <=>  |yours - engine| <= half a unit of the last digit that you wrote  in every entry

    What was computed, with more than ten digits, is right within the relative tolerance. A number may be text, which
    keeps its digits: "0.670", "2/3", "-1e-3". Where intermediate results are given, they are the steps of a derivation,
    and what only follows from an earlier slip is said to (see `compare_steps`).

    Args:
        loss: the output that is differentiated.
        gradients: name -> (parameter, gradient by hand), or name -> gradient by hand for what has that label. A
            parameter is a Value, a nested list or array of Values, or a module; intermediate results may be given as
            well. A gradient is a number, a nested list or an array, of the parameter's shape; None counts as missing.
        atol, rtol: the absolute and the relative tolerance that are allowed besides.
        explain: whether slips are looked for, which takes the most time; the verdicts are the same without.

    Returns:
        A report: true when all are right, prints as a table, renders in notebooks, and is data.

    Raises:
        ArgumentError: for anything but names and pairs.
        NotANumberError: for a parameter that is not on a graph, or a gradient that is not of numbers.
        ShapeError: for nested lists whose rows differ in shape, and for no gradient at all.

    >>> w, x = Value(2.0, "w"), Value(-3.0, "x")
    >>> report = compare_gradients((w * x - 1) ** 2, {"w": (w, 42.0), "x": (x, -14.0)})
    >>> report.ok, report["x"].verdict, report["x"].findings[0].slip
    (False, 'wrong', 'factor 2')
    """
    judge = Judge("compare_gradients", loss, _arrays("compare_gradients", loss, gradients), atol, rtol)
    return judge.steps(None if explain else ()) if judge.in_order() else judge.report(explain)


def compare_points(
    points: Iterable[tuple[Value, Gradients]],
    atol: float = 0.0,
    rtol: float = RTOL,
    explain: Container[str] | None = None,
) -> Report:
    """Compare one derivation at several points: other numbers, other batch sizes, other shapes.

    It is right where it is right at all of them, and a slip explains it where it does so at all of them. This tells
    1/m from a half, and a missing factor from one that happens to be 1.

    Args:
        points: for each point the loss and the gradients, as for `compare_gradients`, with the same names.
        atol, rtol: the absolute and the relative tolerance that are allowed besides.
        explain: of intermediate results, the names whose slips are looked for, which takes the most time.

    Returns:
        The report, with each line from the first point at which it is wrong; of the first of all when it is right.
        Intermediate results are steps as for `compare_gradients`.

    >>> def at(n):
    ...     w = Value(3.0, "w")
    ...     return sum(w * x for x in range(n)) / n, {"w": (w, float(sum(range(n))))}
    >>> report = compare_points([at(2), at(5)])
    >>> report["w"].findings[0].slip
    'mean'
    """
    judges = [
        Judge("compare_points", loss, _arrays("compare_points", loss, given), atol, rtol) for loss, given in points
    ]
    if not judges:
        raise ArgumentError("compare_points: takes (loss, gradients) for each point, got none")
    if all(judge.in_order() for judge in judges):
        return judges[0].steps(explain, judges[1:])
    judged = [judge.judged() for judge in judges]
    lines = list(judged[0][0])
    for other, *_ in judged[1:]:
        lines = [there if line.verdict == "right" else line for line, there in zip(lines, other, strict=True)]
    at_fault = [Point(problem, wrong, correct) for _, problem, wrong, correct in judged if wrong]
    findings: dict[str, tuple[Finding, ...]] = {}
    while at_fault:
        findings = diagnose_by_hand(at_fault) | findings
        at_fault = [point for point in at_fault[1:] if not point.cases.keys() <= findings.keys()]
    return Report(tuple(replace(line, findings=findings.get(line.name, ())) for line in lines))


def compare_steps(
    loss: Value,
    steps: Sequence[tuple[str, Any, Any]],
    atol: float = 0.0,
    rtol: float = RTOL,
    explain: Container[str] | None = None,
) -> Report:
    """Compare a derivation step by step, from the loss backwards, and name the first wrong step.

    A later step is judged by what follows from the student's own earlier steps, so that one slip is counted
    once: it is "right" when it is the gradient, and "follows" when it is right given what came before.

    Args:
        loss: the output that is differentiated.
        steps: (name, nodes, gradient by hand) in the order of the derivation, such as ("dZ3", Z3, dZ3).
        atol, rtol: the absolute and the relative tolerance.
        explain: the names of the steps whose slips are looked for, which takes the most time; by default all.

    >>> w, x = Value(2.0, "w"), Value(3.0, "x"); z = w * x; loss = z**2
    >>> report = compare_steps(loss, [("dz", z, 6.0), ("dw", w, 18.0)])
    >>> report.first_wrong, [line.verdict for line in report.lines]
    ('dz', ['wrong', 'follows'])
    """
    if isinstance(steps, str | Mapping) or not isinstance(steps, Iterable):
        raise ArgumentError(f"compare_steps: takes {STEPS}, got {type(steps).__name__}")
    arrays = []
    for step in steps:
        if not isinstance(step, tuple | list) or len(step) != 3 or not isinstance(step[0], str):
            raise ArgumentError(f"compare_steps: takes {STEPS}, got {step!r:.80}")
        arrays.append(named_array(*step))
    return Judge("compare_steps", loss, arrays, atol, rtol).steps(explain)


def assert_gradients(
    loss: Value | Callable[..., Any],
    gradients: Mapping[str, Any],
    atol: float = 0.0,
    rtol: float = RTOL,
    at: Mapping[str, Any] | None = None,
) -> None:
    """Fail with the printed report unless every hand-derived gradient is right; for tests.

    Args:
        loss: as for `compare_gradients`, or a function of Values.
        gradients: name -> gradient by hand, of the Values that are labelled so; or pairs as for `compare_gradients`.
        atol, rtol: as for `compare_gradients`.
        at: for a function, its arguments by name; numbers and lists of them become Values labelled by their names.

    Raises:
        GradientMismatchError: an AssertionError whose text is the report, which it keeps as `.report`.

    >>> x = Value(3.0, "x")
    >>> assert_gradients(x * x, {"x": 6.0})
    >>> assert_gradients(lambda w, x: w[0] * x + w[1], {"w": [3.0, 1.0]}, at={"w": [2.0, 0.5], "x": 3.0})
    """
    __tracebackhide__ = True  # pytest shows the caller's line, not this one
    report = compare_gradients(evaluated("assert_gradients", loss, at), gradients, atol, rtol)
    if not report:
        raise GradientMismatchError(report)


def _arrays(where: str, loss: Value, gradients: Gradients) -> list[NamedArray]:
    if not isinstance(gradients, Mapping):
        raise ArgumentError(f"{where}: takes {GRADIENTS}, got {type(gradients).__name__}")
    order: list[Value] = []
    arrays = []
    for name, given in gradients.items():
        if not isinstance(name, str):
            raise ArgumentError(f"{where}: takes {GRADIENTS}, got {name!r:.40}: {given!r:.60}")
        if isinstance(given, tuple | list) and len(given) == 2 and holds_values(given[0]):
            arrays.append(named_array(name, *given))
        elif holds_values(given):
            raise ArgumentError(f"{where}: takes {GRADIENTS}, got {name!r:.40}: {given!r:.60}")
        else:
            order = order or topological_order(loss)
            arrays.append(named_array(name, values_named(where, order, name), given))
    return arrays
