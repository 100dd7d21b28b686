"""What the terminal shows: the stops of a lecture, the table of a frame, its questions, and everything at once."""

import io

import pytest
from rich.console import Console

from engine import Value
from engine.trace import trace
from engine.words.columns import columns
from engine.words.digits import show
from engine.words.story import Story
from lectures.errors import UnknownNameError
from lectures.site.run import Run, run
from lectures.terminal import ROWS, picture, print_all, question_at, rows, stops_of, where
from tests.lectures.conftest import Write


def test_no_line_is_wider_than_the_terminal(ran: Run) -> None:
    written = io.StringIO()
    print_all(stops_of(ran), Console(file=written, width=80, no_color=True))
    assert max(map(len, written.getvalue().split("\n"))) <= 80


def test_print_all_says_every_step_once(ran: Run) -> None:
    written = io.StringIO()
    print_all(stops_of(ran, "product"), Console(file=written, width=80, no_color=True))
    for words in ran.figures[0].drawing.story.steps():
        assert written.getvalue().count(words) == 1


def test_an_unknown_figure_gets_the_nearest_name(ran: Run) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'product'"):
        stops_of(ran, "prodct")


a, b = Value(2.0, "a"), Value(-3.0, "b")
c = a * b
c.label = "c"
d = c + a
d.label = "d"
STORY = Story(trace(d))
TRACE = STORY.trace


def known(frame: int) -> dict[str, tuple[str, str]]:
    return {row.name: (show(row.data), show(row.grad)) for row in rows(STORY, frame)}


def test_numbers_appear_in_the_order_of_the_passes() -> None:
    assert known(0) == {"a": ("2", "—"), "b": ("-3", "—"), "c": ("—", "—"), "d": ("—", "—")}
    assert known(1)["c"] == ("-6", "—")
    assert known(3) == {"a": ("2", "—"), "b": ("-3", "—"), "c": ("-6", "—"), "d": ("-4", "1")}
    last = known(len(TRACE.steps) - 1)
    assert {name: grad for name, (_, grad) in last.items()} == {"a": "-2", "b": "2", "c": "1", "d": "1"}


def test_a_sum_that_is_not_complete_says_so() -> None:
    frames = [picture(STORY, frame) for frame in range(len(TRACE.steps))]
    assert any("so far" in frame for frame in frames)
    assert "so far" not in frames[-1]


def test_the_step_is_marked() -> None:
    marks = [{row.name: row.mark for row in rows(STORY, frame) if row.mark} for frame in range(len(TRACE.steps))]
    assert marks[1] == {"c": "new"}
    assert marks[-1] == {"c": "from", "b": "to"}


def test_constants_are_left_out() -> None:
    assert [row.name for row in rows(Story(trace(a * 2)), 0)] == ["a", "a*2"]


def test_where_counts_both_passes() -> None:
    assert where(TRACE, 0) == "forward 0/2 · backward 0/4"
    assert where(TRACE, len(TRACE.steps) - 1) == "forward 2/2 · backward 4/4"


def test_a_large_graph_is_shown_around_the_step_and_fits_the_terminal() -> None:
    y = Value(1.0, "a name that is far too long for one column of a table")
    for _ in range(60):
        y = y * 1.01
    large = Story(trace(y))
    for frame in range(0, len(large.trace.steps), 7):
        lines = picture(large, frame).split("\n")
        assert len(lines) <= ROWS + 4
        assert max(map(len, lines)) <= 80
        active = [row for row in rows(large, frame) if row.mark]
        assert all(any(line.lstrip("→∂← ").startswith(row.name[:20]) for line in lines) for row in active)


@pytest.mark.parametrize("width", [50, 60, 72, 80, 120])
def test_a_line_of_the_table_stays_a_line_in_a_narrow_terminal(width: int) -> None:
    for frame in range(len(TRACE.steps)):
        lines = picture(STORY, frame, width).split("\n")
        assert max(map(columns, lines)) <= width
        assert [line[2:3] for line in lines[2:]] == ["a", "b", "c", "d"]


ASKED = Story(trace(a * b + a))


def test_a_forward_question_hides_the_result() -> None:
    first = next(step for step in ASKED.trace.steps if step.kind == "forward")
    question = question_at(ASKED, first)
    assert question is not None
    assert question.text == "a*b = 2*(-3) = ?"
    assert question.answer == -6.0


def test_a_backward_question_asks_for_the_contribution_and_tells_the_finite_difference_at_the_end() -> None:
    last = [step for step in ASKED.trace.steps if step.kind == "backward" and ASKED.labels[step.input] == "a"][-1]
    question = question_at(ASKED, last)
    assert question is not None
    assert question.answer == last.contribution
    assert question.remark == "a.grad = -2; finite difference: -2"


@pytest.mark.parametrize("kind", ["leaves", "seed"])
def test_a_frame_without_a_new_number_asks_nothing(kind: str) -> None:
    assert question_at(ASKED, next(step for step in ASKED.trace.steps if step.kind == kind)) is None


@pytest.mark.parametrize("name", ["重み重み重み重み重み重み重み重み重み", "משקל משקל משקל", "w"])
def test_the_table_keeps_its_columns_whatever_a_label_is(name: str) -> None:
    story = Story(trace(Value(2.0, name) * 3.0))
    head, _, *lines = picture(story, 1).split("\n")
    assert {columns(line) for line in lines if "so far" not in line} == {columns(head)}


def test_prose_has_its_formulas_as_text(lecture: Write) -> None:
    source = "# %% [markdown]\n# # A\n# Of $w_1$:\n#\n# $$L = \\frac{1}{2} h^2$$\n"
    written = io.StringIO()
    print_all(stops_of(run(lecture(source, head=""))), Console(file=written, width=80, no_color=True))
    assert [line.strip() for line in written.getvalue().split("\n") if line.strip()] == ["A", "Of w₁:", "L = 1/2 h²"]
