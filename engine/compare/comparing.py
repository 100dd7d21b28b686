"""A gradient derived by hand beside the engine's: is it right, and if not, what went wrong?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import inf, isfinite
from typing import Any

from engine.compare.diagnosis import Point, diagnose
from engine.compare.naming import evaluated, holds_values, values_named
from engine.compare.perturb import slope_along
from engine.compare.problem import NamedArray, Problem
from engine.compare.report import Finding, Line, Report, Verdict
from engine.compare.structure import Structure
from engine.compare.surrogate import given_gradients
from engine.compare.written import FEWEST, Written, written
from engine.errors import ArgumentError, DomainError, GradientMismatchError, ShapeError
from engine.graph import topological_order
from engine.numeric import RTOL, tolerances
from engine.value import Value
from engine.words.nested import nest, values_of

Gradients = Mapping[str, Any]
GRADIENTS = "{name: gradient by hand, ...} or {name: (Values, gradient by hand), ...}, such as {'w': (w, 0.5)}"
NOISE = 1e-11  # of the terms that were summed: what float64 loses
KINKS = 8  # entries that are looked at for a kink
STEPS = "a list of (name, nodes, gradient by hand), such as [('dz', z, 0.5)]"


def compare_gradients(loss: Value, gradients: Gradients, atol: float = 0.0, rtol: float = RTOL) -> Report:
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
    judge = _Judge("compare_gradients", loss, _arrays("compare_gradients", loss, gradients), atol, rtol)
    return judge.steps() if judge.in_order() else judge.report()


def compare_points(points: Iterable[tuple[Value, Gradients]], atol: float = 0.0, rtol: float = RTOL) -> Report:
    """Compare one derivation at several points: other numbers, other batch sizes, other shapes.

    It is right where it is right at all of them, and a slip explains it where it does so at all of them. This tells
    1/m from a half, and a missing factor from one that happens to be 1.

    Args:
        points: for each point the loss and the gradients, as for `compare_gradients`, with the same names.
        atol, rtol: the absolute and the relative tolerance that are allowed besides.

    Returns:
        The report of the first point at which something is wrong; of the first of all when nothing is.

    >>> def at(n):
    ...     w = Value(3.0, "w")
    ...     return sum(w * x for x in range(n)) / n, {"w": (w, float(sum(range(n))))}
    >>> report = compare_points([at(2), at(5)])
    >>> report["w"].findings[0].slip
    'mean'
    """
    judges = [
        _Judge("compare_points", loss, _arrays("compare_points", loss, given), atol, rtol) for loss, given in points
    ]
    if not judges:
        raise ArgumentError("compare_points: takes (loss, gradients) for each point, got none")
    judged = [judge.judged() for judge in judges]
    at_fault = [one for one in judged if one[2]] or judged[:1]
    lines, _, wrong_there, _ = at_fault[0]
    findings: dict[str, tuple[Finding, ...]] = {}
    if wrong_there:
        findings = diagnose([Point(problem, wrong, correct) for _, problem, wrong, correct in at_fault])
    return Report(tuple(replace(line, findings=findings.get(line.name, ())) for line in lines))


def compare_steps(loss: Value, steps: Sequence[tuple[str, Any, Any]], atol: float = 0.0, rtol: float = RTOL) -> Report:
    """Compare a derivation step by step, from the loss backwards, and name the first wrong step.

    A later step is judged by what follows from the student's own earlier steps, so that one slip is counted
    once: it is "right" when it is the gradient, and "follows" when it is right given what came before.

    Args:
        loss: the output that is differentiated.
        steps: (name, nodes, gradient by hand) in the order of the derivation, such as ("dZ3", Z3, dZ3).
        atol, rtol: the absolute and the relative tolerance.

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
        arrays.append(_array(*step))
    return _Judge("compare_steps", loss, arrays, atol, rtol).steps()


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
            arrays.append(_array(name, *given))
        elif holds_values(given):
            raise ArgumentError(f"{where}: takes {GRADIENTS}, got {name!r:.40}: {given!r:.60}")
        else:
            order = order or topological_order(loss)
            arrays.append(_array(name, values_named(where, order, name), given))
    return arrays


def _array(name: str, nodes: Any, hand: Any) -> NamedArray:
    values, shape = values_of(nodes, name)
    numbers, hand_shape = (Written([], []), None) if hand is None else written(hand, name)
    return NamedArray(name, values, shape, numbers, hand_shape)


class _Judge:
    """Gives the verdicts of one comparison."""

    def __init__(self, where: str, loss: Value, arrays: Sequence[NamedArray], atol: float, rtol: float) -> None:
        if not arrays:
            raise ShapeError(f"{where}: there is nothing to compare; give at least one gradient by hand")
        self.true, self.arrays = Structure(loss), arrays
        self.atol, self.rtol = tolerances(where, atol, rtol)

    def in_order(self) -> bool:
        """Put the gradients in the order of a derivation if there are intermediate results among them, and say so."""
        place = {node: i for i, node in enumerate(self.true.order)}
        steps = [any(node.inputs for node in array.nodes) for array in self.arrays]
        if any(steps) and len(self.arrays) > 1:
            latest = [max(place.get(node, -1) for node in array.nodes) for array in self.arrays]
            ranked = sorted(range(len(steps)), key=lambda i: (not steps[i], -latest[i] if steps[i] else i))
            self.arrays = [self.arrays[i] for i in ranked]
        return any(steps) and len(self.arrays) > 1

    def report(self) -> Report:
        """Judge every gradient by that of the loss, and explain all wrong ones together."""
        lines, problem, wrong, correct = self.judged()
        findings = diagnose([Point(problem, wrong, correct)]) if wrong else {}
        return Report(tuple(replace(line, findings=findings.get(line.name, ())) for line in lines))

    def judged(self) -> tuple[list[Line], Problem, list[NamedArray], list[NamedArray]]:
        """Judge every gradient, and return the problem, the gradients that are wrong, and those that are right."""
        problem = Problem(self.true, self.arrays)
        lines = [self.line(array, problem, array) for array in self.arrays]
        verdicts = dict(zip(self.arrays, (line.verdict for line in lines), strict=True))
        wrong = [array for array in self.arrays if verdicts[array] in ("wrong", "shape")]
        correct = [array for array in self.arrays if verdicts[array] == "right"]
        return lines, problem, wrong, correct

    def steps(self) -> Report:
        """Judge every step by what follows from the student's own earlier ones."""
        lines: list[Line] = []
        given: dict[Value, float] = {}
        for array in self.arrays:
            structure, copies = self.true, dict[Value, Value]()
            if any(line.verdict not in ("right", "missing") for line in lines) and given:
                surrogate, copies = given_gradients(self.true.order, given)
                structure = Structure(surrogate)
            target, *others = (
                replace(one, nodes=[copies.get(node, node) for node in one.nodes])
                for one in (array, *(other for other in self.arrays if other is not array))
            )
            problem = Problem(structure, [target], others)
            line = self.line(array, problem, target)
            if line.verdict in ("wrong", "shape"):
                line = replace(line, findings=diagnose([Point(problem, [target], [])])[line.name])
            lines.append(line)
            if array.fits and all(map(isfinite, array.hand)):
                pairs = (pair for pair in zip(array.nodes, array.hand, strict=True) if pair[0] in self.true.gradients)
                given |= {node: g for node, g in pairs if node.inputs}
        return Report(tuple(lines), steps=True)

    def line(self, array: NamedArray, problem: Problem, target: NamedArray) -> Line:
        """Judge one gradient: by that of the loss, and by that of the problem, in which it is called target."""
        engine, expected = self.true.gradient(array.nodes), problem.right(target)
        scale = problem.scale(target)
        verdict = self.verdict(array, engine, expected, scale)
        worst, difference = 0, None
        if array.fits:
            worst, difference = _worst(array.hand, engine if verdict == "right" else expected)
        numeric, notes = self.witness(array.nodes[worst])
        if verdict == "wrong" and self.is_a_slope_of_the_kink(array, expected, scale):
            verdict = "right"
        if verdict == "digits":
            notes.append(f"it agrees as far as it goes: write at least {FEWEST} significant digits")
        return Line(
            name=array.name, verdict=verdict, shape=array.shape, your_shape=array.hand_shape,
            engine=nest(engine, array.shape),
            yours=None if array.hand_shape is None else nest(array.hand, array.hand_shape),
            expected=nest(expected, array.shape), worst=list(product(*map(range, array.shape)))[worst],
            numeric=numeric, difference=difference, note="; ".join(notes),
        )  # fmt: skip

    def verdict(
        self, array: NamedArray, engine: Sequence[float], expected: Sequence[float], scale: Sequence[float]
    ) -> Verdict:
        if not array.fits:
            return "missing" if array.hand_shape is None else "shape"
        for numbers, verdict in ((engine, "right"), (expected, "follows")):
            off = self.differing(array, numbers, scale)
            if not off:
                few = 0 < array.written.digits < FEWEST and not all(map(self.to_two_digits, array.hand, numbers))
                return "digits" if few else verdict  # type: ignore[return-value]
        return "wrong"

    def differing(self, array: NamedArray, numbers: Sequence[float], scale: Sequence[float]) -> list[int]:
        """Return the entries that are not these numbers, to the digits that were written."""
        written, found = array.written, []
        for i, (hand, number, size) in enumerate(zip(array.hand, numbers, scale, strict=True)):
            allowed = written.slack[i] + self.atol + self.rtol * abs(number) + (NOISE + written.relative) * size
            if not isfinite(hand - number) or abs(hand - number) > allowed:
                found.append(i)
        return found

    def to_two_digits(self, hand: float, number: float) -> bool:
        """Tell whether a number agrees to two digits, of which the second may be a zero that was not written."""
        return abs(hand - number) <= 0.005 * abs(number)

    def is_a_slope_of_the_kink(self, array: NamedArray, expected: Sequence[float], scale: Sequence[float]) -> bool:
        """Tell whether every entry that differs lies between the two slopes of a kink, where any is right."""
        off = self.differing(array, expected, scale)
        if len(off) > KINKS:
            return False
        for i in off:
            try:
                slope = slope_along(self.true.order, array.nodes[i])
            except DomainError:
                return False
            low, high = sorted((slope.left, slope.right))
            allowed = array.written.slack[i] + 1e-6 * max(abs(low), abs(high), 1.0)
            if not slope.kink or not low - allowed <= array.hand[i] <= high + allowed:
                return False
        return True

    def witness(self, node: Value) -> tuple[float | None, list[str]]:
        """Return the finite difference, and what it has to say besides."""
        if node not in self.true.gradients:
            return 0.0, ["the loss does not depend on it, so its gradient is zero"]
        try:
            slope = slope_along(self.true.order, node)
        except DomainError as error:
            return None, [str(error)]
        sides = f"the slope is {slope.left:.6g} from the left and {slope.right:.6g} from the right"
        note = f"a kink: {sides}; any slope between them is right, and the engine's is its convention"
        return slope.value, [note] if slope.kink else []


def _worst(hand: Sequence[float], right: Sequence[float]) -> tuple[int, float]:
    """Return the position of the largest difference, and the difference; NaN and infinity are the largest."""
    differences = [abs(h - g) for h, g in zip(hand, right, strict=True)]
    worst = max(range(len(differences)), key=lambda i: differences[i] if isfinite(differences[i]) else inf)
    return worst, differences[worst]
