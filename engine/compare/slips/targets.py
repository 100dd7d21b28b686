"""Slips at scores that become probabilities: the target, its sign, one derivative too many or too few."""

from collections.abc import Iterator, Sequence
from itertools import islice
from math import exp

from engine.arithmetic import Floats
from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.slips.entropies import is_minus, soft_labels, weights_of, whole_sum, written_scores
from engine.compare.slips.jacobians import JACOBIANS, OUTER
from engine.compare.slips.soft_targets import other_classes, smoothed, weighted
from engine.compare.structure import Edge, family
from engine.compare.structure import kind as operation
from engine.value import Value


def targets(problem: Problem) -> Iterator[Slip]:
    """At logits, where the gradient is c (p - y): the target, its sign, the probability, or one derivative too many."""
    for choosers in _outputs(problem):
        nodes = [node for chosen in choosers for node, _ in chosen]
        ps = [p for chosen in choosers for _, p in chosen]
        arriving = [problem.structure.gradients[node] for node in nodes]
        found = _labels(choosers, arriving) or soft_labels(problem, choosers)
        if found is None:
            continue
        cs, ys = found
        at = f"at {problem.value(nodes)}"
        zs = [node.data for node in nodes]
        for kind, what, numbers, usual in _alternatives(list(zip(ps, ys, zs, cs, strict=True))):
            yield arriving_at(problem, kind, what, at, nodes, [c * u for c, u in zip(cs, numbers, strict=True)], usual)
        for kind, what, numbers, usual in weighted(problem, choosers):
            yield arriving_at(problem, kind, what, at, nodes, numbers, usual)
        if all(len(chosen) == 1 for chosen in choosers):
            every = [c * (p - 1) for p, c in zip(ps, cs, strict=True)]
            yield arriving_at(problem, "target|shifted", "every target is taken for 1: p - 1", at, nodes, every, 2.0)
            left = [-c * y * p * (1 - p) for p, y, c in zip(ps, ys, cs, strict=True)]
            text = "the logarithm is not differentiated"
            yield arriving_at(problem, "activation forgotten", text, at, nodes, left, 1.0)
        yield from _other_labels(problem, choosers, nodes, cs, ys, at)
        sizes = {len(chosen) for chosen in choosers}
        if len(choosers) > 1 and sizes != {1} and len(sizes) == 1:
            powers = [exp(min(z, 50.0)) for z in zs]
            k = sizes.pop()
            columns = [sum(powers[i::k]) for i in range(k)]
            across = [c * (e / columns[i % k] - y) for i, (c, e, y) in enumerate(zip(cs, powers, ys, strict=True))]
            text = "the softmax is normalised over the examples, not over the classes"
            yield arriving_at(problem, "axis|forward", text, at, nodes, across, 2.0)


def _other_labels(
    problem: Problem,
    choosers: Sequence[Sequence[tuple[Value, float]]],
    nodes: Sequence[Value],
    cs: Sequence[float],
    ys: Sequence[float],
    at: str,
) -> Iterator[Slip]:
    """Yield, for softmaxes, other classes taken for the right one, and other derivatives on the way to the scores."""
    if any(len(chosen) == 1 for chosen in choosers):
        return
    left = iter(zip(ys, cs, strict=True))
    rows = []
    for chosen in choosers:
        labels, (c, *_) = zip(*islice(left, len(chosen)), strict=True)
        rows.append(([p for _, p in chosen], labels, c))
    for words, label in other_classes([y for _, y, _ in rows]):
        numbers = [c * (x - t) for p, y, c in rows for x, t in zip(p, label(p, y), strict=True)]
        yield arriving_at(problem, "target|shifted", f"{words} is taken for the right one", at, nodes, numbers, 1.0)
    others = [list(smoothed(y)) for _, y, _ in rows]
    for same in zip(*others, strict=False):
        numbers = [
            c * (x - t)
            for (p, _, c), (_, label, _) in zip(rows, same, strict=True)
            for x, t in zip(p, label, strict=True)
        ]
        (words, _, usual), *_ = same
        yield arriving_at(problem, "target|wrong operand|constant forgotten", words, at, nodes, numbers, usual)
    if all(0 < x < 1 for p, _, _ in rows for x in p):
        for kinds, words, jacobian, usual in JACOBIANS:
            for more, then, outer, often in OUTER:
                if words or then:
                    numbers = [
                        c * u for p, y, c in rows for u in jacobian(p, [outer(a, b) for a, b in zip(p, y, strict=True)])
                    ]
                    what = "; and ".join(filter(None, (words, then)))
                    kind = kinds if not then else more if not words else f"{kinds}|{more}"
                    yield arriving_at(problem, kind, what, at, nodes, numbers, usual * often)


def arriving_at(
    problem: Problem, kind: str, what: str, at: str, nodes: Sequence[Value], numbers: Sequence[float], usual: float
) -> Slip:
    """Return the slip under which these numbers arrive at some nodes."""
    slopes: dict[Edge, float] = {}
    gradients, users = problem.structure.gradients, problem.structure.users
    for node, u in zip(nodes, numbers, strict=True):
        if gradients[node]:
            edge = max(users[node], key=lambda e: abs(gradients[e[0]]))  # all of it comes by this way, none by others
            slopes |= {**dict.fromkeys(users[node], 0.0), edge: u / gradients[edge[0]]}
    return Slip(kind, what, at, "the gradient there is p - y", slopes, usual)


def _alternatives(rows: Sequence[tuple[float, float, float, float]]) -> Iterator[tuple[str, str, list[float], float]]:
    """Yield what may stand in the place of p - y: kind, words, the numbers, how usual."""
    stopped, wrong = "chain stopped|activation forgotten", "wrong operand|forward"
    yield "target", "the target is left out: p stands where p - y belongs", [p for p, y, z, c in rows], 6.0
    yield "logits", "the logits stand where the probabilities belong: z - y", [z - y for p, y, z, c in rows], 4.0
    yield "target|sign", "p + y stands where p - y belongs", [p + y for p, y, z, c in rows], 2.0
    if all(y in (0.0, 1.0) for _, y, _, _ in rows):
        only = "only the score of the right class gets a gradient"
        yield "softmax diagonal|target", f"{only}: p - 1", [y * (p - 1) for p, y, z, c in rows], 2.0
        yield "target|zero", "only the other classes get a gradient", [(1 - y) * p for p, y, z, c in rows], 1.5
        yield "target", "the target is turned round: 1 - y", [p - 1 + y for p, y, z, c in rows], 1.0
        yield "target", "labels -1 and 1 stand where 0 and 1 belong", [p - 2 * y + 1 for p, y, z, c in rows], 1.5
    text = "p (1 - p) is multiplied in once more; in p - y it has cancelled"
    yield "extra derivative|activation twice", text, [(p - y) * p * (1 - p) for p, y, z, c in rows], 4.0
    if all(0 < p < 1 for p, _, _, _ in rows):
        text = "the derivative by p stands there: p (1 - p) is forgotten"
        yield stopped, text, [(p - y) / (p * (1 - p)) for p, y, z, c in rows], 4.0
        text = "-y/p, the derivative of -y ln p, stands there"
        yield f"{stopped}|softmax diagonal", text, [-y / p for p, y, z, c in rows], 3.0
        text = "the derivative of the logarithm, 1/p, is forgotten"
        yield "activation forgotten", text, [p * (p - y) for p, y, z, c in rows], 2.0
    yield (
        "softmax diagonal|held constant",
        "only the diagonal of the softmax",
        [-y * (1 - p) for p, y, z, c in rows],
        2.0,
    )
    yield (
        "held constant|softmax diagonal|target",
        "the sum in the softmax is held constant",
        [-y for p, y, z, c in rows],
        1.5,
    )
    yield (
        "target|wrong function",
        "the hard prediction stands where p belongs",
        [(p > 0.5) - y for p, y, z, c in rows],
        1.0,
    )
    yield "target", "the square of p - y", [(p - y) ** 2 for p, y, z, c in rows], 0.5
    yield "target|sign", "p - y in absolute value", [abs(p - y) for p, y, z, c in rows], 0.7
    c = rows[0][3]
    if all(abs(other - c) <= 1e-9 * abs(c) for _, _, _, other in rows):
        yield "mean", "only p is divided by the count", [p - y / c for p, y, z, c in rows], 0.7
        yield "mean", "only y is divided by the count", [p / c - y for p, y, z, c in rows], 1.0
    yield "factor 2|target", "2 (p - y), as of a square", [2 * (p - y) for p, y, z, c in rows], 1.0
    yield wrong, "exp(z) - y: the softmax is not normalised", [exp(min(z, 50.0)) - y for p, y, z, c in rows], 1.5
    yield wrong, "sigmoid(z) - y", [Floats.sigmoid(z) - y for p, y, z, c in rows], 1.5


def _outputs(problem: Problem) -> Iterator[list[list[tuple[Value, float]]]]:
    """Yield the sigmoids or softmaxes of one role: for each its scores with their probabilities."""
    found: dict[tuple[str, int], dict[Value, list[tuple[Value, float]]]] = {}
    for node in dict.fromkeys((*problem.nodes, *problem.between)):
        at = _probability(problem, node)
        if at is not None:
            chooser, p = at
            own_first = chooser.primitive is not None and chooser.primitive.own_first
            first = min(chooser.inputs, key=lambda x: x.data) if own_first else chooser
            sort = operation(chooser), len(chooser.inputs)
            found.setdefault(sort, {}).setdefault(first, []).append((node, p))
    for by_chooser in found.values():
        every = list(by_chooser.values())
        yield every
        last = [chosen for chosen in every if weights_of(problem, [chosen]) is not None]
        if last != every:  # without the sigmoids of hidden layers
            yield last


def _labels(
    choosers: Sequence[Sequence[tuple[Value, float]]], arriving: Sequence[float]
) -> tuple[list[float], list[float]] | None:
    """Return c and y, for every score, of a gradient c (p - y) with every y 0 or 1; c is one number for a softmax."""
    at, cs, ys = 0, [], []
    flat = [p for chosen in choosers for _, p in chosen]
    alone = all(len(chosen) == 1 for chosen in choosers)
    for chosen in [flat] if alone else [[p for _, p in chosen] for chosen in choosers]:
        gs = arriving[at : at + len(chosen)]
        at += len(chosen)
        one = _one_label(chosen, gs)
        if one is None:
            return None
        cs += [one[0]] * len(chosen)
        ys += one[1]
    return cs, ys


def _probability(problem: Problem, node: Value) -> tuple[Value, float] | None:
    """Return the operation that makes probabilities of scores, and the probability of this score, not of -z."""
    if is_minus(node):
        return None
    direct = _direct(problem, node)
    if direct is None:
        for user, _ in problem.structure.users.get(node, []):
            if is_minus(user) and (turned := _direct(problem, user)):
                return turned[0], 1.0 - turned[1]
    return direct


def _direct(problem: Problem, node: Value) -> tuple[Value, float] | None:
    written = written_scores(problem)
    for user, slot in problem.structure.users.get(node, []):
        if operation(user) == "sigmoid":
            return user, user.data
        if operation(user) in ("softplus", "logsumexp"):
            return user, problem.structure.partials[user][slot]
        if family(user) == "soft choice":  # of the other outputs as well, where only that of the label is used
            return user, user.data * exp(min(node.data - user.inputs[0].data, 700.0))
        if operation(user) == "exp":
            for part, at in problem.structure.users[user]:
                total = whole_sum(problem, part)
                if family(total) == "sum" and total.data:
                    return total, user.data / total.data
                if family(total) == "quotient" and at == 0:
                    return total.inputs[1], total.data
    if node in written:
        return written[node].output, Floats.sigmoid(node.data)
    return None


def _one_label(probabilities: Sequence[float], arriving: Sequence[float]) -> tuple[float, list[float]] | None:
    """Return c and y of c (p - y) with every y 0 or 1, or None."""
    pairs = list(zip(arriving, probabilities, strict=True))
    for c in sorted({g / (p - y) for g, p in pairs for y in (0.0, 1.0) if p != y}, key=lambda c: (c < 0, abs(c))):
        ys = [p - g / c for g, p in pairs] if c else []
        if ys and all(min(abs(y), abs(y - 1)) < 1e-9 for y in ys):
            return c, [float(round(y)) for y in ys]
    return None
