"""Python belongs to the script that the reader runs: whatever it answers, the page shows it and does nothing else."""

import json
from typing import Any

import pytest

from tests.lectures.workbench.conftest import READY
from tests.lectures.workbench.web.typing_in import bar, script, wait_until_kept, write_script

# It changes what every later call answers, by giving the function another body.
FORGE = """
import builtins, json, types
from lectures.workbench.desk import calls
builtins._old = types.FunctionType(calls.answer.__code__, calls.answer.__globals__)
def new(*a, **k):
    import builtins, json
    d = json.loads(builtins._old(*a, **k))
    v = d.get("value")
    ACT = 'localStorage.setItem("mine", "stolen")'
    BAD = "<img src=x onerror='" + ACT + "'><b onmouseover='" + ACT + "'>b</b><script>" + ACT + "</script>"
    if isinstance(v, dict):
        for each in v.get("asked") or []:
            each["about"] = BAD
        if "hints" in v:
            v["hints"] = [[{"html": BAD}]]
            v["html"] = BAD
            v["right"] = False
    return json.dumps(d)
calls.answer.__code__ = new.__code__
from engine import Value, named
u = Value(0.5, "u")
loss = named("loss", u * Value(2.0, "v"))
"""
FLOOD = """
import json, page
said = json.dumps({"text": "A" * 1_000_000})
while True:
    page.tell(said)
"""
KEPT = "localStorage.getItem('mine')"


def test_what_a_script_makes_of_answers_is_shown_and_does_nothing(tab_to_spoil: Any) -> None:
    tab = tab_to_spoil
    write_script(tab, FORGE)
    tab.keyboard.press("Control+Enter")
    box = tab.locator("#derive .answer").first
    box.get_by_text("b", exact=True).first.hover()  # the forged answer is there
    box.locator("input").first.fill("5")
    tab.get_by_role("button", name="Judge").click()
    tab.locator("#derive [data-do=hint]:not(:disabled)").click()
    tab.locator("#derive .hints b").hover()
    tab.locator("#derive [data-do=reveal]:not(:disabled)").click()
    tab.wait_for_timeout(300)
    assert tab.evaluate(KEPT) == "work"
    assert tab.locator("#derive img, #derive script").count() == 0


def test_no_markup_in_the_page_acts(early_tab: Any) -> None:
    early_tab.evaluate("""() => {
      const made = document.body.appendChild(document.createElement("div"));
      made.innerHTML = `<img src="data:," onerror="localStorage.setItem('mine', 'stolen')">`;
    }""")
    early_tab.wait_for_timeout(300)
    assert early_tab.evaluate(KEPT) == "work"


def test_a_script_that_floods_the_page_is_stopped_and_kept(tab_to_spoil: Any) -> None:
    tab = tab_to_spoil
    write_script(tab, FLOOD)
    tab.keyboard.press("Control+Enter")
    assert "more than a page can hold" in bar(tab, "python")
    assert script(tab) == FLOOD.strip()
    tab.wait_for_selector(READY, timeout=60_000)


@pytest.mark.parametrize("name", ["toString", "constructor", "__proto__", "hasOwnProperty"])
def test_a_name_that_objects_have_is_a_name_like_others(desk: Any, name: str) -> None:
    box = desk.get_by_role("textbox", name="Formula", exact=True)
    box.fill(f"{name}(w) * x")
    desk.locator("#formula .trouble:not(:empty)").wait_for()  # Python has read it
    wait_until_kept(desk, f"{name}(w) * x")
    desk.reload()
    desk.wait_for_selector(READY, timeout=60_000)
    assert box.input_value() == f"{name}(w) * x"


def test_a_file_nested_too_deeply_is_refused_and_work_goes_on_being_kept(early_tab: Any) -> None:
    deep = "[" * 3000 + "]" * 3000
    work = {"when": 1, "tab": "script", "panels": {"exercises": {"progress": {"pond": {"seed": 0, "typed": {}}}}}}
    text = json.dumps(work).replace('"typed"', f'"more": {deep}, "typed"')
    file = {"name": "work.json", "mimeType": "application/json", "buffer": text.encode()}
    early_tab.locator("input[type=file]").first.set_input_files([file])
    assert "nested too deeply" in bar(early_tab, "file")
    write_script(early_tab, "x = 12345")
    wait_until_kept(early_tab, "x = 12345")
    kept = early_tab.evaluate("Object.entries(localStorage).filter(([, text]) => text.includes('x = 12345')).length")
    assert kept == 1
