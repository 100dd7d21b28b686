"""Slips with the windows of a convolution: a stride or a padding that is forgotten on the way back, or off by one."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from engine.compare.guesses import Guess, NamedArray, Slip
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.structure import Edge, across, partner
from engine.trace.arrays import entry
from engine.value import Value
from engine.words.nested import Index

TAPS = 9  # of a kernel, that are looked at
FULL = 0.8  # of all taps in all windows, some may lie in the padding
Meeting = tuple[Edge, Index, Index]  # an input in a window: the edge, the place of the window and the tap in it
Move = Callable[[Sequence[int], int, int], int]  # of the places of the windows, which window, a tap: the input's index

MOVES: tuple[tuple[str, Move, float], ...] = (  # where else the input of a tap may be looked for, along one axis
    ("without the stride", lambda at, n, tap: (n if at[-1] - at[0] >= len(at) else at[n]) + tap, 2.0),
    ("without the shift by the padding", lambda at, n, tap: at[n] - at[0] + tap, 2.0),
    ("one place too far", lambda at, n, tap: at[n] + tap + 1, 1.0),
    ("one place too early", lambda at, n, tap: at[n] + tap - 1, 1.0),
    ("at the first place of its window", lambda at, n, tap: at[n], 0.7),
    ("in the order of a turned kernel", lambda at, n, tap: at[n] - tap, 0.7),
    ("in the order of a turned kernel", lambda at, n, tap: at[n] + max(0, 2 - tap), 0.5),
)


def windows(problem: Problem) -> Iterator[Slip]:
    """In the gradient of a kernel each window meets other inputs than in the forward pass."""
    for name, nodes in _arrays(problem).items():
        entries = {entry(node.label)[1]: node for node in nodes}
        for axes, meetings in _meetings(problem, nodes):
            for words, moved, usual in _moved(axes, meetings):
                slopes = {}
                for ((node, slot), at, _), index in zip(meetings, moved, strict=True):
                    back = across(node, slot)
                    assert back is not None
                    instead = entries.get((*at[: len(at) - axes], *index))
                    slopes[node, back] = instead.data if instead is not None else 0.0
                text = f"the inputs {name} are looked up {words}"
                yield Slip(
                    "shifted|wrong operand", text, "", "each tap meets the input of the forward pass", slopes, usual
                )


def scattered(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """In the gradient of the inputs the share of a tap is added at another place than that of its input."""
    places = {node: entry(node.label)[1] for node in array.nodes}
    where = {index: i for i, index in enumerate(places.values())}
    gradients, partial = problem.structure.gradients, problem.structure.partial
    for axes, meetings in _meetings(problem, array.nodes):
        for words, moved, usual in _moved(axes, meetings):
            numbers = [0.0] * len(array.nodes)
            for (edge, at, _), index in zip(meetings, moved, strict=True):
                i = where.get((*at[: len(at) - axes], *index))
                if i is not None:
                    numbers[i] += gradients[edge[0]] * partial(edge)
            text = f"what comes back is added {words}"
            yield Guess("shifted", numbers, text, "", "it belongs to the input that the tap met", usual=usual)


def meet_in_windows(factors: Sequence[Sequence[Value | None]]) -> bool:
    """Tell whether the entries of an array are a kernel's: each meets some of what another one meets, and not all.

    Args:
        factors: for each entry what it is multiplied by. Pixels may be plain numbers, without a node in common: then
            the same ones stand beside a later entry, one window before.

    >>> x = [Value(k / 7) for k in range(5)]
    >>> meet_in_windows([x[0:3], x[1:4]]), meet_in_windows([x[0:2], x[2:4]]), meet_in_windows([x[0:3], x[0:3]])
    (True, False, False)
    """
    for one, other in combinations(factors[:TAPS], 2):
        a, b = set(one), set(other)
        if len(a) > 1 < len(b) and a != b and a & b:
            return True
        numbers = [[x.data for x in row if x is not None and x.is_constant] for row in (one, other)]
        if len(one) == len(other) == len(numbers[0]) == len(numbers[1]) > 2 and numbers[0][1:] == numbers[1][:-1]:
            return len(set(numbers[0])) > 1
    return False


def is_kernel(problem: Problem, array: NamedArray) -> bool:
    """Tell whether the entries of an array meet other factors in windows."""
    users = problem.structure.users
    return meet_in_windows([[partner(*edge) for edge in users.get(node, ())] for node in array.nodes])


def _arrays(problem: Problem) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for node in problem.near:
        if node.primitive is None and entry(node.label)[1]:
            found.setdefault(array_name(node, problem.names), []).append(node)
    return found


def _meetings(problem: Problem, nodes: Sequence[Value]) -> Iterator[tuple[int, list[Meeting]]]:
    """Yield where some inputs meet the taps of a kernel, if they do in windows, along one axis or two."""
    met = [
        ((user, slot), entry(node.label)[1], entry(other.label)[1])
        for node in nodes
        for user, slot in problem.structure.users.get(node, [])
        if (other := partner(user, slot)) is not None and other.primitive is None
    ]
    for axes in (1, 2):
        some = [m for m in met if len(m[1]) >= axes and len(m[2]) >= axes]
        pairs = {(at[-axes:], tap[-axes:]) for _, at, tap in some}
        if all(_are_windows({(at[k], tap[k]) for at, tap in pairs}) for k in range(axes)):
            yield axes, some


def _are_windows(pairs: set[tuple[int, int]]) -> bool:
    """Tell whether inputs meet taps in windows along an axis: most taps in every window, and not all with all."""
    inputs, taps, places = {i for i, _ in pairs}, {j for _, j in pairs}, {i - j for i, j in pairs}
    apart = len(places) < len(inputs) + len(taps) - 1  # where all meet all, or one tap all, there are as many
    return len(places) > 1 and apart and len(pairs) >= FULL * len(places) * len(taps)


def _moved(axes: int, meetings: Sequence[Meeting]) -> Iterator[tuple[str, list[Index], float]]:
    """Yield for each meeting the index along the axes of the window that is taken instead, where it is another."""
    places = {k: sorted({at[k] - tap[k] for _, at, tap in meetings}) for k in range(-axes, 0)}
    numbers = {k: {place: n for n, place in enumerate(of_axis)} for k, of_axis in places.items()}
    for words, move, usual in MOVES:
        moved = [
            tuple(move(places[k], numbers[k][at[k] - tap[k]], tap[k]) for k in range(-axes, 0))
            for _, at, tap in meetings
        ]
        if moved != [at[-axes:] for _, at, _ in meetings]:
            yield words, moved, usual
