"""The index leads to the workbench and to all exercises, where the workbench was built."""

import re
from pathlib import Path
from typing import Any

import pytest

from lectures import site
from lectures.__main__ import main
from lectures.site.index import coverage_of, index_of
from lectures.site.script import find_lectures
from lectures.site.workbench_link import LEFT_OUT, is_built
from tests.lectures.test_stage import window


def index(workbench: bool) -> str:
    return index_of(find_lectures(), {}, coverage_of([]), workbench)


@pytest.mark.long
def test_the_links_stand_there_only_where_they_lead_somewhere() -> None:
    links = re.compile(r'href="(workbench[^"]*)"')
    assert links.findall(index(True)) == ["workbench.html", "workbench.html#exercises"]
    assert links.findall(index(False)) == []


def test_a_page_that_says_how_to_build_the_workbench_is_no_workbench(tmp_path: Path) -> None:
    assert not is_built(tmp_path)
    (tmp_path / "workbench.html").write_text(LEFT_OUT, encoding="utf-8")
    assert not is_built(tmp_path)
    (tmp_path / "workbench.html").write_text("<title>chalkgrad workbench</title>", encoding="utf-8")
    assert is_built(tmp_path)


@pytest.mark.parametrize("workbench", [True, False], ids=["with_the_workbench", "without_it"])
def test_teachers_find_their_page_above_the_lectures(workbench: bool) -> None:
    above = index(workbench).partition('id="course"')[0]
    assert '<a href="monday.html">For teachers' in above


@pytest.mark.long
def test_the_mock_exam_is_named_where_the_exercises_are() -> None:
    course = index(False).partition('id="course"')[2].partition("<ol")[0]
    for command in re.findall(r"<code>chalkgrad (\w+)", course):
        assert command in main.commands
    assert "<code>chalkgrad exam</code> writes a mock exam" in course


def test_names_of_the_reference_are_found_with_their_methods(tmp_path: Path, browser: Any) -> None:
    (tmp_path / "index.html").write_text(index(False), encoding="utf-8")
    with window(browser, 1000, 800) as tab:
        tab.goto(f"{(tmp_path / 'index.html').as_uri()}?words=hvp")
        said = tab.locator("#in-reference")
        assert said.inner_text() == "In the reference: engine.hvp"
        assert said.locator("a").get_attribute("href") == "reference/index.html#engine.hvp"
        box = tab.get_by_label("Search the lectures")
        box.fill("value_and_grad")
        assert said.inner_text() == "In the reference: engine.Tape.value_and_grad"
        box.fill("tape")
        assert said.inner_text().startswith("In the reference: engine.Tape, engine.Tape.")
        for words in ("softmaxes of a hen", ""):
            box.fill(words)
            assert said.is_hidden()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("workbench", "The workbench"),
        ("own formula", "The workbench"),
        ("check my own numpy derivation", "The workbench"),
        ("all exercises", "All exercises"),
    ],
)
def test_the_search_finds_them_and_does_not_count_them_as_lectures(
    words: str, first: str, tmp_path: Path, browser: Any
) -> None:
    (tmp_path / "index.html").write_text(index(True), encoding="utf-8")
    with window(browser, 1000, 800) as tab:
        tab.goto(f"{(tmp_path / 'index.html').as_uri()}?words={words}")
        assert tab.locator("#found li").first.inner_text().startswith(first)
        others = tab.locator("#found li").count() - tab.locator("#found a[href^=workbench]").count()
        said = tab.locator("output").inner_text()
        assert said == "" if not others else f"{others} of {len(find_lectures())}" in said


def test_a_picture_stays_beside_its_own_lecture(tmp_path: Path, browser: Any) -> None:
    """A text that is shorter than its picture would else have the next picture beside this one."""
    css = Path(site.__file__).with_name("templates").joinpath("index.css").read_text(encoding="utf-8")
    stop = '<li class="stop"><img alt=""><h3>One</h3><p class="summary">Short.</p></li>'
    page = f"<style>{css} img {{ height: 8rem }}</style><ol>{stop * 2}</ol>"
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    with window(browser, 1280, 800) as tab:
        tab.goto((tmp_path / "index.html").as_uri())
        first, second = (picture.bounding_box() for picture in tab.locator("img").all())
        assert first["x"] == second["x"]
        assert second["y"] > first["y"] + first["height"]
