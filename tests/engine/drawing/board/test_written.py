"""Every line of a board written out in LaTeX, in names and in numbers."""

import re

from engine import Constant, Value, dot, softmax
from engine.drawing.board.written import Board
from engine.trace import trace
from engine.words.story import Story


def told(output: Value, form: str = "columns", most: int = 9) -> list[str]:
    board = Board(Story(trace(output)), form)
    found = [*board.forward(most), *board.backward(most)]
    return [" ".join([each.left, *(f"{sign} {side}" for sign, side in each.sides)]) for each in found]


def layer() -> Value:
    W = [[Value(1.0, "W[0,0]"), Value(2.0, "W[0,1]")], [Value(3.0, "W[1,0]"), Value(-4.0, "W[1,1]")]]
    x = [Constant(1.0, "x[0]"), Constant(2.0, "x[1]")]
    z = [dot(row, x) for row in W]
    for k, each in enumerate(z):
        each.label = f"z[{k}]"
    loss = z[0] * z[0] + z[1] * z[1]
    loss.label = "L"
    return loss


def test_a_product_is_written_in_names_in_numbers_and_with_what_it_makes() -> None:
    lines = told(layer())
    assert lines[0] == (
        r"z = W\,x = \begin{pmatrix} 1 & 2 \\ 3 & -4 \end{pmatrix}\,\begin{pmatrix} 1 \\ 2 \end{pmatrix}"
        r" = \begin{pmatrix} 5 \\ -5 \end{pmatrix}"
    )
    assert lines[-1] == (
        r"dW = \delta z\,x^{T} = \begin{pmatrix} 10 \\ -10 \end{pmatrix}\,\begin{pmatrix} 1 & 2 \end{pmatrix}"
        r" = \begin{pmatrix} 10 & 20 \\ -10 & -20 \end{pmatrix}"
    )


def test_with_an_example_in_each_row_the_same_stands_transposed() -> None:
    assert told(layer(), "rows")[0].startswith(r"z = x\,W^{T} = \begin{pmatrix} 1 & 2 \end{pmatrix}\,")


def test_the_backward_pass_begins_with_one() -> None:
    assert r"\delta L = 1" in told(layer())


def test_a_number_without_a_name_stands_inside_those_that_use_it() -> None:
    p, y = Value(0.25, "p"), Constant(1.0, "y")
    loss = -(y * p.log())
    loss.label = "L"
    assert told(loss) == [
        r"L = -\left(y \cdot \ln\left(p\right)\right) = -1 \cdot \ln\left(0.25\right) = 1.386",
        r"\delta L = 1",
        r"\delta p = -\delta L \cdot y \cdot \left(\frac{1}{p}\right) = -1 \cdot 1 \cdot 4 = -4",
    ]


def test_what_flows_back_on_two_ways_is_added_in_one_line() -> None:
    p = Value(0.5, "p")
    loss = p.log() - (1 - p).log()
    loss.label = "L"
    last = told(loss)[-1]
    assert last.startswith(r"\delta p = ")
    assert last.endswith(r"= 4")
    assert r"\text{ gets }" not in last


def test_where_the_printed_digits_make_another_number_it_says_so() -> None:
    a = Value(0.7, "a")
    h = a.tanh()
    h.label = "h"
    loss = h**3
    loss.label = "L"
    *_, last = told(loss)  # 1.096 times 0.6347 is 0.6956
    assert last.endswith(r"= 1.096 \cdot 0.6347 \approx 0.6955")
    assert all(r"\approx" not in line for line in told(layer()))


def test_squares_of_the_entries_are_no_square_of_the_matrix() -> None:
    z = [Value(1.0, "z[0]"), Value(2.0, "z[1]")]
    squares = [each**2 for each in z]
    loss = squares[0] + squares[1]
    loss.label = "L"
    assert any(r"\end{pmatrix}^{\odot 2}" in line for line in told(loss))


def test_a_large_matrix_is_cut_where_it_is_asked_for() -> None:
    x = [Value(float(k), f"x[{k}]") for k in range(7)]
    loss = dot(x, [Constant(2.0, f"c[{k}]") for k in range(7)])
    loss.label = "L"
    assert r"\begin{pmatrix} 0 & \cdots & 6 \end{pmatrix}" in " ".join(told(loss, most=3)) or (
        r"\begin{pmatrix} 0 \\ \vdots \\ 6 \end{pmatrix}" in " ".join(told(loss, most=3))
    )


def test_a_leaf_alone_has_a_gradient_of_one_and_no_line() -> None:
    assert told(Value(2.0, "w")) == []


def test_of_a_softmax_in_rows_each_row_has_its_own_upstream_gradients() -> None:
    z = [[Value(float(k + m), f"Z[{k},{m}]") for m in range(2)] for k in range(2)]
    p = [softmax(row) for row in z]
    for k, row in enumerate(p):
        for m, each in enumerate(row):
            each.label = f"P[{k},{m}]"
    loss = p[0][0] * p[0][1] + p[1][0] * p[1][1] * 3
    loss.label = "L"
    shares = [line for line in told(loss, "rows") if r"\frac{\partial P}{\partial Z}" in line]
    assert len(shares) == 2
    for line in shares:  # a row times a matrix is a row
        rows = [inner.count(r"\\") + 1 for inner in re.findall(r"\\begin\{pmatrix\}(.*?)\\end", line)]
        assert rows == [1, 2, 1]


def test_what_stands_in_a_matrix_later_on_has_a_line_of_its_own() -> None:
    a, w = Value(3.0, "a"), [Value(0.5, "w0"), Value(-1.0, "w1")]
    lines = told(softmax([dot(w, [Value(1.0, "x0"), Value(2.0, "x1")]), a.exp()])[0], "rows")
    assert r"e^{a} = e^{3} = 20.09" in lines
    lines = told(dot(w, [Value(1.0, "x0"), Value(2.0, "x1")]) + a.exp(), "rows")
    assert not any(line.startswith("e^{a} = ") for line in lines), "in a formula it stands inside"
