"""The commands that draw: every format, steps, themes, and one line for what cannot be done."""

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine import Constant, Value, draw
from engine.drawing.board_slides import board_slides
from engine.drawing.moving import moving
from engine.drawing.page import page
from engine.drawing.reveal import reveal
from engine.drawing.style import DARK, LIGHT
from engine.drawing.tex import tex
from engine.errors import SettingError
from lectures.__main__ import main
from lectures.drawing_commands import FORMATS
from lectures.errors import UnknownNameError
from lectures.expression import evaluate
from lectures.site.export import export, file_name, find_figure, steps_in

NEURON = ("((w*x+b).tanh()-y)**2", "w=0.5", "x=2", "b=-0.3", "y=1")
STARTS = {"svg": b"<svg ", "pdf": b"%PDF-", "png": b"\x89PNG", "html": b"<!doctype", "tex": b"\\Req", "reveal": b"<sec"}
STARTS |= {"moving": STARTS["svg"], "lines": b"\\documentclass[aspectratio=169]{beamer}"}


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def titled(title: str):
    return draw(evaluate(NEURON[0], {"w": 0.5, "x": 2.0, "b": -0.3, "y": 1.0}), title=title)


def neuron():
    return titled(NEURON[0])


class TestDraw:
    @pytest.mark.long
    @pytest.mark.parametrize("kind", FORMATS)
    def test_an_expression_becomes_a_file_of_any_format(self, here, kind):
        found = call("draw", *NEURON, "--to", kind)
        wrote, *more = found.stdout.splitlines()
        assert (found.exit_code, wrote) == (0, f"Wrote {file_name('graph', kind)}")
        assert bool(more) == (kind in ("tex", "lines", "reveal"))  # how it goes into a deck of one's own
        assert [path.name for path in here.iterdir()] == [file_name("graph", kind)]
        assert (here / file_name("graph", kind)).read_bytes().startswith(STARTS[kind])

    def test_a_page_asks_for_the_backward_pass_as_the_terminal_does(self, here):
        assert call("draw", *NEURON, "--to", "html", "--predict").exit_code == 0
        backward = [frame for frame, step in enumerate(neuron().steps) if step.kind == "backward"]
        assert f'"predict":{backward}'.replace(", ", ",") in (here / "graph.html").read_text("utf-8")
        for wrong in (["--to", "svg"], ["--to", "html", "--steps", "1"]):
            assert "--predict is for a page" in call("draw", *NEURON, "--predict", *wrong).output

    @pytest.mark.long
    def test_what_is_written_is_what_the_engine_draws(self, here):
        drawing = neuron()
        for arguments, expected in {
            ("--out", "a.svg"): drawing.svg(theme="light"),
            ("--out", "a.svg", "--frame", "4", "--theme", "dark"): drawing.svg(frame=4, theme="dark"),
            ("--out", "a.svg", "--phase", "forward"): drawing.svg("forward", theme="light"),
            ("--out", "a.html"): page(drawing),
            ("--out", "a.tex", "--theme", "dark"): tex(drawing, theme="dark"),
            ("--out", "a.tex", "--frame", "4"): tex(drawing, [4]),
            ("--out", "a.tex", "--steps", "4,6-7"): tex(drawing, [4, 6, 7]),
            ("--out", "a.tex", "--phase", "backward"): tex(drawing, range(6, len(drawing.steps))),
            ("--out", "a.tex", "--title", "A neuron"): tex(titled("A neuron")),
            ("--out", "a.svg", "--title", "A neuron"): titled("A neuron").svg(theme="light"),
            ("--out", "a.html", "--to", "reveal"): reveal(drawing),
            ("--out", "a.svg", "--to", "moving"): moving(drawing),
            ("--out", "a.html", "--to", "reveal", "--phase", "forward"): reveal(drawing, range(6)),
            ("--out", "a.html", "--to", "reveal", "--frame", "4", "--theme", "dark"): reveal(drawing, [4], "dark"),
        }.items():
            assert call("draw", *NEURON, *arguments).exit_code == 0
            assert (here / arguments[1]).read_text("utf-8") == expected

    def test_arrays_and_lines_are_drawn_too(self, here):
        assert call("draw", "h = W @ x; L = h.sum()", "W=1 2; 3 4", "x=[1, -2]").output == "Wrote graph.svg\n"
        text = (here / "graph.svg").read_text("utf-8")
        assert all(name in text for name in ("h[1]", "W[1][0]", "x[0]"))

    def test_a_minus_sign_may_come_first_and_what_follows_is_no_option(self, here):
        assert call("draw", "-tanh(x)", "x=1").output == "Wrote graph.svg\n"
        assert call("draw", "-h*w", "h=1", "w=-2").output == "Wrote graph.svg\n"
        for wanted in ("-h", "--help"):
            assert call("draw", wanted).output.startswith("Usage: ")

    def test_pictures_of_some_steps_are_files_of_their_own(self, here):
        found = call("draw", *NEURON, "--steps", "3,1")
        assert found.output == "Wrote graph-003.svg\nWrote graph-001.svg\n"
        assert (here / "graph-001.svg").read_text("utf-8") == neuron().svg(frame=1, theme="light")

    def test_no_gradient_flows_into_data(self, here):
        assert call("draw", *NEURON, "--data", "x, y").exit_code == 0
        data = {"x": Constant(2.0, "x"), "y": Constant(1.0, "y")}
        expected = draw(
            ((Value(0.5, "w") * data["x"] + Value(-0.3, "b")).tanh() - data["y"]) ** 2, title=NEURON[0]
        ).svg(theme="light")
        assert (here / "graph.svg").read_text("utf-8") == expected

    def test_entries_of_an_array_are_data(self):
        graph = evaluate("(W @ x).sum()", {"W": [[1.0, 2.0]], "x": [3.0, 4.0]}, data=["x"])
        kinds = {node.label: node.kind for node in draw(graph).trace.nodes}
        assert kinds["x[0]"] == kinds["x[1]"] == "constant"
        assert kinds["W[0][0]"] == "variable"

    @pytest.mark.long
    def test_it_says_where_letters_are_too_small_for_a_slide(self, here):
        few = call("draw", "h = tanh(w*x + b)", *NEURON[1:4], "--to", "tex")
        assert few.stderr == ""
        assert "For a Beamer deck of your own copy its frame" in few.output
        assert "The heading is the expression; --title gives another one." in few.output
        many = call(
            "draw",
            "+".join(f"x{i}*w{i}" for i in range(9)),
            *(f"{n}{i}=1.5" for n in "xw" for i in range(9)),
            "--to",
            "tex",
        )
        assert "points high; from the last row one reads 6 or more." in " ".join(many.stderr.split())
        assert "Or take fewer values, name data with --data, or show its page" in " ".join(many.stderr.split())
        assert "`chalkgrad draw ... --to lines` makes slides" in " ".join(many.stderr.split())
        assert many.exit_code == 0

    @pytest.mark.long
    def test_it_does_not_advise_to_name_data_where_that_is_done(self, here):
        terms = range(9)
        numbers = [f"{letter}{i}=1.5" for letter in "xw" for i in terms]
        names = ",".join(f"x{i}" for i in terms)
        small = call("draw", "+".join(f"x{i}*w{i}" for i in terms), *numbers, "--data", names, "--to", "tex")
        assert "Or take fewer values, or show its page" in " ".join(small.stderr.split())

    def test_lines_of_the_board_are_slides_whose_letters_do_not_shrink(self, here):
        network = ("h = tanh(W @ x); L = ((v @ h - y)**2).sum()", "W=0.5 -1; 0.2 0.3", "x=1, 2", "v=0.7, -0.4", "y=1")
        found = call("draw", *network, "--to", "lines", "--data", "x,y", "--title", "My network")
        assert found.stderr == ""
        assert found.stdout.startswith("Wrote graph-lines.tex\n`pdflatex graph-lines.tex` makes slides of it.")
        text = (here / "graph-lines.tex").read_text("utf-8")
        assert r"\begin{frame}{My network: forward pass}" in text
        assert r"W\,x" in text  # as it was typed, and not x W^T

    def test_lines_are_of_one_pass_or_both_and_have_no_steps(self, here):
        for phase in ("forward", "backward"):
            assert call("draw", *NEURON, "--to", "lines", "--phase", phase, "--theme", "dark").exit_code == 0
            written = (here / "graph-lines.tex").read_text("utf-8")
            assert written == board_slides(neuron(), phase, "dark")
            assert [name for name in ("forward", "backward") if f"{name} pass}}" in written] == [phase]
        for wrong in (("--frame", "3"), ("--steps", "1-2")):
            found = call("draw", *NEURON, "--to", "lines", *wrong)
            assert found.exit_code == 1
            assert "the lines of the board have no steps; leave out --frame and --steps" in found.output

    def test_the_help_names_beamer(self):
        assert "tex: slides for Beamer (LaTeX)" in " ".join(call("draw", "--help").output.split())

    @pytest.mark.parametrize("arguments", [("x*2", "x=1", "--fram", "1"), ("--fram", "1", "x*2", "x=1")])
    def test_an_option_that_there_is_not_is_called_one(self, here, arguments):
        found = call("draw", *arguments)
        assert found.exit_code == 2
        assert "there is no option '--fram'; did you mean '--frame'" in found.output
        assert call("draw", "--x", "x=1").output == "Wrote graph.svg\n"  # two signs before a name

    @pytest.mark.long
    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("x*z", "x=1"), "Error: 'x*z', character 3: z has no number; give one, as in z=1"),
            (("x*(", "x=1"), "cannot be read at character 3"),
            (("x*2", "x=1", "--frame", "9"), "frame 9 does not exist: this drawing has frames 0 to 3"),
            (("x*2", "x=1", "--steps", "7"), "--steps 7: 7 is not among the steps 0 to 3"),
            (("x*2", "x=1", "--steps", "1", "--frame", "1"), "each say which steps are drawn; give one of them"),
            (("x*2", "x=1", "--to", "html", "--steps", "1"), "holds every step in both themes; leave out"),
            (("x*target", "x=1", "target=2", "--data", "targte"), "'targte' is to be data, and no name with a number"),
            (("x*target", "x=1", "target=2", "--data", "targte"), "did you mean 'target'?"),
            (("x*2", "x=1", "--out", "a.gif"), "a.gif: a drawing ends in .svg, .pdf, .png, .html, .tex; or say what"),
            (("x*2", "x=1", "--out", "a.png", "--to", "svg"), "with --to svg, let it end in .svg"),
            (("x*2", "x=1", "--out", "a.svg", "--to", "reveal"), "with --to reveal, let it end in .html"),
            (("x*2", "x=1", "--out", "nowhere/a.svg"), "there is no folder 'nowhere'; make it first"),
            (("x*2", "x=1", "--to", "html", "--frame", "1"), "holds every step in both themes; leave out"),
            (("x*2", "x=1", "--to", "html", "--theme", "dark"), "holds every step in both themes; leave out"),
            (("x\x1b[31m", "x=1"), "a product needs its sign"),
            (("x+" * 400 + "x", "x=1"), "this graph has 401 values, and a drawing stays readable up to 400"),
        ],
    )
    def test_what_cannot_be_done_is_one_line(self, here, arguments, says):
        found = call("draw", *arguments)
        assert found.exit_code == 1
        assert says in found.output
        assert found.output.count("\n") == 1
        assert "\x1b" not in found.output
        assert list(here.iterdir()) == []


def test_steps_are_read_in_their_order():
    assert steps_in("3", 4) == [3]
    assert steps_in("3,7-12", 13) == [3, 7, 8, 9, 10, 11, 12]
    assert steps_in(" 5 - 6 , 0,5", 13) == [5, 6, 0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is no step; write steps as 3,7-12"),
        ("a", "'a' is no step"),
        ("1,,2", "'' is no step"),
        ("-1", "'-1' is no step"),
        ("1-2-3", "'1-2-3' is no step"),
        ("1.5", "'1.5' is no step"),
        ("²", "'²' is no step"),
        ("4", "4 is not among the steps 0 to 3"),
        ("2-4", "2-4 is not among the steps 0 to 3"),
        ("2-1", "2-1 is not among the steps 0 to 3"),
        ("0-999999999", "is not among the steps 0 to 3"),
    ],
)
def test_what_is_no_step_is_said(text, says):
    with pytest.raises(SettingError, match=r"^--steps ") as caught:
        steps_in(text, 4)
    assert says in str(caught.value)


@pytest.fixture(scope="module")
def update():
    """A figure of a lecture, and the lecture."""
    return find_figure("fit_line:update")


@pytest.mark.slow  # a lecture is run
class TestExport:
    def test_every_step_is_a_picture_of_its_own(self, update, tmp_path):
        figure, _ = update
        written = export(*update, "svg", tmp_path, None, None)
        assert [path.name for path in written] == [
            f"fit_line-update-{k:03}.svg" for k in range(len(figure.drawing.steps))
        ]
        assert sorted(tmp_path.iterdir()) == written
        for k, path in enumerate(written):
            assert path.read_text("utf-8") == figure.drawing.svg(frame=k, theme="light")
            assert ET.parse(path)

    def test_some_steps_in_a_theme(self, update, tmp_path):
        written = export(*update, "svg", tmp_path / "new", "3,1-2", "dark")
        assert [path.name[-7:] for path in written] == ["003.svg", "001.svg", "002.svg"]
        assert all(DARK["paper"] in path.read_text("utf-8") for path in written)
        assert not any(LIGHT["backward"] in path.read_text("utf-8") for path in written)

    @pytest.mark.parametrize("kind", ["png", "pdf"])
    def test_paper_and_pixels(self, update, tmp_path, kind):
        (path,) = export(*update, kind, tmp_path, "2", "light")
        assert path.read_bytes().startswith(STARTS[kind])

    def test_slides_are_one_file(self, update, tmp_path):
        drawing = update[0].drawing
        (slides,) = export(*update, "tex", tmp_path, "1-3", "dark")
        assert slides.read_text("utf-8") == tex(drawing, [1, 2, 3], "dark")
        (section,) = export(*update, "reveal", tmp_path, None, None)
        assert section.name == "fit_line-update-reveal.html"
        assert section.read_text("utf-8") == reveal(drawing)

    def test_a_page_has_the_name_the_questions_and_the_lines_of_the_lecture(self, update, tmp_path):
        figure, script = update
        (path,) = export(*update, "html", tmp_path, None, None)
        text = path.read_text("utf-8")
        assert text == page(figure.drawing, "update", figure.predict or (), script.source)
        assert 'data-figure="update"' in text

    @pytest.mark.parametrize(("steps", "theme"), [("1", None), (None, "dark")])
    def test_a_page_takes_no_choice_of_steps_or_theme(self, update, tmp_path, steps, theme):
        with pytest.raises(SettingError, match="leave out --frame, --steps, --phase and --theme"):
            export(*update, "html", tmp_path, steps, theme)

    def test_the_same_bytes_every_time(self, update, tmp_path):
        for kind in FORMATS:
            steps = None if kind in ("html", "lines") else "2,5"
            for first, second in zip(
                export(*update, kind, tmp_path / "a", steps, None),
                export(*update, kind, tmp_path / "b", steps, None),
                strict=True,
            ):
                assert first.read_bytes() == second.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("fit_lnie:update", "did you mean 'fit_line'.*; one of your own is named by its file"),
        ("fit_line:updat", "fit_line has no figure 'updat'; did you mean 'update'"),
        ("fit_line", "fit_line is a lecture; name a figure of it, as in fit_line:NAME; there are: prediction, "),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_those_that_are(name, says):
    with pytest.raises(UnknownNameError, match=says):
        find_figure(name)


@pytest.mark.slow
def test_the_command_writes_into_a_folder_and_names_the_files(here):
    found = call("export", "fit_line:update", "--steps", "3,1-2", "--to", "png", "--theme", "dark", "--out", "slides")
    assert found.exit_code == 0, found.output
    names = [f"fit_line-update-{k:03}.png" for k in (3, 1, 2)]
    assert found.output == "".join(f"Wrote {os.path.join('slides', name)}{chr(10)}" for name in names)
    assert sorted(path.name for path in (here / "slides").iterdir()) == sorted(names)
    wrong = call("export", "fit_line:updat")
    assert (wrong.exit_code, "did you mean 'update'" in wrong.output) == (2, True)
    wrong = call("export", "fit_line:update", "--steps", "99")
    assert (wrong.exit_code, "99 is not among the steps" in wrong.output) == (1, True)


@pytest.mark.long
@pytest.mark.parametrize(("chosen", "steps"), [(("--phase", "forward"), 1), (("--frame", "3"), 1), ((), None)])
def test_of_a_figure_as_of_an_expression_one_pass_or_one_step_is_written(here, chosen, steps):
    found = find_figure("fit_line:update")[0]
    assert call("export", "fit_line:update", "--out", "out", *chosen).exit_code == 0
    assert len(list(Path("out").iterdir())) == (steps or len(found.drawing.steps))


@pytest.mark.long
def test_at_the_end_of_a_pass_nothing_stands_out(here):
    drawing = find_figure("fit_line:update")[0].drawing
    for phase in ("forward", "backward"):
        assert call("export", "fit_line:update", "--phase", phase, "--out", phase).exit_code == 0
        (path,) = Path(phase).iterdir()
        assert path.read_text("utf-8") == drawing.svg(phase, theme="light")


@pytest.mark.long
def test_lines_of_a_figure_are_exported_too(here):
    drawing = find_figure("fit_line:update")[0].drawing
    assert call("export", "fit_line:update", "--to", "lines", "--phase", "backward", "--out", "out").exit_code == 0
    assert Path("out/fit_line-update-lines.tex").read_text("utf-8") == board_slides(drawing, "backward")
    wrong = call("export", "fit_line:update", "--to", "lines", "--frame", "3")
    assert (wrong.exit_code, "have no steps" in wrong.output) == (1, True)


def test_only_one_option_says_which_steps_are_exported(here):
    said = call("export", "fit_line:update", "--phase", "forward", "--frame", "3")
    assert said.exit_code == 1
    assert not Path("out").exists()


def test_of_a_section_for_reveal_it_is_said_where_it_goes(here):
    assert "copy it into a deck of reveal.js" in call("draw", *NEURON, "--to", "reveal").output
