"""A live figure trains as Python does, with WebAssembly and without it, by keyboard, and says what it does."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Value, record
from lectures.active import Board, active
from lectures.board import live
from lectures.errors import LectureError
from lectures.live import Network, Plane, Question, trained
from lectures.live.fragment import live_assets, live_html, parts_of
from lectures.site.plotting import house_style
from lectures.site.run import Run
from lectures.site.words import words_of
from tests.axe import serious
from tests.lectures.live.conftest import PAGES
from tests.lectures.test_stage import window

STATE = "([i, state]) => document.querySelectorAll('figure.live')[i].dataset.state === state"
# What is behind a button is reached by pressing it; a hundred presses of "Step" are a hundred steps.
STEPS = """([i, count]) => {
  const buttons = [...document.querySelectorAll('figure.live')[i].querySelectorAll('button')];
  const step = buttons.find(button => button.textContent === 'Step');
  for (let n = 0; n < count; n += 1) step.click();
}"""
WITHOUT = "delete window.WebAssembly"


def figures(ran: Run) -> list[Any]:
    return [entry for entry in ran.entries() if type(entry).__name__ == "Live"]


def opened(tab: Any, path: Path, i: int) -> Any:
    """Return figure `i` of a page, ready to be played with."""
    if not tab.url.endswith(path.name):
        tab.goto(path.as_uri())
    figure = tab.locator("figure.live").nth(i)
    figure.scroll_into_view_if_needed()
    tab.wait_for_function(STATE, arg=[i, "ready"])
    return figure


@pytest.mark.parametrize("how", ["WebAssembly", "interpreted"])
@pytest.mark.parametrize("name", PAGES)
def test_after_100_steps_the_loss_is_the_engines(name, how, ran, pages, browser):
    with window(browser, 1280, 900) as tab:
        if how == "interpreted":
            tab.add_init_script(WITHOUT)
        for i, entry in enumerate(figures(ran[name])):
            network = next(iter(entry.networks.values()))
            _, losses = trained(network, next(iter(network.starts)), entry.data, entry.rate, steps=100)
            figure = opened(tab, pages[name], i)
            tab.evaluate(STEPS, [i, 100])
            assert figure.get_attribute("data-steps") == "100"
            assert float(figure.get_attribute("data-loss")) == pytest.approx(losses[-1], rel=1e-9)


def test_the_question_comes_first_and_the_keyboard_is_enough(pages, browser):
    with window(browser, 1280, 900) as tab:
        figure = opened(tab, pages["moons"], 0)
        assert figure.locator(".settings").get_attribute("inert") is not None
        figure.get_by_role("button", name="Nothing at all").press("Enter")
        figure.get_by_role("button", name="Show the answer").press("Enter")
        assert figure.locator(".answer").inner_text().startswith("You were right.")
        figure.get_by_role("button", name="Play", exact=True).press("Enter")
        tab.wait_for_function("() => document.querySelector('figure.live').dataset.steps > 20")
        figure.get_by_role("button", name="Pause").press("Enter")
        assert "on the wrong side" in figure.get_by_role("status").inner_text()


def test_a_point_that_is_moved_changes_the_loss_and_reset_puts_it_back(pages, browser):
    with window(browser, 1280, 900) as tab:
        figure = opened(tab, pages["moons"], 0)
        before = figure.get_attribute("data-loss")
        figure.get_by_role("button", name="point 1 of class").first.press("ArrowUp")
        assert figure.get_attribute("data-loss") != before
        figure.get_by_role("button", name="Just let me play").click()
        figure.get_by_role("button", name="Reset").click()
        tab.wait_for_function("x => document.querySelector('figure.live').dataset.loss === x", arg=before)


def test_training_that_diverges_stops_and_says_so(pages, browser):
    with window(browser, 1280, 900) as tab:
        figure = opened(tab, pages["networks_that_train"], 0)
        figure.get_by_role("button", name="Just let me play").click()
        figure.get_by_role("slider", name="rate").press("End")
        tab.evaluate(STEPS, [0, 800])
        assert "diverged" in figure.get_by_role("status").inner_text()


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"color_scheme": "light"}])
@pytest.mark.parametrize("name", PAGES)
def test_it_fits_a_telephone_and_axe_finds_nothing_serious(name, look, pages, browser):
    with window(browser, 390, 844, **look) as tab:
        for i in range(PAGES[name]):
            opened(tab, pages[name], i)
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert serious(tab) == []


def test_without_scripts_there_is_a_picture(pages, browser):
    with window(browser, 1280, 900, java_script_enabled=False) as tab:
        tab.goto(pages["moons"].as_uri())
        assert tab.locator("figure.live .still svg").is_visible()


@pytest.mark.long
def test_the_picture_speaks_the_language_of_the_course():
    w = Value(0.0)
    loss = record(lambda x: (w * x[0] - 2) ** 2, wrt=[w], inputs=[1.0])
    board = Board("somewhere", words=words_of("de"))
    with active(board), house_style():
        says = Question("Where does w go?", ["to 2", "away"], 0, "To 2.")
        live("descent", says, {"one weight": Network(loss, {"0": [0.0]})}, [], data=[1.0], rates=[0.1], rate=0.1)
    (entry,) = board.cell.entries
    assert "Verlust, Schritte: " in entry.still
    assert "Loss" not in entry.still


def test_a_teacher_hides_the_controls_by_the_address_but_not_the_question(pages, browser):
    with window(browser, 1280, 900) as tab:
        tab.goto(pages["moons"].as_uri() + "?controls=none")
        tab.locator("figure.live").scroll_into_view_if_needed()
        tab.wait_for_function(STATE, arg=[0, "ready"])
        assert not tab.locator("figure.live .settings").is_visible()
        assert tab.locator("figure.live .question").is_visible()


@pytest.mark.parametrize("address", ["?stage", "?stage&controls=none"])
def test_a_presenter_pages_from_a_question_to_its_answer_and_on_to_the_next_figure(address, pages, browser):
    with window(browser, 1920, 1080) as tab:
        tab.goto(pages["networks_that_train"].as_uri() + address)
        figures = "figures => figures.map(({ dataset }) => dataset.live ?? dataset.figure)"
        names = tab.locator(".player.is-live, [data-projects]").evaluate_all(figures)
        assert len(names) == 5
        for name in names:
            player = tab.locator(f".projecting[data-figure={name}]")
            if player.count():
                tab.keyboard.press("End")
                while player.count():
                    tab.keyboard.press("PageDown")
                continue
            figure = tab.locator(f".projecting[data-live={name}][data-state=ready]")
            figure.locator(".question").wait_for()
            assert tab.url.endswith(f"#live-{name}")
            assert figure.locator(".answer").is_hidden()
            tab.keyboard.press("PageDown")
            assert figure.locator(".answer").inner_text().startswith("It is “")
            tab.keyboard.press("PageDown")
        assert figure.is_visible()  # the last one stays
        tab.keyboard.press("PageUp")
        assert figure.locator(".answer").is_hidden()  # to be asked once more
        tab.keyboard.press("PageUp")
        assert tab.locator(".projecting").get_attribute("data-live") == names[-2]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_figure_is_small_and_the_same_every_time(name, ran):
    for entry in figures(ran[name]):
        data, _ = parts_of(entry)
        tapes = [sum(map(len, tape.values())) for tape in data["tapes"]]
        assert max(tapes) <= 40 * 1024
        assert live_html(entry) == live_html(entry)
        assert json.dumps(data)
    style, scripts = live_assets(plays=False)
    assert len(style) + sum(map(len, scripts)) < 40 * 1024


def test_numbers_that_do_not_fit_are_refused():
    w, x = Value(1.0, "w"), Value(2.0, "x")
    network = Network(record((w * x - 1) ** 2, [w], [x]), {"0": [0.0, 1.0]})
    with active(Board("somewhere")), pytest.raises(LectureError, match=r"has 1 parameters.*starts of \{'0': 2\}"):
        live("small", Question("?", ["a"], 0, "a"), {"one": network}, [], data=[1.0], rates=[0.1], rate=0.1)


def test_a_plane_of_a_tape_of_two_inputs_is_data():
    assert Plane("plane", (0, 1), (0, 1), [0, 1]).kind == "plane"


def test_descent_with_momentum_is_that_of_nn():
    from nn import Momentum

    w = Value(3.0, "w")
    network = Network(record((w - 1) ** 2, [w]), {"3": [3.0]})
    theta, losses = trained(network, "3", [], 0.1, 0.5, steps=7)
    optimiser = Momentum([w], 0.1, 0.5)
    for _ in range(7):
        optimiser.zero_grad()
        ((w - 1) ** 2).backward()
        optimiser.step()
    assert np.allclose(theta, [w.data], rtol=1e-14)
    assert len(losses) == 8
