"""A drawing to be played with, as HTML."""

import html
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from engine.drawing.page_data import rows_of
from engine.drawing.player import json_for_page
from engine.printing.javascript import javascript
from engine.words.fixed import ENGLISH
from lectures.entries import Play
from lectures.site.saying import saying


def leave_button(words: Mapping[str, str] = ENGLISH) -> str:
    """Return what projector.js shows while the figure fills the screen."""
    say = saying(words)
    return f'<button type="button" class="leave" hidden>{say("leave the projector (Esc)")}</button>\n'


def play_html(play: Play, words: Mapping[str, str] = ENGLISH) -> str:
    """Return one such drawing as a `<figure>`; without scripts it is the picture of both passes."""
    name, drawing = html.escape(play.name), play.drawing
    rows = rows_of(drawing.trace)
    data = {"ask": asdict(play.question), "nodes": [_node(drawing, i, rows) for i in range(len(drawing.trace.nodes))]}
    functions = ",\n".join(javascript(row, arity) for row, arity in rows)
    picture = drawing.svg(prefix=f"play-{name}", style=False)
    return (
        f'<figure class="live plays" data-play="{name}" data-projects tabindex="-1" data-state="still">\n'
        f'<div class="picture" style="--width: {drawing.picture.width:g}">{picture}</div>\n'
        f'<script type="application/json">{json_for_page(data)}</script>\n'
        f"<script>(window.chalkgradPlay ??= {{}})[{json_for_page(play.name)}] = [{functions}];</script>\n"
        f"{leave_button(words)}</figure>\n"
    )


def _node(drawing: Any, i: int, rows: list[Any]) -> dict[str, Any]:
    node, row = drawing.trace.nodes[i], drawing.trace.values[i].primitive
    found = {"name": drawing.story.labels[i], "kind": node.kind, "data": node.data, "given": node.is_data}
    if row:
        found |= {"inputs": node.inputs, "partials": node.partials, "row": rows.index((row, len(node.inputs)))}
    return found
