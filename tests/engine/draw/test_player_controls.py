"""Moving about in the web player: keys, links, autoplay, folding, printing, notebooks, and no script at all."""

import html
import re
from collections.abc import Iterator

import pytest

from engine import draw
from engine.draw.player import MOST_OPEN, START_FOLDED, player_html
from tests.engine.draw.pages import Tab, drawings, network, opened, page_of, product_and_sum

LAST = 10  # frame of the product: leaves, three operations, the seed, six operands


@pytest.fixture(scope="module")
def shared(browser, tmp_path_factory) -> Iterator[Tab]:
    with opened(browser, tmp_path_factory.mktemp("controls"), page_of(drawings())) as tab:
        yield tab


@pytest.fixture
def tab(shared) -> Tab:
    return shared.open()


def counter(tab: Tab, name: str = "product") -> str:
    return tab.figure(name).locator(".counter").inner_text()


def frame(tab: Tab, name: str = "product") -> int:
    return int(tab.figure(name).locator(".slider").input_value())


class TestKeys:
    def test_arrows_home_and_end_move_the_focused_player_only(self, tab):
        tab.figure("product").locator(".stage").focus()
        for key, expected in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", LAST), ("Home", 0)):
            tab.page.keyboard.press(key)
            assert (frame(tab), frame(tab, "logistic")) == (expected, 0)

    def test_nothing_moves_where_no_player_has_the_focus(self, tab):
        tab.page.keyboard.press("ArrowRight")
        assert frame(tab) == 0

    def test_nothing_moves_while_typing(self, tab):
        tab.figure("product").get_by_label("value of a").click()
        for key in ("ArrowRight", "Home", "End", " ", "?"):
            tab.page.keyboard.press(key)
        assert frame(tab) == 0
        assert tab.figure("product").locator(".help").is_hidden()

    def test_the_slider_takes_the_same_keys(self, tab):
        tab.figure("product").locator(".slider").focus()
        tab.page.keyboard.press("ArrowRight")
        assert frame(tab) == 1
        tab.page.keyboard.press("End")
        assert frame(tab) == LAST

    def test_space_on_a_button_presses_that_button(self, tab):
        tab.figure("product").locator("[data-do=next]").focus()
        tab.page.keyboard.press(" ")
        assert frame(tab) == 1
        assert tab.figure("product").locator("[data-do=play]").get_attribute("title") == "play"

    def test_a_question_mark_opens_and_closes_the_help(self, tab):
        tab.figure("product").locator(".stage").focus()
        tab.page.keyboard.press("?")
        assert tab.figure("product").locator(".help").is_visible()
        assert tab.figure("product").locator("[data-do=help]").get_attribute("aria-expanded") == "true"
        tab.page.keyboard.press("?")
        assert tab.figure("product").locator(".help").is_hidden()

    def test_up_and_down_go_from_value_to_value(self, tab):
        tab.figure("product").locator('[data-node="0"]').focus()
        tab.page.keyboard.press("ArrowDown")
        assert tab.page.evaluate("document.activeElement.dataset.node") == "1"
        assert "Every path from b to f" in tab.figure("product").locator(".paths").inner_text()

    def test_every_control_is_a_real_one_with_a_name(self, tab):
        for control in tab.figure("product").locator(".controls :is(button, input, select):visible").all():
            name = control.evaluate("c => c.getAttribute('aria-label') || c.labels?.[0]?.textContent || c.textContent")
            assert name.strip()


class TestAutoplay:
    def test_plays_to_the_end_and_stops(self, tab):
        figure = tab.figure("product")
        tab.page.clock.install()
        figure.locator(".speed select").select_option("4")
        figure.locator("[data-do=play]").click()
        tab.page.clock.run_for(5000)
        assert frame(tab) == LAST
        assert figure.locator("[data-do=play]").get_attribute("title") == "play"

    def test_pauses_where_the_reader_says(self, tab):
        tab.page.clock.install()
        tab.press("product", "play")
        tab.page.clock.run_for(3300)
        tab.press("product", "play")
        tab.page.clock.run_for(5000)
        assert frame(tab) == 2


class TestLinks:
    def test_a_link_opens_its_frame(self, tab):
        assert frame(tab.open("#figure=product&step=7")) == 7

    @pytest.mark.parametrize(("step", "expected"), [("99", LAST), ("-3", 0), ("x", 0), ("", 0), ("2.9", 2)])
    def test_a_link_to_no_frame_goes_to_the_nearest(self, tab, step, expected):
        assert frame(tab.open(f"#figure=product&step={step}")) == expected

    def test_the_address_follows_and_back_returns(self, tab):
        tab.press("product", "next", 3)
        tab.page.wait_for_url("**step=3")
        tab.press("product", "last")
        tab.page.wait_for_url(f"**step={LAST}")
        tab.page.go_back()
        tab.page.wait_for_url("**step=3")
        assert frame(tab) == 3
        tab.page.go_back()
        assert frame(tab) == 0

    def test_stepping_does_not_fill_the_history(self, tab):
        before = tab.page.evaluate("history.length")
        for _ in range(4):
            tab.press("product", "next")
            tab.page.wait_for_timeout(170)
        assert tab.page.evaluate("history.length") <= before + 1


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
        assert figure.locator('[data-node="0"] .value-grad').text_content() == "-3"
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
        assert tab.figure("product").locator(".code-line").inner_text().split("\n") == ["line 2", "d = a * b  # <first>"]
    assert html.escape(code) not in player_html(draw(output), "product")
