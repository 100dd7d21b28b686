"""Floods, damaged work and names of JavaScript's own: the page stays what it is, and nothing is lost."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

import lectures.workbench
from engine.compare import html
from engine.compare.report import Verdict
from lectures.workbench.desk.derive import shown
from tests.lectures.workbench.web.typing_in import bar, choose, script, wait_until_kept, write_script

pytestmark = pytest.mark.slow
FULL = "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
ROOM = "Save as a file first: there is no room to keep what is here."
MANY = "import json, page\nwhile True:\n    page.tell(json.dumps({'text': 'a'}))"
LARGE = """from engine import Value
a = [[Value(1.0) for _ in range(300)] for _ in range(300)]"""
FORGED = """from engine import Value
from lectures.workbench.desk.script.values import Found
entry = {"index": [0], "name": "[0]", "number": "1", "gradient": "2"}
Found.told = lambda found: {"name": "a", "kind": "leaves", "entries": [entry] * 1990, "more": 10}
a = Value(1.0)"""


def run(tab: Any, source: str) -> None:
    write_script(tab, source)
    tab.keyboard.press("Control+Enter")


def opened(tab: Any, name: str, text: str) -> None:
    tab.locator("input[type=file]").first.set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": text.encode()}]
    )


def test_what_cannot_be_kept_gives_way_to_nothing_until_it_is_a_file(open_early: Any) -> None:
    tab = open_early()
    tab.evaluate(FULL)
    write_script(tab, "mine = 1")
    said = tab.locator("[data-name=storage] span")
    said.filter(has_text="its storage is full").wait_for()
    choose(tab, "File", "Start anew")
    said.filter(has_text=ROOM).wait_for()
    opened(tab, "other.py", "other = 1")
    tab.evaluate("() => { location.hash = '#formula=a*b&a=1&b=2' }")
    tab.wait_for_timeout(500)
    assert script(tab) == "mine = 1"
    assert tab.locator("[data-name=file], [data-name=restored]").count() == 0
    with tab.expect_download():
        tab.get_by_role("button", name="Save as a file").click()
    choose(tab, "File", "Start anew")
    assert bar(tab, "restored") == "Begun anew. What was here before is in the file that you saved."


def test_work_with_many_brackets_or_of_some_megabytes_is_opened_again(open_early: Any) -> None:
    tab = open_early()
    text = "a = '" + "[" * 1500 + '"\\\\{' + "'\n# " + "x" * 2_200_000
    work = {"when": 1, "tab": "formula", "panels": {"script": {"text": text}}}
    opened(tab, "work.json", json.dumps(work))
    assert bar(tab, "restored").startswith("From work.json, saved")


def test_damaged_kept_work_is_left_out_and_said_and_work_goes_on_being_kept(early_tab: Any) -> None:
    deep = '{"when": 2e12, "panels": {"derive": {"typed": {"w": ' + "[" * 5000 + "]" * 5000 + "}}}}"
    late = json.dumps({"when": 1e300, "panels": {"script": {"text": "never = 1"}}})
    early_tab.evaluate(
        """([deep, late]) => { sessionStorage.clear(); localStorage.setItem('chalkgrad.workbench.deep', deep);
      localStorage.setItem('chalkgrad.workbench.late', late); }""",
        [deep, late],
    )
    early_tab.reload()
    assert bar(early_tab, "broken").startswith("Earlier work in this browser is damaged and was left out")
    write_script(early_tab, "x = 12345")
    wait_until_kept(early_tab, "x = 12345")
    assert early_tab.evaluate("Object.values(localStorage).filter(text => text.includes('x = 12345')).length") == 1
    assert early_tab.evaluate("localStorage.getItem('chalkgrad.workbench.deep').length") == len(deep)
    choose(early_tab, "File", "Earlier work…")
    assert "Invalid" not in early_tab.get_by_role("dialog").inner_text()


def test_many_small_messages_stop_a_script_as_large_ones_do(tab_to_spoil: Any) -> None:
    tab = tab_to_spoil
    run(tab, MANY)
    assert "more than a page can hold" in bar(tab, "python")
    assert script(tab) == MANY


def test_many_variables_are_listed_to_a_bound_and_a_long_answer_is_said(tab_to_spoil: Any) -> None:
    tab = tab_to_spoil
    run(tab, "from engine import Value\nfor i in range(700):\n    globals()[f'v{i}'] = Value(1.0)")
    tab.locator(".values td", has_text="variables more").wait_for(timeout=30_000)
    assert tab.locator(".values tbody tr").count() == 501
    run(tab, LARGE)
    tab.locator(".values .opener").click()
    tab.locator(".values .entries", has_text=re.compile("and 89800 entries more")).wait_for(timeout=30_000)
    assert tab.locator(".values .entry").count() == 200
    run(tab, FORGED)
    tab.locator(".values .opener").click()
    tab.locator(".values .entries", has_text=re.compile("and 1500 entries more")).wait_for(timeout=30_000)
    assert tab.locator(".values .entry").count() == 500
    run(
        tab,
        "from lectures.workbench.desk import calls\n"
        "calls.answer.__code__ = (lambda asked, *a: 'x' * 21_000_000).__code__",
    )
    run(tab, "1")
    tab.locator(".output", has_text="more than a page can show").wait_for(timeout=30_000)


def test_reports_keep_the_classes_of_ours_and_no_other(tab_to_spoil: Any) -> None:
    tab = tab_to_spoil
    web = Path(lectures.workbench.__file__).parent / "web"
    kept = re.search(r'CLASSES = new Set\("([^"]*)"', (web / "safe.js").read_text("utf-8"))
    assert kept
    sources = "".join(Path(str(module.__file__)).read_text("utf-8") for module in (html, shown))
    ours = set(re.findall(r'class="([\w-]+)"', sources)) | set(get_args(Verdict))
    assert set(kept[1].split()) == ours
    made = "<p class='skip verdict dialog'>a</p><span role=tab>b</span>"
    run(tab, f"import json, page\npage.tell(json.dumps({{'report': {made!r}}}))")
    tab.locator(".report p").wait_for(timeout=30_000)
    assert tab.locator(".report p").get_attribute("class") == "verdict"
    assert tab.locator(".report").evaluate("it => getComputedStyle(it).contain") == "paint"
    tab.get_by_role("tab", name="Exercises").focus()
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.id") == "tab-formula"


def test_names_of_javascript_are_names_of_numbers(desk: Any) -> None:
    desk.get_by_role("textbox", name="Formula", exact=True).fill("toString*constructor + valueOf")
    for name in ("toString", "constructor", "valueOf"):
        field = desk.locator("#formula .names").get_by_label(name, exact=True)
        field.wait_for(timeout=20_000)
        field.fill("2")
        desk.locator("#derive .boxes").get_by_label(f"d{name}", exact=True).wait_for()
    desk.locator("#formula .result", has_text="= 6").wait_for(timeout=20_000)
    values = desk.locator("#derive .boxes input").evaluate_all("all => all.map(each => each.value)")
    assert values == ["", "", ""]
