"""What is done with a graph, at n, 4n and 16n: the time for each operand, at the end over that at the start.

A graph's size is the number of its values and of their operands, since a neuron of a hundred weights is one operation.
Names that have been found are remembered, some thousands, which would be all of a small graph; they are forgotten
before each call. A chain and a convolution have nothing to fold, so they are not drawn.

A diagnosis tries slips at every place, and a slip changes some local derivatives: what it has to do grows with places
times derivatives, up to a limit of effort. So its size is what the slips change, as the limit counts it; the sizes are
such that n and 4n are tried to the end and 16n, mostly, is not, and what the limit leaves takes at most some seconds.
"""

import gc
import random
import time
from collections.abc import Callable, Iterator, Mapping
from statistics import median

import engine
from engine import Value, compare_gradients, draw, gradient, topological_order
from engine.compare.diagnosis import the_slips
from engine.compare.judge import Judge, named_array
from engine.trace import trace
from engine.trace.arrays import array_of
from engine.words import names
from engine.words.story import Story
from nn import MLP, RNN, Conv2D, Module, losses
from tests.benchmarks import scale
from tests.benchmarks.measure import Row

MOST = 1.5
LONGEST = 5.0  # seconds that a diagnosis may take, however large the graph is
Arrays = Mapping[str, list[Value]]
Gradients = dict[str, tuple[list[Value], list[float]]]
Build = Callable[[int], tuple[Value, Arrays]]


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


def by_hand(output: Value, arrays: Arrays, change: Callable[[float], float]) -> Gradients:
    """Return the right gradients, each number changed."""
    return {name: (nodes, [change(x) for x in gradient(output, nodes)]) for name, nodes in arrays.items()}


def compared(output: Value, arrays: Arrays) -> Callable[[], object]:
    given = by_hand(output, arrays, lambda x: x)
    return lambda: compare_gradients(output, given)


def of_a_sign(output: Value, arrays: Arrays) -> Gradients:
    return by_hand(output, arrays, lambda x: -x)


def of_noise(output: Value, arrays: Arrays) -> Gradients:
    rng = random.Random(5)
    return by_hand(output, arrays, lambda x: rng.uniform(-1, 1))


def told(output: Value, _: Arrays) -> Callable[[], object]:
    seen = trace(output)
    return lambda: Story(seen).steps()


Work = Callable[[Value, Arrays], Callable[[], object]]
ALL = {chain: 500, width: 40, depth: 4, in_time: 12, batch: 8, image: 2}
FOLDED = {width: 40, depth: 4, in_time: 12, batch: 8}  # of the batch more is not drawn
WORK: dict[str, tuple[Work, dict[Build, int]]] = {
    "trace": (lambda output, _: lambda: trace(output), ALL),
    "story": (told, ALL),
    "draw, folded": (lambda output, _: lambda: draw(output, collapse=True), FOLDED),
    "draw as SVG": (lambda output, _: lambda: draw(output, collapse=True).svg(), FOLDED),
    "compare right ones": (compared, ALL | {all_layers: 4}),
}
DIAGNOSED: dict[str, tuple[Callable[[Value, Arrays], Gradients], dict[Build, int]]] = {
    "diagnose a sign": (of_a_sign, {width: 5, all_layers: 1, in_time: 3, batch: 3, image: 2}),
    "diagnose noise": (of_noise, {in_time: 2}),  # of all the longest
}


def _seconds(call: Callable[[], object]) -> float:
    """Return the median seconds of three calls, or of one that takes long."""
    found: list[float] = []
    while len(found) < 3 and sum(found) < 0.1:
        for function in vars(names).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()
        gc.collect()
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    return median(found)


def _size(output: Value) -> int:
    order = topological_order(output)
    return len(order) + sum(len(node.inputs) for node in order)


def _tried(output: Value, given: Gradients) -> tuple[int, bool]:
    """Return how many local derivatives the slips change in all, and whether all slips are tried."""
    arrays = [named_array(name, *pair) for name, pair in given.items()]
    _, problem, _, _ = Judge("growth", output, arrays, 0.0, 1e-6).judged()
    slips, complete = the_slips(problem)
    return sum(len(slip.slopes) + len(problem.edges) // 50 for slip in slips), complete


def _rows(name: str, builds: dict[Build, int], one: Callable[[Value, Arrays], tuple[float, int, str]]) -> Iterator[Row]:
    """Yield for each sort of graph a row: the seconds at n, 4n and 16n, and how those for a part of the size grow.

    Args:
        one: for a graph the seconds, the size of what is done, and a remark on it.
    """
    for build, n in builds.items():
        one(*build(n))  # so that nothing is loaded for the first time
        seconds, sizes, remarks = zip(*(one(*build(k * n)) for k in (1, 4, 16)), strict=True)
        shown = ", ".join(f"{x:.3g}{remark}" for x, remark in zip(seconds, remarks, strict=True)) + " s"
        grows = seconds[-1] / sizes[-1] / (seconds[0] / sizes[0])
        label = f"{build.__name__}, {n} to {16 * n}".replace("_", " ")
        unit, most, reached = "an operand", f"{MOST:g} x", grows <= MOST
        if name in DIAGNOSED:
            unit, most, reached = "a change", f"{most}, {LONGEST:g} s", reached and seconds[-1] <= LONGEST
        yield Row(f"growth: {name}", label, shown, f"{grows:.2f} x {unit}", most, reached)


def measure() -> Iterator[Row]:
    for name, (work, builds) in WORK.items():
        yield from _rows(
            name, builds, lambda output, arrays, work=work: (_seconds(work(output, arrays)), _size(output), "")
        )
    for name, (wrong, builds) in DIAGNOSED.items():

        def diagnosed(output: Value, arrays: Arrays, wrong=wrong) -> tuple[float, int, str]:
            given = wrong(output, arrays)
            size, complete = _tried(output, given)
            return _seconds(lambda: compare_gradients(output, given)), size, "" if complete else " (limit)"

        yield from _rows(name, builds, diagnosed)
