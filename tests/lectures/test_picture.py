"""The picture of a graph in the terminal: what is known at a frame, and no more, in 80 columns."""

from engine import Value
from engine.notation import show
from engine.trace import trace
from lectures.picture import ROWS, picture, rows, where

a, b = Value(2.0, "a"), Value(-3.0, "b")
c = a * b
c.label = "c"
d = c + a
d.label = "d"
TRACE = trace(d)


def known(frame: int) -> dict[str, tuple[str, str]]:
    return {row.node.name: (show(row.data), show(row.grad)) for row in rows(TRACE, frame)}


def test_numbers_appear_in_the_order_of_the_passes() -> None:
    assert known(0) == {"a": ("2", "—"), "b": ("-3", "—"), "c": ("—", "—"), "d": ("—", "—")}
    assert known(1)["c"] == ("-6", "—")
    assert known(3) == {"a": ("2", "—"), "b": ("-3", "—"), "c": ("-6", "—"), "d": ("-4", "1")}
    last = known(len(TRACE.steps) - 1)
    assert {name: grad for name, (_, grad) in last.items()} == {"a": "-2", "b": "2", "c": "1", "d": "1"}


def test_a_sum_that_is_not_complete_says_so() -> None:
    frames = [picture(TRACE, frame) for frame in range(len(TRACE.steps))]
    assert any("so far" in frame for frame in frames)
    assert "so far" not in frames[-1]


def test_the_step_is_marked() -> None:
    marks = [{row.node.name: row.mark for row in rows(TRACE, frame) if row.mark} for frame in range(len(TRACE.steps))]
    assert marks[1] == {"c": "new"}
    assert marks[-1] == {"c": "from", "b": "to"}


def test_constants_are_left_out() -> None:
    assert [row.node.name for row in rows(trace(a * 2), 0)] == ["a", "v1"]


def test_where_counts_both_passes() -> None:
    assert where(TRACE, 0) == "forward 0/2 · backward 0/4"
    assert where(TRACE, len(TRACE.steps) - 1) == "forward 2/2 · backward 4/4"


def test_a_large_graph_is_shown_around_the_step_and_fits_the_terminal() -> None:
    y = Value(1.0, "a name that is far too long for one column of a table")
    for _ in range(60):
        y = y * 1.01
    large = trace(y)
    for frame in range(0, len(large.steps), 7):
        lines = picture(large, frame).split("\n")
        assert len(lines) <= ROWS + 4
        assert max(map(len, lines)) <= 80
        active = [row for row in rows(large, frame) if row.mark]
        assert all(any(line.lstrip("→∂← ").startswith(row.node.name[:20]) for line in lines) for row in active)
