"""The reference as a browser shows it, opened from disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.axe import serious
from tests.lectures.test_pages import sideways, watch

PAGES = ("index", "engine", "nn", "nn.init", "primitives", "errors", "lectures", "lectures.board")
PROBLEMS: list[str] = []


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    PROBLEMS.clear()
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    watch(page, PROBLEMS)
    yield page
    assert PROBLEMS == []
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_does_not_scroll_sideways(name: str, written: Path, tab: Any) -> None:
    tab.goto((written / f"{name}.html").as_uri())
    for width in (1280, 640, 390):
        tab.set_viewport_size({"width": width, "height": 800})
        assert sideways(tab) <= 0


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(scheme: str, name: str, written: Path, browser: Any) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto((written / f"{name}.html").as_uri())
    assert serious(page) == []
    context.close()


def test_names_are_searched_as_one_types(written: Path, tab: Any) -> None:
    tab.goto((written / "index.html").as_uri())
    tab.get_by_label("Search the names").fill("cross_entropy softmax")
    shown = tab.locator("[data-words]:visible dt").all_inner_texts()
    assert "softmax_cross_entropy" in shown
    assert len(shown) < 8
    assert tab.locator("output").inner_text().startswith(f"{len(shown)} of ")
    tab.get_by_label("Search the names").press("Enter")
    tab.wait_for_url("**/*.html#*")


def test_methods_and_arguments_are_found(written: Path, tab: Any) -> None:
    tab.goto((written / "index.html").as_uri())
    box, found = tab.get_by_label("Search the names"), tab.locator("[data-words]:visible dt")
    assert not [name for name in found.all_inner_texts() if "." in name]  # methods are there once one searches
    box.fill("value_and_grad")
    assert "Tape.value_and_grad" in found.all_inner_texts()
    box.fill("per_example tape")
    assert "Tape.value_and_grad" in found.all_inner_texts()
    assert tab.get_by_text("(argument per_example)").count() == found.count()
    box.fill("Tape.compile")
    box.press("Enter")
    tab.wait_for_url("**/engine.html#Tape.compile")


def test_a_link_from_a_lecture_goes_on_to_the_entry(written: Path, tab: Any) -> None:
    tab.goto(f"{(written / 'index.html').as_uri()}#engine.Value")
    tab.wait_for_url("**/engine.html#Value")
    assert tab.locator("#Value").is_visible()
    tab.goto(f"{(written / 'index.html').as_uri()}#nn.losses")
    tab.wait_for_url("**/nn.losses.html")


def test_on_paper_every_name_is_there_in_black_on_white(written: Path, tab: Any) -> None:
    tab.emulate_media(media="print", color_scheme="dark")
    tab.goto((written / "primitives.html").as_uri())
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.locator("svg.curve").first.is_visible()


def test_a_page_opens_at_its_entry_at_once_and_a_click_moves_there(written: Path, tab: Any) -> None:
    behavior = "getComputedStyle(document.documentElement).scrollBehavior"
    tab.goto((written / "primitives.html").as_uri() + "#log")
    assert tab.evaluate(behavior) == "auto"
    assert abs(tab.evaluate("document.getElementById('log').getBoundingClientRect().top") - 16) < 2
    tab.get_by_role("link", name="cos", exact=True).first.focus()
    assert tab.evaluate(behavior) == "smooth"
