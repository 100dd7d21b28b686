"""From what a model returns to a class, and how often that class is right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import ArgumentError, SettingError, ShapeError
from engine.real import check_function, check_number, real
from engine.value import Value
from nn.data import Data, InputsAndTargets, examples
from nn.known import known
from nn.replay import CannotReplay, answers
from nn.targets import as_list

Predict = Callable[[Any], Any]


def classifier(
    model: Callable[[Any], Any],
    threshold: float = 0.0,
    targets: Sequence[Any] | None = None,
    replay: bool | None = None,
) -> "Classifier":
    """Return a function from an input to a class, to score a model or to colour a map with it.

        several outputs: the class with the largest one
        one output:      class 1 where it is above the threshold, otherwise class 0

    Args:
        model: returns one Value or a list of them.
        threshold: 0 for a score or a logit, 0.5 for a probability.
        targets: the target of each class, such as (-1, 1); their numbers by default.
        replay: as for `fit`: True promises that your own model computes the same from the same numbers, so that
            `accuracy` may record it once and replay it; None does so with what consists of nn's own modules.

    >>> predict = classifier(lambda x: x, targets=["no", "yes"])
    >>> predict([0.2]), predict([3.0, 1.0])
    ('yes', 'no')
    """

    check_function("classifier", "model", model, 1, "nn.MLP(2, 16, 1, rng=rng)")
    check_number("classifier", "threshold", threshold)
    if targets is not None and (not hasattr(targets, "__getitem__") or len(targets) < 2):
        raise SettingError(f"classifier: targets must be a list of the classes, such as (-1, 1), got {targets!r:.60}")
    return Classifier(model, threshold, targets, known(model) if replay is None else replay)


@dataclass(frozen=True)
class Classifier:
    """A function from an input to a class. Make one with `classifier`."""

    model: Callable[[Any], Any]
    threshold: float
    targets: Sequence[Any] | None
    replay: bool

    def __call__(self, x: Any) -> Any:
        return self._class_of(as_list(self.model(x)))

    def each(self, inputs: Sequence[Any]) -> list[Any]:
        """Return the class of each input."""
        if self.replay:
            try:
                return [self._class_of(found) for found in answers(self.model, inputs)]
            except CannotReplay:
                pass
        return [self(x) for x in inputs]

    def _class_of(self, returned: list[Any]) -> Any:
        numbers = [v.data if isinstance(v, Value) else real(v, "classifier: what the model returns") for v in returned]
        if not numbers:
            raise ShapeError("classifier: the model returned an empty list; it needs one number for each class")
        k = int(numbers[0] > self.threshold) if len(numbers) == 1 else numbers.index(max(numbers))
        if self.targets is not None and k >= len(self.targets):
            raise ShapeError(
                f"classifier: the model returned {len(numbers)} numbers for {len(self.targets)} targets; "
                "name each class"
            )
        return self.targets[k] if self.targets is not None else k


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
    predicted = predict.each(inputs) if isinstance(predict, Classifier) else [predict(x) for x in inputs]
    check_class("accuracy", predicted[0])
    return sum(bool(p == y) for p, y in Data(predicted, targets).pairs()) / len(inputs)
