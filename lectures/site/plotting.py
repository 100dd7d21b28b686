"""Plots in the style of the house, as SVG that follows the page's colours and is the same in every process.

Colours are written into the SVG as stand-ins and then replaced by the page's CSS variables, so that one plot reads
well on light and on dark backgrounds.
"""

import contextlib
import html
import io
import re
from collections.abc import Iterator
from typing import Any

from engine.errors import ArgumentError

INK, FAINT = "#1b1f24", "#c8ccd1"
SERIES = {
    "#0072b2": "--series-blue",
    "#d55e00": "--series-orange",
    "#009e73": "--series-green",
    "#cc79a7": "--series-pink",
    "#6b7280": "--grey",
}
_GREYS = {"#000000": "--ink", "#404040": "--ink", "#666666": "--grey", "#808080": "--grey"}
_VARIABLES = {INK: "--ink", FAINT: "--rule"} | SERIES | _GREYS
MANY_COLOURS = 12

STYLE: dict[str, Any] = {
    "figure.figsize": (6.4, 3.4),
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "image.cmap": "cividis",
    "svg.fonttype": "none",
    "svg.hashsalt": "chalkgrad",
    "mathtext.fontset": "dejavusans",
}


@contextlib.contextmanager
def house_style() -> Iterator[None]:
    """Let matplotlib draw in the style of the house, without a display, and close its figures at the end."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with matplotlib.rc_context(STYLE | {"axes.prop_cycle": matplotlib.cycler(color=list(SERIES))}):
        try:
            yield
        finally:
            pyplot.close("all")


def svg_of(figure: Any, name: str, caption: str) -> str:
    """Return a matplotlib figure as an SVG element to stand inside a page.

    Args:
        figure: the matplotlib figure.
        name: put in front of all its ids, so that two plots on a page share none.
        caption: what a screen reader says.
    """
    if not hasattr(figure, "savefig"):
        raise ArgumentError(
            f"plot {name!r}: takes a matplotlib figure, as pyplot.figure() makes one, got {type(figure).__name__}; "
            "the curve of a function is matplotlib's ax.plot(xs, ys)"
        )
    figure.set_layout_engine("constrained")
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = written.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*|<defs>\s*<style.*?</style>\s*</defs>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    svg = re.sub(r"<[^>]+>", lambda tag: re.sub(r"-?\d+\.\d{3,}", _shorter, tag[0]), svg)
    # Pictures and areas of many colours cannot follow the page: they are shown on a light card instead.
    card = "<image" in svg or len(set(re.findall(r"#[0-9a-f]{6}\b", svg))) > MANY_COLOURS
    for colour, variable in ({} if card else _VARIABLES).items():
        svg = re.sub(colour, f"var({variable})", svg, flags=re.IGNORECASE)
    size = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    label = f'role="img" aria-label="{html.escape(caption or name)}" ' + 'class="light-card" ' * card
    if size:
        svg = svg.replace(size[0], f'{label}style="max-width: {float(size[1]) * 1.5:.0f}px"', 1)
    return re.sub(r"\n\s*", "\n", svg).strip()


def _shorter(number: re.Match[str]) -> str:
    """A hundredth of a point is finer than anyone sees."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
