"""`draw`: from a graph to files, notebooks and errors."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import engine
from engine import GraphTooLargeError, Value, draw, topological_order
from engine.drawing.style import DARK, LIGHT
from engine.errors import MissingFolderError, NotANumberError, SettingError
from tests.engine.drawing.pictures import network, parse, product_and_sum, scoped_at_random, twice

ROOT = Path(__file__).parents[3]


def test_drawing_a_graph_needs_no_backward_pass_and_leaves_none_behind():
    loss = product_and_sum()
    draw(loss).svg()
    assert [node.grad for node in topological_order(loss)] == [0.0] * 5


def test_the_engine_and_its_package_of_drawings_both_hand_out_the_function():
    assert engine.draw is sys.modules["engine.drawing"].draw
    assert engine.draw(twice()).title == "Computation graph of y"


@pytest.mark.long
@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf", ".dot", ".html", ".tex", ".SVG"])
def test_a_drawing_is_saved_as_its_suffix_says(tmp_path, suffix):
    path = tmp_path / f"graph{suffix}"
    draw(product_and_sum()).save(path)
    start = {
        ".svg": b"<svg ",
        ".png": b"\x89PNG",
        ".pdf": b"%PDF-",
        ".dot": b"digraph",
        ".html": b"<!doctype html>",
        ".tex": b"\\RequirePackage",
    }
    assert path.read_bytes().startswith(start[suffix.lower()])
    assert list(tmp_path.iterdir()) == [path], "nothing else is left in the folder"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf", ".dot", ".html", ".tex"])
def test_saving_twice_gives_the_same_bytes(tmp_path, suffix):
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    for path in (first, second):
        draw(network(), collapse="neuron*").save(path)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.long
def test_every_phase_and_frame_can_be_saved(tmp_path):
    drawing = draw(twice())
    for name, options in {"f": {"phase": "forward"}, "b": {"phase": "backward"}, "3": {"frame": 3}}.items():
        drawing.save(tmp_path / f"{name}.svg", **options)
        drawing.save(tmp_path / f"{name}.png", **options)
        assert (tmp_path / f"{name}.svg").read_text() == drawing.svg(**options, theme="light")
        drawing.save(tmp_path / f"{name}.tex", **options)
    pixels = {(tmp_path / f"{name}.png").read_bytes() for name in "fb3"}
    assert len(pixels) == 3
    slides = {name: (tmp_path / f"{name}.tex").read_text().count("{\\chalkline{") for name in "fb3"}
    assert slides == {"f": 2, "b": 5, "3": 1}, "slides go as far as the picture does, or show the same step"


@pytest.mark.long
def test_what_is_saved_is_light_unless_it_is_to_be_dark(tmp_path):
    drawing = draw(twice())
    for suffix in (".svg", ".png", ".pdf", ".tex"):
        files = {theme: tmp_path / f"as-{theme}{suffix}" for theme in ("", "light", "dark")}
        for theme, path in files.items():
            drawing.save(path, **({"theme": theme} if theme else {}))
        bright, light, dark = (path.read_bytes() for path in files.values())
        assert bright == light != dark
        with pytest.raises(SettingError, match=r'themes of a drawing are "light" and "dark", not .blue.'):
            drawing.save(tmp_path / f"blue{suffix}", theme="blue")
    light, dark = ((tmp_path / f"as-{theme}.svg").read_text() for theme in ("light", "dark"))
    assert "prefers-color-scheme" not in light + dark
    assert "prefers-color-scheme" in drawing.svg()
    assert f".paper {{ fill: {LIGHT['paper']} }}" in light
    assert f".paper {{ fill: {DARK['paper']} }}" in dark


@pytest.mark.parametrize("name", ["graph.gif", "graph", "graph.svgz"])
def test_an_unknown_suffix_is_refused_with_those_that_are_known(tmp_path, name):
    with pytest.raises(SettingError, match=r"\.svg, \.dot, \.png, \.pdf, \.html, \.tex"):
        draw(twice()).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MissingFolderError, match="nowhere"):
        draw(twice()).save(tmp_path / "nowhere" / "graph.svg")


def test_phases_and_frames_that_do_not_exist_are_refused():
    drawing = draw(twice())
    with pytest.raises(SettingError, match="frames 0 to 4"):
        drawing.svg(frame=5)
    with pytest.raises(SettingError, match="frames 0 to 4"):
        drawing.svg(frame=-1)
    with pytest.raises(SettingError, match='"forward" and "backward"'):
        drawing.svg(phase="sideways")


def test_a_graph_above_the_limit_is_refused_with_advice():
    x = Value(1.0)
    for _ in range(400):
        x = x + 1.0
    with pytest.raises(GraphTooLargeError, match=r"801 values.*400.*collapse=True.*limit=801"):
        draw(x)
    assert len(draw(x, limit=801).steps) == 1 + 400 + 1 + 400


def again_and_again(count: int) -> Value:
    """One result that is used at every step of a chain."""
    y = total = Value(0.5, "x").tanh()
    for _ in range(count):
        total = total + y
    return total


def test_a_graph_above_the_limit_is_refused_before_it_is_traced():
    x = Value(0.0, "x").sqrt()  # its derivative does not exist: tracing would say so
    with pytest.raises(GraphTooLargeError):
        draw(x + x, limit=2)


@pytest.mark.parametrize(
    ("graph", "options", "limit", "told"),
    [
        (product_and_sum, {}, 5, "this graph has 5 values, and a drawing stays readable up to 4: fold its scopes with"),
        (network, {"collapse": True}, 4, "still has after folding 4 values, and a drawing stays .* up to 3: take"),
        (network, {"collapse": ["mlp", "loss"]}, 4, "after folding 4 values, .* up to 3: fold its scopes .*, take"),
        (lambda: again_and_again(9), {}, 36, r"pass over 36 columns in all.*draw\(output, limit=36\)"),
    ],
)
def test_a_graph_exactly_as_large_as_the_limit_is_drawn(graph, options, limit, told):
    draw(graph(), **options, limit=limit)
    with pytest.raises(GraphTooLargeError, match=told):
        draw(graph(), **options, limit=limit - 1)


def test_a_large_graph_can_be_drawn_with_its_scopes_folded():
    large = network((4, 12, 12, 1))
    with pytest.raises(GraphTooLargeError):
        draw(large, limit=100)
    assert len(draw(large, collapse=True, limit=100).diagram.boxes) == 6
    with pytest.raises(GraphTooLargeError, match="after folding"):
        draw(large, collapse="layer.0", limit=20)


def test_a_title_and_a_label_are_kept_up_to_400_characters():
    x = Value(2.0, "x" * 500)
    drawing = draw(x * 3.0, title="t" * 500)
    assert drawing.title == "t" * 399 + "…"
    cut = "x" * 399 + "…"
    assert f"<title>{cut}</title>" in drawing.svg()
    assert f'label="{cut}\\ndata' in drawing.dot()
    assert draw(product_and_sum()).title == "Computation graph of d"


@pytest.mark.parametrize(("graph", "last"), [(twice, 4), (product_and_sum, 7)])
def test_a_player_may_ask_for_any_frame_there_is(graph, last):
    drawing = draw(graph())
    drawing.player(predict=[0, last])
    for step in (-1, last + 1):
        with pytest.raises(SettingError, match=f"predict must be a list of frames from 0 to {last}"):
            drawing.player(predict=[step])


def test_frames_are_the_steps_of_the_trace():
    drawing = draw(twice())
    assert list(drawing.steps) == list(drawing.trace.steps)
    assert [step.kind for step in drawing.steps] == ["leaves", "forward", "seed", "backward", "backward"]


@pytest.mark.slow
def test_the_same_program_gives_the_same_bytes_in_every_process():
    program = (
        "from tests.engine.drawing.pictures import network\n"
        "from engine import draw\n"
        "import hashlib\n"
        "for options in ({}, {'expand': True}, {'collapse': 2}):\n"
        "    drawing = draw(network(), **options)\n"
        "    text = drawing.svg() + drawing.svg(frame=3) + drawing.dot()\n"
        "    print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(answers) == 1
    assert len(answers.pop().split()) == 3


@pytest.mark.long
@pytest.mark.parametrize("expand", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_any_graph_can_be_drawn(seed, expand):
    drawing = draw(scoped_at_random(seed), expand=expand)
    for options in ({"phase": "forward"}, {"frame": len(drawing.steps) - 1}):
        assert isinstance(parse(drawing.svg(**options)), ET.Element)


@pytest.mark.parametrize("output", [3.0, [Value(1.0)], "x", None])
def test_what_is_no_value_is_refused(output):
    with pytest.raises(NotANumberError, match=f"got {type(output).__name__}"):
        draw(output)


def test_one_value_alone_can_be_drawn():
    assert "<svg" in draw(Value(1.0, "x")).svg()
    assert "<svg" in draw(Value(float("nan"), "x") + 1.0).svg()
