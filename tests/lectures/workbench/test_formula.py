"""The formula box: what its Python answers, and what a reader sees of it in the page."""

from typing import Any

import pytest

from engine import draw, gradient
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.formula import formula
from lectures.workbench.desk.formula_examples import EXAMPLES, START
from tests.axe import serious
from tests.lectures.workbench.conftest import READY

PLAYER = "document.querySelector('#stage iframe').contentWindow.chalkgrad.players.stage"
NETWORK = next(example for example in EXAMPLES if example["name"] == "Two layers")


def asked(text: str, numbers: dict[str, str] | None = None, desk: Desk | None = None, **more: Any) -> dict[str, Any]:
    return formula(desk or Desk(), text, numbers or {}, **more)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["name"]))
def test_every_example_is_drawn_and_all_its_numbers_are_used(example: dict[str, Any]) -> None:
    desk = Desk()
    answer = asked(example["text"], example["numbers"], desk)
    assert "trouble" not in answer
    assert [field["name"] for field in answer["fields"]] == list(example["numbers"])
    assert desk.drawn is not None
    assert draw(desk.drawn).steps
    assert answer["result"]["value"] == desk.drawn.data


def test_a_name_without_a_number_gets_one_of_the_kind_that_fits() -> None:
    fields = {field["name"]: field for field in asked("z = W @ x + b\nsoftmax_cross_entropy(z, y)")["fields"]}
    assert {name: field["shape"] for name, field in fields.items()} == {
        "W": "2×2", "x": "2 numbers", "b": "one number", "y": "one number",
    }  # fmt: skip
    assert [name for name, field in fields.items() if field["kind"] == "choice"] == ["y"]


def test_other_numbers_need_no_other_drawing_and_another_formula_does() -> None:
    desk = Desk()
    moved = asked(START["text"], START["numbers"] | {"w": "1/4"}, desk, shown=START)
    assert "html" not in moved
    assert moved["numbers"] == {"w": 0.25, "x": 2.0, "b": -0.5, "y": 1.0}
    assert desk.drawn is not None
    assert desk.drawn.data == moved["result"]["value"]
    assert "html" in asked(START["text"].replace("tanh", "relu"), START["numbers"], shown=START)
    wider = NETWORK["numbers"] | {"x": "1, 2, 3", "W1": "1 2 3; 4 5 6"}
    assert "html" in asked(NETWORK["text"], wider, shown=NETWORK)


def test_a_class_is_another_graph_and_not_another_number() -> None:
    text, numbers = "softmax_cross_entropy(z, y)", {"z": "1, 2, 3", "y": "0"}
    assert "html" in asked(text, numbers | {"y": "2"}, shown={"text": text, "numbers": numbers})
    assert asked(text, numbers)["numbers"] == {"z[0]": 1.0, "z[1]": 2.0, "z[2]": 3.0}


def test_names_of_lines_lie_on_the_desk_with_the_arrays() -> None:
    desk = Desk()
    asked(NETWORK["text"], NETWORK["numbers"], desk)
    assert list(desk.values) == ["W1", "x", "b1", "W2", "b2", "y", "H", "L"]
    assert [value.label for value in desk.values["H"]] == ["H[0]", "H[1]"]
    assert desk.values["L"] is desk.drawn
    assert all(gradient(desk.values["L"], desk.values["W1"][0]))


SHAPES = "W is 2×3, x has 2 numbers: W @ x needs 3; W.T @ x would fit"
RAGGED = "w: 1 2; 3: its rows have different shapes, 1 and 2; every row needs the same"
LARGE = "this graph has 961 values, and a drawing stays readable up to 400: take smaller arrays"
MANY = "the result has 2 numbers, and a loss is one number; add .sum() or .mean()"


@pytest.mark.parametrize(
    ("text", "numbers", "said", "marked", "names"),
    [
        ("(W @ x).sum()", {"W": "1 2 3; 4 5 6"}, SHAPES, "W @ x", ["W", "x"]),
        ("W @ x - y", {}, MANY, "W @ x - y", []),
        ("w*x", {"w": "1 2; 3"}, RAGGED, None, ["w"]),
        ("w*x", {"w": "two"}, "w: 'two' is no number", None, ["w"]),
        ("h = w*x\n  h + log(b)", {"b": "-1"}, "log: log(-1) has no finite real value", "log(b)", ["b"]),
        ("h = w*x\nh + tahn(h)", {}, "there is no function 'tahn'; did you mean 'tanh'?", "tahn(h)", []),
        ("(W.T @ W).sum()", {"W": " ".join(["1"] * 30) + ";" + " 2" * 30}, LARGE, None, []),
        ("w.sum()", {"w": "1 " * 401}, "w: 401 numbers, and a drawing stays readable up to 400", None, ["w"]),
        ("(w*x", {}, "this cannot be read ('(' was never closed)", "(", []),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_its_fields(
    text: str, numbers: dict[str, str], said: str, marked: str | None, names: list[str]
) -> None:
    desk = Desk()
    trouble = asked(text, numbers, desk)["trouble"]
    assert trouble["said"].startswith(said)
    assert marked is None if trouble["span"] is None else text[slice(*trouble["span"])] == marked
    assert trouble["names"] == names
    assert (desk.drawn, desk.values) == (None, {})


@pytest.mark.slow
def test_a_slider_moves_the_figure_and_python_judges_at_its_numbers(desk: Any) -> None:
    slider = desk.get_by_role("slider", name="slider for w")
    slider.focus()
    before = desk.evaluate(f"{PLAYER}.pass.data.at(-1)")
    for _ in range(3):
        desk.keyboard.press("ArrowRight")
    typed = desk.get_by_role("textbox", name="w", exact=True).input_value()
    moved = asked(START["text"], START["numbers"] | {"w": typed})
    assert desk.evaluate(f"{PLAYER}.pass.data.at(-1)") == pytest.approx(moved["result"]["value"], rel=1e-12)
    assert moved["result"]["value"] != before
    assert desk.evaluate(f"{PLAYER}.k") == 0
    desk.wait_for_timeout(600)
    assert desk.locator("#formula .result").inner_text().removeprefix("result = ") == f"{moved['result']['value']:.5g}"


@pytest.mark.slow
def test_before_python_is_there_the_first_figure_has_sliders_that_work(workbench: Any, browser: Any) -> None:
    tab = browser.new_page()
    tab.goto(workbench.as_uri())
    tab.frame_locator("#stage iframe").locator(".player.is-live").wait_for()
    tab.get_by_role("slider", name="slider for x").press("End")
    assert tab.locator("html").get_attribute("data-state") == "starting"
    assert tab.evaluate(f"{PLAYER}.pass.data[1]") == float(
        tab.get_by_role("textbox", name="x", exact=True).input_value()
    )
    tab.close()


@pytest.mark.slow
def test_the_old_figure_stays_until_the_new_one_is_there_and_through_every_trouble(desk: Any) -> None:
    desk.evaluate("""() => { window.seen = []; const look = () => {
        const body = document.querySelector('#stage iframe').contentDocument?.body;
        window.seen.push(body?.querySelectorAll('.player.is-live').length ?? 0);
        requestAnimationFrame(look) }; look() }""")
    box = desk.get_by_role("textbox", name="Formula")
    box.fill("z = W @ x\nL = (z - y).sum(")
    desk.locator("#formula .trouble:has-text('never closed')").wait_for()
    assert desk.evaluate(f"{PLAYER}.graph.nodes.length") == 9
    box.fill("z = W @ x\nL = (z - y).sum()")
    desk.locator("#formula .result:has-text('L = ')").wait_for()
    desk.frame_locator("#stage iframe").locator("button.name:has-text('z[0]')").first.wait_for(state="attached")
    assert desk.locator("#formula .trouble").inner_text() == ""
    assert desk.evaluate("[...new Set(window.seen)]") == [1]


@pytest.mark.slow
def test_an_array_is_typed_and_a_wrong_shape_marks_its_field(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    entries = desk.get_by_role("textbox", name="x", exact=True)
    desk.get_by_role("slider", name="slider for x[0]").wait_for()
    entries.fill("1, 2, 3")
    desk.locator("#formula .trouble", has_text="Line 1: W1 is 2×2, x has 3 numbers: W1 @ x needs 2").wait_for()
    assert entries.get_attribute("aria-invalid") == "true"
    assert desk.locator("#formula mark").inner_text() == "W1 @ x"
    entries.fill("3, 4")
    expected = asked(NETWORK["text"], NETWORK["numbers"] | {"x": "3, 4"})["result"]["value"]
    desk.locator("#formula .result", has_text=f"L = {expected:.5g}").wait_for()
    assert entries.get_attribute("aria-invalid") == "false"


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1400])
def test_it_reads_well_in_a_narrow_window_and_for_a_screen_reader(workbench: Any, browser: Any, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})  # axe writes to the console, of frames from disk
    tab.goto(workbench.as_uri())
    tab.wait_for_selector(READY, timeout=60_000)
    tab.get_by_role("button", name="Two layers").click()
    tab.get_by_role("slider", name="slider for W2[0][0]").wait_for()
    panel = "document.querySelector('#formula')"
    assert tab.evaluate(f"{panel}.scrollWidth <= {panel}.clientWidth")
    assert serious(tab) == []
    tab.close()


@pytest.mark.slow
def test_what_is_dragged_on_the_stage_stands_in_its_field(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    frame = desk.frame_locator("#stage iframe")
    entry = frame.get_by_role("textbox", name="value of W1[1][0]", include_hidden=True)
    entry.wait_for(state="attached")
    frame.locator("summary").click()
    entry.fill("0.25")
    assert desk.get_by_role("textbox", name="W1", exact=True).input_value() == "0.5 -0.3; 0.25 0.1"
