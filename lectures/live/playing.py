"""A drawing to be played with: its leaves can be dragged, and every value and gradient follows."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import engine
from engine import Value
from engine.drawing.bundle import ENGLISH
from engine.drawing.page_data import rows_of
from engine.drawing.player import json_for_page
from engine.printing.javascript import javascript
from lectures.active import draws, here, show
from lectures.entries import Play
from lectures.errors import LectureError
from lectures.items import item_ids
from lectures.live.parts import Question
from lectures.site.saying import saying

MOST = 60  # values; more of them can neither be read at once nor found by a finger


def play(
    name: str,
    output: Value,
    question: Question,
    caption: str = "",
    item: str | Iterable[str] | None = None,
    **draw_options: Any,
) -> None:
    """Let the reader drag the leaves of a graph, and see every value and gradient follow.

    What was there before stays as a ghost, and what the gradient promised stands beside what came.

    Args:
        name, caption, item: as for `figure`.
        output: the node whose gradient is taken.
        question: what is to be predicted; until then the gradients are hidden.
        draw_options: passed on to `engine.draw`, such as expand=True.

    Raises:
        LectureError: for a graph of more than 60 values, or with folded scopes.
    """
    here().name("play", name)
    drawing = None
    if draws():
        drawing = engine.draw(output, title=(caption or name).replace("$", ""), **draw_options)
        if len(drawing.trace.nodes) > MOST or drawing.diagram.cards:
            raise LectureError(
                f"play {name!r}: draws {len(drawing.trace.nodes)} values and {len(drawing.diagram.cards)} folded "
                f"scopes; a graph to be played with has at most {MOST} values and nothing folded"
            )
    show(Play(name, item_ids(item), caption, question, drawing))


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
