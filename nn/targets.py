"""What losses take: predictions paired with checked targets."""

import warnings
from collections.abc import Sequence
from math import isclose
from numbers import Integral
from typing import Any

from engine import PRIMITIVES, Constant, Value
from engine.errors import ChalkgradError, DomainError, NotANumberError, ProbabilityWarning, ShapeError, TargetError
from engine.real import real
from engine.words.nested import is_list, shape_of
from nn.shape import indexed

# Losses of scores, and what to use instead where one has probabilities.
_OF_SCORES = {
    "binary_cross_entropy_from_logits": "binary_cross_entropy",
    "logistic_loss": "binary_cross_entropy with targets 0 and 1",
    "hinge": "",
    "softmax_cross_entropy": "negative_log_likelihood",
    "multiclass_logistic_loss": "negative_log_likelihood",
    "multiclass_hinge": "",
}


def as_list(x: Any) -> list[Any]:
    """Return a list as it is, and one number or one Value as a list of one.

    >>> as_list(2.0), as_list([1, 2])
    ([2.0], [1, 2])
    """
    return list(x) if is_list(x) else [x]


def scores_and_targets(loss: str, scores: Any, targets: Any, allowed: tuple[int, int]) -> list[tuple[Value, int]]:
    """Pair one score for each example with a target out of two.

    Raises:
        ShapeError: when the lengths differ or a prediction is not one number.
        TargetError: for another target, with advice.

    >>> scores_and_targets("hinge", [Value(0.5)], [-1], (-1, 1))
    [(Value(0.5), -1)]
    """
    pairs = paired(loss, as_list(scores), as_list(targets))
    found = [(single(loss, f, i), _one_of_two(loss, i, y, allowed)) for i, (f, y) in enumerate(pairs)]
    not_probabilities(loss, [[f] for f, _ in found])
    return found


def rows_and_targets(loss: str, rows: Any, targets: Any) -> list[tuple[list[Value], int]]:
    """Pair a list of C numbers for each example with its class 0..C-1; one row and one target are a batch of one.

    Raises:
        ShapeError: when the lengths differ or a prediction is not a list.
        TargetError: for a class outside of 0..C-1.

    >>> rows_and_targets("loss", [[Value(0.5), Value(2.0)]], [1])
    [([Value(0.5), Value(2.0)], 1)]
    """
    _refuse_one_hot(loss, targets)
    if not is_list(targets):
        if len(shape_of(rows)) > 1:
            raise ShapeError(f"{loss}: one target for {len(rows)} rows; give the class of each, counted from 0")
        rows, targets = [rows], [targets]
    if not is_list(rows):
        raise ShapeError(f"{loss}: expects a list of numbers for each example, got {rows!r:.60}")
    pairs = paired(loss, list(rows), list(targets))
    for i, (row, _) in enumerate(pairs):
        if len(shape_of(row)) != 1 or not len(row):
            got = f"a list of {' x '.join(map(str, shape_of(row)))}" if is_list(row) else "one number"
            said = f"{loss}: expects a list with one number for each class, got {got} at example {i}"
            raise ShapeError(f"{said}; one row of scores has one class as its target, a batch of rows a list of them")
        if len(row) != len(rows[0]):
            raise ShapeError(
                f"{loss}: {len(row)} numbers at example {i}, but {len(rows[0])} at example 0; give one for each class"
            )
    found = [([value(loss, z, i) for z in row], _class(loss, i, y, len(row))) for i, (row, y) in enumerate(pairs)]
    not_probabilities(loss, [row for row, _ in found])
    return found


def _refuse_one_hot(loss: str, targets: Any) -> None:
    """Say which classes are meant where targets are rows of numbers."""
    if len(shape_of(targets)) < 2:
        return
    rows = [[x.data if isinstance(x, Value) else x for x in row] for row in targets]
    one_hot = all(row.count(1) == 1 and row.count(0) == len(row) - 1 for row in rows)
    cure = f"here {', '.join(str(row.index(1)) for row in rows)}" if one_hot else "such as 0, 2, 1"
    raise TargetError(f"{loss}: targets are classes counted from 0, one for each row of scores, not rows; {cure}")


def paired(loss: str, predictions: list[Any], targets: list[Any]) -> list[tuple[Any, Any]]:
    """Return each prediction with its target; both lists must be of one length and not empty.

    >>> paired("loss", [1, 3], [2, 4])
    [(1, 2), (3, 4)]
    """
    if len(predictions) != len(targets):
        raise ShapeError(
            f"{loss}: {len(predictions)} predictions do not pair with {len(targets)} targets; give one for each"
        )
    if not predictions:
        raise ShapeError(f"{loss}: needs at least one example, got none; leave empty batches out")
    return list(zip(predictions, targets, strict=True))


def probability(loss: str, p: Value, use: str) -> Value:
    """Return p, which must lie between 0 and 1; a hair more is rounding.

    Raises:
        DomainError: otherwise; the logarithm of 1.5 would pass as a loss that is better than perfect.

    >>> probability("loss", Value(0.5), "")
    Value(0.5)
    """
    if not -1e-9 <= p <= 1 + 1e-9:
        raise DomainError(f"{loss}: a probability lies between 0 and 1, got {p._number:g}; for scores use {use}")
    return p


def not_probabilities(loss: str, rows: Sequence[Sequence[Value]]) -> None:
    """Warn where a loss of scores is given rows that have all been through a softmax or a sigmoid already.

    >>> not_probabilities("hinge", [[Value(0.5)]])
    """
    if loss in _OF_SCORES and all(map(_are_probabilities, rows)):
        use = _OF_SCORES[loss] and f", or use {_OF_SCORES[loss]}"
        warnings.warn(
            f"{loss}: these predictions are probabilities, but scores (logits) belong here, the numbers before the "
            f"softmax or the sigmoid; leave that out{use}",
            ProbabilityWarning,
            stacklevel=5,  # the line that calls the loss
        )


def _are_probabilities(row: Sequence[Value]) -> bool:
    if len(row) == 1:
        return row[0].primitive is PRIMITIVES["sigmoid"] or _is_sigmoid_by_hand(row[0])
    made = all(z.inputs and 0.0 < z._number < 1.0 for z in row)  # by a model, not written down in an example
    return made and isclose(sum(z._number for z in row), 1.0)


def _is_sigmoid_by_hand(p: Value) -> bool:
    """Tell whether p was written as 1/(1 + e^-z), as (1 + e^-z)**-1 or as e^z/(1 + e^z)."""
    if p.op == "**-1":
        above, below = None, p.inputs[0]
    elif p.op == "/":
        above, below = p.inputs
    else:
        return False
    powers = [x for x in below.inputs if x.op == "exp"]
    if below.op != "+" or len(powers) != 1 or not any(x.is_constant and x._number == 1 for x in below.inputs):
        return False
    return above is None or (above.is_constant and above._number == 1) or above.inputs == powers[0].inputs


def single(loss: str, prediction: Any, example: int = 0) -> Value:
    """Return one Value: a prediction may be a list of one, as an MLP with one output returns it.

    >>> single("loss", [Value(2.0)])
    Value(2.0)
    """
    if is_list(prediction):
        if len(prediction) != 1:
            raise ShapeError(f"{loss}: expects one number for each example, got a list of {len(prediction)}")
        [prediction] = prediction
    return value(loss, prediction, example)


def value(loss: str, x: Any, example: int) -> Value:
    """Return a prediction as it is, or a new leaf for a plain number.

    Raises:
        NotANumberError: for anything else; it names the example.

    >>> value("loss", 1, 0)
    Value(1.0)
    """
    try:
        return x if isinstance(x, Value) else Value(x)
    except ChalkgradError as error:
        raise type(error)(f"{loss}: the prediction at example {example}: {error}") from None


def target_at(loss: str, target: Any, *place: int) -> Value:
    """Return a target; a plain number becomes data that is called by its place, y, y2 or Y[2,0].

    Raises:
        NotANumberError: for anything else; it names the place.

    >>> target_at("loss", 1.0), target_at("loss", 0.5, 2).label, target_at("loss", 0.5, 2, 0).label
    (Constant(1.0, label='y'), 'y2', 'Y[2,0]')
    """
    if isinstance(target, Value):
        return target
    label = indexed("Y" if len(place) > 1 else "y", place)
    try:
        return Constant(target, label)
    except ChalkgradError as error:
        raise type(error)(f"{loss}: the target {label}: {error}") from None


def _one_of_two(loss: str, i: int, target: Any, allowed: tuple[int, int]) -> int:
    number = _number(loss, i, target)
    if number not in allowed:
        signed = -1 in allowed
        remedy = "write 2*y - 1 for targets 0 and 1" if signed else "write (y + 1) / 2 for targets -1 and +1"
        raise TargetError(
            f"{loss}: targets are {'-1 and +1' if signed else '0 and 1'}, got {target} at example {i}; {remedy}"
        )
    return int(number)


def _class(loss: str, i: int, target: Any, classes: int) -> int:
    number = _number(loss, i, target)
    is_counted = isinstance(target, Integral) and not isinstance(target, bool)
    if number not in range(classes) or not is_counted:
        remedy = "subtract 1 if yours count from 1" if number == classes else "number the classes from 0 on"
        if number in range(classes):
            remedy = f"write int({target!r:.60}): it is the number of a class, and not a quantity"
        known = f"the whole numbers 0 to {classes - 1}"
        raise TargetError(f"{loss}: targets are {known}, got {target} at example {i}; {remedy}")
    return int(number)


def _number(loss: str, i: int, target: Any) -> float:
    try:
        is_truth = type(target).__name__ in ("bool", "bool_")  # NumPy's, before 2.0 under the second name
        return float(target) if is_truth else real(target)
    except NotANumberError:
        raise TargetError(
            f"{loss}: a target is a plain number, got {target!r:.60} at example {i}; number the classes"
        ) from None
