"""Replay beside the same computation in NumPy by hand (by_hand.py): one step, and an epoch of `fit`."""

import random
from collections.abc import Callable
from functools import partial

import numpy as np

from engine import Value, dot, logsumexp, record
from nn import MLP, SGD, Adam, Conv2D, Flatten, Layer, MaxPool2D, Sequential, datasets, fit, losses
from tests.benchmarks import digits, gpt, moons
from tests.benchmarks.by_hand import SIZES, convnet, descended, digits_mlp, gpt_step, moons_logistic, windows_of
from tests.benchmarks.measure import Row, ratios, show

EPOCHS = 150  # so many that recording, which is taken off, does not drown them
Pair = tuple[Callable[[], object], Callable[[], object]]  # ours, by hand


def steps() -> dict[str, Pair]:
    """Return for each workload value and gradient, ours and by hand, at the same numbers."""
    net = moons.Eager(written_out=False)
    of_moons, theta = record(net.loss(), net.parameters), moons.THETA
    found: dict[str, Pair] = {"moons": (lambda: of_moons.value_and_grad(theta), moons.by_hand)}

    data = datasets.digits(per_class=5, flat=True)
    x, labels = np.array(data.inputs), np.array(data.targets)
    one_hot = np.hstack([x, np.eye(10)[labels]])
    mlp = MLP(*SIZES, rng=random.Random(0))
    leaves = [Value(0.0) for _ in range(64)], [Value(0.0) for _ in range(10)]
    logits = mlp(leaves[0])
    of_mlp = record(logsumexp(logits) - dot(leaves[1], logits), mlp.parameters(), leaves[0] + leaves[1])
    whole_mlp = record(
        losses.softmax_cross_entropy([mlp(row) for row in data.inputs], data.targets, "sum"), mlp.parameters()
    )
    at = of_mlp.theta
    by_hand = partial(digits_mlp, at, x, labels)
    found["digits MLP, 50 recorded"] = (lambda: whole_mlp.value_and_grad(at), by_hand)
    found["digits MLP, 1 recorded, 50 given"] = (lambda: of_mlp.value_and_grad(at, one_hot), by_hand)

    conv = digits.ConvNet()
    images, targets = np.array(digits.BATCHES[0]), np.array(digits.BATCHES[1])
    given = np.hstack([images, np.eye(10)[targets]])
    of_all = record(conv.written_out(), conv.parameters)
    leaves = [Value(0.0) for _ in range(64)], [Value(0.0) for _ in range(10)]
    of_one = record(conv.example(*leaves), conv.parameters, leaves[0] + leaves[1])
    theta_conv, windows = of_all.theta, windows_of(images)
    found["digits ConvNet, 16 recorded"] = (
        lambda: of_all.value_and_grad(theta_conv), lambda: convnet(theta_conv, windows, targets),
    )  # fmt: skip
    found["digits ConvNet, 1 recorded, 16 given"] = (
        lambda: of_one.value_and_grad(theta_conv, given), lambda: convnet(theta_conv, windows_of(images), targets),
    )  # fmt: skip

    for name, parts in (("written out", gpt.WrittenOut), ("of dot, sum, softmax", gpt.ManyInputs)):
        _, weights, flat = gpt.step(Value, parts)
        tape = record(gpt.loss(weights, parts), flat)
        found[f"GPT step, {name}"] = (
            lambda tape=tape, at=tape.theta: tape.value_and_grad(at), partial(gpt_step, tape.theta),
        )  # fmt: skip
    return found


def conv_model():
    rng = random.Random(5)
    return Sequential(
        Conv2D(1, 4, 3, activation="relu", rng=rng), MaxPool2D(2), Flatten(), Layer(36, 10, rng=rng)
    )  # fmt: skip


def epochs() -> dict[str, tuple[Callable[[int], object], Callable[[int], object]]]:
    """Return for each workload the training for some epochs, ours and by hand, from the same start."""
    found = {}
    images = datasets.digits(per_class=20)
    for name, make, data, loss, by_hand, size, rate, adam in (
        ("moons, 20 at a time, SGD", lambda: MLP(*moons.SIZES, rng=random.Random(1)),
         datasets.moons(100, rng=random.Random(2)), losses.binary_cross_entropy_from_logits, moons_logistic,
         20, 0.1, False),
        ("digits MLP, 50 at a time, Adam", lambda: MLP(*SIZES, rng=random.Random(0)),
         datasets.digits(per_class=20, flat=True), losses.softmax_cross_entropy, digits_mlp, 50, 0.01, True),
        ("digits ConvNet, 20 at a time, SGD", conv_model, images, losses.softmax_cross_entropy,
         lambda theta, x, y: convnet(theta, windows_of(x), y), 20, 0.1, False),
    ):  # fmt: skip
        x, y = np.array(data.inputs).reshape(len(data.inputs), -1), np.array(data.targets)
        parameters = make().parameters()
        order = np.arange(len(parameters))
        if make is conv_model:  # all kernels come first, then their biases: by hand each bias follows its kernel
            order[:40] = [at for k in range(4) for at in (*range(9 * k, 9 * k + 9), 36 + k)]
        start = np.array([p.data for p in parameters])[order]

        def ours(n, make=make, data=data, loss=loss, size=size, rate=rate, adam=adam, order=order):
            model = make()
            optimiser = (Adam if adam else SGD)(model.parameters(), rate)
            history = fit(model, data, loss, optimiser, epochs=n, batch_size=size, rng=random.Random(3))
            assert history.replayed
            return np.array([p.data for p in model.parameters()])[order], history.loss

        def theirs(n, start=start, x=x, y=y, by_hand=by_hand, size=size, rate=rate, adam=adam):
            return descended(start, x, y, by_hand, n, size, random.Random(3), rate, adam)

        found[name] = ours, theirs
    return found


def measure() -> list[Row]:
    rows = []
    for name, (ours, by_hand) in steps().items():
        for found, expected in zip(ours(), by_hand(), strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10 * np.abs(expected).max())
        rows.append(_row(f"{name}, value and gradient", *ratios(ours, by_hand)))
    for name, (ours, by_hand) in epochs().items():
        for found, expected in zip(ours(3), by_hand(3), strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-10 * np.abs(expected).max())
        *compared, seconds = ratios(
            partial(ours, EPOCHS + 1), partial(by_hand, EPOCHS + 1), partial(ours, 1), partial(by_hand, 1)
        )
        rows.append(_row(f"{name}, an epoch of fit", *compared, seconds / EPOCHS))
    return rows


def _row(name: str, middle: float, low: float, high: float, seconds: float) -> Row:
    numbers = {"seconds": seconds, "theirs": seconds / middle, "as_fast": 1 / middle, "low": 1 / high, "high": 1 / low}
    compared = f"{middle:.2f} ({low:.2f} to {high:.2f}) x as long"
    contender = "replayed : NumPy by hand"
    return Row(name, contender, show(seconds), compared, "at most 1.5 x", middle <= 1.5, numbers)
