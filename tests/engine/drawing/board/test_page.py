"""What the page is told of a board, and what it is spared."""

from engine import Constant, Value
from engine.drawing.board.page import board_data
from engine.trace import trace
from nn import Matrix
from tests.engine.drawing.boards import board


def sent(output):
    return board_data(board(output), trace(output).labels)


def test_an_equation_names_its_grids_by_their_places_and_says_only_what_holds():
    X, W = Matrix([[1.0, 2.0]], "X"), Matrix([[0.5, 1.0], [1.5, -1.0]], "W")
    data = sent((Constant(3.0) - (X @ W).map(Value.tanh)[0][0]) * (X @ W)[0][1])
    product, function, difference = data["lines"][0], data["lines"][1], data["lines"][2]
    names = [grid["name"][0] for grid in data["grids"]]
    forward = product["forward"]
    assert [names[k] for k in (forward["result"], *forward["operands"])] == ["Z", "X", "W"]
    assert set(forward) == {"rule", "text", "result", "operands", "signs", "pairs", "weights"}
    assert (forward["rule"], forward["pairs"], forward["weights"]) == ("product", 1, (1,))
    assert "forward" in difference, "a line of single numbers stands among those of matrices"
    single = [grid for grid in data["grids"] if len([cell for row in grid["cells"] for cell in row]) == 1]
    assert single
    assert not any({"rows", "columns"} & set(grid) for grid in single)
    assert "forward" not in sent(Constant(3.0) - Value(1.0, "x"))["lines"][0], "without matrices there is no board"
    labelled = {grid["name"][0] for grid in data["grids"] if "labelled" in grid}
    assert {"X", "W"} <= labelled
    assert "Z" not in labelled
    assert function["kind"] == "elementwise"


def test_a_minus_and_a_share_are_told_and_nothing_of_the_kind_elsewhere():
    A, B = Matrix([[1.0, 2.0]], "A"), Matrix([[3.0, 5.0]], "B")
    difference = sent(((A - B) * A).sum())["lines"][0]
    to_a, to_b = difference["backward"]
    assert to_a["shared"] is True
    assert "sign" not in to_a
    assert to_b["sign"] == -1
    assert "shared" not in to_b
    assert "terms" in to_b
    assert "pairs" not in to_b
