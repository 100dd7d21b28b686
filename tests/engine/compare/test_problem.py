"""What a slip may ask of a problem: the gradients under other local derivatives, under other numbers, and sizes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import PRIMITIVES, Value
from engine.compare.perturb import reevaluated
from engine.compare.problem import AT_ONCE, Problem, _summed
from engine.numeric import slope_at
from engine.value import apply
from tests.engine.compare.asking import problem_of
from tests.engine.planted.derivation import values


class Chain:
    """L = exp(a b) + c with a, b, c = 0, 3, 5."""

    def __init__(self):
        self.a, self.b, self.c = Value(0.0, "a"), Value(3.0, "b"), Value(5.0, "c")
        self.product = self.a * self.b
        self.top = self.product.exp()
        self.loss = self.top + self.c


def test_the_way_is_what_lies_between_the_arrays_and_the_loss():
    g = Chain()
    problem = problem_of(g.loss, a=g.a)
    assert list(problem.between) == [g.product, g.top, g.loss]
    assert problem.edges == [(g.product, 0), (g.top, 0), (g.loss, 0)]
    assert problem.near == [g.a, g.b, g.product, g.top, g.c, g.loss]
    both = problem_of(g.loss, a=g.a, b=g.b)
    assert both.edges == [(g.product, 0), (g.product, 1), (g.top, 0), (g.loss, 0)]
    assert problem_of(g.loss, c=g.c).edges == [(g.loss, 1)]


def test_the_gradient_with_other_local_derivatives():
    g = Chain()
    problem = problem_of(g.loss, a=g.a)
    changes = [
        {}, {(g.top, 0): 10.0}, {(g.top, 0): 10.0, (g.product, 0): 7.0}, {(g.loss, 1): 10.0}, {(g.top, 0): 0.0},
        {(g.top, 0): -1.0},
    ]  # fmt: skip
    assert problem.tables(changes)["a"].tolist() == [[3.0], [30.0], [70.0], [3.0], [0.0], [-3.0]]
    assert problem.right(problem.arrays[0]) == [3.0]  # nothing of it lasts


def test_a_loss_that_does_not_depend_on_an_array_has_gradient_zero():
    g = Chain()
    stranger = Value(1.0)
    problem = problem_of(g.loss, w=[g.a, stranger], v=stranger)
    assert problem.tables([{(g.top, 0): 10.0}])["w"].tolist() == [[30.0, 0.0]]
    assert problem.tables([{(g.top, 0): 10.0}])["v"].tolist() == [[0.0]]
    alone = problem_of(g.loss, v=stranger)
    assert alone.tables([{}])["v"].tolist() == [[0.0]]
    assert alone.scale(alone.arrays[0]) == [0.0]


def test_no_change_at_all_is_an_empty_table():
    g = Chain()
    assert problem_of(g.loss, w=[g.a, g.b]).tables([])["w"].shape == (0, 2)


def test_numbers_that_overflow_are_no_numbers_and_no_error():
    g = Chain()
    (found,) = problem_of(g.loss, a=g.a).tables([{(g.top, 0): 1e200, (g.product, 0): 1e200}])["a"]
    assert not math.isfinite(found[0])


def test_the_local_derivatives_at_other_numbers():
    g = Chain()
    problem = problem_of(g.loss, w=[g.a, g.b])

    def at(data):
        return problem.tables([problem.slopes_at(data)])["w"][0].tolist()

    assert at({g.b: 7.0}) == [7.0, 0.0]  # exp' is still 1: only what uses b takes it to be 7
    assert at({g.product: 0.0, g.top: 2.0}) == [6.0, 0.0]
    assert at({g.c: 7.0}) == [3.0, 0.0]


def test_where_an_operation_has_no_derivative_there_is_nan():
    b = Value(3.0, "b")
    top = b.log()
    assert math.isnan(problem_of(top, b=b).slopes_at({b: 0.0})[top, 0])


def test_the_sizes_of_the_terms_that_a_gradient_sums_up():
    x = Value(2.0, "x")
    problem = problem_of(x * 1000.0 - x * 999.0, x=x)
    assert problem.right(problem.arrays[0]) == [1.0]
    assert problem.scale(problem.arrays[0]) == [1999.0]


def test_the_moment_of_a_node_is_how_often_a_shared_array_is_used_after_and_before_it():
    w, v = Value(0.5, "w"), Value(2.0, "v")
    h1 = w * 3.0
    h2 = w * h1
    out = v * h2
    loss = out.tanh()
    assert problem_of(loss, w=w, v=v).moments == {
        w: (-3, 0), h1.inputs[1]: (-3, 0), h1: (-2, 1), h2: (-1, 2), v: (-1, 0), out: (0, 3), loss: (0, 3),
    }  # fmt: skip
    assert problem_of(loss, w=w).moments[out] == (0, 2)  # what is not compared is not counted


# A batch of changes at once, against one at a time, all paths one by one, and losses with the slip built in.

PLANS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=12)


def graph(plan, data=(0.7, 1.3, 0.4)):
    """Return the three inputs of a random graph and its loss."""
    x = values("x", data)
    pool = [*x, x[0] * x[1] + x[2]]
    for op, i, j in plan:
        a, b = pool[-1 - i % len(pool)], pool[-1 - j % len(pool)]
        pool.append([a * b, a + b, a - 0.5 * b, a.tanh(), a / (b * b + 1.0), engine.maximum(a, b), a.sin()][op])
    return x, engine.sum(pool[-3:]).tanh() * 2.0


def changes_of(problem: Problem, draw: st.DrawFn, count: int):
    edges = st.sampled_from(problem.edges)
    slopes = st.one_of(st.just(0.0), st.just(1.0), st.floats(-3.0, 3.0))
    return draw(st.lists(st.dictionaries(edges, slopes, max_size=4), min_size=count, max_size=count + 5))


def over_all_paths(problem, node, slopes):
    """Return the sum over all paths from a node to the loss of the products along them."""
    loss, known = problem.structure.loss, {}

    def to_the_loss(x):
        if x is loss:
            return 1.0
        if x not in known:
            users = problem.structure.users.get(x, [])
            known[x] = sum(slopes.get(e, problem.structure.partial(e)) * to_the_loss(e[0]) for e in users)
        return known[x]

    return to_the_loss(node)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(PLANS, st.data())
def test_a_batch_of_changes_is_each_of_them_alone_and_the_sum_over_all_paths(plan, data):
    x, loss = graph(plan)
    problem = problem_of(loss, x=x)
    changes = changes_of(problem, data.draw, 3)
    table = problem.tables(changes)["x"]
    alone = np.array([problem.gradient_if(change, problem.arrays[0]) for change in changes])
    paths = np.array([[over_all_paths(problem, node, change) for node in x] for change in changes])
    assert table == pytest.approx(alone, rel=1e-12, abs=1e-14)
    assert table == pytest.approx(paths, rel=1e-9, abs=1e-12)


def test_more_changes_than_go_through_at_once():
    x, loss = graph([(0, 1, 2), (3, 0, 0), (1, 2, 0)])
    problem = problem_of(loss, x=x)
    changes = [{problem.edges[k % len(problem.edges)]: k / 100} for k in range(AT_ONCE + 40)]
    table = problem.tables(changes)["x"]
    assert len(table) == AT_ONCE + 40
    for k in (0, AT_ONCE - 1, AT_ONCE, AT_ONCE + 39):
        assert table[k] == pytest.approx(problem.gradient_if(changes[k], problem.arrays[0]))


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(PLANS, st.data())
def test_a_result_that_is_held_constant_is_a_loss_in_which_it_does_not_move(plan, data):
    x, loss = graph(plan)
    problem = problem_of(loss, x=x)
    held = data.draw(st.sampled_from([node for node in problem.between if node is not loss]))
    edges = {(node, slot): 0.0 for node, slot in problem.edges if node.inputs[slot] is held}
    found = problem.gradient_if(edges, problem.arrays[0])
    for node, slope in zip(x, found, strict=True):

        def frozen(number, node=node):
            return reevaluated(problem.structure.order, {node: number, held: held.data}).get(loss, loss.data)

        numeric = slope_at(frozen, node.data)
        if not numeric.kink:
            assert slope == pytest.approx(numeric.value, rel=1e-5, abs=1e-7)


def test_what_is_added_up_is_the_products_and_what_stands_behind_them():
    x, w, b = [Value(2.0), Value(-3.0), Value(1.0)], [Value(1.0), Value(4.0), Value(-5.0)], Value(-7.0)
    assert _summed(engine.dot(w, x)) == 2.0 + 12.0 + 5.0
    assert _summed(apply(PRIMITIVES["affine"], *w, *x, b)) == 2.0 + 12.0 + 5.0 + 7.0
    assert (_summed(x[0] - b), _summed(x[0].exp())) == (9.0, 0.0)
