"""What happened, step by step: the forward and the backward pass of one graph as immutable data.

    leaves -> one value at a time -> the seed d(output)/d(output) = 1 -> one edge at a time, back to the leaves

Pictures, pages and the terminal all tell this one story, so they all say the same words. The backward steps
are taken from the only chain-rule loop, `sweep`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import isfinite
from typing import Any, Literal

from engine.backward import sweep
from engine.notation import show, tidy
from engine.parts import expanded, homes
from engine.story import LatexStory, Story
from engine.value import Constant, Value

Kind = Literal["variable", "constant", "operation"]
Phase = Literal["leaves", "forward", "seed", "backward"]
Edge = tuple[Value, Value, float, float, float]


@dataclass(frozen=True)
class Node:
    """One value of the graph.

    Attributes:
        index: its place in the topological order.
        name: the label on one line, a constant's number, or v1, v2, ... where there is no label.
        op: the symbol of the operation that made it, "" for a leaf.
        inputs: indices of the operands, in order and with repeats.
        scope: keys of the scopes it belongs to, outermost first.
        formula, formula_numbers: how it was computed, in names and in numbers; "" for a leaf.
        line: the source line that made it, where known.
        gradient: d(output)/d(this).
    """

    index: int
    name: str
    label: str
    kind: Kind
    data: float
    op: str
    primitive_name: str
    attributes: tuple[float, ...]
    inputs: tuple[int, ...]
    scope: tuple[int, ...]
    formula: str
    formula_numbers: str
    line: int | None
    gradient: float


@dataclass(frozen=True)
class Step:
    """One frame. A backward step is one edge: from operation `node` through operand `slot` to node `input`.

    Attributes:
        upstream, partial, contribution: d(output)/d(node), d(node)/d(input) and their product.
        total: the sum of the contributions to `input` so far; `complete` once the last one has arrived.
        text, latex: the step in words and in formulas, with one line of LaTeX for each line of text.
    """

    kind: Phase
    text: str
    latex: str
    node: int | None = None
    slot: int | None = None
    input: int | None = None
    upstream: float | None = None
    partial: float | None = None
    contribution: float | None = None
    total: float | None = None
    complete: bool = True


@dataclass(frozen=True)
class Part:
    """A scope of the graph, numbered in the order of first use; `parent` is the key of the one around it."""

    key: int
    name: str
    parent: int | None


@dataclass(frozen=True)
class Trace:
    """Nodes in topological order, steps in the order they are taken, and the scopes; `values[i]` is node i itself."""

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]
    scopes: tuple[Part, ...]
    values: tuple[Value, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain data for a page, leaving out what does not apply; numbers that are not finite become words."""
        return {part: [_plain(item) for item in getattr(self, part)] for part in ("nodes", "steps", "scopes")}


def _plain(item: Node | Step | Part) -> dict[str, Any]:
    fields = {name: x for name, x in vars(item).items() if x is not None}
    return {name: str(x) if isinstance(x, float) and not isfinite(x) else x for name, x in fields.items()}


def trace(output: Value, lines: Mapping[Value, int] | None = None, expand: bool = False) -> Trace:
    """Return the forward and the backward pass of a graph as data, leaving every `.grad` as it is.

    Args:
        output: the value that is differentiated.
        lines: the source line of each operation, as a lecture knows it.
        expand: write out many-input operations, such as `dot`, in elementary ones.

    Raises:
        DomainError: where a derivative does not exist.

    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> for step in trace(a * b).steps:
    ...     print(step.text.replace(chr(10), "; "))
    a = 2, b = -3
    v1 = a*b = 2*(-3) = -6
    dv1/dv1 = 1
    dv1/da = b = -3; upstream × partial = dv1/dv1 × dv1/da = 1 × (-3) = -3; a.grad = -3
    dv1/db = a = 2; upstream × partial = dv1/dv1 × dv1/db = 1 × 2 = 2; b.grad = 2
    """
    output, origin = expanded(output) if expand else (output, {})
    edges: list[Edge] = []
    gradients = sweep(output, watch=lambda *edge: edges.append(edge))
    index_of = {value: i for i, value in enumerate(gradients)}
    paths = homes(list(gradients))
    scopes = {scope: key for key, scope in enumerate(dict.fromkeys(s for path in paths.values() for s in path))}
    names = _names(gradients)
    stories = Story(index_of, names), LatexStory(index_of, names)
    nodes = tuple(
        Node(
            index=i,
            name=names[i],
            label=value.label,
            kind="operation" if value.inputs else "constant" if isinstance(value, Constant) else "variable",
            data=value.data,
            op=value.op,
            primitive_name=value.primitive.name if value.primitive else "",
            attributes=value.primitive.attributes if value.primitive else (),
            inputs=tuple(index_of[x] for x in value.inputs),
            scope=tuple(scopes[scope] for scope in paths[value]),
            formula=stories[0].formula(i),
            formula_numbers=stories[0].formula(i, in_numbers=True),
            line=(lines or {}).get(origin.get(value, value)),
            gradient=gradients[value],
        )
        for value, i in index_of.items()
    )
    parts = tuple(Part(key, tidy(s.name), scopes[s.parent] if s.parent else None) for s, key in scopes.items())
    return Trace(nodes, tuple(_steps(nodes, edges, index_of, stories)), parts, tuple(gradients))


def _names(order: Iterable[Value]) -> list[str]:
    """Return a label for everybody: constants are called by their number, nameless values v1, v2, ..."""
    taken = {tidy(value.label) for value in order}
    fresh = (name for i in count(1) if (name := f"v{i}") not in taken)
    return [tidy(value.label) or (show(value.data) if isinstance(value, Constant) else next(fresh)) for value in order]


def _steps(
    nodes: Sequence[Node], edges: Sequence[Edge], index_of: Mapping[Value, int], stories: Sequence[Story]
) -> Iterator[Step]:
    def told(method: Callable[..., str], *about: Any) -> tuple[str, str]:
        text, latex = (method(story, *about) for story in stories)
        return text, latex

    yield Step("leaves", *told(Story.leaves))
    for node in nodes:
        if node.inputs:
            yield Step("forward", *told(Story.forward, node.index), node=node.index)
    yield Step("seed", *told(Story.seed), node=len(nodes) - 1, total=1.0)

    users = Counter(x for node in nodes for x in node.inputs)
    arrived: dict[int, list[float]] = {x: [] for x in users}
    slots: Counter[int] = Counter()
    for operation, operand, upstream, partial, total in edges:
        i, x = index_of[operation], index_of[operand]
        slot = slots[i]
        slots[i] += 1
        arrived[x].append(upstream * partial)
        complete = len(arrived[x]) == users[x]
        words = told(Story.backward, i, slot, upstream, partial, arrived[x], total, complete)
        yield Step("backward", *words, i, slot, x, upstream, partial, arrived[x][-1], total, complete)
