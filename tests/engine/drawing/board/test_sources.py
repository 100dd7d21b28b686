"""Which matrix a number belongs to, by labels and by what has been computed."""

import pytest

import engine
from engine import Value, dot, named
from engine.drawing.board.labels import labelled_arrays
from engine.trace import trace
from nn import Matrix
from tests.engine.drawing.boards import board, said


def test_two_digits_of_a_label_are_a_row_and_a_column():
    x = [Value(1.0, "x1"), Value(2.0, "x2")]
    w = [[Value(float(i - j), f"w{i}{j}") for j in (1, 2)] for i in (1, 2)]
    loss = dot(w[0], x).tanh() * dot(w[1], x).tanh()
    line = board(loss)[0]
    assert said(loss)[0] == ("Z = x wᵀ", ["δx = δZ w", "dw = δZᵀ x"])
    assert [grid.shape for grid in line.forward.operands] == [(1, 2), (2, 2)]


def test_rows_computed_one_by_one_stand_as_their_labels_say():
    """In columns each of the two is upright, and together they are the transpose of what the labels count."""
    X, W, U = (Matrix([[1.0, 2.0], [3.0, -4.0]], name) for name in ("X", "W", "U"))
    Z = X @ W
    H = Matrix([[z.tanh() for z in Z[0]], [z.relu() for z in Z[1]]]).named("H")
    loss = (H @ U).map(Value.tanh).sum()
    assert said(loss)[3] == ("Z1 = H U", ["δH = δZ1 Uᵀ", "dU = Hᵀ δZ1"])
    assert said(loss, "columns")[3] == ("Z1 = Uᵀ Hᵀ", ["δHᵀ = U δZ1", "dU = Hᵀ δZ1ᵀ"])


def test_a_product_that_is_a_single_number_keeps_its_name_further_on():
    z = (Matrix([[2.0]], "X") @ Matrix([[3.0]], "W") @ Matrix([[5.0]], "V"))[0][0]
    assert [line.forward.text.text for line in board(z.tanh())] == ["Z = X W", "Z1 = Z V", "A1 = tanh(Z1)"]


def test_a_result_alone_is_called_by_its_whole_label():
    x, w = [Value(1.0, "x1"), Value(2.0, "x2")], [[Value(0.5 * i, f"w{i}{j}") for j in (1, 2)] for i in (1, 2)]
    output = named("h[0]", dot(w[0], x)) * named("h[1]", dot(w[1], x).exp())
    assert [line.forward.text.text for line in board(output)] == ["Z = x wᵀ", "h[1] = exp(Z[1])", "h[0]*h[1]"]


@pytest.mark.parametrize(
    ("labels", "shape"),
    [
        (["a0", "a1", "a2"], (1, 3)),
        (["a0", "a1", "a0", "a1"], (2, 2)),
        (["a[0,0]", "a[0,1]", "a[1,0]"], (2, 2)),
        (["a0", "a1", "a0"], (3, 1)),
        (["a11", "a12", "a21", "a22"], (2, 2)),
        (["a11", "a12", "a21"], (1, 3)),
        (["a0", "a[1,1]"], (2, 1)),
        (["a[0,0,0]", "a[1,0,0]"], (2, 1)),
    ],
    ids=[
        "vector",
        "vector-of-each-example",
        "matrix",
        "some-twice",
        "two-digits",
        "not-all-of-two-digits",
        "some-with-two-indices",
        "three-indices",
    ],
)
def test_leaves_stand_in_a_matrix_if_all_have_one_index_or_two_and_else_below_each_other(labels, shape):
    leaves = [Value(0.5 + k, label) for k, label in enumerate(labels)]
    assert board(engine.sum([a.tanh() for a in leaves]))[0].forward.result.shape == shape


@pytest.mark.parametrize(("label", "name"), [("b", "a*b"), ("a_rather_long_one", "R")])
def test_a_single_number_is_called_by_its_expression_only_where_that_is_short(label, name):
    product = Value(2.0, "a") * Value(3.0, label)
    line = board(engine.sum([(x - product).tanh() for x in Matrix([[1.0, 2.0]], "X").entries]))[1]
    assert name in [grid.name.text for grid in line.forward.operands]


def test_numbers_and_another_of_the_same_letter_are_not_called_the_same():
    x, w, v = ([Value(0.1 * k, f"{name}{k}") for k in (1, 2)] for name in "xwv")
    a = [named(f"a{k}", w[k] * x[0] + x[1]) for k in (0, 1)]
    loss = named("a", dot(v, [each.tanh() for each in a])) * Value(2.0, "v")
    assert [line.forward.text.text for line in board(loss)][-3:] == ["tanh(A)", "a = tanh(A) V", "a*v"]
    assert said(loss)[-1][1] == ["δtanh(A) = δa Vᵀ", "dV = tanh(A)ᵀ δa"]


def test_the_name_they_get_is_one_that_nobody_has():
    a = [named(f"a{k}", Value(0.5 * k, f"x{k}").tanh()) for k in (1, 2)]
    loss = named("a", a[0].exp() + a[1].exp()) * Value(2.0, "A")
    assert next(line.forward.text.text for line in board(loss)) == "A1 = tanh(x)"


def test_a_matrix_for_each_example_is_no_one_matrix():
    each = [[Value(float(i - j + k), f"w[{i},{j}]") for i in (0, 1) for j in (0, 1)] for k in (0, 1)]
    assert set(labelled_arrays(trace(each[0][0] * each[0][1] + each[0][2] * each[0][3]))) == {"w"}
    assert labelled_arrays(trace(engine.dot(each[0], each[1]))) == {}


def test_a_part_of_a_matrix_is_called_so():
    """h[:2] and h[2:] are other numbers, which their names have to say."""
    a, w = [Value(0.1 * i, f"a[{i}]") for i in range(4)], Value(2.0, "w")
    h = [named(f"h[{i}]", (w * x).tanh()) for i, x in enumerate(a)]
    product = ("h[:2]*h[2:]", ["δh[:2] = δ(h[:2]*h[2:]) ⊙ h[2:]", "δh[2:] = δ(h[:2]*h[2:]) ⊙ h[:2]"])
    assert product in said(engine.sum([x * y for x, y in zip(h[:2], h[2:], strict=True)]))


def test_so_is_a_part_without_labels_and_its_entries_are_counted_as_in_the_whole():
    x, W = [Value(1.0, "x0"), Value(2.0, "x1")], Matrix([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]], "W")
    z = [dot(row, x) for row in W]
    loss = engine.sum([a * b.sigmoid() for a, b in zip(z[:2], z[2:], strict=True)])
    assert [text for text, _ in said(loss)] == ["Z = x Wᵀ", "R = sigmoid(Z[2:])", "Z[:2]*R", "sum(Z[:2]*R)"]


def test_an_entry_of_each_row_is_no_block_and_is_called_a_part_all_the_same():
    P = (Matrix([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "S").map(Value.exp)).named("P")
    loss = engine.sum([P[0, 2].log(), P[1, 0].log(), *(x * x for x in P.entries)])
    assert ("log(P[·])", ["δP[·] gets δlog(P[·]) ⊙ (1/P[·])"]) in said(loss)


def test_no_letter_stands_alone_beside_the_same_one_with_a_number():
    """Z beside Z2 would be read as one of it, and so would Z**2."""
    X, W1, W2 = Matrix([[1.0], [3.0]], "X"), Matrix([[0.5, -0.1]], "W1"), Matrix([[0.7], [-0.6]], "W2")
    Y = (X @ W1).map(Value.tanh) @ W2
    loss = (Y[0, 0] - 1.5) ** 2 + (Y[1, 0] + 0.5) ** 2
    assert [text for text, _ in said(loss)][2:4] == ["Z2 = A1[0] W2", "Z3 = A1[1] W2 + 0.5"]


def test_one_minus_the_targets_is_called_so_though_the_graph_holds_only_its_numbers():
    P = (Matrix([[0.3], [-0.4], [0.9]], "Z").map(Value.sigmoid)).named("P")
    T = Matrix.given([[1.0], [0.0], [0.0]], "T")
    loss = (T * P.map(Value.log) + (1 - T) * (1 - P).map(Value.log)).sum()
    texts = [text for text, _ in said(loss)]
    assert "T*log(P)" in texts
    assert "R = (1 - T)*log(1 - P)" in texts
