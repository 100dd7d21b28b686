"""Where something stands, in words a student knows."""

import pytest

import engine
from engine import Value, named, scope
from engine.compare.places import LONG, Places, array_name
from tests.engine.compare.asking import problem_of

w, v, x = Value(2.0, "W[0][1]"), Value(3.0, "v"), Value(0.5)


@pytest.mark.parametrize(
    ("label", "name"),
    [("W1[0][2]", "W1"), ("W1", "W1"), ("[3]", ""), ("", ""), ("a[i]", "a[i]"), ("a[1]b", "a[1]b"), ("a[12]", "a")],
)
def test_an_array_is_called_what_its_entries_are_without_the_index(label, name):
    assert array_name(Value(1.0, label), {}) == name


def test_the_name_given_in_the_comparison_comes_before_the_label():
    assert array_name(w, {w: "my weights"}) == "my weights"
    assert Places({w: "my weights"}).place(w) == "my weights"
    assert Places({w: "my weights"}).place((w * x).tanh()) == "tanh((my weights)*0.5)"


def in_a_module():
    with scope("mlp"), scope("hidden.0"):
        return w.tanh()


@pytest.mark.parametrize(
    ("node", "place"),
    [
        (w, "W"),
        (x, "0.5"),
        (w * x, "W*0.5"),
        (named("z[3]", w * x), "product in z = W*0.5"),
        (in_a_module(), "tanh in 'mlp/hidden.0'"),
        ((w * v).tanh(), "tanh(W*v)"),
        ((w + v).tanh(), "tanh(W + v)"),
        ((w - v) / v, "(W - v) / v"),
        (w / (v - w), "W / (v - W)"),
        ((w + v) ** 2, "square (W + v)**2"),
        (((w + v) ** 2) ** 3, "cube ((W + v)**2)**3"),
        (named("q", (w + v) ** 2) ** 3, "cube q**3"),
        (-(w * v), "-(W*v)"),
        (engine.sum([Value(1.0, name) for name in "abcde"]), "sum(a)"),
        (engine.affine([w, w], [v, v], x), "W @ v + 0.5"),
        (engine.dot([w, w], [2.0, 3.0]), "W @ data"),
        (engine.maximum(w, v), "maximum(W, v)"),
    ],
)
def test_the_place_of_an_operation_is_its_label_its_module_or_its_formula(node, place):
    assert Places({}).place(node) == place


def test_a_long_formula_is_shown_to_less_depth():
    node = w
    for _ in range(40):
        node = (node * v).sin().tanh()
    text = Places({}).place(node)
    assert len(text) <= LONG
    assert text.startswith("tanh(sin(")


def test_a_few_places_are_listed_and_many_are_cut_short():
    problem = problem_of(w * v, W=w)
    assert problem.place([w]) == problem.place([w, w]) == "W"
    assert problem.place([w, v]) == "W and v"
    assert problem.place([w, v, x, w * v]) == "W, v, ..."
    assert problem.source([(w * v, 1), (w * v, 0)]) == "v and W"


@pytest.mark.parametrize(("terms", "place"), [(2, "a + b"), (4, "a + b + c + d"), (5, "sum(a)")])
def test_as_many_as_four_terms_are_written_out(terms, place):
    assert Places({}).place(engine.sum([Value(1.0, name) for name in "abcde"[:terms]])) == place


def test_single_numbers_beside_an_array_are_written_out_and_only_arrays_are_multiplied_as_such():
    h, v = [Value(0.4), Value(-0.7)], [Value(1.4, "v0"), Value(-1.1, "v1")]
    single, array = engine.dot(v, h), engine.dot([Value(1.4, "v[0]"), Value(-1.1, "v[1]")], h)
    names = dict.fromkeys(h, "h")
    assert [Places(names).formula(y, 3) for y in (single, array)] == ["v0*h + v1*h", "v @ h"]


def test_a_place_reads_well_after_the_and_a_value_without_it():
    square = (w + v) ** 2
    with scope("hidden"):
        inside = named("h0", w.tanh())
    places = Places({})
    assert (places.place(square), places.value(square)) == ("square (W + v)**2", "(W + v)**2")
    assert (places.place(inside), places.value(inside)) == ("tanh that gives h0", "h0")


def test_one_entry_that_is_subtracted_from_what_is_made_of_all_is_told_apart_from_them():
    z = [Value(0.5, "z[0]"), Value(-1.0, "z[1]")]
    places = Places({})
    assert places.formula(engine.logsumexp(z) - z[1], 3) == "logsumexp(z) - z[k]"
    assert places.formula(z[0].tanh() - z[0], 3) == "tanh(z) - z"
