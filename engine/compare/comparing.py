"""A gradient derived by hand beside the engine's: is it right, and if not, what went wrong?"""

from collections.abc import Mapping, Sequence
from itertools import product
from math import inf, isfinite
from typing import Any

from engine.compare.perturb import slope_along
from engine.compare.problem import NamedArray, Problem
from engine.compare.report import Finding, Line, Report, Verdict
from engine.compare.slips import diagnose
from engine.compare.structure import Structure
from engine.compare.surrogate import given_gradients
from engine.errors import DomainError, GradientMismatchError
from engine.numeric import ATOL, RTOL
from engine.value import Value
from engine.words.nested import Shape, close, nest, numbers_of, values_of

Gradients = Mapping[str, tuple[Any, Any]]


def compare_gradients(loss: Value, gradients: Gradients, atol: float = ATOL, rtol: float = RTOL) -> Report:
    """Compare hand-derived gradients with the engine's, and say what went wrong where they differ.

        right  <=>  |yours - engine| <= atol + rtol * |engine|  in every entry

    Args:
        loss: the output that is differentiated.
        gradients: name -> (parameter, gradient by hand). A parameter is a Value, a nested list of Values, or a
            module; intermediate results may be given as well. A gradient is a number, a nested list or an
            array, of the parameter's shape; None counts as missing.
        atol, rtol: the absolute and the relative tolerance.

    Returns:
        A report: true when all are right, prints as a table, renders in notebooks, and is data.

    Raises:
        NotANumberError: for a parameter that is not on a graph, or a gradient that is not of numbers.
        ShapeError: for nested lists whose rows differ in shape.

    >>> w, x = Value(2.0, "w"), Value(-3.0, "x")
    >>> report = compare_gradients((w * x - 1) ** 2, {"w": (w, 42.0), "x": (x, -14.0)})
    >>> report.ok, report["x"].verdict, report["x"].findings[0].slip
    (False, 'wrong', 'factor')
    """
    judge = _Judge([_Entry(name, nodes, hand) for name, (nodes, hand) in gradients.items()], loss, atol, rtol)
    return Report(tuple(judge.line(entry, judge.true, {}) for entry in judge.entries))


def compare_steps(loss: Value, steps: Sequence[tuple[str, Any, Any]], atol: float = ATOL, rtol: float = RTOL) -> Report:
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
    judge = _Judge([_Entry(*step) for step in steps], loss, atol, rtol)
    lines: list[Line] = []
    for i, entry in enumerate(judge.entries):
        structure, copies = judge.true, dict[Value, Value]()
        if not all(line.verdict in ("right", "missing") for line in lines):
            given: dict[Value, float] = {}
            for earlier in judge.entries[:i]:
                given |= earlier.usable_gradients()
            surrogate, copies = given_gradients(judge.true.order, given)
            structure = Structure(surrogate)
        lines.append(judge.line(entry, structure, copies))
    return Report(tuple(lines), steps=True)


def assert_gradients(loss: Value, gradients: Gradients, atol: float = ATOL, rtol: float = RTOL) -> None:
    """Fail with the printed report unless every hand-derived gradient is right; for tests.

    Args:
        loss, gradients, atol, rtol: as for `compare_gradients`.

    Raises:
        GradientMismatchError: an AssertionError whose text is the report, which it keeps as `.report`.

    >>> x = Value(3.0)
    >>> assert_gradients(x * x, {"x": (x, 6.0)})
    """
    __tracebackhide__ = True  # pytest shows the caller's line, not this one
    report = compare_gradients(loss, gradients, atol, rtol)
    if not report:
        raise GradientMismatchError(report)


class _Entry:
    """One array of a comparison: its nodes and what the student gives for it."""

    def __init__(self, name: str, nodes: Any, hand: Any) -> None:
        self.name = name
        self.nodes, self.shape = values_of(nodes, name)
        self.index = list(product(*map(range, self.shape)))
        self.hand: list[float] | None = None
        self.hand_shape: Shape | None = None
        self.yours: Any = None
        if hand is not None:
            self.hand, self.hand_shape = numbers_of(hand, name)
            self.yours = nest(self.hand, self.hand_shape)

    def usable_gradients(self) -> dict[Value, float]:
        """Return the student's gradient of every node; {} where it cannot be passed on."""
        if self.hand is None or self.hand_shape != self.shape or not all(map(isfinite, self.hand)):
            return {}
        return {node: g for node, g in zip(self.nodes, self.hand, strict=True) if node.inputs}

    def array(self, copies: Mapping[Value, Value]) -> NamedArray:
        hand = tuple(self.hand) if self.hand is not None and self.hand_shape == self.shape else None
        return NamedArray(self.name, tuple(copies.get(node, node) for node in self.nodes), self.shape, hand)


class _Judge:
    """Gives the verdicts of one comparison."""

    def __init__(self, entries: Sequence[_Entry], loss: Value, atol: float, rtol: float) -> None:
        self.entries, self.true, self.atol, self.rtol = entries, Structure(loss), atol, rtol

    def line(self, entry: _Entry, structure: Structure, copies: Mapping[Value, Value]) -> Line:
        """Judge one gradient by that of `structure`, the true graph or a copy of it."""
        engine = [self.true.gradients.get(node, 0.0) for node in entry.nodes]
        expected = [structure.gradients.get(copies.get(node, node), 0.0) for node in entry.nodes]
        verdict = self.verdict(entry, engine, expected)
        worst, difference = 0, None
        if entry.hand is not None and entry.hand_shape == entry.shape:
            worst, difference = _worst(entry.hand, engine if verdict == "right" else expected)
        findings, search = self.explain(entry, structure, copies) if verdict in ("wrong", "shape") else ((), "")
        numeric, note = self.witness(entry.nodes[worst])
        return Line(
            name=entry.name, verdict=verdict, shape=entry.shape, your_shape=entry.hand_shape,
            engine=nest(engine, entry.shape), yours=entry.yours, expected=nest(expected, entry.shape),
            worst=entry.index[worst], numeric=numeric, difference=difference, findings=findings,
            note="; ".join(filter(None, [note, search])),
        )  # fmt: skip

    def verdict(self, entry: _Entry, engine: Sequence[float], expected: Sequence[float]) -> Verdict:
        if entry.hand is None:
            return "missing"
        if entry.hand_shape != entry.shape:
            return "shape"
        if self.same(entry.hand, engine):
            return "right"
        return "follows" if self.same(entry.hand, expected) else "wrong"

    def explain(
        self, entry: _Entry, structure: Structure, copies: Mapping[Value, Value]
    ) -> tuple[tuple[Finding, ...], str]:
        """Return what may have gone wrong, and a word on how thoroughly it was looked for."""
        others = [other.array(copies) for other in self.entries if other is not entry]
        problem = Problem(structure, entry.array(copies), entry.hand or [], entry.hand_shape or (), others)
        findings = diagnose(problem)
        return findings, "the graph is large, and not every slip was tried on it" if problem.exhausted else ""

    def same(self, hand: Sequence[float], gradient: Sequence[float]) -> bool:
        return all(close(h, g, self.atol, self.rtol) for h, g in zip(hand, gradient, strict=True))

    def witness(self, node: Value) -> tuple[float | None, str]:
        """Return the finite difference, and what it has to say besides."""
        if node not in self.true.gradients:
            return 0.0, "the loss does not depend on it, so its gradient is zero"
        try:
            slope = slope_along(self.true.order, node)
        except DomainError as error:
            return None, str(error)
        if slope.kink:
            return slope.value, (
                f"a kink: the slope is {slope.left:.6g} from the left and {slope.right:.6g} from the right, and the "
                "engine's convention decides; move the point"
            )
        return slope.value, ""


def _worst(hand: Sequence[float], right: Sequence[float]) -> tuple[int, float]:
    """Return the position of the largest difference, and the difference; NaN and infinity are the largest."""
    differences = [abs(h - g) for h, g in zip(hand, right, strict=True)]
    worst = max(range(len(differences)), key=lambda i: differences[i] if isfinite(differences[i]) else inf)
    return worst, differences[worst]
