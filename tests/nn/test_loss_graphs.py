"""What the graph of a loss holds: which operations, and what the targets in it are called."""

import pytest

from engine import Value, topological_order
from nn import losses
from nn.losses import squared_error
from tests.nn.oracle import values


def graph(loss):
    """The operations of a loss in order of computation, and the labels of the data in it."""
    order = topological_order(loss)
    return [node.op for node in order if node.inputs], [node.label for node in order if node.is_constant and node.label]


def v(x=0.5):
    return Value(x)


@pytest.mark.parametrize(
    ("make", "ops", "labels"),
    [
        (lambda: squared_error(v(), 1.0, "mean"), "- **2", "y"),
        (lambda: squared_error([v()], [1.0], "sum"), "- **2", "y"),
        (lambda: squared_error([v()], [1.0], "half_mean"), "- **2 /", "y"),
        (lambda: squared_error([v()], [1.0], "half_sum"), "- **2 /", "y"),
        (lambda: squared_error([v(), v()], [1.0, 2.0], "sum"), "- **2 - **2 sum", "y0 y1"),
        (lambda: squared_error([v(), v()], [1.0, 2.0], "mean"), "- **2 - **2 sum /", "y0 y1"),
        (lambda: squared_error([[v(), v()]], [[1.0, 2.0]], "sum"), "- **2 - **2 sum", "y0 y1"),
        (lambda: squared_error([[v()], [v()]], [[1.0], [2.0]], "sum"), "- **2 - **2 sum", "y0 y1"),
        (
            lambda: squared_error([[v(), v()], [v(), v()]], [[1.0, 2.0], [3.0, 4.0]], "sum"),
            "- **2 - **2 sum - **2 - **2 sum sum", "Y[0,0] Y[0,1] Y[1,0] Y[1,1]",
        ),
        (lambda: losses.hinge(v(), 1), "* - relu", "y"),
        (lambda: losses.hinge([v(), v()], [1, -1], "sum"), "* - relu * - relu sum", "y0 y1"),
        (lambda: losses.logistic_loss([v()], [1]), "* neg softplus", "y"),
        (lambda: losses.logistic_loss([v(), v()], [1, -1]), "* neg softplus * neg softplus sum /", "y0 y1"),
        (lambda: losses.binary_cross_entropy(v(), 1), "log neg", ""),
        (lambda: losses.binary_cross_entropy(v(), 0), "- log neg", ""),
        (lambda: losses.binary_cross_entropy_from_logits(v(), 1), "neg softplus", ""),
        (lambda: losses.binary_cross_entropy_from_logits(v(), 0), "softplus", ""),
        (lambda: losses.softmax_cross_entropy([v(), v()], 1), "logsumexp -", ""),
        (lambda: losses.negative_log_likelihood([v(), v()], 1), "log neg", ""),
        (lambda: losses.multiclass_hinge([v(), v(), v()], 1), "- + - + max", ""),
        (lambda: losses.multiclass_logistic_loss([v(), v(), v()], 1), "- - logsumexp", ""),
        (lambda: losses.l2_penalty([v(), v()], 0.5), "dot *", ""),
    ],
)  # fmt: skip
def test_a_loss_builds_these_operations_and_names_its_targets(make, ops, labels):
    assert graph(make()) == (ops.split(), labels.split())


@pytest.mark.parametrize(
    ("reduction", "expected"),
    [("sum", 10.0), ("mean", 5.0), ("half_sum", 5.0), ("half_mean", 2.5), ("none", [1.0, 9.0])],
)
def test_a_squared_error_has_the_convention_that_is_named(reduction, expected):
    found = squared_error([Value(2.0), Value(5.0)], [1.0, 2.0], reduction)
    assert ([x.data for x in found] if reduction == "none" else found.data) == expected


def test_targets_that_are_values_stay_what_they_are():
    y, prediction = Value(2.0, "mine"), Value(5.0)
    loss = squared_error(prediction, y, "sum")
    loss.backward()
    assert (y.grad, prediction.grad, y.label) == (-6.0, 6.0, "mine")


def test_a_share_of_wrong_classes_is_a_plain_number():
    assert losses.zero_one(["a", "b", "b"], ["a", "a", "b"], "sum") == 1.0
    assert losses.zero_one(["a", "b"], ["a", "a"], "none") == [0.0, 1.0]
    assert type(losses.zero_one([1], [1])) is float
    assert losses.zero_one(["".join("ab"), 1.0], ["".join("ab"), 1]) == 0.0  # equal, not the same object


def test_a_consistency_loss_is_a_sum_unless_told_otherwise():
    predictions, copies = values((3,), 1), values((3,), 2)
    expected = [(a.data - b.data) ** 2 for a, b in zip(predictions, copies, strict=True)]
    assert losses.consistency_loss(predictions, copies).data == pytest.approx(sum(expected))
    assert losses.consistency_loss(predictions, copies, "mean").data == pytest.approx(sum(expected) / 3)
