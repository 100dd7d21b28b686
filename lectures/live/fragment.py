"""A live figure as HTML: tapes compressed, all else as JSON, and a picture for where there is no script."""

import base64
import functools
import html
import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from typing import Any

from engine.drawing.bundle import bundle, packed
from engine.printing.javascript import javascript
from engine.tape import Tape
from engine.tape.wasm import loader
from lectures.entries import Live

WEB = resources.files("lectures.live") / "web"


@functools.cache
def live_assets() -> tuple[str, str]:
    """Return (css, js) that every page with live figures needs once."""
    modules = {file.name[:-3]: file.read_text("utf-8") for file in WEB.iterdir() if file.name.endswith(".js")}
    script = bundle(modules | {"loader": loader(None)}, "main")
    return packed((WEB / "live.css").read_text("utf-8")), f'(() => {{\n"use strict";\n{script}\n}})();\n'


def live_html(live: Live) -> str:
    """Return one live figure as a `<figure>`; its state is told by `data-state`, its steps by `data-steps`."""
    name = html.escape(live.name)
    return (
        f'<figure class="live" data-live="{name}" data-state="still" data-steps="0">\n'
        f'<div class="still">{live.still}</div>\n'
        f'<script type="application/json">{_json(data_of(live))}</script>\n'
        f"<script>(window.chalkgradLive ??= {{}})[{_json(live.name)}] = {rows_of(live)};</script>\n</figure>\n"
    )


def data_of(live: Live) -> dict[str, Any]:
    """Return what the script has to know of a figure; tapes stand in one list, and networks name them by number."""
    tapes = _tapes(live)
    place = {id(tape): i for i, tape in enumerate(tapes)}
    return {
        "ask": asdict(live.question), "chosen": live.chosen, "data": [float(x) for x in live.data],
        "rates": list(live.rates), "rate": live.rate, "momentum": live.momentum,
        "views": [asdict(view) for view in live.views],
        "networks": {
            name: {
                "loss": place[id(network.loss)],
                "starts": {start: _numbers(theta) for start, theta in network.starts.items()},
                "shows": {shown: place[id(tape)] for shown, tape in network.shows.items()},
            }
            for name, network in live.networks.items()
        },
        "tapes": [_packed_tape(tape) for tape in tapes],
    }  # fmt: skip


def rows_of(live: Live) -> str:
    """Return the rows of each tape as JavaScript, for a browser without WebAssembly: tape -> kernel -> function."""
    tapes = []
    for tape in _tapes(live):
        shapes = tape.wasm().shapes.items()
        rows = (f"{place}: {javascript(shape.row, sum(shape.blocks))}" for place, shape in shapes)
        tapes.append(f"{{{', '.join(rows)}}}")
    return f"[{', '.join(tapes)}]"


def _tapes(live: Live) -> list[Tape]:
    found = [tape for network in live.networks.values() for tape in (network.loss, *network.shows.values())]
    return list({id(tape): tape for tape in found}.values())


def _packed_tape(tape: Tape) -> dict[str, str]:
    made = tape.wasm()
    layout = json.dumps(made.layout | {"labels": {}}, separators=(",", ":")).encode()
    return {"code": _deflated(made.bytes), "layout": _deflated(layout)}


def _deflated(data: bytes) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(squeeze.compress(data) + squeeze.flush()).decode()


def _numbers(theta: Sequence[float]) -> str:
    return _deflated(struct.pack(f"<{len(theta)}d", *theta))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
