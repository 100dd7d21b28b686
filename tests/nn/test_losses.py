"""Losses: formulas in NumPy, gradients by two witnesses, the notes' numbers, both conventions, bad targets."""

import math
import random

import autograd.numpy as np
import numpy
import pytest

import engine
from engine import Value, topological_order
from engine.errors import DomainError, NoSuchNameError, ProbabilityWarning, SettingError, ShapeError, TargetError
from nn import MLP, Matrix, losses
from tests.nn.oracle import agrees, array, values

BITS, SIGNS, CLASSES = [1, 0, 0, 1], [1, -1, -1, 1], [2, 0, 1, 2]
S, Y, C = np.array(SIGNS), np.array(BITS), np.array(CLASSES)
ROWS = np.arange(4)


def margins(F):
    others = np.array([[k for k in range(3) if k != y] for y in CLASSES])
    return F[ROWS[:, None], others] - F[ROWS, C][:, None]


def log_softmax(F):
    return F - np.log(np.sum(np.exp(F), axis=1, keepdims=True))


BINARY = {  # loss, targets, the loss of each example in NumPy, and the range of its predictions
    "binary_cross_entropy": (BITS, lambda p: -(Y * np.log(p) + (1 - Y) * np.log(1 - p)), (0.05, 0.95)),
    "binary_cross_entropy_from_logits": (BITS, lambda z: np.log(1 + np.exp(-S * z)), (-3, 3)),
    "logistic_loss": (SIGNS, lambda f: np.log(1 + np.exp(-S * f)), (-3, 3)),
    "hinge": (SIGNS, lambda f: np.maximum(0, 1 - S * f), (-3, 3)),
}
MULTICLASS = {
    "softmax_cross_entropy": (lambda F: -log_softmax(F)[ROWS, C], (-3, 3)),
    "negative_log_likelihood": (lambda P: -np.log(P[ROWS, C]), (0.05, 0.95)),
    "multiclass_logistic_loss": (lambda F: np.log(1 + np.sum(np.exp(margins(F)), axis=1)), (-3, 3)),
    "multiclass_hinge": (lambda F: np.maximum(0, 1 + np.max(margins(F), axis=1)), (-3, 3)),
}
REDUCED = {"mean": np.mean, "sum": np.sum, "half_mean": lambda x: np.mean(x) / 2, "half_sum": lambda x: np.sum(x) / 2}


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", BINARY)
def test_binary_losses(name, reduction):
    loss, (targets, formula, interval) = getattr(losses, name), BINARY[name]
    predictions = values((4,), 3, *interval)
    agrees(lambda: loss(predictions, targets, reduction), {"predictions": predictions},
           lambda x: REDUCED[reduction](formula(x)))  # fmt: skip


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", MULTICLASS)
def test_multiclass_losses(name, reduction):
    loss, (formula, interval) = getattr(losses, name), MULTICLASS[name]
    rows = values((4, 3), 3, *interval)
    agrees(lambda: loss(rows, CLASSES, reduction), {"rows": rows}, lambda x: REDUCED[reduction](formula(x)))


@pytest.mark.parametrize("reduction", REDUCED)
@pytest.mark.parametrize("shape", [(4,), (4, 3)])
def test_squared_errors(shape, reduction):
    h, y = values(shape, 1), values(shape, 2)

    def formula(h, y):
        squares = (h - y) ** 2
        return REDUCED[reduction](np.sum(squares, axis=1) if squares.ndim == 2 else squares)

    agrees(lambda: losses.squared_error(h, y, reduction), {"h": h, "y": y}, formula)


def test_the_consistency_loss_is_a_sum_of_squared_distances_and_flows_through_both_branches():
    a, b = values((3, 2), 1), values((3, 2), 2)
    agrees(lambda: losses.consistency_loss(a, b), {"a": a, "b": b}, lambda a, b: np.sum((a - b) ** 2))


def test_the_l2_penalty_pulls_every_weight_by_2_lambda_w():
    w = values((5,), 1)
    agrees(lambda: losses.l2_penalty(w, 0.3), {"w": w}, lambda w: 0.3 * np.sum(w**2))


def test_the_zero_one_loss_is_a_plain_number():
    assert losses.zero_one([1, -1, 1, 1], [1, 1, -1, 1]) == 0.5
    assert losses.zero_one(["a"], ["b"], "sum") == 1.0
    assert losses.zero_one([1, 2], [1, 3], "none") == [0.0, 1.0]


def test_squared_errors_of_the_tutorial():
    """L(8) = 402.57 for the model y = 8x on (2, 19.6), (4.5, 44.1), (10, 98)."""
    xs, ys = (2, 4.5, 10), (19.6, 44.1, 98)
    expected = sum((8 * x - y) ** 2 for x, y in zip(xs, ys, strict=True))
    assert losses.squared_error([Value(8.0) * x for x in xs], ys, "sum").data == pytest.approx(expected, rel=1e-14)
    assert round(expected, 2) == 402.57


def test_large_logits_neither_overflow_nor_lose_their_gradient():
    for z, y in ((1000.0, 0), (-1000.0, 1)):
        logit = Value(z)
        loss = losses.binary_cross_entropy_from_logits(logit, y)
        loss.backward()
        assert (loss.data, abs(logit.grad)) == (1000.0, 1.0)
    row = [Value(1000.0), Value(-1000.0)]
    assert losses.softmax_cross_entropy(row, 1).data == 2000.0
    assert losses.multiclass_logistic_loss(row, 1).data == 2000.0


@pytest.mark.long
def test_cross_entropy_from_logits_agrees_with_scipy():
    from scipy.special import log_softmax  # takes long, and every process would wait for it

    F = values((4, 3), 5, -30, 30)
    expected = -log_softmax(array(F), axis=1)[ROWS, C]
    numpy.testing.assert_allclose(
        [t.data for t in losses.softmax_cross_entropy(F, CLASSES, "none")], expected, rtol=1e-12
    )


def test_three_ways_to_the_same_multiclass_loss():
    from scipy.special import softmax

    F = values((4, 3), 6)
    P = [softmax(row).tolist() for row in array(F)]
    fused = losses.softmax_cross_entropy(F, CLASSES).data
    assert losses.multiclass_logistic_loss(F, CLASSES).data == pytest.approx(fused, rel=1e-14)
    assert losses.negative_log_likelihood(P, CLASSES).data == pytest.approx(fused, rel=1e-14)


def test_both_conventions_of_the_binary_loss_agree_with_two_classes():
    z = Value(0.7)
    expected = losses.logistic_loss(z, -1).data
    assert losses.binary_cross_entropy_from_logits(z, 0).data == expected
    assert losses.binary_cross_entropy(z.sigmoid(), 0).data == pytest.approx(expected, rel=1e-14)
    assert losses.multiclass_logistic_loss([z, Value(0.0)], 1).data == pytest.approx(expected, rel=1e-14)


def test_the_logistic_loss_in_base_2_bounds_the_zero_one_loss_from_above():
    for f in numpy.linspace(-4, 4, 41):
        for y in (-1, 1):
            wrong = losses.zero_one(1 if f >= 0 else -1, y)
            assert losses.logistic_loss(Value(f), y).data / math.log(2) >= wrong


def test_only_the_active_term_of_the_cross_entropy_is_built():
    p = Value(1.0)
    assert losses.binary_cross_entropy(p, 1).data == 0.0
    with pytest.raises(DomainError, match="log"):
        losses.binary_cross_entropy(p, 0)


def test_one_example_needs_no_list_and_adds_no_operation():
    for alone in (
        losses.hinge(Value(0.5), 1),
        losses.hinge([Value(0.5)], [1]),
        losses.hinge([[Value(0.5)]], [1], "sum"),
    ):
        assert alone.data == 0.5
        assert alone.op == "relu"
    assert losses.squared_error(Value(3.0), 1.0, "sum").op == "**2"


def test_a_list_of_one_counts_as_one_number_so_that_an_mlp_can_be_used_as_it_is():
    assert losses.squared_error([[Value(3.0)], [Value(1.0)]], [1.0, 1.0], "mean").data == 2.0
    assert losses.hinge([[Value(0.0)], [Value(2.0)]], [1, 1]).data == 0.5


def test_a_reduction_none_keeps_the_terms():
    assert [t.data for t in losses.hinge([Value(0.5), Value(2.0)], [1, 1], "none")] == [0.5, 0.0]


def test_a_loss_is_a_box():
    loss = losses.hinge([Value(0.5), Value(1.0)], [1, -1])
    assert {node.scope.path for node in topological_order(loss) if node.inputs} == {"hinge"}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: losses.binary_cross_entropy(Value(0.5), -1),
            r"targets are 0 and 1, got -1 at example 0; write \(y \+ 1\) / 2",
        ),
        (
            lambda: losses.hinge([Value(0.5)] * 2, [1, 0]),
            r"hinge: targets are -1 and \+1, got 0 at example 1; write 2\*y - 1",
        ),
        (lambda: losses.logistic_loss(Value(0.5), 0.3), "got 0.3"),
        (
            lambda: losses.softmax_cross_entropy([[Value(0)] * 3], [3]),
            "0 to 2, got 3 .*; subtract 1 if yours count from 1",
        ),
        (
            lambda: losses.softmax_cross_entropy([[Value(0)] * 3], [-1]),
            "0 to 2, got -1 at example 0; number the classes from 0 on$",
        ),
        (lambda: losses.negative_log_likelihood([[Value(0.5)] * 3], [0.5]), "whole numbers"),
        (lambda: losses.softmax_cross_entropy([[Value(0)] * 3], ["cat"]), "a target is a plain number, got 'cat'"),
        (lambda: losses.hinge(Value(1.0), Value(1.0)), "a target is a plain number, got Value"),
    ],
)
def test_a_target_of_another_convention_is_refused_with_advice(call, message):
    with pytest.raises(TargetError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: losses.hinge([Value(1.0)] * 2, [1]), "hinge: 2 predictions do not pair with 1 targets"),
        (lambda: losses.squared_error([], [], "mean"), "squared_error: needs at least one example, got none"),
        (lambda: losses.squared_error([[1, 2]], [[1]], "sum"), "example 0: 2 predictions do not pair with 1 targets"),
        (lambda: losses.hinge([[Value(1.0), Value(2.0)]], [1]), "expects one number for each example, got a list of 2"),
        (lambda: losses.softmax_cross_entropy([Value(1.0)], [0]), "expects a list with one number for each class"),
    ],
)
def test_a_wrong_shape_is_refused(call, message):
    with pytest.raises(ShapeError, match=message):
        call()


def test_an_unknown_reduction_is_refused():
    with pytest.raises(SettingError, match="no reduction 'avg'; choose one of none, sum, half_sum, mean, half_mean"):
        losses.hinge(Value(1.0), 1, "avg")
    with pytest.raises(
        SettingError, match=r"choose one of .*, as in lambda p, y: losses.squared_error\(p, y, 'mean'\)"
    ):
        losses.squared_error([Value(1.0)], [1.0])


# Probabilities where scores belong.

MLP3 = MLP(2, 4, 3, rng=random.Random(0))
MLP1 = MLP(2, 4, 1, rng=random.Random(0))
POINTS = [[0.3, -0.2], [0.1, 0.9]]


@pytest.mark.parametrize("count", [1, 2])
def test_probabilities_given_as_scores_are_noticed(count):
    with pytest.warns(ProbabilityWarning, match="softmax_cross_entropy: .* use negative_log_likelihood"):
        losses.softmax_cross_entropy([engine.softmax(MLP3(x)) for x in POINTS[:count]], [0, 2][:count])
    with pytest.warns(ProbabilityWarning, match="from_logits: .* use binary_cross_entropy"):
        losses.binary_cross_entropy_from_logits([MLP1(x)[0].sigmoid() for x in POINTS[:count]], [0, 1][:count])


def test_scores_are_not_taken_for_probabilities():
    losses.softmax_cross_entropy([MLP3(x) for x in POINTS], [0, 2])
    losses.softmax_cross_entropy([Value(1.0), Value(0.0), Value(0.0)], 1)  # written down in an example
    losses.softmax_cross_entropy([[z.sigmoid() for z in MLP3(x)] for x in POINTS], [0, 2])
    losses.softmax_cross_entropy([Value(z) * 1.0 for z in (-0.5, 0.7, 0.8)], 1)  # their sum is 1, but one is negative
    losses.binary_cross_entropy_from_logits([MLP1(x) for x in POINTS], [0, 1])
    losses.binary_cross_entropy_from_logits(Value(0.5), 1)


ONE = Value(0.3, "z")
BOXES = {
    "squared error": lambda: losses.squared_error([ONE, ONE], [1.0, 2.0], "half_mean"),
    "binary cross-entropy": lambda: losses.binary_cross_entropy([ONE, ONE], [0, 1]),
    "logistic loss": lambda: losses.logistic_loss([ONE, ONE], [-1, 1]),
    "hinge": lambda: losses.hinge([ONE, ONE], [-1, 1]),
    "multiclass hinge": lambda: losses.multiclass_hinge([[ONE, ONE]] * 2, [0, 1]),
    "softmax cross-entropy": lambda: losses.softmax_cross_entropy([[ONE, ONE]] * 2, [0, 1]),
    "negative log-likelihood": lambda: losses.negative_log_likelihood([[ONE, ONE]] * 2, [0, 1]),
    "multiclass logistic loss": lambda: losses.multiclass_logistic_loss([[ONE, ONE]] * 2, [0, 1]),
    "l2 penalty": lambda: losses.l2_penalty([ONE, ONE], 0.5),
    "consistency": lambda: losses.consistency_loss([ONE, ONE], [1.0, 2.0]),
}


@pytest.mark.parametrize("name", BOXES)
def test_every_loss_is_one_box_with_its_name(name):
    boxes = {node.scope.path.split("/")[0] for node in topological_order(BOXES[name]()) if node.inputs}
    assert boxes == {name}
    assert losses.binary_cross_entropy_from_logits([ONE], [1]).scope.path == "binary cross-entropy"


def test_a_squared_error_of_one_number_is_one_power_and_of_several_a_sum():
    for prediction, target in ((ONE, 1.0), ([ONE], 1.0), ([ONE], [1.0]), ([[ONE]], [1.0]), ([[ONE]], [[1.0]])):
        nodes = topological_order(losses.squared_error(prediction, target, "sum"))
        assert [node.op for node in nodes if node.inputs] == ["-", "**2"]
    nodes = topological_order(losses.squared_error([[ONE, ONE]], [[1.0, 2.0]], "mean"))
    assert [node.op for node in nodes if node.inputs] == ["-", "**2", "-", "**2", "sum"]


@pytest.mark.parametrize("reduction", ["none", "mean", "sum", "half_mean", "half_sum"])
def test_the_zero_one_loss_is_reduced_like_the_others(reduction):
    wrong = [0.0, 1.0, 1.0]
    expected = wrong if reduction == "none" else REDUCED[reduction](numpy.array(wrong))
    assert losses.zero_one([1, 2, 3], [1, 3, 2], reduction) == expected


def test_the_hinges_are_flat_from_the_margin_on():
    for score, loss in ((0.999, 0.001), (1.0, 0.0), (1.001, 0.0), (-1.0, 2.0)):
        assert losses.hinge(Value(score), 1).data == pytest.approx(loss, abs=1e-15)
        assert losses.hinge(Value(-score), -1).data == pytest.approx(loss, abs=1e-15)
        assert losses.multiclass_hinge([Value(score), Value(0.0)], 0).data == pytest.approx(loss, abs=1e-15)
    assert losses.l2_penalty([Value(3.0)], 0.0).data == 0.0


@pytest.mark.parametrize("form", [list, numpy.array, Matrix])
def test_one_hot_rows_are_answered_with_the_classes_that_they_mean(form):
    rows = [[Value(0.1), Value(0.7), Value(0.2)], [Value(0.3), Value(0.3), Value(0.4)]]
    with pytest.raises(TargetError, match=r"targets are classes counted from 0, .* not rows; here 2, 0$"):
        losses.softmax_cross_entropy(rows, form([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]))
    with pytest.raises(ShapeError, match=r"one target for 2 rows; give the class of each, counted from 0$"):
        losses.softmax_cross_entropy(rows, 1)
    with pytest.raises(ShapeError, match=r"^[^(]*got one number at example 0; one row of scores has one class"):
        losses.softmax_cross_entropy(rows[0], [0, 0, 1])


def test_the_multiclass_logistic_loss_keeps_the_digits_that_the_cross_entropy_of_huge_scores_loses():
    scores = [Value(1e16), Value(1e16 + 2)]
    assert losses.multiclass_logistic_loss(scores, 0).data == 2.1269280110429727  # ln(1 + e^2)
    assert losses.softmax_cross_entropy(scores, 0).data == 2.0  # of which the logarithm of the sum has no more


def test_only_losses_are_offered_for_a_name_that_nobody_knows():
    with pytest.raises(NoSuchNameError, match=r"^module 'nn.losses' has no attribute 'hnge'; did you mean 'hinge'\?$"):
        _ = losses.hnge
    every = [name for name in vars(losses) if name in (*BINARY, *MULTICLASS, "squared_error", "zero_one", "l2_penalty")]
    for name in ("pairde", "mragin", "Valeu"):
        with pytest.raises(NoSuchNameError) as caught:
            getattr(losses, name)
        offered = ", ".join([*every, "consistency_loss"])
        assert str(caught.value) == f"module 'nn.losses' has no attribute {name!r}; there are: {offered}"


def test_the_name_that_another_library_has_for_a_loss_leads_to_ours():
    with pytest.raises(NoSuchNameError, match=r"write losses\.binary_cross_entropy"):
        losses.bce  # noqa: B018
    assert losses.binary_cross_entropy([0.5], [1]).data == pytest.approx(math.log(2))
