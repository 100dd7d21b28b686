"""The player fits its page, whatever the width, and can be used by everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from engine import draw
from engine.drawing.player import player_assets, player_html
from tests.engine.drawing.pages import GRAPHS, drawings, network, opened, page_of, product_and_sum

WINDOWS = {
    "wide": {"viewport": {"width": 1280, "height": 720}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "zoomed": {"viewport": {"width": 640, "height": 360}, "device_scale_factor": 2},  # 1280 x 720 at 200 %
}
CLIPPED = """() => [...document.querySelectorAll(".player :is(p, button, th, td, span, label, dd, output, math)")]
  .filter(part => part.checkVisibility() && part.clientWidth && !part.matches(".words.is-only-spoken"))
  .filter(part => !["auto", "scroll"].includes(getComputedStyle(part).overflowX))
  .filter(part => part.scrollWidth > part.clientWidth + 1)
  .map(part => `${part.className} ${part.textContent.slice(0, 40)}`)"""
OUTSIDE = """() => [...document.querySelectorAll(".player .picture:not([hidden]) [data-node]")].flatMap(part => {
  const box = part.querySelector(".shape").getBoundingClientRect();
  return [...part.querySelectorAll("text:not(.symbol)")].filter(text => {
    const at = text.getBoundingClientRect();
    return at.left < box.left - .5 || at.right > box.right + .5 || at.top < box.top - .5 || at.bottom > box.bottom + .5;
  }).map(text => text.textContent);
})"""


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_is_clipped_and_the_page_does_not_scroll_sideways(browser, tmp_path, window):
    with opened(browser, tmp_path, page_of(drawings(), predict=[2]), **WINDOWS[window]) as tab:
        for part in range(5):
            for name in GRAPHS:
                tab.go(name, int(tab.figure(name).locator(".slider").get_attribute("max")) * part // 4)
            assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert tab.page.evaluate(CLIPPED) == []
            assert tab.page.evaluate(OUTSIDE) == []


def test_a_long_number_stays_in_its_box_after_a_change(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"product": draw(product_and_sum())})) as tab:
        tab.figure("product").get_by_label("value of a").fill("-1.2345678e-103")
        assert tab.figure("product").locator('[data-node="0"] .value-data').text_content() == "−1.235e-103"
        assert tab.page.evaluate(OUTSIDE) == []
        key = tab.figure("product").locator('[data-node="0"] .key').first.bounding_box()
        number = tab.figure("product").locator('[data-node="0"] .value-data').bounding_box()
        assert key["x"] + key["width"] <= number["x"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, tmp_path, scheme):
    with opened(browser, tmp_path, page_of(drawings(), predict=[2]), color_scheme=scheme) as tab:
        for name, k in (("product", 2), ("logistic", 12), ("network", 30)):
            tab.go(name, k)
        tab.figure("logistic").locator("[data-do=help]").click()
        tab.figure("logistic").get_by_label("value of w").fill("2")
        found = Axe().run(tab.page).response["violations"]
        serious = [each for each in found if each["impact"] in ("serious", "critical")]
        assert [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in serious] == []


def test_the_layout_does_not_move_while_stepping(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"product": draw(product_and_sum())})) as tab:
        places = []
        for k in range(11):
            tab.go("product", k)
            parts = map(tab.figure("product").locator, (".controls", ".whatif", ".values"))
            places.append([part.bounding_box() for part in parts])
        assert all(place == places[0] for place in places)


def test_motion_is_left_out_where_it_is_not_wanted(browser, tmp_path):
    page = page_of({"product": draw(product_and_sum())})
    durations = {}
    for wish in ("reduce", "no-preference"):
        with opened(browser, tmp_path, page, reduced_motion=wish) as tab:
            row = tab.figure("product").locator("tbody td").first
            durations[wish] = row.evaluate("cell => parseFloat(getComputedStyle(cell).transitionDuration)")
    assert durations["reduce"] == 0 < durations["no-preference"]


def test_each_step_is_announced_once_by_one_polite_region(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"product": draw(product_and_sum())})) as tab:
        assert tab.figure("product").locator('[role=status], [aria-live]:not([aria-live="off"])').count() == 1
        tab.page.evaluate(
            """() => { window.said = [];
            const region = document.querySelector('[role=status]');
            new MutationObserver(changes => window.said.push(region.textContent))
              .observe(region, { childList: true, characterData: true, subtree: true }); }"""
        )
        tab.press("product", "next")
        tab.page.wait_for_timeout(250)
        assert tab.page.evaluate("window.said") == ["d = a*b = -2*3 = -6"]
        tab.figure("product").locator('[data-node="0"]').hover()
        tab.page.wait_for_timeout(100)
        assert len(tab.page.evaluate("window.said")) == 1


def test_style_and_script_are_small_and_a_figure_is_compact():
    css, js = player_assets()
    assert len(css) + len(js) < 64 * 1024
    drawing = draw(network(6))
    pictures = len(drawing.svg(style=False))
    assert len(player_html(drawing, "network")) < 4 * pictures
