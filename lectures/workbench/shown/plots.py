"""Plots as SVG, made here: lines, points and bars with axes and a title, light and dark."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

from engine.errors import ArgumentError, ShapeError
from engine.real import real
from engine.words.files import check_target, write_atomically
from lectures.workbench.shown.axes import axis
from lectures.workbench.shown.now import offer
from lectures.workbench.shown.paper import BOTTOM, LEFT, RIGHT, TOP, frame, legend, marks, paint, path, sheet, text

SAMPLES = 121


class Plot:
    """A plot that shows itself in the workbench and in a notebook.

    Attributes:
        svg: the picture.
        said: what is seen, in one sentence.
    """

    def __init__(self, svg: str, said: str) -> None:
        self.svg, self.said = svg, said

    def save(self, path: Any) -> None:
        """Write the picture to a file that ends in .svg."""
        target = check_target("a plot", path)
        if target.suffix.lower() != ".svg":
            raise ArgumentError(f"cannot save a plot as {target.name!r}: use .svg")
        write_atomically(target, self.svg)

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return self.said


def plot(
    lines: Any = None,
    *,
    points: Any = None,
    x: Sequence[Any] | None = None,
    title: str = "",
    across: str = "",
    up: str = "",
    log: bool = False,
) -> Plot:
    """Draw numbers as lines, and points beside them.

    Args:
        lines: numbers; a function, drawn over the range `x`; or a dictionary name -> numbers or function.
        points: pairs (x, y), or a dictionary name -> pairs.
        x: what the numbers stand over, one for each, by default 0, 1, 2, ...; for a function (from, to).
        title, across, up: what the plot and its axes are called.
        log: whether the axis upwards is logarithmic.

    Returns:
        The plot; in the workbench it is shown already.

    Raises:
        ArgumentError, ShapeError: where there is nothing to draw, or x and the numbers are not equally many.

    >>> plot({"training": [3.0, 2.0, 1.5], "test": [3.1, 2.4, 2.2]}, title="Loss", across="epoch")
    plot "Loss": 2 lines, 6 points from (0, 1.5) to (2, 3.1)
    """
    curves = {name: _curve(given, x, name) for name, given in _by_name(lines, _is_one_line).items()}
    clouds = {name: [_pair(p) for p in given] for name, given in _by_name(points, _is_one_cloud).items()}
    everything = [*curves.values(), *clouds.values()]
    finite = [(a, b) for each in everything for a, b in each if isfinite(a) and isfinite(b)]
    if not finite:
        raise ArgumentError("plot: there is no finite number to draw; give lines=[1.0, 2.0] or points=[(1.0, 2.0)]")
    names = [(name, k, False) for k, name in enumerate(curves)] + [
        (name, k, True) for k, name in enumerate(clouds, len(curves))
    ]
    names = [each for each in names if each[0]]
    top = TOP + 18 * bool(names)
    level, upright = axis((a for a, _ in finite), LEFT, RIGHT), axis((b for _, b in finite), BOTTOM, top, log)
    drawn = [path(line, level, upright, k) for k, line in enumerate(curves.values())]
    drawn += [marks(cloud, level, upright, k) for k, cloud in enumerate(clouds.values(), len(curves))]
    (a, b), (c, d) = (min(v) for v in zip(*finite, strict=True)), (max(v) for v in zip(*finite, strict=True))
    missing = sum(map(len, everything)) - len(finite)
    what = " and ".join(_counted(len(s), word) for s, word in ((curves, "line"), (clouds, "group")) if s)
    said = (
        f"plot{_titled(title)}: {what}, {_counted(len(finite), 'point')} from ({a:.4g}, {b:.4g}) to ({c:.4g}, {d:.4g})"
    )
    said += f"; {missing} not finite and left out" if missing else ""
    return offer(Plot(sheet(frame(level, upright, across, up) + "".join(drawn) + legend(names), title, said), said))


def bars(heights: Mapping[Any, Any] | Sequence[Any], title: str = "", up: str = "") -> Plot:
    """Draw numbers as bars.

    Args:
        heights: name -> number, or numbers, which are counted from 0.
        title, up: what the plot and its axis are called.

    Raises:
        ArgumentError: where there is nothing to draw, or a number is not finite.

    >>> bars({"w": 0.5, "b": -0.25}, title="Gradients")
    plot "Gradients": 2 bars from -0.25 to 0.5
    """
    named = dict(heights) if isinstance(heights, Mapping) else dict(enumerate(heights))
    numbers = [real(number) for number in named.values()]
    if not numbers or not all(map(isfinite, numbers)):
        raise ArgumentError("bars: needs at least one number, all of them finite, such as bars({'w': 0.5, 'b': -0.25})")
    upright, each = axis([0.0, *numbers], BOTTOM, TOP), (RIGHT - LEFT) / len(numbers)
    drawn, ground = [], upright(0.0)
    for k, (name, number) in enumerate(zip(named, numbers, strict=True)):
        at, top = LEFT + k * each, upright(number)
        drawn.append(
            f'<rect x="{at + each / 8:.1f}" y="{min(top, ground):.1f}" width="{each * 0.75:.1f}" '
            f'height="{abs(top - ground):.1f}" {paint(0, "fill")} fill-opacity="0.75"/>'
        )
        if len(numbers) <= 24:
            drawn.append(text(at + each / 2, BOTTOM + 16, str(name)[: max(2, int(each / 6))], "middle"))
    said = f"plot{_titled(title)}: {_counted(len(numbers), 'bar')} from {min(numbers):.4g} to {max(numbers):.4g}"
    ground_line = f'<path d="M{LEFT} {ground:.1f}H{RIGHT}" stroke="currentColor"/>'
    return offer(Plot(sheet(frame(None, upright, "", up) + "".join(drawn) + ground_line, title, said), said))


def _by_name(given: Any, is_one: Callable[[Any], bool]) -> dict[str, Any]:
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return {str(name): each for name, each in given.items()}
    return {"": given} if is_one(given) else {str(k): each for k, each in enumerate(given)}


def _is_one_line(given: Any) -> bool:
    return callable(given) or not len(given) or not hasattr(given[0], "__len__") or not getattr(given[0], "shape", (1,))


def _is_one_cloud(given: Any) -> bool:
    return not len(given) or (len(given[0]) == 2 and not hasattr(given[0][0], "__len__"))


def _curve(given: Any, x: Sequence[Any] | None, name: str) -> list[tuple[float, float]]:
    if callable(given):
        low, high = map(real, (x[0], x[-1])) if x is not None else (-3.0, 3.0)
        xs = [low + (high - low) * k / (SAMPLES - 1) for k in range(SAMPLES)]
        return [(a, _number(given(a))) for a in xs]
    if x is not None and len(x) != len(given):
        raise ShapeError(f"plot: {name or 'the line'} has {len(given)} numbers, and x has {len(x)}; give as many")
    return [(_number(a), _number(b)) for a, b in zip(range(len(given)) if x is None else x, given, strict=True)]


def _pair(point: Sequence[Any]) -> tuple[float, float]:
    if len(point) != 2:
        raise ShapeError(f"plot: a point is a pair (x, y), got {point!r:.60}")
    return _number(point[0]), _number(point[1])


def _number(x: Any) -> float:
    return real(x.item() if hasattr(x, "item") else x)


def _titled(title: str) -> str:
    return f' "{title}"' if title else ""


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"
