"""How matrices stand on a board where nobody has said it."""

import pytest

import engine.drawing.board.form
from engine import Value
from engine.drawing.board.form import form_of
from nn.array import array


@pytest.mark.parametrize(("most", "form"), [(7, "rows"), (8, "columns")])
def test_a_graph_that_is_too_large_to_read_stands_in_rows(most, form, monkeypatch):
    W, x = array([[1.5, 2.5]], "W"), array([[3.0], [4.0]], "x")
    loss = (W @ x).item().tanh() * Value(2.0, "c")
    monkeypatch.setattr(engine.drawing.board.form, "LARGEST", most)
    assert form_of(loss) == form
