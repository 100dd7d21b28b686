"""A small ConvNet on real digits, 8 x 8: four 3 x 3 kernels, relu, 2 x 2 maximum, a dense layer, cross-entropy."""

from random import Random

import numpy as np

import engine
from engine import Value
from engine.tape import record
from nn.datasets import digits
from tests.benchmarks.measure import Row, against, planned, rounds

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
    whole_name, one_name = f"replayed, recorded as {BATCH} images", f"replayed, one image recorded, {BATCH} given"
    seconds = rounds({
        whole_name: lambda: whole.value_and_grad(theta), one_name: lambda: one.value_and_grad(theta, numbers),
        "512 images": lambda: one.value_and_grad(theta, many),
        "eager, written out": step(net.written_out), "eager, affine, logsumexp": step(net.many_inputs),
    })  # fmt: skip
    name, slow = f"digits ConvNet step, {BATCH} images", {"eager, written out": 100.0}
    rows = [row for ours in (whole_name, one_name) for row in against(name, seconds, ours, slow)]
    rows += against(name, seconds, "eager, affine, logsumexp", ["eager, written out"])
    each = {
        name: [t / n for t in seconds[name]] for name, n in (("512 images", len(many)), ("eager, written out", BATCH))
    }
    rows += against("digits ConvNet step, for each image", each, "512 images", ["eager, written out"])
    rows.append(Row(name, "operations written out", f"{whole.operations:,}"))
    rows.append(planned(
        "digits ConvNet, planning", lambda graph: record(graph, net.parameters).value_and_grad(), net.written_out
    ))  # fmt: skip
    return rows
