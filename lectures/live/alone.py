"""One live figure as a page of its own, for the frame in which a notebook shows it."""

from engine.drawing.notebook import SCRIPT
from engine.drawing.player import player_assets
from lectures.entries import Live, Play
from lectures.live.fragment import live_assets, live_html
from lectures.live.played import play_html
from lectures.site.style import stylesheet

STYLE = "body { margin: 0; padding: 1px } .live { margin: 0; max-width: none }"


def page(entry: Live | Play) -> str:
    """Return a complete HTML page with one live figure."""
    plays = isinstance(entry, Play)
    css, scripts = live_assets(not plays, plays)
    css = player_assets()[0] * plays + css
    figure = play_html(entry) if isinstance(entry, Play) else live_html(entry)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        f"<title>{entry.name}</title>\n<style>{stylesheet()}{css}{STYLE}</style></head>\n"
        f"<body>{figure}{''.join(f'<script>{script}</script>' for script in [*scripts, SCRIPT])}</body></html>\n"
    )
