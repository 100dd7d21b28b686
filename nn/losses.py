"""Losses: how wrong is a prediction? Every convention is in a name or in the argument `reduction`.

Predictions and targets are lists with one entry for each example, or one entry alone. `reduction` is "mean"
(divide by the number of examples m), "sum", or "none" (a list). For one example the three agree, and a
drawing shows no operation for them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from engine import Constant, Value, dot, logsumexp, maximum
from engine.errors import ArgumentError
from engine.missing.names import asked_in_vain
from engine.modes import scope
from engine.real import check_number
from engine.words.nested import shape_of
from nn.reduction import Reduction, ToOne, reduced, scoped
from nn.targets import as_list, paired, probability, rows_and_targets, scores_and_targets, target_at, value


@overload
def squared_error(predictions: Any, targets: Any, reduction: ToOne) -> Value: ...
@overload
def squared_error(predictions: Any, targets: Any, reduction: Literal["none"]) -> list[Value]: ...
@scope("squared error")
def squared_error(predictions: Any, targets: Any, reduction: Any = None) -> Any:
    """Return the squared error under one of its conventions.

        sum        sum_i |h_i - y_i|^2                   (notes 004, the L2 loss)
        mean       1/m  sum_i |h_i - y_i|^2              (notes 002, the objective)
        half_mean  1/2m sum_i |h_i - y_i|^2              (notes 000, house prices)
        half_sum   1/2  sum_i |h_i - y_i|^2              (notes 004, backpropagation example)

    Args:
        predictions, targets: m numbers, or m lists of numbers; |.|^2 adds the squares within an example.
        reduction: has no default, because no convention is more usual than the others; "none" gives the m terms.

    Raises:
        ShapeError: when the lengths differ.

    >>> squared_error([Value(3.0), Value(5.0)], [1.0, 1.0], "half_mean").data
    5.0
    """
    terms = []
    examples = paired("squared_error", as_list(predictions), as_list(targets))
    for i, (prediction, target) in enumerate(examples):
        entries = paired(f"squared_error, example {i}", as_list(prediction), as_list(target))
        place = (i,) if len(examples) > 1 else ()
        many, name = len(entries) > 1, "squared_error"
        given = [(h, target_at(name, y, *place, *((j,) if many else ()))) for j, (h, y) in enumerate(entries)]
        terms.append(reduced([(value(name, h, i) - y) ** 2 for h, y in given], "sum"))
    return reduced(terms, reduction)


@scoped("binary cross-entropy")
def binary_cross_entropy(probabilities: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return -(y ln p + (1 - y) ln(1 - p)) for targets in {0, 1}; only the active term is built.

    Args:
        probabilities: m numbers p = P(y = 1) in (0, 1).
        targets: 0 or 1.

    Raises:
        TargetError: for another target.
        DomainError: for p outside of 0 to 1, and for a target with probability 0 (logits have no such edge).

    Source: notes 000, the full log loss.

    >>> round(binary_cross_entropy(Value(0.99), 1).data, 4), round(binary_cross_entropy(Value(0.01), 1).data, 4)
    (0.0101, 4.6052)
    """
    pairs = scores_and_targets("binary_cross_entropy", probabilities, targets, (0, 1))
    for p, _ in pairs:
        probability("binary_cross_entropy", p, "binary_cross_entropy_from_logits")
    return reduced([-(p if y == 1 else 1 - p).log() for p, y in pairs], reduction)


@scoped("binary cross-entropy")
def binary_cross_entropy_from_logits(logits: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return the binary cross-entropy of p = sigmoid(z) for targets in {0, 1}, without ever computing p.

    ln(1 + e^-z) for y = 1 and ln(1 + e^z) for y = 0: softplus, which neither overflows nor meets ln 0.

    >>> binary_cross_entropy_from_logits(Value(-1000.0), 1).data
    1000.0
    """
    pairs = scores_and_targets("binary_cross_entropy_from_logits", logits, targets, (0, 1))
    return reduced([(-z if y == 1 else z).softplus() for z, y in pairs], reduction)


@scoped("logistic loss")
def logistic_loss(scores: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return ln(1 + e^(-y f)) for targets in {-1, +1}: the same loss in the other convention.

    Source: notes 002, relating binary and multiclass logistic loss.

    >>> round(logistic_loss(Value(0.0), -1).data, 6)
    0.693147
    """
    pairs = scores_and_targets("logistic_loss", scores, targets, (-1, 1))
    return reduced([(-(y * f)).softplus() for f, y in _labelled("logistic_loss", pairs)], reduction)


@scoped("hinge")
def hinge(scores: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return max(0, 1 - y f) for targets in {-1, +1}.

    Source: Cortes and Vapnik 1995.

    >>> hinge([Value(0.25), Value(2.0)], [1, 1], "sum").data
    0.75
    """
    pairs = scores_and_targets("hinge", scores, targets, (-1, 1))
    return reduced([(1 - y * f).relu() for f, y in _labelled("hinge", pairs)], reduction)


def _labelled(loss: str, pairs: Sequence[tuple[Value, int]]) -> list[tuple[Value, Value]]:
    return [(f, target_at(loss, y, *((i,) if len(pairs) > 1 else ()))) for i, (f, y) in enumerate(pairs)]


@scoped("multiclass hinge")
def multiclass_hinge(scores: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return max(0, 1 + max over k != y of f_k - f_y) for classes 0..C-1.

    Source: Crammer and Singer 2001.

    >>> multiclass_hinge([Value(1.0), Value(3.0), Value(2.5)], 1).data
    0.5
    """
    pairs = rows_and_targets("multiclass_hinge", scores, targets)
    return reduced([maximum(0.0, *(1 + margin for margin in _margins(f, y))) for f, y in pairs], reduction)


@scoped("softmax cross-entropy")
def softmax_cross_entropy(logits: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return -ln softmax(z)_y = ln(sum_k e^z_k) - z_y for classes 0..C-1; dL/dz = p - onehot(y).

    Args:
        logits: m lists of C scores, or one list.
        targets: whole numbers 0..C-1, one for each list. A batch has the mean of its losses, unless told "sum".

    Of huge scores the difference keeps few digits; `multiclass_logistic_loss` is the same number and keeps more.

    Source: notes 002, section 1.8; notes 004, softmax and cross-entropy.

    >>> round(softmax_cross_entropy([Value(1.0), Value(2.0)], 0).data, 6)
    1.313262
    """
    pairs = rows_and_targets("softmax_cross_entropy", logits, targets)
    return reduced([logsumexp(z) - z[y] for z, y in pairs], reduction)


@scoped("negative log-likelihood")
def negative_log_likelihood(probabilities: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return -ln p_y for classes 0..C-1: the categorical cross-entropy of probabilities.

    Source: notes 000, optimization for multi-class classification.

    >>> round(negative_log_likelihood([Value(0.5), Value(0.5)], 1).data, 6)
    0.693147
    """
    pairs = rows_and_targets("negative_log_likelihood", probabilities, targets)
    for p, y in pairs:
        probability("negative_log_likelihood", p[y], "softmax_cross_entropy")
    return reduced([-p[y].log() for p, y in pairs], reduction)


@scoped("multiclass logistic loss")
def multiclass_logistic_loss(scores: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return ln(1 + sum over k != y of e^(f_k - f_y)) for classes 0..C-1: cross-entropy seen through margins.

    The 1 is e^0, so that logsumexp of 0 and the margins keeps large scores from overflowing.

    Source: notes 002, section 1.5.

    >>> round(multiclass_logistic_loss([Value(1.0), Value(2.0)], 0).data, 6)
    1.313262
    """
    pairs = rows_and_targets("multiclass_logistic_loss", scores, targets)
    return reduced([logsumexp([0.0, *_margins(f, y)]) for f, y in pairs], reduction)


def _margins(scores: list[Value], target: int) -> list[Value]:
    return [f - scores[target] for k, f in enumerate(scores) if k != target]


@overload
def zero_one(predicted: Any, targets: Any, reduction: ToOne = ...) -> float: ...
@overload
def zero_one(predicted: Any, targets: Any, reduction: Literal["none"]) -> list[float]: ...
def zero_one(predicted: Any, targets: Any, reduction: Reduction = "mean") -> Any:
    """Return how often the predicted class is wrong, as a plain number: it is flat, so there is nothing to learn from.

    Args:
        predicted, targets: classes of any kind that can be compared.

    >>> zero_one([0, 1, 2, 2], [0, 1, 1, 1])
    0.5
    """
    wrong = [float(a != b) for a, b in paired("zero_one", as_list(predicted), as_list(targets))]
    return reduced([Constant(x) for x in wrong], reduction).data if reduction != "none" else wrong


@scope("l2 penalty")
def l2_penalty(weights: Sequence[Value], strength: float) -> Value:
    """Return lambda (w_1^2 + ... + w_n^2), which pulls every weight towards 0 by 2 lambda w.

    Args:
        weights: parameters, such as model.parameters() or all weights without biases.
        strength: lambda.

    Raises:
        ArgumentError: for weights that are no list, or rows of a matrix.

    Source: notes 002, section 2.4.

    >>> l2_penalty([Value(3.0), Value(4.0)], 0.5).data
    12.5
    """
    check_number("l2_penalty", "strength", strength, "finite and at least 0")
    if len(shape_of(weights)) != 1:
        wanted = "one list of Values, such as model.parameters() or layer.W.entries"
        raise ArgumentError(f"l2_penalty: weights must be {wanted}, got {type(weights).__name__}")
    return dot(weights, weights) * strength


@scoped("consistency")
def consistency_loss(predictions: Any, augmented: Any, reduction: Reduction = "sum") -> Any:
    """Return sum_x |h(x) - h(augment(x))|^2: the same answer is wanted for an example and its altered copy.

    Args:
        predictions, augmented: what the model says about each example and about its copy.

    Source: notes 000, semi-supervised training objective.

    >>> consistency_loss([Value(1.0)], [Value(0.5)]).data
    0.25
    """
    return squared_error(predictions, augmented, reduction)


if not TYPE_CHECKING:
    _OTHERS = {
        **dict.fromkeys(("mse", "mse_loss", "MSE"), "losses.squared_error(predictions, targets, 'mean')"),
        **dict.fromkeys(("cross_entropy", "categorical_cross_entropy"), "losses.softmax_cross_entropy"),
        **dict.fromkeys(("bce", "BCE"), "losses.binary_cross_entropy"),
        **dict.fromkeys(("nll", "nll_loss"), "losses.negative_log_likelihood"),
    }

    __getattr__ = asked_in_vain(globals(), _OTHERS)
