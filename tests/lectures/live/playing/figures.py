"""What tests of drawings to be played with do: open a figure, find a leaf, drag it, read all digits."""

from pathlib import Path
from typing import Any

from lectures.entries import Play
from lectures.site.run import Run

NAMES = ["slope_and_graph", "one_neuron_decides", "network_by_hand"]
NOW = "figure => ({ data: figure.play.pass.data, gradient: figure.play.pass.gradient })"
LAPTOP = (1280, 900)


def play_of(ran: Run) -> Play:
    return next(entry for entry in ran.entries() if isinstance(entry, Play))


def opened(tab: Any, path: Path, plays: bool = True, address: str = "") -> Any:
    tab.goto(path.as_uri() + address)
    figure = tab.locator("figure.plays")
    figure.scroll_into_view_if_needed()
    if plays:
        figure.get_by_role("button", name="Just let me play").click()
    return figure


def leaf(figure: Any, name: str) -> Any:
    return figure.get_by_role("slider", name=name, exact=True)


def drag(tab: Any, leaf: Any, by: float) -> None:
    box = leaf.locator(".shape").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + by, y, steps=5)
    tab.mouse.up()
