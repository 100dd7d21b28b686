"""Cards of layers that have names: each has its own, whichever way the network and its loss were written."""

import pytest

import engine
from engine import Constant, Value, draw, named
from engine.drawing.cards import GIVEN
from engine.drawing.spine import spine
from engine.words.story import Story
from nn import Matrix, losses
from tests.engine.drawing.spines import names


def own_network(with_affine, loss):
    """Two inputs, two tanh neurons and a sigmoid, written by hand with a name for each number of a layer."""
    x, v, c = [Value(0.9, "x1"), Value(0.4, "x2")], [Value(0.8, "v1"), Value(-0.6, "v2")], Value(0.05, "c")
    w = [[Value(0.5, "w11"), Value(-0.3, "w12")], [Value(0.2, "w21"), Value(0.7, "w22")]]

    def neuron(weights, inputs, bias):
        terms = [u * z for u, z in zip(weights, inputs, strict=True)]
        return engine.affine(weights, inputs, bias) if with_affine else terms[0] + terms[1] + bias

    a = [named(f"a{j}", neuron(w[j - 1], x, Value(0.1, f"b{j}"))) for j in (1, 2)]
    z = [named(f"z{j}", a[j - 1].tanh()) for j in (1, 2)]
    return loss(named("y", named("a", neuron(v, z, c)).sigmoid()), Constant(1.0, "t"))


def in_full(y, t):
    return -(t * y.log() + (1 - t) * (1 - y).log())


LOSSES = {
    "cross-entropy of nn": lambda y, t: losses.binary_cross_entropy([y], [t.data]),
    "in full": in_full,
    "with a name": lambda y, t: named("L", in_full(y, t)),
    "short": lambda y, t: -y.log(),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("with_affine", [True, False])
def test_every_layer_with_a_name_is_a_card_and_its_numbers_are_computed_there(with_affine, loss):
    seen = draw(own_network(with_affine, loss)).trace
    found = spine(Story(seen))
    layers = ["a1 … a2", "z1 … z2", "a", "y"]
    assert [card.name for card in found.cards[1:-1]] == layers
    home = {label: found.cards[card].name for label, card in zip(seen.labels, found.home, strict=True) if label}
    assert [home[label] for label in ("a1", "a2", "z1", "z2", "a", "y")] == [
        *layers[:1] * 2,
        *layers[1:2] * 2,
        "a",
        "y",
    ]
    taken = [found.home[i] for i in seen.operations]
    assert taken == sorted(taken), "each card is lit once on the way forward"


def test_of_matrices_too_also_where_the_loss_is_a_module():
    X, W = Matrix.given([[0.8, -0.3], [0.1, 0.5]], "X"), [Matrix([[0.9, 0.1], [-0.2, 0.3]], f"W{k}") for k in (1, 2)]
    H = (X @ W[0]).named("Z1").map(Value.relu).named("H")
    loss = losses.softmax_cross_entropy((H @ W[1]).named("Z2"), [0, 1])
    cards = [card.name for card in spine(Story(draw(loss).trace)).cards]
    assert cards == [GIVEN, "Z1", "H", "Z2", "softmax cross-entropy"]


def test_names_are_the_stages_of_a_long_graph_without_layers_and_of_a_short_one_every_value_is():
    x, w = Value(0.5, "x"), Value(2.0, "w")
    h = named("h", (w * x + 1.0).tanh())
    assert names((h - 1.0) ** 2) == [GIVEN, "w*x", "w*x + 1", "h", "h - 1", "(h - 1)**2"]
    y = named("y", (w * h + 1.0).sigmoid())
    assert names(named("L", (y - 1.0) ** 2)) == [GIVEN, "h", "y", "L"]
