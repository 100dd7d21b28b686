"""The verdicts of one comparison: right, wrong, of another shape, missing, or what follows from earlier steps."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import inf, isfinite
from typing import Any

from engine.compare.diagnosis import Point
from engine.compare.guesses import NamedArray
from engine.compare.matching import NOISE
from engine.compare.perturb import slopes_along
from engine.compare.problem import Problem
from engine.compare.report import Finding, Line, Report, Verdict
from engine.compare.rough import diagnose_by_hand
from engine.compare.structure import Structure
from engine.compare.surrogate import given_gradients
from engine.compare.written import FEWEST, Written, written
from engine.errors import DomainError, ShapeError
from engine.numeric import Slope, tolerances
from engine.value import Value
from engine.words.nested import nest, values_of

Fault = Sequence[tuple[Line, Problem, NamedArray]]  # one step at the points at which it is wrong
KINKS = 8  # entries that are looked at for a kink


def named_array(name: str, nodes: Any, hand: Any) -> NamedArray:
    """Return the Values of a parameter and the numbers by hand, of which None are missing."""
    values, shape = values_of(nodes, name)
    numbers, hand_shape = (Written([], []), None) if hand is None else written(hand, name)
    return NamedArray(name, values, shape, numbers, hand_shape)


class Judge:
    """Gives the verdicts of one comparison."""

    def __init__(self, where: str, loss: Value, arrays: Sequence[NamedArray], atol: float, rtol: float) -> None:
        if not arrays:
            raise ShapeError(f"{where}: there is nothing to compare; give at least one gradient by hand")
        self.true, self.arrays = Structure(loss), arrays
        self.slopes: dict[Value, Slope | DomainError] = {}
        self.atol, self.rtol = tolerances(where, atol, rtol)

    def in_order(self) -> bool:
        """Put the gradients in the order of a derivation if there are intermediate results among them, and say so."""
        place = {node: i for i, node in enumerate(reversed(self.true.order))}
        steps = [array for array in self.arrays if any(node.inputs for node in array.nodes)]
        others = [array for array in self.arrays if array not in steps]
        steps.sort(key=lambda array: min(place.get(node, inf) for node in array.nodes))
        self.arrays = [*steps, *others]
        return bool(steps and self.arrays[1:])

    def report(self, explain: bool) -> Report:
        """Judge every gradient by that of the loss, and explain all wrong ones together."""
        lines, problem, wrong, correct = self.judged()
        findings = diagnose_by_hand([Point(problem, wrong, correct)]) if wrong and explain else {}
        return Report(tuple(replace(line, findings=findings.get(line.name, ())) for line in lines))

    def judged(self) -> tuple[list[Line], Problem, list[NamedArray], list[NamedArray]]:
        """Judge every gradient, and return the problem, the gradients that are wrong, and those that are right."""
        problem = Problem(self.true, self.arrays)
        lines = {array: self.line(array, problem, array) for array in self.arrays}
        wrong = [array for array, line in lines.items() if line.verdict in ("wrong", "shape")]
        correct = [array for array, line in lines.items() if line.verdict == "right"]
        return list(lines.values()), problem, wrong, correct

    def steps(self, explain: Container[str] | None = None, elsewhere: Sequence["Judge"] = ()) -> Report:
        """Judge every step by what follows from the student's own earlier ones; explain these where wrong, or all.

        Args:
            explain: the names of those that are explained.
            elsewhere: the same derivation at other points; a step is wrong where it is at any of them.
        """
        lines: list[Line] = []
        runs = list[list[Fault]]([[]])  # of wrong parameters with no step between, on which nothing else depends
        walked = zip(*(judge.walked() for judge in (self, *elsewhere)), strict=True)
        for array, points in zip(self.arrays, walked, strict=True):
            at_fault = [one for one in points if one[0].verdict in ("wrong", "shape")]
            lines.append((at_fault or points)[0][0])
            if any(node.inputs for node in array.nodes):
                runs.append([])
            if at_fault and (explain is None or array.name in explain):
                runs[-1].append(at_fault)
        found: dict[str, tuple[Finding, ...]] = {}
        for run in runs:
            together = _of_several(run)
            for one in run:
                name = one[0][0].name
                alone = [Point(problem, [target], []) for _, problem, target in one]
                found[name] = together.get(name) or diagnose_by_hand(alone)[name]
        return Report(tuple(replace(line, findings=found.get(line.name, ())) for line in lines), steps=True)

    def walked(self) -> Iterator[tuple[Line, Problem, NamedArray]]:
        """Yield every step with its verdict, and the problem that asks for what follows from earlier ones."""
        given: dict[Value, float] = {}
        is_right = True
        for array in self.arrays:
            structure, copies = self.true, dict[Value, Value]()
            if not is_right and given:
                surrogate, copies = given_gradients(self.true.order, given)
                structure = Structure(surrogate)
            target, *others = (
                replace(one, nodes=[copies.get(node, node) for node in one.nodes])
                for one in (array, *(other for other in self.arrays if other is not array))
            )
            problem = Problem(structure, [target], others)
            line = self.line(array, problem, target)
            yield line, problem, target
            is_right = is_right and line.verdict in ("right", "missing")
            if array.fits and all(map(isfinite, array.hand)):
                steps = (i for i, node in enumerate(array.nodes) if node.inputs and node in self.true.gradients)
                given |= {array.nodes[i]: array.hand[i] for i in steps}

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
                few = array.written.digits in range(1, FEWEST) and not all(map(self.to_two_digits, array.hand, numbers))
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
        for i in sorted(off, key=lambda i: array.nodes[i] not in self.slopes):  # what is known may be enough
            try:
                slope = self.slope(array.nodes[i])
            except DomainError:
                return False
            low, high = sorted((slope.left, slope.right))
            allowed = array.written.slack[i] + 1e-6 * max(abs(low), abs(high), 1.0)
            if not slope.kink or not low - allowed <= array.hand[i] <= high + allowed:
                return False
        return True

    def slope(self, node: Value) -> Slope:
        """Return the finite difference along a node.

        The first time, those that the other arrays will be asked for are found as well: a pass finds all of them.
        """
        if node not in self.slopes:
            fitting = [array for array in self.arrays if array.fits and not self.slopes]
            ahead = (a.nodes[_worst(a.hand, self.true.gradient(a.nodes))[0]] for a in fitting)
            self.slopes |= slopes_along(self.true.order, [node, *ahead])
        found = self.slopes[node]
        if isinstance(found, DomainError):
            raise found
        return found

    def witness(self, node: Value) -> tuple[float | None, list[str]]:
        """Return the finite difference, and what it has to say besides."""
        if node not in self.true.gradients:
            return 0.0, ["the loss does not depend on it, so its gradient is zero"]
        try:
            slope = self.slope(node)
        except DomainError as error:
            return None, [str(error)]
        sides = f"the slope is {slope.left:.6g} from the left and {slope.right:.6g} from the right"
        note = f"a kink: {sides}; any slope between them is right, and the engine's is its convention"
        return slope.value, [note] if slope.kink else []


def _of_several(run: Sequence[Fault]) -> dict[str, tuple[Finding, ...]]:
    """Return what explains several wrong parameters of a derivation at once: together they are more evidence.

    They are asked where the first of them is judged, which is the whole graph if all steps before are right, and then
    where the last of them is.
    """
    if len(run) < 2 or len({len(one) for one in run}) > 1:
        return {}
    names = [one[0][0].name for one in run]
    found: dict[str, tuple[Finding, ...]] = {}
    for which in (0, -1):
        points = []
        for at_point in zip(*run, strict=True):
            _, problem, target = at_point[which]
            arrays = {array.name: array for array in (*problem.others, target)}
            wrong = [arrays.pop(name) for name in names if name not in found]
            others = list(arrays.values())
            points.append(Point(Problem(problem.structure, wrong, others), wrong, []))
        found |= {name: told for name, told in diagnose_by_hand(points).items() if _is_of_several(told)}
        if len(found) >= len(names) - 1:
            break
    return found


def _is_of_several(findings: Sequence[Finding]) -> bool:
    return bool(findings) and len(findings[0].gradients) > 1


def _worst(hand: Sequence[float], right: Sequence[float]) -> tuple[int, float]:
    """Return the position of the largest difference, and the difference; NaN and infinity are the largest."""
    differences = [abs(h - g) for h, g in zip(hand, right, strict=True)]
    worst = max(range(len(differences)), key=lambda i: differences[i] if isfinite(differences[i]) else inf)
    return worst, differences[worst]
