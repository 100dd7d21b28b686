"""Is a gradient right? The engine's answer beside that of finite differences, for every input."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from sys import float_info
from typing import Any, Literal

from engine.backward import sweep
from engine.errors import ArgumentError, NotANumberError, ShapeError, visible
from engine.graph import distinct_leaves, one_value, topological_order
from engine.modes import numbers_of, with_graph
from engine.numeric import ATOL, RTOL, along, moving, plain, slope_at, tolerances
from engine.real import accepts, called, check_function, real
from engine.value import Value

Outcome = Literal["agrees", "differs", "kink", "undecided"]


@dataclass(frozen=True)
class Coordinate:
    """The derivative along one input, from both witnesses.

    Attributes:
        name: which input, such as "x[0]".
        x: the point.
        engine: the engine's derivative.
        numeric: that of finite differences.
        error: how far off `numeric` may be by itself.
        left, right: finite differences from one side.
        kink: whether left and right stay apart, so that no derivative exists here.
        reached: whether the graph leads from this input to the output.
        outcome: "agrees", "differs", "kink" (no derivative exists and the engine's convention is not the middle
            of both sides) or "undecided" (rounding hides it).
    """

    name: str
    x: float
    engine: float
    numeric: float
    error: float
    left: float
    right: float
    kink: bool
    reached: bool
    outcome: Outcome

    @property
    def notes(self) -> list[str]:
        """What deserves to be said about this input, in sentences."""
        said = []
        if self.kink:
            said.append(
                f"{self.name} is at a kink: the slope is {self.left:.6g} from the left and {self.right:.6g} from the "
                "right, so there is no derivative to compare with; move the point"
            )
        if not self.reached and self.outcome == "agrees":
            said.append(f"f ignores {self.name}: neither the graph nor the result depends on it")
        elif not self.reached:
            said.append(
                f"the result changes with {self.name}, but the graph does not lead there: "
                "was its number read with .data or item()?"
            )
        if self.outcome == "undecided":
            said.append(
                f"{self.name}: f is too large or too rough for finite differences to tell (they are only known to "
                f"±{self.error:.1g}); check a smaller part of f"
            )
        return said


@dataclass(frozen=True)
class GradientReport:
    """The answer of `check_gradients`: true when every coordinate agrees and f is not random.

    >>> report = check_gradients(lambda x: x * x, [3.0])
    >>> report.ok, report.coordinates[0].engine
    (True, 6.0)
    """

    coordinates: tuple[Coordinate, ...]
    random: bool

    @property
    def ok(self) -> bool:
        return not self.random and all(c.outcome == "agrees" for c in self.coordinates)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        width = max([8, *(len(c.name) + 1 for c in self.coordinates)])
        agree = sum(c.outcome == "agrees" for c in self.coordinates)
        lines = [
            f"{agree} of {len(self.coordinates)} derivatives agree with finite differences",
            f"{'input':<{width}}{'at':>12}{'engine':>16}{'differences':>16}{'apart':>11}  verdict",
        ]
        lines += [
            f"{c.name:<{width}}{c.x:>12.6g}{c.engine:>16.9g}{c.numeric:>16.9g}"
            f"{abs(c.engine - c.numeric):>11.1e}  {c.outcome}"
            for c in self.coordinates
        ]
        if self.random:
            lines.append("f is random: two calls at the same point differ; give it a fixed random.Random(seed)")
        lines += [note for c in self.coordinates for note in c.notes]
        return visible("\n".join(lines))


def check_gradients(
    f: Callable[..., Any], xs: float | Value | Sequence[float | Value], *, atol: float = ATOL, rtol: float = RTOL
) -> GradientReport:
    """Compare the engine's gradient of f with central differences, at every input.

        |engine - numeric| <= atol + rtol * max(|engine|, |numeric|) + what rounding in f does to numeric

    Args:
        f: a function of len(xs) Values that returns one Value.
        xs: the point: numbers, as [3.0, 4.0] for f(a, b), or one number. Or leaves, such as `model.parameters()`, which
            are changed in place while f is asked, which other threads see, and have their numbers back afterwards; then
            f may also take no arguments.
        atol, rtol: the absolute and the relative tolerance.

    Returns:
        A report: true or false, prints as a table, and is data.

    Raises:
        NotANumberError: when f does not return a Value.
        ArgumentError: when f depends on none of xs.
        ShapeError: when xs is empty.
        DomainError: where f or a derivative does not exist.

    >>> bool(check_gradients(lambda x, y: (x * y).tanh(), [0.5, -1.0]))
    True
    >>> print(check_gradients(lambda x: x.relu(), 0.0))
    0 of 1 derivatives agree with finite differences
    input             at          engine     differences      apart  verdict
    x[0]               0               0             0.5    5.0e-01  kink
    x[0] is at a kink: the slope is 0 from the left and 1 from the right, so there is no derivative to compare with; \
move the point

    A model is checked at its parameters:

    >>> import random
    >>> from nn import MLP
    >>> model = MLP(2, [3, 1], rng=random.Random(0))
    >>> bool(check_gradients(lambda: (model([0.5, -1.0]) - 1) ** 2, model.parameters()))
    True
    """
    given: list[Any] = list(getattr(xs, "flat", xs)) if isinstance(xs, Iterable) and not isinstance(xs, str) else [xs]
    if not given:
        raise ShapeError("check_gradients: xs is empty, so there is nothing to check; give at least one number or leaf")
    atol, rtol = tolerances("check_gradients", atol, rtol)
    in_place = all(isinstance(x, Value) for x in given)
    if in_place:
        leaves = distinct_leaves("check_gradients: xs", given, "give leaves, such as model.parameters()", ArgumentError)
        point = numbers_of(leaves)
        without = callable(f) and not accepts(f, leaves) and accepts(f, [])
    else:
        point, without = [real(x, "check_gradients: xs") for x in given], False
        leaves = [Value(x, label=f"x[{i}]") for i, x in enumerate(point)]
    arguments = [] if without else leaves
    check_function("check_gradients", "f", f, len(arguments), "lambda x, y: x * y")
    with with_graph():
        output = one_value(called("check_gradients", f, arguments))
    if not isinstance(output, Value):
        raise NotANumberError(
            f"check_gradients: f returned {type(output).__name__}, not one Value, so it has no graph; return what it "
            "computes from its inputs, without .data or item()"
        )
    gradients = {node: gradient for node, gradient, _ in sweep(topological_order(output))}
    noise = rounding_noise(output)
    number = moving(f, leaves, arguments) if in_place else plain(f, point)
    random = number(*point) != output.data
    coordinates, labels = [], [leaf.label for leaf in leaves]
    names = labels if len({*labels} - {""}) == len(leaves) else [f"x[{i}]" for i in range(len(leaves))]
    for i, (x, leaf) in enumerate(zip(point, leaves, strict=True)):
        slope = slope_at(along(number, point, i), x, noise)
        engine = gradients.get(leaf, 0.0)
        size = max(abs(engine), abs(slope.value))
        outcome: Outcome = "agrees"
        if abs(engine - slope.value) > atol + rtol * size + slope.error:
            outcome = "kink" if slope.kink else "differs"
        elif slope.error > 1e-3 * max(1.0, size):
            outcome = "undecided"
        coordinates.append(
            Coordinate(names[i], x, engine, slope.value, slope.error, slope.left, slope.right,
                       slope.kink, leaf in gradients, outcome)
        )  # fmt: skip
    if not random and not any(c.reached or c.numeric for c in coordinates):
        raise ArgumentError(
            "check_gradients: f does not use its arguments, so there is nothing to check; for a model give its "
            "parameters themselves: check_gradients(lambda: loss(model), model.parameters())"
        )
    return GradientReport(tuple(coordinates), random)


def rounding_noise(output: Value) -> float:
    """Return about how far the number of a graph is off because every operation rounds its result.

    A rounding at a node, half a unit in the last place, reaches the output times d(output)/d(node).

    >>> x = Value(1.0)
    >>> rounding_noise((x + 1e12) - 1e12) > 1e-5
    True
    """
    terms: list[float] = []
    for node, upstream, partials in sweep(topological_order(output)):
        if node.primitive is not None and node.primitive.variadic:  # a sum rounds after every term
            terms += [upstream * (partial * x.data) for partial, x in zip(partials, node.inputs, strict=True)]
        else:
            terms += [upstream * node.data] * len(partials)
    return float_info.epsilon * sum(map(abs, filter(isfinite, terms)))
