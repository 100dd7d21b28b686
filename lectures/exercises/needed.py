"""Numbers that were drawn, that the answers depend on, and that the student does not get."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.gradients import gradient
from engine.graph import topological_order
from engine.trace.arrays import array_of, entry
from engine.value import Value
from engine.words.nested import flatten, nest, values_of
from lectures.entries import Drawn

if TYPE_CHECKING:
    from lectures.exercises.variant import Variant


def left_out(drawn: Drawn, given: Mapping[str, Any], issued: Iterable[float]) -> list[Value]:
    """Return the leaves that were drawn, that what is asked depends on, and that are not among what is given.

    A result that is given, or the gradient of one (called dz), makes what lies behind it unneeded.

    Args:
        drawn: what is asked about.
        given: the numbers that the student gets, by name.
        issued: how large the numbers are that were drawn.

    >>> w, x = Value(0.7, "w"), Value(1.3, "x")
    >>> [leaf.label for leaf in left_out(Drawn(w * x, {"w": w}), {"w": 0.7}, {0.7, 1.3})]
    ['x']
    """
    known = {abs(x) for numbers in given.values() for x in flatten(numbers) if not isinstance(x, str)}
    drawn_ones = {abs(x) for x in issued} - known
    stack, met, leaves = list(_asked(drawn, given)), set[Value](), list[Value]()
    while stack:
        node = stack.pop()
        if node in met or (node.inputs and abs(node.data) in known):
            continue
        met.add(node)
        stack.extend(reversed(node.inputs))
        if not node.inputs and abs(node.data) in drawn_ones:
            leaves.append(node)
    return leaves


def not_given(variant: "Variant") -> Iterator[str]:
    """Yield, for each number without which an answer cannot be worked out, that it has to be given."""
    for leaf in left_out(variant.drawn, variant.given, variant.issued):
        name = leaf.label and f"{leaf.label} = "
        yield f"{name}{leaf.data:g} is needed, and neither given nor asked for; add it to what is given"


def numbers_of(drawn: Drawn, names: Iterable[str]) -> dict[str, Any]:
    """Return the numbers of the leaves of these names, arrays as nested lists.

    >>> b, c = [Value(0.7, "b[0]"), Value(1.3, "b[1]")], Value(0.2, "c")
    >>> numbers_of(Drawn(b[0] * b[1] + c, {"c": c}), ["b", "c"])
    {'b': [0.7, 1.3], 'c': 0.2}
    """
    wanted = set(names)
    arrays: dict[str, dict[tuple[int, ...], float]] = {}
    for leaf in _graph(drawn) if wanted else ():
        if not leaf.inputs and (name := array_of(leaf.label)) in wanted:
            arrays.setdefault(name, {})[entry(leaf.label)[1] if name != leaf.label else ()] = leaf.data
    return {name: nest([x for _, x in sorted(entries.items())], tuple(n + 1 for n in max(entries)))
            for name, entries in arrays.items()}  # fmt: skip


def _graph(drawn: Drawn) -> list[Value]:
    outputs = [node for name, nested in drawn.values.items() for node in values_of(nested, name)[0]]
    outputs += [drawn.loss] if isinstance(drawn.loss, Value) else []
    return topological_order(*outputs) if outputs else []


def _asked(drawn: Drawn, given: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the results that the student has to work out; where the gradient of one is given, not the loss."""
    for name, nested in drawn.values.items():
        yield from values_of(nested, name)[0]
    if (drawn.gradients or drawn.picks) and not _is_upstream_given(drawn, given):
        yield drawn.loss


def _is_upstream_given(drawn: Drawn, given: Mapping[str, Any]) -> bool:
    """Whether something such as dz is given, the gradient of a result, behind which nothing has to be known."""
    return bool(upstream(drawn, given))


def upstream(drawn: Drawn, given: Mapping[str, Any]) -> list[tuple[float, list[Value]]]:
    """Return the gradients of results that are given, as in dz, each number with the results that have it.

    Args:
        drawn: what is asked about.
        given: the numbers that the student gets, by name.

    >>> w = Value(0.7, "w"); z = w * 1.3
    >>> [(x, [node.op for node in nodes]) for x, nodes in upstream(Drawn(z**2, {"w": w}), {"dz": 2 * z.data})]
    [(1.8199999999999998, ['*'])]
    """
    called_so = [flatten(numbers) for name, numbers in given.items() if name[0] == "d" and len(name) > 1]
    if not called_so:
        return []
    having: dict[float, list[Value]] = {}
    order = _graph(drawn)
    for node, slope in zip(order, gradient(drawn.loss, order), strict=True):
        having.setdefault(slope, []).append(node)
    numbers = [x for some in called_so if having.keys() >= set(some) for x in some if x]
    return [(x, [node for node in having[x] if node.inputs]) for x in dict.fromkeys(numbers)]
