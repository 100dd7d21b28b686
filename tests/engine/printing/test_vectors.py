"""Rows as LLVM: to be read beside the table, the same text each time, and vectors where what is read lies so."""

import subprocess
import sys

import pytest

from engine import PRIMITIVES
from engine.errors import ArgumentError
from engine.printing.__main__ import printed
from engine.printing.grid import NEXT, Axis, Block, Kernel, Reach, best_for_lanes, merged, tiles
from engine.printing.llvm import Number, Writer
from engine.printing.vectors import llvm

TANH = """\
declare double @tanh(double) nounwind willreturn memory(none)
define void @tanh_forward(ptr noalias %values, ptr noalias %gradients, ptr noalias %results, ptr noalias %tables, \
ptr noalias %step, i64 %examples) nounwind {
entry:
  %of1 = getelementptr inbounds i64, ptr %step, i64 1
  %of2 = load i64, ptr %of1, align 8
  %3 = getelementptr inbounds double, ptr %values, i64 %of2
  %4 = load double, ptr %3, align 8
  %5 = call double @tanh(double %4)
  store double %5, ptr %results, align 8
  ret void
}"""


def test_tanh_to_be_read_beside_its_row():
    text = printed("tanh")
    assert text.startswith("tanh(x) = tanh(x); dy/dx = 1 - y**2")
    assert "(f64.store (local.get $y) (call $tanh (f64.load (local.get $p0))))" in text
    assert TANH in text
    assert text.count("call double @exp") == 1  # what sigmoid(2x) and sigmoid(-2x) have in common


@pytest.mark.parametrize("name", PRIMITIVES)
def test_every_row_is_printed_the_same_each_time_alone_and_as_vectors(name):
    assert printed(name) == printed(name)
    assert "<8 x double>" in printed(name, operations=16)


def test_a_row_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ArgumentError, match="there is no row 'erf'; there are: add, subtract, "):
        printed("erf")


def test_where_nobody_reads_on_it_ends_quietly():
    command = [sys.executable, "-m", "engine.printing", *PRIMITIVES]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("add(a, b) = a + b")
    process.stdout.close()
    with process.stderr as said:
        assert said.read() == ""
    assert process.wait() == 1


def product(rows, columns, products):
    """A table of dots: weights lie row by row, what they multiply column beside column."""
    blocks = Block(products, (1, products, 0)), Block(products, (columns, 0, 1))
    return Kernel(PRIMITIVES["dot"], rows, columns, False, blocks)


def test_a_product_of_matrices_takes_columns_as_lanes_and_several_rows_at_once():
    text = llvm(product(4, 16, 5), "forward")
    assert text.count("alloca <8 x double>") == 8  # four rows times two vectors
    assert "gather" not in text
    assert "insertelement <8 x double> poison" in text  # a weight meets eight columns


def test_products_are_taken_as_lanes_where_columns_are_few_and_lie_apart():
    text = llvm(product(4, 2, 16)._replace(blocks=(Block(16, (1, 16, 0)), Block(16, (1, 0, 16)))), "forward")
    assert "shufflevector <8 x double>" in text  # the halves of the sum


def test_axes_along_which_all_lies_side_by_side_are_one():
    rows, columns, examples = Axis("row", (3, False)), Axis("column", (4, False)), Axis("example", (1, True))
    own = Reach("%values", "0", {"row": (4, True), "column": (1, True), "example": NEXT})
    axes, (reach,) = merged([rows, columns, examples], [own])
    assert axes == [Axis("row", (12, True))]
    assert reach.along("row") == NEXT
    shared = Reach("%values", "0", {"row": (4, False), "column": NEXT})
    axes, _ = merged([rows, columns, examples], [own, shared])
    assert axes == [Axis("row", (12, False)), examples]


def test_lanes_are_taken_along_the_axis_on_which_least_lies_apart():
    axes = [Axis("row", (8, False)), Axis("column", (8, False))]
    by_row = Reach("%values", "0", {"row": NEXT, "column": (8, False)})
    by_column = Reach("%values", "0", {"row": (8, False), "column": NEXT})
    assert best_for_lanes(axes, [by_row], by_row) == "row"
    assert best_for_lanes(axes, [by_column], by_column) == "column"
    apart = Reach("%values", "0", {"row": (9, False), "column": (9, False)})
    assert best_for_lanes(axes, [apart, apart], apart) == ""


def test_so_many_neighbours_are_done_at_once_as_divide_their_axis():
    axes = [Axis("row", (6, False)), Axis("column", (32, False)), Axis("example", (1, True))]
    assert tiles(axes, "column") == {"row": 3, "column": 2}
    assert tiles(axes[2:], "example") == {}


def test_an_odd_number_of_lanes_is_added_up_to_the_last():
    writer = Writer()
    assert writer.reduced("+", Number("%x", 7)).lanes == 1
    assert sum("fadd" in line for line in writer.lines) == 4  # 3 + 3 lanes, 1 + 1, the odd one of three, the seventh
