"""Values stand in the order of their indices, also where Graphviz has them another way."""

from dataclasses import replace

import pytest

from engine import Value, draw, named
from engine.drawing import placing, siblings
from engine.drawing.siblings import disorder, in_order, is_upside_down
from tests.engine.drawing.nets import NETS, attention
from tests.engine.drawing.pictures import cells, chain, network, recurrent, sharing


@pytest.fixture
def given(monkeypatch):
    """The arguments of every call of `in_order`."""
    calls = []
    monkeypatch.setattr(placing, "in_order", lambda *call: calls.append(call) or in_order(*call))
    return calls


def on_its_head(found):
    """Turn a layout upside down, the lines of its additions too."""
    return replace(
        found.moved(lambda x, y: (x, found.size[1] - y)), lines={i: order[::-1] for i, order in found.lines.items()}
    )


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
    upside_down = on_its_head(found)
    assert is_upside_down(sheet, row, upside_down)
    assert not is_upside_down(sheet, row, found)
    before = heights(drawing.trace, upside_down)
    assert before["w[0]"] > before["w[1]"]
    assert before["h[0]"] > before["h[1]"]
    again = in_order(sheet, row, upside_down)
    after = heights(drawing.trace, again)
    assert after["w[0]"] < after["w[1]"]
    assert after["h[0]"] < after["h[1]"]
    assert list(again.lines.values()) == [[0, 1]]
    assert again.links[0] == upside_down.links[2]


def exchanged(places, one, other):
    return places | {one: places[other], other: places[one]}


def test_a_row_is_upside_down_where_more_than_half_of_its_pairs_are(given):
    """Of a*b + c there are four: the boxes a and b, a*b and c, and the operands of * and of +."""
    a, b, c = (Value(0.5 + k, name) for k, name in enumerate("abc"))
    drawing = draw(a * b + c)
    assert drawing.picture
    sheet, row, found = given[0]
    box = {drawing.trace.labels[i] or "a*b": (i, 0) for i in sheet.diagram.boxes[:4]}
    told = [(disorder(sheet, row, found), is_upside_down(sheet, row, found))]
    for one, other in (("a", "b"), ("a*b", "c")):
        found = replace(found, places=exchanged(found.places, box[one], box[other]))
        told.append((disorder(sheet, row, found), is_upside_down(sheet, row, found)))
    for one, other in ((0, 1), (2, 3)):
        found = replace(found, labels=exchanged(found.labels, one, other))
        told.append((disorder(sheet, row, found), is_upside_down(sheet, row, found)))
    assert told == [(0, False), (1, False), (2, False), (3, True), (4, True)]


def test_a_row_of_very_many_arrows_is_left_as_it_is(given, monkeypatch):
    first, second = (Value(1.0 + k, f"w[{k}]").tanh() for k in (0, 1))
    assert draw(first * second).picture
    sheet, row, found = given[0]
    upside_down = found.moved(lambda x, y: (x, found.size[1] - y))
    assert in_order(sheet, row, upside_down) != upside_down
    monkeypatch.setattr(siblings, "MOST_SORTED", len(row.tails) - 1)
    assert in_order(sheet, row, upside_down) == upside_down


def test_values_that_are_made_in_another_order_than_that_of_their_indices_stand_by_their_indices():
    h = [named(f"h[{k}]", Value(1.0 + k, f"w[{k}]").tanh()) for k in (0, 1)]
    drawing = draw(h[1] * h[0])
    at = {drawing.trace.labels[box.index]: box.y for box in drawing.picture.boxes}
    assert at["w[0]"] < at["w[1]"]
    assert at["h[0]"] < at["h[1]"]


LAYERED = [
    network, lambda: network((3, 4, 2)), cells, *(NETS[name] for name in (
        "two_layers", "mlp_batch", "full_attention", "batch_norm", "written_out",
    )),
]  # fmt: skip
OTHERS = [sharing, lambda: chain(12), lambda: recurrent(4), NETS["squares"], NETS["softmax_twice"]]


def rows_given(given, graph, collapse=False):
    assert draw(graph(), collapse=collapse, limit=2000).picture
    return given[:4]


@pytest.mark.long
@pytest.mark.parametrize("graph", LAYERED)
def test_of_like_layers_that_stand_on_their_head_more_than_half_is_put_right(given, graph):
    for sheet, row, found in rows_given(given, graph):
        upside_down = on_its_head(found)
        before, after = (disorder(sheet, row, each) for each in (upside_down, in_order(sheet, row, upside_down)))
        best = disorder(sheet, row, found)
        assert after - best <= (before - best) / 2
        assert is_upside_down(sheet, row, found) == (best > before)


@pytest.mark.long
@pytest.mark.parametrize("graph", [network, NETS["convolution"], NETS["batch_norm"]])
def test_what_stands_as_it_should_is_not_made_worse(given, graph):
    for sheet, row, found in rows_given(given, graph):
        assert disorder(sheet, row, in_order(sheet, row, found)) <= disorder(sheet, row, found)


@pytest.mark.long
@pytest.mark.parametrize(("graph", "collapse"), [
    *((graph, False) for graph in (*LAYERED, *OTHERS)), (network, 2), (NETS["mlp_batch"], 1), (NETS["recurrent"], 1),
])  # fmt: skip
def test_whatever_changes_places_takes_its_arrows_its_lines_and_its_scope_with_it(given, graph, collapse):
    for sheet, row, found in rows_given(given, graph, collapse):
        links = sheet.diagram.links
        for each in (on_its_head(found), in_order(sheet, row, on_its_head(found))):
            boxes = {stand: (*each.places[stand], *each.sizes[stand]) for stand in each.places}
            for number, tail in row.tails.items():
                curve = each.links[number]
                assert is_at(boxes[tail], curve[0], 1)
                assert is_at(boxes[links[number].head, 0], curve[-1], -1)
                assert any(abs(each.labels[number][1] - y) <= 1 for _, y in curve), "its number is on it"
            for card, value in sheet.diagram.results:
                if value in each.results:
                    assert is_at(boxes[card, 0], each.results[value][0], 1)
                    assert is_at(boxes[value, 0], each.results[value][-1], -1)
            for value, order in each.lines.items():
                leaving = [n for k in order for n in sheet.lines[value][1][k] if row.tails.get(n) == (value, 0)]
                starts = [each.links[n][0][1] for n in leaving]
                assert starts == sorted(starts)
            around = dict(each.scopes)
            for key, copy in each.places:
                home = sheet.diagram.scope_of[key]
                if not copy and home is not None:
                    left, top, width, height = around[home]
                    x, y = each.places[key, 0]
                    assert left <= x <= left + width
                    assert top - height <= y <= top, "what was the top is the bottom now"


def is_at(box, point, side):
    x, y, width, height = box
    return abs(point[0] - x - side * width / 2) < 2 and abs(point[1] - y) <= height / 2


def order(found):
    """What stands in each column, from top to bottom, and the numbers on the arrows and the scopes likewise."""
    columns = {}
    for (key, copy), (x, _) in sorted(found.places.items(), key=lambda place: place[1][1]):
        columns.setdefault(x, []).append(f"{key}{'*' * copy}")
    numbers = sorted(found.labels, key=lambda number: (found.labels[number][0], found.labels[number][1]))
    ends = " ".join(f"{number}:{found.links[number][0][1]:g}-{found.links[number][-1][1]:g}" for number in numbers)
    results = " ".join(f"{i}:{curve[0][1]:g}-{curve[-1][1]:g}" for i, curve in found.results.items())
    scopes = " ".join(f"{key}:{top:g}" for key, (_, top, _, _) in found.scopes)
    lines = " ".join(f"{i}:{order}" for i, order in found.lines.items())
    return "\n".join([*(" ".join(columns[x]) for x in sorted(columns)), ends, results, scopes, lines])


@pytest.mark.parametrize(
    ("graph", "options"),
    [
        (lambda: network((2, 3, 2)), {}),
        (lambda: network((2, 3, 2)), {"collapse": 3}),
        (lambda: network((2, 3, 2)), {"collapse": 2}),
        (sharing, {}),
        (cells, {"collapse": 2}),
        (lambda: attention(2, 2), {"collapse": True}),
    ],
    ids=["network", "neurons folded", "layers folded", "sharing", "cells", "attention"],
)
def test_what_stood_on_its_head_stands_as_it_was_looked_at(given, graph, options, snapshot):
    """Neurons and leaves by their indices; a card that has a result stays where it is, and so does what leads to it."""
    assert draw(graph(), **options).picture
    assert "\n\n".join(order(in_order(sheet, row, on_its_head(found))) for sheet, row, found in given) == snapshot
