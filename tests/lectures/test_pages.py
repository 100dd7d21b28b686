"""Every page as a browser shows it, opened from a file with the network out of reach."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lectures.items import ITEMS
from lectures.reference.build import pages_of
from lectures.reference.link import INDEX
from lectures.reference.public import read
from lectures.site.script import find_lectures
from tests.axe import serious

NAMES = list(find_lectures())
PROBLEMS: list[str] = []


def watch(tab: Any, problems: list[str]) -> None:
    """Note every request over a network, every message on the console and every error of a tab."""
    tab.on("request", lambda r: problems.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    tab.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """One tab that remembers requests over a network and messages on the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    tab = context.new_page()
    watch(tab, PROBLEMS)
    yield tab
    context.close()


def sideways(page: Any) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


@pytest.mark.parametrize("name", ["index", "errata"])
def test_a_page_makes_no_request_and_no_error_and_does_not_scroll_sideways(name: str, built: Path, page: Any) -> None:
    PROBLEMS.clear()  # test_stage.py opens the lectures
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto((built / f"{name}.html").as_uri())
    assert sideways(page) <= 0
    for width in (640, 390):  # 1280 at 200 %, and a telephone
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways(page) <= 0
    assert PROBLEMS == []


@pytest.mark.parametrize("name", ["index", "errata"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(scheme: str, name: str, built: Path, browser: Any) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    tab = context.new_page()
    tab.goto((built / f"{name}.html").as_uri())
    assert serious(tab) == []
    tab.evaluate("""() => {
      const texts = [...document.querySelectorAll("p")].filter(text => text.checkVisibility() && text.innerText.trim());
      Object.assign(texts[Math.floor(texts.length / 3)].style, { color: "#888", background: "#999" });
    }""")
    assert [rule for rule, _ in serious(tab)] == ["color-contrast"]  # among hundreds that are as they should be
    context.close()


def test_pages_stay_small(built: Path) -> None:
    sizes = {name: (built / f"{name}.html").stat().st_size for name in NAMES}
    assert max(sizes.values()) <= 500 * 1024, sizes


def test_every_link_leads_to_a_place_that_exists(built: Path) -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in built.glob("*.html")}
    reference = {INDEX: pages_of(read(), {}, set())["index.html"]}
    places = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in (pages | reference).items()}
    links = [
        (name, file or name, place.removeprefix("#"))
        for name, text in pages.items()
        for file, place in re.findall(r'(?:href|src)="([^"#?:]*)(#[^"]*)?"', text)
        if (file or place) and not place.startswith(("#script=", "#exercise="))  # this is no place, it is carried there
    ]
    assert len(links) > 300
    assert [link for link in links if not (built / link[1]).exists()] == []
    assert [link for link in links if link[2] and link[2] not in places[link[1]]] == []


def test_every_example_with_a_value_has_a_graph_or_says_why_not(built: Path) -> None:
    coverage = json.loads((built / "coverage.json").read_text())
    assert list(coverage) == list(ITEMS)
    assert [item for item, found in coverage.items() if not found["claims"]] == []
    assert [item for item, found in coverage.items() if not found["figures"] and not found["no_graph"]] == []


def test_every_claim_stands_on_the_sheet_once_and_has_all_its_fields(built: Path) -> None:
    claims = json.loads((built / "claims.json").read_text())
    text = (built / "errata.html").read_text()
    ids = [claim["id"] for claim in claims]
    assert sorted(set(ids)) == sorted(ids)
    assert all(text.count(f'<article id="{name}"') == 1 for name in ids)
    assert {claim["form"] for claim in claims} == {"value", "formula", "promise", "possibility", "definition"}
    for claim in claims:
        assert claim["printed"]
        assert claim["says"]
        assert (claim["verdict"] == "holds") == (claim["severity"] == "") == (claim["fix"] == "")
        assert claim["verdict"] == "holds" or claim["because"]
        assert claim["computed"] or claim["form"] == "definition"
    assert not {"True", "False"} & {word for claim in claims for word in claim["computed"].split()}


def test_the_projector_fills_the_screen_and_lets_go_of_it(built: Path, page: Any) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto((built / "fit_line.html").as_uri())
    page.click("text=Projector")
    shown = page.locator("figure.projecting")
    assert shown.bounding_box() == {"x": 0, "y": 0, "width": 1920, "height": 1080}
    page.keyboard.press("Escape")
    assert shown.count() == 0


def test_the_errata_can_be_searched_filtered_and_ordered(built: Path, page: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((built / "errata.html").as_uri())
    shown = page.locator("article:visible")
    everything = shown.count()
    page.fill("[name=words]", "D05")
    assert 0 < shown.count() < everything
    page.reload()
    assert page.input_value("[name=words]") == "D05"  # the address keeps the search
    page.fill("[name=words]", "no such words at all")
    assert (shown.count(), page.locator("section:visible").count()) == (0, 0)
    page.fill("[name=words]", "")
    page.select_option("[name=severity]", "S1")
    assert set(shown.evaluate_all("all => all.map(one => one.dataset.severity)")) == {"S1"}
    page.select_option("[name=severity]", "")
    page.select_option("[name=notes]", "004")
    lines = "all => all.map(one => +one.dataset.line)"
    assert shown.evaluate_all(lines) != sorted(shown.evaluate_all(lines))
    page.select_option("[name=order]", "line")
    assert shown.evaluate_all(lines) == sorted(shown.evaluate_all(lines))
    assert page.locator("output").inner_text() == f"{shown.count()} of {everything} claims"


def found(page: Any, words: str) -> list[tuple[str, str]]:
    """Return where the finds of a search lead, and what they are called, the best first."""
    page.fill("[name=words]", words)
    links = page.locator("#found a:visible").evaluate_all(
        "all => all.map(a => [a.getAttribute('href'), a.textContent])"
    )
    return [(href, text) for href, text in links]


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("fit_line", "fit_line.html"),
        ("vanishing gradients", "vanishing_gradients.html"),
        ("normalization", "overfitting.html"),
        ("bias gradient sum over batch", "network_in_matrices.html#the-way-back-line-by-line"),
        ("dead relu", "vanishing_gradients.html#four-cures"),
        ("lstm forget gate", "recurrent_network.html#a-gate"),
        ("query key value", "attention_and_a_tiny_gpt.html#one-look-back"),
    ],
)
def test_a_question_to_the_index_leads_to_the_passage_that_answers_it(
    words: str, where: str, built: Path, page: Any
) -> None:
    page.goto((built / "index.html").as_uri())
    assert where in [href for href, _ in found(page, words)][:3]
    page.locator(f"#found a[href='{where}']").press("Enter")
    page.wait_for_url(f"**/{where}")
    if "#" in where:
        assert page.locator(":target").is_visible()
    page.go_back()
    assert page.input_value("[name=words]") == words  # the address keeps the search


def test_what_is_found_is_counted_quoted_and_told_without_colour(built: Path, page: Any) -> None:
    page.goto((built / "index.html").as_uri())
    assert [href for href, _ in found(page, "fit_line")] == ["fit_line.html"]
    assert page.locator("output").inner_text() == f"1 of {len(NAMES)} lectures"
    assert page.locator(".course:visible").count() == 0
    assert found(page, "dead relu")[0][1].endswith(" › Four cures")
    assert "is dead" in page.locator("#found p").first.inner_text()
    assert found(page, "two-layer network") == found(page, "two layer network")
    assert len(found(page, "exercise")) > len(NAMES) / 3
    found(page, "fit_line zzzz")
    assert page.locator("output").inner_text().startswith("No lecture has all of these words; 1 of ")
    assert found(page, "qqqq") == []
    assert page.locator("output").inner_text() == f"0 of {len(NAMES)} lectures"
    page.fill("[name=words]", "gradient")
    assert serious(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert sideways(page) == 0
    page.set_viewport_size({"width": 1280, "height": 720})
    assert found(page, "") == []
    assert page.locator(".course li:visible").count() == len(NAMES)


def test_a_companion_leads_to_its_errata(built: Path, page: Any) -> None:
    page.goto((built / "fit_line.html").as_uri())
    page.click("dd a[href^='errata.html#']")
    page.wait_for_selector("article:target")  # a click does not wait until the page it leads to is read


def test_without_scripts_everything_is_there(built: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((built / "fit_line.html").as_uri())
    assert tab.locator("figure.player svg:visible").count() >= 3
    tab.goto((built / "errata.html").as_uri())
    assert tab.locator("article:visible").count() > 100
    assert tab.locator(".filters:visible").count() == 0
    context.close()
