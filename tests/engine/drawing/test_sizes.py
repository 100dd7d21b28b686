"""Widths are those that browsers and paper find, so that nothing is clipped."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from engine import Value, draw
from engine.drawing.marks import Rectangle, Text, groups
from engine.drawing.shares import Addition
from engine.drawing.sizes import LINE, box_size, runs_width, width
from engine.drawing.style import LIGHT, looks
from engine.words.columns import columns, shorten
from tests.engine.drawing.pictures import network, scoped_at_random, sharing

SUMS = [
    (None, []),
    (Addition((), 0, 1, 3, "-1.000"), []),
    (Addition((), 0, 2, 3, "-1.000"), [(("from a", False),), (("from b", False),)]),
]


@pytest.mark.long
@given(st.text(), st.integers(1, 20))
def test_a_shortened_line_fits(text, most):
    assert columns(shorten(text, most)) <= max(most, 1)
    if columns(text) <= most:
        assert shorten(text, most) == text


@pytest.mark.slow
@given(st.text("abcdefgWM0123456789.-[]()", min_size=1, max_size=20))
def test_no_line_is_wider_than_it_is_measured(text):
    path = TextPath((0, 0), text, size=12, prop=FontProperties(family="DejaVu Sans Mono"))
    assert path.get_extents().x1 <= width(text, 12) + 0.5


def test_combining_and_wide_characters_are_counted_as_they_are_drawn():
    assert columns(unicodedata.normalize("NFD", "é")) == 1
    assert columns("数学") == 4


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("数学数学", 6, "数学…"),
        ("数学数学", 7, "数学数…"),
        ("ab", 1, "…"),
    ],
)
def test_a_cut_line_keeps_as_much_as_fits_before_its_mark(text, most, expected):
    assert shorten(text, most) == expected


def millions():
    """A gradient that is much longer than its factors."""
    return Value(0.5, "x") * 1000.0 * 1000.0


@pytest.mark.slow
@pytest.mark.parametrize("graph", [network, lambda: network((3, 4, 2)), sharing, millions, lambda: scoped_at_random(4)])
@pytest.mark.parametrize("options", [{}, {"collapse": True}, {"expand": True}])
def test_every_text_that_any_frame_shows_has_room(graph, options):
    """Two texts on a line, one from the left and one from the right, do not meet; nor do they reach the border."""
    drawing, met = draw(graph(), **options), set()
    for frame in range(len(drawing.steps)):
        shown = drawing.frame(step=frame)
        for group in groups(drawing.picture, shown):
            if group.hook[0] not in ("node", "edge") or (shown.phase, group) in met:
                continue
            met.add((shown.phase, group))
            around = next((mark for mark in group.marks if isinstance(mark, Rectangle)), None)
            lines: dict[int, list[tuple[float, float]]] = {}
            for text in (mark for mark in group.marks if isinstance(mark, Text) and any(mark.runs[0][0])):
                look = looks(frozenset((*group.classes, f"is-{shown.phase}")), frozenset(text.name.split()), LIGHT)
                wide = runs_width(text.runs, float(look["font-size"].removesuffix("px")))
                left = text.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[look.get("text-anchor", "start")]
                if look.get("display") != "none":
                    lines.setdefault(int((text.y - around.y) / LINE), []).append((left, left + wide))
            for spans in lines.values():
                ends = [around.x, *(x for span in sorted(spans) for x in span), around.x + around.width]
                assert all(a <= b + 0.1 for a, b in pairwise(ends)), (frame, group)


def test_a_box_is_as_high_as_its_lines():
    heights = {box.index: box.height for box in draw(sharing()).picture.boxes}
    x, _, squared, *_ = sorted(heights)
    assert heights[x] > heights[squared], "an addition, and a gradient without one"
    feed, one, several = (box_size((("x", False),), "", "1", total, names) for total, names in SUMS)
    assert feed[1] < one[1] < several[1]
    assert several[0] > one[0] == feed[0]


def test_a_character_is_as_wide_as_the_widest_of_the_faces_has_it():
    assert (width("abc", 10), width("数", 10), width("", 10)) == pytest.approx((18.3, 12.2, 0))


def test_a_browser_clips_nothing(browser, tmp_path):
    """Every text of a drawing lies inside the box, the badge, the pill or the scope that it belongs to."""
    labelled = Value(-1.234567e-105, "a label that is much too long") * Value(-7.7e-9, "数学 😀")
    for output, options in ((labelled, {}), (network(), {}), (network(), {"collapse": 2})):
        file = tmp_path / "drawing.svg"
        file.write_text(draw(output, **options).svg(), "utf-8")
        page = browser.new_page()
        page.goto(file.as_uri())
        outside = page.evaluate(
            """() => [...document.querySelectorAll("g")].flatMap(group => {
                 const named = [...document.querySelectorAll(`[data-scope="${group.dataset.heading}"]`), group];
                 const shapes = named.flatMap(part => [...part.querySelectorAll(".shape, .frame, .pill, .badge")]);
                 return [...group.querySelectorAll("text")].filter(text => {
                   const place = text.getBBox(), symbol = text.classList.contains("symbol");
                   return place.width && !shapes.some(shape => {
                     const around = shape.getBBox();
                     return symbol === shape.classList.contains("badge")
                       && place.x >= around.x && place.x + place.width <= around.x + around.width
                       && place.y >= around.y - 2 && place.y + place.height <= around.y + around.height + 2;
                   });
                 }).map(text => text.textContent);
               })"""
        )
        page.close()
        assert outside == []
