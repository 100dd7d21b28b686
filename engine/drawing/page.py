"""The whole stepper as one page: style, script, pictures and data are in it, and it asks for nothing else."""

import html
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from engine.drawing.player import player_assets, player_html
from engine.words.fixed import ENGLISH

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
    words: Mapping[str, str] = ENGLISH,
    language: str = "en",
) -> str:
    """Return a complete HTML page with one player.

    Args:
        name, predict, code: as for `player_html`.
        style, script: what this page has beside the player's own.
        words, language: fixed texts -> what stands in their place, and the code of the language that they are in.

    >>> from engine import Value, draw
    >>> page(draw(Value(2.0, "a") * 3.0)).startswith("<!doctype html>")
    True
    """
    css, js = player_assets(words)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{html.escape(drawing.title)}</title>\n<style>{css} {style}</style></head>\n"
        f"<body class=is-alone>{player_html(drawing, name, predict, code, words=words)}<script>{js}</script>"
        f"{f'<script>{script}</script>' if script else ''}</body></html>\n"
    )
