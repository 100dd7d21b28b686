"""Slips at products: d(ab)/da is b, and something else stands in its place."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.compare.guesses import Slip
from engine.compare.perturb import reevaluated
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.alike import are_alike
from engine.compare.slips.functions import ACTIVATIONS
from engine.compare.slips.terms import counts, has_square
from engine.compare.structure import Edge, across, family, is_given, is_product, partner
from engine.value import Value

ALIKE = 2.0  # how usual x1 is where x0 belongs
CANDIDATES = 24  # arrays that are tried in the place of another one


def operands(problem: Problem) -> Iterator[Slip]:
    """In a product the own operand stands where the other belongs, or nothing, or another array of the same size."""
    alike = _arrays(problem)
    for group in _factors(problem):
        others = [other for edge in group if (other := partner(*edge)) is not None]
        if len(others) < len(group):
            continue
        what, at = problem.value(others), f"where {problem.source(group)} enters"
        remedy = f"multiply by {what}"
        own = {(node, slot): node.inputs[slot].data for node, slot in group}
        yield Slip(
            "product rule|wrong operand",
            f"{problem.source(group)} itself stands where {what} belongs",
            at,
            remedy,
            own,
            4.0,
        )
        standing = {
            (node, slot): node.inputs[slot].data * x.data for (node, slot), x in zip(group, others, strict=True)
        }
        text = f"{problem.source(group)} is left standing beside {what}"
        yield Slip("product rule|factor twice|factor forgotten|parameter|bias input", text, at, remedy, standing, 2.0)
        kind, usual = kind_of_factor(problem, others)
        yield Slip(kind, f"not multiplied by {what}", at, remedy, dict.fromkeys(group, 1.0), usual)
        if all(family(x) == "difference" and len(x.inputs) == 1 for x in others):
            minus = dict.fromkeys(group, -1.0)
            name = problem.value(x.inputs[0] for x in others)
            yield Slip("factor forgotten|target", f"not multiplied by {name}", at, remedy, minus, max(usual, 4.4))
        if kind == "mask":
            binary = {edge: float(x.data != 0.0) for edge, x in zip(group, others, strict=True)}
            yield Slip(
                "constant forgotten", f"{what} is used only as a mask, without its size", at, remedy, binary, 2.0
            )
            inverted = {
                edge: max(abs(y.data) for y in others) * (x.data == 0.0) for edge, x in zip(group, others, strict=True)
            }
            yield Slip("mask", f"{what} is inverted", at, remedy, inverted, 1.0)
        twice = kind if kind in ("mean", "factor 2", "constant forgotten") else "factor twice"
        squared = {edge: x.data * x.data for edge, x in zip(group, others, strict=True)}
        yield Slip(twice, f"multiplied by {what} twice", at, remedy, squared, 1.0)
        divided = {edge: 1.0 / x.data for edge, x in zip(group, others, strict=True) if x.data}
        yield Slip(twice, f"divided by {what} instead of multiplied", at, remedy, divided, 0.7)
        absolute = {edge: abs(x.data) for edge, x in zip(group, others, strict=True)}
        yield Slip("sign", f"the sign of {what} is lost", at, remedy, absolute, 0.7)
        for words, numbers, usual in _neighbours(problem, others):
            slopes = dict(zip(group, numbers, strict=True))
            kinds = "wrong operand|path" if "part of the sum" in words else "wrong operand"
            yield Slip(kinds, f"{words} where {what} belongs", at, remedy, slopes, usual)
        distinct = list(dict.fromkeys(others))
        for name, nodes in alike.get(len(distinct), ())[:CANDIDATES]:
            if nodes != distinct and not set(nodes) & set(distinct):
                instead = dict(zip(distinct, nodes, strict=True))
                slopes = {edge: instead[x].data for edge, x in zip(group, others, strict=True)}
                usual = ALIKE if are_alike(nodes, distinct) else 1.0
                yield Slip("wrong operand", f"{name} stands where {what} belongs", at, remedy, slopes, usual)


def whole_factors(problem: Problem) -> Iterator[Slip]:
    """A named factor is left out altogether, also where it comes back through a result that contains it."""
    by_name: dict[str, list[Value]] = {}
    for node in problem.structure.order:
        if node.primitive is None and (name := array_name(node, problem.names)):
            by_name.setdefault(name, []).append(node)
    for name, leaves in by_name.items():
        linear: set[Value] = set(leaves)
        for node in problem.structure.order:
            inside = [x in linear for x in node.inputs]
            if (is_product(node) and sum(inside) == 1) or (family(node) == "quotient" and inside == [True, False]):
                linear.add(node)
        if len(linear) == len(leaves):
            continue
        try:
            later = reevaluated(problem.structure.order, dict.fromkeys(leaves, 1.0))
        except (ArithmeticError, ValueError):
            continue
        slopes = {e: p for e, p in problem.slopes_at(later).items() if e[0] in linear}
        kinds = dict.fromkeys(("factor forgotten", "weights forgotten"))
        if all(map(is_given, leaves)):
            kinds |= dict.fromkeys((*kind_of_factor(problem, leaves)[0].split("|"), "constant forgotten"))
        yield Slip(
            "|".join(kinds),
            f"not multiplied by {name}",
            "anywhere",
            f"multiply by {name}",
            slopes,
            2.0,
        )


def halves(problem: Problem) -> Iterator[Slip]:
    """Both factors of a product depend on the same parameter: one half is taken twice in the place of both."""
    both = [
        (e, problem.structure.partial(e))
        for e in problem.edges
        if partner(*e) is not None and partner(*e) in problem.between
    ]
    for array in problem.arrays:
        target = set(array.nodes)
        depend = set(target)
        for node in problem.between:
            if not depend.isdisjoint(node.inputs):
                depend.add(node)
        direct = [(e, p) for e, p in both if e[0].inputs[e[1]] in target and partner(*e) in depend]
        others = [(e[0], slot) for e, _ in direct if (slot := across(*e)) is not None]
        through = [(e, problem.structure.partial(e)) for e in others]
        if direct:
            one, other = ({e: 0.0 for e, _ in half} for half in (direct, through))
            first, second = (problem.gradient_if(cut, array) for cut in (one, other))
            if np.allclose(first, second, rtol=1e-9, atol=0.0):
                text = f"the 2 is missing where {array.called} stands in both factors of a product"
                yield Slip("factor 2|product rule|path", text, "", "both factors give the same", other, 2.6)
            for doubled, gone in ((direct, through), (through, direct)):
                slopes = {**{e: 2 * p for e, p in doubled}, **{e: 0.0 for e, _ in gone}}
                text = f"one half of the product rule is taken twice, where {array.called} stands in both factors"
                kinds = "symmetric|product rule|weights transposed|wrong operand"
                yield Slip(kinds, text, "", "differentiate both factors", slopes, 2.5)


def kind_of_factor(problem: Problem, others: Sequence[Value]) -> tuple[str, float]:
    """Return what it is called to forget some factors (counts, constants, masks), and how usual that is."""
    if not all(map(is_given, others)):
        return "factor forgotten", 4.0
    numbers = {x.data for x in others}
    if len(numbers) == 2 and 0.0 in numbers and len(others) > 2:
        return "mask", 4.0
    if all(x.label == "" and (family(x) == "sum" or _is_count(problem, x.data)) for x in others):
        return "mean", 5.0
    if len(numbers) > 1:
        if {abs(x) for x in numbers} == {1.0}:
            return "factor forgotten|target", 4.4
        return "factor forgotten|constant forgotten", 4.0
    if abs(number := numbers.pop()) not in (2.0, 0.5):
        return "constant forgotten", 4.0
    is_mean = not has_square(problem.structure.order) and any(m == 2 for m, _ in counts(problem))
    return ("mean" if is_mean and number != -2.0 else "factor 2"), 4.0


def _is_count(problem: Problem, c: float) -> bool:
    if abs(c) in (2.0, 0.5):
        return False  # rather the 2 of a square
    whole = abs(c) if abs(c) > 1 else 1 / abs(c) if c else 0.0
    return whole >= 3 and abs(whole - round(whole)) < 1e-9


def _factors(problem: Problem) -> list[list[Edge]]:
    """Return the edges into products, layer by layer, those at the parameters themselves first."""
    edges = [edge for edge in problem.edges if partner(*edge) is not None]
    found: dict[frozenset[Edge], list[Edge]] = {}
    for array in (*problem.arrays, *problem.others):
        target = set(array.nodes)
        own = [(node, slot) for node, slot in edges if node.inputs[slot] in target]
        if own:
            found.setdefault(frozenset(own), own)
    for group in problem.structure.layers(edges):
        found.setdefault(frozenset(group), group)
    return list(found.values())


def _neighbours(problem: Problem, others: Sequence[Value]) -> Iterator[tuple[str, list[float], float]]:
    """Yield what stands next to some nodes: what went into them, what came of them, their sum without the bias."""
    if all(family(x) in ACTIVATIONS for x in others):
        yield "the pre-activation stands", [x.inputs[0].data for x in others], 4.0
        yield "the derivative of the activation stands", [problem.structure.partials[x][0] for x in others], 1.0
    after = [[user for user, _ in problem.structure.users[x] if family(user) in ACTIVATIONS] for x in others]
    if all(after):
        yield "the activation stands", [users[0].data for users in after], 3.0
    if all(family(x) == "difference" and len(x.inputs) == 2 for x in others):
        yield "the first part of the difference alone stands", [x.inputs[0].data for x in others], 2.0
        yield "the second part of the difference alone stands", [x.inputs[1].data for x in others], 1.0
        yield "a sum stands", [x.inputs[0].data + x.inputs[1].data for x in others], 2.0
    if all(len(x.inputs) == 2 and family(x) == "sum" for x in others):
        yield "only the first part of the sum stands", [x.inputs[0].data for x in others], 1.0
        yield "only the second part of the sum stands", [x.inputs[1].data for x in others], 1.0
        yield "a difference stands", [x.inputs[0].data - x.inputs[1].data for x in others], 0.7
    if all(x.data not in (0.0, 1.0) for x in others):
        yield "1 minus it stands", [1.0 - x.data for x in others], 0.7


def _arrays(problem: Problem) -> Mapping[int, list[tuple[str, list[Value]]]]:
    """Return the arrays of the graph by how many entries they have: the named ones, and the layers."""
    found: dict[int, list[tuple[str, list[Value]]]] = {}
    by_role: dict[object, list[Value]] = {}
    for node in problem.structure.order:
        named = array_name(node, problem.names)
        by_role.setdefault(named or problem.structure.roles[node], []).append(node)
    for nodes in by_role.values():
        if len({(x.label, x.data) for x in nodes}) == 1 and not nodes[0].inputs:  # x0 given to two units
            nodes = nodes[:1]
        found.setdefault(len(nodes), []).append((problem.value(nodes[:1]), nodes))
    return found
