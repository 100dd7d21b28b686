"""A wrong prediction is told in which way it is wrong, and may be made once more before the answer is shown."""

from collections.abc import Iterator

import pytest

from tests.engine.drawing.pages import Tab, drawings, opened, page_of
from tests.engine.drawing.predicting import guess, mark, score, verdict


@pytest.fixture(scope="module")
def asking(browser, tmp_path_factory) -> Iterator[Tab]:
    with opened(browser, tmp_path_factory.mktemp("tries"), page_of(drawings("product"), predict=[3, 7])) as tab:
        yield tab


@pytest.fixture
def asked(asking) -> Tab:
    """Frame 7 is what e adds to a: d = -6 times 1."""
    return asking.open("#figure=product&step=7")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("-5", "too high"),
        ("-6.5", "too low"),
        ("6", "wrong sign"),
        ("0", "too high"),
        ("1", "that is the partial alone; times the upstream"),
    ],
)
def test_a_wrong_number_is_told_in_which_way_it_is_wrong_and_there_is_a_second_try(asked, typed, says):
    figure = asked.figure("product")
    guess(asked, typed)
    assert mark(asked) == f"✗ {says}"
    assert figure.locator(".tile.contribution .number").text_content() == "?"
    assert verdict(asked).endswith("Try once more.")
    assert says in asked.page.locator("[role=status]").inner_text()
    assert score(asked) == ""
    asked.page.keyboard.type("-6")  # in place of the first
    asked.page.keyboard.press("Enter")
    assert mark(asked) == "✓ right"
    assert score(asked) == "predicted 1 of 1"


def test_the_upstream_alone_is_told_too(asked):
    asked.go("product", 3)
    guess(asked, "-6")
    asked.page.evaluate("const { quiz, frames } = chalkgrad.players.product; quiz.add(frames[9])")
    asked.go("product", 9)  # d = a b has the gradient 1, and a is to receive b times it: 3
    guess(asked, "1")
    assert mark(asked) == "✗ that is the upstream alone; times the partial"


def test_after_the_second_wrong_number_the_answer_is_shown(asked):
    figure = asked.figure("product")
    for typed in ("1", "-5"):
        guess(asked, typed)
    assert mark(asked) == "✗ too high"
    assert figure.locator(".tile.contribution .number").text_content() == "−6"
    assert score(asked) == "predicted 0 of 1"


def test_whoever_asks_for_the_answer_after_a_wrong_number_was_wrong(asked):
    guess(asked, "1")
    asked.figure("product").get_by_role("button", name="show it").click()
    assert mark(asked) == "✗ that is the partial alone; times the upstream"
    assert verdict(asked).split("engine")[1].strip().startswith("-6")
    assert score(asked) == "predicted 0 of 1"


def test_what_is_being_typed_stays_when_the_window_changes(asked):
    field = asked.figure("product").get_by_label("your prediction")
    field.fill("-")
    asked.page.evaluate("chalkgrad.players.product.paint()")
    assert field.input_value() == "-"
    asked.go("product", 3)
    assert field.input_value() == ""
