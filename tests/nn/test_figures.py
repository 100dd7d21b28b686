"""Figures as their descriptions say: what each artist shows, how large a figure is, and what is drawn unasked."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from engine import Value
from engine.errors import ArgumentError, ChalkgradError, ShapeError
from nn import History, plots
from nn.descent import Path
from nn.plots.base import COLOURS, DASHES, MARKERS, check_mapping, figure_with, finish, style, thin
from nn.plots.landscapes import LIGHT, quantile_levels
from tests.nn.drawn import drawn

CORNERS = ([[0.0, 1.0], [2.0, 3.0], [2.0, 1.0]], ["b", "a", "b"])


def ticks(axis):
    return [(float(x), label.get_text()) for x, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)]


def test_attention_is_a_square_of_grey_with_a_row_for_each_position():
    figure = plots.attention([[Value(1.0)], [0.25, 0.75], [0.5, 0.5, 0.0]], "cat", "who looks where")
    assert drawn(figure) == [
        "3.1 x 2.7 inches",
        "panel 'who looks where', 'position' against 'looks at'",
        "  image in Greys from 0 to 1: (1, 0, 0) (0.25, 0.75, 0) (0.5, 0.5, 0)",
        "  '1.00' at (0, 0): white 10",
        "  '0.25' at (0, 1): black 10",
        "  '0.75' at (1, 1): white 10",
        "  '0.50' at (0, 2): black 10",
        "  '0.50' at (1, 2): black 10",
        "  '0.00' at (2, 2): black 10",
    ]
    (axes,) = figure.axes
    assert ticks(axes.xaxis) == ticks(axes.yaxis) == [(0, "c"), (1, "a"), (2, "t")]
    assert axes.get_aspect() == "auto"
    assert axes.images[0].get_extent() == [-0.5, 2.5, 2.5, -0.5]  # row 0 on top
    assert {(text.get_ha(), text.get_va()) for text in axes.texts} == {("center", "center")}
    assert not any(line.get_visible() for line in axes.get_xgridlines())


def test_seeds_are_dots_in_a_row_for_each_method_the_first_on_top():
    figure = plots.by_seed({"plain": [0.7, 0.9, 0.6], "decay": [0.9, 0.8]}, "two ways", "accuracy")
    assert drawn(figure) == [
        "4.8 x 2 inches",
        "panel 'two ways', '' against 'accuracy'",
        "  a line: #1a1a1a - None 2 6 (0.7, -0.3) (0.7, 0.3)",
        "  a line: #1a1a1a - None 2 6 (0.85, 0.7) (0.85, 1.3)",
        "  a line: #0072b2 o 22 (0.7, 0) (0.9, 0) (0.6, 0)",
        "  a line: #d55e00 s 22 (0.9, 1) (0.8, 1)",
    ]
    (axes,) = figure.axes
    assert ticks(axes.yaxis) == [(0, "plain"), (1, "decay")]
    assert axes.yaxis_inverted()
    assert [(dots.get_alpha(), dots.get_linewidths().tolist()) for dots in axes.collections] == [(0.6, [0])] * 2
    many = plots.by_seed({f"{i}": [0.5] for i in range(9)})
    assert many.get_size_inches().tolist() == pytest.approx([4.8, 4.8])
    assert [line.split()[2:4] for line in drawn(many) if line.endswith(f"22 (0.5, {line[-2]})")] == [
        [COLOURS[i % 7].lower(), MARKERS[i % 7]] for i in range(9)
    ]


def test_a_boundary_is_a_line_through_the_points_for_each_model():
    scores = {"early": lambda x: Value(x[0] - 1), "late": lambda x: [Value(x[1] - 2)], "last": lambda x: Value(x[0])}
    figure = plots.moving_boundary(scores, CORNERS, "borders", steps=3)
    assert [line for line in drawn(figure) if "contours" not in line] == [
        "5.4 x 4 inches",
        "panel 'borders', '$x_2$' against '$x_1$'",
        "  'early': #009e73 - None 1.5 6 ",
        "  'late': #cc79a7 -- None 1.5 6 ",
        "  'last': #e69f00 -. None 1.5 6 ",
        "  a line: #0072b2 o 14 (2, 3)",
        "  a line: #d55e00 s 14 (0, 1) (2, 1)",
        "  legend of size 8: early, late, last",
    ]
    (axes,) = figure.axes
    lines = [artist for artist in axes.collections if hasattr(artist, "levels")]
    assert [(list(each.levels), to_hex(each.get_edgecolor()[0]), each.get_linewidth()[0]) for each in lines] == [
        ([0.0], colour, 1.8) for colour in ("#009e73", "#cc79a7", "#e69f00")
    ]
    solid, dashed, dash_dotted = (each.get_linestyles()[0][1] for each in lines)
    assert (solid, len(dashed), len(dash_dotted)) == (None, 2, 4)
    border = lines[0].get_paths()[0].vertices
    assert sorted(border.tolist()) == [pytest.approx([1.0, y]) for y in (0.7, 2.0, 3.3)]
    dots = [artist for artist in axes.collections if hasattr(artist, "get_sizes") and artist not in lines]
    assert [(each.get_alpha(), each.get_linewidths().tolist()) for each in dots] == [(0.45, [0])] * 2
    classes = ([[float(i), 0.0] for i in range(9)], list(range(9)))
    lines = drawn(plots.moving_boundary({f"{i}": lambda x: Value(x[0] - 4) for i in range(6)}, classes, steps=2))
    assert [line.split()[2:4] for line in lines if " 14 (" in line] == [
        [COLOURS[i % 7].lower(), MARKERS[i % 7]] for i in range(9)
    ]
    assert [line.split()[1:3] for line in lines if line.startswith("  '")] == [
        [COLOURS[(i + 2) % 7].lower(), DASHES[i % 4]] for i in range(6)
    ]


@pytest.mark.parametrize(
    ("draw", "count"),
    [
        (lambda f: plots.moving_boundary({"a": f}, CORNERS), 60 * 60),
        (lambda f: plots.decision_regions(lambda x: "ab"[f(x) > 9], CORNERS), 100 * 100),
        (lambda f: plots.loss_surface(lambda u, v: f([u, v]), (-1, 2), (-1, 1)), 80 * 80),
        (lambda f: plots.loss_curve(lambda u: f([u]), (-1, 2)), 300),
        (lambda f: plots.cobweb(lambda a: f([a]).data, 1.0, 0, (-1, 2)), 200),
    ],
)
def test_a_function_is_looked_at_so_often_unless_told_otherwise(draw, count):
    seen = []
    draw(lambda x: seen.append(None) or x[0] * Value(1.0))
    assert len(seen) == count


def test_regions_have_a_margin_and_light_colours():
    (axes,) = plots.decision_regions(lambda x: "a", CORNERS, steps=2).axes
    mesh, *points = axes.collections
    assert mesh.get_coordinates()[..., 0].min() == pytest.approx(-0.3 - 1.3)  # cells reach half a step beyond
    assert mesh.get_alpha() == 0.25
    assert mesh.get_rasterized()
    assert [to_hex(each.get_edgecolors()[0]) for each in points] == ["#ffffff"] * 2


def test_a_history_is_drawn_from_the_first_epoch_on():
    lines = drawn(plots.loss_history({"slow": [3.0, 2.0], "none": [], "fast": [1.0, 0.5, 0.25]}))
    assert lines[1:] == [
        "panel '', 'loss' against 'epoch', logarithmic",
        "  'slow': #0072b2 - None 1.5 6 (0, 3) (1, 2)",
        "  'fast': #009e73 -. None 1.5 6 (0, 1) (1, 0.5) (2, 0.25)",
        "  legend of size 8: slow, fast",
    ]
    assert "best" not in " ".join(drawn(plots.loss_history(History(loss=[2.0, 1.0], best_epoch=None))))
    assert "(0, 0) (0, 1)" in " ".join(drawn(plots.loss_history(History(loss=[1.0], best_epoch=0))))


def test_a_surface_has_its_markers_outlined_and_a_legend_on_the_dark_ground():
    path = Path([[0.0, 0.0], [1.0, 1.0]], [0.0, 1.0])
    figure = plots.loss_surface(lambda u, v: u + v, (0, 2), (0, 2), {"way": path}, steps=3)
    axes, scale = figure.axes
    way, start, end = axes.lines
    (stroke,) = way.get_path_effects()
    assert stroke._gc == {"linewidth": 2.6, "foreground": "black"}
    assert [line.get_markeredgecolor() for line in (start, end)] == ["black", "black"]
    legend = axes.get_legend()
    assert to_hex(legend.get_frame().get_facecolor()) == to_hex("0.3")
    assert legend.get_frame().get_alpha() == 0.9
    assert [to_hex(text.get_color()) for text in legend.get_texts()] == ["#ffffff"]
    assert (axes.get_xlabel(), axes.get_ylabel(), scale.get_ylabel()) == ("$u$", "$v$", "loss")
    assert plots.loss_surface(lambda u, v: u + v, (0, 2), (0, 2), steps=3).axes[0].get_legend() is None


@pytest.mark.parametrize(
    ("losses", "count", "levels"),
    [
        ([3.0, 1.0, 2.0], 2, [1.0, 2.0, 3.0]), ([0.0, 1.0, 2.0, 100.0, 1e4], 4, [0.0, 1.0, 2.0, 100.0, 1e4]),
        ([5.0], 12, [5.0, 6.0]), ([1.0, 2.0], 12, [1.0, 2.0]),
        ([float(i) for i in range(25)], 12, [float(i) for i in range(0, 25, 2)]),
    ],
)  # fmt: skip
def test_between_two_levels_there_are_equally_many_losses(losses, count, levels):
    assert quantile_levels(losses, count) == levels
    if count == 12:
        assert quantile_levels(losses) == levels


def test_a_figure_is_as_large_as_its_panels_together():
    for grid, size, panels in (({}, [4.8, 3.4], ()), ({"rows": 2, "columns": 3}, [14.4, 6.8], (2, 3))):
        figure, axes = figure_with(**grid)
        assert figure.get_size_inches().tolist() == pytest.approx(size)
        assert np.shape(axes) == panels
        assert figure.get_layout_engine().__class__.__name__ == "ConstrainedLayoutEngine"
    _, axes = figure_with(width=1, height=2)
    axes.plot([0, 1])
    finish(axes, "t", "x", "y")
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), axes.get_legend()) == ("t", "x", "y", None)


def test_a_path_is_a_thin_line_with_a_marker_on_every_point():
    assert style(0) == {"color": "#0072B2", "linestyle": "-"}
    assert thin(2) == {"color": "#009E73", "linestyle": "-.", "marker": "D", "markersize": 3.5, "linewidth": 1.0}


PATHS_SAID = ": paths must be results of nn.gradient_descent, got {'a': [1.0]}"


@pytest.mark.parametrize(
    ("draw", "error", "said"),
    [
        (lambda: check_mapping("images", "planes", [1]), ArgumentError,
         "images: planes must be named, as in {'name': ...}, got [1]"),
        (lambda: plots.activations([]), ArgumentError,
         "activations: names must be a list, such as ['relu'], got []"),
        (lambda: plots.activations("relu"), ArgumentError,
         "activations: names must be a list, such as ['relu'], got 'relu'"),
        (lambda: plots.images({}), ShapeError,
         "images: there is nothing to draw; give at least one grid of numbers"),
        (lambda: plots.images({"a": [1.0]}), ShapeError,
         "images: a plane is rows of numbers of one length, such as [[1, 2], [3, 4]]"),
        (lambda: plots.images({"a": [[[1.0]]]}), ShapeError,
         "images: a plane is rows of numbers of one length, such as [[1, 2], [3, 4]]"),
        (lambda: plots.images({"ok": [[1.0]], "a": [[1.0], [2.0, 3.0]]}), ShapeError,
         "images: a plane is rows of numbers of one length, such as [[1, 2], [3, 4]]"),
        (lambda: plots.attention([[1.0], [1.0, 2.0]], "a"), ShapeError,
         "attention: for 1 symbols expects rows of 1 to 1 weights, got [[1.0], [1.0, 2.0]]"),
        (lambda: plots.loss_curve(lambda a: a, (0, 1), {"a": [1.0]}), ArgumentError, "loss_curve" + PATHS_SAID),
        (lambda: plots.loss_surface(lambda a, b: a, (0, 1), (0, 1), {"a": [1.0]}), ArgumentError,
         "loss_surface" + PATHS_SAID),
        (lambda: plots.by_seed({}), ShapeError,
         "by_seed: every method needs at least one number, as in {'plain': [0.8, 0.9]}"),
        (lambda: plots.by_seed({"a": [1.0], "b": []}), ShapeError,
         "by_seed: every method needs at least one number, as in {'plain': [0.8, 0.9]}"),
        (lambda: plots.decision_regions(lambda x: 0, ([[1.0, 2.0], [1.0]], [0, 0])), ShapeError,
         "decision_regions: a plane has two coordinates; choose two features of each input"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_these_words(draw, error, said):
    with pytest.raises(ChalkgradError) as caught:
        draw()
    assert (type(caught.value), str(caught.value)) == (error, said)


def test_paths_on_a_surface_start_again_with_the_first_colour():
    paths = {f"{i}": Path([[0.0, 0.0]], [0.0]) for i in range(9)}
    figure = plots.loss_surface(lambda u, v: u + v, (0, 2), (0, 2), paths, steps=2)
    assert [to_hex(line.get_color()).upper() for line in figure.axes[0].lines[::3]] == [*LIGHT, *LIGHT, LIGHT[0]]
