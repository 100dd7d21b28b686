"""Stepping in the terminal: the keys, the jumps, predictions, and everything at once when nobody is there."""

import io

import pytest
from rich.console import Console

from lectures.errors import UnknownNameError
from lectures.run import Run, run
from lectures.terminal import print_all, stops_of, walk

CODE = """\
from engine import Value
from lectures.board import claim, figure
a, b = Value(2.0, "a"), Value(-3.0, "b")
c = a * b
c.label = "c"
figure("product", c, caption="two factors", predict=[b])
claim("D05", "c", "-6", c)

# %%
figure("square", a * a)
"""


@pytest.fixture
def ran(lecture) -> Run:
    return run(lecture(CODE))


def played(ran: Run, keys: list[str], figure: str = "", predict: bool = False) -> tuple[str, list[str]]:
    """Walk with these answers; return what was written and what was asked."""
    written, asked, answers = io.StringIO(), [], iter(keys)

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return next(answers)

    walk(stops_of(ran, figure, predict), Console(file=written, width=80, no_color=True), ask)
    return written.getvalue(), asked


def frames(text: str) -> list[str]:
    return [line.split("frame ")[1].split("/")[0] for line in text.split("\n") if " · frame " in line]


def test_enter_and_n_go_on_p_goes_back_q_ends(ran: Run) -> None:
    text, _ = played(ran, ["", "n", "p", "p", "p", "q"], figure="product")
    assert frames(text) == ["1", "2", "3", "2", "1", "1"]


def test_a_number_leads_to_a_frame_and_only_to_one_that_exists(ran: Run) -> None:
    text, _ = played(ran, ["5", "99", "0", "q"], figure="product")
    assert frames(text) == ["1", "5", "5", "5"]
    assert "There are frames 1 to 5." in text


def test_an_unknown_key_is_answered_and_nothing_moves(ran: Run) -> None:
    text, _ = played(ran, ["x", "q"], figure="product")
    assert frames(text) == ["1", "1"]
    assert "'x' is none of the keys" in text


def test_the_whole_lecture_is_prose_code_results_and_frames(ran: Run) -> None:
    text, asked = played(ran, [""] * 13)
    assert "A small lecture" in text
    assert "c = a * b" in text
    assert "✓ holds: D05 c" in text
    assert frames(text) == ["1", "2", "3", "4", "5"] * 2
    assert asked[0].startswith("[1/13]")


def test_the_words_are_those_of_the_trace(ran: Run) -> None:
    trace = ran.figures[0].drawing.trace
    text, _ = played(ran, [""] * len(trace.steps), figure="product")
    for step in trace.steps:
        assert step.text in text


def test_a_prediction_is_asked_before_the_frame_is_shown(ran: Run) -> None:
    text, asked = played(ran, ["", "", "", "", "2", "q"], figure="product", predict=True)
    assert any("upstream × partial" in prompt for prompt in asked)
    assert "✓ right: 2" in text
    assert "b.grad = 2; finite difference: 2" in text


def test_no_line_is_wider_than_the_terminal(ran: Run) -> None:
    written = io.StringIO()
    print_all(stops_of(ran), Console(file=written, width=80, no_color=True))
    assert max(map(len, written.getvalue().split("\n"))) <= 80


def test_print_all_says_every_step_once(ran: Run) -> None:
    written = io.StringIO()
    print_all(stops_of(ran, "product"), Console(file=written, width=80, no_color=True))
    for step in ran.figures[0].drawing.trace.steps:
        assert written.getvalue().count(step.text) == 1


def test_an_unknown_figure_gets_the_nearest_name(ran: Run) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'product'"):
        stops_of(ran, "prodct")
