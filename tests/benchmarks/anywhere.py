"""The same graphs as pure functions in JAX: compiled, repeated over seeds, and with a batch on four devices.

The devices are four pretended ones of one core, so what is shown is that it is the same, and what it costs; not
that it is faster. For the moons there is also the step as one writes it in JAX, without a tape.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

import engine
from engine import Value
from engine.tape import Tape, record
from tests.benchmarks import digits, gpt, moons
from tests.benchmarks.measure import Row, against, peer, rounds, show
from tests.benchmarks.peers import dense_loss

SEEDS, DEVICES = 8, 4
EXPORTED = "its function(jax.numpy)"


def conv_net() -> tuple[Tape, np.ndarray]:
    """Return the ConvNet of one image, and 512 images."""
    net, leaves = digits.ConvNet(), [Value(0.0) for _ in range(74)]
    batch = [[*image, *digits._switches(label)] for image, label in zip(*digits.BATCHES, strict=True)]
    return record(net.example(leaves[:64], leaves[64:]), net.parameters, leaves), np.tile(batch, (32, 1))


def mlp() -> tuple[Tape, np.ndarray]:
    """Return the MLP of the moons for one point, and 4,000 points."""
    model, (*x, t) = moons.Eager(written_out=False), [Value(0.0) for _ in range(3)]
    h = x
    for i, rows in enumerate(model.layers):
        h = [engine.affine(row[:-1], h, row[-1]) for row in rows]
        h = [v.relu() for v in h] if i < 2 else h
    batch = np.tile(np.c_[moons.X, moons.T], (40, 1))
    return record((1 - t * h[0]).relu(), model.parameters, [*x, t]), batch


def in_jax(jax: Any, theta: np.ndarray, batch: np.ndarray) -> Callable[[], Any]:
    """Return the step of the MLP in dense JAX, compiled; its first call is done."""
    f = jax.jit(jax.value_and_grad(dense_loss(jax.numpy, scale=1.0, penalty=0.0)))
    here = [jax.numpy.asarray(x) for x in (theta, batch[:, :2], batch[:, 2])]
    jax.block_until_ready(f(*here))
    return lambda: jax.block_until_ready(f(*here))


def error(found: Any, expected: Any) -> float:
    """Return the largest difference of values and gradients, each relative to the largest number."""
    differences = (
        np.abs(np.asarray(a) - b).max() / np.abs(b).max() for a, b in zip(found[:2], expected[:2], strict=True)
    )
    return max(differences)


def compiled(jax: Any, f: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    start = time.perf_counter()
    found = jax.jit(f).lower(*arguments).compile()
    return found, time.perf_counter() - start


def right(name: str, what: str, wrong: float, most: float = 1e-12) -> Row:
    return Row(name, what, f"{wrong:.1g}", "", f"at most {most:g}", wrong <= most)


def whole(jax: Any, name: str, tape: Tape, seeds: int = 1, **others: Callable[[], object]) -> Iterator[Row]:
    """Compare a graph without inputs with the tape, at one theta and at several seeds."""
    f, start, theta = tape.function(jax.numpy), tape.theta, jax.numpy.asarray(tape.theta)
    thetas = theta + 0.01 * jax.numpy.arange(seeds)[:, None]
    one, seconds = compiled(jax, f, theta)
    steps = {f"{EXPORTED}, jitted": lambda: one(theta)}
    if seeds > 1:
        many, seconds_many = compiled(jax, jax.vmap(f), thetas)
        steps[f"{EXPORTED}, jitted vmap over {seeds} seeds"] = lambda: many(thetas)
    times = rounds(
        {
            "replayed": lambda: tape.value_and_grad(start),
            **{name.replace("_", " "): step for name, step in others.items()},
            **{name: lambda step=step: jax.block_until_ready(step()) for name, step in steps.items()},
        }
    )
    yield from against(name, times, "replayed", [x for x in times if x != "replayed"])
    yield Row(name, "to compile", show(seconds), f"{show(seconds_many)} for {seeds} seeds" if seeds > 1 else "")
    expected = [tape.value_and_grad(np.asarray(x)) for x in thetas]
    yield right(name, "error of jit, relative", error(one(theta), expected[0]))
    if seeds > 1:
        together = [np.array(x) for x in zip(*expected, strict=True)]
        yield right(name, "error of vmap, relative", error(many(thetas), together))


def batched(jax: Any, name: str, tape: Tape, batch: np.ndarray, by_hand: dict[str, Callable[[], Any]]) -> Iterator[Row]:
    """Compare a batch with the tape, and with others."""
    theta, f, here = tape.theta, tape.function(jax.numpy), arrays(jax, tape, batch)
    one, seconds = compiled(jax, f, *here)
    times = rounds(
        {
            "replayed": lambda: tape.value_and_grad(theta, batch),
            f"{EXPORTED}, jitted": lambda: jax.block_until_ready(one(*here)),
            **by_hand,
        }
    )
    yield from against(name, times, "replayed", [x for x in times if x != "replayed"])
    yield Row(name, "to compile", show(seconds))
    for other, step in {"jit": lambda: one(*here), **by_hand}.items():
        yield right(name, f"error of {other}, relative", error(step(), tape.value_and_grad(theta, batch)))


def arrays(jax: Any, tape: Tape, batch: np.ndarray) -> tuple[Any, Any]:
    return jax.numpy.asarray(tape.theta), jax.numpy.asarray(batch)


@contextmanager
def devices(jax: Any, number: int) -> Iterator[None]:
    """Let JAX pretend to have so many devices inside the block: a call takes longer then, also on one of them."""
    for count in (number, 1):
        jax.extend.backend.clear_backends()
        jax.config.update("jax_num_cpu_devices", count)
        if count == number:
            yield


def shared_out(jax: Any, name: str, tape: Tape, batch: np.ndarray) -> Iterator[Row]:
    """Compare a batch on one of several devices with the same batch on all of them."""
    mesh = jax.sharding.Mesh(np.array(jax.devices()), ("examples",))
    everywhere, parts = (
        jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec(*axes)) for axes in ((), ("examples",))
    )
    f, here = tape.function(jax.numpy), arrays(jax, tape, batch)
    apart = jax.device_put(here[0], everywhere), jax.device_put(here[1], parts)
    (one, _), (four, seconds) = compiled(jax, f, *here), compiled(jax, f, *apart)
    times = rounds(
        {
            f"on {DEVICES} devices": lambda: jax.block_until_ready(four(*apart)),
            "on one of them": lambda: jax.block_until_ready(one(*here)),
        }
    )
    yield from against(name, times, f"on {DEVICES} devices", ["on one of them"])
    yield Row(name, f"to compile for {DEVICES} devices", show(seconds))
    found, expected = four(*apart), [np.asarray(x) for x in one(*here)]
    yield right(name, f"{DEVICES} devices against one, relative", error(found, expected))
    sums, others = (
        len(re.findall(rf" {kind}", four.as_text())) for kind in (r"all-reduce\(", r"(all-gather|all-to-all)\(")
    )
    yield Row(
        name, "exchanges of devices", f"{sums} sums", f"{others} of data", "none of data", bool(sums) and not others
    )


def measure() -> list[Row]:
    jax, _ = peer("jax"), peer("jax.extend.backend")
    if jax is None:
        return [Row("any array library", "JAX", "not installed")]
    model, weights = moons.Eager(written_out=False), gpt.parameters(Value)
    network = record(model.loss(), model.parameters)
    step, (tape, batch) = record(gpt.loss(weights, gpt.ManyInputs), gpt.flat(weights)), mlp()
    images, points = ("ConvNet, 512 images", *conv_net()), ("moons MLP, 4,000 points", tape, batch)
    rows = [
        *whole(jax, "moons step as a function", network, SEEDS, dense_NumPy_by_hand=moons.by_hand),
        *whole(jax, "GPT step as a function", step),
        *batched(jax, *images, {}),
        *batched(jax, *points, {"jitted JAX by hand": in_jax(jax, tape.theta, batch)}),
    ]
    with devices(jax, DEVICES):
        return [*rows, *shared_out(jax, *images), *shared_out(jax, *points)]
