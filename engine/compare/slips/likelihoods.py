"""Slips at the logarithm of a probability that is no softmax: the derivative of another logarithm, p - y too early."""

from collections.abc import Iterator

from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.structure import Edge, family, is_given, is_product, kind
from engine.value import Value

MADE = ("softmax", "divide", "sigmoid")  # of these p - y is what comes after the derivative


def likelihoods(problem: Problem) -> Iterator[Slip]:
    """At ln p: the derivative of ln(1 - p) in its place, or p - y, which belongs at the scores."""
    logs = [(node, slot) for node, slot in problem.edges if kind(node) == "log"]
    for group, where in problem.layers("activation", edges=logs):
        yield from _of_sigmoids(problem, group, f"at the {where}")
    for edges in problem.structure.layers(logs):
        yield from _early(problem, edges)


def _of_sigmoids(problem: Problem, group: list[Edge], at: str) -> Iterator[Slip]:
    """Yield the derivatives by z that ln sigmoid(z) and ln(1 - sigmoid(z)) are mixed up with."""
    found: list[tuple[Edge, float, float]] = []
    for edge in group:
        p, inner = edge[0].inputs[0], 1.0
        if family(p) == "difference" and len(p.inputs) == 2 and p.inputs[0].is_constant and p.inputs[0].data == 1.0:
            p, inner = p.inputs[1], -1.0
        if kind(p) != "sigmoid" and not (p in problem.written_out and problem.written_out[p].row.name == "sigmoid"):
            return
        found.append((edge, p.data, inner))
    signs = {inner for _, _, inner in found}
    if len(signs) != 1 or any(not 0.0 < p < 1.0 for _, p, _ in found):
        return
    direct = signs == {1.0}
    name, right = ("ln p", "1 - p") if direct else ("ln(1 - p)", "-p")
    for words, c, d in (("p", 0.0, 1.0), ("-p", 0.0, -1.0), ("1 - p", 1.0, -1.0), ("p - 1", -1.0, 1.0)):
        if words != right:
            text = f"the derivative of {name}, where p is a sigmoid of z, is taken as {words}"
            slopes = {edge: (c + d * p) / (inner * p * (1.0 - p)) for edge, p, inner in found}
            kinds, remedy = "activation misremembered|wrong function|sign", f"by z it is {right}"
            yield Slip(kinds, text, at, remedy, slopes, 0.7)


def _early(problem: Problem, edges: list[Edge]) -> Iterator[Slip]:
    """Yield p - y in the place of -y/p, the derivative of -y ln p by p; the chain goes on from there."""
    slopes: dict[Edge, float] = {}
    for log, slot in edges:
        p, users = log.inputs[0], problem.structure.users[log]
        if kind(p) in MADE or not 0.0 < p.data < 1.0 or len(users) != 1:
            return
        y, way = _label(*users[0])
        if y is None:
            return
        slopes |= {way: 1.0, (log, slot): y - p.data} if way is not None else {(log, slot): y - p.data}
    if len(edges) > 1:
        at, remedy = (
            f"at {problem.source(edges)}",
            "by p it is -y/p; p - y is the derivative by the scores of a softmax",
        )
        text = "p - y stands where the derivative by the probability p belongs"
        yield Slip("wrong function|extra derivative|activation misremembered", text, at, remedy, slopes, 1.5)


def _label(user: Value, slot: int) -> tuple[float | None, Edge | None]:
    """Return the label that a logarithm is multiplied by, and the edge of the product; 1 where there is none."""
    if is_product(user):
        other = user.inputs[1 - slot]
        return (other.data, (user, slot)) if is_given(other) and 0.0 <= other.data <= 1.0 else (None, None)
    return 1.0, None
