"""A class that reads the board sees each line finished before the next one begins, forwards and backwards."""

from itertools import groupby

import pytest

from engine import Value, draw, tanh
from engine.drawing.board import lines
from engine.drawing.board.steps import line_by_line
from engine.drawing.spine import spine
from engine.trace import Trace, trace
from engine.words.story import Story
from nn import Matrix
from tests.engine.drawing import nets, pictures


def runs(seen: Trace, direction: str) -> list[int]:
    """Return which line each step belongs to; steps of one line in a row count once."""
    home = {i: k for k, line in enumerate(lines(Story(seen))) for i in line.nodes}
    return [k for k, _ in groupby(home[step.node] for step in seen.steps if step.kind == direction)]


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("net", nets.NETS)
def test_the_steps_of_a_line_stand_together(net, direction):
    found = runs(line_by_line(trace(nets.NETS[net]())), direction)
    assert len(found) == len(set(found))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
def test_the_numbers_are_those_of_any_other_order(seed):
    before = trace(pictures.scoped_at_random(seed, 40), {})
    after = line_by_line(before)
    assert set(after.values) == set(before.values)
    assert dict(zip(after.values, after.data, strict=True)) == dict(zip(before.values, before.data, strict=True))
    gradients = dict(zip(before.values, before.gradients, strict=True))
    for value, gradient in zip(after.values, after.gradients, strict=True):
        assert gradient == pytest.approx(gradients[value], rel=1e-12, abs=1e-12)


def test_a_graph_without_matrices_keeps_its_order():
    seen = trace((Value(2.0, "a") * Value(3.0, "b")).tanh())
    assert line_by_line(seen) is seen


def test_a_line_waits_for_those_it_needs_and_comes_when_one_reads_it():
    w, u, h = Matrix([[1.0, 2.0], [3.0, 4.0]], "W"), Matrix([[5.0], [6.0]], "u"), Matrix([[0.5, 0.25]], "h0")
    loss = Value(0.0, "start")
    for _ in range(3):  # in each time step an output, and its error
        h = (h @ w).map(tanh)
        loss = loss + (h @ u)[0, 0] ** 2
    seen = draw(loss).trace
    names = [seen.values[step.node].op for step in seen.steps if step.kind == "forward"]
    assert names == ["dot", "dot", "tanh", "tanh", "dot", "**2"] * 3 + ["+"] * 3


def test_every_operation_keeps_the_line_of_the_program_that_made_it():
    w, x = Matrix([[1.0, 2.0], [3.0, 4.0]], "W"), Matrix([[0.5, 0.25]], "x")
    z = x @ w
    sums = [z[0, 0].tanh(), z[0, 1].tanh()]
    seen = draw(sums[0] + sums[1], lines={z[0, 0]: 7, z[0, 1]: 7, sums[1]: 8}).trace
    assert {seen.values[i]: line for i, line in seen.lines.items()} == {z[0, 0]: 7, z[0, 1]: 7, sums[1]: 8}


@pytest.mark.parametrize("net", ["batch_norm", "layer_norm", "recurrent", "full_attention", "two_layers"])
def test_a_card_of_the_spine_is_not_left_before_it_is_done(net):
    drawing = draw(nets.NETS[net]())
    cards = [spine(drawing.story).home[i] for i in drawing.trace.operations]
    assert cards == sorted(cards)
