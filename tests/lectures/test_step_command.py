"""`step EXPRESSION NAME=NUMBER...`: what draw reads is stepped through; a lecture comes before an expression."""

import pytest
from click.testing import CliRunner, Result

from engine import draw
from lectures.__main__ import main
from lectures.expression import evaluate

NEURON = "((w*x+b).tanh()-y)**2"
NUMBERS = {"w": 0.5, "x": 2.0, "b": -0.3, "y": 1.0}
GIVEN = tuple(f"{name}={number}" for name, number in NUMBERS.items())
LECTURE = "# %% [markdown]\n# # Mine\n\n# %%\nprint('a lecture of my own')\n"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ("step", *arguments))


def said(text: str) -> str:
    return " ".join(text.split())


def test_every_step_of_what_draw_draws_is_said_once_without_a_terminal() -> None:
    found = call(NEURON, *GIVEN)
    assert found.exit_code == 0
    for words in draw(evaluate(NEURON, NUMBERS)).story.steps():
        assert said(found.output).count(said(words)) == 1
    assert "\x1b" not in found.output
    assert max(map(len, found.output.splitlines())) <= 80


def test_one_frame_is_shown_and_data_gets_no_gradient() -> None:
    last = call("x*w", "x=2", "w=0.5", "--frame", "5").output
    assert "frame 5/5" in last
    assert [line.split() for line in last.splitlines() if line.startswith(("← ", "  x"))] == [
        ["x", "2", "0.5"], ["←", "w", "0.5", "2"],
    ]  # fmt: skip
    with_data = call("x*w", "x=2", "w=0.5", "--data", "x")
    assert "w.grad = 2" in with_data.output
    assert "x.grad" not in with_data.output


def test_lines_arrays_and_a_minus_sign_in_front_are_read_as_draw_reads_them() -> None:
    assert "h[1] = " in call("h = W @ x; L = h.sum()", "W=1 2; 3 4", "x=[1, -2]").output
    assert "-x = -2" in call("-x*w", "x=2", "w=1").output
    assert "x - y = 3 - 2 = 1" in call("x-y", "x=3", "y=2").output


def test_predict_asks_for_the_steps_of_an_expression_too() -> None:
    assert call(NEURON, *GIVEN, "--predict").exit_code == 0


def test_a_file_and_a_lecture_come_before_an_expression(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a*b.py").write_text(LECTURE)
    assert "a lecture of my own" in call("a*b.py").output
    found = call("fit_line", "fit_line=2")
    assert found.exit_code == 2
    assert "fit_line is a lecture, and fit_line=2 belongs to an expression: leave it out" in found.output


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("fit_lnie",), 2, "there is no lecture 'fit_lnie'; did you mean 'fit_line'"),
        (("fit_lnie", "w=2"), 2, "there is no lecture 'fit_lnie'; did you mean 'fit_line'"),
        (("fit-line",), 2, "there is no lecture 'fit-line'; did you mean 'fit_line'"),
        (("my_course/a+b.py", "w=2"), 2, "there is no lecture 'my_course/a+b.py'"),
        (("x-y",), 2, 'an expression comes with its numbers, as in "x - y" x=2 y=1'),
        (("x*y", "y=1"), 1, "'x*y', character 1: x has no number; give one, as in x=1"),
        (("x*y", "x=abc", "y=1"), 1, "x=abc: 'abc' is no number; write it as x=0.5"),
        (("x*y", "x=1", "y"), 1, "'y' is no name with a number: write it as w=0.5, without spaces"),
        (("x*(", "x=1"), 1, "cannot be read at character 3"),
        (("",), 1, "'' cannot be read: write an expression, such as (w*x - y)**2"),
        (("a" * 300 + "*b", "b=1"), 1, "has no number"),  # no name of a file
        (("x*y", "x=1", "y=2", "--figure", "a"), 2, "--figure names a graph of a lecture"),
        (("x*y", "x=1", "y=2", "--frame", "6"), 2, "x*y has 5 frames; there is no frame 6"),
        (("x*y", "x=1", "y=2", "--predct"), 2, "there is no option '--predct'; did you mean '--predict'?"),
        (("--predct", "fit_line"), 2, "there is no option '--predct'; did you mean '--predict'?"),
        (("fit_line", "--predct"), 2, "there is no option '--predct'; did you mean '--predict'?"),
    ],
)
def test_what_cannot_be_stepped_through_is_said_with_the_remedy(
    arguments: tuple[str, ...], code: int, says: str
) -> None:
    found = call(*arguments)
    assert found.exit_code == code
    assert says in found.output
    assert "Traceback" not in found.output
    assert "\x1b" not in found.output


def test_help_has_a_short_option_as_elsewhere() -> None:
    assert call("-h").output == call("--help").output
    assert call("fit_line", "-h").output == call("--help").output
