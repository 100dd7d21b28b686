"""Slips at results that many share: a norm for a sum of squares, own shares only, a product of sums."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite, sqrt

from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.slips.targets import arriving_at
from engine.compare.structure import Edge, family, is_product, kind, partner, products
from engine.value import Value

STEPS = 6  # from a statistic down to the sum that it is made of
MANY = 2_000  # terms of one layer, beyond which it is left out


def norms(problem: Problem) -> Iterator[Slip]:
    """A sum of squares is differentiated as if it were a norm: x / |x| where 2 x belongs."""
    layers: dict[int, list[Value]] = {}
    for node in problem.between:
        if node.data > 0 and len(node.inputs) > 1 and _adds_squares(node):
            layers.setdefault(problem.structure.roles[node], []).append(node)
    for nodes in layers.values():
        if any(family(user) == "activation" for user, _ in problem.structure.users[nodes[0]]):
            continue
        for total, words in ((None, "each sum"), (sum(x.data for x in nodes), "all of them")):
            if total is None or len(nodes) > 1:
                sizes = {x: sqrt(x.data if total is None else total) for x in nodes}
                slopes = {
                    (x, slot): problem.structure.partial((x, slot)) / (2 * sizes[x])
                    for x in nodes
                    for slot in range(len(x.inputs))
                }
                text = f"the squares are differentiated as if their root were taken, of {words}: x/|x| for 2 x"
                kinds, at = "wrong function|penalty|activation misremembered", f"at {problem.value(nodes)}"
                yield Slip(kinds, text, at, "a sum of squares has no root", slopes, 1.5)


def _adds_squares(node: Value) -> bool:
    if products(node) and len(node.inputs) > 2:
        half = products(node)
        return len(node.inputs) == 2 * half and node.inputs[:half] == node.inputs[half:]
    return family(node) == "sum" and all(map(_is_square, node.inputs))


def _is_square(x: Value) -> bool:
    if family(x) == "power":
        return x.primitive is not None and x.primitive.static_values == (2.0,)
    return is_product(x) and x.inputs[0] is x.inputs[1]


def own_shares(problem: Problem) -> Iterator[Slip]:
    """Of what comes back to a result that all share, such as a norm, each term gets only what its own user sends."""
    structure = problem.structure
    for nodes in problem.by_role.values():
        slopes: dict[Edge, float] = {}
        for node in nodes:
            users, total = structure.users[node], structure.gradients[node]
            terms = _terms_below(problem, node)
            if (
                any(kind(x) == "exp" for x in node.inputs)  # of a softmax it is said better elsewhere
                or not total
                or terms is None
                or len(terms) != len(users)
                or len({structure.roles[u] for u, _ in users}) > 1
            ):
                slopes = {}
                break
            for edges, user in zip(terms, users, strict=True):
                ratio = structure.gradients[user[0]] * structure.partial(user) / total
                slopes |= {edge: ratio * structure.partial(edge) for edge in edges}
        if slopes and len(slopes) <= MANY:
            name = problem.value(nodes)
            text = f"through {name} each entry gets back only what its own use of it sends"
            kinds, remedy = "not summed|path|held constant|softmax diagonal|example missing", f"all share {name}"
            yield Slip(kinds, text, "", remedy, slopes, 0.6)


def _terms_below(problem: Problem, node: Value) -> list[list[Edge]] | None:
    """Return the edges of the terms of the sum that a result is made of, each step before it having one input."""
    for _ in range(STEPS):
        if node not in problem.between:
            return None
        if family(node) == "sum" and sum(x in problem.between for x in node.inputs) > 1:
            return [[(node, slot)] for slot in range(len(node.inputs))]
        pairs = products(node)
        if pairs > 1:
            return [[(node, k), (node, k + pairs)] for k in range(pairs)] if len(node.inputs) == 2 * pairs else None
        below = [x for x in node.inputs if x in problem.between]
        if len(below) != 1 or len(problem.structure.users[below[0]]) != 1:
            return None
        (node,) = below
    return None


def products_of_sums(problem: Problem) -> Iterator[Slip]:
    """A sum of products on the way back is taken for the product of the sums."""
    asked = set(problem.nodes)
    for nodes in problem.by_role.values():
        if not asked.isdisjoint(nodes) or len(nodes) < 2:
            continue
        sent = [_sent(problem, node) for node in nodes]
        if any(of is None for of in sent):
            continue
        rows: Sequence[Sequence[tuple[float, float]]] = [of for of in sent if of is not None]
        for c, words in ((1.0, "sums"), (None, "means")):
            numbers = []
            for row in rows:
                arriving, factors = zip(*row, strict=True)
                numbers.append(sum(arriving) * sum(factors) * (1 / len(row) if c is None else c))
            if all(map(isfinite, numbers)):
                at, text = f"at {problem.value(nodes)}", f"the sum of products is taken for the product of the {words}"
                kinds = "upstream averaged|wrong operand"
                remedy = "multiply each by its own weight, then add up"
                yield replace(arriving_at(problem, kinds, text, at, nodes, numbers, 1.0), remedy=remedy)


def _sent(problem: Problem, node: Value) -> list[tuple[float, float]] | None:
    """Return what arrives at the products that a result enters, each with the other factor; None for other users."""
    users = problem.structure.users[node]
    if len(users) < 2 or len({problem.structure.roles[user] for user, _ in users}) > 1:
        return None
    found = []
    for user, slot in users:
        other = partner(user, slot)
        if other is None:
            return None
        found.append((problem.structure.gradients[user], other.data))
    return found
