"""What a slip may ask of a problem: other local derivatives, other numbers, and what the student wrote."""

import math
from dataclasses import FrozenInstanceError

import pytest

from engine import Value
from engine.compare.problem import LIMIT, Guess, all_close
from tests.engine.compare.asking import asked, with_gradient

nan, inf = float("nan"), float("inf")


class Chain:
    """L = exp(a b) + c with a, b, c = 0, 3, 5."""

    def __init__(self):
        self.a, self.b, self.c = Value(0.0, "a"), Value(3.0, "b"), Value(5.0, "c")
        self.product = self.a * self.b
        self.top = self.product.exp()
        self.loss = self.top + self.c


def test_the_way_is_what_lies_between_the_array_and_the_loss():
    g = Chain()
    problem = asked(g.loss, g.a)
    assert list(problem.between) == [g.product, g.top, g.loss]
    assert problem.edges == [(g.product, 0), (g.top, 0), (g.loss, 0)]
    assert problem.near == [g.a, g.b, g.product, g.top, g.c, g.loss]
    both = asked(g.loss, [g.a, g.b])
    assert both.edges == [(g.product, 0), (g.product, 1), (g.top, 0), (g.loss, 0)]
    assert asked(g.loss, g.c).edges == [(g.loss, 1)]


def test_the_gradient_with_other_local_derivatives():
    g = Chain()
    problem = asked(g.loss, g.a)
    assert problem.right == problem.gradient_if({}) == [3.0]
    assert problem.gradient_if({(g.top, 0): 10.0}) == [30.0]
    assert problem.gradient_if({(g.top, 0): 10.0, (g.product, 0): 7.0}) == [70.0]
    assert problem.gradient_if({(g.top, 0): 10.0}, [g.product, g.b, g.top, g.loss]) == [10.0, 0.0, 1.0, 1.0]
    assert problem.gradient_if({(g.loss, 1): 10.0}) == [3.0]
    assert problem.right == problem.gradient_if({}) == [3.0]  # nothing of it lasts


def test_what_does_not_lie_on_the_way_changes_nothing():
    g = Chain()
    problem = asked(g.loss, g.c)
    assert problem.gradient_if({(g.top, 0): 10.0, (g.product, 0): 7.0}) == [1.0]
    assert problem.gradient_if({(g.loss, 1): 10.0}) == [10.0]


def test_a_loss_that_does_not_depend_on_the_array_has_gradient_zero():
    g = Chain()
    stranger = Value(1.0)
    assert asked(g.loss, [g.a, stranger]).gradient_if({(g.top, 0): 10.0}) == [30.0, 0.0]
    for array in (stranger, [stranger, stranger]):
        problem = asked(g.loss, array)
        assert problem.near == []
        assert problem.gradient_if({(g.top, 0): 10.0}) == [0.0] * len(problem.nodes)


def test_a_gradient_that_overflows_is_no_number():
    g = Chain()
    (found,) = asked(g.loss, g.a).gradient_if({(g.top, 0): 1e200, (g.product, 0): 1e200})
    assert math.isnan(found)


def test_the_gradient_with_other_numbers_in_the_operations_that_use_them():
    g = Chain()
    problem = asked(g.loss, [g.a, g.b])
    assert problem.gradient_at({g.b: 7.0}) == [7.0, 0.0]  # exp' is still 1: only what uses b takes it to be 7
    assert problem.gradient_at({g.product: math.log(2.0)}) == [3.0, 0.0]  # the output of exp is still 1, and so is exp'
    assert problem.gradient_at({g.product: 0.0, g.top: 2.0}) == [6.0, 0.0]
    assert problem.gradient_at({g.c: 7.0}) == problem.right
    b_only = asked(g.b.log(), g.b)
    assert math.isnan(b_only.gradient_at({g.b: 0.0})[0])


def test_every_sweep_counts_and_a_large_graph_is_not_searched_for_ever():
    g = Chain()
    problem = asked(g.loss, g.a)
    assert (problem.size, problem.effort) == (5, 0)  # a b, exp and the sum have five inputs
    problem.gradient_if({})
    problem.gradient_at({g.b: 7.0})
    assert problem.effort == 10
    problem.effort = LIMIT
    assert not problem.exhausted
    problem.effort += 1
    assert problem.exhausted


@pytest.mark.parametrize(
    ("hand", "guess", "matches"),
    [
        ([1.0, 2.0], Guess([1.0, 2.0], ""), True),
        ([1.0, 2.0], Guess([1.0, 2.0], "", (2,)), True),
        ([1.0, 2.0], Guess([1.0, 2.1], ""), False),
        ([1.0, 2.0], Guess([1.0, 2.0], "", (1, 2)), False),
        ([[1.0, 2.0]], Guess([1.0, 2.0], "", (1, 2)), True),
        ([[1.0, 2.0]], Guess([1.0, 2.0], ""), False),
        ([1.0], Guess([1.0], ""), False),
    ],
)
def test_a_guess_matches_in_its_numbers_and_its_shape(hand, guess, matches):
    assert with_gradient([7.0, 8.0], hand).matches(guess) == matches


def test_a_guess_is_held_to_a_millionth_and_a_verdicts_tolerance_is_a_thousand_times_wider_at_zero():
    assert all_close([1.0 + 0.9e-6], [1.0])
    assert not all_close([1.0 + 1.2e-6], [1.0])
    assert all_close([0.9e-10], [0.0])
    assert not all_close([1.1e-10], [0.0])
    assert all_close([1.0] * 1000, [1.0] * 1000)
    assert not all_close([1.0] * 1000, [1.0] * 1001)
    assert with_gradient([0.0], [0.9e-7]).wrong == []
    assert with_gradient([0.0], [1.1e-7]).wrong == [0]


def test_the_wrong_entries():
    assert with_gradient([1.0, 2.0, 3.0], [1.0, 2.5, nan]).wrong == [1, 2]
    assert with_gradient([1.0, 2.0, 3.0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).wrong == [0, 1, 2, 3, 4, 5]
    assert with_gradient([1.0, 2.0, 3.0], 1.0).wrong == [0]


@pytest.mark.parametrize(
    ("hand", "evidence"),
    [
        ([1.0, 2.0, 3.0, 4.0], 0),
        ([1.0, 2.0, 3.0, 5.0], 1),
        ([5.0, 5.0, -5.0, 5.000001], 1),  # repeats, whatever their sign
        ([5.0, 6.0, 7.0, 8.0], 4),
        ([0.0, inf, nan, 8.0], 1),  # only numbers say anything, and zeros are cheap
        ([5.0001, 5.0002, 5.0, 5.0], 3),
    ],
)
def test_different_numbers_that_are_wrong_are_evidence(hand, evidence):
    assert with_gradient([1.0, 2.0, 3.0, 4.0], hand).evidence == evidence


def test_the_moment_of_a_node_is_how_often_a_shared_array_is_used_after_and_before_it():
    w, v = Value(0.5, "w"), Value(2.0, "v")
    h1 = w * 3.0
    h2 = w * h1
    out = v * h2
    loss = out.tanh()
    moments = asked(loss, w, v=v).moments
    assert moments == {
        w: (-3, 0), h1.inputs[1]: (-3, 0), h1: (-2, 1), h2: (-1, 2), v: (-1, 0), out: (0, 3), loss: (0, 3),
    }  # fmt: skip
    assert asked(loss, w).moments[out] == (0, 2)  # what is not compared is not counted


def test_the_layers_of_some_families_and_where_they_stand():
    w = Value(0.5, "w")
    loss = (w.tanh() + 1.0).sin() * 2.0 + w.relu()
    problem = asked(loss, w)
    found = [([node.op for node, _ in edges], where) for edges, where in problem.layers("activation", "rectifier")]
    assert found == [(["tanh"], "tanh after w"), (["sin"], "sin after w"), (["relu"], "relu after w")]
    assert [where for _, where in problem.layers("sum", edges=problem.edges[:2])] == ["add after w"]


def test_a_slip_cannot_change_what_it_is_given():
    problem = with_gradient([1.0, 2.0])
    for given, name in ((problem.target, "hand"), (Guess([1.0], ""), "gradient")):
        with pytest.raises(FrozenInstanceError):
            setattr(given, name, [3.0])


def test_the_name_of_the_array_asked_about_comes_before_those_of_the_others():
    a = Value(1.0)
    assert asked(a * 2.0, a, name="mine", yours=a).names == {a: "mine"}
