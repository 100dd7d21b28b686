"""The whole graph folded into a row of cards: one a module, or one a stage of depth.

    given -> hidden -> output -> loss

Every node has its place on one card, so that every step belongs to one card too; a stepper shows with it where it is.
The cards stand in the order in which the forward pass is done with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.drawing.diagram import is_unnamed
from engine.trace import Trace
from engine.words.notation import one_line
from engine.words.story import Story

MOST = 7  # cards for a graph without modules
GIVEN = "given"


@dataclass(frozen=True)
class Card:
    """One card; `cells` are the values that leave it."""

    name: str
    note: str
    cells: tuple[int, ...]


@dataclass(frozen=True)
class Spine:
    """The cards, and for each node the place of its card."""

    cards: tuple[Card, ...]
    home: tuple[int, ...]


def spine(story: Story) -> Spine:
    """Return the cards of a graph.

    >>> from engine import Value, scope
    >>> from engine.trace import trace
    >>> with scope("neuron"):
    ...     z = (Value(2.0, "w") * Value(3.0, "x")).tanh()
    >>> [(card.name, card.note, len(card.cells)) for card in spine(Story(trace((z - 1) ** 2))).cards]
    [('neuron', '1 · tanh', 1), ('(tanh(w*x) - 1)**2', '1', 1)]
    """
    trace = story.trace
    home, names = _by_module(trace) if trace.scopes else (_by_depth(trace), {})
    for i, x in zip(trace.users, trace.inputs, strict=True):  # from the last user to the first
        if _is_bare(trace, x):
            home[x] = home[i]  # a number in a formula stands where it is used first
    done = {rank: i for i, rank in enumerate(home) if trace.values[i].inputs}
    present = sorted(set(home), key=lambda rank: done.get(rank, -1) if trace.scopes else rank)
    place = {rank: k for k, rank in enumerate(present)}
    home = [place[rank] for rank in home]
    members: list[list[int]] = [[] for _ in present]
    for i, rank in enumerate(home):
        members[rank].append(i)
    leaving = {x for i, x in zip(trace.users, trace.inputs, strict=True) if home[i] != home[x]} | {len(home) - 1}
    return Spine(
        tuple(_card(story, nodes, leaving, names.get(rank, "")) for rank, nodes in zip(present, members, strict=True)),
        tuple(home),
    )


def _by_module(trace: Trace) -> tuple[list[int], dict[int, str]]:
    """Number the modules; what is computed outside of them comes after what it needs. 0 is what is given."""
    paths = [trace.scope_path(key) for key in trace.homes]
    made = {path for path, value in zip(paths, trace.values, strict=True) if path and value.inputs}
    depths = range(1, 1 + max(map(len, made), default=0))
    depth = next((d for d in depths if len({path[:d] for path in made}) > 1), 1)
    ranks: dict[object, int] = {}
    names: dict[int, str] = {}
    outside: set[int] = set()  # the cards of what no module computes
    home: list[int] = []
    for i, path in enumerate(paths):
        latest = max((home[x] for x in trace.inputs_of(i)), default=0)
        if not trace.values[i].inputs:
            home.append(0)
        elif not path and latest in outside:
            home.append(latest)
        else:
            home.append(ranks.setdefault(path[:depth] or ("after", latest), len(ranks) + 1))
            if path:
                names[home[-1]] = one_line(trace.scopes[path[:depth][-1]].name)
            else:
                outside.add(home[-1])
    for i, x in zip(trace.users, trace.inputs, strict=True):  # from the last user to the first
        if not trace.values[x].inputs and paths[x]:
            home[x] = home[i]  # a parameter stands where it is used first
    return home, names


def _by_depth(trace: Trace) -> list[int]:
    """Number the levels of the longest path from the leaves, several together where there are many."""
    level: list[int] = []
    for i in range(len(trace.values)):
        level.append(1 + max((level[x] for x in trace.inputs_of(i)), default=-1))
    together = -(-max(level) // (MOST - 1)) or 1  # levels on a card
    return [-(-each // together) for each in level]


def _card(story: Story, members: Sequence[int], leaving: set[int], module: str) -> Card:
    nodes = story.nodes
    cells = [i for i in members if i in leaving and not _is_bare(story.trace, i)]
    made = [i for i in cells if nodes[i].inputs] or [i for i in members if nodes[i].inputs][-1:]
    if not made:
        return Card(GIVEN, f"{len(cells)}", tuple(cells))
    names = dict.fromkeys((story.labels[made[0]], story.labels[made[-1]]))
    rows = {story.trace.values[i].primitive for i in made}
    activations = [row.name for row in rows if row and row.family == "activation"]
    note = f"{len(made)} · {activations[0]}" if activations and len(rows) == 1 else f"{len(made)}"
    return Card(module or " … ".join(names), note, tuple(made))


def _is_bare(trace: Trace, i: int) -> bool:
    return trace.values[i].is_constant and is_unnamed(trace, i)
