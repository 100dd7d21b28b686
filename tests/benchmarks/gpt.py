"""One training step of a GPT with one layer: 16 wide, 4 heads, 27 tokens, 6 positions, some 50,000 operations."""

from random import Random

import numpy as np

import engine
from engine import Value
from engine.tape import record
from tests.benchmarks.measure import Row, against, planned, rounds
from tests.benchmarks.plain import Plain

WIDE, HEADS, TOKENS, POSITIONS = 16, 4, 27, 6
SENTENCE = [26, 4, 12, 12, 0, 26, 3]  # a name between two marks
SHAPES = {
    "tokens": (TOKENS, WIDE), "positions": (POSITIONS, WIDE), "query": (WIDE, WIDE), "key": (WIDE, WIDE),
    "value": (WIDE, WIDE), "output": (WIDE, WIDE), "up": (4 * WIDE, WIDE), "down": (WIDE, 4 * WIDE),
    "head": (TOKENS, WIDE),
}  # fmt: skip


def parameters(node):
    rng = Random(3)
    return {name: [[node(rng.gauss(0, 0.2)) for _ in range(n)] for _ in range(m)] for name, (m, n) in SHAPES.items()}


def flat(weights):
    return [p for matrix in weights.values() for row in matrix for p in row]


class WrittenOut:
    """The parts in elementary operations, for any node that has + * ** exp log relu."""

    dot = staticmethod(lambda a, b: sum(x * y for x, y in zip(a, b, strict=True)))

    @staticmethod
    def softmax(logits):
        top = max(z.data for z in logits)
        exps = [(z - top).exp() for z in logits]
        total = sum(exps)
        return [e / total for e in exps]

    @classmethod
    def cross_entropy(cls, logits, target):
        return -cls.softmax(logits)[target].log()

    total = staticmethod(sum)


class ManyInputs:
    """The parts with the operations that take many values."""

    dot, softmax, total = staticmethod(engine.dot), staticmethod(engine.softmax), staticmethod(engine.sum)

    @staticmethod
    def cross_entropy(logits, target):
        return engine.logsumexp(logits) - logits[target]


def loss(weights, parts):
    def linear(matrix, x):
        return [parts.dot(row, x) for row in matrix]

    def normed(x):
        scale = (parts.dot(x, x) * (1 / len(x)) + 1e-5) ** -0.5
        return [v * scale for v in x]

    keys, values, losses = [], [], []
    for position in range(POSITIONS):
        token, target = SENTENCE[position], SENTENCE[position + 1]
        x = normed([a + b for a, b in zip(weights["tokens"][token], weights["positions"][position], strict=True)])
        before, x = x, normed(x)
        query = linear(weights["query"], x)
        keys.append(linear(weights["key"], x))
        values.append(linear(weights["value"], x))
        heads = []
        size = WIDE // HEADS
        for h in range(0, WIDE, size):
            scores = [parts.dot(query[h : h + size], key[h : h + size]) * size**-0.5 for key in keys]
            shares = parts.softmax(scores)
            heads += [parts.dot(shares, [value[j] for value in values]) for j in range(h, h + size)]
        x = [a + b for a, b in zip(linear(weights["output"], heads), before, strict=True)]
        before, x = x, normed(x)
        x = linear(weights["down"], [v.relu() for v in linear(weights["up"], x)])
        x = [a + b for a, b in zip(x, before, strict=True)]
        losses.append(parts.cross_entropy(linear(weights["head"], x), target))
    return parts.total(losses) * (1 / POSITIONS)


def step(node, parts):
    weights = parameters(node)
    leaves = flat(weights)

    def run():
        for p in leaves:
            p.grad = 0.0
        found = loss(weights, parts)
        found.backward()
        return found.data

    return run, weights, leaves


def measure() -> list[Row]:
    plain, _, plain_leaves = step(Plain, WrittenOut)
    written, weights, leaves = step(Value, WrittenOut)
    many, many_weights, many_leaves = step(Value, ManyInputs)
    from_written = record(loss(weights, WrittenOut), leaves)
    from_many = record(loss(many_weights, ManyInputs), many_leaves)
    theta = from_written.theta
    np.testing.assert_allclose(plain(), written(), rtol=1e-10)
    expected = np.array([p.grad for p in leaves])
    np.testing.assert_allclose(
        [p.grad for p in plain_leaves], expected, rtol=1e-10, atol=1e-10 * np.abs(expected).max()
    )
    # The graphs of the plain engine are cycles, which the collector clears away several at a time: hence four calls.
    seconds = rounds({
        "replayed, from written-out code": lambda: from_written.value_and_grad(theta),
        "replayed, from dot, sum, softmax": lambda: from_many.value_and_grad(theta),
        "plain engine": plain, "eager, written out": written, "eager, dot, sum, softmax": many,
    }, calls={"plain engine": 4})  # fmt: skip
    error = np.abs(from_written.value_and_grad(theta)[1] - expected).max() / np.abs(expected).max()
    least = {"eager, written out": 0.6, "eager, dot, sum, softmax": 3.0}
    least |= dict.fromkeys(("replayed, from written-out code", "replayed, from dot, sum, softmax"), 150.0)
    rows = [row for name, x in least.items() for row in against("GPT step", seconds, name, {"plain engine": x})]
    rows.append(Row("GPT step", "error of replay, relative", f"{error:.1g}", "", "at most 1e-12", error <= 1e-12))
    rows.append(Row("GPT step", "operations written out", f"{from_written.operations:,}"))
    rows.append(Row("GPT step", "operations of dot, sum, softmax", f"{from_many.operations:,}"))
    for name, parts, at, by in (
        ("written out", WrittenOut, weights, leaves), ("dot, sum, softmax", ManyInputs, many_weights, many_leaves),
    ):  # fmt: skip
        rows.append(planned(
            f"GPT step, {name}, planning", lambda graph, by=by: record(graph, by).value_and_grad(),
            lambda parts=parts, at=at: loss(at, parts),
        ))  # fmt: skip
    return rows
