"""Slips in what comes back through a softmax, a_k (d_k - sum of a_i d_i), where d arrives at a = softmax(z)."""

from collections.abc import Iterator, Sequence

import numpy as np

from engine.compare.guesses import Numbers, Slip
from engine.compare.problem import Problem
from engine.compare.slips.targets import arriving_at
from engine.compare.structure import kind
from engine.trace.arrays import addends
from engine.value import Value
from engine.words.nested import close

Row = list[tuple[Value, Value]]  # the logits of one softmax, each with its probability
WHOLE = "softmax diagonal|factor forgotten|activation misremembered"


def jacobians(problem: Problem) -> Iterator[Slip]:
    """What arrives at the probabilities is put together wrongly on its way to the logits."""
    for rows in _layers(problem):
        nodes = [z for row in rows for z, _ in row]
        a = np.array([[p.data for _, p in row] for row in rows])
        d = np.array([[problem.structure.gradients[p] for _, p in row] for row in rows])
        at, remedy = (
            f"at {problem.value(nodes)}",
            "dp_i/dz_k = p_i ([i = k] - p_k): every output depends on every logit",
        )
        for kinds, what, numbers, usual in _alternatives(a, d):
            slip = arriving_at(problem, kinds, what, at, nodes, numbers.reshape(-1).tolist(), usual)
            yield Slip(slip.kind, slip.what, slip.where, remedy, slip.slopes, slip.usual)


def _alternatives(a: Numbers, d: Numbers) -> Iterator[tuple[str, str, Numbers, float]]:
    """Yield what may arrive at the logits: kinds, words, the numbers, how usual; d arrives at the probabilities a."""
    mean = (a * d).sum(axis=1, keepdims=True)
    yield WHOLE, "in the softmax derivative the subtracted sum is not multiplied by p", a * d - mean, 2.0
    yield WHOLE, "in the softmax derivative only the subtracted sum is multiplied by p", d - a * mean, 1.0
    yield WHOLE, "in the softmax derivative the factor p in front is forgotten", d - mean, 2.0
    plain = d.sum(axis=1, keepdims=True)
    yield WHOLE, "in the softmax derivative the plain sum is subtracted, not that weighted by p", a * (d - plain), 2.0
    text = "in the softmax derivative the plain mean is subtracted, not the sum weighted by p"
    yield WHOLE, text, a * (d - plain / a.shape[1]), 1.0
    text = "in the softmax derivative the sum of p**2 stands where the products p_i p_k belong"
    squares = (a * a).sum(axis=1, keepdims=True)
    yield f"{WHOLE}|wrong operand", text, a * d - squares * plain, 1.0
    yield f"{WHOLE}|wrong operand", text, d * (a - squares), 1.0
    text = "in the softmax derivative only the part off the diagonal is there"
    yield "softmax diagonal|path|term", text, a * (a * d - mean), 1.0
    if len(a) > 1:
        text = "in the softmax derivative the sum is taken over the rows, not within each row"
        yield "axis|softmax diagonal", text, a * (d - (a * d).sum(axis=0, keepdims=True)), 2.0
        text = "in the softmax derivative the sum is taken over all rows together, not within each row"
        yield "axis|softmax diagonal", text, a * (d - (a * d).sum()), 1.0
        if len(a) == len(a[0]):
            text = "in the softmax derivative each row gets the sum of another: those down the columns"
            yield "axis|softmax diagonal", text, a * (d - (a * d).sum(axis=0)[:, None]), 1.0


def _layers(problem: Problem) -> Iterator[list[Row]]:
    """Yield the softmaxes of one role and length whose logits matter in no other way."""
    layers: dict[tuple[int, int], list[Row]] = {}
    for row in _rows(problem):
        gradients = problem.structure.gradients
        mean = sum(p.data * gradients[p] for _, p in row)
        size = max(abs(gradients[p]) for _, p in row)
        if len(row) > 1 and all(close(gradients[z], p.data * (gradients[p] - mean), 1e-9 * size, 1e-9) for z, p in row):
            layers.setdefault((problem.structure.roles[row[0][1]], len(row)), []).append(row)
    yield from layers.values()


def _rows(problem: Problem) -> Sequence[Row]:
    rows: dict[frozenset[Value], dict[Value, Value]] = {}
    for node in problem.between:
        if kind(node) == "softmax":
            rows.setdefault(frozenset(node.inputs), {})[node.inputs[0]] = node
        elif kind(node) == "divide" and kind(node.inputs[0]) == "exp":
            powers = addends(node.inputs[1])[0]
            if all(kind(x) == "exp" for x in powers):
                rows.setdefault(frozenset(x.inputs[0] for x in powers), {})[node.inputs[0].inputs[0]] = node
    return [list(row.items()) for logits, row in rows.items() if row.keys() == logits]
