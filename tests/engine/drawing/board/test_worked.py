"""Small worked graphs, and all that stands on the board for them: every grid, every term, every sign."""

from collections.abc import Callable
from random import Random

import pytest
from syrupy.assertion import SnapshotAssertion

import engine
from engine import Value, named, softmax
from engine.drawing.board import Line, lines
from engine.drawing.board.grids import Cell, Equation, Grid, Words
from engine.drawing.board.sources import Orientation
from engine.drawing.board.written import Board
from engine.trace import trace
from engine.words.story import Story
from nn import RNN, Conv2D, Matrix
from tests.engine.drawing import nets


def neuron() -> Value:
    w, x = [Value(-3.0, "w1"), Value(1.0, "w2")], [Value(2.0, "x1"), Value(0.5, "x2")]
    return named("o", (w[0] * x[0] + w[1] * x[1] + Value(6.5, "b")).tanh())


def two_two_one() -> Value:
    """A 2-2-1 network for two examples, with a loss."""
    X, Y = Matrix([[1.0, 2.0], [0.5, -1.0]], "X"), Matrix([[1.0], [0.0]], "Y")
    W, V, b = Matrix([[0.5, -0.25], [1.0, 0.75]], "W"), Matrix([[2.0], [-1.0]], "V"), Matrix([[0.1, 0.2]], "b")
    return named("L", (((X @ W + b[0]).map(Value.tanh) @ V - Y) ** 2).sum())


def two_steps() -> Value:
    x = [[Value(0.5, "x1")], [Value(-1.0, "x2")]]
    return named("L", engine.sum([y for (y,) in RNN(1, 2, 1, rng=Random(3))(x)]))


def scores() -> Value:
    """The entropy of a softmax against a target of two classes out of three."""
    p = softmax([Value(1.0, "z0"), Value(2.0, "z1"), Value(0.5, "z2")])
    return named("L", -(p[0].log() * 0.25 + p[2].log() * 0.75))


def rows_of_shares() -> Value:
    """Softmax of every row of a matrix, a product with constants, and a maximum of every column."""
    P = Matrix([softmax(row) for row in Matrix([[1.0, 2.0], [0.5, -0.5]], "S")])
    O = P @ Matrix([[1.0, 0.5], [2.0, -1.0]])  # noqa: E741 (as on the board)
    return engine.logsumexp([engine.maximum(*column) for column in O.T])


def entries() -> Value:
    """A row that is added, a number that serves all, quotients, powers, a difference, and the same matrix twice."""
    A, r, s = Matrix([[1.0, 2.0], [4.0, 3.0]], "A"), [Value(0.5, "r0"), Value(1.5, "r1")], Value(2.0, "s")
    B = (A**2 - r) / A * s
    found: Value = (B.map(Value.relu) + B).sum() - engine.sum([a.exp() for a in A.T[1]]) + s * s
    return found


def used_twice() -> Value:
    """Every entry of a computed row goes through the same function twice, and so does every leaf of another."""
    Z, x = Matrix([[1.0, 0.5]], "X") @ Matrix([[1.0, 2.0], [0.5, -1.0]], "W"), [Value(0.5, "x0"), Value(1.0, "x1")]
    parts = [engine.sum([z.tanh() for z in some]) for some in (Z[0], Z[0], x, x)]
    return parts[0] * parts[1] + parts[2] / parts[3]


def image() -> Value:
    return nets.convolution(1, 3)


def strided() -> Value:
    """A kernel over an image with a margin of zeros, two pixels further each time."""
    pixels = [[[Value(float(3 * i + j), f"x[{i},{j}]") for j in range(3)] for i in range(3)]]
    ((row, _),) = Conv2D(1, 1, 2, stride=2, padding=1, bias=False, rng=Random(3))(pixels)
    return named("L", engine.sum([y * y for y in row]))


Graph = Callable[[], Value]
WORKED: list[tuple[Graph, Orientation]] = [
    (neuron, "rows"),
    (two_two_one, "rows"),
    (two_two_one, "columns"),
    (two_steps, "rows"),
    (scores, "rows"),
    (rows_of_shares, "rows"),
    (rows_of_shares, "columns"),
    (entries, "rows"),
    (nets.written_out, "columns"),
    (image, "rows"),
    (strided, "rows"),
    (nets.squares, "rows"),
    (used_twice, "columns"),
]
NAMES = [f"{graph.__name__} in {form}" for graph, form in WORKED]


def cell(found: Cell) -> str:
    return "." if found is None else f"{found}" if isinstance(found, int) else "/".join(map(str, found))


def grid(found: Grid) -> str:
    def words(some: Words) -> str:
        return f" {','.join(map(str, some))}" if some else ""

    numbers = "; ".join(" ".join(map(cell, row)) for row in found.cells)
    names = f" |rows{words(found.rows)}|columns{words(found.columns)}" if found.rows or found.columns else ""
    return f"{found.what} {found.name.text} [{numbers}]{names}"


def equation(found: Equation) -> str:
    signs = " _ ".join(found.signs)
    terms = [" + ".join("*".join(f"{i}:{r},{c}" for i, r, c in term) for term in terms) for terms in found.terms]
    more = [f"of weights {found.weights}"] * bool(found.weights) + ["a share"] * found.shared
    more += [f"{found.pairs} pairs"] * (found.pairs != 0) + [f"sign {found.sign}"] * (found.sign != 1)
    head = f"  {found.text.text}   ({'; '.join([found.rule, signs.strip(), *more])})"
    grids = [f"    {grid(each)}" for each in (found.result, *found.operands)]
    return "\n".join([head, *grids, *(["    " + " | ".join(terms)] if terms else [])])


def line(found: Line) -> str:
    made = f"{found.kind} {' '.join(map(str, found.nodes))}{'' if found.is_matrix else ' (numbers)'}"
    return "\n".join([made, equation(found.forward), *map(equation, found.backward)])


@pytest.mark.parametrize(("graph", "form"), WORKED, ids=NAMES)
def test_the_whole_board_of_a_small_graph(graph: Graph, form: Orientation, snapshot: SnapshotAssertion) -> None:
    story = Story(trace(graph()))
    values = ", ".join(f"{i} {label}" for i, label in enumerate(story.labels))
    assert "\n".join([values, *map(line, lines(story, form))]) == snapshot


@pytest.mark.parametrize(("graph", "form"), WORKED, ids=NAMES)
def test_all_of_it_written_out_with_its_numbers(graph: Graph, form: Orientation, snapshot: SnapshotAssertion) -> None:
    board = Board(Story(trace(graph())), form)
    said = [f"{each.left} {' '.join(f'{sign} {side}' for sign, side in each.sides)}"
            for each in (*board.forward(), *board.backward())]  # fmt: skip
    assert "\n".join(said) == snapshot
