"""The parts of a plot as SVG: axes, lines, marks and legend, light and dark, never told apart by colour alone."""

from collections.abc import Iterable
from html import escape
from math import isfinite

from lectures.workbench.shown.axes import Axis

WIDE, HIGH = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 468, 30, 256  # where the axes are
# (light, dark, dashes, mark)
SERIES = [
    ("#0072B2", "#56B4E9", "", "circle"), ("#A84300", "#E69F00", "7 4", "square"),
    ("#00674A", "#4FD1A5", "2 3", "cross"),
    ("#8A3A78", "#E3A3D0", "9 3 2 3", "triangle"),
]  # fmt: skip
Place = tuple[float, float]


def path(line: Iterable[Place], level: Axis, upright: Axis, k: int) -> str:
    """Return a line of series k; it has a gap where a number is not finite, or not on a logarithmic axis."""
    steps, pen = [], "M"
    for a, b in line:
        is_on_it = isfinite(a) and isfinite(b) and (b > 0 or not upright.log)
        if is_on_it:
            steps.append(f"{pen}{level(a):.1f} {upright(b):.1f}")
        pen = "L" if is_on_it else "M"
    dashes = SERIES[k % len(SERIES)][2]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{"".join(steps)}" stroke-width="2" stroke-linejoin="round" {paint(k, "stroke")}{dashed}/>'


def marks(points: Iterable[Place], level: Axis, upright: Axis, k: int) -> str:
    """Return the points of series k that are finite."""
    return "".join(_mark(level(a), upright(b), k) for a, b in points if isfinite(a) and isfinite(b))


def _mark(a: float, b: float, k: int) -> str:
    outline = {
        "circle": f"M{a - 4:.1f} {b:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "square": f"M{a - 3.5:.1f} {b - 3.5:.1f}h7v7h-7z",
        "cross": f"M{a - 4:.1f} {b - 4:.1f}l8 8m0 -8l-8 8",
        "triangle": f"M{a:.1f} {b - 4.5:.1f}l4.5 8h-9z",
    }[SERIES[k % len(SERIES)][3]]
    return f'<path d="{outline}" fill-opacity="0.25" stroke-width="1.5" {paint(k, "fill", "stroke")}/>'


def paint(k: int, *what: str) -> str:
    """Return attributes that give series k its colour, once for what knows no themes and once for what does."""
    light, dark, *_ = SERIES[k % len(SERIES)]
    plain = "".join(f'{each}="{light}" ' for each in what)
    empty = "" if "fill" in what else 'fill="none" '
    return f'{empty}{plain}style="{";".join(f"{each}:light-dark({light},{dark})" for each in what)}"'


def frame(level: Axis | None, upright: Axis, across: str, up: str) -> str:
    """Return both axes with their numbers and names."""
    parts, top = [], upright.end
    for number, word in upright.ticks():
        y = upright(number)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="currentColor" stroke-opacity="0.15"/>')
        parts.append(text(LEFT - 6, y + 4, word, "end"))
    for number, word in level.ticks(8) if level else ():
        parts.append(f'<path d="M{level(number):.1f} {BOTTOM}v4" stroke="currentColor"/>')
        parts.append(text(level(number), BOTTOM + 17, word, "middle"))
    parts.append(f'<path d="M{LEFT} {top:g}V{BOTTOM}H{RIGHT}" fill="none" stroke="currentColor"/>')
    parts.append(text((LEFT + RIGHT) / 2, HIGH - 8, across, "middle"))
    parts.append(f'<g transform="translate(13 {(top + BOTTOM) / 2:.0f}) rotate(-90)">{text(0, 0, up, "middle")}</g>')
    return "".join(parts)


def legend(names: Iterable[tuple[str, int, bool]]) -> str:
    """Return the names of series in a row above the axes, as far as there is room.

    Args:
        names: (name, number of the series, whether it is of points).
    """
    parts, x, y = [], float(LEFT), TOP + 6
    for name, k, is_of_points in names:
        long = 30 + 6.6 * len(name)
        if x + long > RIGHT:
            break
        sample = [(x, y - 4), (x + 20, y - 4)]
        here = Axis(0, 1, 0, 1)
        parts.append(_mark(x + 14, y - 4, k) if is_of_points else path(sample, here, here, k))
        parts.append(text(x + 25, y, name, "start"))
        x += long + 14
    return "".join(parts)


def text(x: float, y: float, words: str, anchor: str) -> str:
    """Return words at a place, or nothing where there are none."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>' if words else ""


def sheet(inner: str, title: str, said: str) -> str:
    """Return the whole picture.

    Args:
        inner: what is on it.
        title: what stands above it.
        said: what a screen reader says of it.
    """
    head = f'<g font-weight="600">{text((LEFT + RIGHT) / 2, 16, title, "middle")}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(said)}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="currentColor">{head}{inner}</svg>'
    )
