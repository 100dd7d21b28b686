"""Walking in the terminal: the keys, the jumps, predictions, and frames that are drawn in one place."""

import io
import re

import pytest
from rich.console import Console

from lectures.site.run import Run, run
from lectures.terminal import stops_of
from lectures.walking import BACK, FIRST, LAST, NEXT, QUIT, judged, walk
from tests.lectures.conftest import Write


def played(
    ran: Run, keys: list[str], figure: str = "", predict: bool = False, height: int = 3
) -> tuple[str, list[str]]:
    """Walk with these keys; return what the terminal has shown in the end, and what was asked."""
    written, pressed = io.StringIO(), iter(keys)
    console = Console(file=written, width=80, height=height, no_color=True, force_terminal=True)
    walk(stops_of(ran, figure, predict), console, lambda: next(pressed))
    shown = screen(written.getvalue())
    return shown, [line for line in shown.split("\n") if line.endswith(" = ?")]


def frames(text: str) -> list[str]:
    return [line.split("frame ")[1].split("/")[0] for line in text.split("\n") if " · frame " in line]


def screen(text: str) -> str:
    """What a terminal makes of the few commands that are sent to it."""
    lines, row = [""], 0
    for part in re.findall(r"\x1b\[[0-9;]*[A-Za-z]|[\n\r]|[^\x1b\n\r]+", text):
        if part == "\x1b[1A":
            row -= 1
        elif part == "\x1b[2K":
            lines[row] = ""
        elif part == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif part != "\r" and not part.startswith("\x1b"):
            lines[row] += part
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("forth", "back"), [("\r", "p"), ("n", "\x7f"), ("\x1b[C", "\x1b[D"), (" ", "b"), ("\xe0M", "\xe0K")]
)
def test_keys_go_on_and_back_and_q_ends(ran: Run, forth: str, back: str) -> None:
    text, _ = played(ran, [forth, forth, back, back, back, "q"], figure="product")
    assert frames(text) == ["1", "2", "3", "2", "1", "1"]


def test_no_key_means_two_things() -> None:
    kinds = [NEXT, BACK, FIRST, LAST, QUIT]
    assert len(set().union(*kinds)) == sum(map(len, kinds))


def test_home_and_end_lead_to_the_first_and_the_last_stop(ran: Run) -> None:
    text, _ = played(ran, ["\x1b[F", "\x1b[H", "\x1b"], figure="product")
    assert frames(text) == ["1", "5", "1"]


def test_a_number_leads_to_a_frame_and_only_to_one_that_exists(ran: Run) -> None:
    text, _ = played(ran, ["5", "\r", "9", "9", "\r", "0", "\r", "q"], figure="product")
    assert frames(text) == ["1", "5"]
    assert "There are frames 1 to 5." in text


def test_keys_that_come_at_once_are_taken_one_by_one(ran: Run) -> None:
    text, _ = played(ran, ["n\x1b[C\x1bOD", "4\rpq"], figure="product")
    assert frames(text) == ["1", "2", "3", "2", "4", "3"]


def test_a_number_can_be_mended_and_taken_back(ran: Run) -> None:
    text, _ = played(ran, ["1", "2", "\x7f", "\r", "\r", "3", "\x1b", "q"], figure="product")
    assert frames(text) == ["1", "1", "2"]


def test_an_unknown_key_is_answered_and_nothing_moves(ran: Run) -> None:
    text, _ = played(ran, ["x", "q"], figure="product")
    assert frames(text) == ["1"]
    assert "'x' is none of the keys" in text


def test_the_whole_lecture_is_prose_code_results_and_frames(ran: Run) -> None:
    text, _ = played(ran, ["\r"] * 13)
    assert "A small lecture" in text
    assert "c = a * b" in text
    assert frames(text) == ["1", "2", "3", "4", "5"] * 2


def test_the_words_are_those_of_the_trace(ran: Run) -> None:
    steps = ran.figures[0].drawing.story.steps()
    text, _ = played(ran, ["n"] * len(steps), figure="product")
    for words in steps:
        assert words in text


def test_frames_of_a_graph_are_drawn_in_one_place(ran: Run) -> None:
    text, _ = played(ran, ["n", "n", "x", "n", "q"], figure="product", height=40)
    assert frames(text) == ["4"]
    assert "q: quit" not in text
    assert "none of the keys" not in text


def test_what_a_screen_cannot_hold_is_written_below(ran: Run) -> None:
    text, _ = played(ran, ["n", "n", "q"], figure="product", height=6)
    assert frames(text) == ["1", "2", "3"]


def test_another_graph_and_prose_are_written_below(ran: Run) -> None:
    text, _ = played(ran, ["n"] * 13, height=60)
    assert frames(text) == ["5", "5"]
    assert "A small lecture" in text


def test_a_prediction_is_asked_before_the_frame_is_shown(ran: Run) -> None:
    text, asked = played(ran, ["n"] * 4 + ["2", "\r", "n", "q"], figure="product", predict=True)
    assert any("upstream × partial" in prompt for prompt in asked)
    assert "✓ right: 2" in text
    assert "b.grad = 2; finite difference: 2" in text


def asked_of_product(ran: Run, *keys: str) -> tuple[str, list[str]]:
    """What the question before the figure's fifth frame is, and what comes of these keys."""
    return played(ran, ["n"] * 4 + [*keys, "q"], figure="product", predict=True)


def test_a_question_does_not_give_the_partial_away(ran: Run) -> None:
    _, (question,) = asked_of_product(ran, "\r")
    assert question == "The edge to b: upstream × partial = 1 × ? = ?"


def test_a_wrong_number_is_asked_for_once_more(ran: Run) -> None:
    text, _ = asked_of_product(ran, "7\r", "2\r")
    assert "✗ not 7; once more" in text
    assert "✓ right: 2" in text
    text, asked = asked_of_product(ran, "7\r", "8\r")
    assert "✗ you said 8, it is 2" in text
    assert len(asked) == 1
    assert "once more" not in asked_of_product(ran, "-\r")[0]


def test_keys_at_a_question_are_keys_and_no_text(ran: Run) -> None:
    assert "skipped: 2" in asked_of_product(ran, "\x1b[C")[0]
    assert "✓ right: 2" in asked_of_product(ran, "7", "\x1b[D", "\x7f", "2", "\x1b[C", "\r")[0]
    assert frames(asked_of_product(ran, "\x1b[D")[0]) == ["1", "2", "3", "4", "4"]
    assert frames(asked_of_product(ran, "q")[0]) == ["1", "2", "3", "4"]


def test_a_question_in_words_is_answered_at_the_next_key(lecture: Write) -> None:
    ran = run(lecture('from lectures.board import ask\nask("Why?", "Because.")\n'))
    text, _ = played(ran, ["n", "q"], predict=True)
    assert "Question: Why?" in text
    assert "Because." not in text.replace('"Because."', "")
    assert "Answer: Because." in played(ran, ["n", "n", "q"], predict=True)[0]
    assert "Answer: Because." in played(ran, ["n", "q"])[0]


def test_a_verdict_stays_on_the_screen_and_a_question_is_asked_once(ran: Run) -> None:
    keys = ["n"] * 4 + ["2\r", "n", "p", "n", "q"]
    text, asked = played(ran, keys, figure="product", predict=True, height=40)
    assert len(asked) == 1
    assert "✓ right: 2" in text


@pytest.mark.parametrize(
    ("answer", "true", "starts"),
    [
        ("-6", -6.0, "✓"),
        ("0.67", 2 / 3, "✓"),
        ("0.66", 2 / 3, "✗ you said 0.66"),
        ("2/3", 2 / 3, "✓"),
        ("+", 3.0, "✓"),
        ("-", 3.0, "✗ the sign is +"),
        ("-", 0.0, "✗ the sign is 0"),
        ("", 3.0, "skipped"),
        ("seven", 7.0, "'seven' is no number"),
        ("[1, 2]", 7.0, "✗"),
    ],
)
def test_answers(answer: str, true: float, starts: str) -> None:
    assert judged(answer, true).startswith(starts)
