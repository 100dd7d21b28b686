"""Deriving by hand on the workbench's page: boxes, verdicts, hints, and the exercises, by keyboard and on a phone."""

from typing import Any

import pytest

from lectures.exercises.catalogue import load_task
from tests.axe import serious
from tests.lectures.workbench.conftest import PLAYER, stage

pytestmark = pytest.mark.slow
SUMMARY = "#derive .summary:not(:empty)"
SCORE = "#exercises .score:not(:empty)"


def judge(tab: Any) -> str:
    tab.keyboard.press("Enter")
    tab.wait_for_selector(SUMMARY)
    return str(tab.locator(SUMMARY).inner_text())


def box(tab: Any, label: str) -> Any:
    return tab.locator("#derive .boxes").get_by_label(label, exact=True)


def type_in(tab: Any, label: str, text: str) -> None:
    box(tab, label).fill(text)


def draw(tab: Any, script: str) -> None:
    """Draw what a script leaves, as the script tab does."""
    before = tab.locator("#stage iframe").get_attribute("srcdoc")
    tab.get_by_role("tab", name="Script").click()
    tab.locator(".cm-content").click()
    tab.keyboard.press("ControlOrMeta+A")
    tab.keyboard.insert_text(script)
    tab.locator("#script [data-do=run]").click()
    for _ in range(400):
        if tab.locator("#stage iframe").get_attribute("srcdoc") != before:
            return
        tab.wait_for_timeout(25)
    raise AssertionError("nothing was drawn")


def open_exercise(tab: Any, title: str) -> None:
    exercises = tab.get_by_role("tab", name="Exercises")
    exercises.scroll_into_view_if_needed()
    tab.wait_for_timeout(100)  # right after a jump the browser still sends presses to where the stage's frame stood
    exercises.click()
    tab.get_by_label("Search").fill(title)
    tab.get_by_role("button", name=title).click()
    tab.wait_for_selector("#exercises .answer")


def test_the_figure_that_the_page_came_with_is_judged_and_hints_come_one_by_one(fresh_desk: Any) -> None:
    desk = fresh_desk
    type_in(desk, "dw", "2*(tanh(w*x + b) - y)*x")
    assert judge(desk) == "0 of 1 gradients right"
    assert "✗ wrong" in desk.locator("[data-name=w]").inner_text()
    said = []
    desk.locator("#derive").get_by_role("button", name="Hint 1 of 3").wait_for()
    row = [each.bounding_box() for each in desk.locator("#derive > .row button").all()]
    for asks in ("Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"):
        desk.locator("#derive").get_by_role("button", name=asks).click()
        assert [each.bounding_box()["x"] for each in desk.locator("#derive > .row button").all()] == [
            b["x"] for b in row
        ]
        said.append(desk.locator("#derive .hints").inner_text())
    assert "forgotten" not in said[0] + said[1]
    assert "the derivative of tanh is forgotten" in said[2]
    assert not desk.locator("#derive .gradient-report").is_visible()
    desk.locator("#derive").get_by_role("button", name="Show the gradients").click()
    assert "yours" in desk.locator("#derive .gradient-report").inner_text()


def test_what_is_changed_on_the_stage_is_judged_there(desk: Any) -> None:
    stage(desk).evaluate(f"""() => {{
        const input = {PLAYER}.inputs.find(Boolean);
        input.value = '0.9'; input.dispatchEvent(new Event('input', {{bubbles: true}}));
    }}""")
    type_in(desk, "db", "2*(tanh(0.9*x + b) - y)*(1 - tanh(0.9*x + b)**2)")
    assert judge(desk) == "1 of 1 gradients right, at w = 0.9, x = 2, b = -0.5, y = 1"


def test_a_matrix_has_a_grid_into_which_a_table_is_pasted_and_steps_are_chosen(desk: Any) -> None:
    draw(
        desk,
        "from engine import Value, named\nfrom nn import Matrix\n"
        "W = Matrix([[0.5, -1.0], [2.0, 0.25]], 'W')\nz = named('z', (W * W).sum())\nL = z * 3\n",
    )
    grid = desk.locator("[data-name=W] .grid input")
    assert grid.count() == 4
    grid.first.fill("3 -6; 12 1.5")
    grid.first.press("Tab")
    assert [field.input_value() for field in grid.all()] == ["3", "-6", "12", "1.5"]
    grid.first.focus()
    assert judge(desk) == "1 of 1 gradients right"
    grid.nth(2).fill("11")
    assert judge(desk) == "0 of 1 gradients right"
    assert [field.get_attribute("aria-invalid") for field in grid.all()] == ["false", "false", "true", "false"]
    assert desk.locator("[data-name=W] .verdict").inner_text() == "✗ wrong: 3 of 4 numbers right"
    desk.get_by_role("button", name="Type dW as text").click()
    assert desk.locator("[data-name=W] textarea").input_value() == "3 -6; 11 1.5"
    desk.locator(".which summary").click()
    desk.locator(".which").get_by_label("dz").check()
    type_in(desk, "dz", "3")
    desk.locator("[data-name=W] textarea").fill("2*W*dz")
    box(desk, "dz").focus()
    assert judge(desk) == "2 of 2 steps right"


def test_boxes_follow_each_other_and_text_of_another_shape_is_not_poured_into_them(desk: Any) -> None:
    draw(
        desk,
        "from engine import Value\nfrom nn import Matrix\nW = Matrix([[0.5, -1.0, 2.0], [2.0, 0.25, 1.0]], 'W')\n"
        "v = [Value(1.0, 'v[0]'), Value(2.0, 'v[1]')]\nL = (W * W).sum() * v[0] * v[1]\n",
    )
    names = [each.get_attribute("data-name") for each in desk.locator("#derive .answer").all()]
    desk.locator("#derive .boxes input").first.focus()
    for name in names:
        for field in desk.locator(f"[data-name={name}] input").all():
            assert field.evaluate("it => it === document.activeElement")
            desk.keyboard.press("Tab")
    desk.get_by_role("button", name="Type dW as text").click()
    text, trouble = desk.locator("[data-name=W] textarea"), desk.locator("[data-name=W] .trouble")
    text.fill("1 2; 3 4; 5 6")
    desk.get_by_role("button", name="Type dW as boxes").click()
    assert text.input_value() == "1 2; 3 4; 5 6"
    assert "dW is 2 x 3, and this is 3 x 2" in trouble.inner_text()
    text.fill("2*W")
    desk.get_by_role("button", name="Type dW as boxes").click()
    assert trouble.inner_text() == (
        "dW stays as text: what stands there is not 2 x 3 numbers to be put into boxes, but "
        "a formula, which is read as it is."
    )
    text.fill("1 2 3; 4 5 6")
    desk.get_by_role("button", name="Type dW as boxes").click()
    fields = desk.locator("[data-name=W] input").all()
    assert [field.input_value() for field in fields] == ["1", "2", "3", "4", "5", "6"]
    assert trouble.inner_text() == ""
    fields[0].fill("1 2 3 4; 5 6 7 8")
    fields[0].press("Tab")
    assert "dW is 2 x 3, and this is 2 x 4" in trouble.inner_text()


def test_it_is_said_whose_graph_is_on_the_stage_until_a_script_has_its_own(desk: Any) -> None:
    whose = desk.locator("#derive .whose")
    assert whose.inner_text() == ""
    desk.get_by_role("textbox", name="Formula").fill("w*x +")  # which cannot be drawn when one comes back
    desk.get_by_role("tab", name="Script").click()
    assert "still that of the formula" in whose.inner_text()
    draw(desk, "from engine import Value\nw = Value(1.0, 'w')\nL = w * 2\n")
    assert whose.inner_text() == ""
    desk.get_by_role("tab", name="Formula").click()
    assert "still that of the script" in whose.inner_text()


def test_the_graph_of_the_formula_and_the_verdict_on_it_are_there_again_after_a_script(desk: Any) -> None:
    type_in(desk, "db", "2*(tanh(w*x + b) - y)*(1 - tanh(w*x + b)**2)")
    assert judge(desk) == "1 of 1 gradients right"
    draw(desk, "from engine import Value\nv = Value(1.0, 'v')\nL = v * 2\n")
    desk.locator("#derive [data-name=v]").wait_for()
    desk.get_by_role("tab", name="Formula").click()
    desk.locator("#derive [data-name=b]").wait_for()
    assert desk.locator("#derive .whose").inner_text() == ""
    assert box(desk, "db").input_value().startswith("2*(tanh")
    desk.locator("#derive .summary", has_text="1 of 1 gradients right").wait_for()


def test_what_was_right_before_a_reload_is_right_afterwards_and_shown(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    desk.locator("#derive [data-name=b2]").wait_for()
    type_in(desk, "db2", "2*(yhat - y)")
    assert judge(desk) == "1 of 1 gradients right"
    desk.wait_for_timeout(800)
    desk.reload()
    desk.locator("#derive .summary", has_text="1 of 1 gradients right").wait_for(timeout=60_000)
    assert "right" in desk.locator("[data-name=b2] .verdict").inner_text()
    assert stage(desk).evaluate(f"Boolean({PLAYER}.graph.isAsked)") is False


def test_a_box_grows_with_the_formula_in_it(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    desk.locator("#derive [data-name=b2]").wait_for()
    for field in (box(desk, "db2"), desk.locator("#derive [data-name=W2] input").first):
        field.fill("0.574*(1 - 0.574)*2.5")
        assert field.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_text_stays_when_the_graph_is_drawn_anew_with_the_same_names(desk: Any) -> None:
    type_in(desk, "dw", "0.123")
    draw(desk, "from engine import Value\nw, q = Value(1.0, 'w'), Value(2.0, 'q')\nL = w * q\n")
    assert box(desk, "dw").input_value() == "0.123"
    assert desk.locator("#derive .answer").count() == 2


def test_an_exercise_is_solved_by_keyboard_and_its_graph_comes_only_then(desk: Any) -> None:
    open_exercise(desk, "Bent line")
    desk.get_by_label("Variant").fill("5")
    desk.get_by_label("Variant").press("Tab")
    right = load_task("bent-line").variant(5).right
    desk.wait_for_selector("#exercises .answer")
    assert not desk.locator("#stage").is_visible()
    assert desk.locator("#exercise-stage iframe").count() == 0
    for name, x in right.items():
        for field, number in zip(
            desk.locator(f"#exercises [data-name={name}] input").all(), x if isinstance(x, list) else [x], strict=True
        ):
            field.fill(f"{number:.5g}")
    desk.locator("#exercises [data-name=b] input").first.press("Enter")
    desk.wait_for_selector(SCORE)
    assert desk.locator(SCORE).inner_text() == "5 of 5 points"
    desk.frame_locator("#exercise-stage iframe").locator(".player.is-live").wait_for()
    desk.get_by_role("button", name="← All exercises").click()
    assert "✓ solved" in desk.get_by_role("button", name="Bent line").inner_text()
    desk.get_by_role("tab", name="Formula").click()
    assert desk.locator("#stage").is_visible()
    assert not desk.locator("#exercise-stage").is_visible()
    assert desk.locator("#derive").is_visible()


def test_an_exercise_that_is_wrong_gives_hints_and_keeps_what_is_typed_by_variant(desk: Any) -> None:
    open_exercise(desk, "Bent line")
    field = desk.locator("#exercises [data-name=b] input")
    field.fill("123")
    field.press("Enter")
    desk.wait_for_selector(SCORE)
    assert desk.locator(SCORE).inner_text() == "0 of 5 points"
    desk.locator("#exercises button:enabled", has_text="Hint").click()
    assert desk.locator("#exercises .hints li").count()
    variant = desk.get_by_label("Variant")
    for seed, kept in (("9", ""), ("0", "123")):
        variant.fill(seed)
        variant.press("Enter")
        desk.wait_for_timeout(100)
        desk.wait_for_selector("#exercises .answer")
        assert field.input_value() == kept
    desk.get_by_role("button", name="Show the solution").click()
    desk.locator("#exercises .shown h3").wait_for()
    assert "dw = " in desk.locator("#exercises .shown").inner_text()


@pytest.mark.parametrize("title", ["Shapes of two layers", "Ten lines that do not learn", "Which way does it move?"])
def test_every_kind_of_question_has_its_box(desk: Any, title: str) -> None:
    open_exercise(desk, title)
    assert desk.locator("#exercises .answer").count() == len(
        desk.locator("#exercises .answer :is(input, select, textarea):first-child").all()
    )
    desk.locator("#exercises .primary").click()
    desk.wait_for_selector(SCORE)


def test_a_sign_is_chosen_in_words(desk: Any) -> None:
    open_exercise(desk, "Which way does it move?")
    field = desk.locator("#exercises .answer select").first
    assert field.locator("option").all_inner_texts() == ["choose …", "+", "−", "0"]
    assert field.evaluate("it => it.labels[0].innerText").strip()
    desk.locator("#exercises .primary").click()  # none is chosen yet
    desk.wait_for_selector(SCORE)
    assert desk.locator("#exercises .answer .verdict").first.inner_text() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_runs_over_the_side_and_axe_finds_nothing(desk_for_axe: Any, scheme: Any) -> None:
    tab = desk_for_axe
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.emulate_media(color_scheme=scheme)
    type_in(tab, "dw", "0.5")
    type_in(tab, "dx", "1/0")
    judge(tab)
    tab.locator("#derive").get_by_role("button", name="Show the gradients").click()
    assert serious(tab) == []
    open_exercise(tab, "A batch of three")
    tab.locator("#exercises .primary").click()
    tab.wait_for_selector(SCORE)
    tab.get_by_role("button", name="A similar one, worked out").click()
    tab.locator("#exercises .shown pre").wait_for()
    assert serious(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
