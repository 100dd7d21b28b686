"""Values stand in the order of their indices, also where Graphviz has them another way."""

from dataclasses import replace

import pytest

from engine import Value, draw, named
from engine.drawing import placing, siblings
from engine.drawing.siblings import disorder, in_order


@pytest.fixture
def given(monkeypatch):
    """The arguments of every call of `in_order`."""
    calls = []
    monkeypatch.setattr(placing, "in_order", lambda *call: calls.append(call) or in_order(*call))
    return calls


def heights(story, found):
    return {story.labels[key]: y for (key, _), (_, y) in found.places.items()}


def test_a_layer_that_stands_on_its_head_is_put_on_its_feet(given):
    """Its neurons change places with all that leads to them, and the lines of their common input with these."""
    x = Value(0.5, "x")
    first, second = (named(f"h[{k}]", Value(1.0 + k, f"w[{k}]") * x) for k in (0, 1))
    drawing = draw(first * second)
    assert drawing.picture
    sheet, row, found = given[0]
    assert disorder(sheet, row, found) == 0
    upside_down = replace(found.moved(lambda x, y: (x, -y)), lines={i: [1, 0] for i in found.lines})
    before = heights(drawing.trace, upside_down)
    assert before["w[0]"] > before["w[1]"]
    assert before["h[0]"] > before["h[1]"]
    again = in_order(sheet, row, upside_down)
    after = heights(drawing.trace, again)
    assert after["w[0]"] < after["w[1]"]
    assert after["h[0]"] < after["h[1]"]
    assert list(again.lines.values()) == [[0, 1]]
    assert again.links[0] == upside_down.links[2]


def test_a_row_of_very_many_arrows_is_left_as_it_is(given, monkeypatch):
    first, second = (Value(1.0 + k, f"w[{k}]").tanh() for k in (0, 1))
    assert draw(first * second).picture
    sheet, row, found = given[0]
    upside_down = found.moved(lambda x, y: (x, -y))
    assert in_order(sheet, row, upside_down) != upside_down
    monkeypatch.setattr(siblings, "MOST_SORTED", len(row.tails) - 1)
    assert in_order(sheet, row, upside_down) == upside_down


def test_values_that_are_made_in_another_order_than_that_of_their_indices_stand_by_their_indices():
    h = [named(f"h[{k}]", Value(1.0 + k, f"w[{k}]").tanh()) for k in (0, 1)]
    drawing = draw(h[1] * h[0])
    at = {drawing.trace.labels[box.index]: box.y for box in drawing.picture.boxes}
    assert at["w[0]"] < at["w[1]"]
    assert at["h[0]"] < at["h[1]"]
