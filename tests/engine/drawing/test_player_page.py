"""More of the web player: folding, paths, paper, notebooks, and no script at all."""

import html
import re
from collections.abc import Iterator

import pytest

from engine import Value, draw, named
from engine.drawing.frames import last_step
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


def whole(tab: Tab, name: str, is_whole: bool = True) -> None:
    tab.page.evaluate(
        "([name, whole]) => { const player = chalkgrad.players[name]; player.whole = whole; player.paint() }",
        [name, is_whole],
    )


@pytest.mark.slow
def test_cards_without_a_module_are_named_by_their_first_and_last_value_as_formulas(browser, tmp_path):
    w, x = Value(0.5, "w1"), Value(2.0, "x")
    loss = named("L", (w * x) ** 2 + (w * x + 1) ** 2)
    with opened(browser, tmp_path, page_of({"net": draw(loss), "layers": draw(network(3))})) as tab:
        cards = tab.figure("net").locator(".module")
        said = [re.sub(r"\s", "", text) for text in cards.locator(".name").all_inner_texts()]
        assert not any("*" in text for text in said)
        assert len(said) == cards.locator(".name:has(math)").count() + said.count("given")
        assert cards.first.get_attribute("title") == "given"
        assert (
            tab.figure("layers").locator(".module .name:has(math)").count()
            < tab.figure("layers").locator(".module").count()
        )


class TestFolding:
    @pytest.mark.long
    def test_a_small_graph_starts_open_and_a_large_one_folded(self):
        assert _visible_folds(player_html(draw(network(3)), "small")) == 0
        large = draw(network(12))
        assert START_FOLDED < len(large.trace.nodes) <= MOST_OPEN
        assert _visible_folds(player_html(large, "large")) > 0

    def test_folded_parts_open_with_a_click_and_close_again(self, tab):
        figure = tab.figure("network")
        tab.press("network", "help")
        figure.locator(".folding select").select_option(label="nothing")
        whole(tab, "network")
        assert figure.locator(".picture:visible .fold").count() == 1
        figure.locator(".picture:visible .fold").click()
        assert figure.locator(".picture:visible .fold").count() > 1
        figure.locator(".folding select").select_option(label="everything")
        assert figure.locator(".picture:visible .fold").count() == 0
        figure.locator(".picture:visible .scope .scope-name").first.click()
        assert figure.locator(".picture:visible .fold").count() > 0

    def test_a_folded_part_is_marked_while_the_step_is_inside_it(self, tab):
        tab.press("network", "help")
        tab.figure("network").locator(".folding select").select_option(label="nothing")
        whole(tab, "network")
        tab.press("network", "next")
        assert "is-active" in tab.figure("network").locator(".picture:visible .fold").get_attribute("class")
        tab.go("network", 0)
        assert "is-active" not in tab.figure("network").locator(".picture:visible .fold").get_attribute("class")

    def test_a_drawing_asked_for_folded_stays_folded(self):
        assert _visible_folds(player_html(draw(network(3), collapse=True), "folded")) == 1


def _visible_folds(figure: str) -> int:
    shown = next(part for part in figure.split('<div class="picture"')[1:] if " hidden>" not in part.split("<svg")[0])
    return len(re.findall(r'class="fold', shown.split("</svg>")[0]))


def test_pointing_at_a_value_lights_its_paths_and_adds_them_up(tab):
    figure = tab.figure("product")
    tab.go("product", LAST)
    figure.locator(".below summary").click()
    whole(tab, "product")
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
        figure = tab.figure("doubled")
        figure.locator(".below summary").click()
        figure.locator("tbody .name").first.hover()
        assert figure.locator(".paths li").count() == 6
        assert "1,048,576 in all" in figure.locator(".paths .more").inner_text()
        assert figure.locator(".ledger .terms").text_content().endswith("=1.049×106")
    assert x.grad == 0.0


def test_a_lone_value_is_a_graph_too(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"lone": draw(Value(2.0, "x"))})) as tab:
        figure = tab.figure("lone")
        tab.go("lone", 1)
        assert figure.locator(".counter").inner_text() == "backward 1 of 1"
        assert tab.page.locator("[role=status]").inner_text() == "dx/dx = 1"
        for grain in ("operation", "layer", "pass"):
            figure.locator(f"[data-do=grain][value={grain}]").click()
            assert figure.locator(".counter").inner_text() == "backward 1 of 1"
        figure.locator(".below summary").click()
        figure.get_by_label("value of x").fill("3")
        assert figure.locator('[data-node="0"] .value-data').text_content() == "3"


class TestPaper:
    SHOWN = """figure => [...figure.querySelectorAll(".on-paper .paper-page")]
      .filter(page => page.checkVisibility()).map(page => ({
      words: page.querySelector(".paper-words").textContent,
      texts: [...page.querySelectorAll("svg text.number")].map(text => text.textContent) }))"""
    NUMBERS = re.compile(r'<text[^>]* class="[^"]*\bnumber\b[^"]*"[^>]*>([^<]*)')

    def numbers(self, k: int) -> list[str]:
        return self.NUMBERS.findall(draw(product_and_sum()).svg(frame=k))

    def test_has_each_figure_at_the_end_of_both_passes_and_no_controls(self, tab):
        tab.go("product", 6)
        before = tab.dom("product")
        tab.page.emulate_media(media="print")
        tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        shown = tab.figure("product").evaluate(self.SHOWN)
        assert [page["words"] for page in shown] == ["The end of the forward pass", "The end of the backward pass"]
        trace = drawings()["product"].trace
        for page, phase in zip(shown, ("forward", "backward"), strict=True):
            assert page["texts"] == self.numbers(last_step(trace, phase))
        assert tab.page.locator(".stage, .controls, .below, button").locator("visible=true").count() == 0
        assert (
            tab.page.locator(".on-paper [id]").evaluate_all("all => all.filter(part => !part.closest('defs')).length")
            == 0
        )
        tab.page.evaluate("dispatchEvent(new Event('afterprint'))")
        tab.page.emulate_media(media="screen")
        assert tab.dom("product") == before

    def test_the_browser_prints_it_by_itself(self, tab):
        pdf = tab.page.pdf(format="A4")
        assert 2 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) <= 8

    def test_has_every_step_where_the_address_asks_for_it(self, tab):
        tab.open("?print=steps")
        shown = tab.figure("product").evaluate(self.SHOWN)
        assert [page["words"] for page in shown] == drawings()["product"].story.steps()
        assert [page["texts"] for page in shown] == [self.numbers(k) for k in range(LAST + 1)]

    def test_has_empty_boxes_where_the_address_asks_for_them(self, tab):
        tab.open("?print=blank")
        for name in drawings():
            (page,) = tab.figure(name).evaluate(self.SHOWN)
            assert page["words"] == "Fill in every value and every gradient."
            assert set(page["texts"]) == {""}
            texts = tab.figure(name).locator(".on-paper svg text").all_text_contents()
            assert not [text for text in texts if re.search(r"\d\.\d", text)]
        assert "a" in tab.figure("product").locator(".on-paper svg text").all_text_contents()


def test_without_scripts_the_last_frame_and_the_table_show(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"product": draw(product_and_sum())}), java_script_enabled=False) as tab:
        figure = tab.figure("product")
        assert figure.locator('[data-node="0"] .value-grad').text_content() == "−3"
        assert figure.locator('[data-node="0"] .value-grad').is_visible()
        assert figure.locator("tbody tr:visible").count() == 5
        assert figure.locator("button:visible, input:visible").count() == 0


def test_two_notebook_players_are_isolated(browser, tmp_path):
    shown = draw(product_and_sum()).player()._repr_html_() * 2
    with opened(browser, tmp_path, f"<!doctype html><title>notebook</title>{shown}") as tab:
        first, second = (tab.page.frame_locator("iframe").nth(i) for i in range(2))
        first.locator("[data-do=next]").click(click_count=2)
        assert first.locator(".counter").inner_text() == "forward 2 of 3"
        assert second.locator(".counter").inner_text() == "forward 0 of 3"
        tab.page.wait_for_function("document.querySelector('iframe').contentDocument.body.scrollHeight <= "
                                   "document.querySelector('iframe').clientHeight")  # fmt: skip


def test_the_source_line_of_a_step_is_shown(browser, tmp_path):
    output = product_and_sum()
    code = "a, b = Value(-2.0), Value(3.0)\nd = a * b  # <first>\ne = a + b\nf = d * e\n"
    lines = dict(zip([output.inputs[0], output.inputs[1], output], (2, 3, 4), strict=True))
    with opened(browser, tmp_path, page_of({"product": draw(output, lines=lines)}, code=code)) as tab:
        line = tab.figure("product").locator(".code-line")
        assert line.text_content() == ""
        whole(tab, "product", False)
        for k, expected in ((1, "line 2:  d = a * b  # <first>"), (2, "line 3:  e = a + b"), (7, "line 3:  e = a + b")):
            tab.go("product", k)
            assert line.text_content() == expected
            assert line.is_visible()
        tab.figure("product").locator("[data-do=grain][value=layer]").click()
        assert line.text_content() == ""  # a layer is no one line
    assert html.escape(code) not in player_html(draw(output), "product")
