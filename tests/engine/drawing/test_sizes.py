"""Widths are those that browsers and paper find, so that nothing is clipped."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from engine import Value, draw
from engine.drawing.sizes import columns, shorten, width
from tests.engine.drawing.pictures import network


@given(st.text(), st.integers(1, 20))
def test_a_shortened_line_fits(text, most):
    assert columns(shorten(text, most)) <= max(most, 1)
    if columns(text) <= most:
        assert shorten(text, most) == text


@given(st.text("abcdefgWM0123456789.-[]()", min_size=1, max_size=20))
def test_no_line_is_wider_than_it_is_measured(text):
    path = TextPath((0, 0), text, size=12, prop=FontProperties(family="DejaVu Sans Mono"))
    assert path.get_extents().x1 <= width(text, 12) + 0.5


def test_combining_and_wide_characters_are_counted_as_they_are_drawn():
    assert columns(unicodedata.normalize("NFD", "é")) == 1
    assert columns("数学") == 4


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
