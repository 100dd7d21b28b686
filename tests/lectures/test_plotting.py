"""A plot becomes SVG that has no ids in common with another, follows the page's colours, and is always the same."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache

import pytest

from engine.errors import ArgumentError
from lectures.site.plotting import house_style, svg_of

PROGRAM = """
from lectures.site.plotting import house_style, svg_of
from matplotlib import pyplot as plt
with house_style():
    figure, axes = plt.subplots()
    axes.plot([0, 1, 2], [0.0001234, 1, 0.5], "o-", label="$x^2$ & <b>")
    axes.legend()
    print(svg_of(figure, "NAME", 'a "caption" & <b>'))
"""


@cache
def drawn(name: str) -> str:
    found: list[str] = []
    exec(PROGRAM.replace("NAME", name), {"print": found.append})
    return found[0]


@pytest.mark.long
def test_it_is_xml_that_stands_alone() -> None:
    root = ET.fromstring(drawn("one"))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'a "caption" & <b>'
    assert "http" not in re.sub(r'xmlns(:xlink)?="[^"]*"', "", drawn("one"))
    assert "<style" not in drawn("one")  # a style element would reach the whole page
    assert "<script" not in drawn("one")


@pytest.mark.long
def test_two_plots_on_a_page_share_no_id() -> None:
    ids = [set(re.findall(r'\bid="([^"]+)"', drawn(name))) for name in ("one", "two")]
    assert ids[0]
    assert not ids[0] & ids[1]
    used = set(re.findall(r"url\(#([^)]+)\)", drawn("one"))) | set(re.findall(r'href="#([^"]+)"', drawn("one")))
    assert used
    assert used <= ids[0]


@pytest.mark.long
def test_colours_follow_the_page() -> None:
    assert "var(--series-blue)" in drawn("one")
    assert "var(--ink)" in drawn("one")
    assert "#0072b2" not in drawn("one").lower()


def test_numbers_in_the_text_keep_their_digits() -> None:
    with house_style():
        from matplotlib import pyplot as plt

        figure, axes = plt.subplots()
        axes.set_title("0.0001234")
        assert ">0.0001234<" in svg_of(figure, "x", "")


@pytest.mark.long
def test_areas_of_colour_stand_on_a_light_card() -> None:
    with house_style():
        from matplotlib import pyplot as plt

        figure, axes = plt.subplots()
        axes.imshow([[0, 1], [1, 0]])
        svg = svg_of(figure, "x", "")
    assert 'class="light-card"' in svg
    assert "var(--" not in svg


@pytest.mark.slow
def test_the_same_bytes_in_another_process() -> None:
    program = PROGRAM.replace("NAME", "one")
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert other.stdout.strip() == drawn("one")


def test_the_style_ends_with_the_lecture() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    with house_style():
        assert matplotlib.rcParams["svg.hashsalt"] == "chalkgrad"
    before["backend"] = matplotlib.rcParams["backend"]
    assert dict(matplotlib.rcParams) == before


def test_what_is_no_figure_is_refused_with_what_a_plot_takes():
    with pytest.raises(ArgumentError, match=r"plot 'x': takes a matplotlib figure, .* got function; the curve of"):
        svg_of(lambda x: x, "x", "")
