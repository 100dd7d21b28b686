"""Predict first: a number is hidden until the reader has typed it, or its sign, or asks for it.

Frame 7 is what e adds to a, namely -6.
"""

from collections.abc import Iterator

import pytest

from engine import Value, draw
from tests.engine.drawing.pages import Tab, drawings, opened, page_of
from tests.engine.drawing.predicting import guess, mark, score, verdict


@pytest.fixture(scope="module")
def shared(browser, tmp_path_factory) -> Iterator[Tab]:
    with opened(browser, tmp_path_factory.mktemp("steps"), page_of(drawings("product"))) as tab:
        yield tab


@pytest.fixture(scope="module")
def asking(browser, tmp_path_factory) -> Iterator[Tab]:
    page = page_of(drawings("product", "logistic"), predict=[3, 7])
    with opened(browser, tmp_path_factory.mktemp("predict"), page) as tab:
        yield tab


@pytest.fixture
def tab(shared) -> Tab:
    """A page that asks nothing by itself."""
    return shared.open()


@pytest.fixture
def asked(asking) -> Tab:
    return asking.open("#figure=product&step=7")


@pytest.mark.parametrize("whole", [True, False])
def test_the_number_is_hidden_everywhere_until_it_is_predicted(asked, whole):
    figure = asked.figure("product")
    asked.page.evaluate(
        "whole => { const { product } = chalkgrad.players; product.whole = whole; product.paint() }", whole
    )
    assert figure.locator('[data-edge="3.0"] .contribution').text_content() in ("?", "")
    assert figure.locator('[data-node="0"] .value-grad').text_content() == "?"
    assert figure.locator("tbody tr").first.locator("td").last.text_content() == "?"
    assert figure.locator(".tile.contribution .number").text_content() == "?"
    assert figure.locator(".tile.partial .number").text_content() == "?"
    assert "How much does a receive from e?" in figure.locator(".sentence").text_content()
    if not whole:
        assert figure.locator('.box [data-line="3.0"] .number').text_content() == "?"
        assert figure.locator('.box.is-new [data-line="total"] .number').text_content() == "?"
    figure.locator('[data-node="0"]').dispatch_event("pointerover", {"bubbles": True})
    assert figure.locator(".paths").is_hidden()  # the sum would give it away


def test_a_value_is_hidden_everywhere_too(asked):
    figure = asked.figure("product")
    asked.go("product", 3)  # f = -6
    assert "What is f?" in figure.locator(".sentence").text_content()
    assert figure.locator('[data-node="4"] .value-data').text_content() == "?"
    assert figure.locator("tbody tr").last.locator("td").nth(1).text_content() == "?"
    assert figure.locator(".tile.value .number").text_content() == "?"
    assert asked.page.locator("[role=status]").inner_text() == "What is f?"


def test_what_was_named_is_asked_for_and_no_other_step(asked):
    asking = []
    for k in range(11):
        asked.go("product", k)
        asking += [k] * asked.figure("product").locator(".question").is_visible()
    assert asking == [3, 7]


def test_a_right_number_counts_and_stands_beside_the_engine_and_the_finite_difference(asked):
    guess(asked, "-6")
    assert asked.figure("product").locator(".verdict .number").all_inner_texts() == ["-6", "-6", "-6"]
    assert mark(asked) == "✓ right"
    assert score(asked) == "predicted 1 of 1"
    assert asked.figure("product").locator('[data-node="0"] .value-grad').text_content() == "−6"
    assert asked.figure("product").locator(".question").is_hidden()


@pytest.mark.parametrize("typed", ["-6.0", "−6", "-12/2", "-2*3", "(1-3)*3", "-6.2e0*30/31", "-sqrt(36)"])
def test_fractions_and_expressions_are_taken(asked, typed):
    guess(asked, typed)
    assert mark(asked) == "✓ right"
    assert typed in verdict(asked)


def test_a_sign_alone_counts(asked):
    asked.figure("product").get_by_role("button", name="positive").click()
    assert mark(asked) == "✗ wrong sign"
    asked.go("product", 3)
    asked.figure("product").get_by_role("button", name="negative").click()  # f = -6
    assert mark(asked) == "✓ right"
    assert score(asked) == "predicted 1 of 2"
    assert asked.figure("logistic").locator(".score").inner_text() == "predicted 1 of 2"  # one for the page


def test_skipping_shows_the_answer_and_does_not_count(asked):
    asked.figure("product").get_by_role("button", name="show it").click()
    assert verdict(asked).startswith("engine")
    assert score(asked) == ""
    asked.go("product", 6)
    asked.go("product", 7)
    assert asked.figure("product").locator(".question").is_hidden()  # it is asked once


@pytest.mark.parametrize("typed", ["minus six", "", "1/0", "alert(1)", "<b>6", "constructor(6)+0"])
def test_what_is_not_a_number_is_not_taken(asked, typed):
    guess(asked, typed)
    assert asked.figure("product").locator(".question").is_visible()
    assert asked.figure("product").get_by_label("your prediction").get_attribute("aria-invalid") == "true"
    assert score(asked) == ""


def test_what_was_typed_is_shown_as_text(asked):
    guess(asked, "  6 * 1  ")
    asked.page.keyboard.press("Enter")
    assert asked.figure("product").locator(".verdict").inner_html().count("6 * 1") == 1


def test_a_step_of_several_numbers_hides_them_all_and_has_no_field(asked):
    figure = asked.figure("product")
    figure.locator("[data-do=grain][value=operation]").click()
    asked.go("product", 8)  # e hands d to both of its inputs
    assert figure.locator(".sentence").text_content() == "Which numbers does this step bring?"
    assert figure.locator(".question").is_hidden()
    assert set(figure.locator(".share.is-new, .total .number").all_text_contents()) <= {"?", "+?", "—"}
    asked.press("product", "next")
    assert figure.locator(".sentence").text_content().startswith("Each input of e receives")
    assert figure.locator(".slider").input_value() == "8"


def drag(tab, place, by):
    box = tab.figure("product").locator(place).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + by, y, steps=3)
    tab.page.mouse.up()


def test_it_asks_at_changed_numbers_too(asked):
    """df/da of f = ab(a + b) by way of e is 1*3 at a = 1, where it was -6 at a = -2."""
    figure = asked.figure("product")
    figure.locator(".below").evaluate("details => { details.open = true }")
    figure.get_by_label("value of a").fill("1")
    assert figure.locator(".question").is_hidden()  # with the table, all numbers at its end are looked at
    asked.go("product", 7)
    assert figure.locator(".question").is_visible()
    assert figure.locator(".tile.contribution .number").text_content() == "?"
    guess(asked, "3")
    assert mark(asked) == "✓ right"
    asked.press("product", "reset")
    asked.go("product", 3)
    guess(asked, "-6")
    assert mark(asked) == "✓ right"


@pytest.mark.parametrize("answered", [False, True])
def test_a_leaf_that_is_dragged_neither_gives_a_number_away_nor_hides_one_that_is_shown(asked, answered):
    figure = asked.figure("product")
    asked.page.evaluate("() => { const { product } = chalkgrad.players; product.whole = true; product.paint() }")
    figure.locator('[data-node="1"] .shape').scroll_into_view_if_needed()
    if answered:
        guess(asked, "-6")
    drag(asked, '[data-node="1"] .shape', 50)
    assert figure.locator('[data-node="1"] .value-data').text_content() == "4.5"
    assert figure.locator(".question").is_visible() is not answered
    assert figure.locator(".tile.contribution .number").text_content() == ("−9" if answered else "?")
    assert "you" not in verdict(asked)  # what was said of other numbers
    asked.go("product", 3)
    assert figure.locator(".question").is_visible()


def test_autoplay_stops_at_a_question(asked):
    asked.page.clock.install()
    asked.open("#figure=product&step=1")
    asked.press("product", "play")
    asked.page.clock.run_for(20_000)
    assert asked.figure("product").locator(".slider").input_value() == "3"
    assert asked.figure("product").locator("[data-do=play]").get_attribute("title") == "play"


def test_the_button_says_where_it_asks_and_asks_everywhere_when_a_reader_switches_it_on(asked):
    figure = asked.figure("product")
    button = figure.locator("[data-do=ask]")
    tick = "button => getComputedStyle(button, '::before').content.includes('✓')"

    def asks() -> tuple[str, bool, list[int]]:
        frames = []
        for k in range(11):
            asked.go("product", k)
            frames += [k] * figure.locator(".question").is_visible()
        is_on = button.get_attribute("aria-pressed") == "true"
        assert button.evaluate(tick) == is_on
        return button.inner_text(), is_on, frames

    assert button.get_attribute("title") == "at 2 of 9 steps, hide the number until you predict it (q)"
    every = [1, 2, 3, 5, 6, 7, 8, 9, 10]
    assert asks() == ("ask me: 2 of 9", True, [3, 7])
    button.click()
    assert asks() == ("ask me: always", True, every)
    figure.locator(".stage").press("q")
    assert asks() == ("ask me: off", False, [])
    assert figure.locator('[data-node="0"] .value-grad').text_content() == "−3"
    button.click()
    assert asks() == ("ask me: 2 of 9", True, [3, 7])


def test_the_button_keeps_the_size_of_a_step_and_the_size_keeps_the_button(asked):
    figure = asked.figure("product")
    figure.locator("[data-do=grain][value=layer]").click()
    for pressed in ("true", "true", "false", "true"):
        assert figure.locator("[data-do=ask]").get_attribute("aria-pressed") == pressed
        assert figure.locator("[data-do=grain][aria-pressed=true]").inner_text() == "layer"
        asked.press("product", "ask")


@pytest.mark.parametrize("grain", ["operation", "layer"])
@pytest.mark.parametrize(
    ("presses", "address", "said"),
    [(0, "", "ask me: 2 of 9"), (1, "&ask=all", "ask me: always"), (2, "&ask=off", "ask me: off")],
)
def test_a_page_that_is_loaded_again_asks_as_was_chosen_and_keeps_the_size_of_a_step(
    asked, grain, presses, address, said
):
    figure, button = asked.figure("product"), asked.figure("product").locator("[data-do=ask]")
    figure.locator(f"[data-do=grain][value={grain}]").click()
    asked.press("product", "ask", presses)
    asked.page.wait_for_url(f"**&grain={grain}{address}")
    asked.page.reload()
    assert figure.locator("[data-do=grain][aria-pressed=true]").inner_text() == grain
    assert (button.get_attribute("aria-pressed"), button.inner_text()) == (str(presses != 2).lower(), said)


def test_the_projector_asks_too_and_the_first_key_shows_the_answer(asked):
    figure = asked.figure("product")
    figure.locator(".stage").focus()
    asked.page.keyboard.press("p")
    assert "How much does a receive from e?" in figure.locator(".sentence").text_content()
    assert figure.locator(".question").is_hidden()  # nobody types in front of a class
    assert figure.locator(".tile.contribution .number").text_content() == "?"
    asked.page.keyboard.press("PageDown")
    assert figure.locator(".tile.contribution .number").text_content() == "−6"
    assert figure.locator(".slider").input_value() == "7"
    asked.page.keyboard.press("PageDown")
    assert figure.locator(".slider").input_value() == "8"


def test_where_the_lecture_asks_nothing_q_asks_at_every_step(tab):
    tab.figure("product").locator(".stage").focus()
    tab.page.keyboard.press("q")
    asking = []
    for k in range(11):
        tab.go("product", k)
        asking += [k] * tab.figure("product").locator(".question").is_visible()
    assert asking == [1, 2, 3, 5, 6, 7, 8, 9, 10]


def test_no_arrow_that_waits_tells_a_partial_that_may_be_the_one_asked_for(asked):
    asked.page.evaluate("() => { const { product } = chalkgrad.players; product.whole = false; product.paint() }")
    figure = asked.figure("product")
    waiting = figure.locator(".flow.is-waiting")
    assert waiting.all_inner_texts()
    assert set(waiting.all_inner_texts()) == {"?"}  # e hands to b what it hands to a
    figure.get_by_role("button", name="show it").click()
    assert "?" not in waiting.all_inner_texts()


def test_an_index_is_small_and_below_the_line(browser, tmp_path):
    w = Value(2.0, "w1")
    with opened(browser, tmp_path, page_of({"product": draw(w * w)})) as tab:
        tab.press("product", "whole")
        letter, index = tab.figure("product").locator(".value-row msub > *").all()[:2]
        letter, index = (
            part.evaluate("part => [parseFloat(getComputedStyle(part).fontSize), part.getBoundingClientRect().bottom]")
            for part in (letter, index)
        )
        assert index[0] < 0.65 * letter[0]
        assert index[1] > letter[1]
