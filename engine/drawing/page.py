"""The whole stepper as one page: style, script, pictures and data are in it, and it asks for nothing else."""

import html
from collections.abc import Collection
from typing import TYPE_CHECKING

from engine.drawing.player import player_assets, player_html

if TYPE_CHECKING:
    from engine.drawing import Drawing

ALONE = "body { margin: 0 auto; max-width: 120rem; padding: 0.5rem }"


def page(
    drawing: "Drawing",
    name: str = "graph",
    predict: Collection[int] = (),
    code: str | None = None,
    style: str = ALONE,
    script: str = "",
) -> str:
    """Return a complete HTML page with one player.

    Args:
        name, predict, code: as for `player_html`.
        style, script: what this page has beside the player's own.

    >>> from engine import Value, draw
    >>> page(draw(Value(2.0, "a") * 3.0)).startswith("<!doctype html>")
    True
    """
    css, js = player_assets()
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{html.escape(drawing.title)}</title>\n<style>{css} {style}</style></head>\n"
        f"<body class=is-alone>{player_html(drawing, name, predict, code)}<script>{js}</script>"
        f"{f'<script>{script}</script>' if script else ''}</body></html>\n"
    )
