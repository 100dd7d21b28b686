"""Plots: what is drawn, never shown, and nothing global left behind."""

import io
import random
import sys
from functools import partial

import numpy as np
import pytest

from engine import Value
from engine.errors import NotANumberError, ShapeError
from nn import Momentum, datasets, gradient_descent, plots
from nn.descent import Path
from nn.plots.base import COLOURS, DASHES, MARKERS, at, grid, style, thin
from nn.plots.landscapes import quantile_levels
from nn.plots.training import _height
from nn.train import History
from tests.nn.drawn import drawn


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
    "moving_boundary": lambda: plots.moving_boundary(
        {"early": lambda x: Value(x[0]), "late": lambda x: [x[0] - Value(x[1])]},
        datasets.moons(20, rng=random.Random(0)),
        steps=12,
    ),
    "by_seed": lambda: plots.by_seed({"plain": [0.7, 0.9, 0.6], "decay": [0.9, 0.8]}, "two ways", "accuracy"),
    "loss_curve": lambda: plots.loss_curve(bowl, (-2.0, 4.0), PATHS),
    "a curve with a gap": lambda: plots.loss_curve(lambda a: a.log(), (-1.0, 1.0)),
    "loss_surface": lambda: plots.loss_surface(valley, (-2.0, 2.0), (-2.0, 2.0), WAYS, steps=15),
    "a flat surface": lambda: plots.loss_surface(lambda u, v: u * 0 + v * 0, (0.0, 1.0), (0.0, 1.0), steps=5),
    "cobweb": lambda: plots.cobweb(lambda a: a - 0.3 * 2 * (a - 1), -1.0, 6, (-2.0, 2.0)),
    "activations": lambda: plots.activations(),
    "one activation": lambda: plots.activations(["softplus"]),
    "images": lambda: plots.images({f"map {i}": [[Value(1.0), -1.0], [0.0, i]] for i in range(8)}),
    "one image": lambda: plots.images({"digit": datasets.digits([5], 1).inputs[0][0]}),
    "attention": lambda: plots.attention([[Value(1.0)], [0.25, 0.75]], "an", "who looks where"),
    "gradient_by_depth": lambda: plots.gradient_by_depth({"sigmoid": [1e-6, 1e-3, 1.0], "relu": [1.0, 0.9, 1.1]}),
}


@pytest.mark.slow
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


def test_a_boundary_is_where_the_score_is_0():
    (axes,) = ALL["moving_boundary"]().axes
    early, late = (lines for lines in axes.collections if hasattr(lines, "levels"))
    assert all(abs(x) < 1e-9 for path in early.get_paths() for x, _ in path.vertices)
    assert all(abs(x - y) < 1e-9 for path in late.get_paths() for x, y in path.vertices)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["early", "late"]


def test_every_seed_is_a_dot_in_the_row_of_its_method_and_the_bar_is_their_median():
    (axes,) = ALL["by_seed"]().axes
    rows = [dots.get_offsets().tolist() for dots in axes.collections]
    assert rows == [[[0.7, 0], [0.9, 0], [0.6, 0]], [[0.9, 1], [0.8, 1]]]
    assert [list(bar.get_xdata()) for bar in axes.lines] == [[0.7, 0.7], [pytest.approx(0.85)] * 2]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["plain", "decay"]
    with pytest.raises(ShapeError, match="at least one number"):
        plots.by_seed({"plain": []})


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


def test_attention_has_a_row_for_each_position_and_says_its_weights():
    (axes,) = ALL["attention"]().axes
    assert axes.images[0].get_array().tolist() == [[1.0, 0.0], [0.25, 0.75]]
    assert {text.get_position(): text.get_text() for text in axes.texts} == {
        (0, 0): "1.00",
        (0, 1): "0.25",
        (1, 1): "0.75",
    }
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "n"]
    for weights, symbols in (([], ""), ([[1.0]], "an"), ([[1.0], [1.0]], "an")):
        with pytest.raises(ShapeError, match=f"for {len(symbols)} symbols expects rows of 1 to {len(symbols)} weights"):
            plots.attention(weights, symbols)


@pytest.mark.long
def test_small_images_show_their_numbers():
    figure = ALL["images"]()
    assert [text.get_text() for text in figure.axes[2].texts] == ["1", "-1", "0", "2"]
    assert not ALL["one image"]().axes[0].texts


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ShapeError, match="two coordinates"):
        plots.decision_regions(lambda x: 0, ([[1.0, 2.0, 3.0]], [0]))
    with pytest.raises(ShapeError, match="moving_boundary: a plane has two coordinates"):
        plots.moving_boundary({"a": lambda x: Value(x[0])}, ([[1.0, 2.0, 3.0]], [0]))
    with pytest.raises(ShapeError, match="nothing to draw"):
        plots.images({})


# Small figures, artist by artist.

INSIDE_AND_OUT, OUTSIDE = Path([-1.0, 0.5, 3.0], [4.0, 0.25, 4.0]), Path([9.0], [64.0])
DOWN = {name: Path([[0.0, k], [1.0, 0.5], [2.0, 2.5]], [1.0, 0.5, 0.0]) for k, name in enumerate("abcde")}
SMALL = {
    "a history": lambda: plots.loss_history(
        History(loss=[4.0, 2.0, 1.0], validation_loss=[4.0, 1.0, 3.0], best_epoch=1), "a run"
    ),
    "a loss that reaches 0": lambda: plots.loss_history(History(loss=[4.0, 0.0])),
    "regions": lambda: plots.decision_regions(
        lambda x: "d" if x[1] > 3 else "ba"[x[0] > 1], ([[0, 0], [2, 1], [1, 3]], ["a", "b", "c"]), "4 classes", 4, 0.5
    ),
    "depths": lambda: plots.gradient_by_depth({"sigmoid": [0.01, 0.1, 1.0], "relu": [1.0]}, "depth"),
    "a curve": lambda: plots.loss_curve(
        bowl, (-1.0, 2.0), {"a walk": INSIDE_AND_OUT, "away": OUTSIDE}, "a bowl", "w", steps=4
    ),
    "a surface": lambda: plots.loss_surface(
        lambda x, y: x + 3 * y, (0.0, 2.0), (1.0, 3.0), DOWN, "a plane", ("p", "q"), steps=3
    ),
    "a cobweb": lambda: plots.cobweb(lambda a: a / 2, 4.0, 2, (0.0, 5.0), "halving", "w"),
    "activations": lambda: plots.activations(["leaky_relu", "abs"], (-2.0, 2.0)),
    "images": lambda: plots.images(
        {"ink": [[0.0, 0.5, 1.0]], "weights": [[-5.0, 3.0], [3.1, 1 / 3]], "nothing": [[0.0]]}, columns=2
    ),
}

SHOWN = {
    "a history": """
4.8 x 3.4 inches
panel 'a run', 'loss' against 'epoch', logarithmic
  'best epoch, restored': #808080 : None 1.5 6 (1, 0) (1, 1)
  'training': #0072b2 - None 1.5 6 (0, 4) (1, 2) (2, 1)
  'validation': #d55e00 -- None 1.5 6 (0, 4) (1, 1) (2, 3)
  legend of size 8: best epoch, restored, training, validation
""",
    "a loss that reaches 0": """
4.8 x 3.4 inches
panel '', 'loss' against 'epoch'
  'training': #0072b2 - None 1.5 6 (0, 4) (1, 0)
  legend of size 8: training
""",
    "regions": """
4.6 x 4 inches
panel '4 classes', '$x_2$' against '$x_1$'
  mesh from (-1, -1.167) to (3, 4.167): #0072b2 #d55e00 #cc79a7
    [1, 1, 0, 0]
    [1, 1, 0, 0]
    [1, 1, 0, 0]
    [3, 3, 3, 3]
  'a': #0072b2 o 30 (0, 0)
  'b': #d55e00 s 30 (2, 1)
  'c': #009e73 D 30 (1, 3)
  legend of size 8: a, b, c
""",
    "depths": """
4.8 x 3.4 inches
panel 'depth', 'size of the gradient' against 'layer, from the input', logarithmic
  'sigmoid': #0072b2 - o 1.5 6 (1, 0.01) (2, 0.1) (3, 1)
  'relu': #d55e00 -- s 1.5 6 (1, 1)
  legend of size 8: sigmoid, relu
""",
    "a curve": """
4.8 x 3.4 inches
panel 'a bowl', 'loss' against '$w$'
  'loss': #404040 - None 1.5 6 (-1, 4) (0, 1) (1, 0) (2, 1)
  'a walk': #0072b2 - o 1 3.5 (-1, 4) (0.5, 0.25)
  legend of size 8: loss, a walk
""",
    "a surface": """
5 x 4 inches
panel 'a plane', '$q$' against '$p$', x from 0 to 2, y from 1 to 3
  'a': #ffffff - o 1.3 3.5 (0, 0) (1, 0.5) (2, 2.5)
  a line: #ffffff - s 1.5 6 (0, 0)
  a line: #ffffff - * 1.5 11 (2, 2.5)
  'b': #e69f00 -- s 1.3 3.5 (0, 1) (1, 0.5) (2, 2.5)
  a line: #e69f00 - s 1.5 6 (0, 1)
  a line: #e69f00 - * 1.5 11 (2, 2.5)
  'c': #f7b6d2 -. D 1.3 3.5 (0, 2) (1, 0.5) (2, 2.5)
  a line: #f7b6d2 - s 1.5 6 (0, 2)
  a line: #f7b6d2 - * 1.5 11 (2, 2.5)
  'd': #a8e6cf : ^ 1.3 3.5 (0, 3) (1, 0.5) (2, 2.5)
  a line: #a8e6cf - s 1.5 6 (0, 3)
  a line: #a8e6cf - * 1.5 11 (2, 2.5)
  'e': #ffffff - v 1.3 3.5 (0, 4) (1, 0.5) (2, 2.5)
  a line: #ffffff - s 1.5 6 (0, 4)
  a line: #ffffff - * 1.5 11 (2, 2.5)
  contours at 3 4 5 6 7 8 9 10 11 in cividis
  legend of size 10: a, b, c, d, e
panel '', 'loss' against '', x from 0 to 1, y from 3 to 11
  mesh from (0, 3) to (1, 11): #00224e #213b6e #4b546c #6c6e72 #8d8878 #b1a570 #d7c45c #fee838
""",
    "a cobweb": """
4.2 x 4 inches
panel 'halving', '$w$ after' against '$w$ before', x from 0 to 5, y from 0 to 5
  'one update': #0072b2 - None 1.5 6 200 from (0, 0) to (5, 2.5)
  'no change': #666666 : None 1.5 6 (0, 0) (5, 5)
  'the path': #d55e00 -- . 1 4 (4, 4) (4, 2) (2, 2) (2, 1) (1, 1)
  'start': #d55e00 None s 1.5 6 (4, 4)
  legend of size 8: one update, no change, the path, start
""",
    "activations": """
6 x 2.8 inches
panel 'leaky relu', '' against '$a$'
  '$h(a)$': #0072b2 - None 1.5 6 401 from (-2, -0.02) to (2, 2)
  "$h'(a)$": #d55e00 -- None 1.5 6 401 from (-2, 0.01) to (2, 1)
  legend of size 8: $h(a)$, $h'(a)$
panel 'abs', '' against '$a$'
  '$h(a)$': #0072b2 - None 1.5 6 401 from (-2, 2) to (2, 2)
  "$h'(a)$": #d55e00 -- None 1.5 6 401 from (-2, -1) to (2, 1)
  legend of size 8: $h(a)$, $h'(a)$
""",
    "images": """
3.8 x 4 inches
panel 'ink', '' against ''
  image in Greys from 0 to 1: (0, 0.5, 1)
  '0' at (0, 0): black 7
  '0.5' at (1, 0): black 7
  '1' at (2, 0): white 7
panel 'weights', '' against ''
  image in PuOr from -5 to 5: (-5, 3) (3.1, 0.3333)
  '-5' at (0, 0): white 7
  '3' at (1, 0): black 7
  '3.1' at (0, 1): white 7
  '0.333' at (1, 1): black 7
panel 'nothing', '' against ''
  image in Greys from 0 to 1: (0)
  '0' at (0, 0): black 7
panel '', '' against '', empty
""",
}


@pytest.mark.long
@pytest.mark.parametrize("name", SMALL)
def test_a_figure_shows_these_artists_and_no_others(name):
    assert drawn(SMALL[name]()) == SHOWN[name].strip().splitlines()


def test_colours_dashes_and_markers_start_again_when_they_run_out():
    looks = [style(i) for i in range(9)]
    assert [look["color"] for look in looks] == [*COLOURS, *COLOURS[:2]]
    assert [look["linestyle"] for look in looks] == [*DASHES, *DASHES, DASHES[0]]
    assert [thin(i)["marker"] for i in range(9)] == [*MARKERS, *MARKERS[:2]]
    names = [f"class-{i}" for i in range(9)]
    lines = drawn(plots.gradient_by_depth({name: [1.0] for name in names}))
    assert [line.split()[3] for line in lines if line.startswith("  'class")] == [*MARKERS, *MARKERS[:2]]
    points = [[float(i), 0.0] for i in range(9)], names
    lines = drawn(plots.decision_regions(lambda x: names[round(x[0])], points, steps=9, margin=0.5))
    looks = [line.split()[1:3] for line in lines if line.startswith("  'class")]
    assert looks == [[COLOURS[i % 7].lower(), MARKERS[i % 7]] for i in range(9)]


@pytest.mark.parametrize(
    ("rows", "columns", "numbers", "written"),
    [(7, 7, None, 49), (8, 7, None, 0), (7, 8, None, 0), (8, 8, True, 64), (2, 2, False, 0)],
)
def test_numbers_are_written_into_grids_of_up_to_7_by_7_unless_told_otherwise(rows, columns, numbers, written):
    (axes,) = plots.images({"grid": [[0.5] * columns] * rows}, numbers=numbers).axes
    assert len(axes.texts) == written


@pytest.mark.parametrize(("count", "size"), [(1, (1.9, 2.0)), (2, (3.8, 2.0)), (6, (11.4, 2.0)), (7, (11.4, 4.0))])
def test_images_stand_in_rows_of_six(count, size):
    figure = plots.images({f"{i}": [[0.0]] for i in range(count)})
    assert tuple(figure.get_size_inches()) == pytest.approx(size)
    assert sum(axes.axison for axes in figure.axes) == count


@pytest.mark.parametrize(
    ("signed", "maps"), [(None, ["Greys", "PuOr"]), (True, ["PuOr", "PuOr"]), (False, ["Greys", "Greys"])]
)
def test_a_grid_with_negative_numbers_has_two_colours_unless_told_otherwise(signed, maps):
    shown = [axes.images[0] for axes in plots.images({"ink": [[1.0, 2.0]], "both": [[-3.0, 1.0]]}, signed=signed).axes]
    assert [picture.get_cmap().name for picture in shown] == maps
    sizes = (2.0, 3.0) if signed is None else (3.0, 3.0)  # told, all grids share one scale
    lows = [0.0 if name == "Greys" else -size for name, size in zip(maps, sizes, strict=True)]
    assert [picture.get_clim() for picture in shown] == list(zip(lows, sizes, strict=True))


def test_a_grid_has_both_ends_and_even_steps():
    np.testing.assert_allclose(grid((-1, 3), 9), np.linspace(-1, 3, 9), rtol=1e-15)
    assert grid((0.0, 1.0), 2) == [0.0, 1.0]


def test_where_a_function_has_no_value_a_plot_has_a_gap():
    assert at(lambda x, y: x.log() * y, 1.0, 2.0) == 0.0
    assert np.isnan(at(lambda x, y: x.log() * y, -1.0, 2.0))


def test_levels_are_quantiles_each_one_once():
    losses = [float(x) for x in np.random.default_rng(0).exponential(size=97)]
    np.testing.assert_allclose(quantile_levels(losses), np.quantile(losses, np.linspace(0, 1, 13)))
    assert quantile_levels([1.0, 1.0, 1.0, 5.0], count=3) == [1.0, 5.0]
    assert quantile_levels([2.0, 2.0]) == [2.0, 3.0]


def test_layers_are_whole_numbers():
    (axes,) = plots.gradient_by_depth({"sigmoid": [0.01, 0.1, 1.0]}).axes
    assert [x for x in axes.get_xticks() if x % 1] == []


def test_a_score_is_one_number_or_a_list_of_one():
    assert _height(Value(2.5)) == _height([Value(2.5)]) == 2.5
    for score in ([Value(2.5), Value(1.0)], []):
        with pytest.raises(NotANumberError, match="the score of a boundary returned"):
            _height(score)
