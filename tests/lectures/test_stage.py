"""Every player of every page at four sizes: it fits, its type can be read, its steps are about something.

Frames are sampled: the ends of both passes and their middles. `STAGE_EVERY=1` visits every frame, in every grain, and
has axe look at every page; `STAGE_EVERY=5` every fifth.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lectures.site.script import find_lectures
from tests.axe import serious
from tests.lectures.measuring import DIFFERENCES, MEASURE, Found

EVERY = int(os.environ.get("STAGE_EVERY", "0"))
NAMES = list(find_lectures())
GRAINS = ["arrow", "operation", "layer", "pass"] if EVERY else ["arrow", "layer"]
SIZES = {"laptop": (1280, 720), "wall": (1920, 1080), "projector": (1920, 1080), "telephone": (390, 844)}
AXE_PAGES = [*NAMES, "index"] if EVERY else ["two_layer_backprop"]
LONGEST = "squared_error"


@contextmanager
def window(browser: Any, width: int, height: int, **settings: Any) -> Iterator[Any]:
    """A tab in which nothing moves; it fails when a page complains or asks a network for anything."""
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **settings)
    with quiet(context.new_page()) as tab:
        yield tab
        context.close()


@contextmanager
def quiet(tab: Any) -> Iterator[Any]:
    """Fail when the page in a tab complains or asks a network for anything before the block ends."""
    problems: list[tuple[str, str]] = []

    def complain(what: str) -> None:
        problems.append((tab.url, what))

    heard: dict[str, Callable[[Any], None]] = {
        "pageerror": lambda error: complain(str(error)),
        "console": lambda message: complain(message.text) if message.type in ("error", "warning") else None,
        "request": lambda r: complain(r.url) if not r.url.startswith(("file:", "data:", "blob:", "about:")) else None,
    }
    for event, hear in heard.items():
        tab.on(event, hear)
    yield tab
    for event, hear in heard.items():
        tab.remove_listener(event, hear)
    assert problems == []


@pytest.fixture(scope="module")
def differences() -> list[Any]:
    return []


@pytest.fixture(scope="module")
def wide() -> list[Any]:
    """Pages that scroll sideways as they are opened."""
    return []


@pytest.fixture(scope="module")
def found(built: Path, browser: Any, differences: list[Any], wide: list[Any]) -> dict[str, Found]:
    """What is found at each size; every page is opened once."""
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    all_found = {size: Found() for size in SIZES}
    with window(browser, *SIZES["telephone"]) as tab:
        for name in NAMES:  # from the telephone's size on to it again: each change of size lays out a whole page
            tab.goto((built / f"{name}.html").as_uri())
            for width, height in (SIZES["telephone"], (640, 720), SIZES["laptop"]):  # 640: 1280 at 200 %
                tab.set_viewport_size({"width": width, "height": height})
                wide.extend([name, width, over] for over in [tab.evaluate(sideways)] if over > 0)
            differences.extend([name, *each] for each in tab.evaluate(DIFFERENCES))
            for size, (width, height) in SIZES.items():
                tab.set_viewport_size({"width": width, "height": height})
                all_found[size].add(name, tab.evaluate(MEASURE, [EVERY, GRAINS, size == "projector"]))
    for size, seen in all_found.items():
        print(f"\n{size}: {seen}")
    return all_found


def test_the_arithmetic_of_every_page_is_the_engines(found: dict[str, Found], differences: list[Any]) -> None:
    assert found["laptop"].steps > 1000
    assert differences == []


def test_no_page_scrolls_sideways(found: dict[str, Found], wide: list[Any]) -> None:
    assert found["laptop"].frames > 500
    assert wide == []


@pytest.mark.parametrize("size", SIZES)
def test_every_player_fits(size: str, found: dict[str, Found]) -> None:
    assert found[size].frames > 500
    assert (found[size].beyond, found[size].covered) == ([], [])
    assert (found[size].tall, found[size].sideways) == ([], [])


def test_steps_are_about_values_that_have_names_and_gradients(found: dict[str, Found]) -> None:
    assert found["laptop"].constants == []
    assert len(found["laptop"].generated) <= 0.05 * found["laptop"].steps


def test_in_the_projector_the_last_row_can_read_the_step(found: dict[str, Found]) -> None:
    assert found["projector"].digits >= (28.0, "")
    assert found["projector"].words >= (24.0, "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_at_rest_and_in_the_middle_of_both_passes(
    scheme: str, built: Path, browser: Any
) -> None:
    found = []
    middle = """part => { for (const player of Object.values(window.chalkgrad?.players ?? {})) {
      const turn = player.frames.findIndex(({ kind }) => kind === "seed"), last = player.frames.length - 1;
      player.k = part ? part === 1 ? turn >> 1 : (turn + last) >> 1 : 0;
      player.paint();
    } }"""
    with window(browser, 1280, 720, color_scheme=scheme, bypass_csp=True) as tab:
        for name in AXE_PAGES:
            tab.goto((built / f"{name}.html").as_uri())
            for part in range(3):
                tab.evaluate(middle, part)
                found += [(name, part, *each) for each in serious(tab)]
    print(f"\naxe, {scheme}: {len(found)} serious findings on {len(AXE_PAGES)} pages")
    assert found == []


@pytest.mark.parametrize("name", NAMES if EVERY else [LONGEST])
def test_a_lecture_is_printed_on_at_most_twenty_pages_with_both_ends_of_every_figure(
    name: str, built: Path, browser: Any
) -> None:
    pages = """() => [...document.querySelectorAll("figure.player")].map(figure => {
      const paper = [...figure.querySelectorAll(".on-paper svg")];
      const seen = part => part.checkVisibility() && part.getBoundingClientRect().height > 0;
      return { pictures: paper.filter(seen).map(svg => svg.classList.contains("is-backward")),
        captions: [...figure.querySelectorAll(".paper-words")].map(part => part.textContent),
        others: [...figure.querySelectorAll(".stage, .controls, .help, .below, button, input")].filter(seen).length };
    })"""
    with window(browser, 1280, 720) as tab:
        tab.goto((built / f"{name}.html").as_uri())
        tab.emulate_media(media="print")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        for figure in tab.evaluate(pages):
            assert figure["pictures"] == [False, True]
            assert figure["captions"] == ["The end of the forward pass", "The end of the backward pass"]
            assert figure["others"] == 0
        pdf = tab.pdf(format="A4")
        count = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page")
        print(f"\n{name}: {count} pages")
        assert 0 < count <= 20
