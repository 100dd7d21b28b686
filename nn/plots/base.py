"""What all plots share: colours, dashes and markers, an empty figure, labels.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; dashes and markers say the same again.
"""

from collections.abc import Callable, Mapping
from math import nan
from typing import TYPE_CHECKING, Any

from engine.errors import ArgumentError, DomainError
from engine.missing.packages import needed_for
from engine.real import check_count
from engine.value import Value
from nn.eager import only_value
from nn.shape import check_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":")
MARKERS = "osD^vPX"
Interval = tuple[float, float]


def style(i: int) -> dict[str, Any]:
    """Return colour and dash of the i-th line; both change from line to line.

    >>> style(1)
    {'color': '#D55E00', 'linestyle': '--'}
    """
    return {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i % len(DASHES)]}


def thin(i: int) -> dict[str, Any]:
    """Return the look of the i-th path: a thin line with a marker on every point."""
    return style(i) | {"marker": MARKERS[i % len(MARKERS)], "markersize": 3.5, "linewidth": 1.0}


def figure_with(rows: int = 1, columns: int = 1, width: float = 4.8, height: float = 3.4) -> "tuple[Figure, Any]":
    """Return an empty figure and its axes; sizes in inches, for each pair of axes."""
    with needed_for("a plot"):
        from matplotlib.figure import Figure

    figure = Figure(figsize=(width * columns, height * rows), layout="constrained")
    return figure, figure.subplots(rows, columns)


def grid(interval: Interval, steps: int) -> list[float]:
    """Return `steps` evenly spaced numbers from one end of the interval to the other."""
    low, high = check_interval("a plot", interval)
    check_count("a plot", "steps", steps, least=2)
    return [low + (high - low) * i / (steps - 1) for i in range(steps)]


def check_mapping(where: str, what: str, given: Any) -> Any:
    """Return what is drawn, by name.

    Raises:
        ArgumentError: for anything but a mapping.

    >>> check_mapping("images", "planes", {"x": [[1.0]]})
    {'x': [[1.0]]}
    """
    if not isinstance(given, Mapping):
        raise ArgumentError(f"{where}: {what} must be named, as in {{'name': ...}}, got {given!r:.60}")
    return given


def at(f: Callable[..., Value], *point: float) -> float:
    """Return f at a point as a number, and nan, a gap in the picture, where it has none."""
    try:
        return only_value("the function of a plot", f(*map(Value, point))).data
    except DomainError:
        return nan


def finish(axes: "Axes", title: str, x: str, y: str) -> None:
    """Write title, axis labels and a legend where something has a name."""
    axes.set(title=title, xlabel=x, ylabel=y)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(fontsize=8)
