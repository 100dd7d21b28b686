"""What every optimiser shares: zero_grad(), step(), the learning rate, weight decay, clipping, and one honest warning.

All trainable numbers together are one vector w, their gradients one vector g; an optimiser is a rule that makes
the next w from both. `step()` collects the vectors from the Values and puts the result back.
"""

import math
import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Never, TypedDict

from engine.errors import (
    ArgumentError,
    AssignmentError,
    DomainError,
    SettingError,
    StaleGradientWarning,
)
from engine.modes import numbers_of, set_numbers
from engine.real import check_function, check_number, real
from engine.value import Value
from nn.arguments import Asked
from nn.clipping import shortening
from nn.parameters import leaves, refuse_not_finite
from nn.state import checked_memory

Vector = Any  # a NumPy array, or one float: the rules use + - * / ** only
Schedule = Callable[[int], float]
Rate = float | Schedule


def check_fraction(name: str, number: float) -> float:
    """Return a number that has to lie in [0, 1), such as a momentum.

    >>> check_fraction("momentum", 0.9)
    0.9
    """
    if not 0 <= real(number, name) < 1:
        raise SettingError(f"{name} must be at least 0 and less than 1, got {number}")
    return real(number)


def not_negative(name: str, number: float) -> float:
    """Return a number that has to be finite and at least 0, such as a learning rate.

    >>> not_negative("epsilon", 1e-8)
    1e-08
    """
    if not 0 <= real(number, name) < math.inf:
        raise SettingError(
            f"{name} must be finite and not negative, got {number}; an optimiser goes downhill by itself"
        )
    return real(number)


class Common(TypedDict, total=False):
    """The keyword arguments that every optimiser takes; `Optimiser` says what they mean."""

    weight_decay: float | None
    clip: float | None
    accumulate: bool


class Optimiser(metaclass=Asked):
    """The common part of all update rules.

    Args:
        parameters: the Values to train, usually model.parameters().
        learning_rate: the rate eta, a number, or a schedule: a function of the number of steps taken so far.
        weight_decay: lambda; adds lambda w to the gradient, the slope of (lambda/2) |w|^2. The notes' penalty
            `lambda sum w^2` is weight_decay = 2 lambda. None is none, but for AdamW.
        clip: the largest length of the gradient; a longer one is shortened (see clip_gradients).
        accumulate: True says that adding up several backward passes before a step is meant.

    Attributes:
        steps: how many steps were taken.
        memory: the names of what a rule remembers from step to step, such as a velocity.
        checks: what the settings of a rule have to pass, whenever they are set.

    Raises:
        ArgumentError: for what is no list of Values.
        ShapeError: when there is nothing to train, a parameter is given twice, or is the result of an operation.
        DomainError: when a parameter is NaN or infinite.
        SettingError: for a rate or decay that is negative or not finite, or a clip that is not above 0; also where
            it is set later.

    Source: notes 003, "The loop"; weight decay: notes 002, section 3.3.
    """

    memory: tuple[str, ...] = ()
    usual_decay = 0.0
    checks: ClassVar[dict[str, Callable[[str, Any], float]]] = {"weight_decay": not_negative}

    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: Rate,
        *,
        weight_decay: float | None = None,
        clip: float | None = None,
        accumulate: bool = False,
    ) -> None:
        self.parameters = leaves(type(self).__name__, parameters)
        refuse_not_finite(type(self).__name__, self.parameters)
        self.learning_rate = learning_rate
        self.weight_decay: float = weight_decay  # type: ignore[assignment]  # None becomes the usual one
        self.clip = clip
        self.accumulate = accumulate
        self.steps = 0

    def __setattr__(self, name: str, value: Any) -> None:
        owner = type(self).__name__
        if name == "lr":
            raise AssignmentError(
                f"{owner}: has no lr; set learning_rate, as in optimiser.learning_rate = {value!r:.20}"
            )
        if name == "learning_rate" and callable(value):
            check_function(owner, name, value, 1, "nn.schedules.constant(0.1)")
        elif name == "learning_rate":
            value = not_negative(name, value)
        elif name == "clip" and value is not None:
            value = check_number(owner, name, value, "finite and above 0")
        elif name in self.checks:
            value = self.checks[name](name, self.usual_decay if name == "weight_decay" and value is None else value)
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        rate = "a schedule" if callable(self.learning_rate) else f"{self.learning_rate:g}"
        return f"{type(self).__name__}({len(self.parameters)} parameters, learning rate {rate})"

    @property
    def rate(self) -> float:
        """The learning rate of the coming step."""
        rate = self.learning_rate(self.steps) if callable(self.learning_rate) else self.learning_rate
        return not_negative(f"the learning rate at step {self.steps}", rate)

    def zero_grad(self) -> None:
        """Set every gradient to zero; call it before each backward pass."""
        for p in self.parameters:
            p.grad, p.passes = 0.0, 0

    def step(self, *nothing: Never) -> None:
        """Update every parameter once from its `.grad`.

        Raises:
            DomainError: when a new parameter is not finite; nothing is updated then.

        Warns:
            StaleGradientWarning: when the gradients come from more than one backward pass and `accumulate` is off, or,
                at the first step, from none.
        """
        import numpy as np

        if nothing:
            raise ArgumentError(
                f"{type(self).__name__}: step() takes no {type(nothing[0]).__name__}, but what gradients there are; "
                "write zero_grad(), loss.backward(), and then step()"
            )
        passes = max(p.passes if p.grad else 0 for p in self.parameters)  # one set to 0 by hand starts anew
        said = ""
        if passes > 1 and not self.accumulate:
            said = (
                f"uses gradients added up over {passes} backward passes; call zero_grad() before each backward(), or "
                "say accumulate=True if the sum is meant"
            )
        elif self.steps == 0 and not any(p.passes or p.grad for p in self.parameters):
            said = (
                "finds no gradient: no backward() has come to its parameters since zero_grad(); write zero_grad(), "
                "loss.backward(), step() in this order, with a loss that depends on them"
            )
        if said:
            warnings.warn(f"{type(self).__name__}.step() {said}", StaleGradientWarning, stacklevel=2)
        w = np.array(numbers_of(self.parameters))
        g = np.array([p.grad for p in self.parameters])
        if g.dtype != float:  # somebody has set a gradient by hand
            g = np.array([real(p.grad, f"{type(self).__name__}: the gradient of {p.label!r}") for p in self.parameters])
        set_numbers(self.parameters, self.update(w, g).tolist())

    def state_dict(self) -> dict[str, Any]:
        """Return the number of steps and what the rule remembers, as plain numbers and lists of them.

        >>> from engine import Value
        >>> from nn import Momentum
        >>> optimiser = Momentum([w := Value(1.0)], 0.1)
        >>> w.grad = 2.0; optimiser.step(); optimiser.state_dict()
        {'steps': 1, 'v': [2.0]}
        """
        return {"steps": self.steps} | {name: _listed(getattr(self, name)) for name in self.memory}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a `state_dict()` of an optimiser of the same kind and number of parameters.

        Raises:
            ArgumentError, NotANumberError, SettingError: for what no `state_dict()` holds, such as a NaN.
            ShapeError: when it does not fit. Nothing has been changed then.
        """
        import numpy as np

        steps, memory = checked_memory(type(self).__name__, state, self.memory, len(self.parameters))
        self.steps = steps
        for name, held in memory.items():
            setattr(self, name, np.array(held) if isinstance(held, list) else held)

    def update(self, w: Vector, g: Vector) -> Vector:
        """Return the next w for the gradient g, with clipping and weight decay, and count the step.

        Args:
            w, g: arrays of one number for each parameter.

        Raises:
            DomainError: when a result is not finite; it names the parameter.
        """
        import numpy as np

        with np.errstate(all="ignore"):  # overflow is reported below, with the parameter's name
            if self.clip is not None:
                g = g * shortening(float(np.linalg.norm(g)), self.clip)
            new = self.rule(w, self.decayed(w, g), self.rate)
        if not np.isfinite(new).all():
            at = int(np.argmin(np.isfinite(new)))
            raise DomainError(
                f"{type(self).__name__}: step {self.steps} takes parameter {self.parameters[at].label or at!r} from "
                f"{w[at]:g} with gradient {g[at]:g} to {new[at]:g}; lower the learning rate or clip the gradient"
            )
        self.steps += 1
        return new

    def decayed(self, w: Vector, g: Vector) -> Vector:
        """Return the gradient of loss + (weight_decay/2) |w|^2."""
        return g + self.weight_decay * w if self.weight_decay else g

    @abstractmethod
    def rule(self, w: Vector, g: Vector, rate: float) -> Vector:
        """Return the next w: the formula of this optimiser, the same for one number and for a whole vector."""


def _listed(vector: Vector) -> float | list[float]:
    return vector.tolist() if hasattr(vector, "tolist") else float(vector)
