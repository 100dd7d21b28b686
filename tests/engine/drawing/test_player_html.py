"""The text of a player: a figure with every folding, a table, and data; no browser is asked."""

import re

import pytest

from engine import draw
from engine.drawing import player
from engine.drawing.player import player_html
from tests.engine.drawing.pictures import cells, neuron, product_and_sum

CODE = """\
x = Value(2.0)
y = x * x - 1.0  # <the end>
"""


def test_the_whole_figure_but_pictures_and_functions_stays_as_it_was_looked_at(snapshot):
    output = cells()
    drawing = draw(output, collapse="cell.0", lines={output: 2, output.inputs[0]: 2}, title="two <cells>")
    figure = player_html(drawing, "a & b", [9, 3], CODE)
    assert re.sub(r"<svg.*?</svg>\n|(?<=\"\] = \[).*(?=\];</script>)", "", figure, flags=re.DOTALL) == snapshot


def foldings(drawing) -> list[tuple[int, bool]]:
    """For each picture of a player how many parts are folded in it, and whether it is the one that is shown first."""
    pictures = player_html(drawing, "figure").split('<div class="picture"')[1:]
    assert all(f'id="figure-{i}-title"' in picture for i, picture in enumerate(pictures))
    return [(picture.count('class="fold'), " hidden>" not in picture.split("<svg")[0]) for picture in pictures]


@pytest.mark.long
def test_every_depth_of_folding_can_be_seen_once_and_what_was_asked_for_is_shown():
    assert foldings(draw(product_and_sum())) == [(0, True)]
    assert foldings(draw(neuron())) == [(1, False), (0, True)]
    assert foldings(draw(cells())) == [(1, False), (2, False), (0, True)]
    assert foldings(draw(cells(), collapse=2)) == [(1, False), (2, True), (0, False)]
    assert foldings(draw(cells(), collapse="cell.0")) == [(1, False), (2, False), (0, False), (1, True)]


@pytest.mark.parametrize(
    ("start", "options", "expected"),
    [
        (11, {}, [(1, False), (2, False), (0, True)]),  # eleven values are not too many to begin with
        (10, {}, [(1, False), (2, True), (0, False)]),
        (10, {"collapse": "cell.0"}, [(1, False), (2, False), (0, False), (1, True)]),
        (2, {}, [(1, False), (2, False), (0, True)]),  # none is small: then the one that was asked for
    ],
)
def test_what_is_too_large_is_shown_folded_first_and_as_open_as_can_be(monkeypatch, start, options, expected):
    monkeypatch.setattr(player, "START_FOLDED", start)
    assert foldings(draw(cells(), **options)) == expected


@pytest.mark.parametrize(
    ("values", "arrows", "options", "expected"),
    [
        (11, 11, {"collapse": True}, [(1, True), (2, False), (0, False)]),
        (10, 11, {"collapse": True}, [(1, True), (2, False)]),
        (11, 10, {"collapse": True}, [(1, True), (2, False)]),
        (10, 10, {}, [(1, False), (2, False), (0, True)]),  # but not what was asked for itself
    ],
)
def test_what_is_too_large_to_be_read_is_not_offered(monkeypatch, values, arrows, options, expected):
    monkeypatch.setattr(player, "MOST_OPEN", values)
    monkeypatch.setattr(player, "MOST_ARROWS", arrows)
    assert foldings(draw(cells(), **options)) == expected
