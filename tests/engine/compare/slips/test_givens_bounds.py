"""Which numbers count as constants, as entries and as whole numbers, and where no other forward pass is possible."""

import pytest

import engine
from engine import Constant, Value
from engine.compare.slips.givens import _divides, _with_copies, constants, entries, whole_numbers
from tests.engine.compare.asking import problem_of
from tests.engine.planted.derivation import values


def replaced(loss, **arrays):
    """Return the names of the constants for which others are tried."""
    slips = constants(problem_of(loss, **arrays))
    return {slip.what.split(" where ")[1].removesuffix(" belongs").split(" = ")[0] for slip in slips}


def test_constants_are_numbers_that_are_neither_parameters_nor_entries_nor_nothing():
    w = Value(0.5, "w")
    k, u, x, zero = Constant(0.3, "k"), Value(0.7, "u"), Value(0.9, "x[0]"), Constant(0.0, "zero")
    assert replaced((w * k + u) * x + zero + 0.6, w=w) == {"k", "u", "0.6"}


@pytest.mark.parametrize(("count", "some"), [(10, True), (11, False)])
def test_of_more_than_ten_constants_none_is_tried(count, some):
    w = y = Value(0.5, "w")
    for k in range(count):
        y = (y + 0.1 * (k + 3)).sin()
    assert bool(replaced(y, w=w)) is some


@pytest.mark.parametrize(
    ("number", "kind"), [(-0.01, ""), (0.0199, "epsilon|"), (0.02, ""), (2.0, "mean|"), (2.5, ""), (0.5, "mean|")]
)
def test_what_kind_of_constant_divides(number, kind):
    """Of two entries 2 and 1/2 are those of a mean, as is a whole number that divides; a small number keeps from 0."""
    w = values("w", [0.5, 0.7])
    problem = problem_of(engine.sum([x.sin() / Constant(number, "n") for x in w]), w=w)
    kinds = {slip.kind.removeprefix("factor 2|") for slip in constants(problem)}
    assert kinds == {f"{kind}forward|constant forgotten|wrong operand"}


def test_only_below_a_fraction_a_number_divides():
    w, five, six = Value(0.5, "w"), Constant(5.0), Constant(6.0)
    problem = problem_of(w / five + six / w.exp(), w=w)
    assert [_divides(problem, nodes) for nodes in ([five], [six], [six, five], [])] == [True, False, True, False]


def test_half_of_a_constant_without_a_name_is_another_number():
    w = Value(0.5, "w")
    assert {slip.kind for slip in constants(problem_of(w * 0.3, w=w))} == {"forward|constant forgotten|wrong operand"}


def test_where_a_constant_of_nothing_makes_no_loss_it_is_tried_on_the_way_back_only():
    w = Value(0.5, "w")
    places = {}
    for slip in constants(problem_of(w / Constant(0.3, "k"), w=w)):
        places.setdefault(slip.what.split(" stands")[0], []).append(slip.where)
    assert places["0"] == ["on the way back"]
    assert places["1"] == ["on the way back", "in the forward pass and on the way back"]


def test_what_follows_from_data_alone_moves_with_it():
    w, m = Value(0.5, "w"), Constant(0.3, "m")
    less = 1 - m
    root, result = less.sqrt(), w * less
    problem = problem_of(result + root * w + (m * w).sin(), w=w)
    assert _with_copies(problem, {m: 0.75}) == {m: 0.75, less: 0.25, root: 0.5}
    assert _with_copies(problem, {m: 2.0}) == {m: 2.0, less: -1.0}  # no root of it
    found = _with_copies(problem, {m: 0.75, less: 0.25})
    assert found == {m: 0.75, less: 0.25, root: 0.5}


@pytest.mark.parametrize(
    ("labels", "some"),
    [
        (["x[0]", "x[1]"], True), (["x[0]", "y[0]"], False), (["x[0][0]", "x[1]"], False), (["x[2]"], False),
        (["a", "b"], False), (["x[0][0][0]", "x[1][0][0]"], False), (["x[0][1]", "x[1][0]"], True),
    ],
)  # fmt: skip
def test_what_counts_as_the_entries_of_an_array(labels, some):
    w, loss = Value(0.5, "w"), Value(0.0)
    for k, label in enumerate(labels):
        loss = loss + (w * Constant(1.5 + k, label)).sin()
    assert bool(list(entries(problem_of(loss, w=w)))) is some


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (lambda: Constant(7.0) / Constant(2.0), 3.0), (lambda: Constant(2.0) ** Constant(-1.0), 0.0),
        (lambda: Constant(2.0) ** -1.0, 0.0), (lambda: 2.0 ** Constant(-2.0), 0.0),
        (lambda: Constant(-7.0) / Constant(2.0), -3.0), (lambda: Constant(8.0) / Constant(2.0), None),
        (lambda: Constant(7.5) / Constant(2.0), None), (lambda: Constant(7.0) / Constant(2.5), None),
        (lambda: Constant(0.5) * Constant(3.0), None), (lambda: Constant(2.0).sqrt(), None),
        (lambda: Value(7.0, "v") / Constant(2.0), None),
    ],
)  # fmt: skip
def test_what_whole_numbers_keep(given, kept):
    w, k = Value(0.5, "w"), given()
    problem = problem_of((w * k).sin(), w=w)
    slips = list(whole_numbers(problem))
    assert len(slips) == (0 if kept is None else 2)
    assert all(
        slip.what.endswith("computed with whole numbers, and what comes after the point is lost") for slip in slips
    )
    if kept is not None:  # cut off, not rounded down
        (product,) = (user for user, _ in problem.structure.users[w])
        assert slips[0].slopes[product, 0] == kept
