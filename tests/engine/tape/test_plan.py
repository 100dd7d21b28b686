"""The order inside a group: what is read lies side by side, and numbers that are read by neighbours are read once."""

from random import Random

import numpy as np
import pytest

import engine
from engine import Value, topological_order
from engine.tape import record
from engine.tape.groups import grouped
from engine.tape.plan import ArrayPlan, make_plan, tables
from engine.tape.recording import record_program
from tests.engine.tape.test_grids import layer


def plan_of(outputs, wrt, inputs=(), **options):
    return make_plan(grouped(record_program(topological_order(*outputs), outputs, wrt, inputs)), **options)


def grids(plan):
    """Return of each step on arrays the row, the shape of its grid and what it reads."""
    return [
        (step.row.name, (step.rows, step.columns), [read.tolist() for read in step.reads])
        for step in plan.steps
        if isinstance(step, ArrayPlan)
    ]


def leaves(count, name="x"):
    return [Value(1.0 + 0.1 * i, f"{name}{i}") for i in range(count)]


def test_what_is_read_in_any_order_is_read_in_a_row():
    xs = leaves(8)
    plan = plan_of([xs[i].sin() for i in (5, 2, 7, 0, 3, 1, 6, 4)], xs)
    assert grids(plan) == [("sin", (1, 8), [[[1, 2, 3, 4, 5, 6, 7, 8]]])]
    assert plan.program.outputs == [9 + i for i in (5, 2, 7, 0, 3, 1, 6, 4)]


def test_the_slot_that_varies_most_decides_on_the_order():
    xs, w = leaves(6), Value(2.0, "w")
    plan = plan_of([x / w for x in reversed(xs)], [w, *xs])
    assert grids(plan) == [("divide", (1, 6), [[[2, 3, 4, 5, 6, 7]], [[1]]])]
    plan = plan_of([w / x for x in reversed(xs)], [w, *xs])
    assert grids(plan) == [("divide", (1, 6), [[[1]], [[2, 3, 4, 5, 6, 7]]])]


def test_what_is_read_of_operations_in_another_order_is_where_they_are_now():
    xs, ys = leaves(6, "x"), leaves(5, "y")
    order = [5, 2, 0, 3, 1, 4]
    sines = [xs[i].sin() for i in order]
    plan = plan_of([*(y.cos() for y in reversed(ys)), *(sines[i].exp() for i in (3, 0, 5, 1, 2, 4))], [*xs, *ys])
    assert grids(plan) == [
        ("cos", (1, 5), [[[7, 8, 9, 10, 11]]]),  # 12 to 16
        ("sin", (1, 6), [[[1, 2, 3, 4, 5, 6]]]),  # 17 to 22
        ("exp", (1, 6), [[[17, 18, 19, 20, 21, 22]]]),  # 23 to 28
    ]
    assert plan.program.outputs == [16, 15, 14, 13, 12, *(23 + order[i] for i in (3, 0, 5, 1, 2, 4))]


@pytest.mark.parametrize(("rows", "columns"), [(2, 6), (3, 4), (4, 3), (6, 2)])
def test_a_number_that_neighbours_read_is_read_once_for_each_row(rows, columns):
    tops, bottoms = leaves(rows, "a"), leaves(12, "b")
    shares = [tops[i // columns] / bottoms[i] for i in range(12)]
    Random(rows).shuffle(shares)
    read = np.arange(1, 1 + rows)[:, None], 1 + rows + np.arange(12).reshape(rows, columns)
    expected = [("divide", (rows, columns), [ids.tolist() for ids in read])]
    assert grids(plan_of(shares, [*tops, *bottoms])) == expected


@pytest.mark.parametrize("order", [[1, 1, 1, 2, 2, 2, 2, 2], [2, 2, 2, 1, 1, 1, 1, 1], [1, 2, 1, 2, 1, 2, 1, 2]])
def test_rows_of_different_lengths_are_one_row(order):
    tops, bottoms = leaves(2, "a"), leaves(8, "b")
    plan = plan_of([tops[i - 1] / bottom for i, bottom in zip(order, bottoms, strict=True)], [*tops, *bottoms])
    assert grids(plan) == [("divide", (1, 8), [[order], [[3, 4, 5, 6, 7, 8, 9, 10]]])]


def test_whatever_does_not_divide_into_rows_of_one_length_is_one_row():
    tops, bottoms = leaves(3, "a"), leaves(8, "b")
    order = [0, 0, 0, 1, 1, 2, 2, 2]
    plan = plan_of([tops[i] / bottom for i, bottom in zip(order, bottoms, strict=True)], [*tops, *bottoms])
    assert grids(plan) == [("divide", (1, 8), [[[1 + i for i in order]], [[*range(4, 12)]]])]


@pytest.mark.parametrize(
    ("slots", "at", "grid"),
    [(2, 0, (3, 4)), (2, 1, (3, 4)), (3, 0, (3, 4)), (3, 1, (3, 4)), (3, 2, (3, 4)), (4, 2, (3, 4)), (4, 3, (1, 12))],
)
def test_what_neighbours_share_is_looked_for_among_their_first_three_inputs(slots, at, grid):
    own = [leaves(12, f"x{slot}_") for slot in range(slots)]
    own[at] = [x for x in leaves(3, "shared") for _ in range(4)]
    wrt = [*dict.fromkeys(x for column in own for x in column)]
    ((name, found, _),) = grids(plan_of([engine.sum(list(row)) for row in zip(*own, strict=True)], wrt))
    assert (name, found) == ("sum", grid)


def test_what_all_share_is_no_row_and_the_next_input_may_be():
    w, tops, bottoms = Value(0.5, "w"), leaves(3, "t"), leaves(12, "b")
    plan = plan_of([engine.sum([w, tops[i // 4], bottoms[i]]) for i in range(12)], [w, *tops, *bottoms])
    assert [grid for _, grid, _ in grids(plan)] == [(3, 4)]


@pytest.mark.parametrize(("inputs", "rises"), [(2, True), (3, True), (4, False)])
def test_of_up_to_three_inputs_the_most_varied_decides_on_the_order_and_of_more_the_first(inputs, rises):
    xs, tops, others = leaves(6, "x"), leaves(3, "t"), leaves(2, "w")
    sums = [engine.sum([tops[i // 2], xs[5 - i], *others[: inputs - 2]]) for i in range(6)]
    ((_, _, (read,)),) = grids(plan_of(sums, [*xs, *tops, *others]))
    assert np.ravel(read[1]).tolist() == ([1, 2, 3, 4, 5, 6] if rises else [6, 5, 4, 3, 2, 1])


def test_a_layer_is_read_as_rows_of_weights_and_columns_of_inputs():
    w, xs, b = [leaves(4, f"w{j}") for j in range(8)], [leaves(4, f"x{i}") for i in range(10)], leaves(8, "b")
    outputs = [engine.affine(w[j], xs[i], b[j]) for i in range(10) for j in range(8)]
    plan = plan_of(outputs, [v for row in w for v in row] + b, [x for row in xs for x in row])
    ((name, grid, (weights, inputs, bias)),) = grids(plan)
    assert (name, grid) == ("affine", (8, 10))
    assert np.shape(weights) == (4, 8, 1)
    assert np.shape(inputs) == (4, 1, 10)
    assert np.transpose(weights, (1, 2, 0)).ravel().tolist() == list(range(1, 33))
    assert np.transpose(inputs, (1, 2, 0)).ravel().tolist() == list(range(41, 81))
    assert bias == [[[33 + j] for j in range(8)]]


def test_the_first_input_of_a_softmax_stands_apart():
    xs = leaves(5)
    ((name, grid, (own, others)),) = grids(plan_of(engine.softmax(xs), xs))
    assert (name, grid, own) == ("softmax", (1, 5), [[[1, 2, 3, 4, 5]]])
    assert others == [[[2, 1, 1, 1, 1]], [[3, 3, 2, 2, 2]], [[4, 4, 4, 3, 3]], [[5, 5, 5, 5, 4]]]


@pytest.mark.parametrize(("rows", "columns", "k", "is_a_table"), [
    (8, 8, 4, True),  # 256 multiplications
    (8, 8, 3, False),
    (3, 17, 5, False),  # 255
    (2, 26, 5, True),
    (2, 25, 5, False),
    (26, 2, 5, True),
    (1, 90, 5, False),
    (90, 1, 5, False),
])  # fmt: skip
def test_a_small_table_is_not_worth_a_step_of_its_own(rows, columns, k, is_a_table):
    ((_, found_rows, found_columns),) = tables(layer(rows, columns, k), k)
    assert (found_rows, found_columns) == ((rows, columns) if is_a_table else (1, rows * columns))


def test_lists_that_begin_alike_are_different_rows_and_columns():
    def alike(first, last):
        return [[*range(first, first + 4), last + i] for i in range(8)]

    layers = [np.array([[*w, *x] for w in alike(0, last) for x in alike(50, 50 + last)]) for last in (10, 20)]
    parts = tables(np.concatenate(layers), 5)
    assert [(order.tolist(), rows, columns) for order, rows, columns in parts] == [
        (list(range(64)), 8, 8),
        (list(range(64, 128)), 8, 8),
    ]


def test_single_rows_and_single_columns_are_left_together():
    reads = np.concatenate([layer(1, 60, 5), layer(1, 70, 5, first=1000), layer(80, 1, 5, first=2000)])
    ((order, rows, columns),) = tables(reads, 5)
    assert (order.tolist(), rows, columns) == (list(range(210)), 1, 210)


def test_tables_come_in_the_order_of_their_first_dot_and_the_rest_in_reading_order():
    small, large = layer(2, 3, 4, first=500), layer(8, 20, 4)
    (first, second) = tables(np.concatenate([small, large]), 4)
    assert (first[0].tolist(), first[1:]) == ([0, 1, 2, 3, 4, 5], (1, 6))
    assert (second[0].tolist(), second[1:]) == (list(range(6, 166)), (8, 20))
    (first, second) = tables(np.concatenate([large, small]), 4)
    assert (first[1:], second[0].tolist()) == ((8, 20), list(range(160, 166)))


def test_the_instructions_of_a_small_network():
    w, x = leaves(30, "w"), Value(-0.5, "x")
    hidden = [(v * x).tanh() for v in w]
    tape = record(engine.sum(hidden) * -2.5e-7, w, [x])
    assert tape.operations == 62
    assert tape.instructions().splitlines() == [
        "62 operations recorded, 62 left, on 4 levels, in 4 steps; 30 wrt, 1 inputs, 2 constants",
        "step  level  operations   how                    the first of them",
        "1     1      30 multiply  one call on arrays     v33 = w0*x",
        "2     2      30 tanh      one call on arrays     v63 = tanh(v33)",
        "3     3      1 sum        one call on arrays     v93 = v63 + v64 + v65 + v66 + v67 + v68 + v69...",
        "4     4      1 multiply   one by one, on floats  v94 = v93*(-2.5e-07)",
    ]


def test_the_instructions_of_matrix_products_and_single_operations():
    w, xs, b = [leaves(4, f"w{j}_") for j in range(8)], [leaves(4, f"x{i}_") for i in range(10)], Value(1.0, "b")
    dots = [engine.dot(w[j], xs[i]) for i in range(10) for j in range(8)]
    loss = engine.maximum(*dots) / 3.0 - b.exp() * b.exp()
    tape = record(loss, [*(v for row in w for v in row), b], [x for row in xs for x in row])
    assert tape.instructions().splitlines() == [
        "86 operations recorded, 86 left, on 4 levels, in 5 steps; 33 wrt, 40 inputs, 2 constants",
        "step  level  operations            how                    the first of them",
        "1     1      2 exp                 one by one, on floats  v75 = exp(b)",
        "2     1      8 x 10 dot            one matrix product     v77 = w0_0*x0_0 + w0_1*x0_1 + w0_2*x0_2 + w0_...",
        "3     2      1 multiply            one by one, on floats  v157 = v75*v76",
        "4     2      1 maximum             one call on arrays     v158 = maximum(v77, v87, v97, v107, v117, v12...",
        "5     3      1 divide, 1 subtract  one by one, on floats  v159 = v158/3",
    ]


@pytest.mark.parametrize("length", [1, 38, 39, 60])
def test_a_formula_in_the_instructions_is_cut_at_48_characters(length):
    x = Value(1.0, "x" * length)
    written = f"v2 = sin({x.label})"
    expected = written if len(written) <= 48 else written[:45] + "..."
    assert record(x.sin(), [x]).instructions().splitlines()[2].endswith(f"  {expected}")


def test_sums_and_maxima_of_what_rows_share_are_no_matrix_product():
    tops, bottoms, more = leaves(3, "t"), leaves(12, "b"), leaves(12, "c")
    for f, name in ((engine.sum, "sum"), (lambda xs: engine.maximum(*xs), "maximum")):
        outputs = [f([tops[i // 4], bottoms[i], more[i]]) for i in range(12)]
        (line,) = record(outputs, [*tops, *bottoms, *more]).instructions().splitlines()[2:]
        assert line.startswith(f"1     1      12 {name}")
        assert "one call on arrays" in line


def test_a_long_sum_in_the_instructions_is_a_call():
    xs = leaves(49)
    sums = [record(engine.sum(xs[:n]), xs).instructions().splitlines()[2] for n in (48, 49)]
    assert sums[0].endswith("v50 = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 +...")
    assert sums[1].endswith("v50 = sum(x0, x1, x2, x3, x4, x5, x6, x7, x8,...")


def test_the_instructions_of_nothing():
    x = Value(1.0, "x")
    assert record(x, [x]).instructions().splitlines() == [
        "0 operations recorded, 0 left, on 0 levels, in 0 steps; 1 wrt, 0 inputs, 1 constants",
        "step  level  operations  how  the first of them",
    ]
