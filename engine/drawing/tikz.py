"""Places of a drawing in TikZ: each shape is written once, its looks and its words for the slides that have them."""

from collections import defaultdict
from collections.abc import Sequence

from engine.drawing.curves import Point
from engine.drawing.marks import Head, Rectangle, Stroke, Text
from engine.drawing.overlays import Look, Overlay, Run
from engine.drawing.typeset import DROP, LOWERED, Runs
from engine.words.tex import tex_text

OPACITIES = {"opacity": "opacity", "fill-opacity": "fill opacity", "stroke-opacity": "draw opacity"}
OUTLINE = 0.03  # of the size: with this the typewriter face, which has no bold, looks bold
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}


def colour_name(hexadecimal: str) -> str:
    """Return what a colour is called; it is the same colour wherever it has this name.

    >>> colour_name("#a84300")
    'chalkA84300'
    """
    return f"chalk{hexadecimal[1:].upper()}"


def tikz_style(is_text: bool, look: Look, scale: float, letters: float = 1.0) -> str:
    """Return looks, given as CSS does, as TikZ does; `letters` is how much larger letters are than all else."""
    css = dict(look)
    width = float(css.get("stroke-width", 0)) * scale
    fill, stroke = (colour_name(css[name]) if css.get(name, "").startswith("#") else "" for name in ("fill", "stroke"))
    said = [f"{name}={css[of]}" for of, name in OPACITIES.items() if of in css]
    if is_text:
        high = float(css.get("font-size", "12px").removesuffix("px")) * scale * letters
        size = f"{high:.3g}bp"
        slope = r"\itshape" if css.get("font-style") == "italic" else ""
        said += [f"anchor={ANCHORS[css.get('text-anchor', 'start')]}", f"text={fill or 'black'}"]
        said += [rf"font=\fontsize{{{size}}}{{{size}}}\ttfamily{slope}\selectfont"]
        said += [f"fill={stroke}", f"inner ysep={width / 2:.3g}bp"] if stroke and width else []  # what passes behind it
        said += [f"strong={high * OUTLINE:.2g}"] if int(css.get("font-weight", 400)) >= 600 else []
        return ", ".join(said)
    said += [f"fill={fill}"] if fill else []
    said += [f"draw={stroke}", f"line width={width:.3g}bp"] if stroke and width else []
    dashes = [
        f"{'off' if i % 2 else 'on'} {float(x) * scale:.3g}bp"
        for i, x in enumerate(css.get("stroke-dasharray", "").split())
    ]
    said += [f"dash pattern={' '.join(dashes)}"] if dashes else []
    return ", ".join(said)


def tikz_path(each: Overlay, names: dict[tuple[bool, Look], str], slides: int, scale: float) -> str:
    """Return one place: its shape is said once, its looks and its words for the slides on which they are such."""
    is_text = isinstance(each.mark, Text)
    styles, texts = defaultdict[str, list[Run]](list), defaultdict[Runs, list[Run]](list)
    for run in each.runs:
        styles[names[is_text, run.look]].append(run)
        texts[run.text].append(run)
    look = ", ".join(
        name if _always(runs, slides) else f"on={{<{_slides(runs)}>{{{name}}}}}" for name, runs in styles.items()
    )
    match each.mark:
        case Rectangle(_, x, y, width, height, corner):
            corner = min(corner, width / 2, height / 2) * scale
            ends = f"({x:.1f},{y:.1f}) rectangle ({x + width:.1f},{y + height:.1f})"
            return rf"\path[rounded corners={corner:.3g}bp, {look}] {ends};"
        case Stroke(_, curve):
            start, *rest = map(_point, curve)
            pieces = "".join(
                f" .. controls {rest[i]} and {rest[i + 1]} .. {rest[i + 2]}" for i in range(0, len(rest), 3)
            )
            return rf"\path[{look}] {start}{pieces};"
        case Head(_, corners):
            return rf"\path[{look}] {' -- '.join(map(_point, corners))} -- cycle;"
        case Text(_, x, y):
            said = "".join(
                _line(text) if _always(runs, slides) else rf"\only<{_slides(runs)}>{{{_line(text)}}}"
                for text, runs in texts.items()
            )
            return rf"\node[{look}] at {_point((x, y))} {{{said}}};"


def _line(text: Runs) -> str:
    """Write a line in pieces, some of them small and lowered."""
    small = rf"\raisebox{{-{DROP * LOWERED:.3g}em}}{{\scalebox{{{LOWERED}}}{{%s}}}}"
    return "".join(small % tex_text(piece) if low else tex_text(piece) for piece, low in text)


def _always(runs: Sequence[Run], slides: int) -> bool:
    return sum(run.last - run.first + 1 for run in runs) == slides


def _slides(runs: Sequence[Run]) -> str:
    return ",".join(f"{run.first + 1}" + (f"-{run.last + 1}" if run.last > run.first else "") for run in runs)


def _point(point: Point) -> str:
    return f"({point[0]:.1f},{point[1]:.1f})"
