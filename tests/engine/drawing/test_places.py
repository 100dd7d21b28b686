"""Where the shapes of graphs of every sort stand: the rows they are in, their columns, their copies, and their centres.

What must hold of any picture, such as that nothing lies on anything else, is in test_layout.py; here whole layouts stay
as they were looked at.
"""

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

import engine
from engine import Value, draw, scope
from engine.drawing.columns import Row, columns_of, cuts, fans_of, rows_of, staggered
from engine.drawing.compose import compose
from engine.drawing.diagram import Diagram
from engine.drawing.picture import Picture
from engine.drawing.sizes import Size
from tests.engine.drawing import nets, pictures


def apart() -> Value:
    """Two parts that meet only in the end, in a scope that both pass by, and a leaf that all use."""
    x, y = Value(1.0, "x"), Value(2.0, "y")
    with scope("long"):
        a = (x * y).tanh().exp().tanh()
    b = y.relu()
    with scope("end"):
        return engine.sum([a, b, x, a * Value(0.5, "w")])


def upside_down() -> Value:
    """Results that are used in another order than that in which they were made."""
    x = [Value(float(k), f"x{k}") for k in range(3)]
    with scope("layer"):
        h = [engine.affine([Value(1.0 + j, f"w{j}")], [x[2 - j]], Value(0.5, f"b{j}")) for j in range(3)]
    return engine.dot([h[2], h[0], h[1]], [Value(2.0, f"v{j}") for j in range(3)])


GRAPHS: dict[str, tuple[Callable[[], Value], dict[str, Any]]] = {
    "apart": (apart, {}),
    "upside down": (upside_down, {}),
    "flat": (lambda: Value(0.5, "x").tanh().exp().relu(), {}),
    "network": (lambda: pictures.network((3, 4, 2)), {}),
    "network folded": (lambda: pictures.network((3, 4, 2)), {"collapse": 3}),
    "steps": (lambda: pictures.recurrent(7), {}),
    "chain": (lambda: pictures.chain(12), {}),
    "cells": (pictures.cells, {"collapse": "cell.0"}),
    "scopes in scopes": (lambda: pictures.scoped_at_random(3, 8), {}),
    "cards in scopes": (lambda: pictures.scoped_at_random(12, 14), {"collapse": 2}),
    "attention": (lambda: nets.attention(2, 2), {"collapse": True}),
    "maps": (lambda: nets.convolution(1, 4), {}),
}


def stand(key: object, copy: int) -> str:
    return f"{key}{'*' * copy}"


def row_line(row: Row) -> str:
    columns: dict[int, list[str]] = {}
    for (key, copy), at in row.columns.items():
        columns.setdefault(at, []).append(stand(key, copy))
    said = " | ".join(f"{at}: {' '.join(columns[at])}" for at in sorted(columns))
    tails = " ".join(f"{number}<{stand(*tail)}" for number, tail in row.tails.items())
    copied, reading = " ".join(sorted(map(str, row.copied))), " ".join(f"{n}@{at}" for n, at in row.reading.items())
    return f"  {said}\n    {tails}; copied {copied}; {reading}".rstrip("; ")


def rows_lines(found: Diagram) -> list[str]:
    column = columns_of(found)
    lines = [f"columns {' '.join(f'{key}:{at}' for key, at in column.items())}"]
    for count in (1, 2, 3):
        starts = cuts(found, column, {at: 100.0 + at for at in range(max(column.values()) + 1)}, count)
        lines += [f"cut at {starts}", *map(row_line, rows_of(found, column, starts))] if count < 3 else [f"{starts}"]
    if fans := fans_of(found):
        column = columns_of(found, fans)
        lines += ["fans", *(f"  {key}: {left} {right}" for key, (left, right) in fans.items())]
        lines += map(row_line, rows_of(found, column, [0], fans))
    lines += [f"further {sorted(each)}" for each in dict.fromkeys(staggered(found)) if 0 < len(each) < 12]
    return lines


def places(found: Picture) -> list[str]:
    lines = [f"{found.width:g} x {found.height:g}"]
    lines += [f"{stand(box.index, box.copy)} {box.x:g},{box.y:g}" for box in found.boxes]
    lines += [f"{card.key} {card.x:g},{card.y:g}" for card in found.cards]
    lines += [f"scope {each.key} {each.x:g},{each.y:g} {each.width:g} x {each.height:g}" for each in found.scopes]
    return [*lines, " ".join(f"{arrow.label[0]:g},{arrow.label[1]:g}" for arrow in found.arrows)]


@pytest.mark.parametrize("name", ["apart", "upside down", "steps", "cells", "cards in scopes", "attention"])
def test_the_columns_and_rows_of_a_diagram(name: str, snapshot: SnapshotAssertion) -> None:
    graph, options = GRAPHS[name]
    assert "\n".join(rows_lines(draw(graph(), **options).diagram)) == snapshot


def test_the_columns_and_rows_of_a_fan(snapshot: SnapshotAssertion) -> None:
    weights, x = ([Value(0.1 * k, f"{name}{k}") for k in range(4)] for name in "wx")
    outputs = [engine.affine(weights, x[::way], Value(0.5, "b")).tanh() for way in (1, -1)]
    assert "\n".join(rows_lines(draw(outputs[0] * outputs[1]).diagram)) == snapshot


@pytest.mark.long
@pytest.mark.parametrize("name", GRAPHS)
def test_where_everything_stands(name: str, snapshot: SnapshotAssertion) -> None:
    graph, options = GRAPHS[name]
    assert "\n".join(places(draw(graph(), **options).picture)) == snapshot


@pytest.mark.parametrize("area", [(440.0, 100.0), (200.0, 200.0)])
def test_where_everything_stands_where_room_is_scarce(area: Size, snapshot: SnapshotAssertion) -> None:
    drawing = draw(pictures.neuron())
    assert "\n".join(places(compose(drawing.story, drawing.diagram, area))) == snapshot
