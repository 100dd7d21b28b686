"""An exercise on the stage: the names and the convention of who wrote it, and keys that act at once."""

import numpy as np
import pytest

from engine import Value
from engine.drawing.board import lines
from engine.drawing.spine import spine
from lectures.entries import Drawn
from lectures.exercises.own import traced
from lectures.teaching.staging import staged
from tests.axe import serious
from tests.engine.drawing.pages import PATIENCE

NUMBERS = {"X": [[0.3, -0.4], [0.6, 0.7], [0.8, -0.9]], "W": [[0.4], [-0.6]], "b": [0.7]}


def equations(drawing):
    found = lines(drawing.story, drawing.form)
    return [line.forward.text.text for line in found], [eq.text.text for line in found for eq in line.backward]


@pytest.mark.long
def test_examples_in_columns_stay_columns_under_the_names_of_the_function(columns):
    drawing = staged(columns.variant(1).drawn, "columns")
    forward, backward = equations(drawing)
    assert drawing.form == "columns"
    assert forward[:3] == ["Z1 = W1 X + b1", "A1 = tanh(Z1)", "Z2 = W2 A1 + b2"]
    assert "A2 = 1/(1 + exp(-Z2))" in forward
    assert "Y*log(A2)" in forward
    assert {"dW1 = δZ1 Xᵀ", "δA1 = W2ᵀ δZ2", "dW2 = δZ2 A1ᵀ", "db1 = row sums of δZ1"} <= set(backward)


@pytest.mark.long
def test_a_neuron_without_arrays_is_stepped_arrow_by_arrow(columns):
    w, x = Value(0.7, "w"), Value(1.4, "x")
    assert staged(Drawn((w * x - 0.3).tanh(), {"w": w}), "neuron").grain == "arrow"
    assert staged(columns.variant(1).drawn, "columns").grain == "layer"


def sigma(u):
    return 1 / (1 + np.exp(-u))


def test_a_card_is_called_by_the_array_it_ends_in_also_where_a_function_of_ones_own_made_it():
    def loss(X, V, c, U):
        S1 = V @ X + c
        A1 = sigma(S1)
        S2 = U @ A1
        return np.mean(S2 * S2)

    given = {"X": [[0.3, -0.4, 0.6], [0.7, 0.8, -0.9]], "V": [[0.4, -0.6], [1.2, 0.7]], "c": [[0.7], [-0.3]]}
    drawing = staged(traced(loss, given | {"U": [[0.6, -1.2]]}, ["V", "c", "U"]), "cards")
    names = [card.name for card in spine(drawing.story).cards]
    assert names == ["given", "S1", "A1", "S2", "L"]


def test_entries_that_the_loss_does_not_take_are_shown_and_their_gradients_are_0():
    """Labels as whole numbers take one entry of each row; P is asked for all the same, and dP with its zeros."""

    def loss(S, y):
        E = np.exp(S)
        P = E / E.sum(axis=1, keepdims=True)
        return -np.log(P[np.arange(len(y)), y]).mean()

    drawing = staged(traced(loss, {"S": [[0.3, -0.4, 0.6], [0.7, 0.8, -0.9]], "y": [2, 0]}, ["S"]), "labels")
    forward, backward = equations(drawing)
    whole = next(line for line in lines(drawing.story) if line.forward.text.text == "P = E/sum(E)")
    assert [grid.shape for grid in (whole.forward.result, *whole.forward.operands)] == [(2, 3), (2, 3), (2, 1)]
    P = whole.forward.result.nodes()
    assert len(P) == 6
    assert "log(P[·])" in forward
    assert "δP[·] = δlog(P[·]) ⊙ (1/P[·])" in backward
    assert [len(card.cells) for card in spine(drawing.story).cards if card.name == "P"] == [6]
    known = drawing.trace.known_at(len(drawing.trace.operations) + 1).totals  # the seed
    unused = [at for at, i in P.items() if known.get(i) == (0.0, True)]
    assert unused == [(0, 0), (0, 1), (1, 1), (1, 2)]


def test_examples_in_rows_stay_rows():
    def loss(X, W, b):
        Z = X @ W + b
        H = np.tanh(Z)
        return np.mean(H * H)

    drawing = staged(traced(loss, NUMBERS, ["W", "b"]), "rows")
    forward, backward = equations(drawing)
    assert drawing.form == "rows"
    assert forward[:2] == ["Z = X W + b", "H = tanh(Z)"]
    assert "dW = Xᵀ δZ" in backward


def test_weights_that_are_stored_the_other_way_round_are_turned_and_nothing_else():
    def loss(X, W, b):
        Z = W.T @ X.T + b
        return np.mean(Z * Z)

    drawing = staged(traced(loss, NUMBERS, ["W", "b"]), "turned")
    assert (drawing.form, equations(drawing)[0][0]) == ("columns", "Z = Wᵀ Xᵀ + b")


def test_what_is_written_with_values_is_called_as_it_is_asked_for(network):
    forward, _ = equations(staged(network.variant(1).drawn, "rows"))
    assert forward[0].startswith("Z = ")
    assert any(line.startswith("H = tanh(Z)") for line in forward)
    assert any(line.startswith("Y = H W2") for line in forward)


@pytest.mark.slow
def test_keys_act_as_soon_as_the_page_is_open_and_after_a_press_beside_the_stage(columns, own, call, browser):
    call("stage", columns.name, "--seed", "1")
    page = browser.new_page(viewport={"width": 1500, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.goto((own / "in-columns.html").as_uri())
    assert page.evaluate("document.activeElement.className").startswith("stage")
    slider = page.locator("figure.player .slider")
    chosen = page.locator("[data-do=grain][aria-pressed=true]")
    assert chosen.get_attribute("value") == "layer"  # a matrix a step, as they were written
    page.keyboard.press("ArrowRight")
    first = int(slider.input_value())
    assert first > 1
    page.keyboard.press("1")
    assert chosen.get_attribute("value") == "arrow"
    page.mouse.click(750, 3)  # the margin
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == first + 1
    page.keyboard.press("p")
    assert page.locator("figure.player.projecting").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("figure.player.projecting").count() == 0
    assert serious(page) == []
    page.close()


@pytest.mark.slow
def test_the_first_step_shows_all_that_is_given_as_matrices(columns, own, call, browser):
    call("stage", columns.name, "--seed", "1")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((own / "in-columns.html").as_uri())
    given = page.locator(".board-line.is-given")
    tables = given.get_by_role("table").evaluate_all("tables => tables.map(table => table.ariaLabel.split(',')[0])")
    assert tables == ["W1", "X", "b1", "W2", "b2", "Y"]
    assert page.locator(".bench .more").count() == 0
    assert given.evaluate("line => line.offsetHeight <= line.parentElement.clientHeight")
    assert float(given.evaluate("line => parseFloat(getComputedStyle(line).fontSize)")) > 16
    page.close()
