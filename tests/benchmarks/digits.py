"""A small ConvNet on real digits, 8 x 8: four 3 x 3 kernels, relu, 2 x 2 maximum, a dense layer, cross-entropy."""

from random import Random

import numpy as np

import engine
from engine import Value
from engine.tape import record
from nn.datasets import digits
from tests.benchmarks.measure import Row, against, medians, recorded, show

BATCH, KERNELS, SIDE = 16, 4, 6
IMAGES = digits(per_class=2, flat=True)
BATCHES = [IMAGES.inputs[i] for i in range(BATCH)], [IMAGES.targets[i] for i in range(BATCH)]


class ConvNet:
    def __init__(self) -> None:
        rng = Random(5)
        self.kernels = [[Value(rng.gauss(0, 0.3)) for _ in range(10)] for _ in range(KERNELS)]
        self.dense = [[Value(rng.gauss(0, 0.1)) for _ in range(KERNELS * 9 + 1)] for _ in range(10)]
        self.parameters = [p for row in (*self.kernels, *self.dense) for p in row]

    def logits(self, image, affine):
        pooled = []
        for kernel in self.kernels:

            def cell(y, x, kernel=kernel):
                window = [image[8 * (y + i) + x + j] for i in range(3) for j in range(3)]
                return affine(kernel[:-1], window, kernel[-1]).relu()

            pooled += [
                engine.maximum(cell(y, x), cell(y, x + 1), cell(y + 1, x), cell(y + 1, x + 1))
                for y in range(0, SIDE, 2) for x in range(0, SIDE, 2)
            ]  # fmt: skip
        return [affine(row[:-1], pooled, row[-1]) for row in self.dense]

    def written_out(self) -> Value:
        """All images in elementary operations."""
        losses = []
        for image, label in zip(*BATCHES, strict=True):
            logits = self.logits(image, lambda w, x, b: sum((a * c for a, c in zip(w, x, strict=True)), b))
            top = max(z.data for z in logits)
            exps = [(z - top).exp() for z in logits]
            losses.append(-(exps[label] / sum(exps)).log())
        return sum(losses)

    def example(self, image, switches) -> Value:
        """One image, with operations that take many values; the label is a row of switches."""
        logits = self.logits(image, engine.affine)
        return engine.logsumexp(logits) - engine.dot(switches, logits)

    def many_inputs(self) -> Value:
        return engine.sum([self.example(image, _switches(label)) for image, label in zip(*BATCHES, strict=True)])


def _switches(label):
    return [float(k == label) for k in range(10)]


def measure() -> list[Row]:
    net = ConvNet()

    def step(build):
        def run():
            for p in net.parameters:
                p.grad = 0.0
            build().backward()

        return run

    whole = record(net.written_out(), net.parameters)
    leaves = [Value(0.0) for _ in range(64)], [Value(0.0) for _ in range(10)]
    one = record(net.example(*leaves), net.parameters, leaves[0] + leaves[1])
    theta = whole.theta
    numbers = np.array([[*image, *_switches(label)] for image, label in zip(*BATCHES, strict=True)])
    many = np.tile(numbers, (32, 1))
    (value, slopes), (expected, expected_slopes) = one.value_and_grad(theta, numbers), whole.value_and_grad(theta)
    np.testing.assert_allclose(value, expected, rtol=1e-12)
    np.testing.assert_allclose(slopes, expected_slopes, rtol=1e-9, atol=1e-12)
    slow = {"eager, written out": step(net.written_out), "eager, affine, logsumexp": step(net.many_inputs)}
    fast = {
        f"replayed, recorded as {BATCH} images": lambda: whole.value_and_grad(theta),
        f"replayed, one image recorded, {BATCH} given": lambda: one.value_and_grad(theta, numbers),
    }
    times = medians(slow, 5) | medians(fast, 25)
    name = f"digits ConvNet step, {BATCH} images"
    rows = against(name, times, "eager, written out", dict.fromkeys(fast, ("eager, written out", 100)))
    rows.append(Row(name, "operations written out", f"{whole.operations:,}"))
    large = medians({"512": lambda: one.value_and_grad(theta, many)}, 9)["512"]
    ratio = times["eager, written out"] / BATCH / (large / len(many))
    rows.append(
        Row("the same, 512 images", "replayed, one image recorded", show(large), f"{ratio:,.3g} x eager for each")
    )
    rows.append(recorded(
        "digits, recording", lambda: record(net.written_out(), net.parameters).value(theta), net.written_out,
        times["eager, written out"],
    ))  # fmt: skip
    return rows
