"""The steps of a drawing as one slide of reveal.js: a section with one fragment for each step after the first.

Nothing in it runs by itself. The deck shows and hides fragments, as it does with any others; looks stand at each mark,
so that neither the deck's style sheet nor a second drawing in the deck can change them.
"""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from engine.drawing.overlays import slides
from engine.drawing.sizes import FACE
from engine.drawing.style import Theme
from engine.drawing.svg import run_svg

if TYPE_CHECKING:
    from engine.drawing import Drawing

# Numbers change at once: where two fade into each other, neither can be read.
HERE = ".reveal .slides section.chalkgrad-steps"
STYLE = (
    f"{HERE} .fragment {{ transition: none }} {HERE} .said > * {{ grid-area: 1 / 1 }} "
    f"{HERE} .said p {{ margin: 0; white-space: pre-line }}"
)


def reveal(drawing: "Drawing", steps: Iterable[int] | None = None, theme: Theme = "light") -> str:
    """Return one HTML section; it takes and refuses what `moving` does."""
    chosen, palette, places = slides(drawing, steps, theme)
    last, words = len(chosen) - 1, drawing.story.steps()
    drawn = "\n".join(
        _while(run.first, run.last, last, "g", run_svg(each, run)) for each in places for run in each.runs
    )
    said = "\n".join(_while(i, i, last, "div", f"<p>{escape(words[k])}</p>") for i, k in enumerate(chosen))
    size = f"{drawing.picture.width:g} {drawing.picture.height:g}"
    return f"""\
<section class="chalkgrad-steps">
<style>{STYLE}</style>
<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(drawing.title)}" viewBox="0 0 {size}" \
style="width: 100%; max-height: calc(0.62 * var(--slide-height, 700px)); font-family: {FACE}">
<rect width="100%" height="100%" rx="8" fill="{palette["paper"]}"/>
{drawn}
</svg>
<div class="said" style="display: grid; font-size: 0.5em">
{said}
</div>
</section>
"""


def _while(first: int, last: int, end: int, tag: str, inside: str) -> str:
    """Let the deck show something from one step to another, and hide it before and after.

    >>> _while(0, 2, 2, "g", "x"), _while(1, 2, 2, "g", "x")
    ('x', '<g class="fragment" data-fragment-index="0">x</g>')
    >>> _while(0, 1, 2, "g", "x")
    '<g class="fragment fade-out" data-fragment-index="1">x</g>'
    """
    if first > 0:
        inside = f'<{tag} class="fragment" data-fragment-index="{first - 1}">{inside}</{tag}>'
    if last < end:
        inside = f'<{tag} class="fragment fade-out" data-fragment-index="{last}">{inside}</{tag}>'
    return inside
