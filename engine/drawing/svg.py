"""A frame as SVG: text that any browser shows, with no script and no outside reference.

Hooks for the page: values are `g[data-node="3"]` with `.value-data`, `.value-grad` and the shares of an addition,
`text.share[data-share="7.0"]`; edges are `g[data-edge="7.0"]` (operation and slot) with `.partial` and
`.contribution`, scopes are `g[data-scope="0"]`. A value may stand in several places.
"""

import hashlib
from html import escape
from math import dist

from engine.drawing.curves import Curve, Point
from engine.drawing.frames import Frame
from engine.drawing.marks import Group, Head, Mark, Rectangle, Stroke, Text, groups, named
from engine.drawing.overlays import Overlay, Run
from engine.drawing.picture import Picture
from engine.drawing.style import Theme, style_sheet
from engine.drawing.typeset import DROP, LOWERED, Runs


def svg(
    picture: Picture, shown: Frame, title: str, description: str, prefix: str, style: bool, theme: Theme | None = None
) -> str:
    """Return one frame.

    Args:
        title, description: what a screen reader says.
        prefix: begins every id, so that drawings on one page share none; made from the content where not given.
        style: include the style sheet; one on a page is enough.
        theme: the only one in the style sheet; both are where none is given.
    """
    body = "\n".join(_group(group) for group in groups(picture, shown))
    size = f"{picture.width:g}", f"{picture.height:g}"
    unique = hashlib.sha256(f"{title}{description}{body}".encode()).hexdigest()[:10]
    name = escape(prefix or f"drawing-{unique}")
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chalkgrad is-{shown.phase}" role="img" '
            f'aria-labelledby="{name}-title {name}-desc" '
            f'width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(description)}</desc>',
            *([f"<style>{style_sheet(theme)}</style>"] if style else []),
            f'<rect class="paper" width="{size[0]}" height="{size[1]}" rx="8"/>',
            body,
            "</svg>\n",
        ]
    )


def _group(group: Group) -> str:
    hook, name = group.hook
    title = f"<title>{escape(group.title)}</title>" if group.title else ""
    marks = "".join(f"\n{mark_svg(mark)}" for mark in group.marks)
    return f'<g class="{" ".join(group.classes)}" data-{hook}="{name}">{title}{marks}</g>'


def mark_svg(mark: Mark, look: str = "") -> str:
    """Return one mark, with its looks where they are given, or else with the class names that a style sheet needs."""
    said = f'style="{look}"' if look else f'class="{mark.name}"'
    match mark:
        case Rectangle(_, x, y, width, height, corner):
            size = f'width="{_short(width)}" height="{_short(height)}" rx="{_short(corner)}"'
            return f'<rect {said} x="{_short(x)}" y="{_short(y)}" {size}/>'
        case Stroke(_, curve):
            return f'<path {said} d="{_path(curve)}"/>'
        case Head(_, corners):
            return f'<path {said} d="M{"L".join(_points(corners))}Z"/>'
        case Text(_, x, y, runs, edges):
            share = f' data-share="{named(edges)}"' if edges else ""
            return f'<text {said} x="{_short(x)}" y="{_short(y)}"{share}>{_runs(runs, bool(look))}</text>'


def run_svg(each: Overlay, run: Run) -> str:
    """Return what stands in a place during some steps, with its looks at each mark."""
    mark = each.mark._replace(runs=run.text) if isinstance(each.mark, Text) else each.mark
    return mark_svg(mark, "; ".join(f"{name}: {x}" for name, x in run.look))


def _path(curve: Curve) -> str:
    """Write joined cubic pieces; a straight one takes its end only.

    >>> _path(((0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 1), (5, 2)))
    'M0,0L3,0C4,0 5,1 5,2'
    """
    start, *points = _points(curve)
    written, letter = f"M{start}", ""
    for i in range(0, len(points), 3):
        a, *handles, b = curve[i : i + 4]
        is_straight = all(dist(a, each) + dist(each, b) <= dist(a, b) + 0.001 for each in handles)
        before, letter = letter, "L" if is_straight else "C"
        told = points[i + 2 : i + 3] if is_straight else points[i : i + 3]
        written += (letter if letter != before else " ") + " ".join(told)
    return written


def _runs(runs: Runs, alone: bool) -> str:
    """Write a line in pieces; after a lowered one, the next goes up again."""
    written, lowered = "", False
    small = f'style="font-size: {LOWERED:g}em"' if alone else 'class="low"'
    for text, low in runs:
        if low:
            written += f'<tspan {small} dy="{DROP}em">{escape(text)}</tspan>'
        else:
            written += f'<tspan dy="-{DROP * LOWERED:.3g}em">{escape(text)}</tspan>' if lowered else escape(text)
        lowered = low
    return written


def _points(points: tuple[Point, ...]) -> list[str]:
    return [f"{_short(x)},{_short(y)}" for x, y in points]


def _short(x: float) -> str:
    """Return a number with one decimal place at most."""
    return f"{x:.1f}".removesuffix(".0")
