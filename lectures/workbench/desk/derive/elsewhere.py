"""Formulas judged a second time, at other numbers: what is right only because a number happens to be 1 is not right."""

from collections.abc import Collection, Iterable, Mapping
from math import isfinite
from random import Random
from typing import Any

from engine.arithmetic import Floats
from engine.errors import ChalkgradError
from engine.gradients import gradient
from engine.graph import topological_order
from engine.trace.arrays import entry
from engine.value import Value
from engine.words.nested import nest, unnest
from lectures.numbers import plain
from lectures.workbench.desk.derive.formula import spelled
from lectures.workbench.desk.derive.names import at, is_data, named_in
from lectures.workbench.desk.derive.reading import Reading

SPREADS = (0.4, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02)  # how far the numbers are moved, relative to what they are
ONLY_HERE = "right for these numbers only: at others this formula gives another number than the gradient"
HALF = 0.5  # that of a half square, which is no number of the problem


def is_general(loss: Value, numbers: Iterable[float]) -> bool:
    """Whether a formula with these numbers in it can hold elsewhere: none was rounded on the way.

    >>> w, x = Value(0.7, "w"), Value(2.0, "x"); loss = (w * x - 0.25) ** 2
    >>> is_general(loss, [2.0, 0.25, 0.7]), is_general(loss, [1.15])
    (True, False)
    """
    known = {abs(node.data) for node in topological_order(loss) if not node.inputs} | {HALF}
    return all(x.is_integer() or any(abs(abs(x) - y) < 1e-12 for y in known) for x in numbers)


def moved(loss: Value, held: Collection[float] = ()) -> dict[Value, Value]:
    """Return every node of a graph with its copy at other numbers; {} where none were found.

    The numbers are drawn with a fixed seed. Those stay that stand in a formula themselves, labels and probabilities;
    every kink and every choice stays on its side, so what is right for a branch stays right.

    Args:
        loss: the output.
        held: the numbers of the formulas.

    >>> w, x = Value(0.7, "w"), Value(1.0, "x"); loss = (w * x).relu()
    >>> copies = moved(loss)
    >>> copies[x].data != 1.0, copies[loss].data > 0, moved(loss, {0.7})[w].data
    (True, True, 0.7)
    """
    order = topological_order(loss)
    kept = _kept(loss) | {x for x in order if not x.inputs and abs(x.data) in held and abs(x.data) not in (0.0, 1.0)}
    leaves = [x for x in order if not x.inputs and x.label and x not in kept]
    random = Random(7)
    for spread in SPREADS:
        draws = [random.choice((-1, 1)) * random.uniform(0.3, 1.0) * spread for _ in leaves]
        changes = {x: x.data * (1 + by) if x.data else by for x, by in zip(leaves, draws, strict=True)}
        try:
            copies = dict(zip(order, topological_order(at(loss, changes)), strict=True))
        except ChalkgradError:
            continue
        if all(isfinite(x.data) for x in copies.values()) and all(_side(x) == _side(copies[x]) for x in order):
            return copies if leaves else {}
    return {}


def formulas_at(
    copies: Mapping[Value, Value], loss: Value, nodes: Mapping[str, Any], reading: Reading
) -> dict[str, tuple[Any, Any]]:
    """Return for each answer its copies at other numbers, and what it is there.

    What is no formula, or has rounded numbers in it, is there the right gradient: nothing is to be judged.

    Args:
        copies: of every node at the other numbers.
        loss: the output.
        nodes: name of an answer -> its Values.
        reading: that of the answers, which are read.
    """
    there = copies[loss]
    general = {name for name, numbers in reading.formulas.items() if name in nodes and is_general(loss, numbers)}
    found: dict[str, tuple[Any, Any]] = {}
    typed: dict[str, Any] = {}
    for name, own in nodes.items():
        entries, shape = unnest(own, name)
        moved_entries = [copies[node] for node in entries]
        right = ["{}/{}".format(*float(x).as_integer_ratio()) for x in gradient(there, moved_entries)]
        found[name] = nest(moved_entries, shape), nest(right, shape)
        typed[name] = reading.typed[name] if name in general else found[name][1]
    again = Reading(typed, reading.shapes, numbers_of(there), reading.called)
    for name in sorted(general):
        try:
            found[name] = found[name][0], again.read(name)
        except (ChalkgradError, RecursionError):
            continue  # it cannot be computed there
    return found


def numbers_of(loss: Value) -> dict[str, Any]:
    """Return what may stand in a formula, by name: arrays, and their entries by their own labels, as w0 and W[0,1]."""
    named = named_in(loss)
    found: dict[str, Any] = {name: plain(each.nodes) for name, each in named.items()}
    for each in named.values():
        for node in unnest(each.nodes, each.name)[0]:
            found[node.label if node.label.isidentifier() else spelled(*entry(node.label))] = node.data
    return found


def _kept(loss: Value) -> set[Value]:
    """The numbers that mean something by themselves: targets that are 0 or 1, one-hot rows, masks, probabilities."""
    kept: set[Value] = set()
    for each in named_in(loss).values():
        nodes = unnest(each.nodes, each.name)[0]
        numbers = [node.data for node in nodes]
        whole = all(x in (0.0, 1.0) for x in numbers)
        given = each.kind == "data" or is_data(each.name)
        if given and len(nodes) > 1 and (whole or abs(sum(numbers) - 1) < 1e-9):
            kept.update(nodes)
        if given and len(nodes) == 1 and whole and each.name[0] in "yYtT":
            kept.update(nodes)
    return kept


def _side(node: Value) -> list[int]:
    """Return which way a kink or a choice goes: the signs of its local derivatives."""
    if node.primitive is None or not node.primitive.kink:
        return []
    partials = node.primitive.partials_at(Floats, node.data, [x.data for x in node.inputs])
    return [(p > 0) - (p < 0) for p in partials]
