"""The script tab in a browser: what a student does with it, by mouse and by keyboard, and what a script cannot do."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lectures.workbench.desk.script.template import template
from tests.axe import serious
from tests.lectures.test_stage import window
from tests.lectures.workbench.conftest import READY, becomes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(workbench: Path, browser: Any) -> Iterator[Any]:
    """One tab for all tests here, as a student has it: scripts follow one another."""
    with window(browser, 1300, 900) as tab:
        tab.goto(workbench.as_uri())
        tab.wait_for_selector(READY, timeout=60_000)
        tab.set_default_timeout(8_000)
        tab.get_by_role("tab", name="Script").click()
        yield tab


def write(page: Any, source: str) -> None:
    """Replace the script as one does it by hand."""
    page.get_by_role("textbox", name="Script").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source)


def run(page: Any, source: str) -> str:
    """Run a script with Ctrl+Enter, and return what it shows."""
    page.locator("[data-do=stop]:disabled").wait_for(timeout=20_000)  # a script that is still running would go on
    write(page, source)
    page.keyboard.press("Control+Enter")
    page.locator("[data-do=stop]:disabled").wait_for(timeout=20_000)
    output = page.locator(".output")
    return output.inner_text() if output.is_visible() else ""


def unfold(page: Any) -> None:
    """Open the part with the data."""
    if not page.locator(".data details[open]").count():
        page.get_by_text("Data: draw points").click()


def stage(page: Any) -> Any:
    return page.frame_locator("#stage iframe")


def test_a_script_prints_and_its_loss_is_drawn_with_the_line_of_each_step(page: Any) -> None:
    assert "dw   -1.0044937397460" in run(page, template("neuron").source)
    stage(page).locator('.player.is-live[aria-label*="loss"]').wait_for()  # the graph before it stays until then
    stage(page).locator("[data-do=next]").click()
    becomes(page, page.locator(".cm-line.at-step").inner_text, 'z = named("z", w * x + b)')


def test_the_formula_is_opened_as_a_script_and_nothing_of_the_old_one_is_left(page: Any) -> None:
    run(page, "print('mine')")
    page.get_by_role("tab", name="Formula").click()
    page.get_by_role("button", name="Two layers").click()
    page.get_by_role("button", name="Open as a script").click()
    page.locator("[data-name=kept]", has_text="“My formula” is open. What was here before is kept").wait_for()
    assert not page.locator(".output").is_visible()
    assert page.locator("#script .said").inner_text() == ""
    assert "h = np.tanh(W1 @ x + b1)" in page.locator(".cm-content").inner_text()
    page.keyboard.press("Enter")  # Run has the focus
    page.locator(".output").get_by_text("dW1").wait_for()


def test_another_value_of_the_list_is_chosen_by_keyboard(page: Any) -> None:
    run(page, "from nn.array import array\nW = array([[1.0, 2.0]], 'W')\nZ = W.T @ W\nL = Z.sum()")
    page.get_by_role("button", name="Z", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Z[0][1]: 2").focus()
    page.keyboard.press("Enter")
    page.locator("[aria-current]", has_text="[0][1]").wait_for()
    becomes(page, lambda: "Z[0][1]" in stage(page).locator(".player").get_attribute("aria-label"), True)


def test_an_error_stands_below_its_line_and_goes_when_the_line_is_mended(page: Any) -> None:
    shown = run(page, "x = 1\ny = x +\nprint(y)")
    assert "Line 2" in shown
    assert page.locator(".cm-line.has-mistake").inner_text() == "y = x +"
    assert "invalid syntax" in page.locator(".mistake").inner_text()
    page.get_by_role("button", name="Line 2").click()
    page.keyboard.press("End")
    page.keyboard.type(" 1")
    assert not page.locator(".mistake").count()
    page.keyboard.press("Control+Enter")
    page.locator(".output pre", has_text="2").wait_for()


def test_text_comes_while_the_script_runs_and_stopping_it_loses_neither_script_nor_text(page: Any) -> None:
    source = "from engine import Value\nprint('begun')\nwhile True:\n    pass"
    write(page, source)
    page.keyboard.press("Control+Enter")
    page.locator(".output", has_text="begun").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.locator(".output", has_text="stopped").wait_for()
    assert "begun" in page.locator(".output").inner_text()
    assert "while True:" in page.get_by_role("textbox", name="Script").inner_text()
    assert run(page, "print(6 * 7)").strip() == "42"


def test_a_graph_of_a_hundred_thousand_values_runs_and_it_is_said_why_it_is_not_drawn(page: Any) -> None:
    source = "from engine import Value\nw = Value(0.5)\ns = w\nfor i in range(50_000): s = s * 1.00001 + w"
    shown = run(page, source + "\n\ns.backward()\nprint(w.grad > 0)")
    assert "True" in shown
    assert "s is made of 150,001 values" in page.locator("#script .note").inner_text()


def test_what_a_script_writes_is_text_and_nothing_in_it_acts(page: Any) -> None:
    bad = "<img src=x onerror=document.title=1><script>document.title=2</script>"
    source = f"""from engine import Value, compare_gradients
from engine.compare.report import Report
from lectures.workbench import plot, table
bad = "{bad}"
print(bad)
plot({{bad: [1, 2]}}, title=bad)
table([[bad]], title=bad)
Report._repr_html_ = lambda report: "<b onclick=document.title=3>seen</b>" + bad
w = Value(1.0, bad)
compare_gradients(w * w, {{"w": (w, 3.0)}})"""
    shown = run(page, source)
    assert bad in shown
    assert "seen" in shown
    assert page.title() == "chalkgrad workbench"
    assert not page.locator(".output :is(img, script, [onclick], [onerror])").count()
    page.get_by_role("button", name="Stop").wait_for()


def test_a_script_of_ones_own_that_a_template_replaces_is_kept_and_can_be_had_back(page: Any) -> None:
    write(page, "mine = 1")
    page.get_by_label("Begin with").select_option("break_sign")
    page.get_by_role("button", name="Open", exact=True).click()
    page.locator("[data-name=kept]").get_by_role("button", name="Undo").click()
    becomes(page, lambda: page.get_by_role("textbox", name="Script").inner_text().strip(), "mine = 1")
    page.get_by_role("button", name="Open", exact=True).click()
    page.locator("[data-name=kept]").wait_for()
    assert "by_hand" in page.get_by_role("textbox", name="Script").inner_text()
    assert not page.get_by_text("stands in db and is missing in dw").is_visible()
    page.get_by_role("button", name="Show me what is wrong").click()
    assert page.get_by_text("stands in db and is missing in dw").is_visible()
    page.get_by_role("textbox", name="Script").click()
    page.keyboard.press("Control+z")
    assert page.get_by_role("textbox", name="Script").inner_text().strip() == "mine = 1"


def test_points_drawn_by_keyboard_and_by_mouse_are_put_into_the_script(page: Any) -> None:
    write(page, "import math\npoints = [(0, 0)]\nprint(points, classes)")
    unfold(page)
    plane = page.get_by_role("application")
    plane.focus()
    for key in ("ArrowRight", "Enter", "0", "ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    box = plane.bounding_box()
    plane.click(position={"x": box["width"] / 6, "y": box["height"] / 6})
    page.get_by_role("button", name="Put into the script").first.click()
    lines = page.get_by_role("textbox", name="Script").inner_text().split("\n")
    assert "classes = [1, 0, 0]" in lines
    (points,) = [ast.literal_eval(line[9:]) for line in lines if line.startswith("points = ")]
    assert points == [(0.2, 0), (0.2, 0.4), (pytest.approx(-2, abs=0.1), pytest.approx(2, abs=0.1))]
    assert lines.index("import math") < lines.index("classes = [1, 0, 0]")


@pytest.mark.parametrize(
    ("typed", "assigned", "said"),
    [
        (
            "x1\tx2\ty\n0,5\t1,25\t1\n-3\t4\t0",
            ["X = [", "[0.5, 1.25],", "[-3, 4],", "y = [1, 0]"],
            "2 rows of 3 numbers: x1, x2, y",
        ),
        ("1,2\n3,4", ["X = [1, 3]", "y = [2, 4]"], "2 rows of 2 numbers"),
        ("1 2 3\n4 5", [], "Row 2 has 2 columns, and the first one 3"),
        ("1;2\n3;four", [], "Row 2: “four” is not a number."),
    ],
)
def test_numbers_of_a_spreadsheet_are_read(page: Any, typed: str, assigned: list[str], said: str) -> None:
    write(page, "pass")
    unfold(page)
    page.get_by_label("Numbers, a row for each example").fill(typed)
    assert said in page.locator(".typed").inner_text()
    button = page.locator(".typed button")
    assert button.is_enabled() is bool(assigned)
    if assigned:
        button.click()
        lines = [line.strip() for line in page.get_by_role("textbox", name="Script").inner_text().split("\n")]
        assert [line for line in lines if line in assigned] == assigned


def test_names_are_offered_and_enter_ends_the_line_unless_one_is_chosen(page: Any) -> None:
    write(page, "")
    page.keyboard.type("relu")
    page.locator(".cm-tooltip-autocomplete", has_text="leaky_relu").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type("leaky_rel")
    page.locator(".cm-tooltip-autocomplete").wait_for()
    page.wait_for_timeout(100)  # in which CodeMirror takes no choice
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.get_by_role("textbox", name="Script").inner_text().split() == ["relu", "leaky_relu"]


def test_tab_indents_and_escape_lets_it_leave_the_editor(page: Any) -> None:
    write(page, "if 1:\n")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Script"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_phone(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 800})
    run(page, template("logistic_regression").source)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("document.querySelector('#stage iframe')?.remove()")  # axe writes to frames, and from disk it may not
    assert serious(page) == []
    run(page, "x = (")
    assert serious(page) == []
    page.set_viewport_size({"width": 1300, "height": 900})
