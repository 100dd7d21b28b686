"""The program of a graph: which numbers each example has, where they lie, and what another order changes."""

import numpy as np
import pytest

from engine import Value, topological_order
from engine.tape.program import INPUT, WRT, Program
from engine.tape.recording import record_program


def program() -> Program:
    """Of (w * 2).sin() * x and x.exp(): the constants 0 and 2, then w, then x, then four operations."""
    w, x = Value(1.0, "w"), Value(2.0, "x")
    outputs = [(w * 2.0).sin() * x, x.exp()]
    return record_program(topological_order(*outputs), outputs, [w], [x])


def test_bits_say_what_a_number_depends_on() -> None:
    made = program()
    assert (WRT, INPUT) == (1, 2)
    assert made.constants.tolist() == [0.0, 2.0]
    assert made.leaves == 4
    assert [made.rows[code].name for code in made.code] == ["multiply", "sin", "multiply", "exp"]
    assert made.depends.tolist() == [0, 0, WRT, INPUT, WRT, WRT, WRT | INPUT, INPUT]
    assert made.by_example.tolist() == [False, False, False, True, False, False, True, True]


def test_each_example_has_its_own_numbers_and_they_share_the_others() -> None:
    own, row = program().rows_of_stores(True)
    assert own.tolist() == [False, False, False, True, False, False, True, True]
    assert row.tolist() == [0, 1, 2, 0, 3, 4, 1, 2]
    assert row.dtype == np.int32
    own, row = program().rows_of_stores(False)
    assert not own.any()
    assert row.tolist() == [*range(8)]


def test_the_reads_of_each_operation_begin_where_those_of_the_one_before_end() -> None:
    made = program()
    assert made.arity.tolist() == [2, 1, 2, 1]
    assert made.first_read.tolist() == [0, 2, 3, 5, 6]
    assert made.reads.tolist() == [2, 1, 4, 5, 3, 3]


@pytest.mark.parametrize(
    ("order", "names", "reads", "outputs"),
    [
        ([0, 1, 2, 3], ["multiply", "sin", "multiply", "exp"], [2, 1, 4, 5, 3, 3], [6, 7]),
        ([3, 0, 1, 2], ["exp", "multiply", "sin", "multiply"], [3, 2, 1, 5, 6, 3], [7, 4]),
        ([0, 3, 1, 2], ["multiply", "exp", "sin", "multiply"], [2, 1, 3, 4, 6, 3], [7, 5]),
    ],
)
def test_in_another_order_ids_are_others(
    order: list[int], names: list[str], reads: list[int], outputs: list[int]
) -> None:
    made = program()
    made.labels[7] = "end"
    moved = made.in_order(np.array(order))
    assert [moved.rows[code].name for code in moved.code] == names
    assert (moved.reads.tolist(), moved.outputs) == (reads, outputs)
    assert moved.depends.tolist() == [0, 0, 1, 2, *([1, 1, 3, 2][i] for i in order)]
    assert moved.labels == {2: "w", 3: "x", 4 + order.index(3): "end"}
    assert moved.arity.tolist() == [[2, 1, 2, 1][i] for i in order]
    assert moved.level.tolist() == [[1, 2, 3, 1][i] for i in order]
