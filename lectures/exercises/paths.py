"""The ways by which a number reaches another: their slope, the factors along each, or what arrives at each use."""

from collections.abc import Mapping

from engine.arithmetic import Floats
from engine.gradients import gradient
from engine.graph import copy_graph, topological_order
from engine.value import Value
from engine.words.digits import show
from engine.words.notation import TEXT, Term
from lectures.exercises.signed import Signed, product

LONGEST = 70  # columns of a formula
FACTOR = LONGEST // 2  # of one factor, where there are many
PATHS = 3  # that are written out
Path = tuple[tuple[str, float], ...]  # the factors along it, by name and by number


def slope(end: Value, node: Value, asked: Mapping[Value, str]) -> float:
    """Return d(end)/d(node) on the paths that meet no other asked gradient in between."""
    order = topological_order(end)
    if node not in order:
        return 0.0
    copies = copy_graph(order, {x: Value(x.data) for x in order if x in asked and x is not end})
    return gradient(copies[end], copies[node])


def paths(end: Value, node: Value, asked: Mapping[Value, str], terms: Mapping[Value, Term]) -> list[Path]:
    """Return the factors along each path; [] where they would be too long to read."""
    found: dict[Value, list[Path]] = {end: [()]}
    for x in reversed(topological_order(end)):
        if x is node or x not in found or x.primitive is None or (x in asked and x is not end):
            continue
        for slot, (below, partial) in enumerate(zip(x.inputs, Floats.partials_of(x), strict=True)):
            factor = TEXT.partial(x.primitive, slot, [*(terms[i] for i in x.inputs), terms[x]])
            found.setdefault(below, []).extend((*path, (factor, partial)) for path in found[x])
            if len(found[below]) > PATHS:
                return []
    ways = found.get(node, [])
    return ways if sum(len(factor) for path in ways for factor, _ in path) <= LONGEST else []


def uses(
    end: Value, node: Value, asked: Mapping[Value, str], names: Mapping[Value, str], terms: Mapping[Value, Term]
) -> tuple[list[Signed], list[Signed]]:
    """Return, where there are too many paths to write out, what arrives at each use times the slope there.

    Both by name, as far as there is one, and by number.
    """
    words: list[Signed] = []
    numbers: list[Signed] = []
    for user in topological_order(end):
        if node not in user.inputs or (user in asked and user is not end) or not (g := slope(end, user, asked)):
            continue
        assert user.primitive is not None
        for slot, partial in enumerate(Floats.partials_of(user)):
            if user.inputs[slot] is node and partial:
                factor = TEXT.partial(user.primitive, slot, [*(terms[i] for i in user.inputs), terms[user]])
                arrives = f"d{names[user]}" if user in names else show(g)
                words.append(product([arrives, factor if len(factor) <= FACTOR else show(partial)]))
                numbers.append(product([show(g), show(partial)]))
    return words, numbers
