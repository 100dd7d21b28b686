"""A live figure as HTML: tapes compressed, all else as JSON, and a picture for where there is no script."""

import base64
import functools
import html
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import resources
from typing import Any

from engine.drawing.bundle import bundle, joined, packed, spoken
from engine.drawing.player import json_for_page
from engine.drawing.player import modules as player_modules
from engine.printing.javascript import javascript
from engine.tape import Tape
from engine.tape.wasm import Wasm, loader
from engine.words.fixed import ENGLISH
from lectures.entries import Live
from lectures.live.played import leave_button

WEB = resources.files("lectures.live") / "web"
SHARED = (
    "answer",
    "changes",
    "elements",
    "finger",
    "grain",
    "graph",
    "numbers",
    "picture",
)  # with the script of players


def live_assets(trains: bool = True, plays: bool = True, words: Mapping[str, str] = ENGLISH) -> tuple[str, list[str]]:
    """Return the style sheet and the scripts that a page with such figures needs once.

    Args:
        trains: whether there are figures that train.
        plays: whether there are drawings to be played with.
        words: fixed texts -> what stands in their place on a page in another language.
    """
    css, scripts = _assets(trains, plays)
    return css, [spoken(script, words) for script in scripts]


@functools.cache
def _assets(trains: bool, plays: bool) -> tuple[str, list[str]]:
    modules = {file.name[:-3]: file.read_text("utf-8") for file in WEB.iterdir() if file.name.endswith(".js")}
    of_players = player_modules()
    modules |= {"loader": loader(None)} | {name: of_players[name] for name in SHARED}
    entries = ["main"] * trains + ["play"] * plays
    sheets = ["live"] * bool(entries) + ["play"] * plays
    css = "".join((WEB / f"{name}.css").read_text("utf-8") for name in sheets)
    scripts = [joined(bundle(modules, entry)) for entry in entries]
    return packed(css), [f'(() => {{\n"use strict";\n{script}\n}})();\n' for script in scripts]


def live_html(live: Live, words: Mapping[str, str] = ENGLISH) -> str:
    """Return one live figure as a `<figure>`; its state is told by `data-state`, its steps by `data-steps`."""
    name, data, rows = html.escape(live.name), *parts_of(live)
    return (
        f'<figure class="live" data-live="{name}" data-projects tabindex="-1" data-state="still" data-steps="0">\n'
        f'<div class="still">{live.still}</div>\n'
        f'<script type="application/json">{json_for_page(data)}</script>\n'
        f"<script>(window.chalkgradLive ??= {{}})[{json_for_page(live.name)}] = {rows};</script>\n"
        f"{leave_button(words)}</figure>\n"
    )


def parts_of(live: Live) -> tuple[dict[str, Any], str]:
    """Return what the script has to know of a figure, and the rows of its tapes as JavaScript.

    Tapes stand in one list, starts in another, and networks name them by number: several may share them.
    """
    tapes = _tapes(live)
    starts = {_numbers(theta): None for network in live.networks.values() for theta in network.starts.values()}
    start_at = {theta: i for i, theta in enumerate(starts)}
    place, made = {id(tape): i for i, tape in enumerate(tapes)}, [tape.wasm() for tape in tapes]
    data = {
        "ask": asdict(live.question), "chosen": live.chosen, "data": [float(x) for x in live.data],
        "rates": list(live.rates), "rate": live.rate, "momentum": live.momentum,
        "views": [asdict(view) for view in live.views],
        "networks": {
            name: {
                "loss": place[id(network.loss)],
                "starts": {start: start_at[_numbers(theta)] for start, theta in network.starts.items()},
                "shows": {shown: place[id(tape)] for shown, tape in network.shows.items()},
            }
            for name, network in live.networks.items()
        },
        "starts": list(starts),
        "tapes": [_packed_tape(each) for each in made],
    }  # fmt: skip
    return data, f"[{', '.join(map(_rows, made))}]"


def _rows(made: Wasm) -> str:
    """Return the rows of a tape as JavaScript, for a browser without WebAssembly: kernel -> function."""
    rows = (f"{place}: {javascript(shape.row, sum(shape.blocks))}" for place, shape in made.shapes.items())
    return f"{{{', '.join(rows)}}}"


def _tapes(live: Live) -> list[Tape]:
    found = [tape for network in live.networks.values() for tape in (network.loss, *network.shows.values())]
    return list({id(tape): tape for tape in found}.values())


def _packed_tape(made: Wasm) -> dict[str, str]:
    layout = json.dumps(made.layout | {"labels": {}}, separators=(",", ":")).encode()
    return {"code": _deflated(made.bytes), "layout": _deflated(layout)}


def _deflated(data: bytes) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(squeeze.compress(data) + squeeze.flush()).decode()


def _numbers(theta: Sequence[float]) -> str:
    return _deflated(struct.pack(f"<{len(theta)}d", *theta))
