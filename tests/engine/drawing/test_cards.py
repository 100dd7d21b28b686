"""What is written on the cards of the spine: names, units, examples."""

import pytest

import engine
from engine import Constant, Value, named, scope
from engine.drawing.cards import GIVEN
from nn import Matrix
from tests.engine.drawing.nets import NETS
from tests.engine.drawing.spines import folded, names


def test_a_card_says_how_many_units_it_has_and_the_activation_they_share():
    inputs = [Value(0.5, f"x{k}") for k in range(3)]
    with scope("layer"):
        outputs = [engine.affine([Value(0.5)], [x], Value(0.1)).tanh() for x in inputs]
    with scope("mixed"):
        y = outputs[0].sigmoid() + outputs[1].relu() * outputs[2]
    notes = {card.name: card.note for card in folded(y)[1].cards}
    assert notes == {"given": "3", "layer": "3 · tanh", "mixed": "1"}


def layer(X, W, b, f=Value.sigmoid):
    with scope("layer"):
        return (X @ W + b).map(f)


def notes(output):
    return {card.name: card.note for card in folded(output)[1].cards if card.name != GIVEN}


@pytest.mark.parametrize("kind", [Matrix.given, Matrix])
def test_units_are_counted_and_not_units_times_examples(kind):
    X, b = (
        [[0.3, -0.2], [0.7, 0.1], [-0.4, 0.9]],
        [Value(0.1, "b0"), Value(0.2, "b1"), Value(0.3, "b2"), Value(0.4, "b3")],
    )
    W = Matrix([[0.1, 0.2, 0.3, 0.4], [0.5, -0.6, 0.7, -0.8]], "W")
    told = notes(layer(kind(X, "X"), W, b).sum())["layer"]
    known = kind == Matrix.given
    assert told == ("4 · sigmoid · 3 examples" if known else "sigmoid"), "X might be a parameter, too"
    assert notes(layer(kind(X[:1], "X"), W, b).sum())["layer"] == "4 · sigmoid"
    assert notes(NETS["mlp_batch"]()) == {
        "hidden.0": "3 · tanh · 3 examples", "output": "2 · 3 examples", "softmax cross-entropy": "1",
    }  # fmt: skip


@pytest.mark.parametrize("depth", [3, 4])
def test_where_there_are_many_cards_the_examples_are_left_out(depth):
    H = Matrix.given([[0.3], [0.7]], "X")
    for k in range(depth):
        H = layer(H, Matrix([[0.5]], f"W{k}"), [Value(0.1, f"b{k}")])
    found = folded(H.sum())[1]
    assert [card.note for card in found.cards][:-1] == ["1 · sigmoid" + " · 2 examples" * (depth == 3)] * depth


def test_places_of_an_image_and_of_a_sentence_are_no_examples():
    assert notes(NETS["convolution"]())["conv2d"] == "", "one kernel at nine places"
    assert notes(NETS["attention"]()) == {
        "query": "2", "key": "2", "value": "2", "head 0": "6", "output": "2", "L": "1",
    }  # fmt: skip
    assert notes(NETS["batch_norm"]())["batchnorm"] == ""
    X, W, b = Matrix.given([[0.5], [0.7]], "X"), Matrix([[0.8, 0.3]], "W"), [Value(0.1, "b0"), Value(0.2, "b1")]
    H = layer(X, W, b)
    assert notes(H.sum())["layer"] == "2 · sigmoid · 2 examples"
    assert notes(H[0, 0] * H[1, 0] + H[0, 1] + H[1, 1])["layer"] == "2 · sigmoid", "multiplied with one another"
    both = [[x.tanh() for x in X.entries][k] + X[0, 0].exp() for k in (0, 1)]
    assert notes(layer(Matrix([[x] for x in both]), W, b).sum())["layer"] == "2 · sigmoid", "from common data"


def test_parameters_that_some_units_share_leave_their_number_open():
    x, w, v = Value(0.5, "x"), [Value(0.1, f"w{k}") for k in range(3)], Value(0.2, "v")
    with scope("layer"):
        made = [(w[0] * v * x).tanh(), (w[1] * v * x).tanh(), (w[2] * x).tanh()]
    assert notes(engine.sum(made))["layer"] == "tanh"


def test_one_value_alone_and_numbers_alone():
    _, alone = folded(Value(2.0, "x"))
    assert [(card.name, card.note, card.cells) for card in alone.cards] == [("given", "1", (0,))]
    assert names(Constant(2.0) * 3.0) == ["2*3"]


def test_a_name_is_one_short_line_whatever_the_scope_is_called():
    with scope("a\nb" + "c" * 100):
        y = Value(1.0, "x") * 2.0
    (name,) = names(y)
    assert "\n" not in name
    assert len(name) <= 40


def test_values_that_have_long_expressions_are_called_by_what_is_done():
    assert names(NETS["steps_and_logs"]())[1:3] == ["multiply, add, power", "multiply, add"]


def test_a_card_called_by_two_values_says_which():
    x = [Value(0.5 + k, f"x{k}") for k in range(3)]
    seen, found = folded(engine.sum([named(f"a{k}", z.tanh()) for k, z in enumerate(x)]))
    (card,) = (card for card in found.cards if card.name == "a0 … a2")
    assert [seen.labels[i] for i in card.ends] == ["a0", "a2"]


def test_values_with_long_labels_are_called_by_what_is_done():
    x = Value(0.5, "x")
    parts = [named(f"a rather long name of part {k}", x * k) for k in (1.0, 2.0)]
    assert names(parts[0] * parts[1])[-2] == "multiply"


def test_what_is_multiplied_with_one_another_is_no_example_however_late_that_is():
    X, W, b = [[0.3, -0.2], [0.7, 0.1]], Matrix([[0.1, 0.2], [0.5, -0.6]], "W"), [Value(0.1, "b0"), Value(0.2, "b1")]
    H = layer(Matrix.given(X, "X"), W, b)
    added = [a.tanh().exp() for row in H for a in row]
    assert notes(engine.sum(added))["layer"] == "2 · sigmoid · 2 examples"
    assert notes(engine.sum(added) + added[0] * added[2])["layer"] == "2 · sigmoid"


def test_an_array_with_a_long_name_is_called_by_what_is_done():
    x = Value(0.5, "x")
    parts = [named(f"activations_of_the_second_layer[{k}]", x * (k + 1.0)) for k in range(2)]
    assert names(parts[0] * parts[1])[-2] == "multiply"
