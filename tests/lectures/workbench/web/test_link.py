"""Links that carry a script or a formula: shown, never run, and refused where they are hostile."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from lectures.exercises.catalogue import find_exercises, task_in
from lectures.site.workbench_link import exercise_link, packed
from lectures.workbench.desk.formula.examples import START
from tests.axe import violations
from tests.lectures.workbench.conftest import READY
from tests.lectures.workbench.web.typing_in import bar, choose, script, write_script

pytestmark = pytest.mark.slow


def test_a_script_in_a_link_is_shown_and_not_run(open_tab: Any) -> None:
    hostile = "print('<img src=x onerror=alert(1)>')\nx = 1 / 0"
    tab = open_tab(f"#script={packed(hostile)}")
    assert bar(tab, "link") == "This script came with a link. Read it, then run it."
    assert script(tab) == hostile
    assert tab.locator("#stage").get_attribute("data-waits").startswith("Press Run")  # beside it is no other graph
    tab.wait_for_selector(READY, timeout=90_000)
    tab.wait_for_timeout(300)
    assert tab.locator("html").get_attribute("data-state") == "ready"
    assert "onerror" not in tab.locator("#script .printed, #script .output").first.inner_text()
    assert tab.evaluate("() => location.hash") == ""


@pytest.mark.parametrize(
    ("hash_", "why"),
    [
        ("#script=<img src=x onerror=alert(1)>", "it is cut off or damaged"),
        ("#script=A", "it is cut off or damaged"),
        ("#script=", "it is cut off or damaged"),
        ("#script=" + packed("a = 1\n" * 20)[:-4], "it is cut off or damaged"),
        ("#formula=", "it is cut off or damaged"),
        ("#formula=w%E0%A4*x", "it is cut off or damaged"),
        ("#script=AAAA", "it is cut off or damaged"),
        ("#script=" + "A" * 100_001, "it is too long"),
        ("#script=" + packed("a" * 400_000), "it is too long"),
    ],
    ids=["html", "one letter", "empty", "cut off", "no formula", "cut formula", "no text", "long", "much in little"],
)
def test_a_hostile_link_is_said_and_ignored(open_early: Any, hash_: str, why: str) -> None:
    tab = open_early(hash_)
    said = bar(tab, "link")
    assert said.startswith(
        f"The link that led here cannot be read: {why}. Ask for it again, or for the work as a file;"
    )
    assert tab.get_by_role("textbox", name="Formula").input_value() == START["text"]
    assert tab.locator("img").count() == 0


def test_a_link_carries_a_formula_with_its_numbers(open_early: Any) -> None:
    tab = open_early("#formula=w*x&w=0.25&x=3")
    assert tab.get_by_role("textbox", name="Formula").input_value() == "w*x"
    choose(tab, "File", "Copy a link to this")
    assert tab.get_by_label("The link").input_value().endswith("#formula=w*x&w=0.25&x=3")


def test_a_link_of_a_course_page_opens_the_exercise_with_the_numbers_of_the_page(open_early: Any) -> None:
    task = task_in(find_exercises()["hidden-layer"], "hidden-layer")
    tab = open_early()
    write_script(tab, "w = 0.5")
    tab.evaluate("hash => { location.hash = hash }", exercise_link(task).split("#")[1])
    tab.get_by_role("heading", name=task.title).wait_for()
    assert tab.get_by_label("Variant").input_value() == "0"
    assert script(tab) == "w = 0.5"  # what was there goes on
    assert tab.evaluate("() => location.hash") == ""


def test_what_was_typed_on_the_page_of_a_lecture_comes_along(open_tab: Any) -> None:
    typed = {"dh": ["4.84", ""], "v0": "2*(0.529+1.2)"}
    tab = open_tab(f"#exercise=tanh-by-hand&seed=0&typed={quote(json.dumps(typed))}")
    tab.wait_for_selector(READY, timeout=90_000)
    assert tab.get_by_label("dh[0]").input_value() == "4.84"
    assert tab.get_by_label("dh[1]").input_value() == ""
    assert tab.get_by_label("dv0").input_value() == "2*(0.529+1.2)"


@pytest.mark.parametrize("typed", ["{", "[1]", '{"v0": 1}', '{"v0": {"a": "1"}}', "null"])
def test_answers_of_another_shape_are_a_damaged_link(open_early: Any, typed: str) -> None:
    tab = open_early(f"#exercise=tanh-by-hand&seed=0&typed={quote(typed)}")
    assert "it is cut off or damaged" in bar(tab, "link")


def test_the_index_leads_to_the_list_of_exercises_which_is_searched_by_shapes_too(open_early: Any) -> None:
    tab = open_early("#exercises")
    assert tab.get_by_role("tab", name="Exercises").get_attribute("aria-selected") == "true"
    assert tab.locator(".said-of-work [data-name=link]").count() == 0
    tab.get_by_label("Search").fill("matrix")
    found = tab.locator("#exercises .list .entry:visible")
    assert 0 < found.count() < len(find_exercises())


def test_the_graph_of_a_script_from_a_link_comes_with_run_and_the_formula_keeps_its_own(open_tab: Any) -> None:
    tab = open_tab(f"#script={packed('from engine import Value' + chr(10) + 'y = Value(2.0) ** 2')}")
    waits = tab.locator("#stage[data-waits]")
    waits.wait_for()
    tab.get_by_role("tab", name="Formula").click()
    assert waits.count() == 0
    tab.get_by_role("tab", name="Script").click()
    assert waits.count() == 1
    tab.get_by_role("button", name="Run").click()
    waits.wait_for(state="detached", timeout=90_000)


def test_a_link_to_an_exercise_that_is_not_there_says_so(open_early: Any) -> None:
    tab = open_early("#exercise=__proto__&seed=-1")
    assert bar(tab, "link").startswith("The link leads to an exercise “__proto__”, which this workbench does not have")
    assert tab.get_by_role("tab", name="Exercises").get_attribute("aria-selected") == "true"


def test_axe_finds_nothing_in_any_tab(open_early: Any) -> None:
    tab = open_early()
    for name in ("Formula", "Script", "Exercises"):
        tab.get_by_role("tab", name=name).click()
        assert violations(tab, "aria-allowed-role", "heading-order", "region") == []


def test_a_link_to_a_script_leads_to_the_same_script(open_early: Any) -> None:
    tab = open_early()
    write_script(tab, "# Über α\nw = 0.5")
    choose(tab, "File", "Copy a link to this")
    link = tab.get_by_label("The link").input_value()
    assert script(open_early(link[link.index("#") :])) == "# Über α\nw = 0.5"
