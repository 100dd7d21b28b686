"""Drawings to be played with: a leaf is dragged, nudged or typed, and every number of the picture is the engine's."""

import math
from typing import Any

import pytest

from engine import record
from engine.words.digits import minus, show
from tests.lectures.live.playing.figures import LAPTOP, NAMES, NOW, drag, leaf, opened, play_of
from tests.lectures.test_stage import window


def engine_at(drawing: Any, numbers: list[float]) -> list[tuple[float, float]]:
    """Return the value of every node, and of every variable also the gradient, where the leaves have these numbers."""
    values = drawing.trace.values
    leaves = [i for i, value in enumerate(values) if value.primitive is None]
    tape = record(list(values), [values[i] for i in leaves])
    of_nodes, gradients = tape.value_and_grad([numbers[i] for i in leaves])
    gradient = dict(zip(leaves, gradients[-1], strict=True))
    return [(of_nodes[i], gradient.get(i, math.nan)) for i in range(len(values))]


@pytest.mark.parametrize("settings", ["", "delete window.WebAssembly"])
@pytest.mark.parametrize("name", NAMES)
def test_after_dragging_every_value_and_gradient_is_the_engines(name, settings, played, play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        tab.add_init_script(settings)
        figure, drawing = opened(tab, play_pages[name]), play_of(played[name]).drawing
        before = figure.evaluate(NOW)["data"]
        sliders = figure.get_by_role("slider")
        for i, by in ((0, 17), (1, -11), (2 % sliders.count(), 8)):
            drag(tab, sliders.nth(i), by)
        now = figure.evaluate(NOW)
        assert sum(a != b for a, b in zip(before, now["data"], strict=True)) > 3
        compared = 0
        nodes = drawing.trace.nodes
        for node, x, g, (value, gradient) in zip(
            nodes, now["data"], now["gradient"], engine_at(drawing, now["data"]), strict=True
        ):
            assert x == pytest.approx(value, rel=1e-9, abs=1e-12)
            if node.kind == "variable":
                assert g == pytest.approx(gradient, rel=1e-9, abs=1e-12)
                compared += 1
        assert compared > 1


def test_a_knob_follows_the_pointer_and_the_number_stays_short(play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["slope_and_graph"])
        a = leaf(figure, "a")
        knob, ghost = a.locator("circle.now"), a.locator("circle.was")
        drag(tab, a, 18)
        at, was = knob.bounding_box(), ghost.bounding_box()
        assert at["x"] + at["width"] / 2 - was["x"] - was["width"] / 2 == pytest.approx(18, abs=1)
        assert len(a.get_attribute("aria-valuenow")) <= 4


def test_the_keyboard_moves_a_leaf_and_takes_it_back(play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["slope_and_graph"])
        a = leaf(figure, "a")
        a.focus()
        for key, expected in (("ArrowRight", "3.1"), ("ArrowDown", "3"), ("PageUp", "4"), ("ArrowLeft", "3.9")):
            tab.keyboard.press(key)
            assert a.get_attribute("aria-valuenow") == expected
        assert "gradient" in a.get_attribute("aria-valuetext")
        assert "promised" in figure.get_by_role("status").inner_text()
        tab.keyboard.press("Home")
        assert a.get_attribute("aria-valuenow") == "3"


def test_ghosts_stay_until_they_are_forgotten_and_back_goes_to_them(played, play_pages, browser):
    nodes = play_of(played["slope_and_graph"]).drawing.trace.nodes
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["slope_and_graph"])
        ghosts = figure.locator(".ghost")
        assert not any(ghosts.all_text_contents())
        leaf(figure, "a").press("PageUp")
        of_price = figure.locator(f'[data-node="{len(nodes) - 1}"]')
        assert of_price.locator(".ghost").first.text_content() == minus(show(float(f"{nodes[-1].data:.3g}")))
        leaf(figure, "a").press("g")
        assert not any(ghosts.all_text_contents())
        forgotten = figure.evaluate(NOW)
        leaf(figure, "b").press("PageDown")
        assert any(ghosts.all_text_contents())
        leaf(figure, "b").press("Backspace")
        assert figure.evaluate(NOW) == forgotten
        figure.get_by_role("button", name="Back").click()
        assert figure.evaluate(NOW)["data"] == [node.data for node in nodes]


def test_what_the_gradient_promised_stands_beside_what_came(play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["slope_and_graph"])
        figure.get_by_label("value of b").fill("7")
        told = figure.locator(".told").inner_text()
        assert "7.5 · 2 = +15;" in told  # over b the price is a straight line, so that is what comes
        assert told.endswith("+15")
        figure.get_by_label("value of a").fill("3.5")
        assert "19.4 · 0.5 + 7.5 · 2 = +24.7" in figure.locator(".told").inner_text().replace("−", "-")


def test_data_promises_nothing(play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["one_neuron_decides"])
        figure.get_by_label("value of x1").fill("2.5")
        assert "data has no gradient" in figure.locator(".told").inner_text()


@pytest.mark.parametrize(("typed", "says"), [("", "Write a number for w00"), ("1e300", "no finite")])
def test_what_cannot_be_computed_is_explained_and_the_numbers_stay(typed, says, play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["network_by_hand"])
        before = figure.evaluate(NOW)
        figure.get_by_label("value of w00").fill(typed)
        assert says in figure.locator(".trouble").inner_text()
        assert figure.evaluate(NOW) == before
        figure.get_by_label("value of w00").press("Enter")
        assert figure.get_by_label("value of w00").input_value() == "−0.1"


def test_until_the_question_is_answered_gradients_are_hidden_and_nothing_moves(play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["slope_and_graph"], plays=False)
        assert set(figure.locator(".value-grad").all_text_contents()) == {"—"}
        leaf(figure, "a").press("ArrowRight")
        assert leaf(figure, "a").get_attribute("aria-valuenow") == "3"
        figure.get_by_role("button", name="The slope by b").press("Enter")
        assert "—" not in figure.locator(".value-grad").all_text_contents()
        figure.get_by_role("button", name="Show the answer").press("Enter")
        assert figure.locator(".answer").inner_text().startswith("You were right.")


def test_local_derivatives_can_stand_on_the_arrows(play_pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, play_pages["slope_and_graph"])
        visible = ".edge .partial >> visible=true"
        assert figure.locator(visible).count() == 0
        figure.get_by_role("button", name="Local derivatives").click()
        assert "6" in figure.locator(visible).all_text_contents()  # of a**2, at 3
