"""A graph as a program: which numbers have which ids, what is a constant, what depends on what."""

from random import Random

import numpy as np
import pytest

import engine
from engine import Value, affine, dot
from engine.arithmetic import Floats
from engine.graph import topological_order
from engine.tape.groups import group_keys, group_starts, grouped
from engine.tape.plan import ArrayPlan, make_plan
from engine.tape.program import INPUT, WRT, ZERO
from engine.tape.recording import _narrow, record_program
from tests.engine.graphs import random_graph


def program_of(outputs, wrt, inputs=()):
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return record_program(topological_order(*outputs), outputs, wrt, inputs)


def operations(program):
    """Return (row, ids that it reads) of each operation."""
    bounds = program.first_read
    return [
        (program.rows[code].name, program.reads[start:stop].tolist())
        for code, start, stop in zip(program.code, bounds, bounds[1:], strict=False)
    ]


def run(program, theta, inputs):
    """Return all numbers of a program, by id: the definition of what it computes."""
    numbers = [*program.constants.tolist(), *theta, *inputs]
    for code, (_, reads) in zip(program.code, operations(program), strict=True):
        numbers.append(program.rows[code].value_at(Floats, [numbers[x] for x in reads]))
    return numbers


def test_ids_are_constants_then_wrt_then_inputs_then_operations():
    w, b, x, c = Value(0.5, "w"), Value(-1.0, "b"), Value(2.0, "x"), Value(3.0, "c")
    hidden = (w * x + b).tanh()
    hidden.label = "h"
    loss = (hidden - c * 2) * w
    program = program_of([loss, hidden, b], [w, b], [x])
    assert program.constants.tolist() == [0.0, 6.0]
    assert (program.wrt, program.inputs, program.leaves, program.recorded) == (2, 1, 5, 5)
    assert operations(program) == [("affine", [2, 4, 3]), ("tanh", [5]), ("subtract", [6, 1]), ("multiply", [7, 2])]
    assert program.fused.tolist() == [1, 0, 0, 0]
    assert program.level.tolist() == [1, 2, 3, 4]
    assert program.depends.tolist() == [0, 0, WRT, WRT, INPUT, *[WRT | INPUT] * 4]
    assert program.outputs == [8, 6, 3]
    assert program.labels == {2: "w", 3: "b", 4: "x", 6: "h"}
    assert program.first_read.tolist() == [0, 3, 4, 6, 8]


def test_levels_and_what_a_number_depends_on_come_from_all_that_it_reads():
    w, x, u = Value(2.0), Value(3.0), Value(4.0)
    deep = (w * w).exp()
    program = program_of(engine.maximum(deep, x * 2.0, u, 5.0), [w, u], [x])
    assert operations(program)[-1] == ("maximum", [7, 8, 4, 2])
    assert program.constants.tolist() == [0.0, 2.0, 5.0]
    assert program.level.tolist() == [1, 2, 1, 3]
    assert program.depends.tolist() == [0, 0, 0, WRT, WRT, INPUT, WRT, WRT, INPUT, WRT | INPUT]


def test_equal_constants_share_an_id_but_not_zero_with_minus_zero():
    x = Value(1.0)
    loss = engine.maximum(x * 2.0, x - 2.0, x * 0.0, x * -0.0, Value(2.0, "two"), Value(3.0, "three"))
    program = program_of(loss, [x])
    assert program.constants[ZERO] == 0.0
    assert [str(number) for number in program.constants.tolist()] == ["0.0", "2.0", "-0.0", "3.0"]
    assert program.labels == {3: "three"}
    assert operations(program)[-1] == ("maximum", [5, 6, 7, 8, 1, 3])


def test_what_depends_on_no_leaf_is_computed_once():
    x, c = Value(1.0), Value(2.0)
    program = program_of(x * (c.exp() + c), [x])
    assert program.constants.tolist() == [0.0, (c.exp() + c).data]
    assert operations(program) == [("multiply", [2, 1])]
    assert program.recorded == 1


def leaves(names):
    return [Value(float(i), name) for i, name in enumerate(names, 1)]


a, b, c, d = leaves("abcd")  # with ids 1, 2, 3, 4: the constant 0 comes first


@pytest.mark.parametrize(
    ("build", "constants", "written"),
    [
        (lambda: a + b, [], [("add", [1, 2])]),
        (lambda: a + b + c, [], [("sum", [1, 2, 3])]),
        (lambda: (a + b) + (c + d), [], [("sum", [1, 2, 3, 4])]),
        (lambda: a + (b + (c + d)), [], [("sum", [1, 2, 3, 4])]),
        (lambda: a - b + c, [], [("subtract", [1, 2]), ("add", [5, 3])]),
        (lambda: a * b + c * d, [], [("dot", [1, 3, 2, 4])]),
        (lambda: a * b + c, [], [("affine", [1, 2, 3])]),
        (lambda: a * b + c + d, [], [("sum", [3, 4]), ("affine", [1, 2, 5])]),
        (lambda: dot([a, b], [c, d]) + a, [], [("affine", [1, 2, 3, 4, 1])]),
        (lambda: affine([a], [b], c) + affine([c], [d], a), [], [("sum", [3, 1]), ("affine", [1, 3, 2, 4, 5])]),
        (lambda: engine.sum([a, b]) + c, [], [("sum", [1, 2, 3])]),
        (lambda: engine.sum([a * b]), [], [("multiply", [1, 2])]),
        (lambda: a + b + 2.0 + 3.0, [5.0], [("sum", [2, 3, 1])]),
        (lambda: a * b + 2.0 + 3.0, [5.0], [("affine", [2, 3, 1])]),
        (lambda: a * b + c + 2.0, [2.0], [("sum", [4, 1]), ("affine", [2, 3, 6])]),
    ],
)
def test_additions_as_they_are_written_down(build, constants, written):
    program = program_of(build(), [a, b, c, d])
    assert program.constants.tolist() == [0.0, *constants]
    assert operations(program) == written


def test_the_weights_of_a_layer_come_first_however_the_products_are_written():
    w, v, x, y = leaves("wvxy")
    hidden, other = x.tanh(), y.tanh()
    program = program_of(hidden * w + v * other, [w, v, x, y])
    assert operations(program) == [("tanh", [3]), ("tanh", [4]), ("dot", [1, 2, 5, 6])]


@pytest.mark.parametrize("seed", range(10))
def test_a_program_computes_what_its_graph_computes_in_any_order(seed):
    rng = Random(seed)
    loss, xs = random_graph(rng)
    middle = rng.choice([node for node in topological_order(loss) if node.inputs])
    middle.label = "middle"
    program = program_of([loss, middle], xs[:2], xs[2:])
    numbers = [x.data for x in xs]
    expected = pytest.approx([loss.data, middle.data], rel=1e-12)
    together = grouped(program)
    keys = [key.tolist() for key in group_keys(together)]
    assert keys[0] == sorted(keys[0]), "a program in group order goes up the levels"
    assert len(group_starts(*group_keys(together))) == len(set(zip(*keys, strict=True))), "and has each group once"
    for same in (program, together, make_plan(together).program, make_plan(together, batch=True).program):
        found = run(same, numbers[:2], numbers[2:])
        assert [found[i] for i in same.outputs] == expected
        assert same.labels[same.outputs[1]] == "middle"
        for i, (_, reads) in enumerate(operations(same), same.leaves):
            assert max(reads) < i, "each operation stands behind what it reads"
            assert same.depends[i] == np.bitwise_or.reduce(same.depends[reads])
            assert same.level[i - same.leaves] > max((same.level[x - same.leaves] for x in reads if x >= same.leaves),
                                                     default=0)  # fmt: skip


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("scalars", [False, True])
def test_the_steps_of_a_plan_do_all_operations_in_order_and_read_what_they_read(seed, batch, scalars):
    loss, xs = random_graph(Random(seed), operations=60)
    plan = make_plan(grouped(program_of(loss, xs[:2], xs[2:])), batch, scalars)
    program, done = plan.program, 0
    written = operations(program)
    for step in plan.steps:
        if isinstance(step, range):
            assert scalars
            assert step.start == done
            assert step.stop > step.start
            if batch:
                assert not (program.depends[program.leaves + step.start : program.leaves + step.stop] & INPUT).any()
            done = step.stop
            continue
        assert isinstance(step, ArrayPlan)
        assert step.start == done
        done += step.rows * step.columns
        grid = (step.rows, step.columns)
        slots = [np.broadcast_to(slot, grid) for read in step.reads for slot in read.reshape(-1, *read.shape[-2:])]
        for i, (name, reads) in enumerate(written[step.start : done]):
            assert name == step.row.name
            filling = {ZERO, *np.flatnonzero(np.isneginf(program.constants)).tolist()}
            found = [int(slot.flat[i]) for slot in slots]
            assert [x for x in found if x not in filling] == [x for x in reads if x not in filling]
    assert done == len(written)


@pytest.mark.parametrize(
    ("most", "size"), [(0, 1), (1, 1), (127, 1), (128, 2), (129, 2), (32767, 2), (32768, 4), (100000, 4)]
)
def test_counts_have_as_few_bytes_as_the_largest_needs(most, size):
    found = _narrow([0, most])
    assert found.tolist() == [0, most]
    assert found.itemsize == size
    assert _narrow([]).tolist() == []
