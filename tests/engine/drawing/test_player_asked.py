"""The keyboard while a question is open: what is typed is the answer, and keys lead out again."""

from collections.abc import Iterator

import pytest

from engine import draw
from tests.engine.drawing.pages import Tab, opened, page_of, product_and_sum
from tests.touch import TELEPHONE


@pytest.fixture(scope="module")
def asking(browser, tmp_path_factory) -> Iterator[Tab]:
    page = page_of({"product": draw(product_and_sum())}, predict=[3, 7])
    with opened(browser, tmp_path_factory.mktemp("asking"), page) as tab:
        yield tab


@pytest.fixture
def asked(asking) -> Tab:
    return asking.open("#figure=product&step=7")


def test_the_answer_can_be_typed_as_soon_as_the_question_is_there(asked):
    figure = asked.figure("product")
    field = figure.get_by_label("your prediction")
    for leads_to_it in ("ArrowRight", "[data-do=next]", "[data-do=ask]"):
        asked.open("#figure=product&step=7" if leads_to_it == "[data-do=ask]" else "#figure=product&step=6")
        figure.locator(".stage").focus()
        if leads_to_it == "[data-do=ask]":
            asked.press("product", "ask", 3)
        elif leads_to_it == "ArrowRight":
            asked.page.keyboard.press(leads_to_it)
        else:
            figure.locator(leads_to_it).press("Enter")
        asked.page.keyboard.type("-6")
        assert field.input_value() == "-6"
        asked.page.keyboard.press("Enter")
        assert asked.figure("product").locator(".verdict .mark").inner_text() == "✓ right"


@pytest.mark.parametrize("place", [".stage", ".slider", "[data-do=ask]", "[data-do=help]"])
def test_digits_are_an_answer_and_no_shortcuts_wherever_the_focus_is(asked, place):
    figure = asked.figure("product")
    figure.locator(place).focus()
    asked.page.keyboard.type("-1,2/.2")
    assert figure.get_by_label("your prediction").input_value() == "-1,2/.2"
    assert figure.locator("[data-do=grain][aria-pressed=true]").inner_text() == "arrow"
    asked.page.keyboard.press("Enter")
    assert asked.figure("product").locator(".verdict .mark").inner_text() == "✓ right"


def test_keys_lead_out_of_a_question(asked):
    figure = asked.figure("product")
    field = figure.get_by_label("your prediction")
    field.press("1")
    asked.page.keyboard.press("Escape")
    assert figure.locator(".stage").evaluate("stage => stage === document.activeElement")
    field.focus()
    asked.page.keyboard.press("Tab")
    assert figure.get_by_role("button", name="check").evaluate("button => button === document.activeElement")
    for _ in range(2):  # asked always, then never
        figure.locator("[data-do=ask]").press("Enter")
    assert figure.locator(".question").is_hidden()


def test_where_nothing_is_typed_arrows_still_take_steps(asked):
    figure = asked.figure("product")
    field = figure.get_by_label("your prediction")
    field.press("1")
    asked.page.keyboard.press("ArrowRight")
    assert figure.locator(".question").is_visible()
    field.fill("")
    for key, expected in (("ArrowLeft", "6"), ("ArrowRight", "7"), ("ArrowRight", "7"), ("ArrowRight", "8")):
        asked.page.keyboard.press(key)
        assert figure.locator(".slider").input_value() == expected
    assert asked.figure("product").locator(".verdict").inner_text() == ""


def test_a_telephone_opens_no_keyboard_by_itself(browser, tmp_path):
    page = page_of({"product": draw(product_and_sum())}, predict=[7])
    with opened(browser, tmp_path, page, **TELEPHONE) as tab:
        for _ in range(7):
            tab.figure("product").locator("[data-do=next]").tap()
        assert tab.figure("product").locator(".question").is_visible()
        assert not tab.figure("product").get_by_label("your prediction").evaluate("f => f === document.activeElement")
