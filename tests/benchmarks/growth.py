"""What is done with a graph, at n, 4n and 16n: the time for each operand, at the end over that at the start.

A graph's size is the number of its values and of their operands, since a neuron of a hundred weights is one operation.
Names that have been found are remembered, some thousands, which would be all of a small graph; they are forgotten
before each call. Diagnosis has a limit of effort, so it may take less for each. A chain and a convolution have nothing
to fold, so they are not drawn.
"""

import gc
import random
import time
from collections.abc import Callable, Iterator, Mapping
from statistics import median

import engine
from engine import Value, compare_gradients, draw, gradient, topological_order
from engine.trace import trace
from engine.trace.arrays import array_of
from engine.words import names
from engine.words.story import Story
from nn import MLP, RNN, Conv2D, Module, losses
from tests.benchmarks import scale
from tests.benchmarks.measure import Row

MOST = 1.5
Arrays = Mapping[str, list[Value]]


def chain(n: int) -> tuple[Value, Arrays]:
    output, (x, w) = scale.chain(n)
    return output, {"x": [x], "w": [w]}


def width(n: int) -> tuple[Value, Arrays]:
    """One hidden layer of n neurons."""
    model = MLP(8, n, 1, rng=random.Random(0), activation="tanh")
    return losses.squared_error([model([i / 10 for i in range(8)])], [[1.0]], "sum"), _arrays(model)


def depth(n: int) -> tuple[Value, Arrays]:
    """As many hidden layers, of which the gradients of the first are given."""
    model = MLP(4, *[8] * n, 1, rng=random.Random(0), activation="tanh")
    first = dict(list(_arrays(model).items())[:2])
    return losses.squared_error([model([0.1, 0.2, 0.3, 0.4])], [[1.0]], "sum"), first


def all_layers(n: int) -> tuple[Value, Arrays]:
    """The same with the gradients of all layers, of which each is compared with a finite difference of its own."""
    model = MLP(4, *[8] * n, 1, rng=random.Random(0), activation="tanh")
    return losses.squared_error([model([0.1, 0.2, 0.3, 0.4])], [[1.0]], "sum"), _arrays(model)


def in_time(n: int) -> tuple[Value, Arrays]:
    rng, model = random.Random(1), RNN(2, 4, 1, rng=random.Random(0))
    outputs = model([_vector(rng, 2) for _ in range(n)])
    return losses.squared_error(outputs, [_vector(rng, 1) for _ in range(n)], "sum"), _arrays(model)


def batch(n: int) -> tuple[Value, Arrays]:
    rng, model = random.Random(1), MLP(4, 8, 3, rng=random.Random(0), activation="tanh")
    logits = [model(_vector(rng, 4)) for _ in range(n)]
    return losses.softmax_cross_entropy(logits, [rng.randrange(3) for _ in logits]), _arrays(model)


def image(n: int) -> tuple[Value, Arrays]:
    """A convolution over n rows of pixels."""
    rng, model = random.Random(1), Conv2D(1, 2, 3, rng=random.Random(0), activation="relu")
    maps = model([[_vector(rng, 8) for _ in range(n + 2)]])
    return engine.sum([y * y for plane in maps for row in plane for y in row]), _arrays(model)


def _vector(rng: random.Random, n: int) -> list[float]:
    return [rng.uniform(-1, 1) for _ in range(n)]


def _arrays(model: Module) -> Arrays:
    found: dict[str, list[Value]] = {}
    for value in model.parameters():
        found.setdefault(array_of(value.label), []).append(value)
    return found


def compared(output: Value, arrays: Arrays, change: Callable[[float], float]) -> Callable[[], object]:
    """Return a comparison with the right gradients, each number changed."""
    by_hand = {name: (nodes, [change(x) for x in gradient(output, nodes)]) for name, nodes in arrays.items()}
    return lambda: compare_gradients(output, by_hand)


def told(output: Value, _: Arrays) -> Callable[[], object]:
    seen = trace(output)
    return lambda: Story(seen).steps()


def unexplained(output: Value, arrays: Arrays) -> Callable[[], object]:
    rng = random.Random(5)
    return compared(output, arrays, lambda x: rng.uniform(-1, 1))


Work = Callable[[Value, Arrays], Callable[[], object]]
ALL = {chain: 1000, width: 40, depth: 4, in_time: 12, batch: 8, image: 2}
FOLDED = {width: 40, depth: 4, in_time: 12, batch: 8}  # of the batch more is not drawn
GUESSED = {width: 40, all_layers: 3, in_time: 6, batch: 6, image: 4}
WORK: dict[str, tuple[Work, dict[Callable[[int], tuple[Value, Arrays]], int]]] = {
    "trace": (lambda output, _: lambda: trace(output), ALL),
    "story": (told, ALL),
    "draw, folded": (lambda output, _: lambda: draw(output, collapse=True), FOLDED),
    "draw as SVG": (lambda output, _: lambda: draw(output, collapse=True).svg(), FOLDED),
    "compare right ones": (lambda output, arrays: compared(output, arrays, lambda x: x), ALL | {all_layers: 4}),
    "diagnose a sign": (lambda output, arrays: compared(output, arrays, lambda x: -x), GUESSED),
    "diagnose noise": (unexplained, {width: 40, in_time: 6, batch: 6, image: 4}),
}


def _each(build: Callable[[int], tuple[Value, Arrays]], work: Work, n: int) -> tuple[float, float]:
    """Return the median seconds of three calls, or of one that takes long, and those for each value and operand."""
    output, arrays = build(n)
    call = work(output, arrays)
    found: list[float] = []
    while len(found) < 3 and sum(found) < 0.5:
        for function in vars(names).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()
        gc.collect()
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    order = topological_order(output)
    return median(found), median(found) / (len(order) + sum(len(node.inputs) for node in order))


def measure() -> Iterator[Row]:
    for name, (work, builds) in WORK.items():
        for build, n in builds.items():
            _each(build, work, n)  # so that nothing is loaded for the first time
            seconds, each = zip(*(_each(build, work, k * n) for k in (1, 4, 16)), strict=True)
            shown = ", ".join(f"{x:.3g}" for x in seconds) + " s"
            grows = each[-1] / each[0]
            label = f"{build.__name__}, {n} to {16 * n}".replace("_", " ")
            yield Row(f"growth: {name}", label, shown, f"{grows:.2f} x an operand", f"{MOST:g} x", grows <= MOST)
