"""Every page as a browser shows it, opened from a file with the network out of reach."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lectures.items import ITEMS
from lectures.site.script import find_lectures
from tests.axe import serious

NAMES = list(find_lectures())
PROBLEMS: list[str] = []


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """One tab that remembers requests over a network and messages on the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    tab = context.new_page()
    tab.on("request", lambda r: PROBLEMS.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    tab.on("console", lambda message: PROBLEMS.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: PROBLEMS.append(str(error)))
    yield tab
    context.close()


def sideways(page: Any) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


def test_the_index_makes_no_request_and_no_error_and_does_not_scroll_sideways(built: Path, page: Any) -> None:
    PROBLEMS.clear()  # test_stage.py opens the lectures
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto((built / "index.html").as_uri())
    assert sideways(page) <= 0
    for width in (640, 390):  # 1280 at 200 %, and a telephone
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways(page) <= 0
    assert PROBLEMS == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(scheme: str, built: Path, browser: Any) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    tab = context.new_page()
    tab.goto((built / "index.html").as_uri())
    assert serious(tab) == []
    tab.evaluate("""() => {
      const cells = [...document.querySelectorAll("#claims td")].filter(cell => cell.checkVisibility());
      Object.assign(cells[Math.floor(cells.length / 3)].style, { color: "#888", background: "#999" });
    }""")
    assert [rule for rule, _ in serious(tab)] == ["color-contrast"]  # among a thousand that are as they should be
    context.close()


def test_pages_stay_small(built: Path) -> None:
    sizes = {name: (built / f"{name}.html").stat().st_size for name in NAMES}
    assert max(sizes.values()) <= 500 * 1024, sizes


def test_every_example_with_a_value_has_a_graph_or_says_why_not(built: Path) -> None:
    coverage = json.loads((built / "coverage.json").read_text())
    assert list(coverage) == list(ITEMS)
    assert [item for item, found in coverage.items() if not found["claims"]] == []
    assert [item for item, found in coverage.items() if not found["figures"] and not found["no_graph"]] == []


def test_claims_on_pages_are_those_of_the_file(built: Path) -> None:
    claims = json.loads((built / "claims.json").read_text())
    assert {claim["verdict"] for claim in claims} == {"holds", "corrected", "ambiguous"}
    for name in NAMES:
        text = (built / f"{name}.html").read_text()
        assert text.count('class="claim"') == sum(claim["lecture"] == name for claim in claims)


def test_the_projector_fills_the_screen_and_lets_go_of_it(built: Path, page: Any) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto((built / "fit_line.html").as_uri())
    page.click("text=Projector")
    shown = page.locator("figure.projecting")
    assert shown.bounding_box() == {"x": 0, "y": 0, "width": 1920, "height": 1080}
    page.keyboard.press("Escape")
    assert shown.count() == 0


def test_the_claims_of_the_index_can_be_searched_and_filtered(built: Path, page: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((built / "index.html").as_uri())

    def shown() -> int:
        count: int = page.locator("#claims tbody:visible").count()
        return count

    everything = shown()
    page.fill("[name=words]", "402.57")
    assert 0 < shown() < everything
    page.select_option("[name=verdict]", "corrected")
    items = set(page.locator("#claims tbody:visible td:first-child abbr").all_inner_texts())
    assert {"D06", "D07"} <= items
    page.reload()
    assert page.input_value("[name=words]") == "402.57"  # the address keeps the search
    page.fill("[name=words]", "no such words at all")
    assert shown() == 0
    assert page.locator(".card:visible").count() == 0


def test_a_claim_of_the_index_leads_to_its_place(built: Path, page: Any) -> None:
    page.goto((built / "index.html").as_uri())
    page.click("text=dL/da at 11.5")
    assert page.url.endswith(("fit_line.html#" + page.url.rpartition("#")[2],))
    assert "11.5" in page.locator(":target").inner_text()


def test_without_scripts_everything_is_there(built: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((built / "fit_line.html").as_uri())
    assert tab.locator(".claims tr.claim:visible").count() > 10
    assert tab.locator("figure.player svg:visible").count() >= 3
    tab.goto((built / "index.html").as_uri())
    assert tab.locator("#claims tbody:visible").count() > 10
    assert tab.locator(".filters:visible").count() == 0
    context.close()
