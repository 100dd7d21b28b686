"""Nothing is lost, everything can be taken along: what is typed, other tabs, a full storage, files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.axe import serious
from tests.lectures.workbench.conftest import PLAYER, READY, stage
from tests.lectures.workbench.web.conftest import STARTING
from tests.lectures.workbench.web.typing_in import bar, choose, script, wait_until_kept, write_script

pytestmark = pytest.mark.slow
FORMULA = "((w*x + b).tanh() - y)**2 + w"


@pytest.fixture(scope="module")
def keeper(early_page: Path, browser: Any) -> Iterator[Any]:
    """One tab for all files that are opened one after the other."""
    tab = browser.new_page()
    tab.add_init_script(STARTING)
    tab.goto(early_page.as_uri())
    tab.locator(".menu").first.wait_for()
    write_script(tab, "mine = 1")
    yield tab
    tab.close()


def test_what_was_typed_while_python_hangs_is_there_after_a_crash(desk: Any) -> None:
    tab = desk
    write_script(tab, "while True:\n    pass\n")
    tab.get_by_role("button", name="Run", exact=True).click()
    tab.wait_for_selector("html[data-state=running]")
    tab.locator(".cm-content").click()
    tab.keyboard.press("Control+End")
    tab.keyboard.insert_text("# typed while it hangs")
    wait_until_kept(tab, "# typed while it hangs")
    tab.reload()
    assert bar(tab, "restored").startswith("Restored from ")
    assert script(tab) == "while True:\n    pass\n# typed while it hangs"
    assert tab.get_by_role("tab", name="Script").get_attribute("aria-selected") == "true"


def test_a_script_that_does_not_end_is_stopped_and_python_is_there_again(desk: Any) -> None:
    tab = desk
    write_script(tab, "while True:\n    pass\n")
    tab.get_by_role("button", name="Run", exact=True).click()
    assert bar(tab, "python").startswith("What ran did not come to an end within 10 s and was stopped.")
    tab.wait_for_selector(READY, timeout=90_000)
    assert script(tab) == "while True:\n    pass"
    write_script(tab, "print('again')")
    tab.get_by_role("button", name="Run", exact=True).click()
    tab.get_by_text("again", exact=True).last.wait_for()


def test_two_tabs_keep_their_work_apart(open_early: Any) -> None:
    first = open_early()
    write_script(first, "a = 1")
    wait_until_kept(first, "a = 1")
    second = open_early()
    assert bar(second, "tabs").startswith("The workbench is open in another tab")
    write_script(second, "b = 2")
    wait_until_kept(second, "b = 2")
    first.reload()
    second.reload()
    bar(first, "restored")
    bar(second, "restored")
    assert (script(first), script(second)) == ("a = 1", "b = 2")


def test_what_is_left_behind_can_be_opened_again(open_early: Any) -> None:
    tab = open_early()
    write_script(tab, "# An old thing\na = 1")
    wait_until_kept(tab, "# An old thing\na = 1")
    choose(tab, "File", "Start anew")
    tab.locator("[data-name=restored]", has_text="Begun anew").wait_for()
    assert script(tab) != "# An old thing\na = 1"
    choose(tab, "File", "Earlier work…")
    tab.get_by_role("dialog", name="Earlier work").get_by_text("Script: An old thing · a = 1").wait_for()
    tab.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()
    tab.locator("[data-name=restored]", has_text="Restored from").wait_for()
    assert script(tab) == "# An old thing\na = 1"


def test_a_full_storage_is_said_once_and_a_file_is_offered(open_early: Any) -> None:
    tab = open_early()
    tab.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }")
    write_script(tab, "a = 1")
    assert "its storage is full" in bar(tab, "storage")
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="Save as a file").click()
    assert json.loads(Path(saved.value.path()).read_text("utf-8"))["panels"]["script"]["text"].strip() == "a = 1"
    write_script(tab, "a = 2")
    tab.wait_for_timeout(800)
    assert tab.locator("[data-name=storage]").count() == 0


def test_the_graph_is_saved_in_every_format(desk: Any) -> None:
    desk.get_by_role("textbox", name="Formula").fill(FORMULA)
    desk.frame_locator("#stage iframe").locator(".player.is-live").wait_for()
    desk.wait_for_timeout(1000)
    begins = {
        "The whole graph at this step, SVG": b"<svg",
        "The whole graph at this step, PNG": b"\x89PNG",
        "After both passes, PNG": b"\x89PNG",
        "After the forward pass, SVG": b"<svg",
        "The stepper, one page": b"<!doctype html>",
        "Slides, reveal.js": b"<section",
        "Slides, Beamer": b"\\RequirePackage",
        "Lines of matrices as slides, Beamer": b"\\documentclass",
        "All steps, an SVG that moves": b"<svg",
    }
    for entry, start in begins.items():
        with desk.expect_download() as saved:
            choose(desk, "Export", entry)
        assert Path(saved.value.path()).read_bytes().startswith(start), entry


def test_a_script_goes_out_as_a_notebook_and_comes_back(open_early: Any, tmp_path: Path) -> None:
    tab = open_early()
    write_script(tab, "# %% [markdown]\n# # One neuron\n\n# %%\nw = 0.5\n\n# %%\nprint(w)")
    with tab.expect_download() as saved:
        choose(tab, "Export", "Notebook, .ipynb")
    file = tmp_path / "one.ipynb"
    saved.value.save_as(file)
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [
        ("markdown", "# One neuron"),
        ("code", "w = 0.5"),
        ("code", "print(w)"),
    ]
    tab.locator("input[type=file]").set_input_files(file)
    assert bar(tab, "file").startswith("one.ipynb is open. Read it, then run it. What was here before is kept")
    assert script(tab) == "# %% [markdown]\n# # One neuron\n\n# %%\nw = 0.5\n\n# %%\nprint(w)"


def notebook(*cells: Any, **more: Any) -> bytes:
    return json.dumps({"cells": [*cells], **more}).encode()


def work(**panels: Any) -> bytes:
    return json.dumps({"when": 1, "tab": "script", "panels": {"script": {"text": "never = 1"}, **panels}}).encode()


DEEP: Any = "1"
for _ in range(500):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("name", "holds", "why"),
    [
        ("photo.py", b"\xff\xd8\xff\xe0", "it is no text in UTF-8; save it as UTF-8"),
        ("a.py", b"# coding: ascii-8\na = 1", "it is no text in ascii-8, which its first lines name"),
        ("a.py", b"a\0b", "it is no text"),
        ("a.py", b"#" * 2_000_001, "it has 2.0 MB, and at most 2 can be read"),
        ("a.ipynb", b"{", "its text is cut off or damaged: it is no JSON"),
        ("a.ipynb", b"", "it is empty"),
        ("a.ipynb", b"[1]", "it is no notebook: it has no cells"),
        ("a.ipynb", notebook({"cell_type": "code", "source": "a"}, None), "its cell 2 is damaged"),
        ("a.ipynb", notebook({"cell_type": "code", "source": ["a", 1]}), "its cell 1 is damaged"),
        ("a.ipynb", notebook(metadata={"language_info": {"name": "R"}}), "it is a notebook in R, and here runs Python"),
        ("a.ipynb", notebook(worksheets=[]), "it is a notebook of an old form"),
        ("a.json", b'{"when": 1, "panels": {', "its text is cut off or damaged: it is no JSON"),
        ("a.json", b'{"name": "other"}', "it holds no work of the workbench"),
        ("a.json", b'{"when": 1, "panels": {}}', "it holds no work of the workbench"),
        ("a.json", work(formula={"text": 3, "numbers": {}}), "it is damaged: panels.formula.text is not a text"),
        ("a.json", work(formula=None), "it is damaged: panels.formula is no set of names"),
        ("a.json", work(formula={"text": "w", "numbers": {"w": 1}}), "panels.formula.numbers.w is not a text"),
        ("a.json", work(derive={"typed": {"w": DEEP}}), "panels.derive.typed.w is not what is typed into a box"),
        (
            "a.json", work(exercises={"progress": {"one": {"seed": 0, "typed": {"0": {"w": {}}}}}}),
            "panels.exercises.progress.one.typed.0.w is not what is typed into a box",
        ),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_in_words_and_nothing_of_it_is_used(
    keeper: Any, name: str, holds: bytes, why: str
) -> None:
    before = script(keeper)
    keeper.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": holds})
    said = keeper.locator(".said-of-work [data-name=file] span", has_text=why)
    said.wait_for()
    assert said.inner_text().startswith(f"{name} was not opened: ")
    assert ". What is on the screen is as it was." in said.inner_text()
    keeper.get_by_role("button", name="Close this message").click()
    assert script(keeper) == before


@pytest.mark.parametrize(
    ("name", "holds", "text"),
    [
        ("a.py", "# Über\r\na = 1\rb = 2".encode(), "# Über\na = 1\nb = 2"),
        ("a.py", "\ufeffa = 1".encode(), "a = 1"),
        ("a.py", "# -*- coding: latin-1 -*-\ns = 'é'".encode("latin-1"), "# -*- coding: latin-1 -*-\ns = 'é'"),
        ("a.py", "\ufeffs = 'é'".encode("utf-16-le"), "s = 'é'"),
        ("A.IPYNB", notebook({"cell_type": "code", "source": ["a = 1\n", "b = 2"]}), "# %%\na = 1\nb = 2"),
        ("a.ipynb", notebook({"cell_type": "code", "source": "a = 3"}, {"cell_type": "raw"}), "# %%\na = 3"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_names(keeper: Any, name: str, holds: bytes, text: str) -> None:
    keeper.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": holds})
    keeper.locator(".said-of-work [data-name=file] span", has_text="is open").wait_for()
    keeper.get_by_role("button", name="Close this message").first.click()
    assert script(keeper) == text


def test_the_licences_of_what_the_page_carries_can_be_read(open_early: Any) -> None:
    tab = open_early()
    choose(tab, "File", "About, licences")
    said = tab.get_by_role("dialog", name="About the workbench")
    for words in ("Pyodide\t0.27.8\tMPL-2.0", "NumPy\t2.0.1\tBSD-3-Clause", "Python\t3.12.7\tPSF-2.0"):
        assert words in said.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_menus_messages_and_dialogs(open_early: Any, scheme: Any) -> None:
    tab = open_early("#script=AAAA")
    tab.emulate_media(color_scheme=scheme)
    bar(tab, "link")
    tab.locator("summary", has_text="Export").click()
    assert serious(tab) == []
    tab.keyboard.press("Escape")
    for entry in ("Earlier work…", "Copy a link to this", "About, licences"):
        choose(tab, "File", entry)
        tab.get_by_role("dialog").wait_for()
        assert serious(tab) == []
        tab.keyboard.press("Escape")
        tab.get_by_role("dialog").wait_for(state="detached")


def test_a_menu_is_worked_by_keyboard(open_early: Any) -> None:
    tab = open_early()
    summary = tab.locator("summary", has_text="File")
    summary.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.activeElement.textContent") == "Open a file…"
    tab.keyboard.press("Escape")
    assert summary.evaluate("it => it === document.activeElement && !it.parentElement.open")


def test_what_an_example_replaces_is_kept_and_one_click_brings_it_back(desk: Any) -> None:
    from playwright.sync_api import expect  # where there is none, the fixture has skipped the test

    box = desk.get_by_role("textbox", name="Formula")
    box.fill("z = W @ x\nL = (z**2).sum()")
    desk.locator("#of-W").fill("1 2; 3 5")
    desk.get_by_role("button", name="Neuron").click()
    assert "kept under File, Earlier work" in bar(desk, "kept")
    assert box.input_value() == "((w*x + b).tanh() - y)**2"
    desk.locator("[data-name=kept]").get_by_role("button", name="Undo").click()
    expect(box).to_have_value("z = W @ x\nL = (z**2).sum()")  # it comes a moment after the press
    expect(desk.locator("#of-W")).to_have_value("1 2; 3 5")
    desk.get_by_role("button", name="Neuron").click()
    bar(desk, "kept")
    choose(desk, "File", "Earlier work…")
    items = desk.get_by_role("dialog", name="Earlier work").locator("li span").all_inner_texts()
    assert [item.split("\n")[0] for item in items] == ["Formula: z = W @ x; L = (z**2).sum()"]


def test_one_example_after_another_is_nobodys_work(desk: Any) -> None:
    for name in ("Two layers", "Neuron", "Logistic regression"):
        desk.get_by_role("button", name=name).click()
        desk.wait_for_timeout(600)
    assert desk.locator("[data-name=kept]").count() == 0
    choose(desk, "File", "Earlier work…")
    assert "There is none" in desk.get_by_role("dialog", name="Earlier work").inner_text()


def test_on_formula_the_script_that_is_saved_is_that_of_the_formula(desk: Any) -> None:
    with desk.expect_download() as saved:
        choose(desk, "Export", "Script, .py")
    assert saved.value.suggested_filename == "my-formula.py"
    assert "((w * x + b).tanh() - y) ** 2" in Path(saved.value.path()).read_text("utf-8")
    desk.get_by_role("tab", name="Script").click()
    with desk.expect_download() as saved:
        choose(desk, "Export", "Script, .py")
    assert saved.value.suggested_filename == "one-neuron-its-squared-error-and-a.py"


def test_a_picture_of_the_step_is_named_after_the_equation_that_is_shown(desk: Any) -> None:
    desk.get_by_role("button", name="Two layers").click()
    desk.locator("#of-W2").wait_for()
    desk.frame_locator("#stage iframe").locator("button.name:has-text('yhat')").first.wait_for(state="attached")
    shown, names = stage(desk), []
    shown.evaluate(f"() => {{ const it = {PLAYER}; it.grain = 'layer'; it.k = it.frames.length - 1; it.paint(); }}")
    indices = shown.evaluate(f"{PLAYER}.lineRows.map(({{ index }}) => index)")
    for index in range(3):
        shown.evaluate(f"() => {{ {PLAYER}.row = {indices.index(index)}; {PLAYER}.paint(); }}")
        desk.wait_for_timeout(200)
        with desk.expect_download() as saved:
            choose(desk, "Export", "The whole graph at this step, SVG")
        names.append(saved.value.suggested_filename)
    assert sorted(name.rpartition("-")[2] for name in names) == ["dW1.svg", "db1.svg", "dx.svg"]


def test_a_link_is_no_work_of_ones_own(open_tab: Any) -> None:
    own = open_tab(is_early=True)
    write_script(own, "mine = 1")
    wait_until_kept(own, "mine = 1")
    own.close()
    for _ in range(2):
        linked = open_tab("#formula=w*x&w=0.25&x=3")
        linked.wait_for_selector(READY, timeout=90_000)
        linked.wait_for_timeout(1000)
        linked.close()
    tab = open_tab(is_early=True)
    bar(tab, "restored")
    assert script(tab) == "mine = 1"
    choose(tab, "File", "Earlier work…")
    items = tab.get_by_role("dialog", name="Earlier work").locator("li span").all_inner_texts()
    assert [item.split("\n")[0] for item in items] == ["Formula: w*x"]
    assert items[0].endswith(", from a link, unchanged")


def test_what_one_makes_of_a_link_is_ones_own(open_early: Any) -> None:
    linked = open_early("#formula=w*x&w=0.25&x=3")
    linked.get_by_role("textbox", name="Formula").fill("w*x + 1")
    wait_until_kept(linked, "w*x + 1")
    linked.close()
    tab = open_early()
    bar(tab, "restored")
    assert tab.get_by_role("textbox", name="Formula").input_value() == "w*x + 1"


def test_a_link_shows_nothing_of_another_formula_while_python_starts(open_tab: Any) -> None:
    tab = open_tab("#formula=u*v&u=0.25&v=3")
    tab.get_by_label("u", exact=True).wait_for()
    assert tab.locator("html").get_attribute("data-state") == "starting"
    assert tab.locator("#formula .names label").all_inner_texts() == ["u", "v"]
    assert tab.get_by_label("v", exact=True).input_value() == "3"
    assert tab.locator("#formula .result").inner_text() == ""
    assert not tab.locator("#stage iframe").is_visible()
    tab.wait_for_selector(READY, timeout=90_000)
    tab.locator("#formula .result", has_text="0.75").wait_for()
    tab.locator("#stage iframe").wait_for()


def test_what_is_begun_anew_knows_no_old_numbers(open_tab: Any) -> None:
    tab = open_tab("#formula=u*v&u=0.25&v=3")
    tab.wait_for_selector(READY, timeout=90_000)
    choose(tab, "File", "Start anew")
    tab.locator("[data-name=restored]", has_text="Begun anew").wait_for()
    tab.get_by_label("u", exact=True).wait_for(state="detached")
    tab.get_by_role("textbox", name="Formula").fill("u*v")
    tab.get_by_label("u", exact=True).wait_for()
    assert tab.get_by_label("u", exact=True).input_value() != "0.25"
    assert tab.get_by_label("v", exact=True).input_value() != "3"


def test_work_that_was_saved_as_a_file_is_opened_again(desk: Any, tmp_path: Path) -> None:
    file = tmp_path / "work.json"
    desk.get_by_role("tab", name="Exercises").click()
    desk.locator("#exercises button.entry").first.click()
    desk.locator("#exercises .answer input").first.fill("0.5")
    write_script(desk, "a = 1")
    with desk.expect_download() as saved:
        choose(desk, "File", "Save all work as a file")
    saved.value.save_as(file)
    choose(desk, "File", "Start anew")
    desk.locator("[data-name=restored]", has_text="Begun anew").wait_for()
    desk.locator("input[type=file]").set_input_files(file)
    desk.locator("[data-name=restored]", has_text="From work.json, saved").wait_for()
    assert script(desk) == "a = 1"
    desk.get_by_role("tab", name="Exercises").click()
    first = desk.locator("#exercises .answer input").first
    first.wait_for()
    assert first.input_value() == "0.5"


def test_the_equation_of_the_step_on_the_stage_is_copied_and_saved(desk_for_axe: Any) -> None:
    tab = desk_for_axe
    stage = tab.frame_locator("#stage iframe")
    stage.locator(".player.is-live").wait_for()
    stage.locator("[data-do=next]").first.click()
    choose(tab, "Export", "The equation of this step, LaTeX")
    field = tab.get_by_label("The equation in LaTeX")
    assert field.input_value() == "\\[ w \\cdot x = 0.7 \\cdot 2 = 1.4 \\]\n"
    assert serious(tab) == []
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="Save as a file").click()
    assert saved.value.suggested_filename.endswith("-equation-forward-1.tex")
    assert Path(saved.value.path()).read_text("utf-8") == field.input_value()
