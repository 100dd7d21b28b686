"""Slips at maxima: the gradient of a window, however its maximum is written, goes elsewhere than to the winner."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isqrt

from engine.compare.guesses import Slip, Slopes
from engine.compare.problem import Problem
from engine.compare.structure import Edge, family, kind
from engine.value import Value

NESTED = 0.5  # how usual a slip is at one operation of a window, beside one with the whole window
Shares = Callable[["Window"], Sequence[float]]


@dataclass(frozen=True, eq=False)
class Window:
    """What one maximum or minimum chooses from, as in max(max(a, b), c).

    Attributes:
        entries: the edges at which the numbers enter that are chosen from.
        inner: the edges between the operations that choose.
        floor: a number that is chosen where no entry exceeds it, as in max(0, a, b); None without one.
        sign: 1 where the largest is chosen, -1 where the smallest is.
    """

    entries: list[Edge]
    inner: list[Edge]
    floor: float | None
    sign: float

    @property
    def numbers(self) -> list[float]:
        """What is chosen from, the largest being chosen."""
        return [self.sign * node.inputs[slot].data for node, slot in self.entries]

    @property
    def best(self) -> int:
        """The place of the winner among the entries."""
        return max(range(len(self.entries)), key=self.numbers.__getitem__)

    @property
    def passes(self) -> bool:
        """Whether an entry is chosen, and not the floor."""
        return self.floor is None or max(self.numbers) > self.floor

    def slopes(self, shares: Sequence[float]) -> Slopes:
        """Return the local derivatives by which each entry gets its share of what arrives."""
        return {**dict.fromkeys(self.inner, 1.0), **dict(zip(self.entries, shares, strict=True))}


def winners(problem: Problem) -> Iterator[Slip]:
    """The gradient of a maximum goes elsewhere than to the winner."""
    edges = [edge for edge in problem.edges if family(edge[0]) == "choice"]
    inside = {node.inputs[slot] for node, slot in edges if _belongs(problem, node, slot)}
    outer = [edge for edge in edges if edge[0] not in inside]
    for group, where in problem.layers("choice", edges=outer):
        roots = dict.fromkeys(node for node, _ in group)
        yield from _elsewhere([_window(problem, node) for node in roots], f"at the {where}", 1.0)
    for group, where in problem.layers("choice") if inside else ():
        flat = [Window([(n, s) for n, s in group if n is node], [], None, _sign(node)) for node, _ in group]
        yield from _elsewhere(flat, f"at the {where}", NESTED)


def _elsewhere(windows: Sequence[Window], at: str, often: float) -> Iterator[Slip]:
    remedy = "only the winner gets the gradient"
    largest = max(max(w.numbers) for w in windows)
    for kinds, words, usual, shares in _shares(largest):
        slopes = {edge: p for w in windows for edge, p in w.slopes(shares(w)).items()}
        yield Slip(kinds, words, at, remedy, slopes, usual * often)
    if any(w.floor is not None for w in windows):
        text, remedy = "the derivative of relu is forgotten", "nothing goes back where the floor is chosen"
        for tied in (False, True):
            slopes = {edge: p for w in windows for edge, p in w.slopes(_below_the_floor(w, tied)).items()}
            yield Slip("activation forgotten|mask", text, at, remedy, slopes, 4.0 * often)


def _shares(largest: float) -> Iterator[tuple[str, str, float, Shares]]:
    """Yield which share of what arrives each entry of a window gets."""

    def above(w: Window) -> list[float]:
        return [float(w.floor is None or x > w.floor) for x in w.numbers]

    yield "chooser", "the gradient is passed to every input", 3.0, above
    average = "the gradient is shared by all inputs, as in an average"
    yield "chooser|mean", average, 3.0, lambda w: [x / len(w.entries) for x in above(w)]
    yield "chooser", "the gradient goes to the first input", 2.0, lambda w: _only(w, 0)
    yield "chooser", "the gradient goes to the last input", 1.0, lambda w: _only(w, len(w.entries) - 1)
    lowest = "the gradient goes to the smallest input"
    yield "chooser", lowest, 2.0, lambda w: _only(w, min(range(len(w.entries)), key=w.numbers.__getitem__))
    size = "the gradient goes to the input of the largest absolute value"
    yield "chooser|forward", size, 1.0, lambda w: _only(w, max(range(len(w.entries)), key=lambda i: abs(w.numbers[i])))
    value = "multiplied by the value of the winner"
    yield "chooser|activation itself", value, 2.5, lambda w: [p * w.sign * max(w.numbers) for p in _only(w, w.best)]
    losers = "all but the winner get the gradient"
    yield "chooser", losers, 0.7, lambda w: [float(i != w.best) * p for i, p in enumerate(above(w))]
    turned = "row and column of the winner are exchanged within its window"
    yield "chooser|exchanged|transposed", turned, 1.0, lambda w: _only(w, _across(w))
    alone = "only the largest of all windows gets a gradient"
    yield "chooser|mask", alone, 1.0, lambda w: [p * (max(w.numbers) == largest) for p in _only(w, w.best)]


def _only(w: Window, chosen: int) -> list[float]:
    return [float(i == chosen and w.passes) for i in range(len(w.entries))]


def _across(w: Window) -> int:
    """Return the place of the winner in a square window that is transposed."""
    side = isqrt(len(w.entries))
    return w.best % side * side + w.best // side if side * side == len(w.entries) else w.best


def _below_the_floor(w: Window, tied: bool) -> list[float]:
    """Return the shares where the floor keeps nothing back: the largest, or all that it raises to the same number."""
    return [float(i == w.best or (tied and not w.passes)) for i in range(len(w.entries))]


def _belongs(problem: Problem, node: Value, slot: int) -> bool:
    """Whether what enters a choice is a part of it: a choice of the same sort, or a relu, that is used nowhere else."""
    x = node.inputs[slot]
    if len(problem.structure.users[x]) > 1 or x not in problem.between:
        return False
    if kind(x) == "relu":  # of all inputs it is a layer of its own before the window
        return kind(node) == "maximum" and any(kind(other) != "relu" for other in node.inputs)
    return kind(x) == kind(node)


def _window(problem: Problem, root: Value) -> Window:
    entries, inner, floor, sign = list[Edge](), list[Edge](), list[float](), _sign(root)
    stack = [(root, slot) for slot in reversed(range(len(root.inputs)))]
    while stack:
        node, slot = stack.pop()
        x = node.inputs[slot]
        if kind(node) != "relu" and _belongs(problem, node, slot):
            inner.append((node, slot))
            stack += [(x, s) for s in reversed(range(len(x.inputs)))]
            floor += [0.0] if kind(x) == "relu" else []
        elif x.is_constant and not x.label:
            floor.append(sign * x.data)
        else:
            entries.append((node, slot))
    return Window(entries, inner, max(floor, default=None), sign)


def _sign(node: Value) -> float:
    return -1.0 if kind(node) == "minimum" else 1.0
