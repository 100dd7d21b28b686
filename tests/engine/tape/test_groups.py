"""What one call can compute: equal operations of one level, and sums of different lengths once zeros fill them up."""

from itertools import pairwise

import numpy as np
import pytest

import engine
from engine import Value, gradient, topological_order
from engine.primitives import PRIMITIVES
from engine.tape import record
from engine.tape.groups import filled, group_keys, group_starts, grouped, wide_groups
from engine.tape.recording import record_program


def steps(tape):
    return tape.instructions().splitlines()[2:]


def test_a_group_starts_where_a_key_changes():
    assert group_starts(np.array([1, 1, 2, 2, 2]), np.array([0, 0, 0, 1, 1])).tolist() == [0, 2, 3]
    assert group_starts(np.array([3, 3, 1])).tolist() == [0, 2], "also where it falls"
    assert group_starts(np.array([7])).tolist() == [0]


@pytest.mark.parametrize("length", [5, 500, 1004, 1005, 1100])
def test_maxima_of_different_lengths_stay_apart_however_different_they_are(length):
    xs = [Value(0.1 * i, f"x{i}") for i in range(length)]
    outputs = [engine.maximum(*xs[:4]), engine.maximum(*xs)]
    program = grouped(record_program(topological_order(*outputs), outputs, xs, []))
    assert wide_groups(program, batch=False, scalars=False) == [(0, 1), (1, 2)]


@pytest.mark.parametrize("inputs", [1, 2])
def test_a_group_of_one_length_or_of_several_is_given_by_where_it_starts_and_stops(inputs):
    xs = [Value(0.1 * i, f"x{i}") for i in range(6)]
    outputs = [*(x.sin() for x in xs), *(engine.sum(xs[:n]) for n in (3, 4, 3, 5)), *(engine.dot(xs[:n], xs[1 : n + 1])
               for n in (2, 4)), engine.maximum(*xs), engine.maximum(*xs[:4]), engine.maximum(*xs[:4])]  # fmt: skip
    program = grouped(record_program(topological_order(*outputs), outputs, xs[:inputs], xs[inputs:]))
    names = [program.rows[code].name for code in program.code]
    found = [(names[start], start, stop) for start, stop in wide_groups(program, batch=False, scalars=False)]
    by_wrt = [("sin", 0, inputs)]
    others = [("sin", inputs, 6), ("sum", 6, 10), ("dot", 10, 12), ("maximum", 12, 14), ("maximum", 14, 15)]
    assert found == by_wrt + others


def test_zeros_fill_up_weights_and_inputs_and_leave_the_bias_last():
    reads = np.array([7, 8, 9, 1, 2, 3, 4, 5])
    assert filled(PRIMITIVES["affine"], np.array([3, 5]), reads).tolist() == [[7, 0, 8, 0, 9], [1, 2, 3, 4, 5]]
    assert filled(PRIMITIVES["dot"], np.array([2, 6]), reads).tolist() == [[7, 0, 0, 8, 0, 0], [9, 1, 2, 3, 4, 5]]
    assert filled(PRIMITIVES["sum"], np.array([3, 5]), reads).tolist() == [[7, 8, 9, 0, 0], [1, 2, 3, 4, 5]]


def test_attention_that_looks_back_further_and_further_is_one_step():
    shares = [[Value(0.1 * (i + j), "s") for j in range(i)] for i in range(2, 9)]
    values = [Value(0.3 * i - 1.0, f"v{i}") for i in range(9)]
    seen = [engine.dot(row, values[: len(row)]).tanh() for row in shares]
    loss, leaves = engine.sum(seen), [*(s for row in shares for s in row), *values]
    tape = record(loss, leaves)
    assert sum("dot" in step for step in steps(tape)) == 1
    value, slopes = tape.value_and_grad()
    np.testing.assert_allclose(value, loss.data, rtol=1e-14)
    np.testing.assert_allclose(slopes, gradient(loss, leaves), rtol=1e-14)


def test_lengths_that_are_too_different_stay_apart():
    xs = [Value(0.01 * i) for i in range(400)]
    short = [engine.sum(xs[i : i + 3]).tanh() for i in range(20)]
    tape = record(engine.sum([*short, engine.sum(xs).tanh()]), xs)
    assert sum("sum" in step for step in steps(tape)) == 3


def test_lonely_operations_are_done_one_by_one_and_equal_ones_together():
    x, ys = Value(0.5, "x"), [Value(0.1 * i, f"y{i}") for i in range(30)]
    loss = x.exp().sin().tanh() * engine.sum([y.cos() for y in ys])
    kinds = [("30 cos" in step, "one by one" in step) for step in steps(record(loss, [x, *ys]))]
    assert (True, False) in kinds
    assert (False, True) in kinds


@pytest.mark.parametrize(
    ("count", "operation", "is_a_step"),
    [
        (2, lambda xs: xs[0].tanh(), False),
        (3, lambda xs: xs[0].tanh(), True),
        (2, lambda xs: xs[0] * xs[1], False),
        (3, lambda xs: xs[0] * xs[1], True),
        (2, lambda xs: engine.maximum(*xs[:6]), False),
        (2, lambda xs: engine.maximum(*xs[:7]), True),
        (1, lambda xs: engine.maximum(*xs[:22]), False),
        (1, lambda xs: engine.maximum(*xs[:23]), True),
    ],
)
def test_a_step_on_arrays_pays_for_many_operations_or_for_long_ones(count, operation, is_a_step):
    xs = [[Value(0.1 * i + j) for i in range(23)] for j in range(count)]
    tape = record([operation(row) for row in xs], [x for row in xs for x in row])
    (step,) = steps(tape)
    assert ("one call on arrays" in step) == is_a_step


def test_what_each_example_has_is_a_group_whatever_else_it_depends_on():
    w, x = Value(1.0, "w"), Value(2.0, "x")
    outputs = [(w * 2.0).sin(), (x * 2.0).sin(), (w * x).sin(), (w * 3.0).sin(), (x * 3.0).sin()]
    program = grouped(record_program(topological_order(*outputs), outputs, [w], [x]))
    starts = [*group_starts(*group_keys(program)).tolist(), len(program.code)]
    groups = [(program.rows[program.code[i]].name, j - i) for i, j in pairwise(starts)]
    assert groups == [("multiply", 2), ("multiply", 3), ("sin", 2), ("sin", 3)], "first what all examples share"


def test_what_has_many_examples_is_a_step_however_little_it_is():
    w, x = Value(1.0, "w"), Value(2.0, "x")
    loss = w.exp() * x.sin()
    program = grouped(record_program(topological_order(loss), [loss], [w], [x]))
    assert [program.rows[code].name for code in program.code] == ["exp", "sin", "multiply"]
    assert wide_groups(program, batch=False, scalars=True) == []
    assert wide_groups(program, batch=True, scalars=True) == [(1, 2), (2, 3)]
    assert wide_groups(program, batch=False, scalars=False) == [(0, 1), (1, 2), (2, 3)]
    nothing = record_program([w], [w], [w], [])
    assert wide_groups(nothing, batch=True, scalars=False) == []


@pytest.mark.parametrize(
    ("lengths", "sums"),
    [
        ([3] * 10 + [103], 1),  # a thousand zeros
        ([3] * 10 + [104], 2),
        ([3] * 10 + [4, 184], 1),  # 1990 zeros for two steps less
        ([3] * 10 + [4, 185], 3),
    ],
)
def test_a_thousand_zeros_are_worth_a_step(lengths, sums):
    xs = [Value(0.001 * i, f"x{i}") for i in range(max(lengths))]
    tape = record([engine.sum(xs[:n]) for n in lengths], xs)
    assert len(steps(tape)) == sums
    np.testing.assert_allclose(tape.value(), [sum(x.data for x in xs[:n]) for n in lengths], rtol=1e-12, atol=1e-12)
    others = [x.sin() for x in xs for _ in range(4)]  # a group before them makes no difference
    assert len(steps(record([*others, *(engine.sum(xs[:n]) for n in lengths)], xs))) == 1 + sums


def test_sums_of_terms_or_products_and_soft_choices_are_filled_up():
    xs = [Value(0.1 * i, f"x{i}") for i in range(9)]
    for f in (engine.sum, lambda part: engine.dot(part, xs[: len(part)]), engine.logsumexp):
        assert len(steps(record([f(xs[:n]) for n in (4, 4, 4, 5, 5, 5)], xs))) == 1
    both = [f(xs[:n]) for f in (engine.sum, lambda part: engine.dot(part, xs[: len(part)])) for n in (4, 5) * 3]
    assert len(steps(record(both, xs))) == 2
    assert len(steps(record([engine.maximum(*xs[:n]) for n in (4, 4, 4, 5, 5, 5)], xs))) == 2


@pytest.mark.parametrize("f", [engine.softmax, lambda xs: [engine.logsumexp(xs)]])
def test_soft_choices_among_fewer_and_fewer_are_one_step(f):
    xs = [Value(0.3 * (i % 5) - 0.1 * i, f"x{i}") for i in range(9)]
    outputs = [y for n in range(9, 1, -1) for y in f(xs[:n])]
    loss = engine.sum([y.sin() for y in outputs])
    tape = record(loss, xs)
    assert sum("soft" in step or "logsumexp" in step for step in steps(tape)) == 1
    for point in (np.array([x.data for x in xs]), np.linspace(-300.0, 400.0, 9)):
        value, slopes = tape.value_and_grad(point)
        there = [Value(number) for number in point.tolist()]
        expected = engine.sum([y.sin() for n in range(9, 1, -1) for y in f(there[:n])])
        np.testing.assert_allclose(value, expected.data, rtol=1e-12)
        np.testing.assert_allclose(slopes, gradient(expected, there), rtol=1e-12, atol=1e-15)


def test_the_outputs_of_a_recurrent_network_wait_for_each_other():
    w, u, xs = Value(0.5, "w"), Value(-0.3, "u"), [Value(0.1 * i) for i in range(5)]
    h, seen = xs[0], []
    for x in xs[1:]:
        h = (w * h + u * x).tanh()
        seen.append(h.sin())
    program = grouped(record_program(topological_order(*seen), seen, [w, u], xs))
    names = [program.rows[code].name for code in program.code]
    assert names == ["dot", "tanh"] * 4 + ["sin"] * 4
    assert program.level.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]


def test_what_is_needed_late_is_computed_early_where_that_is_fewer_groups():
    xs = [Value(0.1 * i, f"x{i}") for i in range(4)]
    early = [x.sin() for x in xs]
    chain = early[0]
    for y in early[1:]:
        chain = chain * y
    program = grouped(record_program(topological_order(chain), [chain], xs, []))
    assert [program.rows[code].name for code in program.code] == ["sin"] * 4 + ["multiply"] * 3
    assert program.level.tolist() == [1, 1, 1, 1, 2, 3, 4]
