"""One number of many, and shares of many."""

from engine import Value, softmax
from engine.drawing.board import lines
from engine.trace import trace
from engine.words.story import Story
from tests.engine.drawing.boards import board, complaints


def test_a_softmax_of_some_scores_and_one_of_all_are_a_row_each():
    z = [Value(0.5, "z0"), Value(1.0, "z1"), Value(2.0, "z2")]
    some, every = softmax(z[:2]), softmax(z)
    output = some[0] * every[1]
    shares = board(output)[0]
    assert (shares.kind, shares.forward.text.text) == ("softmax", "P = softmax(z)")
    assert [[cell is None for cell in row] for row in shares.forward.operands[0].cells] == [
        [False, False, True], [False, False, False],
    ]  # fmt: skip
    assert [e.result.shape for e in shares.backward] == [(1, 2), (1, 3)]
    seen = trace(output)
    assert list(complaints(seen, lines(Story(seen)))) == []
