"""Training steps, replayed: the graph of one example is recorded, and computed for a whole batch on arrays.

The numbers of an input become leaves, which change from replay to replay. For targets there is one rule:

    Whole numbers, truth values and words name a class, which chooses what is built. Each class has a switch s_k,
    1 where it is the target and 0 elsewhere, and what is recorded is loss = sum_k s_k loss(prediction, k).

    Everything else is a quantity, and its numbers become leaves as well: floats, lists of numbers, and whole numbers
    of which there are more than `MOST_CLASSES` different ones.

Steps are replayed or eager, which is decided once, before the first of them: replayed where the graphs of a few other
examples are the program that was recorded, and where the loss of a batch is the sum or the mean of the losses of its
examples. As training goes on the graph is looked at again; where it has changed, the steps go on eagerly.
"""

from collections.abc import Callable, Sequence
from math import isclose
from numbers import Integral
from typing import Any

from engine.errors import ChalkgradError, DomainError, SettingError
from engine.functions import dot
from engine.value import Value
from engine.words.nested import flatten, shape_of
from nn.dropout import Dropout
from nn.eager import Eager
from nn.module import Module
from nn.shape import map_values

MOST_CLASSES = 32  # every class adds one loss to the recorded example
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
        return Replayed(eager)
    except CannotReplay as reason:
        if replay:
            raise SettingError(f"replay=True does not apply: {reason}; leave replay out to train eagerly") from None
        return eager


def classes_of(targets: Sequence[Any]) -> list[Any]:
    """Return the classes that the targets name, sorted; none where they are quantities.

    >>> classes_of([1, 0, 1]), classes_of(["b", "a"]), classes_of([1.0, 0.5]), classes_of([[1, 0], [0, 1]])
    ([0, 1], ['a', 'b'], [], [])
    """
    for kind in (Integral, str):
        if all(isinstance(y, kind) for y in targets):
            classes = sorted(set(targets))
            return classes if len(classes) <= MOST_CLASSES else []
    return []


class Replayed:
    """The steps of `Eager`, computed from one recorded example.

    Args:
        eager: the steps to replay.

    Attributes:
        replayed: True until the steps have to go on eagerly.

    Raises:
        CannotReplay: when the recorded program would not compute what the eager steps do.
    """

    def __init__(self, eager: Eager) -> None:
        import numpy as np

        _refuse_what_changes(eager)
        self.eager, self.replayed, self.calls = eager, True, 0
        pairs = list(zip(*eager.data, strict=True))
        if len({(shape_of(x), shape_of(y)) for x, y in pairs}) > 1:
            raise CannotReplay("the examples have different shapes, and so different graphs")
        self.classes = classes_of(eager.data.targets)
        try:
            self.numbers = np.array([[*flatten(x), *self._target(y)] for x, y in pairs], dtype=float)
        except (TypeError, ValueError):
            raise CannotReplay("the examples are not lists of numbers of one shape") from None
        self._record()

    def _record(self) -> None:
        """Record the first example, and compare it with others and with the eager loss of all of them."""
        from engine.tape.tape import record

        others = _different(self.eager.data.targets)
        try:
            loss, leaves = self._example(0)
            self.tape = record(loss, self.eager.optimiser.parameters, leaves)
            same = all(self.tape.matches(*self._example(i)) for i in others)
            together = self.eager.value(others)
            apart = self.tape.value(self.tape.theta, self.numbers[others])
        except (ChalkgradError, TypeError, LookupError) as error:  # Values where the model or the loss wants numbers
            raise CannotReplay(f"an example cannot be recorded ({error})") from None
        if not same:
            raise CannotReplay("the graph differs from example to example")
        self.mean = isclose(together * len(others), apart, rel_tol=1e-9)  # otherwise a batch has the sum of its losses
        if self.mean == isclose(together, apart, rel_tol=1e-9) and len(others) > 1:
            raise CannotReplay("the loss of a batch is neither the sum nor the mean of the losses of its examples")

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
            p.data, p.grad, p.passes = number, slope, 1
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
            self.replayed = self._is_still(indices[0])
        if self.replayed:
            try:
                return compute()
            except DomainError:  # of a class that is not asked for, or a real one, which the eager step will name
                self.replayed = False
        return None

    def _is_still(self, i: int) -> bool:
        """Return whether the graph of example i is still the recorded program."""
        try:
            return self.tape.matches(*self._example(i))
        except ChalkgradError:
            return False

    def _example(self, i: int) -> tuple[Value, list[Value]]:
        """Return the loss of example i, and the leaves that stand for its numbers."""
        x, y = self.eager.data.inputs[i], self.eager.data.targets[i]
        x_leaves = map_values(lambda v: v, x)
        prediction = self.eager.model(x_leaves)
        if self.classes:
            y_leaves: Any = [Value(switch) for switch in self._target(y)]
            loss = dot(y_leaves, [self.eager.loss([prediction], [k]) for k in self.classes])
        else:
            y_leaves = map_values(lambda v: v, y)
            loss = self.eager.loss([prediction], [y_leaves])
        return loss, [*flatten(x_leaves), *flatten(y_leaves)]

    def _target(self, y: Any) -> list[float]:
        return [float(y == k) for k in self.classes] if self.classes else list(flatten(y))


def _refuse_what_changes(eager: Eager) -> None:
    """Raise for models that compute something else, or remember something, at each call."""
    if eager.batched:
        raise CannotReplay("the model takes whole batches, and one example is what is recorded")
    for module in eager.model.named_modules().values() if isinstance(eager.model, Module) else ():
        if module.training and (module.buffers or (isinstance(module, Dropout) and module.p)):
            raise CannotReplay(f"{module.name} does something else at each call in training")


def _different(targets: Sequence[Any]) -> list[int]:
    """Return the indices of a few examples with different targets, and of the last one.

    >>> _different([0, 0, 1, 1, 1])
    [0, 2, 4]
    """
    first: dict[str, int] = {}
    for i, y in enumerate(targets):
        first.setdefault(repr(y), i)
    return sorted({*list(first.values())[:LOOKED_AT], len(targets) - 1})
