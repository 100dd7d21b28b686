"""What explains wrong numbers of the way forward: weights that stand in other places, as a kernel that is flipped."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from engine.compare.perturb import reevaluated
from engine.compare.report import Certainty, Finding
from engine.compare.slips.alike import FEW, stem
from engine.compare.slips.arrange import permute
from engine.compare.slips.windows import meet_in_windows
from engine.compare.structure import partner
from engine.compare.written import written
from engine.graph import topological_order
from engine.value import Value
from engine.words.nested import Shape, nest, values_of
from lectures.entries import Drawn
from lectures.exercises.agreeing import agree

REASON = "it gives the same numbers"
ENOUGH = 3  # different numbers, from which on an explanation is more than possible
Moved = tuple[str, str, str, Mapping[Value, float]]  # kind, words, remedy, the numbers that stand elsewhere


def of_turned_weights(drawn: Drawn, said: Mapping[str, Any], name: str) -> Iterator[Finding]:
    """Yield which weights stand in other places if a result of the way forward is what the student says.

    Args:
        drawn: what is asked about.
        said: the student's answers; those before this one are gone on with.
        name: one of the values.
    """
    nodes, shape = values_of(drawn.values[name], name)
    order = topological_order(*nodes)
    before = dict[Value, float]()
    for other in drawn.values:
        if other == name:
            break
        if other in said:
            results, own = values_of(drawn.values[other], other)
            numbers, its = written(said[other], other)
            before |= dict(zip(results, numbers.numbers, strict=True)) if own == its else {}
    hand = written(said[name], name)[0].numbers
    found = dict[frozenset[tuple[Value, float]], Moved]()
    for one in _moved(drawn, order):
        try:
            now = reevaluated(order, before | one[3])
        except (ArithmeticError, ValueError):
            continue
        if agree(said[name], nest([now.get(node, node.data) for node in nodes], shape), name) == "right":
            found.setdefault(frozenset((node, x) for node, x in one[3].items() if x != node.data), one)
    alone = len(found) == 1 and len({f"{abs(x):.4e}" for x in hand}) >= ENOUGH
    certainty: Certainty = "likely" if alone else "possible"
    for kind, text, remedy, _ in found.values():
        yield Finding(kind, text, certainty, REASON, (kind,), what=text, remedy=remedy, gradients=(name,))


def _moved(drawn: Drawn, order: Sequence[Value]) -> Iterator[Moved]:
    """Yield the weights in other places: each array turned, and any two that are named alike exchanged."""
    users: dict[Value, list[tuple[Value, int]]] = {}
    for node in order:
        for slot, x in enumerate(node.inputs):
            users.setdefault(x, []).append((node, slot))
    remedy = "look which of them was multiplied"
    for array, nested in drawn.gradients.items():
        nodes, shape = values_of(nested, array)
        if len(nodes) < 2 or any(node.inputs or node not in users for node in nodes):
            continue
        factors = [[partner(*edge) for edge in users[node]] for node in nodes]
        kind, text, instead = "exchanged", f"{array} stands in reverse order", remedy
        if meet_in_windows(factors):
            kind, text = "kernel flipped", f"the kernel is flipped: {text}"
            instead = "a cross-correlation has no flip"
        yield kind, text, instead, _put(nodes[::-1], nodes)
        if _is_square(shape):
            turned, _ = permute(range(len(nodes)), shape, (1, 0))
            yield "weights transposed", f"{array} is transposed", remedy, _put([nodes[int(i)] for i in turned], nodes)
    alike: dict[str, list[Value]] = {}
    for leaf in users:
        if not leaf.inputs and stem(leaf.label):
            alike.setdefault(stem(leaf.label), []).append(leaf)
    for leaves in alike.values():
        for a, b in combinations(leaves, 2) if len(leaves) <= FEW else ():
            text = f"{a.label} and {b.label} stand in each other's places"
            yield "exchanged", text, remedy, {a: b.data, b: a.data}


def _put(numbers: Sequence[Value], nodes: Sequence[Value]) -> dict[Value, float]:
    return {node: x.data for node, x in zip(nodes, numbers, strict=True)}


def _is_square(shape: Shape) -> bool:
    return len(shape) == 2 and shape[0] == shape[1] > 1
