"""More of the web player: folding, paths, printing, notebooks, lecture mode, and no script at all."""

import html
import re
from collections.abc import Iterator

import pytest

from engine import Value, draw
from engine.drawing.player import MOST_OPEN, START_FOLDED, player_html
from tests.engine.drawing.pages import Tab, drawings, network, opened, page_of, product_and_sum

LAST = 10  # frame of the product: leaves, three operations, the seed, six operands


@pytest.fixture(scope="module")
def shared(browser, tmp_path_factory) -> Iterator[Tab]:
    with opened(browser, tmp_path_factory.mktemp("page"), page_of(drawings())) as tab:
        yield tab


@pytest.fixture
def tab(shared) -> Tab:
    return shared.open()


class TestFolding:
    def test_a_small_graph_starts_open_and_a_large_one_folded(self):
        assert _visible_folds(player_html(draw(network(3)), "small")) == 0
        large = draw(network(12))
        assert START_FOLDED < len(large.trace.nodes) <= MOST_OPEN
        assert _visible_folds(player_html(large, "large")) > 0

    def test_folded_parts_open_with_a_click_and_close_again(self, tab):
        figure = tab.figure("network")
        figure.locator(".folding select").select_option(label="nothing")
        assert figure.locator(".picture:visible .fold").count() == 1
        figure.locator(".picture:visible .fold").click()
        assert figure.locator(".picture:visible .fold").count() > 1
        figure.locator(".folding select").select_option(label="everything")
        assert figure.locator(".picture:visible .fold").count() == 0
        figure.locator(".picture:visible .scope .scope-name").first.click()
        assert figure.locator(".picture:visible .fold").count() > 0

    def test_a_folded_part_is_marked_while_the_step_is_inside_it(self, tab):
        tab.figure("network").locator(".folding select").select_option(label="nothing")
        tab.press("network", "next")
        assert "is-active" in tab.figure("network").locator(".picture:visible .fold").get_attribute("class")
        tab.press("network", "last")
        tab.press("network", "first")
        assert "is-active" not in tab.figure("network").locator(".picture:visible .fold").get_attribute("class")

    def test_a_drawing_asked_for_folded_stays_folded(self):
        assert _visible_folds(player_html(draw(network(3), collapse=True), "folded")) == 1


def _visible_folds(figure: str) -> int:
    shown = next(part for part in figure.split('<div class="picture"')[1:] if " hidden>" not in part.split("<svg")[0])
    return len(re.findall(r'class="fold', shown.split("</svg>")[0]))


def test_pointing_at_a_value_lights_its_paths_and_adds_them_up(tab):
    figure = tab.figure("product")
    tab.press("product", "last")
    figure.locator('[data-node="0"]').hover()
    told = figure.locator(".paths").inner_text()
    assert "a → d → f" in told
    assert "a → e → f" in told
    assert figure.locator(".paths .ledger .terms").text_content() == "∂f∂a=3+(−6)=−3"
    lit = figure.locator("[data-edge].on-path").evaluate_all("edges => edges.map(edge => edge.dataset.edge).sort()")
    assert lit == ["2.0", "3.0", "4.0", "4.1"]
    figure.locator(".whatif").hover()
    assert figure.locator(".paths").is_hidden()


def test_too_many_paths_are_counted_and_the_first_are_shown(browser, tmp_path):
    x = output = Value(1.0, "x")
    for _ in range(20):
        output = output + output
    with opened(browser, tmp_path, page_of({"doubled": draw(output)})) as tab:
        tab.figure("doubled").locator('[data-node="0"]').hover()
        assert tab.figure("doubled").locator(".paths li").count() == 6
        assert "1,048,576 in all" in tab.figure("doubled").locator(".more").inner_text()
        assert tab.figure("doubled").locator(".ledger .terms").text_content().endswith("=1.049×106")
    assert x.grad == 0.0


def test_a_lone_value_is_a_graph_too(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"lone": draw(Value(2.0, "x"))})) as tab:
        tab.press("lone", "last")
        assert tab.figure("lone").locator(".counter").inner_text() == "forward 0/0 · backward 0/0"
        assert tab.figure("lone").locator(".words").inner_text() == "dx/dx = 1"
        tab.figure("lone").get_by_label("value of x").fill("3")
        assert tab.figure("lone").locator('[data-node="0"] .value-data').text_content() == "3"


def test_print_gives_one_frame_a_page(tab):
    tab.page.evaluate("window.print = () => { window.printed = document.querySelectorAll('.print-page').length }")
    before = tab.dom("product")
    tab.press("product", "print")
    assert tab.page.evaluate("window.printed") == LAST + 1
    pdf = tab.page.pdf()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == LAST + 1
    tab.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.page.locator(".print-page").count() == 0
    assert tab.dom("product") == before


def test_without_scripts_the_last_frame_and_the_table_show(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"product": draw(product_and_sum())}), java_script_enabled=False) as tab:
        figure = tab.figure("product")
        assert figure.locator('[data-node="0"] .value-grad').text_content() == "−3"
        assert figure.locator("tbody tr").count() == 5
        assert figure.locator("button:visible, input:visible").count() == 0


def test_lecture_mode_is_larger_and_asks_nothing(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"product": draw(product_and_sum())}, predict=[2])) as tab:
        normal = tab.figure("product").evaluate("figure => parseFloat(getComputedStyle(figure).fontSize)")
        tab.open("?mode=lecture#figure=product&step=2")
        assert tab.figure("product").evaluate("figure => parseFloat(getComputedStyle(figure).fontSize)") > normal
        assert tab.figure("product").locator(".question").is_hidden()
        assert "e = a + b = -2 + 3 = 1" in tab.figure("product").locator(".words").inner_text()


def test_two_notebook_players_are_isolated(browser, tmp_path):
    shown = draw(product_and_sum()).player()._repr_html_() * 2
    with opened(browser, tmp_path, f"<!doctype html><title>notebook</title>{shown}") as tab:
        first, second = (tab.page.frame_locator("iframe").nth(i) for i in range(2))
        first.locator("[data-do=next]").click(click_count=2)
        assert first.locator(".counter").inner_text().startswith("forward 2/3")
        assert second.locator(".counter").inner_text().startswith("forward 0/3")
        tab.page.wait_for_function("document.querySelector('iframe').contentDocument.body.scrollHeight <= "
                                   "document.querySelector('iframe').clientHeight")  # fmt: skip


def test_the_source_line_of_a_step_is_shown(browser, tmp_path):
    output = product_and_sum()
    code = "a, b = Value(-2.0), Value(3.0)\nd = a * b  # <first>\ne = a + b\nf = d * e\n"
    lines = dict(zip([output.inputs[0], output.inputs[1], output], (2, 3, 4), strict=True))
    with opened(browser, tmp_path, page_of({"product": draw(output, lines=lines)}, code=code)) as tab:
        assert tab.figure("product").locator(".code-line").count() == 0
        tab.press("product", "next")
        assert tab.figure("product").locator(".code-line").inner_text().split("\n") == [
            "line 2",
            "d = a * b  # <first>",
        ]
    assert html.escape(code) not in player_html(draw(output), "product")
