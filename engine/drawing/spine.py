"""The whole graph folded into a row of cards: one a module, or one a stage of depth.

    given -> hidden -> output -> loss

Every node has its place on one card, so that every step belongs to one card too; a stepper shows with it where it is.
The cards stand in the order in which the forward pass is done with them. A layer that is called once for each example
or vector is one card; one that is called on its own results, as in a sequence, is a card for each time.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from engine.drawing.diagram import is_unnamed
from engine.trace import Trace
from engine.words.notation import one_line
from engine.words.story import Story

MOST = 7  # cards, where there is a choice
SHORT = 24  # characters of a name on a card
GIVEN = "given"
INDEX = re.compile(r"[\W_]*\d[\W\d_]*$")
Path = tuple[int, ...]  # of scopes, from the outermost on


@dataclass(frozen=True)
class Card:
    """One card; `cells` are the values that leave it, `ends` those of them that it is called by, if not by a scope."""

    name: str
    note: str
    cells: tuple[int, ...]
    ends: tuple[int, ...] = ()


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
    """Number the modules at the deepest level with a sequence of few cards, one of them of several results."""
    paths = [trace.scope_path(key) for key in trace.homes]
    made = {path for path, value in zip(paths, trace.values, strict=True) if path and value.inputs}
    best, names, _ = _at_depth(trace, paths, 1)
    for depth in range(2, 1 + max(map(len, made), default=0)):
        ways = [(paths[x][:depth], paths[i][:depth]) for i, x in zip(trace.users, trace.inputs, strict=True)]
        results = {
            x for x, (own, user) in zip(trace.inputs, ways, strict=True) if own != user and trace.values[x].inputs
        }
        width = Counter(paths[x][:depth] for x in results if paths[x])
        home, called, length = _at_depth(trace, paths, depth)
        if len(names) > 1 and (len(called) > MOST or max(width.values(), default=0) < 2):
            break
        if len(called) > len(names) and length > 1:
            best, names = home, called
    return best, names


def _at_depth(trace: Trace, paths: Sequence[Path], depth: int) -> tuple[list[int], dict[int, str], int]:
    """Number the modules of one level, side by side ones as one; of many also those that differ by an index only.

    Returns:
        home and names, and how many modules, at most, come one after the other.
    """
    modules = [path[:depth] for path in paths]
    home, ranks = _ranked(trace, modules)
    names = {path: [trace.scopes[key].name for key in path] for path in ranks}
    for stem in (False, True):
        if stem and len(ranks) <= MOST:
            break
        called = {path: [*name[:-1], INDEX.sub("", name[-1])] if stem else name for path, name in names.items()}
        first = _side_by_side(_away(trace, home), ranks, called)
        counts = Counter(first.values())
        names = {path: called[path] if counts[path] > 1 else names[path] for path in counts}
        modules = [first.get(path, path) for path in modules]
        home, ranks = _ranked(trace, modules)
    away = _away(trace, home)
    for i, x in zip(trace.users, trace.inputs, strict=True):  # from the last user to the first
        if not trace.values[x].inputs and paths[x]:
            home[x] = home[i]  # a parameter stands where it is used first
    return (
        home,
        {rank: one_line(names[path][-1]) for path, rank in ranks.items()},
        len({away[r] for r in ranks.values()}),
    )


def _ranked(trace: Trace, modules: Sequence[Path]) -> tuple[list[int], dict[Path, int]]:
    """Number the modules from 1 on; what is computed outside of them comes after what it needs. 0 is what is given."""
    ranks: dict[Path, int] = {}
    outside: set[int] = set()  # the cards of what no module computes
    home: list[int] = []
    for i, path in enumerate(modules):
        latest = max((home[x] for x in trace.inputs_of(i)), default=0)
        if not trace.values[i].inputs:
            home.append(0)
        elif not path and latest in outside:
            home.append(latest)
        else:
            home.append(ranks.setdefault(path or (-1, latest), len(ranks) + 1))
            if not path:
                outside.add(home[-1])
    return home, {path: rank for path, rank in ranks.items() if rank not in outside}


def _away(trace: Trace, home: Sequence[int]) -> dict[int, int]:
    """Return for every card how many cards, at most, lie between it and what is given."""
    passed = [0] * len(home)
    for i, x in zip(reversed(trace.users), reversed(trace.inputs), strict=True):
        passed[i] = max(passed[i], passed[x] + (home[x] != home[i]))
    return {
        rank: max(cards for _, cards in group)
        for rank, group in groupby(sorted(zip(home, passed, strict=True)), itemgetter(0))
    }


def _side_by_side(away: dict[int, int], ranks: dict[Path, int], names: dict[Path, list[str]]) -> dict[Path, Path]:
    """Return, for every module, the first one of its name that is as many cards away from what is given."""
    first: dict[object, Path] = {}
    return {path: first.setdefault((away[rank], *names[path]), path) for path, rank in ranks.items()}


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
    rows = {story.trace.values[i].primitive for i in made}
    activations = [row.name for row in rows if row and row.family == "activation"]
    note = f"{len(made)} · {activations[0]}" if activations and len(rows) == 1 else f"{len(made)}"
    name, ends = (module, ()) if module else _name(story, made)
    return Card(name, note, tuple(made), ends)


def _name(story: Story, made: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """Return what a card without a module is called, and the values it is called by.

    That is its first and last value, or the first, or what is done where those are long.
    """
    first, last = story.labels[made[0]], story.labels[made[-1]]
    if len(made) == 1:
        return first, (made[0],)
    if len(name := f"{first} … {last}") <= SHORT:
        return name, (made[0], made[-1])
    if len(name := f"{first} …") <= SHORT and "…" not in first[:2]:
        return name, (made[0],)
    return ", ".join(dict.fromkeys(row.name for i in made if (row := story.trace.values[i].primitive))), ()


def _is_bare(trace: Trace, i: int) -> bool:
    return trace.values[i].is_constant and is_unnamed(trace, i)
