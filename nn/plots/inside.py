"""What is inside a model: activation functions with their derivatives, kernels and feature maps, attention."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.errors import ArgumentError, ShapeError
from engine.gradients import gradient
from engine.real import check_count
from engine.value import Value
from engine.words.nested import shape_of
from nn.activation import activation_of
from nn.plots.base import Interval, check_mapping, figure_with, finish, grid, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def activations(names: Sequence[str] = ("relu", "sigmoid", "tanh"), interval: Interval = (-4.0, 4.0)) -> "Figure":
    """Draw activation functions and their derivatives, as the engine computes both.

    Args:
        names: as for nn.Activation.

    >>> [axes.get_title() for axes in activations(["relu", "tanh"]).axes]
    ['relu', 'tanh']
    """
    if isinstance(names, str) or not names:
        raise ArgumentError(f"activations: names must be a list, such as ['relu'], got {names!r:.60}")
    figure, panels = figure_with(1, len(names), width=3.0, height=2.8)
    for axes, name in zip([panels] if len(names) == 1 else panels, names, strict=True):
        xs = [Value(x) for x in grid(interval, 401)]
        ys = [activation_of(name)(x) for x in xs]
        axes.plot([x.data for x in xs], [y.data for y in ys], label="$h(a)$", **style(0))
        slopes = [gradient(y, x) for x, y in zip(xs, ys, strict=True)]
        axes.plot([x.data for x in xs], slopes, label="$h'(a)$", **style(1))
        finish(axes, name.replace("_", " "), "$a$", "")
    return figure


def images(
    planes: Mapping[str, Sequence[Sequence[Any]]],
    columns: int = 6,
    numbers: bool | None = None,
    signed: bool | None = None,
) -> "Figure":
    """Draw grids of numbers side by side: images, kernels, feature maps.

    Args:
        planes: rows of numbers or Values, by title.
        numbers: write each number into its cell; None does so for grids of up to 7 x 7.
        signed: True draws negative numbers orange and positive ones violet, False draws ink on paper, where all that is
            negative is white, both in one scale of colours for all grids; None gives each grid its own, with two
            colours if it has a negative number.

    >>> images({"a cross": [[0, 1, 0], [1, 1, 1], [0, 1, 0]]}).axes[0].get_title()
    'a cross'
    """
    check_mapping("images", "planes", planes)
    check_count("images", "columns", columns)
    if any(len(shape_of(plane)) != 2 or len(set(map(shape_of, plane))) > 1 for plane in planes.values()):
        raise ShapeError("images: a plane is rows of numbers of one length, such as [[1, 2], [3, 4]]")
    if not planes:
        raise ShapeError("images: there is nothing to draw; give at least one grid of numbers")
    rows = -(-len(planes) // columns)
    figure, panels = figure_with(rows, min(columns, len(planes)), width=1.9, height=2.0)
    flat = list(panels.flat) if len(planes) > 1 else [panels]
    for axes in flat[len(planes) :]:
        axes.set_axis_off()
    shown = [
        [[v.data if isinstance(v, Value) else float(v) for v in row] for row in plane] for plane in planes.values()
    ]
    sizes = [max(abs(v) for row in data for v in row) or 1.0 for data in shown]
    for axes, title, data, own in zip(flat, planes, shown, sizes, strict=False):
        axes.set(xticks=[], yticks=[])
        size = own if signed is None else max(sizes)
        both = any(v < 0 for row in data for v in row) if signed is None else signed
        axes.imshow(data, cmap="PuOr" if both else "Greys", vmin=-size if both else 0.0, vmax=size)
        axes.set_title(title, fontsize=9)
        for i, row in enumerate(data if (max(len(data), len(data[0])) <= 7 if numbers is None else numbers) else []):
            for j, v in enumerate(row):
                colour = "white" if abs(v) > 0.6 * size else "black"
                axes.text(j, i, f"{v:.3g}", ha="center", va="center", fontsize=7, color=colour)
    return figure


def attention(weights: Sequence[Sequence[Any]], symbols: Sequence[str], title: str = "") -> "Figure":
    """Draw where every position looks: a row for each position that asks, a column for each that it may look at.

    Args:
        weights: numbers or Values, row t with those of the positions 0 to t, as `causal_attention` returns them.
        symbols: what stands at the positions, such as the letters of a word.

    Raises:
        ShapeError: where there is not one row for each symbol, of 1, 2, 3, ... weights.

    >>> attention([[1.0], [0.3, 0.7]], "ab").axes[0].get_xlabel()
    'looks at'
    """
    count = len(symbols)
    if not count or list(map(len, weights)) != list(range(1, count + 1)):
        raise ShapeError(f"attention: for {count} symbols expects rows of 1 to {count} weights, got {weights!r:.60}")
    figure, axes = figure_with(width=0.7 * count + 1.0, height=0.5 * count + 1.2)
    numbers = [[w.data if isinstance(w, Value) else float(w) for w in row] for row in weights]
    axes.imshow([row + [0.0] * (count - len(row)) for row in numbers], cmap="Greys", vmin=0.0, vmax=1.0, aspect="auto")
    for t, row in enumerate(numbers):
        for s, weight in enumerate(row):
            axes.text(s, t, f"{weight:.2f}", ha="center", va="center", color="white" if weight > 0.5 else "black")
    axes.grid(False)
    axes.set_xticks(range(count), symbols)
    axes.set_yticks(range(count), symbols)
    finish(axes, title, "looks at", "position")
    return figure
