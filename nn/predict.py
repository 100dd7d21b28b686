"""From what a model returns to a class, and how often that class is right."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import ArgumentError, SettingError, ShapeError
from engine.real import check_function, check_number, real
from engine.value import Value
from nn.data import InputsAndTargets, examples
from nn.targets import as_list

Predict = Callable[[Any], Any]


def classifier(model: Callable[[Any], Any], threshold: float = 0.0, targets: Sequence[Any] | None = None) -> Predict:
    """Return a function from an input to a class, to score a model or to colour a map with it.

        several outputs: the class with the largest one
        one output:      class 1 where it is above the threshold, otherwise class 0

    Args:
        model: returns one Value or a list of them.
        threshold: 0 for a score or a logit, 0.5 for a probability.
        targets: the target of each class, such as (-1, 1); their numbers by default.

    >>> predict = classifier(lambda x: x, targets=["no", "yes"])
    >>> predict([0.2]), predict([3.0, 1.0])
    ('yes', 'no')
    """

    check_function("classifier", "model", model, 1, "nn.MLP(2, 16, 1, rng=rng)")
    check_number("classifier", "threshold", threshold)
    if targets is not None and (not hasattr(targets, "__getitem__") or len(targets) < 2):
        raise SettingError(f"classifier: targets must be a list of the classes, such as (-1, 1), got {targets!r:.60}")

    def predict(x: Any) -> Any:
        returned = as_list(model(x))
        numbers = [v.data if isinstance(v, Value) else real(v, "classifier: what the model returns") for v in returned]
        if not numbers:
            raise ShapeError("classifier: the model returned an empty list; it needs one number for each class")
        k = int(numbers[0] > threshold) if len(numbers) == 1 else numbers.index(max(numbers))
        if targets is not None and k >= len(targets):
            raise ShapeError(
                f"classifier: the model returned {len(numbers)} numbers for {len(targets)} targets; name each class"
            )
        return targets[k] if targets is not None else k

    return predict


def check_class(where: str, predicted: Any) -> Any:
    """Return what was predicted, which must be a class and not what a model returns.

    Raises:
        ArgumentError: for a Value or a list.

    >>> check_class("accuracy", 1)
    1
    """
    if isinstance(predicted, list | Value):
        raise ArgumentError(
            f"{where}: predict must return a class, got {predicted!r:.60}; make one of a model with classifier(model)"
        )
    return predicted


def accuracy(predict: Predict, data: InputsAndTargets) -> float:
    """Return the share of examples whose predicted class is right, between 0 and 1.

    Args:
        predict: a function from an input to a class, such as classifier(model).

    >>> accuracy(lambda x: x > 0, ([1.0, -1.0], [True, True]))
    0.5
    """
    inputs, targets = examples(data)
    check_function("accuracy", "predict", predict, 1, "classifier(model)")
    predicted = [predict(x) for x in inputs]
    check_class("accuracy", predicted[0])
    return sum(bool(p == y) for p, y in zip(predicted, targets, strict=True)) / len(inputs)
