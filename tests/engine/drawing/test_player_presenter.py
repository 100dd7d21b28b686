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
    figure = asked.figure("product")
    assert figure.locator("[data-do=grain][aria-pressed=true]").get_attribute("title").endswith(f"({key})")
    assert sentence(asked) == (ASKED if key == "1" else "Which numbers does this step bring?")
    assert asked.figure("product").locator('[data-node="0"] .value-grad').text_content() == "?"
    press(asked, "PageDown")
    assert "?" not in sentence(asked)


@pytest.fixture
def matrices(boards) -> Tab:
    """Two layers on the projector, one line on the board a step, with questions: at the first product."""
    tab = project(boards.open("#figure=product"))
    press(tab, "3", "q", "PageDown")
    return tab


def shown(tab: Tab) -> tuple[str, set[str], set[str]]:
    """The equation on the board, and what its result and what goes into it are, told or asked for."""
    figure = tab.figure("product")
    result, *operands = (
        {"?" if text == "?" else "told" for text in part.locator(".board-cell:not(.is-empty)").all_inner_texts()}
        for part in figure.locator(".board-matrix").all()
    )
    return figure.locator(".board-tab[aria-pressed=true]").inner_text(), result, set().union(*operands)


def test_with_layers_each_equation_comes_with_its_result_hidden(matrices):
    equations = matrices.figure("product").locator(".board-tab")
    told = []
    for _ in range(80):
        if not equations.count():  # a line of single numbers
            press(matrices, "PageDown")
            continue
        equation, result, operands = shown(matrices)
        assert (result, operands) == ({"?"}, {"told"})
        assert sentence(matrices).startswith("What is ")
        assert "= ?" in matrices.figure("product").locator(".board-sum").first.inner_text()
        assert matrices.page.locator("[role=status]").inner_text().startswith("What is ")
        press(matrices, "PageDown")
        assert shown(matrices) == (equation, {"told"}, {"told"})
        assert "?" not in matrices.figure("product").locator(".board-sums").inner_text()
        told.append(equation)
        before = step(matrices), sentence(matrices)
        press(matrices, "PageDown")
        if (step(matrices), sentence(matrices)) == before:
            break
    assert len(told) > 6
    assert len(set(told)) == len(told)


def test_with_layers_a_step_back_takes_the_result_back(matrices):
    equation = shown(matrices)[0]
    press(matrices, "PageDown", "PageDown", "PageUp")
    assert shown(matrices) == (equation, {"told"}, {"told"})
    press(matrices, "PageUp")
    assert shown(matrices) == (equation, {"?"}, {"told"})


def test_a_smaller_step_begins_where_the_larger_one_was_asked(matrices):
    press(matrices, "1")
    assert step(matrices) == "1"
    assert sentence(matrices).startswith("What is ")


def test_switching_the_questions_on_and_off_keeps_the_board(matrices):
    equation = shown(matrices)[0]
    for result in ("told", "?"):
        press(matrices, "q")
        assert shown(matrices) == (equation, {result}, {"told"})


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


def test_the_equation_that_is_asked_is_still_there_after_the_whole_graph_and_after_loading_anew(boards):
    tab = project(boards.open("#figure=product&step=0"))
    press(tab, "3", "q", "End")
    asked = sentence(tab)
    assert asked == "What is db1?"
    press(tab, "f")
    assert sentence(tab) != asked
    press(tab, "f")
    assert sentence(tab) == asked
    tab.page.wait_for_function("location.hash.includes('row=')")
    tab.page.reload()
    assert sentence(tab) == asked


def test_an_address_with_a_row_that_there_is_not_shows_the_last_one(boards):
    tab = boards.open("#figure=product&step=0")
    press(project(tab), "3", "End")
    step_of_last = step(tab)
    tab.page.goto(tab.page.url.split("#")[0] + f"#figure=product&step={step_of_last}&grain=layer&row=99")
    tab.page.reload()
    assert "db1" in sentence(tab)


def test_escape_closes_the_help_before_the_projector_which_opens_without_it(asked):
    figure = asked.figure("product")
    projecting = "document.querySelector('.projecting') !== null"
    press(asked, "?")
    assert figure.locator(".help").is_visible()
    press(asked, "Escape")
    assert not figure.locator(".help").is_visible()
    assert asked.page.evaluate(projecting)
    press(asked, "Escape")
    assert not asked.page.evaluate(projecting)
    press(asked, "?", "p")
    assert not figure.locator(".help").is_visible()
    assert figure.locator("[data-do=help]").get_attribute("aria-expanded") == "false"
