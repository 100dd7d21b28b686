"""The lines of the board as frames of Beamer: legible, complete, in order, one uncovered after another."""

import re
import shutil
import subprocess

import pytest

from engine import Drawing, draw
from engine.drawing.board.form import form_of
from engine.drawing.board_slides import AREA, SIZES, board_slides
from engine.errors import SettingError
from lectures.expression import evaluate, with_numbers

FRAME = re.compile(r"\\begin\{frame\}\{(.*?)\}\n\\fontsize\{(\d+)\}.*?\n(.*?)\n\\end\{frame\}", re.DOTALL)
NETWORK = (
    "z = W @ x + b; h = tanh(z); p = sigmoid(v @ h + c); L = -(y*log(p) + (1-y)*log(1-p))",
    ["W=0.5 -1; 0.2 0.3", "x=1, 2", "b=0.1, -0.2", "v=0.7, -0.4", "c=0.05", "y=1"],
)


def drawn(expression: str, numbers: list[str], title: str = "") -> Drawing:
    data = [name for name in ("x", "y") if any(number.startswith(f"{name}=") for number in numbers)]
    output = with_numbers(numbers, lambda found: evaluate(expression, found, data))
    return draw(output, title=title, form=form_of(output))


def network() -> Drawing:
    return drawn(*NETWORK, title="2-2-1")


def test_a_network_with_two_neurons_fits_on_two_slides_that_can_be_read() -> None:
    frames = FRAME.findall(board_slides(network()))
    assert [title for title, _, _ in frames] == ["2{-}2{-}1: forward pass", "2{-}2{-}1: backward pass"]
    assert all(int(size) >= 8 for _, size, _ in frames)


def test_a_heading_from_a_caption_loses_the_full_stop_before_the_colon() -> None:
    text = board_slides(drawn("w*x", ["w=1", "x=2"], title="The error goes back."))
    assert [title for title, _, _ in FRAME.findall(text)] == [
        "The error goes back: forward pass",
        "The error goes back: backward pass",
    ]


def test_equations_are_uncovered_one_after_another_from_the_first_on_in_every_frame() -> None:
    for _, _, rows in FRAME.findall(board_slides(network())):
        shown = [int(k) for k in re.findall(r"\\uncover<(\d+)->", rows)]
        assert shown == list(range(1, len(shown) + 1))
        assert len(shown) > 4


@pytest.mark.long
def test_what_does_not_fit_goes_on_another_slide_and_large_matrices_are_cut() -> None:
    row = " ".join(["0.125"] * 12)
    numbers = ["W=" + "; ".join([row] * 12), "x=" + ", ".join(["1.5"] * 12)]
    text = board_slides(drawn("h = tanh(W @ x); g = tanh(W @ h); L = (g**2).sum()", numbers))
    frames = FRAME.findall(text)
    assert sum("backward pass" in title for title, _, _ in frames) > 1
    assert all(f"({k}/" in title for k, (title, _, _) in enumerate(
        [frame for frame in frames if "backward" in frame[0]], start=1))  # fmt: skip
    assert r"\cdots" in text
    assert r"\vdots" in text
    assert max(inner.count("&") for inner in re.findall(r"pmatrix\}(.*?)\\\\", text)) < 9


def test_letters_are_as_large_as_the_same_number_of_slides_allows() -> None:
    (_, few, _), *_ = FRAME.findall(board_slides(drawn("w*x", ["w=1", "x=2"])))
    assert int(few) == SIZES[0]


def test_a_title_with_signs_of_its_own_is_text_and_a_long_one_is_cut() -> None:
    text = board_slides(drawn("w*x", ["w=1", "x=2"], title="50% of w_1 " + "and more " * 20))
    (title, _, _), *_ = FRAME.findall(text)
    assert title.startswith(r"50\% of w\_1 and more")
    assert len(title) < 100


@pytest.mark.long
def test_a_theme_gives_its_colours_and_a_phase_its_lines() -> None:
    assert board_slides(network(), theme="dark") != board_slides(network())
    assert r"\delta" not in board_slides(network(), "forward")
    for wrong in ({"phase": "sideways"}, {"theme": "pink"}):
        with pytest.raises(SettingError):
            board_slides(network(), **wrong)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="there is no LaTeX here")
def test_latex_makes_slides_of_it_on_which_nothing_is_cut_off(tmp_path) -> None:
    numbers = ["W=" + "; ".join(["0.25 -0.5 1.125"] * 4), "x=1, 2, 3", "V=" + "; ".join(["0.1 0.2 -0.3 0.4"] * 3)]
    deep = drawn("h = relu(W @ x); p = softmax(V @ h); L = -log(p[1]) + 1e-7*(W**2).sum()", numbers)
    for name, drawing in {"network": network(), "deep": deep}.items():
        (tmp_path / f"{name}.tex").write_text(board_slides(drawing), "utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", f"{name}.tex"]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
        assert ran.returncode == 0, ran.stdout[-2000:]
        assert "Overfull" not in ran.stdout


def test_the_room_is_that_of_a_slide_with_usual_margins() -> None:
    width, height = (points / 72.27 * 25.4 for points in AREA)
    assert 125 < width < 140
    assert 60 < height < 72
