"""What a reader sees stays where they left it: step, view and verdicts, while numbers change and after a reload."""

from typing import Any

import pytest

from tests.lectures.workbench.conftest import PLAYER, READY, becomes, stage
from tests.lectures.workbench.web.test_derive import box, judge, open_exercise, type_in

pytestmark = pytest.mark.slow
NETWORK = "z1 = W1 @ x + b1\nh = sigmoid(z1)\nz = W2 @ h + b2\nL = ((z - y)**2).sum()"
NUMBERS = {
    "W1": "[[0.5, -0.3], [0.8, 0.4]]", "x": "1, 2", "b1": "0.1, 0.2", "W2": "0.7 -1.5; 1 2", "b2": "0.1, 0.3",
    "y": "0.6, 1",
}  # fmt: skip
STEP = f"[{PLAYER}.k, {PLAYER}.grain, {PLAYER}.whole]"


def write_network(tab: Any) -> Any:
    tab.get_by_role("textbox", name="Formula").fill(NETWORK)
    for name, numbers in NUMBERS.items():
        tab.locator(f"#of-{name}").fill(numbers)
    becomes(tab, lambda: tab.locator(".result").inner_text(), "L = 4.3648")
    tab.wait_for_timeout(500)  # what is typed last is still to be drawn
    becomes(tab, tab.locator(".coming").count, 0)
    return stage(tab)


def drag(tab: Any, part: Any, across: float) -> None:
    part.scroll_into_view_if_needed()
    tab.wait_for_timeout(100)
    at = part.bounding_box()
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + across, y, steps=5)
    tab.mouse.up()


def test_a_leaf_is_dragged_wherever_it_stands_and_neither_the_step_nor_what_was_typed_is_another(desk: Any) -> None:
    shown = write_network(desk)
    assert shown.locator(".spine .name").all_inner_texts()[1:4] == ["z1", "h", "z"]
    assert "Drag one to change it" in shown.locator(".sentence").inner_text()
    drag(desk, shown.locator("[data-leaf]").first, 50)
    becomes(desk, lambda: desk.locator("#of-W1").input_value(), "[[0.75, -0.3], [0.8, 0.4]]")
    assert shown.evaluate(f"{PLAYER}.k") == 0
    shown.locator("[data-do=next]").click()
    before = shown.evaluate(STEP)
    drag(desk, shown.locator(".board-cell[data-leaf]").first, 50)  # on the board, by a line of arrays
    becomes(desk, lambda: desk.locator("#of-W1").input_value(), "[[1, -0.3], [0.8, 0.4]]")
    assert shown.evaluate(STEP) == before
    type_in(desk, "db2[0]", "1")
    type_in(desk, "db2[1]", "2")
    assert judge(desk) == "0 of 1 gradients right, at W1[0][0] = 1 and 15 other numbers"


def test_step_and_view_are_there_again_after_a_reload(desk: Any) -> None:
    shown = write_network(desk)
    for _ in range(3):
        shown.locator("[data-do=next]").click()
    shown.locator("[data-do=whole]").click()
    before = shown.evaluate(STEP)
    assert before[2] is True
    desk.wait_for_timeout(600)  # it is kept every 400 ms
    desk.reload()
    desk.wait_for_selector(READY, timeout=60_000)
    frame = desk.frame_locator("#stage iframe")
    becomes(desk, frame.locator(".counter").inner_text, "forward 3 of 6")
    becomes(desk, lambda: stage(desk).evaluate(STEP), before)
    desk.get_by_role("button", name="Start anew").click()
    becomes(desk, frame.locator(".counter").inner_text, "forward 0 of 5")


def test_the_board_is_at_its_line_after_a_reload_and_the_bar_goes_with_the_first_key(desk: Any) -> None:
    shown = write_network(desk)
    at = f"[{PLAYER}.k, {PLAYER}.row, {PLAYER}.lineRows.length]"
    while shown.evaluate(at)[1] == 0:
        shown.locator("[data-do=next]").click()
    before = shown.evaluate(at)
    desk.wait_for_timeout(600)  # it is kept every 400 ms
    desk.reload()
    desk.wait_for_selector(READY, timeout=60_000)
    becomes(desk, lambda: stage(desk).evaluate(at), before)
    desk.locator("[data-name=restored]").wait_for()
    desk.locator("#of-x").press("3")
    becomes(desk, desk.locator("[data-name=restored]").count, 0)


def test_a_verdict_below_the_fold_is_brought_into_view(desk: Any) -> None:
    desk.set_viewport_size({"width": 1400, "height": 500})
    type_in(desk, "dw", "1")
    judge(desk)
    desk.locator("#derive .hints li").wait_for()
    within = "it => { const { top, bottom } = it.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }"
    becomes(desk, lambda: desk.locator("#derive .hints").evaluate(within), True)


def test_a_verdict_goes_with_the_first_key_and_what_was_said_is_marked_as_old(desk: Any) -> None:
    type_in(desk, "dw", "1")
    type_in(desk, "db", "2*(tanh(w*x + b) - y)*(1 - tanh(w*x + b)**2)")
    assert judge(desk) == "1 of 2 gradients right"
    hints = desk.locator("#derive .hints")
    said = "The button Hint says where to look; the last of its 3 hints names the slip."
    becomes(desk, hints.inner_text, said)
    box(desk, "dw").press("2")
    assert desk.locator("#derive [data-name=w] .verdict").inner_text() == ""
    assert "right" in desk.locator("#derive [data-name=b] .verdict").inner_text()
    assert desk.locator("#derive .summary").inner_text() == "1 of 2 gradients right (before your last change)"


def test_a_slider_is_moved_finely_by_keys(desk: Any) -> None:
    slider = desk.get_by_role("slider", name="slider for w")
    slider.focus()
    step = float(slider.get_attribute("step"))
    for key, moved in (("ArrowRight", step), ("Shift+ArrowRight", step / 10), ("Shift+ArrowLeft", -step / 10)):
        before = float(desk.locator("#of-w").input_value())
        slider.press(key)
        assert float(desk.locator("#of-w").input_value()) == pytest.approx(before + moved)


def test_an_exercise_that_was_checked_says_so_after_a_reload(desk: Any) -> None:
    open_exercise(desk, "Bent line")
    desk.locator("#exercises .answer input").first.fill("1")
    desk.keyboard.press("Enter")
    said = desk.locator("#exercises .score:not(:empty)")
    said.wait_for(timeout=20_000)
    before = said.inner_text()
    desk.wait_for_timeout(600)
    desk.reload()
    said.wait_for(timeout=60_000)
    assert said.inner_text() == before
    desk.locator("#exercises .answer input").first.press("2")
    assert said.inner_text() == f"{before} (before your last change)"


def test_tab_goes_from_the_last_box_to_the_button_that_judges(desk: Any) -> None:
    focused = "document.activeElement.textContent"
    write_network(desk)
    desk.locator("#derive .answer :is(input, textarea)").last.press("Tab")
    assert desk.evaluate(focused) == "Judge"
    open_exercise(desk, "Bent line")
    assert desk.locator("#exercises .switches button").count() > 0
    desk.locator("#exercises .answer :is(input, textarea)").last.press("Tab")
    assert desk.evaluate(focused) == "Check"


def test_export_says_what_it_waits_for(open_tab: Any) -> None:
    tab = open_tab()
    with tab.expect_download(timeout=60_000):
        tab.locator("summary", has_text="Export").click()
        tab.get_by_role("button", name="After both passes, SVG").click()
        assert "Python is starting" in tab.locator(".said-of-work [data-name=export]").inner_text()
    tab.locator(".said-of-work [data-name=export]").wait_for(state="detached")
