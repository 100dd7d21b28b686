"""Moving about in the web player: keys, autoplay and links."""

from collections.abc import Iterator

import pytest

from tests.engine.drawing.pages import Tab, drawings, opened, page_of

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
