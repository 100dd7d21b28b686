"""The formula box on the workbench's page: sliders, fields and troubles, and the figure that stays meanwhile."""

from typing import Any

import pytest

from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.formula.box import formula
from lectures.workbench.desk.formula.examples import EXAMPLES, START
from tests.axe import serious
from tests.lectures.workbench.conftest import PLAYER, READY, becomes, stage

pytestmark = pytest.mark.slow

NETWORK = next(example for example in EXAMPLES if example["name"] == "Two layers")


def test_a_slider_moves_the_figure_and_python_judges_at_its_numbers(desk: Any) -> None:
    slider = desk.get_by_role("slider", name="slider for w")
    slider.focus()
    shown, last = stage(desk), f"{PLAYER}.pass.data.at(-1)"
    before = shown.evaluate(last)
    for _ in range(3):
        desk.keyboard.press("ArrowRight")
    typed = desk.get_by_role("textbox", name="w", exact=True).input_value()
    moved = formula(Desk(), START["text"], START["numbers"] | {"w": typed})
    becomes(desk, lambda: shown.evaluate(last), pytest.approx(moved["result"]["value"], rel=1e-12))
    assert moved["result"]["value"] != before
    assert shown.evaluate(f"{PLAYER}.k") == 0
    desk.wait_for_timeout(600)
    assert desk.locator("#formula .result").inner_text().removeprefix("result = ") == f"{moved['result']['value']:.5g}"


def test_before_python_is_there_the_first_figure_has_sliders_that_work(workbench: Any, browser: Any) -> None:
    tab = browser.new_page()
    tab.goto(workbench.as_uri())
    shown = stage(tab)
    tab.get_by_role("slider", name="slider for x").press("End")
    x = float(tab.get_by_role("textbox", name="x", exact=True).input_value())
    becomes(tab, lambda: shown.evaluate(f"{PLAYER}.pass.data[1]"), x)
    assert tab.locator("html").get_attribute("data-state") == "starting"
    tab.close()


LOOK = """() => { window.seen = []; const look = () => {
    const now = performance.timeOrigin + performance.now(), frame = document.querySelector('#stage iframe');
    const { opacity, visibility } = getComputedStyle(frame.closest('#stage'));
    window.seen.push([frame, now, opacity === '1' && visibility === 'visible']);
    requestAnimationFrame(look) }; look() }"""
LIVES = """new MutationObserver((_, observer) => { if (!document.querySelector('.player.is-live')) return;
    window.since ??= performance.timeOrigin + performance.now(); observer.disconnect();
  }).observe(document, { subtree: true, childList: true, attributes: true })"""


def test_the_old_figure_stays_until_the_new_one_is_there_and_through_every_trouble(
    workbench: Any, browser: Any
) -> None:
    context = browser.new_context()
    context.add_init_script(LIVES)
    desk = context.new_page()
    desk.goto(workbench.as_uri())
    desk.wait_for_selector(READY, timeout=60_000)
    first = stage(desk)
    first_lived = first.evaluate("window.since")
    desk.evaluate(LOOK)
    box = desk.get_by_role("textbox", name="Formula")
    box.fill("z = W @ x\nL = (z - y).sum(")
    desk.locator("#formula .trouble:has-text('never closed')").wait_for()
    assert first.evaluate(f"{PLAYER}.graph.nodes.length") == 9
    assert desk.locator("#stage").get_attribute("data-old") == "The graph of the last formula that could be read"
    assert desk.locator("#stage iframe").get_attribute("aria-description")
    box.fill("z = W @ x\nL = (z - y).sum()")
    desk.locator("#formula .result:has-text('L = ')").wait_for()
    desk.frame_locator("#stage iframe").locator("button.name:has-text('z[0]')").first.wait_for(state="attached")
    assert desk.locator("#formula .trouble").inner_text() == ""
    assert desk.locator("#stage[data-old]").count() == 0
    assert desk.evaluate("window.seen.every(([frame, , isVisible]) => isVisible)")
    begins = desk.evaluate("""[...new Set(window.seen.map(([frame]) => frame))].map(frame =>
        Math.min(...window.seen.filter(([each]) => each === frame).map(([, now]) => now)))""")
    lived = [first_lived, stage(desk).evaluate("window.since")]
    assert all(since <= begin for since, begin in zip(lived, begins, strict=True))
    context.close()


def test_an_array_is_typed_and_a_wrong_shape_marks_its_field(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    entries = desk.get_by_role("textbox", name="x", exact=True)
    desk.get_by_role("slider", name="slider for x[0]").wait_for()
    entries.fill("1, 2, 3")
    desk.locator(
        "#formula .trouble", has_text="Line 1: W1 is 2×2, x has 3 numbers: W1 @ x needs a vector of 2 numbers"
    ).wait_for()
    assert entries.get_attribute("aria-invalid") == "true"
    assert desk.locator("#formula mark").inner_text() == "W1 @ x"
    entries.fill("3, 4")
    expected = formula(Desk(), NETWORK["text"], NETWORK["numbers"] | {"x": "3, 4"})["result"]["value"]
    desk.locator("#formula .result", has_text=f"L = {expected:.5g}").wait_for()
    assert entries.get_attribute("aria-invalid") == "false"


@pytest.mark.parametrize("width", [390, 1400])
def test_it_reads_well_in_a_narrow_window_and_for_a_screen_reader(desk_for_axe: Any, width: int) -> None:
    tab = desk_for_axe
    tab.set_viewport_size({"width": width, "height": 900})
    tab.get_by_role("button", name="Two layers").click()
    tab.get_by_role("slider", name="slider for W2[0]").wait_for()
    panel = "document.querySelector('#formula')"
    assert tab.evaluate(f"{panel}.scrollWidth <= {panel}.clientWidth")
    assert serious(tab) == []


def test_what_is_dragged_on_the_stage_stands_in_its_field(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    frame = desk.frame_locator("#stage iframe")
    entry = frame.get_by_role("textbox", name="value of W1[1][0]", include_hidden=True)
    entry.wait_for(state="attached")
    frame.locator("summary").click()
    entry.fill("0.25")
    becomes(desk, desk.get_by_role("textbox", name="W1", exact=True).input_value, "0.5 -0.3; 0.25 0.4")


def test_a_product_by_entries_is_said_and_one_click_makes_it_a_matrix_product(desk: Any) -> None:
    box, note = desk.get_by_role("textbox", name="Formula"), desk.locator("#formula .meant p")
    box.fill("h = tanh(W*x)\nh.sum()")
    desk.get_by_role("textbox", name="W", exact=True).fill("1 2; 3 4; 5 6")
    desk.get_by_role("textbox", name="x", exact=True).fill("0.1, 0.2")
    note.wait_for()
    desk.get_by_role("button", name="Write W @ x").click()
    note.wait_for(state="detached")
    assert box.input_value() == "h = tanh(W @ x)\nh.sum()"
    desk.locator("#stage iframe").wait_for()
    assert desk.locator("#formula .trouble").inner_text() == ""


def test_the_fields_stay_in_their_place_while_an_error_is_said_and_a_matrix_is_seen_whole(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    field = desk.get_by_role("textbox", name="W1", exact=True)
    field.fill("0.5 -0.4 0.25; 0.3 0.15 -0.75; -0.2 0.7 0.35; 0.45 -0.6 0.9")
    desk.locator("#formula .trouble", has_text="W1 @ x needs a vector of 3 numbers").wait_for()
    wrong = field.bounding_box()
    assert field.evaluate(
        "field => field.scrollWidth <= field.clientWidth && field.scrollHeight <= field.clientHeight + 1"
    )
    desk.get_by_role("textbox", name="x", exact=True).fill("1, 2, 3")
    desk.get_by_role("textbox", name="b1", exact=True).fill("1, 2, 3, 4")
    desk.get_by_role("textbox", name="W2", exact=True).fill("1, 2, 3, 4")
    desk.locator("#formula .result", has_text="L = ").wait_for()
    assert field.bounding_box() == wrong


def test_a_name_that_was_an_array_for_a_moment_is_a_number_again(desk: Any) -> None:
    box, field = desk.get_by_role("textbox", name="Formula"), desk.get_by_role("textbox", name="q", exact=True)
    for text, typed in (("q*x", "0.7"), ("q[0]*x", "0.7, 0.9"), ("q*x", "0.7")):
        box.fill(text)
        field.wait_for()
        desk.wait_for_timeout(600)
        assert field.input_value() == typed
    field.fill("0.9")
    for text in ("q[0]*x", "q*x"):
        box.fill(text)
        desk.wait_for_timeout(900)
        assert field.input_value() == "0.9"


def test_tab_goes_from_box_to_box_and_then_through_what_moves_them(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    boxes = desk.locator("#formula .names textarea")
    desk.locator("#formula .names textarea[id=of-W2]").wait_for(timeout=20_000)
    movers = desk.locator("#formula .names :is(select, input):visible")
    expected = [each.element_handle() for each in (*boxes.all(), *movers.all())]
    assert desk.locator("#formula .names select:visible").count() > 2
    boxes.first.focus()
    for way, order in (("Tab", expected), ("Shift+Tab", expected[::-1])):
        for element in order:
            assert element.evaluate("it => it === document.activeElement")
            desk.keyboard.press(way)
        assert desk.evaluate("document.activeElement.closest('.names')") is None  # it leads out at both ends
        desk.keyboard.press("Shift+Tab" if way == "Tab" else "Tab")
