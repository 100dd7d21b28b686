"""How training goes: loss against epoch, the classes a model sees, gradients against depth."""

from collections.abc import Callable, Mapping, Sequence
from math import hypot
from statistics import median
from typing import TYPE_CHECKING, Any

from engine.errors import ShapeError
from engine.real import check_function
from engine.value import Value
from engine.words.nested import is_list, shape_of
from nn.data import InputsAndTargets, examples
from nn.eager import only_value
from nn.parameters import leaves
from nn.plots.base import COLOURS, DASHES, MARKERS, check_mapping, figure_with, finish, grid, style
from nn.predict import check_class
from nn.train import History

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def loss_history(history: History | Mapping[str, Sequence[float]], title: str = "") -> "Figure":
    """Draw the loss against the epoch, on a logarithmic scale where every loss is positive.

    Args:
        history: of `fit`, or lists of losses by name, to compare several runs.

    >>> figure = loss_history({"slow": [3.0, 2.0], "fast": [3.0, 1.0]})
    >>> figure.axes[0].get_yscale()
    'log'
    """
    figure, axes = figure_with()
    if isinstance(history, History):
        lines: Mapping[str, Sequence[float]] = {"training": history.loss, "validation": history.validation_loss}
        if history.best_epoch is not None:
            axes.axvline(history.best_epoch, color="0.5", linestyle=":", label="best epoch, restored")
    else:
        lines = check_mapping("loss_history", "history", history)
    for i, (name, losses) in enumerate(lines.items()):
        if losses:
            axes.plot(range(len(losses)), losses, label=name, **style(i))
    if all(loss > 0 for losses in lines.values() for loss in losses):
        axes.set_yscale("log")
    finish(axes, title, "epoch", "loss")
    return figure


def decision_regions(
    predict: Callable[[list[float]], Any],
    data: InputsAndTargets,
    title: str = "",
    steps: int = 100,
    margin: float = 0.3,
) -> "Figure":
    """Colour the plane by the predicted class, with the data on top; each class has its colour and its marker.

    Args:
        predict: a function from [x1, x2] to a class, such as nn.classifier(model).
        data: points in the plane and their classes.
        steps: predictions along each side.
        margin: space around the data, in its units.

    >>> data = ([[0.0, 0.0], [1.0, 1.0]], [0, 1])
    >>> figure = decision_regions(lambda x: int(x[0] > 0.5), data, steps=5)
    >>> figure.axes[0].get_xlabel()
    '$x_1$'
    """
    data = examples(data)
    check_function("decision_regions", "predict", predict, 1, "classifier(model)")
    xs, ys = _plane("decision_regions", data.inputs, margin, steps)
    predicted = [[check_class("decision_regions", predict([x, y])) for x in xs] for y in ys]
    classes = sorted({*data.targets, *(found for row in predicted for found in row)})
    figure, axes = figure_with(width=4.6, height=4.0)
    from matplotlib.colors import ListedColormap

    shades = ListedColormap([COLOURS[k % len(COLOURS)] for k in range(len(classes))])
    numbers = [[classes.index(found) for found in row] for row in predicted]
    axes.pcolormesh(xs, ys, numbers, cmap=shades, vmin=-0.5, vmax=len(classes) - 0.5, alpha=0.25, rasterized=True)
    for k, target in enumerate(classes):
        points = [x for x, y in data.pairs() if y == target]
        if points:
            colour, marker = COLOURS[k % len(COLOURS)], MARKERS[k % len(MARKERS)]
            axes.scatter(
                *zip(*points, strict=True), c=colour, marker=marker, s=30, edgecolors="white", label=f"{target}"
            )
    finish(axes, title, "$x_1$", "$x_2$")
    return figure


def moving_boundary(
    scores: Mapping[str, Callable[[list[float]], Any]], data: InputsAndTargets, title: str = "", steps: int = 60
) -> "Figure":
    """Draw for each model the line on which its score is 0, with the data below: how a border moves as one trains.

    Args:
        scores: name -> a function from [x1, x2] to one Value, or a list of one, such as a model with one output.
        data: points in the plane and their classes.
        steps: scores along each side.

    >>> data = ([[0.0, 0.0], [1.0, 1.0]], [0, 1])
    >>> figure = moving_boundary({"x1 = 0.5": lambda x: Value(x[0] - 0.5)}, data, steps=5)
    >>> figure.axes[0].get_xlabel()
    '$x_1$'
    """
    check_mapping("moving_boundary", "scores", scores)
    data = examples(data)
    xs, ys = _plane("moving_boundary", data.inputs, 0.3, steps)
    figure, axes = figure_with(width=5.4, height=4.0)
    for k, target in enumerate(sorted({*data.targets})):
        points = [x for x, y in data.pairs() if y == target]
        colour, marker = COLOURS[k % len(COLOURS)], MARKERS[k % len(MARKERS)]
        axes.scatter(*zip(*points, strict=True), c=colour, marker=marker, s=14, alpha=0.45, linewidths=0)
    for i, (name, score) in enumerate(scores.items()):
        heights = [[_height(score([x, y])) for x in xs] for y in ys]
        colour, dashes = style(i + 2)["color"], DASHES[i % len(DASHES)]
        axes.contour(xs, ys, heights, levels=[0.0], colors=[colour], linestyles=[dashes], linewidths=1.8)
        axes.plot([], [], color=colour, linestyle=dashes, label=name)
    finish(axes, title, "$x_1$", "$x_2$")
    return figure


def _plane(where: str, inputs: Sequence[Any], margin: float, steps: int) -> tuple[list[float], list[float]]:
    """Return the places at which the plane around some points is looked at: across, and up."""
    if any(shape_of(x) != (2,) for x in inputs):
        raise ShapeError(f"{where}: a plane has two coordinates; choose two features of each input")
    across, up = (grid((min(c) - margin, max(c) + margin), steps) for c in zip(*inputs, strict=True))
    return across, up


def _height(score: Any) -> float:
    return only_value("the score of a boundary", score[0] if is_list(score) and len(score) == 1 else score).data


def by_seed(found: Mapping[str, Sequence[float]], title: str = "", measure: str = "") -> "Figure":
    """Draw what each of several methods reached: a dot for each seed, a bar for the median, a row for each method.

    Args:
        found: numbers by the name of the method, one for each seed.
        measure: what the numbers are, such as "test accuracy".

    Raises:
        ShapeError: where a method has no numbers.

    >>> figure = by_seed({"plain": [0.8, 0.9], "dropout": [0.9, 0.95]})
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['plain', 'dropout']
    """
    check_mapping("by_seed", "found", found)
    if not found or not all(map(len, found.values())):
        raise ShapeError("by_seed: every method needs at least one number, as in {'plain': [0.8, 0.9]}")
    figure, axes = figure_with(height=1.2 + 0.4 * len(found))
    for row, numbers in enumerate(found.values()):
        colour, marker = COLOURS[row % len(COLOURS)], MARKERS[row % len(MARKERS)]
        axes.scatter(numbers, [row] * len(numbers), c=colour, marker=marker, s=22, alpha=0.6, linewidths=0)
        axes.plot([median(numbers)] * 2, [row - 0.3, row + 0.3], color="0.1", linewidth=2)
    axes.set_yticks(range(len(found)), found)
    axes.invert_yaxis()
    finish(axes, title, measure, "")
    return figure


def gradient_by_depth(sizes: Mapping[str, Sequence[float]], title: str = "") -> "Figure":
    """Draw the size of the gradient against the layer, on a logarithmic scale: does it vanish or explode?

    Args:
        sizes: one number for each layer, from the input on, by name; `gradient_size(layer.parameters())` gives it.

    Source: notes 002, "Non-saturating activation functions".

    >>> figure = gradient_by_depth({"sigmoid": [1e-6, 1e-4, 1e-2], "relu": [0.1, 0.1, 0.1]})
    >>> figure.axes[0].get_yscale()
    'log'
    """
    check_mapping("gradient_by_depth", "sizes", sizes)
    figure, axes = figure_with()
    for i, (name, numbers) in enumerate(sizes.items()):
        axes.plot(range(1, len(numbers) + 1), numbers, marker=MARKERS[i % len(MARKERS)], label=name, **style(i))
    axes.set_yscale("log")
    axes.xaxis.get_major_locator().set_params(integer=True)
    finish(axes, title, "layer, from the input", "size of the gradient")
    return figure


def gradient_size(parameters: Sequence[Value]) -> float:
    """Return the length |g| of the gradient of these parameters.

    >>> w, b = Value(0.0), Value(0.0)
    >>> w.grad, b.grad = 3.0, 4.0
    >>> gradient_size([w, b])
    5.0
    """
    return hypot(*(p.grad for p in leaves("gradient_size", parameters)))
