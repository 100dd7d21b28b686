"""Where else an entry of an array may be looked up, axis by axis, and which of several shares are kept."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips import indices
from engine.compare.slips.indices import _at_one_end, _maps, last_term, mixed, overwritten, remapped
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import of_guesses
from tests.engine.planted.derivation import values

SHIFTED = [
    ("is shifted by one", 1.0), ("is shifted by one, round the end", 0.5),
    ("is shifted by one the other way", 1.0), ("is shifted by one the other way, round the end", 0.5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((1,), []), ((1, 1), []), ((3, 1), []),
        ((2,), [("is flipped", 3.0), *SHIFTED]),
        ((1, 2), [("is flipped along axis 1", 1.0), *SHIFTED]),
        ((3, 2), [("is flipped along axis 1", 1.0), ("is flipped", 3.0), *SHIFTED]),
        (
            (2, 2),
            [("is flipped along axis 1", 1.0), ("is flipped", 3.0), ("stands where its transpose belongs", 4.0),
             ("is turned and transposed", 1.0), *SHIFTED],
        ),
        (
            (2, 2, 3),
            [("is flipped along axis 2", 1.0), ("is flipped along axis 0 and 2", 3.0),
             ("is flipped along axis 1 and 2", 3.0), ("is flipped", 3.0), ("has its axes 0 and 1 exchanged", 4.0),
             ("is turned and transposed", 1.0), *SHIFTED],
        ),
        (
            (3, 2, 3),
            [("is flipped along axis 2", 1.0), ("is flipped along axis 0 and 2", 3.0),
             ("is flipped along axis 1 and 2", 3.0), ("is flipped", 3.0), ("has its axes 0 and 2 exchanged", 4.0),
             *SHIFTED],
        ),
        ((2, 2, 1), [("has its axes 0 and 1 exchanged", 4.0), ("is turned and transposed", 1.0)]),
    ],
)  # fmt: skip
def test_the_ways_to_look_up_another_entry(shape, expected):
    assert [(words, usual) for _, words, _, usual in _maps(shape)] == expected


def test_the_entries_that_are_looked_up():
    """Of the entry at (0, 1, 2) in an array of 2 x 2 x 4."""
    found = [move((0, 1, 2), (2, 2, 4)) for _, _, move, _ in _maps((2, 2, 4))]
    flipped, exchanged = [(0, 1, 1), (1, 1, 1), (0, 0, 1), (1, 0, 1)], [(1, 0, 2), (0, 1, 2)]
    assert found == [*flipped, *exchanged, (0, 1, 3), (0, 1, 3), (0, 1, 1), (0, 1, 1)]
    ends = {words: move((0, 3), (2, 4)) for _, words, move, _ in _maps((2, 4)) if "shifted by one" in words}
    assert list(ends.values()) == [(0, 4), (0, 0), (0, 2), (0, 2)]


def test_only_entries_of_named_arrays_are_looked_up_elsewhere():
    """Neither numbers of names that end in digits, nor results, nor numbers of no name."""
    w, x = values("w", [0.5, 0.7]), [Value(1.5, "x0"), Value(-0.5, "x1")]
    for others in (x, [a.sin() for a in x], [Value(1.5), Value(-0.5)]):
        problem = problem_of(engine.sum([a * b for a, b in zip(w, others, strict=True)]), w=w)
        assert not [*remapped(problem), *mixed(problem)]


def test_an_index_beside_results_or_numbers_of_their_own_is_not_mixed_up():
    x = values("x", [0.5, 0.7])
    for w in (values("w", [0.5, 0.7]), Value(0.5, "w")):
        own = [a.sin() for a in w] if isinstance(w, list) else [w, w]
        problem = problem_of(engine.sum([a * b for a, b in zip(own, x, strict=True)]), w=w)
        assert not list(mixed(problem))
    ragged = [Value(0.5, "w[0]"), Value(0.7, "w[0][1]")]
    assert not list(mixed(problem_of(engine.sum([a * b for a, b in zip(ragged, x, strict=True)]), w=ragged)))


def test_an_entry_that_no_product_has_met_stands_in_no_place():
    """Beside W[1][0] alone stands x[0]: there is no x[1] for the index of axis 0."""
    w, x = Value(0.5, "W[1][0]"), Value(0.7, "x[0]")
    problem = problem_of(w * x, W=[[Value(1.0, "W[0][0]")], [w]])
    said = [slip.what.removeprefix("the index along axis 0 of x ") for slip in mixed(problem)]
    assert said == ["is that of axis 1 of W", "stays the last one"]


@pytest.mark.parametrize(("axis", "step", "kept"), [(0, 1, [1]), (0, -1, [0, 2]), (-1, 1, [0]), (-1, -1, [2])])
def test_the_uses_at_one_end_of_an_axis_of_the_other_factor(axis, step, kept):
    w, x = Value(0.5, "w"), [Value(1.0, "x[0][3]"), Value(2.0, "x[1][2]"), Value(3.0, "x[0][1]")]
    edges = [(w * a, 0) for a in x]
    assert _at_one_end(edges, axis, step) == [edges[k] for k in kept]
    alone = (w.sin(), 0)
    assert _at_one_end([*edges, alone], axis, step) == ([edges[k] for k in kept] if step > 0 else [alone])
    assert _at_one_end([alone], axis, step) == [alone]
    assert _at_one_end([], axis, step) == []


@pytest.mark.parametrize(("uses", "all_of_them"), [(4, True), (5, False)])
def test_of_too_many_uses_only_the_last_is_tried(monkeypatch, uses, all_of_them):
    monkeypatch.setattr(indices, "MANY", 4)
    w = Value(0.5, "w")
    problem = problem_of(engine.sum([w * float(k + 1) for k in range(uses)]), w=w)
    kept = [
        (text, usual, numbers) for text, usual, numbers in of_guesses(indices.counted_once, problem) if "kept" in text
    ]
    assert (len(kept) > 1) is all_of_them
    assert (kept[0][1], float(kept[0][2])) == (3.0, float(uses))


@pytest.mark.parametrize(("sorts", "apart"), [(1, 0), (2, 2), (3, 3), (4, 4), (5, 0)])
def test_up_to_four_sorts_of_uses_are_told_apart(sorts, apart):
    w, functions = Value(0.5, "w"), ("sin", "cos", "exp", "tanh", "sigmoid")[:sorts]
    loss = engine.sum([getattr(w, f)() * c for f in functions for c in (2.0, 3.0)])
    found = [text for text, *_ in of_guesses(indices.counted_once, problem_of(loss, w=w)) if ": at the " in text]
    assert len(found) == 2 * apart  # the last and the first


def test_entries_of_which_one_is_used_once_are_averaged_each_over_its_own_uses():
    """L = 2 w0 + 4 w0 + 5 w1; w2 is not used."""
    w = values("w", [0.5, 0.7, 0.9])
    rows = of_guesses(indices.counted_once, problem_of(w[0] * 2.0 + w[0] * 4.0 + w[1] * 5.0, w=w))
    (mean,) = (numbers for text, _, numbers in rows if "averaged" in text)
    assert mean.tolist() == [3.0, 5.0, 0.0]


@pytest.mark.parametrize(("terms", "some"), [(60, True), (61, False)])
def test_sixty_terms_are_taken_apart(terms, some):
    w = values("w", np.ones(terms + 1))
    problem = problem_of(engine.sum([(w[i] * w[i + 1]).sin() for i in range(terms)]), w=w)
    assert any(True for _ in last_term(problem, problem.arrays[0])) is some


@pytest.mark.parametrize(
    "loss",
    [
        lambda w: engine.sum([x.sin() for x in w]),  # every entry stands in one term
        lambda w: engine.sum([w[0] * w[1] * w[2] * c for c in (1.0, 2.0)]),  # all of them in all
        lambda w: (w[0] * w[1] - w[2]).sin(),  # one term
        lambda w: (w[0] * w[1]).sin() + w[2].exp() + w[0].exp() * 0.0,
    ],
)
def test_where_every_term_has_its_entries_or_all_there_is_no_last_one(loss):
    w = values("w", [0.5, 0.7, 0.9])
    problem = problem_of(loss(w), w=w)
    assert list(last_term(problem, problem.arrays[0])) == []


def test_the_last_of_several_terms_with_a_minus():
    """L = - sin(w0 w1) - sin(w1 w2) + 3 exp(w0): the exponential stays."""
    w, a = values("w", [0.5, 0.7, 0.9]), np.array([0.5, 0.7, 0.9])
    problem = problem_of(w[0].exp() * 3.0 - (w[0] * w[1]).sin() - (w[1] * w[2]).sin(), w=w)
    one, two = np.cos(a[0] * a[1]), np.cos(a[1] * a[2])
    rest = 3 * np.exp(0.5)
    last, first = (guess.numbers for guess in last_term(problem, problem.arrays[0]))
    np.testing.assert_allclose(last, [rest - 0.7 * one, -0.9 * two, -0.7 * two])
    np.testing.assert_allclose(first, [rest - 0.7 * one, -0.5 * one, -0.7 * two])


def test_shares_of_a_result_that_is_asked_for_are_not_written_over_on_its_way():
    w = Value(0.5, "w")
    h = w.sin()
    loss = h.exp() + h.cos()
    assert {slip.what for slip in overwritten(problem_of(loss, w=w))} != set()
    assert {slip.what for slip in overwritten(problem_of(loss, w=w, h=h)) if "sin" in slip.what} == set()
