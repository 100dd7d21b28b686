"""The order of a pass: every node after all its inputs, the same in every run, at any depth."""

import random
import subprocess
import sys

import pytest

from engine import NotANumberError, Value, topological_order


def names(*outputs):
    return [node.label or node.op for node in topological_order(*outputs)]


def test_a_leaf_alone():
    x = Value(1.0)
    assert topological_order(x) == [x]


def test_a_node_comes_once_and_after_all_its_inputs():
    rng = random.Random(0)
    nodes = [Value(1.0) for _ in range(5)]
    for _ in range(200):
        nodes.append(rng.choice(nodes[-20:]) * rng.choice(nodes[-20:]))
    order = topological_order(nodes[-1])
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is nodes[-1]
    assert all(place[x] < place[node] for node in order for x in node.inputs)


def test_the_order_is_that_of_reading():
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    assert names((a + b) * c - a) == ["a", "b", "+", "c", "*", "-"]


def test_the_graph_where_a_depth_first_guess_goes_wrong():
    """b = a + a; c = b + b: whoever hands on b's gradient before both edges have arrived loses half of it."""
    a = Value(2.0, "a")
    b = a + a
    c = b + b
    assert topological_order(c) == [a, b, c]


def test_several_outputs_share_one_order():
    a = Value(1.0, "a")
    b, c = a.exp(), a.sin()
    assert topological_order(b, c) == [a, b, c]
    assert topological_order(b, b, a) == [a, b]
    assert topological_order() == []


@pytest.mark.long
def test_the_order_does_not_change_between_processes():
    """Neither memory addresses nor hash seeds decide it."""
    program = (
        "from engine import Value, topological_order\n"
        "xs = [Value(float(i), f'x{i}') for i in range(20)]\n"
        "y = sum((a * b for a in xs[::3] for b in xs), Value(0.0, 'start'))\n"
        "print([n.label or n.op for n in topological_order(y)])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(runs) == 1


@pytest.mark.parametrize("thing", [3.0, [Value(1.0)], None, "x"])
def test_what_is_not_a_value_is_refused_with_advice(thing):
    with pytest.raises(NotANumberError, match=r"taken apart.*lost its graph"):
        topological_order(thing)
