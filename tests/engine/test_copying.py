"""Copies and pickles of Values and of graphs: what is shared stays shared, at any depth."""

import copy
import gc
import pickle
from itertools import pairwise

import pytest

from engine import Constant, Value, gradient, scope, topological_order
from engine import sum as engine_sum
from engine.graph import with_inputs

DEEP = 10_000  # ten times as deep as Python's own stack; a million in tests/benchmarks
PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)


def example():
    with scope("layer"):
        x = Value(2.0, "x")
        with scope("unit"):
            y = (x * x + 3).leaky_relu(0.2) ** 2
    y.label = "y"
    y.backward()
    return x, y


def described(output):
    order = topological_order(output)
    place = {node: i for i, node in enumerate(order)}
    return [
        (
            type(n),
            n.data,
            n.grad,
            n.label,
            n.op,
            n.primitive,
            n.scope and n.scope.path,
            tuple(place[x] for x in n.inputs),
        )
        for n in order
    ]


ROUND_TRIPS = {"deepcopy": copy.deepcopy} | {
    f"pickle {p}": lambda thing, p=p: pickle.loads(pickle.dumps(thing, p)) for p in PROTOCOLS
}
each_way = pytest.mark.parametrize("there_and_back", ROUND_TRIPS.values(), ids=ROUND_TRIPS)


@each_way
def test_a_copied_graph_is_the_same_and_its_own(there_and_back):
    x, y = example()
    twin = there_and_back(y)
    assert described(twin) == described(y)
    assert not {*topological_order(twin)} & {*topological_order(y)}
    leaf = topological_order(twin)[0]
    assert gradient(twin, leaf) == gradient(y, x)
    twin.backward()
    assert x.grad == gradient(y, x)


@each_way
def test_leaves_are_copied_with_all_they_hold(there_and_back):
    x = Value(2.5, "w")
    x.grad = 7.0
    twin = there_and_back(x)
    assert (type(twin), twin.data, twin.grad, twin.label) == (Value, 2.5, 7.0, "w")
    assert twin is not x
    assert type(there_and_back(Constant(1.0))) is Constant


@each_way
def test_a_model_and_its_loss_keep_their_parameters_in_common(there_and_back):
    w, b = Value(2.0, "w"), Value(1.0, "b")
    parameters, loss = there_and_back(([w, b], w * 3 + b))
    loss.backward()
    assert [p.grad for p in parameters] == [3.0, 1.0]


def test_deepcopy_keeps_inner_results_in_common_too():
    x = Value(2.0)
    hidden = x * x
    hidden2, loss2 = copy.deepcopy([hidden, hidden * 3])
    assert gradient(loss2, hidden2) == 3.0


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_results_of_a_pickle_were_neither_compared_nor_trained(protocol):
    y = Value(2.0) * 3.0
    assert y > 0
    twin = pickle.loads(pickle.dumps(y, protocol))
    assert twin.marks == 0
    twin += 1.0
    assert twin.data == 7.0


def test_copy_makes_one_new_node_with_the_same_inputs():
    x, y = example()
    twin = copy.copy(y)
    assert twin is not y
    assert twin.inputs == y.inputs
    assert described(twin)[-1] == described(y)[-1]
    leaf = copy.copy(x)
    leaf.data = 9.0
    assert x.data == 2.0


@each_way
def test_nodes_of_one_scope_stay_in_one_scope(there_and_back):
    _, y = example()
    scopes = {n.scope for n in topological_order(there_and_back(y)) if n.scope}
    assert sorted(s.path for s in scopes) == ["layer", "layer/unit"]


@pytest.mark.slow
@each_way
def test_a_deep_graph_is_copied_without_recursion(there_and_back):
    x = Value(1.0)
    y = x
    for _ in range(DEEP):
        y = y.sin()
    twin = there_and_back([x, y])
    assert gradient(twin[1], twin[0]) == gradient(y, x)


@each_way
def test_a_wide_graph_too(there_and_back):
    y = engine_sum([Value(float(i)) for i in range(1000)])
    assert there_and_back(y).data == y.data


def test_a_pickle_is_compact():
    x = Value(1.0)
    y = x
    for _ in range(1000):
        y = y.sin()
    assert len(pickle.dumps(y)) < 100 * 1000


@pytest.mark.long
def test_copies_are_freed_by_reference_counting():
    _, y = example()
    gc.collect()
    gc.disable()
    try:
        for there_and_back in (copy.copy, *ROUND_TRIPS.values()):
            there_and_back(y)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_list_of_states_is_copied_without_walking_any_of_them_twice(monkeypatch):
    made = []
    monkeypatch.setattr("engine.graph.with_inputs", lambda node, inputs: made.append(node) or with_inputs(node, inputs))
    states = [Value(1.0)]
    for _ in range(100):
        states.append(states[-1].sin())
    copies = copy.deepcopy(states)
    assert made == states
    assert all(new.inputs == (before,) for before, new in pairwise(copies))


def test_constants_are_columns_of_a_pickle():
    y = Value(1.0)
    for _ in range(1000):
        y = y * 1.5
    assert len(pickle.dumps(y)) < 150 * 1000
