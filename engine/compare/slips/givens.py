"""Slips with what is given: another constant, or another entry of an array, from the forward pass on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite, trunc

from engine.arithmetic import Floats
from engine.compare.guesses import Slip
from engine.compare.perturb import reevaluated
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.terms import counts
from engine.compare.structure import family, is_given
from engine.trace.arrays import entry
from engine.value import Value
from engine.words.nested import Index

CONSTANTS = 10  # different ones, from which on none is tried
SMALL = 0.02  # a constant that only keeps a divisor from 0
Map = Callable[[Index, Index], Index]


def constants(problem: Problem) -> Iterator[Slip]:
    """A constant of the formula is another number: forgotten, turned round, one more or less."""
    by_number: dict[tuple[float, str], list[Value]] = {}
    for node in problem.structure.order:
        if node.primitive is None and node not in problem.names and not entry(node.label)[1] and node.data:
            by_number.setdefault((node.data, node.label), []).append(node)
    if len(by_number) > CONSTANTS:
        return
    sizes = {m for m, _ in counts(problem)}
    for (c, label), nodes in by_number.items():
        name = f"{label} = {c:.6g}" if label else f"{c:.6g}"
        is_count = c in sizes or 1 / c in sizes or (c == round(c) and _divides(problem, nodes))
        kind = "epsilon|" if 0 < c < SMALL else "mean|" if is_count else ""
        for instead, usual in _instead(c, sizes):
            data = dict.fromkeys(nodes, instead)
            words, kinds = (
                f"{instead:.6g} stands where {name} belongs",
                f"{kind}forward|constant forgotten|wrong operand",
            )
            if label and instead in (c / 2, 2 * c):  # often a bracket that is multiplied out
                part = f"half of {label}" if instead == c / 2 else f"twice {label}"
                words = f"{part} stands where {label} belongs"
                kinds = f"factor 2|{kinds}"
            yield from _both(problem, kinds, words, data, usual)


def _is_whole(x: Value) -> bool:
    return isfinite(x.data) and x.data == trunc(x.data)


def _divides(problem: Problem, nodes: Iterable[Value]) -> bool:
    users = problem.structure.users
    return any(family(user) == "quotient" and slot == 1 for node in nodes for user, slot in users[node])


def _instead(c: float, sizes: set[int]) -> Iterator[tuple[float, float]]:
    """Yield what may stand in the place of a number, and how usual that is."""
    found = {0.0: 0.7, 1.0: 1.4, -c: 0.5, 1.0 / c: 1.0, c * c: 0.7, 2 * c: 0.7, c / 2: 0.7, 1.0 - c: 1.0}
    if c > 0:
        found[c**0.5] = 0.7
    if c > 1 and c == round(c):
        found |= {c - 1: 1.0, c + 1: 0.3}
    if c in sizes or 1 / c in sizes:
        found |= {(m if c > 1 else 1.0 / m): 0.7 for m in sizes}
    if round(c * c, 9) in sizes:
        found |= {m**0.5: 0.7 for m in sizes}
    if round(1 / c / c, 9) in sizes:
        found |= {m**-0.5: 0.7 for m in sizes}
    yield from ((x, usual) for x, usual in found.items() if abs(x - c) > 1e-12)


def whole_numbers(problem: Problem) -> Iterator[Slip]:
    """What is given is computed with whole numbers, as some languages do: 1/2 and 2**-1 are 0."""
    found: dict[int, dict[Value, float]] = {}
    for node in problem.structure.order:
        whole = family(node) in ("quotient", "power", "exponential") and all(map(_is_whole, node.inputs))
        if whole and is_given(node) and isfinite(node.data) and node.data != trunc(node.data):
            found.setdefault(problem.structure.roles[node], {})[node] = float(trunc(node.data))
    for data in found.values():
        text = f"{problem.value(data)} is computed with whole numbers, and what comes after the point is lost"
        yield from _both(problem, "rounding|zero|forward", text, data, 2.0)


def entries(problem: Problem) -> Iterator[Slip]:
    """Other entries of a given array are used: the first for all, those of a neighbour, in reverse, transposed."""
    arrays: dict[str, dict[Index, Value]] = {}
    for node in problem.structure.order:
        if node.primitive is None and (index := entry(node.label)[1]):
            arrays.setdefault(array_name(node, problem.names), {})[index] = node
    for name, nodes in arrays.items():
        rank, *more = {len(index) for index in nodes}
        if more or len(nodes) < 2:
            continue
        shape = tuple(max(index[axis] for index in nodes) + 1 for axis in range(rank))
        for words, move, usual in _maps(shape):
            moved = {node: nodes.get(move(index, shape)) for index, node in nodes.items()}
            data = {node: 0.0 if other is None else other.data for node, other in moved.items()}
            kinds = "wrong operand|shifted|forward|target|mask|exchanged"
            yield from _both(problem, kinds, f"{words} of {name} is used", data, usual)


def _maps(shape: Index) -> Iterator[tuple[str, Map, float]]:
    names = ("entry",) if len(shape) == 1 else ("row", "column") if len(shape) == 2 else ()
    for axis, each in enumerate(names):
        n = shape[axis]
        if n < 2:
            continue
        yield f"for every {each} the first {each}", _along(axis, lambda i, n: 0), 0.7
        yield f"the next {each}", _along(axis, lambda i, n: i + 1), 0.5
        yield f"the {each} before", _along(axis, lambda i, n: i - 1), 0.5
        yield f"the next {each}, round the end,", _along(axis, lambda i, n: (i + 1) % n), 0.4
        yield f"the {each} before, round the end,", _along(axis, lambda i, n: (i - 1) % n), 0.4
        yield f"the {each} counted from the end", _along(axis, lambda i, n: n - 1 - i), 0.5
    if len(shape) == 2 and shape[0] == shape[1] > 1:
        yield "the transpose", lambda index, shape: index[::-1], 1.0


def _along(axis: int, move: Callable[[int, int], int]) -> Map:
    return lambda index, shape: tuple(move(i, shape[k]) if k == axis else i for k, i in enumerate(index))


def _with_copies(problem: Problem, data: Mapping[Value, float]) -> dict[Value, float]:
    """Return the numbers with those that follow from what is given alone, as 1 - m does from a mask m."""
    found, users = dict(data), problem.structure.users
    stack = list(data)
    while stack:
        for user, _ in users[stack.pop()]:
            if user not in found and user.primitive and is_given(user):
                try:
                    xs = [found.get(x, x.data) for x in user.inputs]
                    found[user] = float(user.primitive.value_at(Floats, xs))
                except (ArithmeticError, ValueError):
                    continue
                stack.append(user)
    return found


def _both(problem: Problem, kind: str, what: str, data: Mapping[Value, float], usual: float) -> Iterator[Slip]:
    """Yield the slip on the way back only, and in the forward pass as well."""
    yield Slip(kind, what, "on the way back", "", problem.slopes_at(_with_copies(problem, data)), usual / 2)
    try:
        later = reevaluated(problem.structure.order, dict(data))
    except (ArithmeticError, ValueError):
        return
    yield Slip(kind, what, "in the forward pass and on the way back", "", problem.slopes_at(later), usual)
