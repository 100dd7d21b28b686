"""The same marks on paper, PNG and PDF, set by matplotlib: it brings its own fonts and needs no system package."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from engine.drawing.frames import Frame
from engine.drawing.marks import Head, Mark, Rectangle, Stroke, Text, groups
from engine.drawing.picture import Picture
from engine.drawing.sizes import runs_width
from engine.drawing.style import LIGHT, Looks, Palette, looks
from engine.drawing.typeset import DROP, LOWERED
from engine.missing.packages import needed_for

SHARPNESS = 144  # dots per inch of a PNG: two for each of our pixels, which are 1/72 inch


def png_or_pdf(picture: Picture, shown: Frame, kind: str, palette: Palette = LIGHT) -> bytes:
    """Return one frame, on paper of its own, as the bytes of a "png" or "pdf" file."""
    with needed_for(f"a drawing as {kind.upper()}"):
        from matplotlib import rc_context
        from matplotlib.figure import Figure

    figure = Figure(figsize=(picture.width / 72, picture.height / 72), facecolor=palette["paper"])
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, picture.width), ylim=(picture.height, 0))
    axes.set_axis_off()
    for depth, group in enumerate(groups(picture, shown)):
        around = frozenset((*group.classes, f"is-{shown.phase}"))
        for mark in group.marks:
            look = looks(around, frozenset(mark.name.split()), palette)
            if look.get("display") != "none":
                for artist in _artists(mark, look):
                    axes.add_artist(artist).set_zorder(depth)
    file = io.BytesIO()
    with warnings.catch_warnings(), rc_context({"pdf.fonttype": 42}):
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a label may use any script; a box is drawn instead
        figure.savefig(file, format=kind, dpi=SHARPNESS, metadata={"CreationDate": None})  # the same bytes every time
    return file.getvalue()


def _artists(mark: Mark, look: Looks) -> Iterator[Any]:
    from matplotlib.patches import PathPatch, Polygon
    from matplotlib.path import Path
    from matplotlib.patheffects import withStroke
    from matplotlib.text import Text as Writing

    dashes = look.get("stroke-dasharray")
    width = float(look.get("stroke-width", 0))
    drawn: dict[str, Any] = {
        "facecolor": look.get("fill", "none"),
        "edgecolor": look.get("stroke", "none"),
        "linewidth": width,
        "linestyle": (0, [float(x) / width for x in dashes.split()]) if dashes else "-",
    }
    match mark:
        case Rectangle(_, x, y, w, h, corner):
            yield PathPatch(_rounded(x, y, w, h, min(corner, w / 2, h / 2)), **drawn)
        case Stroke(_, curve):
            yield PathPatch(Path(curve, [Path.MOVETO] + [Path.CURVE4] * (len(curve) - 1)), **drawn)
        case Head(_, corners):
            yield Polygon(corners, **drawn)
        case Text(_, x, y, runs):
            size = float(look["font-size"].removesuffix("px"))
            weight = "bold" if int(look.get("font-weight", 400)) >= 600 else "normal"
            halo = [withStroke(linewidth=width, foreground=look["stroke"])] if width else []
            x -= {"start": 0.0, "middle": 0.5, "end": 1.0}[look.get("text-anchor", "start")] * runs_width(runs, size)
            for text, low in runs:
                own = size * LOWERED if low else size
                yield Writing(
                    x, y + DROP * own * low, text, color=look["fill"], fontsize=own, fontweight=weight,
                    fontstyle=look.get("font-style", "normal"), family="DejaVu Sans Mono", horizontalalignment="left",
                    verticalalignment="baseline", parse_math=False, path_effects=halo,
                )  # fmt: skip
                x += runs_width(((text, low),), size)


def _rounded(x: float, y: float, w: float, h: float, corner: float) -> Any:
    """Return a rectangle whose corners are quarters of a circle."""
    from matplotlib.path import Path

    near, far = corner, corner * (1 - 0.5523)  # 0.5523: where a cubic Bezier curve comes closest to a circle
    right, low = x + w, y + h
    points = [
        (x + near, y), (right - near, y), (right - far, y), (right, y + far), (right, y + near),
        (right, low - near), (right, low - far), (right - far, low), (right - near, low),
        (x + near, low), (x + far, low), (x, low - far), (x, low - near),
        (x, y + near), (x, y + far), (x + far, y), (x + near, y), (x + near, y),
    ]  # fmt: skip
    side = [Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    return Path(points, [Path.MOVETO, *side * 4, Path.CLOSEPOLY])
