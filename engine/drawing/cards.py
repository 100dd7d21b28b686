"""A card of the spine: its name, how many units it has, and the values that leave it.

A layer that is used for several examples makes a number for each unit and each example. Which are which is told by the
parameters: a unit has its own, and all examples share them. The examples have their own inputs, and nothing but a sum,
such as the loss, takes numbers of two examples together.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engine.drawing.diagram import is_unnamed
from engine.trace import Trace
from engine.trace.arrays import array_of, family
from engine.trace.parts import is_fed
from engine.words.story import Story

SHORT = 24  # characters of a name on a card
GIVEN = "given"
Leaves = frozenset[int]


@dataclass(frozen=True)
class Card:
    """One card; `cells` are the values that leave it, `ends` those of them that it is called by, if not by a scope."""

    name: str
    note: str
    cells: tuple[int, ...]
    ends: tuple[int, ...] = ()


def card(story: Story, members: Sequence[int], leaving: Collection[int], module: str, wide: bool) -> Card:
    """Return the card of some nodes.

    Args:
        leaving: the nodes of the whole graph that another card needs, and the output.
        module: what its module is called, if there is one.
        wide: whether there is room for the number of examples.
    """
    nodes, trace = story.nodes, story.trace
    cells = [i for i in members if i in leaving and not is_bare(trace, i)]
    made = [i for i in cells if nodes[i].inputs]
    if not made:
        return Card(GIVEN, f"{len(cells)}", tuple(cells))
    rows = {trace.values[i].primitive for i in made}
    units, examples = _counted(trace, members, made) if module else (len(made), 0)
    activations = [row.name for row in rows if row and row.family == "activation"][:1] if len(rows) == 1 else []
    note = [str(units)] * (units > 0) + activations + [f"{examples} examples"] * (wide and examples > 1)
    name, ends = (module, ()) if module else _name(story, made)
    return Card(name, " · ".join(note), tuple(made), ends)


def is_bare(trace: Trace, i: int) -> bool:
    """Tell whether a node is a number in a formula."""
    return trace.values[i].is_constant and is_unnamed(trace, i)


def _name(story: Story, made: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """Return what a card without a module is called, and the values it is called by.

    That is the array whose entries these are, or its first and last value, or the first, or what is done where those
    are long.
    """
    first, last = story.labels[made[0]], story.labels[made[-1]]
    if len(made) == 1:
        return first, (made[0],)
    array, labels = array_of(first), story.trace.labels
    is_whole = sum(array_of(label) == array for label in labels) == len(made)  # and not on two cards
    if array != first and len(array) <= SHORT and is_whole and {array_of(labels[i]) for i in made} == {array}:
        return array, ()
    if len(name := f"{first} … {last}") <= SHORT:
        return name, (made[0], made[-1])
    if len(name := f"{first} …") <= SHORT and "…" not in first[:2]:
        return name, (made[0],)
    return ", ".join(dict.fromkeys(row.name for i in made if (row := story.trace.values[i].primitive))), ()


def _counted(trace: Trace, members: Sequence[int], made: Sequence[int]) -> tuple[int, int]:
    """Return how many units a card has and for how many examples, as far as can be known, or else 0."""
    if len(made) == 1:
        return 1, 0
    own, fed = _origins(trace, members)
    if not any(own[i] for i in made):
        return len(made), 0
    common = frozenset.intersection(*(own[i] for i in made))
    alike = Counter(own[i] for i in made)
    if _are_apart(alike, common if len(alike) > 1 else frozenset()):
        times = {*alike.values()}
        if times == {1}:
            return len(made), 0
        shared = _together({i: fed[i] for i in made})
        crossed = {(own[i], shared[i]) for i in made}
        if len(times) == 1 and {*Counter(shared.values()).values()} == {len(alike)} and len(crossed) == len(made):
            return len(alike), times.pop() if _are_examples(trace, shared) else 0
    return 0, 0


def _origins(trace: Trace, members: Sequence[int]) -> tuple[dict[int, Leaves], dict[int, Leaves]]:
    """Return for each operation of a card the parameters that it is made from, and what else enters the card."""
    own: dict[int, Leaves] = {}
    fed: dict[int, Leaves] = {}
    for i in (i for i in members if trace.values[i].inputs):
        operands = [*enumerate(trace.inputs_of(i))]
        made = {x for _, x in operands if x in own}
        parameters = {x for slot, x in operands if _is_leaf(trace, x) and not is_fed(trace.values[i], slot)}
        entering = {x for _, x in operands if x not in made | parameters and not is_bare(trace, x)}
        own[i] = frozenset(parameters).union(*(own[x] for x in made))
        fed[i] = frozenset(entering).union(*(fed[x] for x in made))
    return own, fed


def _is_leaf(trace: Trace, x: int) -> bool:
    return not trace.values[x].inputs and not trace.values[x].is_constant


def _are_apart(sets: Collection[Leaves], common: Leaves) -> bool:
    """Tell whether no two of some sets have anything in common but what all have, and each has something else."""
    rest = [each - common for each in sets]
    return all(rest) and sum(map(len, rest)) == len(frozenset().union(*rest))


def _together(fed: Mapping[int, Leaves]) -> dict[int, int]:
    """Give those that are fed by a common value the same mark."""
    groups: list[tuple[set[int], set[int]]] = []
    for i, values in fed.items():
        met = [group for group in groups if group[1] & values]
        groups = [group for group in groups if group not in met]
        groups.append(({i}.union(*(own for own, _ in met)), set(values).union(*(each for _, each in met))))
    return {i: k for k, (own, _) in enumerate(groups) for i in own}


def _are_examples(trace: Trace, mark: Mapping[int, int]) -> bool:
    """Tell whether values of different marks come from different data, and come together in sums only."""
    users: defaultdict[int, set[int]] = defaultdict(set, ((i, {k}) for i, k in mark.items()))
    for i, x in trace.edges():  # from the last user to the first
        users[x] |= users.get(i, set())
    if any(len(marks) > 1 and not _is_leaf(trace, x) and not is_bare(trace, x) for x, marks in users.items()):
        return False
    marked = {x: min(marks) for x, marks in users.items() if len(marks) == 1}
    for i in trace.operations:
        found = {marked[x] for x in trace.inputs_of(i) if x in marked}
        if len(found) > 1 and family(trace.values[i]) != "sum":
            return False
        if len(found) == 1:
            marked[i] = found.pop()
    return True
