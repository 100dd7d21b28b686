"""A presenter's question of a live figure: to its answer, and back again for another half of the room."""

from typing import Any

import pytest

from tests.lectures.test_stage import window

SHOWN = "() => ({ ...document.querySelector('.projecting').dataset })"
STANDS = """figure => ({ answer: figure.querySelector(".answer:not([hidden])")?.textContent ?? "",
  chosen: figure.querySelectorAll(".options [aria-pressed=true]").length,
  tells: !figure.querySelector(".options button:last-child").hidden })"""
ASKED = {"answer": "", "chosen": 0, "tells": False}
PAGES = [("moons", "Now see whether you are right: press Play."),
         ("slope_and_graph", "Now see whether you are right: drag the numbers in the boxes.")]  # fmt: skip


def projected(tab: Any, page: Any) -> Any:
    """The first live figure of a page, on the projector."""
    tab.goto(page.as_uri() + "?stage")
    while not tab.locator(".projecting[data-projects]").count():
        tab.keyboard.press("End")
        tab.keyboard.press("PageDown")
    figure = tab.locator(".projecting[data-projects][data-state=ready]")
    figure.locator(".question").wait_for()
    return tab.locator(f"#{figure.evaluate('figure => figure.parentElement.id')} > figure")


@pytest.fixture
def page(request: pytest.FixtureRequest, pages: Any, play_pages: Any) -> Any:
    return {**pages, **play_pages}[request.param]


@pytest.mark.parametrize("page", [name for name, _ in PAGES], indirect=True)
def test_whoever_just_plays_is_not_told_the_answer_by_the_next_key(page, browser):
    with window(browser, 1920, 1080) as tab:
        figure = projected(tab, page)
        shown = tab.evaluate(SHOWN)
        figure.get_by_role("button", name="Just let me play").click()
        for key in ("PageUp", "PageDown"):  # away and back, without a stop
            tab.keyboard.press(key)
            assert figure.locator(".answer").is_hidden()
        assert tab.evaluate(SHOWN) == shown
        tab.keyboard.press("PageDown")
        assert figure.locator(".answer").is_hidden()


@pytest.mark.parametrize(("page", "invitation"), PAGES, indirect=["page"])
def test_one_step_back_asks_once_more_and_another_goes_back_to_the_figure_before(page, invitation, browser):
    with window(browser, 1920, 1080) as tab:
        figure = projected(tab, page)
        shown = tab.evaluate(SHOWN)
        for press in (None, 0, 1):  # nobody, and one half of the room after the other
            assert figure.evaluate(STANDS) == ASKED
            if press is not None:
                figure.locator(".options button").nth(press).click()
                assert figure.evaluate(STANDS) == {"answer": invitation, "chosen": 1, "tells": True}
            tab.keyboard.press("PageDown")
            assert figure.evaluate(STANDS)["answer"].startswith(("It is “", "You were right."))
            tab.keyboard.press("PageUp")
            assert tab.evaluate(SHOWN) == shown
        tab.keyboard.press("PageUp")
        assert tab.evaluate(SHOWN) != shown
        tab.keyboard.press("PageDown")
        assert (tab.evaluate(SHOWN), figure.evaluate(STANDS)) == (shown, ASKED)


@pytest.mark.parametrize("page", [name for name, _ in PAGES], indirect=True)
def test_keys_1_to_4_choose_nothing_in_front_of_the_room(page, browser):
    with window(browser, 1920, 1080) as tab:
        figure = projected(tab, page)
        for key in "1234":
            tab.keyboard.press(key)
        assert figure.evaluate(STANDS) == ASKED


@pytest.mark.parametrize("page", ["moons"], indirect=True)
def test_a_network_that_is_asked_about_once_more_has_not_been_trained(page, browser):
    with window(browser, 1920, 1080) as tab:
        figure = projected(tab, page)
        curves = ".losses .curve, .losses .ghost"
        before = figure.locator(curves).evaluate_all("paths => paths.map(path => path.getAttribute('d'))")
        figure.locator(".options button").first.click()
        for button in ("Step", "Step", "Reset", "Step"):
            figure.get_by_role("button", name=button).click()
        assert figure.get_attribute("data-steps") == "1"
        tab.keyboard.press("PageUp")
        tab.locator(".projecting[data-steps='0']").wait_for()
        assert figure.locator(curves).evaluate_all("paths => paths.map(path => path.getAttribute('d'))") == before
        assert figure.locator(".settings").evaluate("settings => settings.inert")


@pytest.mark.parametrize("page", ["slope_and_graph"], indirect=True)
def test_a_drawing_that_is_asked_about_once_more_has_its_own_numbers_and_no_gradients(page, browser):
    with window(browser, 1920, 1080) as tab:
        figure = projected(tab, page)
        before = figure.locator("svg .number").all_text_contents()
        figure.locator(".options button").first.click()
        figure.get_by_role("slider").first.press("ArrowUp")
        assert figure.locator("svg .number").all_text_contents() != before
        tab.keyboard.press("PageUp")
        assert figure.locator("svg .number").all_text_contents() == before
        assert figure.locator(".below").is_hidden()
