"""Small worked graphs and their whole row of cards: what each is called, what it says, and who stands on it."""

import random
from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion

import engine
from engine import Value, draw, named, scope
from engine.drawing.spine import spine
from engine.drawing.stages import stages
from engine.trace import trace
from nn import MLP, RNN, Matrix, losses
from tests.engine.drawing import nets, pictures


def layers_of_names(second: str = "z2") -> Value:
    """Two layers without a module, each called by its author."""
    x = [Value(1.0, "x0"), Value(2.0, "x1")]
    z = [named(f"z1[{k}]", x[0] * (k + 1.0) + x[1]) for k in range(2)]
    a = [each.tanh() for each in z]
    z = [named(f"{second}[{k}]", a[0] * (k + 1.0) - a[1]) for k in range(2)]
    return (z[0].relu() * z[1].relu() + 1.0).log()


def blocks(count: int) -> Value:
    """Blocks of two layers each, one after the other, with one result or two."""
    x = [Value(0.5, "x0"), Value(-1.0, "x1")]
    for k in range(count):
        with scope(f"block.{k}"):
            with scope("up"):
                x = [(x[0] * Value(0.5, f"u{k}{j}") + x[1]).tanh() for j in range(2)]
            with scope("down"):
                x = [x[0] * Value(2.0, f"d{k}"), x[1] + Value(1.0, f"e{k}")]
    return named("L", x[0] * x[1])


def funnels() -> Value:
    """Modules in modules that hand on one number each."""
    x = Value(0.5, "x")
    with scope("model"):
        for name in ("encoder", "decoder"):
            with scope(name):
                for part in ("hidden", "output"):
                    with scope(part):
                        x = (x * Value(0.5, f"{name}_{part}")).tanh()
    return x**2


def batch() -> Value:
    model = MLP(2, 2, 1, rng=random.Random(1))
    return losses.squared_error([model(x) for x in ([0.5, 1.0], [1.0, -1.0])], [[1.0], [0.0]], "mean")


def sequence() -> Value:
    outputs = RNN(1, 2, 1, rng=random.Random(2))([[0.5], [1.0]])
    return engine.sum([y for (y,) in outputs])


def parallel() -> Value:
    """Two towers side by side, of which the first is used again at the end."""
    x, w = Value(2.0, "x"), Value(3.0, "w")
    with scope("tower.left"):
        left = (x * w).tanh()
    with scope("tower.right"):
        right = (x + w).exp()
    with scope("head"):
        out = left * right
    return out * left - 1.0


def in_turn() -> Value:
    """One module that is come back to: its own results lead into it again through another."""
    x = Value(0.25, "x")
    with scope("a"):
        first = x.tanh()
    with scope("b"):
        second = first.exp()
    with scope("a"):
        third = second * first
    return third + second


def crossed() -> Value:
    """A module whose units are fed by two examples each, of which two pairs are products in the end."""
    x = [[Value(0.5 + i - j, f"x{i}{j}") for j in range(2)] for i in range(2)]
    w = [Value(0.3, "w0"), Value(-0.2, "w1")]
    with scope("layer"):
        a = [[(row[0] * each + row[1]).tanh() for each in w] for row in x]
    with scope("pairs"):
        return a[0][0] * a[1][0] + a[0][1] * a[1][1]


WORKED: dict[str, Callable[[], Value]] = {
    "neuron": pictures.neuron,
    "2-2-1": lambda: pictures.network((2, 2, 1)),
    "layers of names": layers_of_names,
    "one layer of names": lambda: layers_of_names("q"),
    "names of two letters": lambda: layers_of_names("a_very_long_name_of_a_layer"),
    "two blocks": lambda: blocks(2),
    "five blocks": lambda: blocks(5),
    "funnels": funnels,
    "batch": batch,
    "sequence": sequence,
    "parallel": parallel,
    "in turn": in_turn,
    "nine steps": lambda: pictures.recurrent(9),
    "chain": lambda: pictures.chain(12),
    "sharing": pictures.sharing,
    "softmax": nets.softmax_twice,
    "matrices": lambda: nets.two_layers(2, 2, 2, 2),
    "matrices alone": lambda: ((Matrix([[1.0, 2.0], [0.5, 1.0]], "X") @ Matrix([[1.0], [2.0]], "W")) ** 2).sum(),
    "layer norm": nets.layer_norm,
    "batch norm": nets.batch_norm,
    "three examples": nets.mlp_batch,
    "recurrent": nets.recurrent,
    "rows and columns": crossed,
    "attention": lambda: nets.attention(2, 2),
}


@pytest.mark.parametrize("name", WORKED)
def test_the_whole_row_of_cards_of_a_small_graph(name: str, snapshot: SnapshotAssertion) -> None:
    drawing = draw(WORKED[name]())
    seen, found = drawing.trace, spine(drawing.story)
    lines = [
        f"{card.name} · {card.note}: {' '.join(map(str, card.cells))}{f', called by {card.ends}' if card.ends else ''}"
        for card in found.cards
    ]
    for place in range(len(found.cards)):
        own = [seen.labels[i] or f"{i}{seen.values[i].op}" for i, home in enumerate(found.home) if home == place]
        lines.append(f"  {place}: {' '.join(own)}")
    assert "\n".join(lines) == snapshot


@pytest.mark.parametrize("name", ["sharing", "chain", "parallel", "softmax"])
def test_the_stages_of_all_operations_of_a_small_graph(name: str, snapshot: SnapshotAssertion) -> None:
    """With room for one, two, ...; where every value ends a stage, and where every other one does."""
    seen = trace(WORKED[name]())
    runs = [[seen.operations], [seen.operations[:4], seen.operations[4:]]]
    found = [
        stages(seen, each, ends, most)
        for each in runs
        for ends in (seen.operations, seen.operations[::2])
        for most in range(1, 7)
    ]
    assert "\n".join(" | ".join(" ".join(map(str, run)) for run in each) for each in found) == snapshot
