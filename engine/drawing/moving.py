"""The steps of a drawing as one SVG that moves by itself, for a README or a page that runs no script.

Nothing but CSS moves it: each mark is visible while its steps last. A reader who has asked for less motion, and a
program that knows no animation, sees the last step, which is the whole picture.
"""

import textwrap
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from engine.drawing.describe import describe
from engine.drawing.overlays import slides
from engine.drawing.sizes import ADVANCE, FACE, LABEL, LINE, PAD
from engine.drawing.style import Theme
from engine.drawing.svg import run_svg

if TYPE_CHECKING:
    from engine.drawing import Drawing

SECONDS, REST = 1.5, 3  # for each step, and how many times as long the last one stays
Span = tuple[int, int]  # the first and the last step at which something is visible


def moving(drawing: "Drawing", steps: Iterable[int] | None = None, theme: Theme = "light") -> str:
    """Return one SVG that shows step after step, with the words of each below, again and again.

    Args:
        steps: some of them only.
        theme: "light" or "dark".

    Raises:
        SettingError: where there is no such step or theme.
    """
    chosen, palette, places = slides(drawing, steps, theme)
    picture, last, words = drawing.picture, len(chosen) - 1, drawing.story.steps()
    marks = [(run, run_svg(each, run)) for each in places for run in each.runs]
    shown = [((run.first, run.last), mark) for run, mark in marks]
    columns = int((picture.width - 2 * PAD) / (LABEL * ADVANCE))
    said = [[line for part in words[k].split("\n") for line in textwrap.wrap(part, columns)] for k in chosen]
    for i, lines in enumerate(said):
        for k, line in enumerate(lines):
            y = picture.height + LINE * (k + 1)
            shown.append(((i, i), f'<text x="{PAD:g}" y="{y:g}" fill="{palette["ink"]}">{escape(line)}</text>'))
    width, height = picture.width, picture.height + LINE * max(map(len, said)) + PAD
    groups = [(span, "\n".join(mark for _, mark in of)) for span, of in groupby(shown, key=lambda pair: pair[0])]
    body = "\n".join(f'<g class="{_name(span)}">{inside}</g>' for span, inside in groups)
    rules = "\n".join(_rules({span for span, _ in groups}, last))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" width="{width:g}" height="{height:g}" \
viewBox="0 0 {width:g} {height:g}" style="font: {LABEL:g}px {FACE}">
<title id="title">{escape(drawing.title)}</title>
<desc id="desc">{escape(describe(drawing.story, drawing.diagram, drawing.frame(step=chosen[-1])))}</desc>
<style>
{rules}
@media (prefers-reduced-motion: reduce) {{ g {{ animation: none !important }} }}
</style>
<rect width="100%" height="100%" rx="8" fill="{palette["paper"]}"/>
{body}
</svg>
"""


def _name(span: Span) -> str:
    return f"from-{span[0]}-to-{span[1]}"


def _rules(spans: Iterable[Span], end: int) -> Iterator[str]:
    """Yield the style sheet: without animation what the last step shows, with it each span in its time.

    >>> list(_rules([(0, 1)], 1)), next(_rules([(0, 0)], 1))
    ([], '@keyframes from-0-to-0 { 0% { visibility: visible } 25% { visibility: hidden } }')
    """
    rounds = end + REST
    for first, last in sorted(spans):
        if (first, last) == (0, end):
            continue
        turns = {0: "hidden", 100 * first / rounds: "visible"}
        if last < end:
            turns[100 * (last + 1) / rounds] = "hidden"
        frames = " ".join(f"{at:.4g}% {{ visibility: {state} }}" for at, state in turns.items())
        yield f"@keyframes {_name((first, last))} {{ {frames} }}"
        yield (
            f".{_name((first, last))} {{ visibility: {'visible' if last == end else 'hidden'}; "
            f"animation: {_name((first, last))} {SECONDS * rounds:g}s step-end infinite }}"
        )
