"""Graphs and pages that the tests of the stepper share."""

import random
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import engine
from engine import Value, draw, scope
from engine.drawing import Drawing
from engine.drawing.player import player_assets, player_html

PATIENCE = 5000.0  # milliseconds, for what a page does at once

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>players</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body {{ margin: 0 auto; max-width: 68rem; padding: 0 1rem }} {css}</style></head>
<body><main><h1>players</h1>{figures}</main><script>{js}</script></body></html>"""


def product_and_sum() -> Value:
    """f = (a b)(a + b): two values with two paths each."""
    a, b = Value(-2.0, "a"), Value(3.0, "b")
    d = a * b
    d.label = "d"
    e = a + b
    e.label = "e"
    f = d * e
    f.label = "f"
    return f


def logistic_loss() -> Value:
    """Constants, nameless values, an unnamed square, and one number too small to be written out."""
    w, x, b = Value(1.5, "w"), Value(-2.5e-7, "x"), Value(0.25, "b1")
    p = (w * x + b).sigmoid()
    p.label = "p"
    loss = -(p.log() * 2) + (w**2 + w * w) / 2
    loss.label = "loss"
    return loss


def network(width: int = 3) -> Value:
    """Scopes inside scopes, and operations with many inputs."""
    rng = random.Random(1)
    values = [Value(0.5, "x1"), Value(-1.0, "x2")]
    with scope("network"):
        for layer in ("hidden", "output"):
            with scope(layer):
                values = [_neuron(rng, values, i) for i in range(width if layer == "hidden" else 1)]
    return (values[0] - 1) ** 2


def _neuron(rng: random.Random, inputs: list[Value], i: int) -> Value:
    weights = [Value(rng.uniform(-1, 1), f"w{i}[{j}]") for j in range(len(inputs))]
    with scope(f"neuron {i}"):
        return engine.affine(weights, inputs, Value(0.1, f"b{i}")).tanh()


def hostile() -> Value:
    """Labels that try to leave the page's elements, scripts and formulas."""
    a, b = Value(2.0, '</script><img src=x onerror="1">'), Value(-3.0, "<b>&\\frac{$}")
    return a * b + a


GRAPHS: dict[str, Callable[[], Value]] = {
    "product": product_and_sum,
    "logistic": logistic_loss,
    "network": network,
    "hostile": hostile,
}


def page_of(drawings: dict[str, Drawing], predict: Collection[int] = (), code: str | None = None) -> str:
    css, js = player_assets()
    figures = "".join(player_html(drawing, name, predict, code) for name, drawing in drawings.items())
    return PAGE.format(css=css, js=js, figures=figures)


class Tab:
    """A page opened from a file, with the network blocked; everything it asks for or complains about is noted."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url, self.noise = page, url, []
        page.on("console", lambda message: self.noise.append(message.text))
        page.on("pageerror", lambda error: self.noise.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith("file:") else self.noise.append(request.url))

    def open(self, after: str = "") -> "Tab":
        if "#" in after:
            self.page.goto("about:blank")  # a page that is open already would only follow the link
        self.page.goto(self.url + after)
        return self

    def figure(self, name: str) -> Any:
        return self.page.locator(f'figure.player[data-figure="{name}"]')

    def press(self, name: str, action: str, times: int = 1) -> None:
        """Press a button of a figure, by what it does."""
        for _ in range(times):
            self.figure(name).locator(f"[data-do={action}]").click()

    def click(self, name: str, action: str, times: int) -> None:
        """Press a button many times, without moving a pointer there each time."""
        button = self.figure(name).locator(f"[data-do={action}]")
        button.evaluate("(button, times) => { for (; times; times -= 1) button.click() }", times)

    def go(self, name: str, frame: int) -> None:
        """Move the slider."""
        slider = self.figure(name).locator(".slider")
        slider.evaluate("(slider, k) => { slider.value = k; slider.dispatchEvent(new Event('input')) }", frame)

    def dom(self, name: str) -> str:
        return self.figure(name).evaluate("figure => figure.outerHTML")


@contextmanager
def opened(browser: Any, folder: Path, html: str, **settings: Any) -> Iterator[Tab]:
    """Open a page in a fresh window and fail if it asked the network for anything or complained."""
    file = folder / "page.html"
    file.write_text(html, "utf-8")
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, "offline": True} | settings)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    tab = Tab(page, file.as_uri())
    yield tab.open()
    context.close()
    assert tab.noise == []


def drawings(*names: str) -> dict[str, Drawing]:
    """Draw these graphs, or all of them; a page of few is open sooner."""
    return {name: draw(GRAPHS[name]()) for name in names or GRAPHS}
