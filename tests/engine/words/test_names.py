"""All wordings of a value, from which its name is chosen, short ones first."""

import pytest

from engine import Value, dot, maximum, softmax
from engine import sum as total
from engine.primitives import Primitive
from engine.trace import trace
from engine.value import apply
from engine.words import names
from engine.words.names import ELIDED, names_of

W, X, B = Value(0.5, "w"), Value(2.0, "x"), Value(-0.3, "b")
H = (W * X + B).tanh()
SAME = Primitive("same", "same", "activation", lambda math, x: x, lambda math, y, x: (1.0,), "{x}", ("1",))


def all_wordings(output):
    """Return the wordings of a value as plain text."""
    seen, known = trace(output), []
    for i, value in enumerate(seen.values):
        label = seen.labels[i]
        known.append(
            names._given(label, None if label else seen.data[i]) if label or not value.inputs
            else names._expressions(value.primitive, tuple(known[x] for x in seen.inputs_of(i)))
        )  # fmt: skip
    assert known[-1][0] is ELIDED
    return [each.text.text for each in known[-1]]


@pytest.mark.parametrize(
    ("output", "wordings"),
    [
        (H, ["tanh(…)", "tanh(… + b)", "tanh(w*x + b)"]),
        ((H - X) ** 2, ["…**2", "(… - x)**2", "(tanh(…) - x)**2", "(tanh(… + b) - x)**2", "(tanh(w*x + b) - x)**2"]),
        (
            H * (W * B - X).tanh(),
            ["…*…", "tanh(…)*…", "…*tanh(…)", "tanh(w*x + b)*…", "…*tanh(w*b - x)"],
        ),
        (dot([W, X, B], [X, X, W]), ["w*x + …", "… + b*w", "w*x + … + b*w", "w*x + x*x + b*w"]),
        (maximum(W, X, B), ["max(w, …, b)", "max(w, x, b)"]),
        (softmax([W, X, B])[0], ["softmax(w, …)"]),
        (total([W * X]), ["sum(…)", "sum(w*x)"]),
    ],
)
def test_a_value_has_six_wordings_at_most_of_which_the_last_tells_most(output, wordings):
    assert all_wordings(output) == ["…", *wordings]


def same(x, times):
    for _ in range(times):
        x = apply(SAME, x)
    return x


def test_a_name_is_at_most_twelve_operations_deep_even_if_it_is_short():
    assert names_of(trace(same(W, 13)))[11:] == ["w₁₁", "w₁₂", "…"]
    assert all_wordings(same(W, 12)) == ["…", "…", "w"]


def test_a_name_with_gaps_is_at_most_four_operations_deep():
    ws, xs = ([Value(1.0, f"{name}[0,{i}]") for i in range(4)] for name in "WX")
    first = [all_wordings(same(dot(ws, xs), times)) for times in range(1, 5)]
    assert ["W[0,0]*X[0,0] + …" in texts for texts in first] == [True, True, True, False]


@pytest.mark.parametrize(("label", "wordings"), [("x" * 10, 1), ("x" * 11, 2)])
def test_a_label_of_more_than_ten_columns_may_be_left_out(label, wordings):
    given = names._given(label, None)
    assert len(given) == wordings
    assert given[-1].text.text == label
    assert given is names._given(label, None), "the same objects each time"


@pytest.mark.parametrize(("length", "name"), [(5, "tanh(xxxxxxxxxx + yyyyy)"), (6, "tanh(…)")])
def test_a_name_has_twenty_four_columns_at_most(length, name):
    output = (Value(1.0, "x" * 10) + Value(2.0, "y" * length)).tanh()
    assert names_of(trace(output))[-1] == name
    assert len(name) <= 24
