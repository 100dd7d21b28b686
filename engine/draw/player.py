"""The stepper for a web page: a drawing, its trace as data, and a small program that shows one frame at a time.

The page's arithmetic is the table's, written as JavaScript by symbols.py; its words are those of story.py.
`player_assets` gives style and script, once for a page; `player_html` gives one figure.
"""

import functools
import html
import json
from collections.abc import Collection
from importlib import resources
from typing import TYPE_CHECKING, Any

from engine.draw.page_data import page_data, rows_of
from engine.notation import show
from engine.symbols import RUNTIME, javascript
from engine.trace import Trace

if TYPE_CHECKING:
    from engine.draw import Drawing

START_FOLDED = 60  # a drawing with more values begins with its scopes folded
SCRIPTS = ("graph", "numbers", "words", "picture", "panel", "table", "paths", "whatif", "predict", "controls", "link",
           "print", "start")  # fmt: skip


@functools.cache
def player_assets() -> tuple[str, str]:
    """Return (css, js) that every page with players needs once; the script starts all players on the page."""
    files = resources.files("engine.draw") / "web"
    js = "\n".join((files / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    opening = '(() => {\n"use strict";\nconst namespace = (window.chalkgrad ??= { rows: {} });\n'
    return (files / "player.css").read_text("utf-8"), f"{opening}{RUNTIME}{js}}})();\n"


def player_html(drawing: "Drawing", name: str, predict: Collection[int] = (), code: str | None = None) -> str:
    """Return one player as a `<figure>`; without scripts it shows the last frame and the table.

    Args:
        drawing: what `draw` returned.
        name: unique on the page; `#figure=name&step=7` leads to its frame 7.
        predict: frames whose number the learner is asked for before it is shown.
        code: the program that built the graph; the line of each step is shown where the trace knows it.
    """
    trace = drawing.trace
    rows = rows_of(trace)
    data = page_data(trace, code) | {"predict": sorted(predict), "folded": False}
    functions = ",\n".join(javascript(row, arity) for row, arity in rows)
    return "\n".join(
        [
            f'<figure class="player" data-figure="{html.escape(name)}">',
            '<div class="stage" tabindex="0" role="group" aria-label="computation graph">',
            f'<div class="picture">{drawing.svg()}</div>',
            "</div>",
            f'<div class="beside"><div class="values" tabindex="0" role="group" aria-label="values">{_table(trace)}</div></div>',
            f'<script type="application/json" class="trace">{_json(data)}</script>',
            f"<script>((window.chalkgrad ??= {{ rows: {{}} }}).rows)[{_json(name)}] = m => [{functions}];</script>",
            "</figure>",
        ]
    )


def _table(trace: Trace) -> str:
    head = "<tr><th scope=col>value of</th><th scope=col>computed as</th><th scope=col>value</th><th scope=col>gradient</th></tr>"
    lines = "".join(
        f"<tr data-row={node.index}><th scope=row>{html.escape(node.name)}</th><td>{html.escape(node.formula or node.kind)}</td>"
        f"<td>{show(node.data)}</td><td>{show(node.gradient)}</td></tr>"
        for node in trace.nodes
    )
    return f"<table><thead>{head}</thead><tbody>{lines}</tbody></table>"


def _json(data: Any) -> str:
    """Return data as JSON that cannot end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
