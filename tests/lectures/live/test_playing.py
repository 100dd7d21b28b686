"""Drawings to be played with: a leaf is dragged, nudged or typed, and every number of the picture is the engine's."""

import math
from pathlib import Path
from typing import Any

import pytest

from engine import Value, draw, named, record
from engine.words.digits import minus, show
from lectures import notebook
from lectures.active import Board, active
from lectures.board import play
from lectures.entries import Play
from lectures.errors import LectureError
from lectures.live import Question
from lectures.live.fragment import live_assets
from lectures.live.playing import play_html
from lectures.plain_text import text_of
from lectures.site.page import page_of
from lectures.site.run import Run, run
from lectures.site.script import find_lecture
from tests.axe import serious
from tests.lectures.test_stage import window

NAMES = ["slope_and_graph", "one_neuron_decides", "network_by_hand"]
NOW = "figure => ({ data: figure.play.pass.data, gradient: figure.play.pass.gradient })"
LAPTOP = (1280, 900)


@pytest.fixture(scope="module")
def ran() -> dict[str, Run]:
    return {name: run(find_lecture(name)) for name in NAMES}


@pytest.fixture(scope="module")
def pages(ran: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("playing")
    found = {name: folder / f"{name}.html" for name in NAMES}
    for name, path in found.items():
        path.write_text(page_of(ran[name]), encoding="utf-8")
    return found


def drawing_of(ran: Run) -> Any:
    return next(entry.drawing for entry in ran.entries() if isinstance(entry, Play))


def opened(tab: Any, path: Path, plays: bool = True, address: str = "") -> Any:
    tab.goto(path.as_uri() + address)
    figure = tab.locator("figure.plays")
    figure.scroll_into_view_if_needed()
    if plays:
        figure.get_by_role("button", name="Just let me play").click()
    return figure


def leaf(figure: Any, name: str) -> Any:
    return figure.get_by_role("slider", name=name, exact=True)


def drag(tab: Any, leaf: Any, by: float) -> None:
    box = leaf.locator(".shape").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + by, y, steps=5)
    tab.mouse.up()


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
def test_after_dragging_every_value_and_gradient_is_the_engines(name, settings, ran, pages, browser):
    with window(browser, *LAPTOP) as tab:
        tab.add_init_script(settings)
        figure, drawing = opened(tab, pages[name]), drawing_of(ran[name])
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


def test_a_knob_follows_the_pointer_and_the_number_stays_short(pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["slope_and_graph"])
        a = leaf(figure, "a")
        knob, ghost = a.locator("circle.now"), a.locator("circle.was")
        drag(tab, a, 18)
        at, was = knob.bounding_box(), ghost.bounding_box()
        assert at["x"] + at["width"] / 2 - was["x"] - was["width"] / 2 == pytest.approx(18, abs=1)
        assert len(a.get_attribute("aria-valuenow")) <= 4


def test_the_keyboard_moves_a_leaf_and_takes_it_back(pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["slope_and_graph"])
        a = leaf(figure, "a")
        a.focus()
        for key, expected in (("ArrowRight", "3.1"), ("ArrowDown", "3"), ("PageUp", "4"), ("ArrowLeft", "3.9")):
            tab.keyboard.press(key)
            assert a.get_attribute("aria-valuenow") == expected
        assert "gradient" in a.get_attribute("aria-valuetext")
        assert "promised" in figure.get_by_role("status").inner_text()
        tab.keyboard.press("Home")
        assert a.get_attribute("aria-valuenow") == "3"


def test_ghosts_stay_until_they_are_forgotten_and_back_goes_to_them(ran, pages, browser):
    nodes = drawing_of(ran["slope_and_graph"]).trace.nodes
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["slope_and_graph"])
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


def test_what_the_gradient_promised_stands_beside_what_came(pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["slope_and_graph"])
        figure.get_by_label("value of b").fill("7")
        told = figure.locator(".told").inner_text()
        assert "7.5 · 2 = +15;" in told  # over b the price is a straight line, so that is what comes
        assert told.endswith("+15")
        figure.get_by_label("value of a").fill("3.5")
        assert "19.4 · 0.5 + 7.5 · 2 = +24.7" in figure.locator(".told").inner_text().replace("−", "-")


def test_data_promises_nothing(pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["one_neuron_decides"])
        figure.get_by_label("value of x1").fill("2.5")
        assert "data has no gradient" in figure.locator(".told").inner_text()


@pytest.mark.parametrize(("typed", "says"), [("", "Write a number for w00"), ("1e300", "no finite")])
def test_what_cannot_be_computed_is_explained_and_the_numbers_stay(typed, says, pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["network_by_hand"])
        before = figure.evaluate(NOW)
        figure.get_by_label("value of w00").fill(typed)
        assert says in figure.locator(".trouble").inner_text()
        assert figure.evaluate(NOW) == before
        figure.get_by_label("value of w00").press("Enter")
        assert figure.get_by_label("value of w00").input_value() == "−0.1"


def test_until_the_question_is_answered_gradients_are_hidden_and_nothing_moves(pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["slope_and_graph"], plays=False)
        assert set(figure.locator(".value-grad").all_text_contents()) == {"—"}
        leaf(figure, "a").press("ArrowRight")
        assert leaf(figure, "a").get_attribute("aria-valuenow") == "3"
        figure.get_by_role("button", name="The slope by b").press("Enter")
        assert "—" not in figure.locator(".value-grad").all_text_contents()
        figure.get_by_role("button", name="Show the answer").press("Enter")
        assert figure.locator(".answer").inner_text().startswith("You were right.")


def test_local_derivatives_can_stand_on_the_arrows(pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["slope_and_graph"])
        visible = ".edge .partial >> visible=true"
        assert figure.locator(visible).count() == 0
        figure.get_by_role("button", name="Local derivatives").click()
        assert "6" in figure.locator(visible).all_text_contents()  # of a**2, at 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_a_telephone_and_axe_finds_nothing_serious(name, scheme, pages, browser):
    with window(browser, 390, 844, color_scheme=scheme) as tab:
        figure = opened(tab, pages[name])
        figure.get_by_role("slider").first.press("PageUp")
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        tab.locator(".formula").evaluate_all("all => all.forEach(formula => formula.remove())")  # not of the figure
        assert serious(tab) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_number_leaves_its_box_and_no_ghost_touches_one(name, pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages[name])
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


def test_without_scripts_there_is_the_picture_of_both_passes(pages, browser):
    with window(browser, *LAPTOP, java_script_enabled=False) as tab:
        tab.goto(pages["slope_and_graph"].as_uri())
        assert tab.locator("figure.plays svg").is_visible()
        assert "19.4" in tab.locator("figure.plays .value-grad").all_text_contents()


def test_a_teacher_hides_the_controls_by_the_address_and_can_still_drag(pages, browser):
    with window(browser, *LAPTOP) as tab:
        figure = opened(tab, pages["slope_and_graph"], plays=False, address="?controls=none")
        assert not figure.locator(".ask, .settings, .leaves").locator("visible=true").count()
        before = figure.evaluate(NOW)
        drag(tab, leaf(figure, "b"), 20)
        assert figure.evaluate(NOW) != before


def test_the_script_is_small_and_the_figure_the_same_every_time(ran):
    style, (script,) = live_assets(trains=False)
    assert len(style) + len(script) < 44 * 1024
    for name in NAMES:
        entry = next(entry for entry in ran[name].entries() if isinstance(entry, Play))
        assert play_html(entry) == play_html(entry)


def test_as_text_there_is_the_question_and_its_answer(ran):
    entry = next(entry for entry in ran["slope_and_graph"].entries() if isinstance(entry, Play))
    told = text_of(entry)
    assert told.startswith("[play nudge] Move b from 5 to 10")
    assert told.endswith(entry.question.answer)


def test_a_notebook_shows_the_stepper_whose_leaves_can_be_dragged_as_well(ran, monkeypatch):
    from engine.drawing.notebook import NotebookPlayer

    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    entry = next(entry for entry in ran["slope_and_graph"].entries() if isinstance(entry, Play))
    assert notebook.show(entry)
    assert [type(each) for each in shown] == [NotebookPlayer]


def test_a_graph_that_nobody_can_read_at_once_is_refused():
    w = x = Value(0.5, "w")
    for i in range(70):
        x = named(f"x{i}", x.tanh())
    with active(Board("somewhere")), pytest.raises(LectureError, match=r"'long': draws 71 values.*at most 60"):
        play("long", x, Question("?", ["a"], 0, "a"))
    assert len(draw(w * 2.0).trace.nodes) < 60
