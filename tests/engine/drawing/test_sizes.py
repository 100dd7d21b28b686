"""Widths are those that browsers and paper find, so that nothing is clipped."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from engine import Value, draw
from engine.drawing.sizes import box_sizes, columns, operation_size, shorten, width
from engine.trace import trace
from tests.engine.drawing.pictures import network


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


def needed(number: str, size: float) -> float:
    """Two borders, "data" or "grad", a gap, and a number."""
    return 2 * 9 + width("data", 10.5) + 8 + width(number, size)


@pytest.mark.parametrize(
    ("leaf", "labels", "wide", "small"),
    [
        (2.0, {0: "x", 2: "y"}, needed("1234567", 12.5), needed("1234", 10.5)),  # room for seven and four digits
        (2.0, {0: "x" * 16, 2: "y"}, 2 * 9 + width("x" * 16, 13), needed("1234", 10.5)),
        (-1.2346e-105, {0: "x", 2: "y"}, needed("-1.235e-105", 12.5), needed("1234", 10.5)),  # its gradient is 1
        (2.0, {0: "x" * 16}, 2 * 9 + width("x" * 16, 13), needed("1234", 10.5)),
        (-1.2346e-105, {2: "y"}, needed("1234567", 12.5), needed("1234", 10.5)),  # what is not drawn needs no room
    ],
)
def test_variables_are_as_wide_as_the_widest_of_them_needs(leaf, labels, wide, small):
    seen = trace(Value(leaf, "x") + 2.0)
    expected = dict.fromkeys(labels, (wide, 62.0)) | {1: (small, 40.0)}
    assert box_sizes(seen, labels | {1: "2"}) == {i: pytest.approx(size) for i, size in expected.items()}


def test_every_number_that_any_frame_shows_has_room():
    x = Value(3.0, "x")
    drawing = draw(x * 1e-20 - x * 1.2345678 + x * 0.23456784 - 123456.0)  # the sum passes over a long number
    frames = [drawing.frame(step=k).nodes for k in range(len(drawing.steps))]
    longest = [
        max(columns(text) for box in boxes for text in (box.data, box.grad)) for boxes in zip(*frames, strict=True)
    ]
    kinds = [node.kind for node in drawing.trace.nodes]
    loudest = max(room for room, kind in zip(longest, kinds, strict=True) if kind != "constant")
    sizes = box_sizes(drawing.trace, dict.fromkeys(range(len(kinds)), "x"))
    for i, (room, kind) in enumerate(zip(longest, kinds, strict=True)):
        quiet = needed("0" * max(4, room), 10.5), 40.0
        assert sizes[i] == pytest.approx(quiet if kind == "constant" else (needed("0" * loudest, 12.5), 62.0))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("×",), (30, 30)),
        (("abs",), (30, 30)),
        (("tanh",), (2 * 9 + width("tanh", 11), 30)),
        (("cell", "12 operations", "3 parameters"), (2 * 9 + width("12 operations", 10.5), 62)),
        (("cell", "1 operation", "100 parameters"), (2 * 9 + width("100 parameters", 10.5), 62)),
        (("a long name of it", "1 operation"), (2 * 9 + width("a long name of it", 13), 62)),
    ],
)
def test_operations_are_discs_and_folded_scopes_boxes_with_a_few_lines(lines, expected):
    assert operation_size(lines, folded=len(lines) > 1) == pytest.approx(expected)


def test_a_character_is_as_wide_as_the_widest_of_the_faces_has_it():
    assert (width("abc", 10), width("数", 10), width("", 10)) == pytest.approx((18.3, 12.2, 0))


def test_a_browser_clips_nothing(browser, tmp_path):
    """Every text of a drawing lies inside the box, the disc or the scope that it belongs to."""
    labelled = Value(-1.234567e-105, "a label that is much too long") * Value(-7.7e-9, "数学 😀")
    for output, options in ((labelled, {}), (network(), {}), (network(), {"collapse": 2})):
        file = tmp_path / "drawing.svg"
        file.write_text(draw(output, **options).svg(), "utf-8")
        page = browser.new_page()
        page.goto(file.as_uri())
        outside = page.evaluate(
            """() => [...document.querySelectorAll("g")].flatMap(group => {
                 const named = document.querySelector(`[data-scope="${group.dataset.heading}"]`) ?? group;
                 const shape = named.querySelector(".shape, .frame, .pill")?.getBBox();
                 const disc = group.querySelector(".disc")?.getBBox();
                 return [...group.querySelectorAll("text")].filter(text => {
                   const place = text.getBBox(), around = text.classList.contains("symbol") ? disc : shape;
                   return text.textContent && (place.x < around.x || place.x + place.width > around.x + around.width
                     || place.y < around.y - 2 || place.y + place.height > around.y + around.height + 2);
                 }).map(text => text.textContent);
               })"""
        )
        page.close()
        assert outside == []
