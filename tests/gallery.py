"""The pictures of the README, made again: `python -m tests.gallery`, after `make lectures`, where there is Chromium."""

import io
import re
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from engine import Value, draw, named
from lectures.__main__ import main
from lectures.echo import Console
from lectures.site.run import run
from lectures.site.script import find_lecture
from lectures.terminal import stops_of
from tests.conftest import ARGUMENTS, NAMES

ROOT = Path(__file__).parent.parent
GALLERY, OUT = ROOT / "lectures" / "gallery", ROOT / "out"
LECTURE, FIGURE, STEP = "recurrent_network", "three-steps", 16  # u gets the last of its three shares
NEURON = ("h = tanh(w*x + b); loss = (h - 1)**2", "x=2", "w=0.5", "b=-0.3")
NETWORK = "H = tanh(X @ W1 + b1)\nY = H @ W2 + b2\nL = ((Y - T)**2).mean()"
ARRAYS = {"X": "1 2; 0.5 -1", "W1": "0.3 -0.2; 0.1 0.5", "b1": "0.1 -0.1", "W2": "0.7; -0.4", "b2": "0.05", "T": "1; 0"}
FORGOTTEN = "-0.4325 0.2471; -1.419 0.8110"  # dL/dW1 without the derivative of tanh


def drawings() -> None:
    x, w, b = Value(2.0, "x"), Value(0.5, "w"), Value(-0.3, "b")
    h = named("h", (w * x + b).tanh())
    draw(named("loss", (h - 1) ** 2)).save(GALLERY / "neuron.svg")
    for theme, name in (("light", "neuron-moving.svg"), ("dark", "neuron-moving-dark.svg")):
        arguments = ["draw", *NEURON, "--to", "moving", "--theme", theme, "--out", str(GALLERY / name)]
        main(arguments, standalone_mode=False)


def terminal() -> None:
    stop = next(each for each in stops_of(run(find_lecture(LECTURE)), FIGURE) if each.frame == STEP)
    console = Console(record=True, width=80, file=io.StringIO(), highlight=False, force_terminal=True)
    stop.show(console)
    picture = console.export_svg(title=f"chalkgrad step {LECTURE}", unique_id="terminal")
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)  # which would be fetched from elsewhere
    (GALLERY / "terminal.svg").write_text(picture, encoding="utf-8")


def lecture(page: Any) -> None:
    page.goto(f"{(OUT / f'{LECTURE}.html').as_uri()}#figure={FIGURE}&step={STEP}")
    figure = page.locator(f"figure.player[data-figure={FIGURE}]")
    figure.locator(".spine").wait_for()
    figure.evaluate("figure => figure.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(1000)  # what moves has arrived
    page.screenshot(path=GALLERY / "lecture.png")


def workbench(page: Any) -> None:
    page.goto((OUT / "workbench.html").as_uri())
    page.wait_for_selector("html[data-state=ready]", timeout=60_000)
    page.locator("#formula textarea").first.fill(NETWORK)
    for name, numbers in ARRAYS.items():
        page.locator(f"#of-{name}").fill(numbers)
    grid = page.locator("[data-name=W1] .grid input")
    grid.nth(3).wait_for()
    page.wait_for_timeout(2000)
    grid.first.fill(FORGOTTEN)
    grid.first.press("Tab")
    grid.first.press("Enter")
    page.wait_for_selector("#derive .summary:not(:empty)")
    for name in ("Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"):
        page.locator("#derive").get_by_role("button", name=name).click()
    page.locator("#derive").get_by_role("button", name="Show them").click()
    stage = page.frame_locator("#stage iframe")
    for _ in range(11):
        stage.get_by_role("button", name="next").first.click()
    page.locator("#derive .hints").evaluate(
        "hints => scrollBy(0, hints.getBoundingClientRect().bottom - innerHeight + 20)"
    )
    page.wait_for_timeout(1500)  # what moves has arrived
    page.screenshot(path=GALLERY / "workbench.png")


def pages() -> None:
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, NAMES)))
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for shoot, height in ((lecture, 780), (workbench, 940)):
            page = browser.new_page(viewport={"width": 1180, "height": height})
            shoot(page)
            page.close()
        browser.close()


if __name__ == "__main__":
    drawings()
    terminal()
    pages()
