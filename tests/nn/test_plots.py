"""Plots: what is drawn, never shown, and nothing global left behind."""

import io
import random
import sys
from functools import partial

import pytest

from engine import Value
from engine.errors import ShapeError
from nn import Momentum, datasets, gradient_descent, plots
from nn.plots.base import COLOURS, DASHES, MARKERS
from nn.train import History


def bowl(a):
    return (a - 1) ** 2


def valley(u, v):
    return (u * v - 1) ** 2


PATHS = {"plain": gradient_descent(bowl, -1.0, 0.1, 5), "too fast": gradient_descent(bowl, -1.0, 1.5, 5)}
WAYS = {
    "plain": gradient_descent(valley, [1.5, 0.2], 0.05, 9),
    "momentum": gradient_descent(valley, [-1.5, 0.2], 0.05, 9, partial(Momentum, momentum=0.5)),
}
HISTORY = History(loss=[3.0, 2.0, 1.0], validation_loss=[3.0, 1.0, 2.0], best_epoch=1)

ALL = {
    "loss_history": lambda: plots.loss_history(HISTORY, "training"),
    "several histories": lambda: plots.loss_history({"SGD": [2.0, -1.0], "Adam": [1.0, 0.5]}),
    "decision_regions": lambda: plots.decision_regions(
        lambda x: int(x[0] > 0), datasets.moons(20, rng=random.Random(0)), steps=12
    ),
    "loss_curve": lambda: plots.loss_curve(bowl, (-2.0, 4.0), PATHS),
    "a curve with a gap": lambda: plots.loss_curve(lambda a: a.log(), (-1.0, 1.0)),
    "loss_surface": lambda: plots.loss_surface(valley, (-2.0, 2.0), (-2.0, 2.0), WAYS, steps=15),
    "a flat surface": lambda: plots.loss_surface(lambda u, v: u * 0 + v * 0, (0.0, 1.0), (0.0, 1.0), steps=5),
    "cobweb": lambda: plots.cobweb(lambda a: a - 0.3 * 2 * (a - 1), -1.0, 6, (-2.0, 2.0)),
    "activations": lambda: plots.activations(),
    "one activation": lambda: plots.activations(["softplus"]),
    "images": lambda: plots.images({f"map {i}": [[Value(1.0), -1.0], [0.0, i]] for i in range(8)}),
    "one image": lambda: plots.images({"digit": datasets.digits([5], 1).inputs[0][0]}),
    "gradient_by_depth": lambda: plots.gradient_by_depth({"sigmoid": [1e-6, 1e-3, 1.0], "relu": [1.0, 0.9, 1.1]}),
}


@pytest.mark.parametrize("name", ALL)
def test_every_plot_can_be_saved_and_leaves_pyplot_alone(name):
    figure = ALL[name]()
    for kind, start in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        file = io.BytesIO()
        figure.savefig(file, format=kind)
        assert file.getvalue().startswith(start)
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


@pytest.mark.parametrize(
    "name", ["loss_history", "several histories", "loss_curve", "loss_surface", "cobweb", "gradient_by_depth"]
)
def test_lines_with_a_name_differ_in_more_than_colour(name):
    for axes in ALL[name]().axes:
        named = [line for line in axes.lines if not line.get_label().startswith("_")]
        looks = [(line.get_linestyle(), line.get_marker()) for line in named]
        assert len(set(looks)) == len(looks)


def test_the_palette_is_told_apart_in_grey_or_by_its_companions():
    assert len(set(COLOURS)) == len(set(MARKERS)) == 7
    assert len(set(DASHES)) == 4


def test_the_history_shows_both_losses_and_the_best_epoch():
    (axes,) = ALL["loss_history"]().axes
    lines = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    assert lines["training"] == HISTORY.loss
    assert lines["validation"] == HISTORY.validation_loss
    assert "best epoch, restored" in lines
    assert axes.get_yscale() == "log"
    (axes,) = ALL["several histories"]().axes
    assert axes.get_yscale() == "linear"  # a loss below 0 has no logarithm


def test_a_curve_passes_through_its_loss_and_its_path():
    (axes,) = ALL["loss_curve"]().axes
    curve, path, *_ = axes.lines
    for x, y in zip(*curve.get_data(), strict=True):
        assert y == pytest.approx((x - 1) ** 2)
    assert list(path.get_xdata()) == PATHS["plain"].points


def test_regions_are_what_the_classifier_says():
    (axes,) = ALL["decision_regions"]().axes
    (mesh,) = [artist for artist in axes.collections if hasattr(artist, "get_coordinates")]
    numbers = mesh.get_array().reshape(12, 12)
    assert set(numbers[:, 0]) == {0}
    assert set(numbers[:, -1]) == {1}
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["0", "1"]


def test_activations_come_with_the_engines_derivatives():
    relu, sigmoid, tanh = ALL["activations"]().axes
    assert [axes.get_title() for axes in (relu, sigmoid, tanh)] == ["relu", "sigmoid", "tanh"]
    function, slope = tanh.lines
    assert slope.get_ydata() == pytest.approx([1 - y**2 for y in function.get_ydata()])


def test_a_cobweb_climbs_between_the_update_and_the_diagonal():
    (axes,) = ALL["cobweb"]().axes
    stairs = next(line for line in axes.lines if line.get_label() == "the path")
    points = list(zip(*stairs.get_data(), strict=True))
    assert points[0] == (-1.0, -1.0)
    assert len(points) == 1 + 2 * 6
    for (x, _), (same_x, y), (end_x, end_y) in zip(points[::2], points[1::2], points[2::2], strict=False):
        assert same_x == x
        assert y == pytest.approx(x - 0.6 * (x - 1))
        assert end_x == end_y == y


def test_small_images_show_their_numbers():
    figure = ALL["images"]()
    assert [text.get_text() for text in figure.axes[2].texts] == ["1", "-1", "0", "2"]
    assert not ALL["one image"]().axes[0].texts


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ShapeError, match="two coordinates"):
        plots.decision_regions(lambda x: 0, ([[1.0, 2.0, 3.0]], [0]))
    with pytest.raises(ShapeError, match="nothing to draw"):
        plots.images({})
