"""Stages of what no module computes: the steps never come back to one, and there are not too many."""

import pytest

from engine import Value
from engine.drawing.stages import stages
from engine.trace import trace
from tests.engine.drawing.pictures import chain, scoped_at_random, sharing

GRAPHS = [sharing, lambda: chain(30), *(lambda s=s: scoped_at_random(s, 40) for s in range(20))]


@pytest.mark.parametrize("most", [1, 3, 6])
@pytest.mark.parametrize("graph", GRAPHS)
def test_stages_follow_each_other_and_are_as_many_as_there_is_room_for(graph, most):
    seen = trace(graph())
    (found,) = stages(seen, [seen.operations], seen.operations, most)
    assert found == sorted(found)
    assert {*found} == {*range(1, max(found) + 1)}
    assert max(found) <= most


@pytest.mark.parametrize("graph", GRAPHS)
def test_with_room_enough_there_are_at_least_as_many_as_operations_on_the_longest_path(graph):
    seen = trace(graph())
    (found,) = stages(seen, [seen.operations], seen.operations, len(seen.operations))
    depth = {}
    for i in seen.operations:
        depth[i] = 1 + max((depth[x] for x in seen.inputs_of(i) if x in depth), default=0)
    assert max(found) >= max(depth.values())


def ops(output, most, ends=None):
    """The operations of each stage, in the order of the steps."""
    seen = trace(output)
    (found,) = stages(seen, [seen.operations], seen.operations if ends is None else ends, most)
    return [
        " ".join(seen.nodes[i].op for i, each in zip(seen.operations, found, strict=True) if each == stage)
        for stage in range(1, max(found) + 1)
    ]


def test_by_depth_where_the_steps_go_that_way_else_up_to_one_value_that_is_left_else_as_far_as_nothing_is_needed():
    x, y = Value(0.5, "x"), Value(0.3, "y")
    assert ops((x.tanh() + y.exp()) ** 2, 6) == ["tanh exp", "+", "**2"]
    assert ops(x * 2.0 + y * 3.0 + x * y, 6) == ["*", "* +", "* +"]
    assert ops(x.exp().tanh() * y.exp().tanh(), 6) == ["exp", "tanh exp", "tanh", "*"]
    assert ops(x.exp().tanh() * y.exp().tanh(), 2) == ["exp tanh exp tanh", "*"], "two of the depth in one"


def test_a_value_that_ends_no_stage_is_in_the_stage_of_those_that_need_it():
    assert ops((Value(0.5, "x").tanh() + 1.0) ** 2, 6, ends=()) == ["tanh + **2"]


def test_runs_share_the_room_and_each_has_a_stage():
    seen = trace(chain(4))
    runs = [seen.operations[:6], seen.operations[6:]]
    assert [max(own) for own in stages(seen, runs, seen.operations, 8)] == [6, 2]
    assert [max(own) for own in stages(seen, runs, seen.operations, 4)] == [3, 1]
    assert [max(own) for own in stages(seen, runs, seen.operations, 1)] == [1, 1]
    assert stages(seen, [], seen.operations, 3) == []
