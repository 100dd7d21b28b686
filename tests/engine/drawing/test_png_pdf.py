"""PNG and PDF: the picture that the SVG shows, pixel by pixel where it matters."""

import io

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.image import imread

from engine import Value, draw
from engine.drawing.png_pdf import SHARPNESS
from tests.engine.drawing.pictures import neuron, product_and_sum


def pixels(drawing, folder, **options):
    drawing.save(folder / "drawing.png", **options)
    return imread(folder / "drawing.png")[:, :, :3]


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


def test_labels_are_text_and_never_formulas_or_warnings(tmp_path):
    drawing = draw(Value(1.0, "$x_{$") * Value(2.0, "数学 😀"))
    drawing.save(tmp_path / "drawing.png")
    drawing.save(tmp_path / "drawing.pdf")


def test_the_figures_of_somebody_else_are_left_alone(tmp_path):
    before = pyplot.get_fignums()
    draw(product_and_sum()).save(tmp_path / "drawing.png")
    assert pyplot.get_fignums() == before
