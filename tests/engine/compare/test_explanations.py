"""All that explains one gradient: kinds, words, place, remedy and how usual, with few slips given."""

from types import SimpleNamespace

import numpy as np
import pytest

import engine
from engine.compare import diagnosis
from engine.compare.diagnosis import the_slips
from engine.compare.explaining import (
    _is_rounding,
    _products,
    _proportional,
    exchanged,
    explanations,
    silenced,
    the_same_here,
)
from engine.compare.guesses import Slip
from engine.compare.matching import Explanation, case_of
from engine.value import Value
from tests.engine.compare.asking import problem_of, rounded
from tests.engine.planted.derivation import values

A = np.array([[0.7, -0.4, 1.1], [0.3, 1.5, -0.6]])
X, C = np.array([1.4, 0.6, -0.9]), np.array([1.3, -0.8])
SLOPE = (1 - np.tanh(A @ X) ** 2)[:, None]
BARE = np.outer(C, X)
RIGHT = BARE * SLOPE


class Asked:
    """L = c . tanh(A x), for whose A these numbers are handed in."""

    def __init__(self, hand):
        self.a = values("A", A)
        self.h = [engine.dot(row, X.tolist()).tanh() for row in self.a]
        self.problem = problem_of(engine.dot(self.h, C.tolist()), A=(self.a, hand))
        (array,) = self.problem.arrays
        self.case = case_of(self.problem, array)
        tanh = {(x, 0): 1.0 for x in self.h}
        self.slips = [
            Slip("bare|other", "tanh' is 1", "at tanh", "keep tanh'", tanh, 8.0),
            Slip("lost", "the first is lost", "there", "add it", {(self.h[0], 0): 0.0}, 4.0),
        ]

    def all(self):
        table = self.problem.tables([one.slopes for one in self.slips])["A"]
        silent = silenced(self.problem, [self.case], self.slips, {"A": table})
        return list(explanations(self.problem, self.case, self.slips, table, silent))


def row(one):
    return one.kinds, one.what, one.where, one.remedy, round(one.usual, 9)


BARE_ROW = (("bare|other",), "tanh' is 1", "at tanh", "keep tanh'", 8.0)
TURNED = "transposed: rows and columns are exchanged"
PLAINLY = "a gradient has the shape of A, 2 x 3"
SIGN, STEP = "the sign is flipped: yours is -1 times the gradient", "a learning rate of 0.1 is multiplied in"
REVERSED = "the entries stand turned by 180 degrees"
IN_ORDER = "check the order of the indices"
MEAN = "not divided by 2, the number of rows of A: the gradient of the sum, not of the mean"
LOST = RIGHT * [[0], [1]]


@pytest.mark.parametrize(
    ("hand", "said"),
    [
        (BARE, [BARE_ROW]),
        (BARE.T, [(("bare|other", "transposed"), f"{TURNED}; besides, tanh' is 1", "at tanh", "keep tanh'", 1.2)]),
        (-BARE, [(("bare|other", "sign"), f"{SIGN}; besides, tanh' is 1", "at tanh", "keep tanh'", 2.16)]),
        (0.1 * BARE, [(("bare|other", "learning rate"), f"off by the factor 0.1: {STEP}; besides, tanh' is 1",
                       "at tanh", "keep tanh'", 0.24)]),
        (-RIGHT, [(("sign",), SIGN, "", "", 9.0)]),
        (2 * RIGHT, [(("factor 2",), "off by the factor 2: everything is counted twice", "", "", 1.5),
                     (("mean",), f"off by the factor 2: {MEAN}", "", "", 0.5)]),
        (-2 * RIGHT, [(("sign", "factor 2"), f"off by the factor -2: {SIGN}; and everything is counted twice",
                       "", "", 0.405)]),
        (RIGHT.T, [(("transposed",), TURNED, "", PLAINLY, 5.0)]),
        (0.1 * RIGHT.T, [(("transposed", "learning rate"), f"off by the factor 0.1: {STEP}; besides, {TURNED}", "",
                          PLAINLY, 0.15)]),
        (RIGHT[::-1, ::-1], [(("kernel flipped|exchanged",), REVERSED, "", IN_ORDER, 1.5)]),
        (-RIGHT[::-1, ::-1], [
            (("kernel flipped|exchanged", "sign"), f"{SIGN}; besides, {REVERSED}", "", IN_ORDER, 0.405)
        ]),
        (0 * RIGHT, [(("zero",), "yours is zero everywhere, but the loss does depend on it", "", "", 1.0)]),
        (RIGHT.reshape(3, 2), [(("reshaped",), "the numbers are right, but the shape is 3 x 2", "",
                                "it should be 2 x 3", 5.0)]),
        (LOST, [(("lost",), "the first is lost", "there", "add it", 4.0)]),
        (1.2345 * RIGHT, []), (RIGHT[:1], []), ([], []),
    ],
)  # fmt: skip
def test_a_gradient_is_explained_by_a_slip_by_a_factor_by_another_arrangement_or_by_two_of_these(hand, said):
    asked = Asked(np.asarray(hand).tolist())
    found = [one for one in asked.all() if "path" not in one.kinds[0]]
    assert [row(one) for one in found] == said


@pytest.mark.parametrize(
    ("hand", "said"),
    [
        (RIGHT * [[1.0005, 1, 1], [1, 1, 1]], [(
            ("rounding",), "within a thousandth of the right numbers: rounded on the way, or a formula that comes near",
            "", "keep two digits more until the end", 0.5)]),
        (np.add(rounded(RIGHT, 4), [[0.0003, 0, 0], [0, 0, 0]]), [(
            ("rounding",), "right but for the last digits: rounded too early on the way",
            "", "keep two digits more until the end", 3.0)]),
        (RIGHT * [[1.03, 1, 1], [1, 1, 1]], []),
    ],
)  # fmt: skip
def test_what_is_nearly_right_was_rounded_on_the_way(hand, said):
    assert [row(one) for one in Asked(np.asarray(hand).tolist()).all()] == said


def test_a_slip_that_does_no_more_than_silence_a_path_is_less_usual_than_one_that_says_so():
    """Both lose the first row; the one puts in 0 alone, the other a number besides, to which nothing comes."""
    asked = Asked(LOST.tolist())
    lost = {(asked.h[0], 0): 0.0}
    asked.slips = [
        Slip("lost", "lost", "", "", lost, 4.0),
        Slip("idle", "idle", "", "", {**lost, (asked.h[0].inputs[0], 0): 5.0}, 4.0),
    ]
    assert [(one.what, round(one.usual, 9)) for one in asked.all()] == [("lost", 4.0), ("idle", 0.4)]


def test_too_few_numbers_are_explained_by_what_is_known_of_another_gradient():
    asked = Asked((-BARE).tolist())
    known = {one.key for one in asked.all()}
    b, problem = values("b", [0.4, -0.9]), asked.problem
    h = [(engine.dot(r, X.tolist()) + x).tanh() for r, x in zip(asked.a, b, strict=True)]
    problem = problem_of(engine.dot(h, C.tolist()), b=(b, (-C).tolist()))
    problem.known["factors"] = asked.problem.known["factors"]
    slips = [Slip("bare|other", "tanh' is 1", "at tanh", "keep tanh'", {(x, 0): 1.0 for x in h}, 8.0)]
    case, table = case_of(problem, problem.arrays[0]), problem.tables([slips[0].slopes])["b"]
    expected = (("bare|other", "sign"), f"{SIGN}; besides, tanh' is 1", "at tanh", "keep tanh'", 2.16)
    assert [row(one) for one in the_same_here(problem, case, slips, table, known)] == [expected]
    assert not list(the_same_here(problem, case, slips, table, []))
    assert not list(the_same_here(asked.problem, asked.case, asked.slips[:1], asked.problem.tables([{}])["A"], known))


def test_gradients_in_each_others_places_are_named_in_one_sentence():
    a, b, c, d = (Value(x, name) for x, name in zip((0.5, 1.5, -2.0, 3.0), "abcd", strict=True))
    problem = problem_of(a * b * c * d, a=(a, -6.0), b=(b, -9.0), c=(c, 2.25), d=(d, 1.0))
    found = list(exchanged([case_of(problem, array) for array in problem.arrays]))
    assert [row(one) for one in found] == []  # of a, b, c, d the right ones are -9, -3, 2.25, -1.5
    problem = problem_of(a * b * c * d, a=(a, -3.0), b=(b, -9.0), c=(c, 7.0), d=(d, 1.0))
    found = list(exchanged([case_of(problem, array) for array in problem.arrays]))
    text = "the gradients of a, b stand in each other's places"
    assert [row(one) for one in found] == [(("exchanged|another parameter",), text, "", "check the order", 6.0)]
    assert found[0].arrays == ["a", "b"]


# Which slips are tried.


def families(problem, *counts):
    """Return families that yield so many slips, each of one derivative, called a0, a1, ..., b0, ..."""
    edge = problem.edges[0]

    def family(letter, count):
        return lambda problem: iter([Slip("k", f"{letter}{i}", slopes={edge: float(i)}) for i in range(count)])

    return tuple(family(letter, count) for letter, count in zip("abcdefgh", counts, strict=False))


def test_one_slip_of_each_family_is_taken_in_turn(monkeypatch):
    problem = Asked(BARE.tolist()).problem
    some = families(problem, 3, 1, 0, 2)
    monkeypatch.setattr(diagnosis, "OF_THE_GRAPH", some)
    assert [slip.what for slip in the_slips(problem)[0]] == ["a0", "b0", "d0", "a1", "d1", "a2"]
    assert [slip.what for slip in the_slips(problem, without=[some[0]])[0]] == ["b0", "d0", "d1"]
    monkeypatch.setattr(diagnosis, "OF_THE_GRAPH", (lambda problem: iter([Slip("k", "nothing")]), *some))
    assert [slip.what for slip in the_slips(problem)[0]][:2] == ["a0", "b0"]


@pytest.mark.parametrize(("effort", "tried"), [(0, 0), (1, 1), (2, 2), (3, 3), (6, 6), (7, 6)])
def test_slips_are_tried_until_so_many_derivatives_are_put_in(monkeypatch, effort, tried):
    problem = Asked(BARE.tolist()).problem
    monkeypatch.setattr(diagnosis, "OF_THE_GRAPH", families(problem, 3, 1, 0, 2))
    monkeypatch.setattr(diagnosis, "EFFORT", effort)
    slips, complete = the_slips(problem)
    assert (len(slips), complete) == (tried, effort > 6)


def test_in_a_graph_of_fifty_edges_a_slip_costs_one_number_more(monkeypatch):
    w = values("w", [0.1] * 51)
    problem = problem_of(engine.dot(w, [1.0] * 51), w=w)
    monkeypatch.setattr(diagnosis, "OF_THE_GRAPH", families(problem, 9))
    monkeypatch.setattr(diagnosis, "EFFORT", 8)
    assert len(problem.edges) == 51
    assert len(the_slips(problem)[0]) == 4


def test_in_a_large_graph_the_families_that_change_every_edge_are_left_out(monkeypatch):
    problem = Asked(BARE.tolist()).problem
    monkeypatch.setattr(diagnosis, "OF_THE_GRAPH", families(problem, 1, 1, 1, 1, 1, 1))
    for large, said, complete in ((len(problem.edges), "abcdef", True), (len(problem.edges) - 1, "ab", False)):
        monkeypatch.setattr(diagnosis, "LARGE", large)
        slips, found = the_slips(problem)
        assert ("".join(slip.what[0] for slip in slips), found) == (said, complete)


def test_an_explanation_is_the_same_where_kinds_words_and_place_are():
    assert Explanation(("a", "b"), "what", "where", "remedy", 1.0).key == ("a", "b", "what", "where")


def test_a_row_is_a_multiple_of_the_right_numbers_in_every_entry_or_not_at_all():
    rows = np.array([[3e-6, 6e-6], [3e-6, 5e-6], [-1e-6, -2e-6], [0.0, 0.0], [2e-6, np.nan]])
    found = _proportional(SimpleNamespace(right=np.array([1e-6, 2e-6])), rows)
    assert found.tolist() == [True, False, True, True, False]
    assert not _proportional(SimpleNamespace(right=np.zeros(2)), rows).any()


def rounding(hand, right, digits, slack):
    array = SimpleNamespace(written=SimpleNamespace(digits=digits))
    case = SimpleNamespace(array=array, hand=np.array(hand), right=np.array(right), slack=np.full(len(hand), slack))
    return _is_rounding(case)


@pytest.mark.parametrize(
    ("hand", "right", "digits", "slack", "is_rounding"),
    [
        ([306.0, 1.0], [300.0, 1.0], 3, 0.5, True), ([294.0, 7.0], [300.0, 1.0], 3, 0.5, True),
        ([306.5, 1.0], [300.0, 1.0], 3, 0.5, False), ([300.0, 7.5], [300.0, 1.0], 3, 0.5, False),
        ([105.0, 1.0], [100.0, 1.0], 3, 0.5, False),  # a twentieth is no rounding
        ([102.0, 1.0], [100.0, 1.0], 3, 0.5, True), ([-306.0, 1.0], [-300.0, 1.0], 3, 0.5, True),
        ([1001.0, 5.0], [1000.0, 4.0], 0, 0.0, True), ([999.0, 5.0], [1000.0, 4.0], 0, 9.0, True),
        ([1001.5, 5.0], [1000.0, 4.0], 0, 9.0, False), ([1000.0, 5.5], [1000.0, 4.0], 0, 9.0, False),
    ],
)  # fmt: skip
def test_six_units_of_the_last_digit_or_a_thousandth_of_the_largest_are_rounding(
    hand, right, digits, slack, is_rounding
):
    assert rounding(hand, right, digits, slack) is is_rounding


def test_two_factors_of_different_kinds_that_are_usual_enough_are_one():
    constants = [(2.0, "a", "two", 1.5), (3.0, "b", "three", 1.49), (5.0, "a", "five", 9.0), (-1.0, "c", "minus", 2.0)]
    assert _products(constants) == [
        (-2.0, "a+c", "two; and minus", pytest.approx(0.03 * 3.0)),
        (-5.0, "a+c", "five; and minus", pytest.approx(0.03 * 18.0)),
    ]
    assert _products(constants[:1]) == []
