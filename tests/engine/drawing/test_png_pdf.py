"""PNG and PDF: the picture that the SVG shows, pixel by pixel where it matters."""

import io
import re

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgb
from matplotlib.image import imread
from matplotlib.path import Path

from engine import Value, draw
from engine.drawing.curves import samples
from engine.drawing.frames import Frame
from engine.drawing.marks import Group, Head, Mark, Rectangle, Stroke, Text
from engine.drawing.picture import Picture
from engine.drawing.png_pdf import SHARPNESS, png_or_pdf
from engine.drawing.style import LIGHT
from engine.drawing.typeset import DROP, LOWERED
from tests.engine.drawing.pictures import neuron, product_and_sum


def pixels(drawing, folder, **options):
    drawing.save(folder / "drawing.png", **options)
    return imread(folder / "drawing.png")[:, :, :3]


@pytest.mark.long
def test_a_png_has_two_dots_for_each_pixel_of_the_drawing(tmp_path):
    drawing = draw(product_and_sum())
    height, width, _ = pixels(drawing, tmp_path).shape
    scale = SHARPNESS / 72
    assert (width, height) == pytest.approx((drawing.picture.width * scale, drawing.picture.height * scale), abs=1)


@pytest.mark.parametrize("options", [{"phase": "backward"}, {"frame": 4}, {"phase": "forward"}])
def test_paper_and_browser_show_the_same_picture(browser, tmp_path, options):
    """Both are set small and compared; letters differ a little between fonts, shapes and places do not."""
    drawing = draw(neuron())
    paper = pixels(drawing, tmp_path, **options)
    (tmp_path / "drawing.svg").write_text(drawing.svg(**options), "utf-8")
    size = {"width": int(drawing.picture.width), "height": int(drawing.picture.height)}
    page = browser.new_page(viewport=size, device_scale_factor=2)
    page.goto((tmp_path / "drawing.svg").as_uri())
    screen = imread(io.BytesIO(page.screenshot()))[:, :, :3]
    page.close()
    height, width = (min(a, b) // 16 * 16 for a, b in zip(paper.shape[:2], screen.shape[:2], strict=True))
    tiles = (height // 16, 16, width // 16, 16, 3)
    coarse = [image[:height, :width].reshape(tiles).mean(axis=(1, 3)) for image in (paper, screen)]
    assert np.abs(coarse[0] - coarse[1]).max() < 0.25
    assert np.abs(coarse[0] - coarse[1]).mean() < 0.01


def image_of(monkeypatch, *marks: tuple[str, Mark]) -> np.ndarray:
    """Set marks, each in a group with some classes, on a sheet of 100 by 60 pixels; return its colours, y before x."""
    grouped = [Group(tuple(classes.split()), ("node", "0"), "", (mark,)) for classes, mark in marks]
    monkeypatch.setattr("engine.drawing.png_pdf.groups", lambda *_: grouped)
    sheet = Picture(100, 60, (), (), (), {}, ())
    return imread(io.BytesIO(png_or_pdf(sheet, Frame("backward", (), {}), "png")))[:, :, :3]


def put(name: str, x: float, y: float) -> Text:
    return Text(name, x, y, (("HHH", False),))


def away(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of the dots of an image, in pixels of the drawing."""
    y, x = np.indices(image.shape[:2])
    return (x + 0.5) / 2, (y + 0.5) / 2


def is_of(image: np.ndarray, colour: str) -> np.ndarray:
    return np.isclose(image, to_rgb(LIGHT[colour]), atol=0.02).all(axis=2)


@pytest.mark.parametrize(("width", "height", "corner"), [(70, 40, 7), (70, 15, 20), (15, 40, 30)])
def test_a_rectangle_is_filled_and_bordered_and_its_corners_are_quarters_of_a_circle(
    monkeypatch, width, height, corner
):
    image = image_of(monkeypatch, ("is-active", Rectangle("shape", 12, 9, width, height, corner)))
    x, y = away(image)
    round_by = min(corner, width / 2, height / 2)
    beside = np.maximum(np.abs(x - 12 - width / 2) - width / 2 + round_by, 0)
    above = np.maximum(np.abs(y - 9 - height / 2) - height / 2 + round_by, 0)
    outside = np.hypot(beside, above) - round_by  # how far outside of the rectangle; less than 0 inside
    assert is_of(image, "paper")[outside > 1.2 + 0.5].all()
    assert is_of(image, "backward")[np.abs(outside) < 1.2 - 0.5].all()
    assert is_of(image, "box")[outside < -1.2 - 0.5].all()


def test_a_stroke_follows_its_curve_and_a_head_fills_its_triangle(monkeypatch):
    curve = ((10.0, 10.0), (50.0, 5.0), (20.0, 50.0), (60.0, 40.0), (70.0, 35.0), (80.0, 20.0), (90.0, 50.0))
    corners = ((20.0, 55.0), (5.0, 30.0), (15.0, 28.0))
    marks = ("result", Stroke("line", curve)), ("edge is-done", Head("head back", corners))
    image = image_of(monkeypatch, *marks)
    x, y = away(image)
    distance = np.min([np.hypot(x - at_x, y - at_y) for at_x, at_y in samples(curve)], axis=0)
    near, wedge = (
        Path(corners).contains_points(np.stack([x, y], axis=-1).reshape(-1, 2), radius=r).reshape(x.shape)
        for r in (3, -1)
    )
    assert is_of(image, "forward")[distance < 0.15].all()
    assert is_of(image, "backward")[wedge].all()
    blank = (distance > 4) & ~near
    assert wedge.any()
    assert blank.mean() > 0.6
    assert is_of(image, "paper")[blank].all()


def test_dashes_are_as_long_as_the_style_sheet_says(monkeypatch):
    line = ((5.0, 30.0), (35.0, 30.0), (65.0, 30.0), (95.0, 30.0))
    along = is_of(image_of(monkeypatch, ("edge is-active", Stroke("line", line))), "backward")[60]
    on = np.flatnonzero(along) / 2
    assert on == pytest.approx(np.concatenate([np.arange(5 + 9 * k, 10 + 9 * k, 0.5) for k in range(10)]), abs=0.6)
    solid = is_of(image_of(monkeypatch, ("edge is-pending", Stroke("line", line))), "edge")
    assert np.flatnonzero(solid.any(axis=0)) == pytest.approx(np.arange(10, 190))


def ink(image: np.ndarray, colour: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all that is not paper, in pixels; some of it has this very colour."""
    assert is_of(image, colour).any()
    rows, columns = (np.flatnonzero((image != 1).any(axis=2).any(axis=axis)) for axis in (1, 0))
    return columns[0] / 2, rows[0] / 2, (columns[-1] + 1) / 2, (rows[-1] + 1) / 2


@pytest.mark.parametrize(
    ("classes", "name", "colour", "left", "right"),
    [
        ("node", "key", "soft", 50, 50 + 3 * 11 * 0.602),
        ("node", "number value-grad", "backward", 50 - 3 * 12.5 * 0.602, 50),
        ("node", "symbol", "forward", 50 - 1.5 * 11 * 0.602, 50 + 1.5 * 11 * 0.602),
    ],
)
def test_a_text_stands_on_its_line_and_starts_ends_or_has_its_middle_where_it_is_put(
    monkeypatch, classes, name, colour, left, right
):
    image = image_of(monkeypatch, (classes, put(name, 50, 30)))
    size = (right - left) / 3 / 0.602
    assert ink(image, colour) == pytest.approx((left, 30 - 0.73 * size, right, 30), abs=1.4)


@pytest.mark.parametrize(
    ("bold", "plain"),
    [
        (("node is-new", "number value-grad"), ("node is-done", "number value-grad")),
        (("node", "label"), ("node", "label nameless")),
    ],
)
def test_labels_and_what_is_new_are_bold(monkeypatch, bold, plain):
    more, less = ((image_of(monkeypatch, (classes, put(name, 40, 30))) != 1).sum() for classes, name in (bold, plain))
    assert more > 1.2 * less


def test_an_index_is_set_smaller_and_lower_behind_its_letter(monkeypatch):
    alone = ink(image_of(monkeypatch, ("node", Text("label", 20, 30, (("W", False),)))), "ink")
    left, top, right, bottom = ink(
        image_of(monkeypatch, ("node", Text("label", 20, 30, (("W", False), ("1", True))))), "ink"
    )
    assert (left, top) == alone[:2]
    assert bottom == pytest.approx(30 + DROP * LOWERED * 13, abs=1)
    assert right - alone[2] == pytest.approx(13 * LOWERED * 0.6, abs=2)


def test_the_name_of_a_scope_has_a_halo_that_covers_the_line_behind_it(monkeypatch):
    line = ("result", Stroke("line", ((0.0, 27.0), (30.0, 27.0), (60.0, 27.0), (90.0, 27.0))))
    image = image_of(monkeypatch, line, ("scope heading", put("scope-name", 40, 30)))
    x, _ = away(image)
    assert is_of(image, "soft").any()
    assert is_of(image, "forward")[54, 10:70].any()
    assert not is_of(image, "forward")[(x > 40) & (x < 60)].any()


def test_later_marks_cover_earlier_ones_and_some_are_not_shown(monkeypatch):
    pill, box = Rectangle("pill", 20, 20, 60, 20, 0), Rectangle("shape", 30, 10, 20, 40, 0)
    image = image_of(monkeypatch, ("edge is-done", pill), ("node", box))
    assert is_of(image, "box")[60, 80]
    assert is_of(image, "backward_tint")[60, 130]
    image = image_of(monkeypatch, ("node", box), ("edge is-done", pill))
    assert is_of(image, "backward_tint")[60, 80]
    back = Head("head back", ((20.0, 55.0), (5.0, 30.0), (15.0, 28.0)))
    assert is_of(image_of(monkeypatch, ("edge is-pending", back)), "paper").all()


@pytest.mark.long
def test_the_page_of_a_pdf_is_as_large_as_the_drawing_and_knows_no_date():
    written = png_or_pdf(Picture(123.4, 56.7, (), (), (), {}, ()), Frame("backward", (), {}), "pdf")
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", written)
    assert tuple(map(float, box.groups())) == pytest.approx((123.4, 56.7))
    assert b"/CreationDate" not in written


@pytest.mark.long
def test_labels_are_text_and_never_formulas_or_warnings(tmp_path):
    drawing = draw(Value(1.0, "$x_{$") * Value(2.0, "数学 😀"))
    drawing.save(tmp_path / "drawing.png")
    drawing.save(tmp_path / "drawing.pdf")


def test_the_figures_of_somebody_else_are_left_alone(tmp_path):
    before = pyplot.get_fignums()
    draw(product_and_sum()).save(tmp_path / "drawing.png")
    assert pyplot.get_fignums() == before
