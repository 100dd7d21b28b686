"""A recorded graph with other numbers in it, and the slope that follows."""

import random

import numpy as np
import pytest

from engine import DomainError, Value, affine, topological_order
from engine.arithmetic import Floats
from engine.compare import perturb
from engine.compare.perturb import FloatRows, reevaluated, slope_along, slopes_along
from engine.compare.surrogate import given_gradients
from engine.gradients import gradient
from engine.numeric import Slope, slope_at
from engine.primitives import PRIMITIVES


def test_only_what_depends_on_a_change_is_computed_anew():
    a, b = Value(2.0), Value(3.0)
    product, other = a * 5.0, b * 7.0
    total = product + other
    order = topological_order(total)
    assert reevaluated(order, {a: 10.0}) == {a: 10.0, product: 50.0, total: 71.0}
    assert reevaluated(order, {product: 1.0}) == {product: 1.0, total: 22.0}  # a result may be overruled
    assert reevaluated(order, {product: 1.0, a: 10.0}) == {a: 10.0, product: 1.0, total: 22.0}
    assert reevaluated(order, {Value(1.0): 2.0}).keys().isdisjoint(order)
    assert total.data == 31.0


def test_the_slope_along_a_node_is_that_of_the_last_one():
    a, b = Value(2.0), Value(3.0)
    square = a * a
    total = square * b
    order = topological_order(total)
    assert [slope_along(order, node).value for node in (a, b, square, total)] == pytest.approx([12, 4, 3, 1])
    assert slope_along(order, Value(1.0)).value == 0.0


@pytest.mark.parametrize("name", PRIMITIVES)
def test_rows_are_computed_as_their_numbers_would_be(name: str):
    row = (
        PRIMITIVES[name].bind(*[2.0] * len(PRIMITIVES[name].static_names))
        if PRIMITIVES[name].static_names
        else PRIMITIVES[name]
    )
    rng = random.Random(7)
    columns = [[rng.uniform(*interval) for _ in range(50)] for interval in row.domain]
    columns[0] = [columns[0][0]] * 50 if len(columns) > 1 else columns[0]
    each = [row.value_at(Floats, xs) for xs in zip(*columns, strict=True)]
    first = columns[0][0] if len(columns) > 1 else np.array(columns[0])  # an operand that does not change is one number
    assert row.value_at(FloatRows, [first, *map(np.array, columns[1:])]).tolist() == each


def test_slopes_along_many_nodes_are_those_along_each_of_them():
    """A kink, a number at the edge of a domain, a wave, a result that others depend on, and a stranger."""
    x, edge, kink, wave = Value(0.7), Value(1e-6), Value(0.0), Value(300.0)
    y = (x * 3.0).tanh()
    total = y * y + edge.log() + kink.relu() * x + (wave * x).sin() + affine([x, y], [y, x], edge)
    order, nodes = topological_order(total), [x, edge, kink, wave, y, total, Value(1.0)]

    def alone(node: Value) -> Slope:
        return slope_at(lambda x: reevaluated(order, {node: x}).get(total, total.data), node.data)

    found = slopes_along(order, nodes)
    assert found == {node: alone(node) for node in nodes} == {node: slope_along(order, node) for node in nodes}
    assert found[kink].kink


def test_a_node_without_a_slope_does_not_take_those_of_others():
    x, zero = Value(2.0), Value(0.0)
    total = x * x + zero.sqrt()
    order = topological_order(total)
    found = slopes_along(order, [x, zero])
    assert found[x].value == pytest.approx(4.0)
    assert isinstance(found[zero], DomainError)
    with pytest.raises(DomainError, match="no values on both sides"):
        slope_along(order, zero)


def test_given_gradients_replace_what_comes_from_the_loss_and_leave_the_ways_around():
    """L = z^2 + 5 x with z = 3 x at x = 2: dL/dz = 12 by right and 10 as given, so dL/dx = 30 + 5."""
    x = Value(2.0, "x")
    z = x * 3.0
    loss = z**2 + 5.0 * x
    surrogate, copies = given_gradients(topological_order(loss), {z: 10.0})
    assert gradient(surrogate, [copies[z], copies[x]]) == [10.0, 35.0]
    assert surrogate.data == 10.0 * 6.0 + loss.data
    assert copies[z] is not z
    assert (loss.data, gradient(loss, x)) == (46.0, 41.0)


def test_the_gradient_of_the_loss_itself_may_be_given():
    x = Value(2.0, "x")
    loss = x * 3.0
    surrogate, copies = given_gradients(topological_order(loss), {loss: 10.0})
    assert gradient(surrogate, [copies[loss], copies[x]]) == [10.0, 30.0]


def test_of_two_given_gradients_the_nearer_one_counts():
    x = Value(2.0, "x")
    z = x * 3.0
    u = z * 4.0
    surrogate, copies = given_gradients(topological_order(u * 5.0), {u: 7.0, z: 100.0})
    assert gradient(surrogate, [copies[u], copies[z], copies[x]]) == [7.0, 100.0, 300.0]


def test_an_operation_may_be_computed_by_another_rule():
    a, b = Value(2.0), Value(3.0)
    product = a * b
    total = product + a
    order = topological_order(total)
    assert reevaluated(order, {}, {product: lambda xs: xs[0] - xs[1]}) == {product: -1.0, total: 1.0}
    assert reevaluated(order, {a: 10.0}, {product: max})[total] == 20.0


def asked_together(monkeypatch, order, nodes):
    """Return of how many nodes at a time the slopes are asked for at first."""
    together = []

    def answers(order, asked):
        together.append(len(asked))
        return [None] * len(asked)  # no value anywhere

    monkeypatch.setattr(perturb, "_answers", answers)
    assert all(isinstance(error, DomainError) for error in slopes_along(order, nodes).values())
    return together[::2]  # each is asked for twice, with two steps


@pytest.mark.parametrize(
    ("at_once", "together"),
    [
        (1, [1, 1, 1, 1, 1]),
        (39, [1, 1, 1, 1, 1]),
        (40, [2, 2, 1]),
        (59, [2, 2, 1]),
        (60, [3, 2]),
        (100, [5]),
        (999, [5]),
    ],
)
def test_a_pass_keeps_no_more_numbers_than_there_is_room_for(monkeypatch, at_once, together):
    """Five for each node that is asked for, of every one of the four nodes of the graph."""
    monkeypatch.setattr(perturb, "AT_ONCE", at_once)
    nodes = [Value(float(k)) for k in range(2, 7)]
    order = topological_order(nodes[0] * nodes[1] + nodes[0])
    assert len(order) == 4
    assert asked_together(monkeypatch, order, nodes) == together


def test_five_million_numbers_are_kept_at_once(monkeypatch):
    nodes = [Value(float(k)) for k in range(2, 5)]
    assert asked_together(monkeypatch, nodes[:1] * 500_000, nodes) == [2, 1]
    assert asked_together(monkeypatch, nodes[:1] * 500_001, nodes) == [1, 1, 1]


def test_every_question_has_an_answer(monkeypatch):
    monkeypatch.setattr(perturb, "_answers", lambda order, asked: [None])
    with pytest.raises(ValueError, match="zip"):
        slopes_along([Value(2.0)], [Value(2.0), Value(3.0)])


def test_a_node_is_asked_for_once():
    x = Value(2.0)
    order = topological_order(x * x)
    assert list(slopes_along(order, [x, order[-1], x])) == [x, order[-1]]


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [(2.0, 3.0, 8.0), (np.array([2.0, 3.0]), 2.0, [4.0, 9.0]), (2.0, np.array([3.0, 0.0]), [8.0, 1.0]),
     (np.array([2.0, 3.0]), np.array([3.0, -1.0]), [8.0, 1 / 3])],
)  # fmt: skip
def test_a_power_of_rows_is_that_of_every_number(a, b, result):
    assert np.asarray(FloatRows.pow(a, b)).tolist() == result
