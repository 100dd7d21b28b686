"""Boxes on the page: what is typed is judged to its digits, and no right answer stands in the page."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from engine.errors import ChalkgradError
from lectures.exercises.agreeing import agree
from lectures.exercises.answers import read
from lectures.exercises.quantity import Quantity
from lectures.site.boxes import hashed, rounded
from lectures.site.page import page_of
from lectures.site.run import run
from tests.axe import serious

CODE = """\
from engine import Value
from lectures.board import Drawn, exercise

@exercise("many", asks="Derive.", points={"w": 2})
def many(draw):
    w = [Value(draw(0.37), "w0"), Value(draw(-1.9), "w1")]
    z = w[0] * 1.7 + w[1]
    return Drawn(
        z**2, {"dz": z, "w": w}, {"x": 1.7}, values={"z": z},
        shapes={"W": (3, 2)}, signs={"slope": -0.4}, lines={"bug": [3, 4]}, listing="a = 1\\nb = <2>",
        choices={"rule": ("the chain rule", {"the sum rule": "no sum is here", "<b>": "no"})},
    )
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: Any) -> str:
    from lectures.site.script import Script
    from tests.lectures.conftest import HEAD

    path = tmp_path_factory.mktemp("boxes") / "notes" / "tutorial" / "small.py"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + CODE)
    return page_of(run(Script(path)))


@pytest.fixture(scope="module")
def page(source: str, browser: Any, tmp_path_factory: Any) -> Iterator[Any]:
    path: Path = tmp_path_factory.mktemp("page") / "small.html"
    path.write_text(source)
    tab = browser.new_context(bypass_csp=True).new_page()
    tab.problems = []
    tab.on("pageerror", lambda error: tab.problems.append(str(error)))
    tab.on("console", lambda message: tab.problems.append(message.text) if message.type == "error" else None)
    tab.goto(path.as_uri())
    yield tab
    tab.context.close()


def judged(page: Any, label: str, typed: str) -> str:
    box = page.locator(f'[aria-label="{label}"]')
    if box.evaluate("box => box.tagName") == "SELECT":
        box.select_option(typed)
    else:
        box.fill(typed)
    box.dispatch_event("change")
    return str(box.get_attribute("data-verdict"))


def test_no_right_answer_is_in_the_page(source: str) -> None:
    """z = -1.271, dz = -2.542, dw = [-4.3214, -2.542]; and the code that names the right option is not shown."""
    assert not re.findall(r"1\.271|2\.54|4\.32", source)
    assert "choices=" not in source
    assert "no sum is here" not in source
    assert source.count("the chain rule") == 1  # an option among others


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "typed", "verdict"),
    [
        ("z", "-1.271", "right"), ("z", "-1.27", "right"), ("z", "−1,27", "right"), ("z", "-1.3", "right"),
        ("z", "-127e-2", "right"), ("z", "-1271/1000", "right"), ("z", "-1.2710", "right"), ("z", "-1", "more"),
        ("z", "-1.28", "wrong"), ("z", "1.27", "wrong"), ("z", "-1.272", "wrong"), ("z", "alert(1)", "unread"),
        ("z", "-1.27100000001", "right"), ("z", "0.37*1.7 - 1.9", "right"), ("z", "-2*0.6353", "right"),
        ("z", "0.37*1.7 + 1.9", "wrong"), ("z", "=-1.27", "unread"), ("z", "-1.27 or so", "unread"),
        ("z", "1/0", "unread"),
        ("z", "", ""), ("dw[0]", "-4.32", "right"), ("dw[1]", "-4.32", "wrong"),
        ("W", "3 x 2", "right"), ("W", "3×2", "right"), ("W", "2 x 3", "wrong"),
        ("slope", "-1", "right"), ("slope", "1", "wrong"), ("bug", "4", "right"), ("bug", "2", "wrong"),
        ("rule", "the chain rule", "right"), ("rule", "<b>", "wrong"),
    ],
)  # fmt: skip
def test_what_is_typed_is_judged_to_its_digits(label: str, typed: str, verdict: str, page: Any) -> None:
    assert judged(page, label, typed) == verdict
    assert page.problems == []


AS_CHECK = {"right": "right", "wrong": "wrong", "digits": "more"}  # what a box calls a verdict of `check`
TYPED = {
    "z": [
        "-1.27", "z = -1.27", "≈ -1.27", "[-1.27]", "(-1,27)", "- 1.27", "-12.7·10^-1", "-12.7 x 10^{-1}", "-1",
        "2*(0.3-1)", "-ln(3.564)", "-exp(0.24)", "-1.27 - 0", "-1.1274^2", "-1.27 m", "0.5 0.6", "3 1/2", "1/0", "2(3)",
        "x", "1,5/3", "-1.6142^0.5", "1.2*10^-3*2",
    ],
    "W": [
        "(3,2)", "(3, 2)", "3,2", "3*2", "3 by 2", "[3, 2]", "3 rows, 2 columns", "3 X 2", "3 2", "3x", "(6,)", "()",
        "one number", "n x i", "three by two", "2 x 3",
    ],
    "bug": ["line 4", "Line 3:", "#4", "l. 4", "04", "4.0", "line 2", "four", "3, 4", "4th"],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("label", "typed"), [(label, typed) for label, texts in TYPED.items() for typed in texts])
def test_a_box_has_the_verdict_of_check_on_whatever_is_typed(label: str, typed: str, page: Any) -> None:
    """And what `check` cannot read is not called wrong."""
    quantity = {"z": Quantity("z", "value"), "W": Quantity("W", "shape"), "bug": Quantity("bug", "line")}[label]
    try:
        answer = read(typed, quantity)
    except ChalkgradError:
        expected = "unread"
    else:
        right: Any = {"z": -1.271, "W": (3, 2), "bug": (3, 4)}[label]
        same = answer in right if label == "bug" else answer == right
        expected = AS_CHECK[agree(answer, right)] if label == "z" else "right" if same else "wrong"
    assert judged(page, label, typed) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "says"),
    [("W", "cannot read this; write a shape as 3 x 2"),
     ("bug", "cannot read this; write the number of a line, such as 3")],
)  # fmt: skip
def test_of_what_cannot_be_read_the_page_says_how_it_is_written(label: str, says: str, page: Any) -> None:
    judged(page, label, "?")
    group = page.locator("fieldset", has=page.locator(f'[aria-label="{label}"]'))
    assert group.locator("output").inner_text() == says


@pytest.mark.slow
def test_points_are_added_up(page: Any) -> None:
    for box in page.locator(".exercise [data-right]").all():
        if box.evaluate("box => box.tagName") == "INPUT":
            box.fill("")
    for label, typed in {"z": "-1.27", "dz": "-2.54", "dw[0]": "-4.32", "dw[1]": "-2.54"}.items():
        judged(page, label, typed)
    for label in ("slope", "rule"):
        judged(page, label, "")
    page.get_by_role("button", name="Check").click()
    assert page.locator(".sum").inner_text() == "4 of 8 points"
    assert serious(page) == []


@pytest.mark.slow
def test_the_page_reads_and_hashes_numbers_as_python_does(page: Any) -> None:
    rng = random.Random(3)
    box = page.locator('[aria-label="z"]')
    for _ in range(60):
        x = rng.uniform(-1, 1) * 10.0 ** rng.randint(-4, 5)
        keys = " ".join(hashed(key, "s") for key in rounded(x))
        box.evaluate("(box, keys) => Object.assign(box.dataset, { salt: 's', right: keys })", keys)
        for typed in (f"{x:.1e}", f"{x:.2e}", f"{x:.4e}", f"{x:.7e}", repr(x)):
            assert judged(page, "z", typed) == "right", (x, typed)
        assert judged(page, "z", f"{x * 1.01:.5g}") == "wrong"


@pytest.mark.slow
def test_no_card_of_a_real_exercise_holds_a_right_number() -> None:
    """Of four digits and more, and not among the numbers that are given or that the text is about."""
    from engine.words.nested import flatten
    from lectures.exercises import find_tasks
    from lectures.site.page import _exercise
    from lectures.site.templating import environment

    card_of = environment().get_template("entries.html").make_module({"has_exercise": True}).exercise  # type: ignore[attr-defined]
    looked_for = 0
    for name, task in find_tasks().items():
        variant = task.variant()
        card = str(card_of(_exercise(task)))
        given = {f"{abs(x):.4g}" for x in flatten(list(variant.given.values())) if isinstance(x, float)}
        for quantity in variant.quantities:
            if quantity.numeric:
                right = {f"{abs(x):.4g}" for x in flatten(variant.right[quantity.name])} - given
                told = {number for number in right if len(number.strip("0.")) >= 4}
                looked_for += len(told)
                assert not [number for number in told if number in card], (name, quantity.name)
    assert looked_for > 100


@pytest.mark.slow
def test_what_cannot_be_read_is_told(page: Any) -> None:
    judged(page, "z", "=-1.27")
    group = page.locator("fieldset", has=page.locator('[aria-label="z"]'))
    assert group.locator("output").inner_text() == "cannot read this; write 1.5, 3/4 or -2*0.3"


@pytest.mark.slow
def test_of_too_few_digits_it_is_told_how_many_are_needed_apart_from_the_number(page: Any) -> None:
    judged(page, "z", "1")
    group = page.locator("fieldset", has=page.locator('[aria-label="z"]'))
    assert group.locator("output").inner_text() == "too few digits: write two at least"
    box, told = group.locator("input").bounding_box(), group.locator("output").bounding_box()
    assert told["x"] >= box["x"] + box["width"] + 3


@pytest.mark.slow
def test_what_is_typed_is_there_again_and_goes_along_to_the_workbench(
    source: str, browser: Any, tmp_path: Path
) -> None:
    link = '<a href="workbench.html#exercise=many&amp;seed=0">there</a>'
    (tmp_path / "small.html").write_text(source.replace("<form class", f"{link}<form class", 1), encoding="utf-8")
    tab = browser.new_context().new_page()
    tab.goto((tmp_path / "small.html").as_uri())
    for label, typed in {"z": "0.37*1.7 - 1.9", "dw[1]": "-2.54"}.items():
        tab.locator(f'[aria-label="{label}"]').fill(typed)
    tab.locator('[aria-label="slope"]').select_option("-1")
    tab.goto("about:blank")
    tab.go_back()
    assert tab.locator('[aria-label="dw[1]"]').input_value() == "-2.54"
    assert tab.locator('[aria-label="z"]').get_attribute("data-verdict") == "right"
    carried = parse_qs(urlsplit(tab.get_by_role("link", name="there").get_attribute("href")).fragment)
    assert carried["exercise"] == ["many"]
    assert json.loads(carried["typed"][0]) == {"z": "0.37*1.7 - 1.9", "w": ["", "-2.54"], "slope": "−"}
    tab.context.close()
