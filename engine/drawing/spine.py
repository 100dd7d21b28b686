"""The whole graph folded into a row of cards: one a module, or one a stage of what stands outside of modules.

    given -> hidden -> output -> loss

Every node has its place on one card, so that every step belongs to one card too; a stepper shows with it where it is.
Every card comes after those that it needs, so that the forward pass goes from left to right and the backward pass from
right to left; only a module whose steps are not taken together is come back to. A layer that is called once for each
example or vector is one card; one that is called on its own results, as in a sequence, is a card for each time.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.drawing.cards import Card, card, is_bare
from engine.drawing.stages import stages
from engine.trace import Trace
from engine.trace.arrays import entry, family, products
from engine.words.notation import one_line
from engine.words.story import Story

MOST = 7  # cards, where there is a choice
FEW = 4  # cards that have room for more than a name and a number
INDEX = re.compile(r"[\W_]*\d[\W\d_]*$")
Path = tuple[int, ...]  # of scopes, from the outermost on
Group = Path | None  # what is one card, if its arrows allow


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
    paths = [trace.scope_path(key) for key in trace.homes]
    groups, names = _by_module(trace, paths)
    groups = _with_stages(trace, groups)
    home = _in_order(trace, groups)
    for i, x in trace.edges():
        if groups[x] is None and (paths[x] or is_bare(trace, x)):
            home[x] = min(home[x] or home[i], home[i])  # a parameter, or a number in a formula, stands where it is used
    place = {rank: k for k, rank in enumerate(sorted(set(home)))}
    home = [place[rank] for rank in home]
    members: list[list[int]] = [[] for _ in place]
    for i, place_of in enumerate(home):
        members[place_of].append(i)
    leaving = {x for i, x in trace.edges() if home[i] != home[x]} | trace.unused
    called = {home[i]: names.get(group, "") for i, group in enumerate(groups) if group is not None}
    wide = len(members) <= FEW
    cards = (card(story, nodes, leaving, called.get(k, ""), wide) for k, nodes in enumerate(members))
    return Spine(tuple(cards), tuple(home))


def _by_module(trace: Trace, paths: Sequence[Path]) -> tuple[list[Group], dict[Group, str]]:
    """Return the modules at the deepest level with a sequence of few cards, one of them of several results."""
    best, names, _ = _at_depth(trace, paths, 1)
    for depth in range(2, 1 + max(map(len, paths))):
        away = (x for i, x in trace.edges() if paths[x][:depth] != paths[i][:depth])
        results = {x for x in away if trace.values[x].inputs}
        width = Counter(paths[x][:depth] for x in results if len(paths[x]) >= depth)
        groups, called, length = _at_depth(trace, paths, depth)
        if len(names) > 1 and (len(called) > MOST or all(count < 2 for count in width.values())):
            break
        if len(called) > len(names) and length > 1:
            best, names = groups, called
    return best, names


def _at_depth(trace: Trace, paths: Sequence[Path], depth: int) -> tuple[list[Group], dict[Group, str], int]:
    """Return the modules of one level, side by side ones as one; of many also those that differ by an index only.

    Returns:
        the module of each operation, () outside of all and None for a leaf; what they are called; and how many, at
        most, come one after the other.
    """
    groups: list[Group] = [None] * len(paths)
    for i in trace.operations:
        groups[i] = paths[i][:depth]
    names = {group: tuple(one_line(trace.scopes[key].name) for key in group) for group in groups if group}
    for stem in (False, True):
        if stem and len(names) <= MOST:
            break
        called = {path: (*name[:-1], INDEX.sub("", name[-1])) if stem else name for path, name in names.items()}
        away, first = _away(trace, groups), dict[object, Path]()
        alike = {path: first.setdefault((away[path], *name), path) for path, name in called.items()}
        counts = Counter(alike.values())
        names = {path: called[path] if counts[path] > 1 else names[path] for path in counts}
        groups = [alike[group] if group else group for group in groups]
    away = _away(trace, groups)
    told: dict[Group, str] = {group: _called(name, set(names.values())) for group, name in names.items()}
    return groups, told, len({away[group] for group in names})


def _called(name: Sequence[str], names: Iterable[Sequence[str]]) -> str:
    """Return the end of a path that no other path has, such as "output", or "decoder/output" where there are two.

    >>> _called(("model", "decoder", "output"), [("model", "encoder", "output"), ("model", "decoder", "hidden")])
    'decoder/output'
    """
    ends = [name[-k:] for k in range(1, len(name))]
    others = [each for each in names if each != name]
    return "/".join(next((end for end in ends if all(each[-len(end) :] != end for each in others)), name))


def _away(trace: Trace, groups: Sequence[Group]) -> dict[Group, int]:
    """Return for every group how many others, at most, lie between it and what is given."""
    passed = [0] * len(groups)
    for i, x in reversed([*trace.edges()]):
        passed[i] = max(passed[i], passed[x] + (groups[x] != groups[i]))
    found: dict[Group, int] = {}
    for i, group in enumerate(groups):
        found[group] = max(found.get(group, 0), passed[i])
    return found


def _with_stages(trace: Trace, groups: Sequence[Group]) -> list[Group]:
    """Divide what is outside of all modules into stages: where a module begins, and as there is room.

    A value that feeds a module or another run ends a stage, and so does one that its author has named, z1 or Z1[0][2].
    Without modules and layers of names every value does where there is room for it, but X W in X W + b.
    """
    begun: set[Group] = set()
    runs: dict[Path, list[int]] = {}
    found = list(groups)
    for i, group in enumerate(groups):
        begun |= {group} if group else set()
        if group == ():
            run: Path = (-1, len(begun))
            found[i] = run
            runs.setdefault(run, []).append(i)
    edges, own = [*trace.edges()], [*runs.values()]
    named = {x for _, x in edges if found[x] != groups[x] and trace.labels[x]}
    feeding, each = {x for i, x in edges if found[i] != found[x]}, {x for i, x in edges if not _is_layer(trace, i, x)}
    most = MOST - 1 - len(begun)
    made = stages(trace, own, feeding | named, most)
    if not begun and not _are_layers(trace, named):
        finer = stages(trace, own, each, len(groups))
        made = finer if sum(map(max, finer)) <= most else made if named else stages(trace, own, each, most)
    for run, of_run in zip(runs, made, strict=True):
        for i, stage in zip(runs[run], of_run, strict=True):
            found[i] = (*run, stage)
    return found


def _are_layers(trace: Trace, named: Iterable[int]) -> bool:
    """Tell whether there are two arrays at least of several values each, such as z1 and z2."""
    arrays = Counter(array for array, index in (entry(trace.labels[i]) for i in named) if index)
    return sum(count > 1 for count in arrays.values()) > 1


def _is_layer(trace: Trace, i: int, x: int) -> bool:
    """Tell whether a value is a dot product without a name, and its user adds a bias to it."""
    row = trace.values[x].primitive
    is_dot = row is not None and row.variadic and products(trace.values[x]) > 0
    return is_dot and not trace.labels[x] and family(trace.values[i]) == "sum"


def _in_order(trace: Trace, groups: Sequence[Group]) -> list[int]:
    """Return for each node the place of its card, from 1 on, or 0 for a leaf; a card comes after those that it needs.

    A group is one card; where it needs what it feeds, it goes on with another one.
    """
    home: list[int] = []
    latest: dict[Group, int] = {}
    before: list[set[int]] = []  # all that each card needs, however far back
    last: list[int] = []
    for i, group in enumerate(groups):
        if group is None:
            home.append(-1)
            continue
        needed, card = {home[x] for x in trace.inputs_of(i)} - {-1}, latest.get(group, -1)
        reached = _all(needed - {card}, before)
        if card < 0 or card in reached:
            card, reached = len(before), _all(needed, before)
            latest[group] = card
            before.append(set())
            last.append(i)
        home.append(card)
        last[card] = i
        if not reached <= before[card]:
            for k, cards in enumerate(before):
                if k == card or card in cards:
                    cards |= reached
    # A card stands where the forward pass is done with it, or before the first that needs it and is done sooner.
    done = [min(last[k] for k, cards in enumerate(before) if k == card or card in cards) for card in range(len(before))]
    order = sorted(range(len(before)), key=lambda card: (done[card], len(before[card]), last[card]))
    place = {card: k for k, card in enumerate(order, start=1)} | {-1: 0}
    return [place[card] for card in home]


def _all(cards: set[int], before: Sequence[set[int]]) -> set[int]:
    return cards.union(*(before[card] for card in cards))
