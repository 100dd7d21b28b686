"""Beamer slides: one drawing, on every slide the numbers and looks of its step, whatever the labels are."""

import re
import shutil
import subprocess

import pytest

import engine
from engine import Value, draw, named, scope
from engine.drawing.compose import compose
from engine.drawing.marks import Text, groups
from engine.drawing.overlays import overlays
from engine.drawing.style import DARK, LIGHT, looks
from engine.drawing.tex import HEIGHT, READABLE, WIDTH, fitted, letters_of, tex
from engine.errors import SettingError
from engine.words.story import LatexStory
from engine.words.tex import tex_formula, tex_text
from lectures.expression import evaluate, names_in
from tests.engine.drawing.pictures import cells, network, neuron, product_and_sum, twice

HOSTILE = ["\\end{frame}", "%", "}{", "^^41$x_1$", "#1 & ~", "数 é θ²—…", "<1>", "\"`'--|"]


def hostile():
    with scope("\\input{x}%"):
        values = [Value(2.0 + i, label) for i, label in enumerate(HOSTILE)]
        return engine.sum(values)


def slides_of(spec):
    """Which slides `<1-3,7>` names."""
    ends = [part.split("-") for part in spec.split(",")]
    return {slide for first, *last in ends for slide in range(int(first), int((last or [first])[0]) + 1)}


def places(document):
    """Every \\path and \\node: its options, and what it draws."""
    return re.findall(r"^\\(?:path|node)\[(.*)\] (?=[(a])(.*);$", document, re.MULTILINE)


def style_on(options, slide):
    """Which of the styles c0, c1, ... a place has on a slide; None where it is empty."""
    styles = re.findall(r"(?:on=\{<([^>]*)>\{(c\d+)\}\}|(?<![{\w])(c\d+)(?![}\w]))", options)
    found = [name or always for spec, name, always in styles if always or slide in slides_of(spec)]
    assert len(found) <= 1
    return found[0] if found else None


def words_on(node, slide):
    """What a node says on a slide."""
    said = re.fullmatch(r"at \([-\d.,]+\) \{(.*)\}", node)[1]
    pieces = re.findall(r"\\only<([^>]*)>\{((?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\})*)\}", said)
    return "".join(text for spec, text in pieces if slide in slides_of(spec)) if pieces else said


def set_in_tex(runs):
    """A line whose lowered pieces are small and stand below it."""
    lowered = r"\raisebox{-0.197em}{\scalebox{0.82}{%s}}"
    return "".join(lowered % tex_text(text) if low else tex_text(text) for text, low in runs)


@pytest.mark.long
@pytest.mark.parametrize("graph", [twice, product_and_sum, neuron, cells, network, hostile])
def test_every_slide_has_the_words_and_numbers_of_its_frame(graph):
    drawing = draw(graph())
    document = tex(drawing)
    nodes = [(options, drawn) for options, drawn in places(document) if drawn.startswith("at ")]
    picture = fitted(drawing, tuple(range(len(drawing.steps)))).picture
    for step in range(len(drawing.steps)):
        frame, expected = drawing.frame(step=step), []
        for group in groups(picture, frame):
            around = frozenset((*group.classes, f"is-{frame.phase}"))
            expected += [
                set_in_tex(mark.runs)
                for mark in group.marks
                if isinstance(mark, Text)
                and any(text for text, _ in mark.runs)
                and looks(around, frozenset(mark.name.split()), LIGHT).get("display") != "none"
            ]
        assert [words_on(drawn, step + 1) for options, drawn in nodes if style_on(options, step + 1)] == expected


@pytest.mark.long
def test_every_slide_says_its_step_in_mathematics():
    drawing = draw(cells())
    said = re.findall(r"^\\only<(\d+)>\{(\\chalkline.*)\}$", tex(drawing), re.MULTILINE)
    assert [int(slide) for slide, _ in said] == list(range(1, len(drawing.steps) + 1))
    for (_, lines), words in zip(said, LatexStory(drawing.trace).steps(), strict=True):
        assert lines == "".join(rf"\chalkline{{{tex_formula(line)}}}" for line in words.splitlines())


@pytest.mark.long
@pytest.mark.parametrize("graph", [cells, network])
def test_the_geometry_is_said_once(graph):
    drawing = draw(graph())
    found = places(tex(drawing))
    steps = range(len(drawing.steps))
    laid = overlays(drawing, steps, LIGHT, fitted(drawing, tuple(steps)).picture)
    assert len(found) == len(laid)
    for (options, drawn), each in zip(found, laid, strict=True):
        x, y = next((at for at in re.findall(r"\(([-\d.]+),([-\d.]+)\)", drawn)), None)
        first = each.mark[1:3] if isinstance(each.mark[1], float) else each.mark[1][0]
        assert (float(x), float(y)) == tuple(round(z, 1) + 0.0 for z in first)
        assert len(re.findall(r"c\d+", options)) >= 1


def test_only_some_steps_are_only_some_slides():
    drawing = draw(product_and_sum())
    document = tex(drawing, [6, 2])
    assert "\\only<1>" in document
    assert "\\only<2>" in document
    assert "<3" not in document
    assert LatexStory(drawing.trace).steps()[2] in document
    with pytest.raises(SettingError, match="empty"):
        tex(drawing, [])
    with pytest.raises(SettingError, match="frame 8 does not exist"):
        tex(drawing, [8])


@pytest.mark.long
def test_the_picture_fits_on_a_slide_with_its_words():
    for graph in (twice, network):
        document = tex(draw(graph()))
        unit = float(re.search(r"x=([\d.]+)bp, y=-\1bp", document)[1])
        width, height = map(float, re.search(r"\(0,0\) rectangle \(([\d.]+),([\d.]+)\)", document).groups())
        words = float(re.search(r"\{overlayarea\}\{\\textwidth\}\{([\d.]+)bp\}", document)[1])
        assert unit * width <= WIDTH + 0.5
        assert unit * height + words <= HEIGHT + 0.5
        assert words >= max(len(said.splitlines()) for said in LatexStory(draw(graph()).trace).steps()) * 18


def letters_in(document):
    return [float(size) for size in re.findall(r"fontsize\{([\d.]+)bp\}", document)]


def test_a_neuron_can_be_read_from_the_last_row():
    x, w, b = Value(2.0, "x"), Value(0.5, "w"), Value(-0.3, "b")
    drawing = draw((named("h", (w * x + b).tanh()) - 1) ** 2)
    assert min(letters_in(tex(drawing))) >= READABLE
    assert letters_of(drawing) == pytest.approx(min(letters_in(tex(drawing))), abs=0.01)


@pytest.mark.long
def test_slides_and_the_size_of_their_letters_take_one_layout(monkeypatch):
    laid = []
    monkeypatch.setattr("engine.drawing.tex.compose", lambda *of: laid.append(of) or compose(*of))
    drawing = draw(neuron())
    assert min(letters_in(tex(drawing))) == pytest.approx(letters_of(drawing), abs=0.01)
    assert len(laid) == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("formula", "least"),
    [
        ("x0*w0 + x1*w1 + x2*w2 + x3*w3", 5.4),  # 15 boxes
        ("h = tanh(w0*x0 + w1*x1 + b); (h - y)**2", 5.0),
    ],
)
def test_leaves_in_two_columns_give_larger_letters(formula, least, monkeypatch):
    def letters():
        return letters_of(draw(evaluate(formula, dict.fromkeys(names_in(formula), 1.5))))

    staggered_letters = letters()
    monkeypatch.setattr("engine.drawing.layout.staggered", lambda diagram: [frozenset()])
    assert staggered_letters > letters()
    assert staggered_letters >= least


@pytest.mark.long
def test_letters_fill_their_places_in_typewriter_face():
    drawing = draw(neuron())
    picture, scale, *_ = fitted(drawing, tuple(range(len(drawing.steps))))
    advance = 0.531  # of cmtt8, in its size; of larger ones 0.525
    for box in picture.boxes:
        letters = sum(len(text) for text, _ in box.label)
        assert letters * advance * max(letters_in(tex(drawing))) <= box.width * scale


@pytest.mark.long
def test_words_of_fewer_lines_leave_more_room_for_the_picture():
    drawing = draw(cells())
    one_line = [k for k, said in enumerate(LatexStory(drawing.trace).steps()) if "\n" not in said]
    assert one_line
    assert letters_of(drawing, one_line) > letters_of(drawing)


MARKS = r"^%.*From here.*$|^%.*To here.*$"


def test_what_the_frame_needs_elsewhere_sets_nothing_of_the_theme():
    document = tex(draw(neuron()), theme="dark")
    first, copied, rest = re.split(MARKS, document, flags=re.MULTILINE)
    assert "setbeamer" not in copied
    assert "\\newcommand" not in copied  # the lines of a second figure may follow
    assert rest.split("\\begin{document}")[0].count("\\setbeamercolor") == 3
    assert "fix-cm above, before \\documentclass" in document
    needed = set(re.findall(r"chalk[0-9A-F]{6}", document.split("\\begin{document}")[1]))
    assert needed <= set(re.findall(r"\\definecolor\{(chalk\w+)\}", copied))
    assert first.startswith("\\RequirePackage{fix-cm}")


@pytest.mark.parametrize(("theme", "palette", "other"), [("light", LIGHT, DARK), ("dark", DARK, LIGHT)])
def test_the_colours_are_those_of_the_theme(theme, palette, other):
    document = tex(draw(product_and_sum()), theme=theme)
    defined = dict(re.findall(r"\\definecolor\{(chalk\w+)\}\{HTML\}\{(\w+)\}", document))
    assert all(name == f"chalk{colour}" for name, colour in defined.items())
    assert {palette[name][1:].upper() for name in ("paper", "ink", "forward", "backward")} <= set(defined.values())
    assert other["backward"][1:].upper() not in defined.values()
    used = set(re.findall(r"chalk[0-9A-F]{6}", document))
    assert used == set(defined)


def test_nothing_a_label_says_is_obeyed():
    document = tex(draw(hostile(), title="50% of \\end{document}"))
    assert document.isascii()
    assert document.count("\\end{frame}") == document.count("\\end{document}") == 1
    assert "\\input" not in document
    assert r"\begin{frame}{50\% of \textbackslash{}end\{document\}}" in document
    body = document.split("\\begin{document}")[1]
    assert not re.search(r"(?<!\\)[%$&~]|\^\^", body)


def compiled(document, folder):
    """Compile a document, without leave to run programs; return what pdflatex said."""
    program = shutil.which("pdflatex")
    if program is None:
        pytest.skip("no pdflatex here; install one to compile slides")
    (folder / "net.tex").write_text(document, encoding="utf-8")
    command = [program, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "net.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout.replace("\n", "")


@pytest.mark.slow
@pytest.mark.parametrize(("graph", "theme"), [(product_and_sum, "dark"), (cells, "light"), (hostile, "light")])
def test_pdflatex_makes_one_page_of_every_step(tmp_path, graph, theme):
    drawing = draw(graph(), title="50% of #1: \\end{frame}")
    said = compiled(tex(drawing, theme=theme), tmp_path)
    assert f"({len(drawing.steps)} pages" in said
    assert not re.findall(r"Overfull|Missing character|Font shape \S+ not available", said)


@pytest.mark.slow
def test_pdflatex_takes_two_figures_in_one_deck(tmp_path):
    one, two = draw(product_and_sum()), draw(cells())
    first, second = tex(one), tex(two)
    _, copied, rest = re.split(MARKS, second, flags=re.MULTILINE)
    frame = re.search(r"\\begin\{frame\}.*\\end\{frame\}", rest, re.DOTALL)[0]
    deck = first.replace("\\begin{document}", copied + "\\begin{document}")
    deck = deck.replace("\\end{document}", frame + "\n\\end{document}")
    assert f"({len(one.steps) + len(two.steps)} pages" in compiled(deck, tmp_path)
