"""One training step, replayed: the graph of one example is recorded, and computed for a whole batch on arrays.

The numbers of input and target become leaves, which change from replay to replay. A class label is no such number,
it chooses what is built; it becomes a row of switches: loss = sum_k s_k loss(prediction, k), s_k = 1 for the label.

Nothing is taken on trust. A model is replayed only where the graphs of other examples are the same program, and
where the loss of a batch is the sum or the mean of the losses of its examples. It is looked at again as training
goes on, and recorded anew where it has changed. What cannot be replayed is computed eagerly.
"""

from collections.abc import Callable, Sequence
from math import isclose
from typing import TYPE_CHECKING, Any

from engine.errors import ChalkgradError, DomainError, SettingError
from engine.functions import dot
from engine.value import Value
from nn.dropout import Dropout
from nn.module import Module
from nn.passes import Eager
from nn.shape import flatten, map_nested, shape_of

if TYPE_CHECKING:
    from engine.tape.tape import Tape

MOST_LABELS = 32  # every label adds one loss to the recorded example
LOOKED_AT = 4  # examples compared with the recorded one


class CannotReplay(Exception):
    """Why eager steps cannot be replayed."""


def steps(eager: Eager, replay: bool | None) -> "Eager | Replayed":
    """Return the replayed form of eager steps where it gives the same results, otherwise the eager steps.

    Args:
        replay: True insists, None prefers, and False refuses the replayed form.

    Raises:
        SettingError: when replay is True and does not apply; it says why.
    """
    if replay is False:
        return eager
    try:
        try:
            return Replayed(eager, labels=False)
        except CannotReplay:
            return Replayed(eager, labels=True)
    except CannotReplay as reason:
        if replay:
            raise SettingError(f"replay=True does not apply: {reason}; leave replay out to train eagerly") from None
        return eager


class Replayed:
    """The steps of `Eager`, computed from one recorded example.

    Args:
        eager: the steps to replay.
        labels: whether targets are class labels, recorded as switches, or numbers.

    Raises:
        CannotReplay: when the recorded program would not compute what the eager steps do.
    """

    tape: "Tape"
    mean: bool  # whether the loss of a batch is the mean of its losses; otherwise it is their sum

    def __init__(self, eager: Eager, labels: bool) -> None:
        import numpy as np

        _refuse_what_changes(eager)
        self.eager, self.replayed, self.calls = eager, True, 0
        pairs = list(zip(*eager.data, strict=True))
        if len({(shape_of(x), shape_of(y)) for x, y in pairs}) > 1:
            raise CannotReplay("the examples have different shapes, and so different graphs")
        self.labels = _labels(eager.data.targets) if labels else []
        try:
            self.numbers = np.array([[*flatten(x), *self._target(y)] for x, y in pairs], dtype=float)
        except (TypeError, ValueError):
            raise CannotReplay("the examples are not lists of numbers of one shape") from None
        self._record()

    def step(self, indices: Sequence[int]) -> float:
        """Update the parameters once for these examples, and return their loss before."""
        found = self._compute(indices, lambda: self.tape.value_and_grad(self.tape.theta, self.numbers[list(indices)]))
        if found is None:
            return self.eager.step(indices)
        scale = 1 / len(indices) if self.mean else 1.0
        value, gradient = found[0] * scale, found[1] * scale
        optimiser = self.eager.optimiser
        theta = optimiser.update(self.tape.theta, gradient)
        for p, number, slope in zip(optimiser.parameters, theta.tolist(), gradient.tolist(), strict=True):
            p.data, p.grad = number, slope
        return float(value)

    def value(self, indices: Sequence[int]) -> float:
        """Return the loss of these examples."""
        value = self._compute(indices, lambda: self.tape.value(self.tape.theta, self.numbers[list(indices)]))
        if value is None:
            return self.eager.value(indices)
        return float(value / len(indices) if self.mean else value)

    def _compute(self, indices: Sequence[int], compute: Callable[[], Any]) -> Any:
        """Return what a replay computes, or None where the steps have to go on eagerly."""
        self.calls += 1
        if self.replayed and self.calls & (self.calls - 1) == 0:  # calls 1, 2, 4, 8, ...
            self._look_again(indices[0])
        if self.replayed:
            try:
                return compute()
            except DomainError:  # of a label that is not asked for, or a real one, which the eager step will name
                self.replayed = False
        return None

    def _look_again(self, i: int) -> None:
        try:
            if not self.tape.matches(*self._example(i)):
                self._record()
        except (CannotReplay, ChalkgradError):
            self.replayed = False

    def _record(self) -> None:
        """Record the first example, and compare it with others and with the eager loss of all of them."""
        from engine.tape.tape import record

        others = _different(self.eager.data.targets)
        try:
            self.tape = record(*self._recordable(0))
            same = all(self.tape.matches(*self._example(i)) for i in others)
            together = self.eager.value(others)
            apart = self.tape.value(self.tape.theta, self.numbers[others])
        except (ChalkgradError, TypeError, LookupError) as error:  # Values where the model or the loss wants numbers
            raise CannotReplay(f"an example cannot be recorded ({error})") from None
        if not same:
            raise CannotReplay("the graph differs from example to example")
        self.mean = isclose(together * len(others), apart, rel_tol=1e-9)
        if self.mean == isclose(together, apart, rel_tol=1e-9) and len(others) > 1:
            raise CannotReplay("the loss of a batch is neither the sum nor the mean of the losses of its examples")

    def _recordable(self, i: int) -> tuple[Value, list[Value], list[Value]]:
        loss, leaves = self._example(i)
        return loss, self.eager.optimiser.parameters, leaves

    def _example(self, i: int) -> tuple[Value, list[Value]]:
        """Return the loss of example i, and the leaves that stand for its numbers."""
        x, y = self.eager.data.inputs[i], self.eager.data.targets[i]
        x_leaves = map_nested(lambda v: v, x)
        prediction = self.eager.model(x_leaves)
        if self.labels:
            y_leaves: Any = [Value(switch) for switch in self._target(y)]
            loss = dot(y_leaves, [self.eager.loss([prediction], [label]) for label in self.labels])
        else:
            y_leaves = map_nested(lambda v: v, y)
            loss = self.eager.loss([prediction], [y_leaves])
        return loss, [*flatten(x_leaves), *flatten(y_leaves)]

    def _target(self, y: Any) -> list[float]:
        return [float(y == label) for label in self.labels] if self.labels else list(flatten(y))


def _refuse_what_changes(eager: Eager) -> None:
    """Raise for models that compute something else, or remember something, at each call."""
    if eager.batched:
        raise CannotReplay("the model takes whole batches, and one example is what is recorded")
    for module in eager.model.named_modules().values() if isinstance(eager.model, Module) else ():
        if module.training and (module.buffers or (isinstance(module, Dropout) and module.p)):
            raise CannotReplay(f"{module.name} does something else at each call in training")


def _labels(targets: Sequence[Any]) -> list[Any]:
    labels = sorted(set(targets)) if not any(hasattr(y, "__len__") for y in targets) else []
    if not 1 <= len(labels) <= MOST_LABELS:
        raise CannotReplay(f"the targets are neither numbers that flow nor up to {MOST_LABELS} class labels")
    return labels


def _different(targets: Sequence[Any]) -> list[int]:
    """Return the indices of a few examples with different targets, and of the last one.

    >>> _different([0, 0, 1, 1, 1])
    [0, 2, 4]
    """
    first: dict[str, int] = {}
    for i, y in enumerate(targets):
        first.setdefault(repr(y), i)
    return sorted({*list(first.values())[:LOOKED_AT], len(targets) - 1})
