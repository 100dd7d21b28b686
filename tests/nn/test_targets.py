"""How predictions meet targets: one example or many."""

import warnings

import numpy as np
import pytest

from engine import Value
from engine.errors import DomainError, NotANumberError, ProbabilityWarning, ShapeError, TargetError
from nn import losses
from nn.targets import (
    as_list,
    not_probabilities,
    paired,
    probability,
    rows_and_targets,
    scores_and_targets,
    single,
)


def test_one_example_is_a_batch_of_one():
    v = Value(0.5)
    assert as_list(v) == [v]
    assert scores_and_targets("loss", v, 1, (0, 1)) == [(v, 1)]
    assert rows_and_targets("loss", [v, v], 1) == [([v, v], 1)]


def test_a_list_of_one_is_one_number():
    v = Value(0.5)
    assert single("loss", [v]) is v
    assert single("loss", 2).data == 2.0
    with pytest.raises(ShapeError, match="loss: expects one number for each example, got a list of 2"):
        single("loss", [v, v])


@pytest.mark.parametrize("target", [1, 1.0, True])
def test_a_target_is_any_number_that_equals_a_class(target):
    assert scores_and_targets("loss", Value(0.5), target, (0, 1))[0][1] == 1


@pytest.mark.parametrize("target", [0.5, 2, -1, float("nan"), "1", None])
def test_any_other_target_is_refused(target):
    with pytest.raises(TargetError, match="at example 0"):
        scores_and_targets("loss", Value(0.5), target, (0, 1))
    with pytest.raises(TargetError, match="at example 0"):
        rows_and_targets("loss", [[Value(0.5)] * 2], [target])


def test_every_list_needs_a_partner_and_an_example():
    with pytest.raises(ShapeError, match="loss: 2 predictions do not pair with 1 targets"):
        paired("loss", [1, 2], [1])
    with pytest.raises(ShapeError, match="loss: needs at least one example"):
        paired("loss", [], [])
    with pytest.raises(ShapeError, match="one number for each class"):
        rows_and_targets("loss", [[]], [0])


def test_a_probability_lies_between_0_and_1_up_to_rounding():
    assert probability("loss", Value(1 + 1e-12), "x").data > 1
    for p in (-0.1, 1.5):
        with pytest.raises(DomainError, match=r"loss: a probability lies between 0 and 1, got .*; for scores use x"):
            probability("loss", Value(p), "x")


@pytest.mark.parametrize("p", [-1e-9, -1e-10, 0.0, 0.5, 1.0, 1 + 1e-10, 1 + 0.9e-9])
def test_rounding_is_forgiven_on_both_sides(p):
    assert probability("loss", Value(p), "x").data == p


@pytest.mark.parametrize("p", [-2e-9, 1 + 2e-9, float("nan")])
def test_more_than_rounding_is_not(p):
    with pytest.raises(DomainError, match="lies between 0 and 1"):
        probability("loss", Value(p), "x")


def made(*numbers):
    """Values that a model made."""
    return [Value(x) + 0.0 for x in numbers]


@pytest.mark.parametrize(
    ("rows", "warned"),
    [
        ([made(0.25, 0.75)], True),
        ([made(0.25, 0.75), made(0.5, 0.5)], True),
        ([made(0.25, 0.75 + 1e-10)], True),
        ([made(0.25, 0.75 + 1e-8)], False),
        ([made(0.25, 0.75 - 1e-8)], False),
        ([made(0.25, 0.75), made(0.5, 0.6)], False),
        ([made(0.0, 1.0)], False),
        ([made(1.0, 0.0)], False),
        ([made(-0.5, 0.7, 0.8)], False),
        ([made(1.5, -0.5)], False),
        ([made(0.9, 0.6, 0.5)], False),
        ([[*made(0.25), Value(0.75)]], False),
        ([[Value(0.3).sigmoid()]], True),
        ([[Value(0.3).sigmoid()], [Value(0.3)]], False),
        ([made(0.5)], False),
        ([[Value(0.3).tanh()]], False),
    ],
)
def test_only_what_a_softmax_or_a_sigmoid_may_have_made_is_taken_for_probabilities(rows, warned):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        not_probabilities("hinge", rows)
    assert [w.category for w in caught] == [ProbabilityWarning] * warned


def test_the_warning_points_at_the_line_that_calls_the_loss():
    for loss, prediction in OF_SCORES.items():
        with pytest.warns(ProbabilityWarning) as caught:
            getattr(losses, loss)([prediction], [1])
        assert [w.filename for w in caught] == [__file__], loss


OF_SCORES = {
    **dict.fromkeys(("binary_cross_entropy_from_logits", "logistic_loss", "hinge"), Value(0.3).sigmoid()),
    **dict.fromkeys(("softmax_cross_entropy", "multiclass_logistic_loss", "multiclass_hinge"), made(0.25, 0.75)),
}


@pytest.mark.parametrize(
    ("loss", "cure"),
    [
        ("binary_cross_entropy_from_logits", "leave that out, or use binary_cross_entropy"),
        ("logistic_loss", "leave that out, or use binary_cross_entropy with targets 0 and 1"),
        ("hinge", "leave that out"),
        ("softmax_cross_entropy", "leave that out, or use negative_log_likelihood"),
        ("multiclass_logistic_loss", "leave that out, or use negative_log_likelihood"),
        ("multiclass_hinge", "leave that out"),
    ],
)
def test_every_loss_of_scores_notices_probabilities(loss, cure):
    with pytest.warns(ProbabilityWarning, match=f"^{loss}: these predictions are probabilities.*; {cure}$"):
        getattr(losses, loss)([OF_SCORES[loss]], [1])


def test_a_loss_of_probabilities_does_not_complain_of_them():
    losses.binary_cross_entropy([OF_SCORES["hinge"]], [1])
    losses.negative_log_likelihood([made(0.25, 0.75)], [1])


def test_what_is_no_number_is_named_with_its_example():
    v = Value(0.5)
    for wrong, said in (
        (lambda: losses.squared_error([v, None], [0.0, 1.0], "sum"), "^squared_error: the prediction at example 1: "),
        (lambda: losses.squared_error([v, v], [0.0, None], "sum"), "^squared_error: the target y1: "),
        (lambda: losses.squared_error([v], None, "mean"), "^squared_error: the target y: "),
        (
            lambda: losses.squared_error([[v, v]] * 2, [[0, 1], [0, "1"]], "sum"),
            r"^squared_error: the target Y\[1,1\]: ",
        ),
        (lambda: losses.hinge([v, None], [1, 1]), "^hinge: the prediction at example 1: "),
        (
            lambda: losses.softmax_cross_entropy([[v, v], [v, None]], [0, 1]),
            "^softmax_.*: the prediction at example 1: ",
        ),
    ):
        with pytest.raises(NotANumberError, match=said + "expected a real number, got "):
            wrong()


@pytest.mark.parametrize("target", [0, 1, 2, np.int64(2), np.uint8(1)])
def test_a_class_is_a_whole_number_below_their_count(target):
    [(row, found)] = rows_and_targets("loss", [[0.5, 1.5, 2.5]], [target])
    assert (type(found), found) == (int, target)
    assert [z.data for z in row] == [0.5, 1.5, 2.5]


@pytest.mark.parametrize("target", [1.0, 0.0, True, False, np.float64(0.0), np.float32(2.0), np.bool_(True)])
def test_a_class_that_is_a_float_or_a_truth_value_is_refused_as_an_embedding_refuses_it(target):
    with pytest.raises(TargetError) as caught:
        rows_and_targets("loss", [[0.5, 1.5, 2.5]], [target])
    assert str(caught.value) == (
        f"loss: targets are the whole numbers 0 to 2, got {target} at example 0; write int({target!r}): it is the "
        "number of a class, and not a quantity"
    )


@pytest.mark.parametrize("target", [True, 1, 1.0, np.True_, np.int64(1), np.float64(1.0)])
def test_one_of_two_may_be_a_truth_value_also_of_numpys(target):
    assert scores_and_targets("loss", [0.5], [target], (0, 1))[0][1] == 1


@pytest.mark.parametrize("target", [np.array(1), np.array(1.0)])
@pytest.mark.parametrize("targets", [lambda y: [y], lambda y: y], ids=["in a list", "alone"])
def test_an_array_of_no_dimension_is_no_list_and_no_number(target, targets):
    v = Value(0.5)
    with pytest.raises(TargetError, match=r"^softmax_cross_entropy: a target is a plain number, got array\(1"):
        losses.softmax_cross_entropy([[v, v]] if targets(0) == [0] else [v, v], targets(target))
    with pytest.raises(NotANumberError, match=r"^squared_error: the target y: .*take the number out .* \.item\(\)"):
        losses.squared_error([v], targets(target), "sum")


def test_examples_may_be_rows_of_an_array():
    rows = rows_and_targets("loss", np.array([[0.5, 1.5], [2.5, 3.5]]), np.array([1, 0]))
    assert [([z.data for z in row], y) for row, y in rows] == [([0.5, 1.5], 1), ([2.5, 3.5], 0)]


@pytest.mark.parametrize(
    ("targets", "cure"),
    [
        ([[0, 1, 0], [1, 0, 0]], "here 1, 0"), ([[0.0, 1.0]], "here 1"), ([[Value(0.0), Value(1.0)]], "here 1"),
        ([[1, 0.5, 0.5]], "such as 0, 2, 1"), ([[1, 1, 0]], "such as 0, 2, 1"), ([[0, 2, 0]], "such as 0, 2, 1"),
        ([[1, 0], [2, 0]], "such as 0, 2, 1"), ([[0, 0]], "such as 0, 2, 1"),
    ],
)  # fmt: skip
def test_rows_as_targets_are_refused_with_the_classes_that_they_mean(targets, cure):
    with pytest.raises(TargetError) as caught:
        rows_and_targets("loss", [[0.5, 1.5]] * len(targets), targets)
    said = "loss: targets are classes counted from 0, one for each row of scores, not rows"
    assert str(caught.value) == f"{said}; {cure}"


@pytest.mark.parametrize("classes", [1, 2, 3, 4])
def test_a_class_that_is_one_too_large_is_told_the_last_one_and_where_counting_starts(classes):
    with pytest.raises(TargetError) as caught:
        rows_and_targets("loss", [[0.5] * classes], [classes])
    known = f"targets are the whole numbers 0 to {classes - 1}, got {classes} at example 0"
    assert str(caught.value) == f"loss: {known}; subtract 1 if yours count from 1"
    with pytest.raises(TargetError, match="number the classes from 0 on"):
        rows_and_targets("loss", [[0.5] * classes], [classes + 1])


def test_a_share_that_has_taken_all_is_no_sign_of_a_softmax():
    """The other share is so small that it is lost in their sum."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        not_probabilities("hinge", [made(1.0, 1e-20)])


def by_hand(z):
    e = z.exp()
    yield from (1 / (1 + (-z).exp()), 1.0 / ((-z).exp() + 1), (1 + (-z).exp()) ** -1, z.exp() / (1 + z.exp()))
    yield e / (e + 1)


@pytest.mark.parametrize("way", range(5))
def test_a_sigmoid_that_was_written_out_is_noticed(way):
    p = list(by_hand(Value(0.3)))[way]
    with pytest.warns(ProbabilityWarning, match="these predictions are probabilities"):
        losses.binary_cross_entropy_from_logits([p], [1])


@pytest.mark.parametrize(
    "score", [lambda z: 1 / z, lambda z: z**-1, lambda z: 2 / (1 + z.exp()), lambda z: 1 / (2 + z.exp()),
              lambda z: z.exp() / (1 + (z * 2).exp()), lambda z: (1 + z) ** -1, lambda z: 1 / (z.exp() + z.exp())],
)  # fmt: skip
def test_what_only_looks_like_a_sigmoid_is_a_score(score, recwarn):
    losses.binary_cross_entropy_from_logits([score(Value(0.3))], [1])
    assert not recwarn.list
