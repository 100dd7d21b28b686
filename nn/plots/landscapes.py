"""Where descent goes: a loss of one or two numbers with paths on it, and an update rule as a staircase."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from engine.errors import ArgumentError
from engine.real import check_count, check_function, check_number
from engine.value import Value
from nn.descent import Path
from nn.plots.base import COLOURS, Interval, at, check_mapping, figure_with, finish, grid, style, thin

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LIGHT = ("#FFFFFF", "#E69F00", "#F7B6D2", "#A8E6CF")  # paths on the dark ground of a surface


def check_paths(where: str, paths: Mapping[str, Path] | None) -> None:
    """Refuse what is no path by name.

    >>> check_paths("loss_curve", None)
    """
    if not all(isinstance(path, Path) for path in check_mapping(where, "paths", paths or {}).values()):
        raise ArgumentError(f"{where}: paths must be results of nn.gradient_descent, got {paths!r:.60}")


def loss_curve(
    f: Callable[[Value], Value],
    interval: Interval,
    paths: Mapping[str, Path] | None = None,
    title: str = "",
    variable: str = "a",
    steps: int = 300,
) -> "Figure":
    """Draw a loss of one number, with the paths that descents took on it.

    Args:
        f: a function of one Value.
        interval: of the numbers to draw.
        paths: results of `gradient_descent` by name.

    >>> from nn import gradient_descent
    >>> f = lambda a: (a - 3) ** 2
    >>> figure = loss_curve(f, (0, 6), {"rate 0.1": gradient_descent(f, 0.0, 0.1, 5)})
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['loss', 'rate 0.1']
    """
    check_function("loss_curve", "f", f, 1, "lambda a: (a - 3) ** 2")
    check_paths("loss_curve", paths)
    figure, axes = figure_with()
    xs = grid(interval, steps)
    axes.plot(xs, [at(f, x) for x in xs], color="0.25", label="loss")
    for i, (name, path) in enumerate((paths or {}).items()):
        inside = [(x, y) for x, y in zip(path.points, path.values, strict=True) if interval[0] <= x <= interval[1]]
        if inside:
            axes.plot([x for x, _ in inside], [y for _, y in inside], label=name, **thin(i))
    finish(axes, title, f"${variable}$", "loss")
    return figure


def loss_surface(
    f: Callable[[Value, Value], Value],
    x_interval: Interval,
    y_interval: Interval,
    paths: Mapping[str, Path] | None = None,
    title: str = "",
    variables: tuple[str, str] = ("u", "v"),
    steps: int = 80,
) -> "Figure":
    """Draw a loss of two numbers as contours, seen from above, with the paths that descents took on it.

    Each colour covers the same area, so the steps of the scale are not even.

    Args:
        f: a function of two Values.
        x_interval, y_interval: of the numbers to draw.
        paths: results of `gradient_descent` by name; a square marks the start and a star the end.

    >>> figure = loss_surface(lambda u, v: u * u + v * v, (-1, 1), (-1, 1), steps=5)
    >>> figure.axes[0].get_aspect()
    'auto'
    """
    check_function("loss_surface", "f", f, 2, "lambda u, v: u * v")
    check_paths("loss_surface", paths)
    figure, axes = figure_with(width=5.0, height=4.0)
    from matplotlib.colors import BoundaryNorm
    from matplotlib.patheffects import withStroke

    xs, ys = grid(x_interval, steps), grid(y_interval, steps)
    losses = [[at(f, x, y) for x in xs] for y in ys]
    levels = quantile_levels([loss for row in losses for loss in row if isfinite(loss)])
    contours = axes.contourf(xs, ys, losses, levels=levels, cmap="cividis", norm=BoundaryNorm(levels, 256))
    figure.colorbar(contours, ax=axes, label="loss", format="%.3g", spacing="uniform")
    for i, (name, path) in enumerate((paths or {}).items()):
        across, up = [x for x, _ in path.points], [y for _, y in path.points]
        colour = LIGHT[i % len(LIGHT)]
        outline = [withStroke(linewidth=2.6, foreground="black")]
        axes.plot(across, up, label=name, path_effects=outline, **thin(i) | {"color": colour, "linewidth": 1.3})
        axes.plot(across[0], up[0], marker="s", color=colour, markeredgecolor="black")
        axes.plot(across[-1], up[-1], marker="*", color=colour, markeredgecolor="black", markersize=11)
    axes.set(xlim=x_interval, ylim=y_interval)
    finish(axes, title, f"${variables[0]}$", f"${variables[1]}$")
    if paths:
        axes.legend(facecolor="0.3", labelcolor="white", framealpha=0.9)
    return figure


def cobweb(
    update: Callable[[float], float], start: float, steps: int, interval: Interval, title: str = "", variable: str = "a"
) -> "Figure":
    """Draw an update rule x -> update(x) as a staircase between its graph and the diagonal, where x stays as it is.

    Args:
        update: one step, such as lambda a: a - 0.003 * slope(a).
        start: the first x.
        steps: how many updates to follow.
        interval: of the numbers to draw.

    Source: notes 004, "a := a - gamma dL/da".

    >>> cobweb(lambda a: 0.5 * a, 1.0, 3, (-1, 1)).axes[0].get_xlabel()
    '$a$ before'
    """
    check_function("cobweb", "update", update, 1, "lambda a: a - 0.1 * a")
    check_number("cobweb", "start", start)
    check_count("cobweb", "steps", steps, least=0)
    figure, axes = figure_with(width=4.2, height=4.0)
    xs = grid(interval, 200)
    axes.plot(xs, [update(x) for x in xs], label="one update", **style(0))
    axes.plot(interval, interval, color="0.4", linestyle=":", label="no change")
    x, across, up = start, [start], [start]
    for _ in range(steps):
        before, x = x, update(x)
        across += [before, x]
        up += [x, x]
    axes.plot(across, up, linewidth=1, marker=".", markersize=4, label="the path", **style(1))
    axes.plot(start, start, marker="s", color=COLOURS[1], linestyle="none", label="start")
    axes.set(xlim=interval, ylim=interval)
    finish(axes, title, f"${variable}$ before", f"${variable}$ after")
    return figure


def quantile_levels(losses: Sequence[float], count: int = 12) -> list[float]:
    """Return levels with equally many of the losses between any two: a flat valley gets as many lines as a cliff.

    >>> quantile_levels([0.0, 1.0, 2.0, 100.0, 10000.0], count=2)
    [0.0, 2.0, 10000.0]
    """
    ranked = sorted(losses)
    lowest, *higher = sorted({ranked[round(k * (len(ranked) - 1) / count)] for k in range(count + 1)})
    return [lowest, *(higher or [lowest + 1.0])]
