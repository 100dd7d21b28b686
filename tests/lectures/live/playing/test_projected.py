"""On the projector a live figure comes in its turn, fills the screen, and can be read from the back row."""

from typing import Any

import pytest

from tests.lectures.live.playing.figures import NAMES, leaf
from tests.lectures.test_stage import window

WALL = (1920, 1080)
SHOWN = "() => document.querySelector('.projecting')?.dataset"
# How large type is on the screen: that of a drawing goes with its scale, all else with the zoom of the figure.
SMALLEST = """(figure, which) => Math.min(...[...figure.querySelectorAll(which)].filter(text =>
  text.checkVisibility({ visibilityProperty: true }) && [...text.childNodes].some(node => node.data?.trim()))
  .map(text => parseFloat(getComputedStyle(text).fontSize) *
    (text.closest("svg")?.getScreenCTM().a ?? text.currentCSSZoom)))"""
OVERLAPPING = """figure => [...figure.querySelectorAll(".ghost")].filter(ghost => ghost.textContent &&
  ghost.getBoundingClientRect().right > ghost.previousElementSibling.getBoundingClientRect().left)
  .map(ghost => ghost.parentElement.textContent)"""


def through(tab: Any, key: str) -> None:
    """Press a key until another figure is on the projector."""
    before = tab.evaluate(SHOWN)
    for _ in range(200):
        tab.keyboard.press(key)
        if tab.evaluate(SHOWN) != before:
            return
    raise AssertionError(f"{key} stays at {before}")


@pytest.mark.parametrize("name", NAMES)
def test_after_the_last_step_comes_the_drawing_to_be_played_with_and_keys_lead_back(name, play_pages, browser):
    with window(browser, *WALL) as tab:
        tab.goto(play_pages[name].as_uri() + "?stage")
        assert "figure" in tab.evaluate(SHOWN)
        tab.keyboard.press("End")
        through(tab, "PageDown")
        assert "play" in tab.evaluate(SHOWN)
        figure = tab.locator(".projecting")
        figure.get_by_role("button", name="Just let me play").click()
        for slider in figure.get_by_role("slider").all():
            for _ in range(10):
                slider.press("ArrowUp")
        assert figure.bounding_box() == {"x": 0, "y": 0, "width": WALL[0], "height": WALL[1]}
        assert figure.evaluate(SMALLEST, ".number, .question, button, .promise p, .promise span, .tangent text") >= 18
        assert figure.evaluate(OVERLAPPING) == []
        assert not figure.evaluate("figure => figure.scrollWidth > figure.clientWidth")
        figure.get_by_role("slider").first.press("ArrowRight")  # moves the leaf, and nothing else
        assert "play" in tab.evaluate(SHOWN)
        figure.get_by_role("slider").first.press("PageUp")  # a clicker's, though the leaf has the focus
        assert "figure" in tab.evaluate(SHOWN)
        tab.keyboard.press("PageDown")
        figure.get_by_role("button", name="Local derivatives").press("PageUp")
        assert "figure" in tab.evaluate(SHOWN)
        assert tab.evaluate("document.activeElement.closest('.projecting') !== null")


def test_a_knob_follows_the_pointer_on_the_projector(play_pages, browser):
    with window(browser, *WALL) as tab:
        tab.goto(play_pages["slope_and_graph"].as_uri() + "?stage")
        tab.keyboard.press("End")
        through(tab, "PageDown")
        figure = tab.locator(".projecting")
        figure.get_by_role("button", name="Just let me play").click()
        a = leaf(figure, "a")
        box, knob = a.locator(".shape").bounding_box(), a.locator("circle.now")
        before, x, y = knob.bounding_box()["x"], box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        tab.mouse.move(x, y)
        tab.mouse.down()
        tab.mouse.move(x + 30, y, steps=5)
        tab.mouse.up()
        assert knob.bounding_box()["x"] - before == pytest.approx(30, abs=2)


def test_a_network_trains_on_the_projector_and_escape_leaves_it(moons, browser):
    with window(browser, *WALL) as tab:
        tab.goto(moons.as_uri() + "?stage")
        tab.keyboard.press("End")
        through(tab, "ArrowRight")
        assert tab.evaluate(SHOWN)["live"] == "train-the-moons"
        figure = tab.locator(".projecting")
        figure.get_by_role("button", name="Just let me play").click()
        figure.get_by_role("button", name="Step").click()
        assert figure.get_attribute("data-steps") == "1"
        assert figure.evaluate(SMALLEST, "*") >= 18
        assert figure.evaluate("figure => figure.scrollHeight <= figure.clientHeight")
        tab.keyboard.press("Escape")
        assert tab.evaluate(SHOWN) is None
        assert not figure.get_by_role("button", name="leave").is_visible()


BLACK = "getComputedStyle(document.documentElement, '::after').backgroundColor === 'rgb(0, 0, 0)'"


def to_the_drawing(tab: Any, page: Any, address: str = "?stage") -> Any:
    """Go through a page until the drawing to be played with is on the projector; return it."""
    tab.goto(page.as_uri() + address)
    tab.keyboard.press("End")
    through(tab, "PageDown")
    assert "play" in tab.evaluate(SHOWN)
    tab.locator(".projecting[data-state=ready]").wait_for()
    return tab.locator(".projecting")


def test_black_is_black_in_every_figure_and_the_next_key_only_brings_it_back(play_pages, browser):
    with window(browser, *WALL) as tab:
        figure = to_the_drawing(tab, play_pages["slope_and_graph"])
        for goes, comes in (("b", "b"), (".", "PageDown"), ("b", "Escape")):
            tab.keyboard.press(goes)
            assert tab.evaluate(BLACK)
            tab.keyboard.press(comes)
            assert not tab.evaluate(BLACK)
            assert figure.locator(".answer").is_hidden()
        figure.get_by_role("button", name="Just let me play").click()
        figure.get_by_role("slider").first.press("b")
        assert tab.evaluate(BLACK)
        tab.keyboard.press("b")
        figure.locator(".leaves input").first.press(".")  # of a number
        assert not tab.evaluate(BLACK)


def test_the_address_is_that_of_the_figure_shown_and_leads_to_it_and_escape_stays_there(play_pages, browser):
    page = play_pages["slope_and_graph"]
    with window(browser, *WALL) as tab:
        name = to_the_drawing(tab, page).get_attribute("data-play")
        address = f"?stage#live-{name}"
        assert tab.url.endswith(address)
        tab.wait_for_timeout(300)  # the player before it writes its address 150 ms after its last step
        assert tab.url.endswith(address)
        tab.goto("about:blank")
        tab.goto(page.as_uri() + address)
        assert tab.evaluate(SHOWN)["play"] == name
        tab.keyboard.press("Escape")
        box = tab.locator(f"[data-play={name}]").bounding_box()
        assert 0 <= box["y"] < box["y"] + box["height"] <= WALL[1]
        tab.locator(f"[data-play={name}]").press("PageUp")  # scrolls again
        assert tab.evaluate(SHOWN) is None
        tab.goto("about:blank")
        tab.goto(page.as_uri() + address)
        tab.keyboard.press("PageUp")
        assert "#figure=" in tab.url
        assert "figure" in tab.evaluate(SHOWN)
