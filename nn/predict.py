"""From what a model returns to a class, and how often that class is right."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import ShapeError
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

    def predict(x: Any) -> Any:
        numbers = [v.data if isinstance(v, Value) else v for v in as_list(model(x))]
        if not numbers:
            raise ShapeError("classifier: the model returned an empty list; it needs one number for each class")
        k = int(numbers[0] > threshold) if len(numbers) == 1 else numbers.index(max(numbers))
        return targets[k] if targets is not None else k

    return predict


def accuracy(predict: Predict, data: InputsAndTargets) -> float:
    """Return the share of examples whose predicted class is right, between 0 and 1.

    Args:
        predict: a function from an input to a class, such as classifier(model).

    >>> accuracy(lambda x: x > 0, ([1.0, -1.0], [True, True]))
    0.5
    """
    inputs, targets = examples(data)
    return sum(bool(predict(x) == y) for x, y in zip(inputs, targets, strict=True)) / len(inputs)
