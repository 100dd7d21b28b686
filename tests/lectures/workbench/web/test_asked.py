"""While gradients are derived beside the graph, neither the graph nor the list of variables tells them."""

from typing import Any

import pytest

from tests.lectures.workbench.conftest import PLAYER, becomes, stage
from tests.lectures.workbench.web.test_derive import SUMMARY, box, draw, judge, type_in

pytestmark = pytest.mark.slow

MATRICES = """from engine import Value, named
from nn import Matrix
W, x = Matrix([[0.13, -1.7], [2.3, 0.29]], "W"), Matrix([[1.9], [0.7]], "x")
z = W @ x
L = named("L", (z * z).sum())
L.backward()
"""
TOLD = """document.body.innerText + [...document.querySelectorAll('[aria-label], [title]')]
    .map(each => each.ariaLabel + each.title).join()"""


def look(tab: Any) -> dict[str, str]:
    """Return all that the stage says at its last step: in each size of steps, as the whole graph, and as paths."""
    shown = stage(tab)
    shown.locator("summary").first.evaluate("it => { it.parentElement.open = true }")
    said = {}
    for key in "1234":
        shown.evaluate(f"""key => {{ const player = {PLAYER}; player.k = player.frames.length - 1; player.whole = false;
            player.grain = ["arrow", "operation", "layer", "pass"][key - 1]; player.paint(); }}""", key)  # fmt: skip
        said[key] = shown.evaluate(TOLD)
    shown.evaluate(f"() => {{ const player = {PLAYER}; player.whole = true; player.grain = 'arrow'; player.paint(); }}")
    shown.locator(".picture:not([hidden]) [data-node]").first.focus()
    said["whole"] = shown.evaluate(TOLD)
    return said


def gradients(tab: Any) -> set[str]:
    """Return the first digits of the gradients of the graph that no value has."""
    found, values = stage(tab).evaluate(
        f"[{PLAYER}.pass.gradient, {PLAYER}.pass.data].map(xs => xs.map(x => Math.abs(x).toFixed(6).slice(0, 4)))"
    )
    return {number for number in found if not number.endswith("00")} - set(values)


@pytest.mark.parametrize("graph", ["formula", "matrices"])
def test_gradients_are_hidden_from_the_first_key_until_they_are_right(desk: Any, graph: str) -> None:
    if graph == "matrices":
        draw(desk, MATRICES)
    known, before = gradients(desk), look(desk)
    assert all(any(number in said for number in known) for said in before.values())
    desk.locator("#derive .boxes input").first.focus()
    becomes(desk, lambda: stage(desk).evaluate(f"{PLAYER}.graph.isAsked"), True)
    asked = look(desk)
    for size, said in asked.items():
        assert "?" in said, size
        assert "NaN" not in said, size
        assert [number for number in known if number in said] == [], size
    desk.locator("#derive [data-do=hide]", has_text="Show them").click()
    becomes(desk, lambda: look(desk), before)
    desk.locator("#derive .boxes input").first.fill("1")  # whoever wants to see them is not asked again
    desk.wait_for_timeout(100)
    assert look(desk) == before
    desk.locator("#derive [data-do=hide]", has_text="Hide them").click()
    becomes(desk, lambda: look(desk), asked)


def is_asked(tab: Any) -> bool:
    return bool(stage(tab).evaluate(f"Boolean({PLAYER}.graph.isAsked)"))


def test_a_right_answer_or_giving_up_brings_them_back_and_the_next_box_hides_them_again(desk: Any) -> None:
    type_in(desk, "dw", "1")
    becomes(desk, lambda: is_asked(desk), True)
    assert judge(desk) == "0 of 1 gradients right"
    assert is_asked(desk)
    type_in(desk, "dw", "2*(tanh(w*x + b) - y)*(1 - tanh(w*x + b)**2)*x")
    desk.keyboard.press("Enter")
    desk.locator(SUMMARY, has_text="1 of 1 gradients right").wait_for()
    becomes(desk, lambda: is_asked(desk), False)
    box(desk, "dw").focus()
    desk.wait_for_timeout(100)
    assert not is_asked(desk)  # it is right
    box(desk, "dx").focus()
    becomes(desk, lambda: is_asked(desk), True)
    type_in(desk, "dx", "7")
    desk.keyboard.press("Enter")
    desk.locator(SUMMARY, has_text="1 of 2 gradients right").wait_for()
    desk.locator("#derive").get_by_role("button", name="Show the gradients").click()
    becomes(desk, lambda: is_asked(desk), False)


def test_another_graph_is_hidden_before_it_is_seen_where_something_is_typed(desk: Any) -> None:
    type_in(desk, "dw", "1")
    desk.get_by_role("textbox", name="Formula", exact=True).fill("w*x**2 + b*y")
    desk.locator("#formula .result", has_text="= 2.3").wait_for(timeout=20_000)
    desk.locator(".coming").wait_for(state="detached")
    assert is_asked(desk)
    desk.get_by_role("textbox", name="w", exact=True).fill("0.9")
    becomes(desk, lambda: 0.9 in stage(desk).evaluate(f"{PLAYER}.pass.data"), True)
    assert stage(desk).evaluate(f"{PLAYER}.pass.gradient.slice(0, -1).every(Number.isNaN)")


def test_the_list_of_variables_hides_them_too(desk: Any) -> None:
    draw(desk, MATRICES)
    listed = desk.locator("#script .values")
    listed.locator(".opener").first.click()
    words = "it => it.innerText + [...it.querySelectorAll('[aria-label]')].map(each => each.ariaLabel).join()"
    before = listed.evaluate(words)
    listed.locator(".opener", has_text="z").click()
    assert listed.locator(".entry .gradient").all_inner_texts() != []
    number = listed.locator(".entry .gradient").first.inner_text()
    assert number not in "—?"
    assert number in before
    desk.locator("#derive .boxes input").first.focus()
    becomes(desk, lambda: set(listed.locator(".gradient:not(:empty)").all_inner_texts()) - {"", "gradient"}, {"?"})
    assert number not in listed.evaluate(words)
    assert listed.locator(".opener").first.get_attribute("aria-expanded") == "true"
    desk.locator("#derive [data-do=hide]").click()
    becomes(desk, lambda: number in listed.evaluate(words), True)
