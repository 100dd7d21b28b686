"""The stepper for a web page: a drawing, its trace as data, and a small program that shows one frame at a time.

The page's arithmetic is the table's, as printing/javascript.py writes it; its words are those of words/story.py.
`player_assets` gives style and script, once for a page; `player_html` gives one figure.
"""

import functools
import html
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from engine.drawing.bundle import bundle, joined, packed, spoken
from engine.drawing.called import called_in
from engine.drawing.diagram import Diagram, diagram, folded_scopes
from engine.drawing.page_data import page_data, rows_of
from engine.drawing.style import style_sheet, variables
from engine.printing.javascript import javascript
from engine.words.digits import show
from engine.words.fixed import ENGLISH
from engine.words.story import Story

if TYPE_CHECKING:
    from engine.drawing import Drawing

WEB = resources.files("engine.drawing") / "web"
SHEETS = ("player", "stage", "board")
START_FOLDED = 60  # a graph with more values begins with its scopes folded
MOST_OPEN, MOST_ARROWS = (
    200,
    800,
)  # a page offers no picture with more values or arrows, unless it is the drawing itself


def player_assets(words: Mapping[str, str] = ENGLISH) -> tuple[str, str]:
    """Return (css, js) that every page with players needs once; the script starts all players on the page.

    Args:
        words: fixed texts -> what stands in their place on a page in another language.
    """
    css, script = _assets()
    return css, spoken(script, words)


@functools.cache
def _assets() -> tuple[str, str]:
    sheets = [(WEB / f"{name}.css").read_text("utf-8") for name in SHEETS]
    css = packed("".join([style_sheet("page"), variables(".player, .chalkgrad"), *sheets]))
    return css, f'(() => {{\n"use strict";\n{joined(bundle(modules(), "start"))}\n}})();\n'


def modules() -> dict[str, str]:
    """Return the source of every module of the page's script, by name."""
    return {file.name.removesuffix(".js"): file.read_text("utf-8") for file in WEB.iterdir() if file.name[-3:] == ".js"}


def player_html(
    drawing: "Drawing",
    name: str,
    predict: Collection[int] = (),
    code: str | None = None,
    words: Mapping[str, str] = ENGLISH,
) -> str:
    """Return one player as a `<figure>`; without scripts it shows the last frame and the table.

    Args:
        drawing: what `draw` returned.
        name: unique on the page; `#figure=name&step=7` leads to its frame 7.
        predict: frames whose number the learner is asked for before it is shown.
        code: the program that built the graph; the line of each step is shown where the trace knows it.
        words: as for `player_assets`.
    """

    def say(text: str) -> str:
        return html.escape(words.get(text, text))

    drawing = called_in(drawing, words)
    trace, prefix = drawing.trace, re.sub(r"\W+", "-", name)
    drawings = _foldings(drawing)
    start = _first_shown(drawing, drawings)
    pictures = "".join(_picture(each, f"{prefix}-{i}", i == start) for i, each in enumerate(drawings))
    data = page_data(drawing.story, code, drawing.form, words) | {"predict": sorted(predict), "shown": start}
    data |= {"grain": drawing.grain} if drawing.grain != "arrow" else {}
    table = _table(drawing.story, say)
    functions = ",\n".join(javascript(row, arity) for row, arity in rows_of(trace))
    return f"""\
<figure class="player" tabindex="-1" data-figure="{html.escape(name)}" aria-label="{html.escape(drawing.title)}">
<div class="stage" tabindex="0" role="group" aria-label="{say("step by step")}">{pictures}</div>
<details class="below" open><summary>{say("All values and gradients, and what if")}</summary>
<div class="values" tabindex="0" role="group" aria-label="{say("values and gradients")}">{table}</div>
</details>
<script type="application/json" class="trace">{json_for_page(data)}</script>
<script>(window.chalkgrad ??= {{ rows: {{}} }}).rows[{json_for_page(name)}] = [{functions}];</script>
</figure>
"""


def _picture(drawing: "Drawing", prefix: str, shown: bool) -> str:
    size = f"--width: {drawing.picture.width:g}"
    svg = drawing.svg(prefix=prefix, style=False)
    return f'<div class="picture" style="{size}"{"" if shown else " hidden"}>{svg}</div>'


def _foldings(drawing: "Drawing") -> list["Drawing"]:
    """The same graph with its scopes folded at every depth, from the outermost to all open."""
    trace, asked = drawing.trace, drawing.diagram
    found: dict[Any, Diagram] = {}
    for depth in (*range(1, 1 + max(len(node.scope) for node in trace.nodes)), False):
        each = diagram(trace, folded_scopes(trace, depth))
        found.setdefault((each.boxes, each.cards), each)
    found[asked.boxes, asked.cards] = asked
    shown = [each for each in found.values() if each is asked or _is_readable(each)]
    return [drawing if each is asked else replace(drawing, diagram=each) for each in shown]


def _is_readable(each: Diagram) -> bool:
    return len(each.boxes) <= MOST_OPEN and len(each.links) <= MOST_ARROWS


def _first_shown(drawing: "Drawing", drawings: list["Drawing"]) -> int:
    """The drawing as it was asked for, unless it is large and can be folded: then the most open one that is not."""
    small = [i for i, each in enumerate(drawings) if len(each.diagram.boxes) <= START_FOLDED]
    asked = drawings.index(drawing)
    return asked if asked in small or not small else max(small, key=lambda i: len(drawings[i].diagram.boxes))


def _table(story: Story, say: Callable[[str], str]) -> str:
    words = say("name"), say("computed as"), say("value"), say("gradient")
    heads = "".join(f'<th scope="col">{word}</th>' for word in words)
    kinds = {"variable": say("variable"), "constant": say("constant")}
    lines = "".join(
        f'<tr data-row="{node.index}"><th scope="row">{html.escape(name)}</th>'
        f"<td>{html.escape(story.formula(node.index)) or kinds[node.kind]}</td>"
        f"<td>{show(node.data)}</td><td>{show(None if node.kind == 'constant' else node.gradient)}</td></tr>"
        for node, name in zip(story.nodes, story.labels, strict=True)
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def json_for_page(data: Any) -> str:
    """Return data as JSON that cannot end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
