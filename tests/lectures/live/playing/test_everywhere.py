"""Drawings to be played with, for everybody: on a telephone, in the dark, without scripts, in a notebook."""

import html
from typing import Any

import pytest

from engine import Value, named
from engine.drawing.notebook import still
from lectures import notebook
from lectures.active import Board, active
from lectures.board import play
from lectures.errors import LectureError
from lectures.live import Question
from lectures.live.fragment import live_assets
from lectures.live.played import play_html
from lectures.plain_text import text_of
from tests.axe import serious
from tests.lectures.live.playing.figures import LAPTOP, NAMES, NOW, drag, leaf, opened, play_of
from tests.lectures.test_stage import window


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_a_telephone_and_axe_finds_nothing_serious(name, scheme, play_pages, browser):
    with window(browser, 390, 844, color_scheme=scheme) as tab:
        figure = opened(tab, play_pages[name])
        figure.get_by_role("slider").first.press("PageUp")
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert serious(tab) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_number_leaves_its_box_and_no_ghost_touches_one(name, play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages[name])
        for slider in figure.get_by_role("slider").all():
            slider.press("PageUp")
            slider.press("ArrowLeft")
        touching = figure.evaluate("""figure => [...figure.querySelectorAll(".ghost")].filter(ghost => {
          if (!ghost.textContent) return false;
          const a = ghost.getBoundingClientRect(), b = ghost.previousElementSibling.getBoundingClientRect();
          const box = ghost.parentElement.querySelector(".shape").getBoundingClientRect();
          return a.right > b.left || b.right > box.right || a.left < box.left;
        }).map(ghost => ghost.parentElement.textContent)""")
        assert touching == []


def test_without_scripts_there_is_the_picture_of_both_passes(play_pages, browser):
    with window(browser, *LAPTOP, java_script_enabled=False) as tab:
        tab.goto(play_pages["slope_and_graph"].as_uri())
        assert tab.locator("figure.plays svg").is_visible()
        assert "19.4" in tab.locator("figure.plays .value-grad").all_text_contents()


def test_a_teacher_hides_the_controls_by_the_address_but_not_the_question_and_can_still_drag(play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["slope_and_graph"], plays=False, address="?controls=none")
        assert not figure.locator(".settings, .leaves").locator("visible=true").count()
        assert "waits" in figure.get_attribute("class")
        figure.get_by_role("button", name="Just let me play").click()
        before = figure.evaluate(NOW)
        drag(tab, leaf(figure, "b"), 20)
        assert figure.evaluate(NOW) != before


@pytest.mark.long
def test_the_script_is_small_and_the_figure_the_same_every_time(played):
    style, (script,) = live_assets(trains=False)
    assert len(style) + len(script) < 44 * 1024
    for name in NAMES:
        entry = play_of(played[name])
        assert play_html(entry) == play_html(entry)


@pytest.mark.long
def test_as_text_there_is_the_question_and_its_answer(played):
    entry = play_of(played["slope_and_graph"])
    told = text_of(entry)
    assert told.startswith("[play nudge] Move b from 5 to 10")
    assert " ".join(told.split()).endswith(entry.question.answer)


@pytest.mark.long
def test_a_notebook_shows_it_in_a_frame_and_its_picture_where_frames_do_not_run(played, monkeypatch):
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    entry = play_of(played["slope_and_graph"])
    assert notebook.show(entry)
    framed, caption = shown
    assert framed.data.startswith(f"<div>{still(entry.drawing)}<iframe srcdoc=")
    assert html.escape(play_html(entry)) in framed.data
    assert caption.data == entry.caption


def test_a_graph_that_nobody_can_read_at_once_is_refused():
    x = Value(0.5, "w")
    for i in range(70):
        x = named(f"x{i}", x.tanh())
    with active(Board("somewhere")), pytest.raises(LectureError, match=r"'long': draws 71 values.*at most 60"):
        play("long", x, Question("?", ["a"], 0, "a"))
