"""In front of a room: a clicker is heard wherever the focus is, gives nothing away, and takes back what it did."""

from collections.abc import Iterator

import pytest

from engine import draw
from tests.engine.drawing import nets
from tests.engine.drawing.pages import Tab, drawings, opened, page_of
from tests.engine.drawing.predicting import guess, score, verdict

ASKED, NUMBER = "How much does a receive from e?", "a receives −6 from e"


@pytest.fixture(scope="module")
def asking(browser, tmp_path_factory) -> Iterator[Tab]:
    with opened(browser, tmp_path_factory.mktemp("room"), page_of(drawings("product"), predict=[7])) as tab:
        yield tab


@pytest.fixture
def asked(asking) -> Tab:
    """Frame 7, what e adds to a, on the projector."""
    return project(asking.open("#figure=product&step=7"))


@pytest.fixture(scope="module")
def boards(browser, tmp_path_factory) -> Iterator[Tab]:
    page = page_of({"product": draw(nets.two_layers(1), limit=1000, collapse=True)})
    with opened(browser, tmp_path_factory.mktemp("boards"), page) as tab:
        yield tab


def project(tab: Tab) -> Tab:
    tab.figure("product").locator(".stage").press("p")
    return tab


def sentence(tab: Tab) -> str:
    return tab.figure("product").locator(".sentence").text_content()


def step(tab: Tab) -> str:
    return tab.figure("product").locator(".slider").input_value()


def press(tab: Tab, *keys: str) -> None:
    for key in keys:
        tab.page.keyboard.press(key)


@pytest.mark.parametrize("key", "1234")
def test_keys_for_the_size_of_a_step_do_not_give_an_answer_away(asked, key):
    press(asked, key)
    assert (step(asked), sentence(asked)) == ("7", ASKED)
    assert asked.figure("product").locator(".tile.contribution .number").text_content() == "?"
    press(asked, "PageDown")
    assert sentence(asked).startswith(NUMBER)
    press(asked, key)  # what is known may be shown in any size
    assert (
        asked.figure("product")
        .locator("[data-do=grain][aria-pressed=true]")
        .get_attribute("title")
        .endswith(f"({key})")
    )


def test_one_step_back_asks_once_more_and_another_goes_back(asked):
    for _ in range(2):  # one half of the room after the other
        press(asked, "PageDown")
        assert sentence(asked).startswith(NUMBER)
        press(asked, "PageUp")
        assert (step(asked), sentence(asked)) == ("7", ASKED)
        assert asked.page.locator("[role=status]").inner_text() == ASKED
        assert verdict(asked) == ""
    press(asked, "PageUp")
    assert step(asked) == "6"
    press(asked, "PageDown")
    assert (step(asked), sentence(asked)) == ("7", ASKED)
    press(asked, "PageDown", "PageDown")
    assert step(asked) == "8"
    press(asked, "PageUp")
    assert (step(asked), sentence(asked)[: len(NUMBER)]) == ("7", NUMBER)
    press(asked, "PageUp")
    assert (step(asked), sentence(asked)) == ("7", ASKED)


def test_a_number_that_was_typed_before_is_asked_for_without_its_verdict(asked):
    press(asked, "Escape")
    guess(asked, "1")
    guess(asked, "2")
    project(asked)
    press(asked, "PageUp")
    assert (sentence(asked), verdict(asked), score(asked)) == (ASKED, "", "predicted 0 of 1")
    press(asked, "PageDown")
    assert verdict(asked).startswith("engine")


def test_in_a_larger_step_nothing_is_asked_and_every_press_goes_back(asked):
    press(asked, "PageDown", "2", "End")
    steps = []
    for _ in range(8):
        steps.append(step(asked))
        press(asked, "PageUp")
    assert steps == ["10", "8", "6", "4", "3", "2", "1", "0"]


def test_a_reader_alone_is_asked_once(asked):
    press(asked, "Escape")
    guess(asked, "-6")
    press(asked, "ArrowLeft", "ArrowRight", "ArrowLeft")
    assert step(asked) == "6"
    press(asked, "ArrowRight")
    assert sentence(asked).startswith(NUMBER)
    assert verdict(asked).startswith("✓ right")


@pytest.mark.parametrize("place", [".sentence", ".counter", ".controls", ".module", "[data-do=grain]"])
def test_a_clicker_is_heard_after_a_click_anywhere(asked, place):
    box = asked.figure("product").locator(place).first.bounding_box()
    asked.page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    before = (step(asked), sentence(asked))
    press(asked, "PageDown")
    assert (step(asked), sentence(asked)) != before


def test_a_clicker_is_heard_while_a_setting_has_the_focus(asked):
    press(asked, "PageDown", "?")
    asked.figure("product").locator(".speed select").focus()
    press(asked, "PageDown")
    assert step(asked) == "8"
    assert asked.figure("product").locator(".speed select").input_value() == "1"


def test_the_counter_says_the_last_step_only_with_the_last_equation_of_its_line(boards):
    tab = project(boards.open())
    counter = tab.figure("product").locator(".counter")
    press(tab, "3", "End")
    last = counter.inner_text()
    done, of = last.removeprefix("backward ").split(" of ")
    assert done == of
    equations = tab.figure("product").locator(".board-tab")
    assert equations.count() > 1
    told = []
    for at in reversed(range(equations.count())):
        assert equations.nth(at).get_attribute("aria-pressed") == "true"
        told.append(counter.inner_text())
        press(tab, "PageUp")
    assert told == [last] + [f"backward {int(of) - 1} of {of}"] * (len(told) - 1)
    assert counter.inner_text() == told[-1]  # the last equation of the line before


def test_play_goes_on_with_the_equations_of_the_last_line(boards):
    tab = boards.open()
    tab.page.clock.install()
    press(project(tab), "3", "End", "PageUp", " ")
    tab.page.clock.run_for(2000)
    equations = tab.figure("product").locator(".board-tab")
    assert equations.last.get_attribute("aria-pressed") == "true"
    assert tab.figure("product").locator("[data-do=play]").get_attribute("title") == "play"
