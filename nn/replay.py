"""Training steps, replayed: the graph of one example is recorded, and computed for a whole batch on arrays.

The numbers of an input become leaves, which change from replay to replay. For targets there is one rule:

    Whole numbers, truth values and words name a class, which chooses what is built. Each class has a switch s_k,
    1 where it is the target and 0 elsewhere, and what is recorded is loss = sum_k s_k loss(prediction, k).

    Everything else is a quantity, and its numbers become leaves as well: floats, lists of numbers, and whole numbers
    of which there are more than `MOST_CLASSES` different ones.

A replay needs a model and a loss that compute the same from the same numbers. Of nn's own this is known; for a user's
own it has to be promised, with `replay=True`. Python control flow that compares numbers is no obstacle: a tape
notices where a branch changes (engine/tape/guards.py).
"""

from collections.abc import Callable, Sequence
from math import isclose
from numbers import Integral
from random import Random
from typing import Any

from engine.errors import ChalkgradError, DomainError, SettingError
from engine.functions import dot
from engine.modes import no_grad, numbers_at, set_numbers
from engine.value import Value
from engine.words.nested import flatten, shape_of
from nn.dropout import Dropout
from nn.eager import Eager
from nn.known import known
from nn.module import Module
from nn.targets import as_list

MOST_CLASSES = 32  # every class adds one loss to the recorded example
LOOKED_AT = 4  # examples whose loss as a batch is compared with their losses apart
FEW = 4  # branches may change so often; if they change at every other step, eager steps are faster


class CannotReplay(Exception):
    """Why eager steps cannot be replayed."""


def steps(eager: Eager, replay: bool | None) -> "Eager | Replayed":
    """Return the replayed form of eager steps where it is known or promised to give the same, otherwise the eager ones.

    Args:
        replay: True promises that model and loss compute the same from the same numbers, None replays what is known
            to do so, and False refuses the replayed form.

    Raises:
        SettingError: when replay is True and does not apply; it says why.
    """
    if (replay is not None and not replay) or (replay is None and not (known(eager.model) and known(eager.loss))):
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
        why_not: why they have to.
        watched: whether a rule or schedule of the user may look at the parameters between steps.

    Raises:
        CannotReplay: when the recorded program would not compute what the eager steps do.
    """

    def __init__(self, eager: Eager) -> None:
        import numpy as np

        if eager.batched:
            raise CannotReplay("the model takes whole batches, and one example is what is recorded")
        _refuse_what_changes(eager.model)
        self.eager, self.replayed, self.calls, self.why_not = eager, True, 0, ""
        self.unsettled: Any = None  # numbers and gradients that the parameters have not got yet
        rule, rate = type(eager.optimiser), eager.optimiser.learning_rate
        self.watched = not all(x.__module__.partition(".")[0] == "nn" for x in (rule, rate) if callable(x))
        pairs = eager.data.pairs()
        if len({(shape_of(x), shape_of(y)) for x, y in pairs}) > 1:
            raise CannotReplay("the examples have different shapes, and so different graphs")
        self.classes = classes_of(eager.data.targets)
        try:
            self.numbers = np.array([[*flatten(x), *self._target(y)] for x, y in pairs], dtype=float)
        except (TypeError, ValueError):
            raise CannotReplay("the examples are not lists of numbers of one shape") from None
        self._record()

    def _record(self) -> None:
        """Record the first example, and find out whether the loss of a batch is a mean or a sum."""
        from engine.tape.tape import record

        others = _different(self.eager.data.targets)
        (x, y), *_ = self.eager.data.pairs()
        try:
            self.tape = record(self._loss, self.eager.optimiser.parameters, [x, self._target(y) if self.classes else y])
            together, apart = self._both(others)
        except (ChalkgradError, TypeError, LookupError) as error:  # Values where the model or the loss wants numbers
            raise CannotReplay(f"an example cannot be recorded ({error})") from None
        self.mean = isclose(together * len(others), apart, rel_tol=1e-9)  # otherwise a batch has the sum of its losses
        if self.mean == isclose(together, apart, rel_tol=1e-9) and len(others) > 1:
            raise CannotReplay(
                "the loss of a batch is neither the sum nor the mean of the losses of its examples (or changes "
                "from call to call, where chance or a count is in the model)"
            )

    def _both(self, others: list[int]) -> tuple[float, float]:
        """Return the loss of some examples as a batch, and the sum of their losses apart, off the present parameters.

        At the present ones a penalty may be 0, or the loss of everything.
        """
        parameters, rng = self.eager.optimiser.parameters, Random(0)
        theta = self.tape.theta
        elsewhere = theta + [rng.uniform(0.05, 0.15) for _ in parameters]
        for at in (elsewhere, theta):
            try:
                with numbers_at(parameters, at.tolist()), no_grad():
                    return self.eager.value(others), self.tape.value(at, self.numbers[others])
            except DomainError:
                continue
        raise CannotReplay("the loss has no finite value near the present parameters")

    def _loss(self, example: list[Any]) -> Value:
        """Return the loss of one example, the function that is recorded."""
        x, y = example
        prediction = self.eager.outputs(x)
        if not self.classes:
            return self.eager.loss([prediction], [y])
        return dot(y, [self.eager.loss([prediction], [k]) for k in self.classes])

    def step(self, indices: Sequence[int]) -> float:
        """Update the parameters once for these examples, and return their loss before."""
        optimiser, theta = self.eager.optimiser, self._theta()
        found = self._compute(lambda: self.tape.value_and_grad(theta, self.numbers[list(indices)]))
        if found is None:
            self.settle()
            return self.eager.step(indices)
        scale = 1 / len(indices) if self.mean else 1.0
        gradient = found[1] * scale
        self.unsettled = optimiser.update(theta, gradient), gradient
        if self.watched:
            self.settle()
        return float(found[0] * scale)

    def settle(self) -> None:
        """Give the parameters the numbers and gradients that they have come to; they wait, because there are many."""
        if self.unsettled is not None:
            parameters, (theta, gradient) = self.eager.optimiser.parameters, self.unsettled
            self.unsettled = None
            set_numbers(parameters, theta.tolist())
            for p, slope in zip(parameters, gradient.tolist(), strict=True):
                p.grad, p.passes = slope, 1

    def _theta(self) -> Any:
        return self.tape.theta if self.unsettled is None else self.unsettled[0]

    def value(self, indices: Sequence[int]) -> float:
        """Return the loss of these examples."""
        value = self._compute(lambda: self.tape.value(self._theta(), self.numbers[list(indices)]))
        if value is None:
            self.settle()
            return self.eager.value(indices)
        return float(value / len(indices) if self.mean else value)

    def _compute(self, compute: Callable[[], Any]) -> Any:
        """Return what a replay computes, or None where the steps have to go on eagerly."""
        self.calls += 1
        if self.replayed and self.tape.eager_calls > max(FEW, self.calls // 2):
            self.replayed, self.why_not = False, "a comparison of numbers chooses another branch too often"
        if self.replayed:
            try:
                return compute()
            except DomainError as error:  # of a class that is not asked for, or one that the eager step will name
                self.replayed, self.why_not = False, str(error)
        return None

    def _target(self, y: Any) -> list[float]:
        return [float(y == k) for k in self.classes] if self.classes else flatten(y)


def answers(model: Callable[[Any], Any], inputs: Sequence[Any]) -> list[list[float]]:
    """Return the numbers that a model returns for each input; the first one is recorded, and replayed for all.

    Raises:
        CannotReplay: when the recorded program would not compute what the model does.

    >>> answers(lambda x: [x[0] * x[1], x[0].exp()], [[0.0, 1.0], [0.0, 3.0]])
    [[0.0, 1.0], [0.0, 1.0]]
    """
    import numpy as np

    from engine.tape.tape import record

    _refuse_what_changes(model)
    try:
        numbers = np.array(inputs, dtype=float)  # a ValueError where their shapes differ
        first, *_ = inputs
        tape = record(lambda x: as_list(model(x)), wrt=[], inputs=first)
        found: list[list[float]] = tape.value(inputs=numbers, per_example=True).tolist()
    except (ChalkgradError, TypeError, ValueError, LookupError) as error:
        raise CannotReplay(f"an input cannot be recorded ({error})") from None
    return found


def _refuse_what_changes(model: Any) -> None:
    """Raise for models that compute something else, or remember something, at each call."""
    for module in model.named_modules().values() if isinstance(model, Module) else ():
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
