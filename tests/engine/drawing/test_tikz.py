"""Looks and shapes in TikZ, as CSS and SVG say them."""

import pytest

from engine.drawing.marks import Head, Rectangle, Stroke, Text
from engine.drawing.overlays import Overlay, Run
from engine.drawing.tikz import colour_name, tikz_path, tikz_style

LOOK, OTHER = (("fill", "#ffffff"),), (("fill", "#000000"),)
NAMES = {(False, LOOK): "c0", (False, OTHER): "c1", (True, LOOK): "c2", (True, OTHER): "c3"}


def said(text):
    """A line of one piece."""
    return ((text, False),)


@pytest.mark.parametrize(
    ("is_text", "css", "tikz"),
    [
        (False, {"fill": "none", "stroke": "#a84300", "stroke-width": "2"}, "draw=chalkA84300, line width=1bp"),
        (False, {"fill": "#a84300"}, "fill=chalkA84300"),
        (False, {"fill": "#a84300", "stroke": "#0072b2"}, "fill=chalkA84300"),  # a line without a width is none
        (
            False,
            {"stroke": "#0072b2", "stroke-width": "1", "stroke-dasharray": "5 4", "opacity": "0.5"},
            "opacity=0.5, draw=chalk0072B2, line width=0.5bp, dash pattern=on 2.5bp off 2bp",
        ),
        (False, {"fill": "#a84300", "fill-opacity": "0.2"}, "fill opacity=0.2, fill=chalkA84300"),
        (False, {}, ""),
        (
            True,
            {"fill": "#1b2430", "font-size": "13px", "text-anchor": "end"},
            r"anchor=base east, text=chalk1B2430, font=\fontsize{6.5bp}{6.5bp}\ttfamily\selectfont",
        ),
        (
            True,
            {"fill": "#1b2430", "font-size": "12px", "font-weight": "600", "font-style": "italic"},
            r"anchor=base west, text=chalk1B2430, font=\fontsize{6bp}{6bp}\ttfamily\itshape\selectfont, strong=0.18",
        ),
        (
            True,
            {"fill": "#1b2430", "font-size": "12px", "text-anchor": "middle", "stroke": "#ffffff", "stroke-width": "4"},
            r"anchor=base, text=chalk1B2430, font=\fontsize{6bp}{6bp}\ttfamily\selectfont, fill=chalkFFFFFF, "
            "inner ysep=1bp",
        ),
    ],
)
def test_looks(is_text, css, tikz):
    assert tikz_style(is_text, tuple(css.items()), 0.5) == tikz


@pytest.mark.parametrize(
    ("mark", "tikz"),
    [
        (Rectangle("", 1, 2, 10, 20, 4), r"\path[rounded corners=2bp, c0] (1.0,2.0) rectangle (11.0,22.0);"),
        (Rectangle("", 1, 2, 10, 4, 9), r"\path[rounded corners=1bp, c0] (1.0,2.0) rectangle (11.0,6.0);"),
        (
            Stroke("", ((0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0))),
            r"\path[c0] (0.0,0.0) .. controls (1.0,0.0) and (2.0,0.0) .. (3.0,0.0)"
            " .. controls (4.0,0.0) and (5.0,0.0) .. (6.0,0.0);",
        ),
        (Head("", ((0, 0), (8, 3.5), (8, -3.5))), r"\path[c0] (0.0,0.0) -- (8.0,3.5) -- (8.0,-3.5) -- cycle;"),
        (Text("", 1, 2, said("a_b")), r"\node[c2] at (1.0,2.0) {a\_b};"),
        (
            Text("", 1, 2, (("W", False), ("1[0]", True))),
            r"\node[c2] at (1.0,2.0) {W\raisebox{-0.197em}{\scalebox{0.82}{1[0]}}};",
        ),
    ],
)
def test_shapes(mark, tikz):
    text = mark.runs if isinstance(mark, Text) else ()
    assert tikz_path(Overlay(mark, (Run(0, 2, LOOK, text),)), NAMES, 3, 0.5) == tikz


def test_what_is_so_on_some_slides_only_is_said_of_these():
    runs = (Run(0, 0, LOOK, said("—")), Run(1, 2, OTHER, said("1")), Run(4, 4, LOOK, said("1")))
    assert tikz_path(Overlay(Text("", 1, 2, said("—")), runs), NAMES, 5, 0.5) == (
        r"\node[on={<1,5>{c2}}, on={<2-3>{c3}}] at (1.0,2.0) {\only<1>{\rule[.5ex]{.5em}{.06em}}\only<2-3,5>{1}};"
    )
    same = (Run(0, 0, LOOK, said("a")), Run(1, 4, LOOK, said("b")))
    assert tikz_path(Overlay(Text("", 1, 2, said("a")), same), NAMES, 5, 0.5) == (
        r"\node[c2] at (1.0,2.0) {\only<1>{a}\only<2-5>{b}};"
    )


def test_a_colour_has_one_name():
    assert colour_name("#a84300") == colour_name("#A84300") == "chalkA84300"
