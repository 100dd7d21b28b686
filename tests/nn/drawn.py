"""What a figure shows, as lines of text: every artist with its numbers, colours and names.

A line or an image of many numbers is told by how many there are and by the first and the last.
"""

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.markers import MarkerStyle

from nn.plots.base import MARKERS

MANY = 16


def drawn(figure):
    """Return the lines of a whole figure, panel by panel."""
    found = ["{:g} x {:g} inches".format(*figure.get_size_inches())]
    for axes in figure.axes:
        found.append(f"panel {axes.get_title()!r}, {axes.get_ylabel()!r} against {axes.get_xlabel()!r}{_axis(axes)}")
        found += [f"  {line}" for line in (*_lines(axes), *_collections(axes), *_images(axes), *_words(axes))]
    return found


def _axis(axes):
    if not axes.axison:
        return ", empty"
    scale = ", logarithmic" * (axes.get_yscale() == "log")
    for name in "xy":
        if not getattr(axes, f"get_autoscale{name}_on")():
            scale += ", {} from {:.4g} to {:.4g}".format(name, *getattr(axes, f"get_{name}lim")())
    return scale


def _lines(axes):
    for line in axes.lines:
        points = np.column_stack([line.get_xdata(), line.get_ydata()])
        look = f"{to_hex(line.get_color())} {line.get_linestyle()} {line.get_marker()}"
        yield f"{_name(line)}: {look} {line.get_linewidth():g} {line.get_markersize():g} {_numbers(points)}"


def _collections(axes):
    for artist in axes.collections:
        if isinstance(artist, ContourSet):
            yield f"contours at {_numbers(artist.levels)} in {artist.get_cmap().name}"
        elif hasattr(artist, "get_coordinates"):
            corners = artist.get_coordinates()
            colours = [to_hex(artist.cmap(artist.norm(k))) for k in np.unique(artist.get_array())]
            yield f"mesh from {_numbers(corners[0, :1])} to {_numbers(corners[-1, -1:])}: {' '.join(colours)}"
            if artist.get_array().dtype == int:
                yield from (f"  {row.tolist()}" for row in artist.get_array())
        elif hasattr(artist, "get_sizes"):
            look = f"{to_hex(artist.get_facecolors()[0])} {_marker(artist)} {artist.get_sizes()[0]:g}"
            yield f"{_name(artist)}: {look} {_numbers(artist.get_offsets())}"


def _images(axes):
    for image in axes.images:
        low, high = image.get_clim()
        yield f"image in {image.get_cmap().name} from {low:g} to {high:g}: {_numbers(image.get_array())}"


def _words(axes):
    for text in axes.texts:
        yield f"{text.get_text()!r} at {text.get_position()}: {text.get_color()} {text.get_fontsize():g}"
    if axes.get_legend():
        words = axes.get_legend().get_texts()
        yield f"legend of size {words[0].get_fontsize():g}: {', '.join(text.get_text() for text in words)}"


def _name(artist):
    return "a line" if artist.get_label().startswith("_") else repr(artist.get_label())


def _marker(artist):
    """The letter of a scatter's marker, found by its outline."""
    outline = artist.get_paths()[0].vertices

    def is_like(letter):
        style = MarkerStyle(letter)
        path = style.get_path().transformed(style.get_transform()).vertices
        return path.shape == outline.shape and np.allclose(path, outline)

    return next(filter(is_like, MARKERS))


def _numbers(array):
    rows = [", ".join(f"{x:.4g}" for x in np.ravel(row)) for row in array]
    rows = [f"({row})" if np.ndim(array) > 1 else row for row in rows]
    return " ".join(rows) if len(rows) <= MANY else f"{len(rows)} from {rows[0]} to {rows[-1]}"
