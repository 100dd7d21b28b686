"""Random straight-line programs: a graph with shared nodes, drawn by hypothesis, that can be run on any numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

import engine
from engine import Value

# Every step squashes or stays small, so that values remain of order one and differences remain accurate.
SMOOTH: dict[str, tuple[int, Callable[..., Value]]] = {
    "a + b": (2, lambda a, b: a + b),
    "a - b": (2, lambda a, b: a - b),
    "tanh(a) * b": (2, lambda a, b: a.tanh() * b),
    "a / (1 + b*b)": (2, lambda a, b: a / (1 + b * b)),
    "-a": (1, lambda a: -a),
    "a + 0.5": (1, lambda a: a + 0.5),
    "2 - a": (1, lambda a: 2 - a),
    "sin a": (1, lambda a: a.sin()),
    "cos a": (1, lambda a: a.cos()),
    "exp(-a*a)": (1, lambda a: (-a * a).exp()),
    "log(1 + a*a)": (1, lambda a: (1 + a**2).log()),
    "sqrt(1 + a*a)": (1, lambda a: (1 + a * a).sqrt()),
    "sigmoid a": (1, lambda a: a.sigmoid()),
    "softplus a": (1, lambda a: a.softplus()),
    "2 ** tanh(a)": (1, lambda a: 2 ** a.tanh()),
    "(1 + a*a) ** tanh(b)": (2, lambda a, b: (1 + a * a) ** b.tanh()),
    "sum": (3, lambda a, b, c: engine.sum([a, b, c])),
    "dot of tanh": (3, lambda a, b, c: engine.dot([a.tanh(), b.tanh()], [c, a])),
    "affine of tanh": (3, lambda a, b, c: engine.affine([a.tanh()], [b], c)),
    "logsumexp": (3, lambda a, b, c: engine.logsumexp([a, b, c])),
    "softmax": (2, lambda a, b: engine.softmax([a, b])[0]),
}
KINKED: dict[str, tuple[int, Callable[..., Value]]] = SMOOTH | {
    "relu": (1, lambda a: a.relu()),
    "leaky relu": (1, lambda a: a.leaky_relu(0.1)),
    "abs": (1, lambda a: abs(a)),
    "maximum": (3, lambda a, b, c: engine.maximum(a, b, c)),
    "minimum": (2, lambda a, b: engine.minimum(a, b)),
}


@dataclass(frozen=True)
class Program:
    """Steps (name, places of its operands among inputs and earlier results); the result is their mean, squashed."""

    steps: tuple[tuple[str, tuple[int, ...]], ...]

    def __call__(self, *inputs: Value) -> Value:
        known: list[Value] = list(inputs)
        for name, places in self.steps:
            known.append(KINKED[name][1](*(known[-1 - place % len(known)] for place in places)))
        return engine.sum(known) / len(known)


def programs(table: dict[str, tuple[int, Callable[..., Value]]], longest: int = 10) -> st.SearchStrategy[Program]:
    def step(name: str) -> st.SearchStrategy[tuple[str, tuple[int, ...]]]:
        arity = table[name][0]
        return st.tuples(st.just(name), st.tuples(*[st.integers(0, 6)] * arity))

    steps = st.lists(st.sampled_from(sorted(table)).flatmap(step), min_size=1, max_size=longest)
    return steps.map(lambda found: Program(tuple(found)))


def at(count: int = 3) -> st.SearchStrategy[Sequence[float]]:
    return st.lists(st.floats(-2, 2), min_size=count, max_size=count)
