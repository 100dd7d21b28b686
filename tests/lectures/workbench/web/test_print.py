"""The workbench on paper: the question, the whole graph and the answers, and nothing that one works it with."""

from typing import Any

import pytest

from tests.lectures.workbench.web.test_view import write_network

pytestmark = pytest.mark.slow
PAPER = 1000  # pixels: no frame is higher than a sheet


def test_the_graph_is_whole_on_one_sheet_and_no_control_is_printed(desk: Any) -> None:
    frame = write_network(desk)
    desk.set_viewport_size({"width": 720, "height": 1000})  # of a sheet
    desk.emulate_media(media="print")
    frame.evaluate("dispatchEvent(new Event('beforeprint'))")
    inside, height = frame.evaluate("[document.documentElement.scrollHeight, innerHeight]")
    assert inside <= height <= PAPER
    assert frame.locator(".paper-page svg").count() == 2
    assert frame.locator(".paper-page svg").first.bounding_box()["width"] > 300  # the whole width is used
    for gone in ("header", ".examples", "[type=range]", "button"):
        assert desk.locator(f"{gone}:visible").count() == 0, gone
    assert desk.get_by_role("textbox", name="Formula").is_visible()
    assert desk.locator("#derive .answer input").first.is_visible()


def test_the_menu_prints(fresh_desk: Any) -> None:
    fresh_desk.evaluate("window.print = () => { window.printed = !document.querySelector('.menu[open]') }")
    fresh_desk.locator("summary", has_text="File").click()
    fresh_desk.get_by_role("button", name="Print…").click()
    fresh_desk.wait_for_function("window.printed")
