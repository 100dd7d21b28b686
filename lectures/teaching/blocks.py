"""The arrays of a graph of single numbers, and which of them are made of which."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from engine.graph import topological_order
from engine.trace.arrays import array_of
from engine.value import Value
from engine.words.nested import values_of
from lectures.entries import Drawn


@dataclass(frozen=True)
class Block:
    """An array.

    Attributes:
        name: what its author calls it.
        rows, columns: its shape; an array of more axes is told by its last two, and the others are rows.
        level: in which column of a drawing it stands; what it is made of is further to the left.
        sources: the blocks that it is made of.
        shape: as it is said, "4 × 3"; "" of a number.
        fills: what a student works out on the way and no answer line has room for: "value", "gradient", both or none.
    """

    name: str
    rows: int
    columns: int
    level: int
    sources: tuple[str, ...]
    shape: str
    fills: tuple[str, ...]
    loss: str = "L"


def blocks_of(drawn: Drawn) -> list[Block]:
    """Return the arrays of a loss, each after those that it is made of.

    Args:
        drawn: a loss whose numbers have labels such as Z1[0][2], or are among what is asked for.

    >>> x, w = Value(2.0, "x"), Value(3.0, "w")
    >>> z = w * x + 1.0
    >>> [(b.name, b.level, b.sources, b.fills) for b in blocks_of(Drawn((z - 2.0) ** 2, {"w": w}, values={"z": z}))]
    [('w', 0, (), ()), ('x', 0, (), ()), ('z', 1, ('w', 'x'), ('gradient',)), ('L', 2, ('z',), ())]
    """
    order = topological_order(drawn.loss)
    names, shapes = _names(drawn)
    found: dict[str, list[Value]] = {}
    owner: dict[Value, str] = {}
    for node in order:
        name = names.get(node) or array_of(node.label)
        name = (node.label or "L") if node is drawn.loss else name
        if name:
            found.setdefault(name, []).append(node)
            owner[node] = name
    sources = {name: _sources(name, nodes, owner) for name, nodes in found.items()}
    levels = _levels(sources, {name: not nodes[0].inputs for name, nodes in found.items()})
    fills = _fills(drawn, found, sources, owner)
    blocks = []
    for name, nodes in found.items():
        rows, columns, flat = _shape(shapes.get(name), nodes)
        shape = "" if rows == columns == 1 else f"{columns}" if flat else f"{rows} × {columns}"
        blocks.append(Block(name, rows, columns, levels[name], sources[name], shape, fills[name], owner[drawn.loss]))
    return sorted(blocks, key=lambda block: block.level)


def _fills(
    drawn: Drawn, found: Mapping[str, list[Value]], sources: Mapping[str, tuple[str, ...]], owner: Mapping[Value, str]
) -> dict[str, tuple[str, ...]]:
    """Return what has no line of its own: computed values, and gradients on the way to one that is asked for."""
    end, asked = owner[drawn.loss], {**drawn.gradients, **drawn.picks}
    known = {owner[node] for name, x in asked.items() for node in values_of(x, name)[0] if node in owner}
    on_the_way = set(known)
    for _ in sources:  # each round is right one level further
        on_the_way |= {name for name, made_of in sources.items() if on_the_way & set(made_of)}
    fills = {}
    for name, nodes in found.items():
        computed = bool(nodes[0].inputs) and name != end  # nobody asks for the loss itself, and its gradient is 1
        value = computed and name not in drawn.values
        gradient = computed and name in on_the_way - known
        fills[name] = ("value",) * value + ("gradient",) * gradient
    return fills


def _names(drawn: Drawn) -> tuple[dict[Value, str], dict[str, tuple[int, ...]]]:
    """Return which quantity a number belongs to, the gradient dZ to Z, and the shapes of quantities."""
    names: dict[Value, str] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    for name, nested in {**drawn.values, **drawn.gradients}.items():
        nodes, shape = values_of(nested, name)
        of = name[1:] if name not in drawn.values and name[:1] == "d" and nodes[0].inputs else name
        for node in nodes:
            names.setdefault(node, of)
        shapes.setdefault(of, shape)
    return names, shapes


def _shape(shape: tuple[int, ...] | None, nodes: list[Value]) -> tuple[int, int, bool]:
    """Return rows and columns, and whether it is a list rather than a table of one row."""
    if shape is None:  # by the last index in the labels
        last = {x.label: x.label.rpartition("[")[2].rpartition(",")[2].rstrip("]") for x in nodes}
        columns = len(set(last.values())) if len(last) > 1 else 1
        rows = -(-len(last) // columns)
        return rows, columns, rows == 1 and "][" not in nodes[0].label and "," not in nodes[0].label
    columns = shape[-1] if shape else 1
    return prod(shape[:-1]), columns, len(shape) < 2  # of which the loss may use a part only


def _sources(name: str, nodes: list[Value], owner: Mapping[Value, str]) -> tuple[str, ...]:
    """Return the arrays from which there are ways here past no other array."""
    found: dict[str, None] = {}
    waiting, seen = [x for node in nodes for x in node.inputs], set[Value]()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node not in owner:
            waiting.extend(node.inputs)
        elif owner[node] != name:
            found[owner[node]] = None
    return tuple(sorted(found))


def _levels(sources: Mapping[str, tuple[str, ...]], is_leaf: Mapping[str, bool]) -> dict[str, int]:
    """Return the longest way to each array; what is given stands right before its first use."""
    users: defaultdict[str, list[str]] = defaultdict(list)
    for name, made_of in sources.items():
        for one in made_of:
            users[one].append(name)
    levels = dict.fromkeys(sources, 0)
    for _ in sources:  # each round is right one level further
        for name, made_of in sources.items():
            levels[name] = min(1 + max((levels[one] for one in made_of), default=-1), len(sources))
    return {
        name: min((levels[user] for user in users[name]), default=1) - 1 if is_leaf[name] else level
        for name, level in levels.items()
    }
