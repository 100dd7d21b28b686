"""Python in the page: what it breaks is mended, what waits is served, and a script reaches nothing but Python."""

from typing import Any

from tests.lectures.workbench.conftest import READY
from tests.lectures.workbench.web.typing_in import write_script


def run(page: Any, source: str) -> None:
    page.get_by_role("tab", name="Script").click()
    write_script(page, source)
    page.get_by_role("button", name="Run", exact=True).click()


def printed(page: Any, text: str) -> None:
    page.locator(".output", has_text=text).wait_for(timeout=60_000)


def test_a_script_reaches_neither_the_page_nor_a_network(desk: Any) -> None:
    run(desk, """
import js, pyodide_js
print("a page" if hasattr(js, "postMessage") or hasattr(js, "fetch") else "no page")
try:
    pyodide_js.runPython.constructor("postMessage({id: 0})")()
except Exception as error:
    print("refused" if "Content Security Policy" in str(error) else error)
""")  # fmt: skip
    printed(desk, "no page")
    printed(desk, "refused")


def test_what_ends_python_itself_is_said_at_once_and_python_is_there_again(tab_to_spoil: Any) -> None:
    page = tab_to_spoil  # Pyodide says so on the console, too
    run(page, "class A:\n    def __repr__(self):\n        return repr(self)\n\nprint(A())")
    page.get_by_text("Python broke off").wait_for(timeout=8_000)
    page.wait_for_selector(READY, timeout=60_000)
    run(page, "print('here', 'again')")
    printed(page, "here again")


def test_a_script_that_changes_what_json_is_changes_no_answer(tab_to_spoil: Any) -> None:
    desk = tab_to_spoil
    run(desk, "import json\njson.dumps = lambda *a, **k: 'x'\nprint('changed', 'it')")
    printed(desk, "changed it")
    run(desk, "print('still', 'here')")
    printed(desk, "still here")


def test_what_waits_behind_a_stopped_script_is_asked_again(desk: Any) -> None:
    run(desk, "while True:\n    pass")
    desk.get_by_role("tab", name="Formula").click()
    desk.get_by_role("textbox", name="Formula").fill("w*x*7 + y*b")
    desk.wait_for_timeout(800)
    desk.get_by_role("tab", name="Script").click()
    desk.get_by_role("button", name="Stop", exact=True).click()
    desk.get_by_role("tab", name="Formula").click()
    desk.locator("#formula", has_text="9.3").wait_for(timeout=60_000)


def test_python_can_be_started_anew_after_a_script_has_changed_the_engine(desk: Any) -> None:
    run(desk, "from engine import Value\nValue.__mul__ = lambda s, o: Value(99.0)\nprint('spoilt')")
    printed(desk, "spoilt")
    desk.locator("summary", has_text="File").click()
    desk.get_by_role("button", name="Start Python anew", exact=True).click()
    desk.wait_for_selector(READY, timeout=60_000)
    run(desk, "from engine import Value\nprint('product', (Value(2.0) * Value(3.0)).data)")
    printed(desk, "product 6.0")


def test_a_report_with_styles_of_its_own_stays_where_it_is(desk: Any) -> None:
    run(desk, """
from page import tell
tell('{"report": "<p style=\\'position: fixed; inset: 0; color: red\\'>FAKE</p>"}')
print("told")
""")  # fmt: skip
    printed(desk, "told")
    assert desk.locator(".report p").get_attribute("style") == "color: red;"
