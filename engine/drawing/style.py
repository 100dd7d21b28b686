"""The looks of a drawing: forward blue and solid, backward orange and dashed, on white and on dark paper.

One table of rules. Browsers get it as a style sheet; png_pdf.py asks `looks` for the same answers.
"""

from collections.abc import Mapping
from functools import cache

from engine.drawing.sizes import FACE, KEY, LABEL, NUMBER, PARTIAL, SCOPE, SHORT, SYMBOL, WORD

Palette = Mapping[str, str]  # the colours of one theme, by what they are for
LIGHT: Palette = {
    "paper": "#ffffff", "ink": "#1b2430", "soft": "#5b6874", "rule": "#a3aeb9", "box": "#ffffff", "frame": "#f5f7fa",
    "edge": "#ccd5dd", "forward": "#0072b2", "forward_tint": "#e3f1fa", "backward": "#a84300",
    "backward_tint": "#fdeee3",
}  # fmt: skip
DARK: Palette = {
    "paper": "#1b1f24", "ink": "#e8edf2", "soft": "#a7b3bf", "rule": "#66727e", "box": "#252c34", "frame": "#20252b",
    "edge": "#3d4751", "forward": "#56b4e9", "forward_tint": "#16303f", "backward": "#e69f00",
    "backward_tint": "#3a2b12",
}  # fmt: skip

Looks = dict[str, str]


def _type(size: float, anchor: str = "start") -> Looks:
    return {"font-size": f"{size:g}px", "text-anchor": anchor}


# Selectors as in CSS: the classes of the drawing and of the group, and last the class of the mark itself.
RULES: tuple[tuple[str, Looks], ...] = (
    (".paper", {"fill": "paper"}),
    (".frame", {"fill": "frame", "stroke": "edge", "stroke-width": "1"}),
    (
        ".scope-name",
        {"fill": "soft", "font-weight": "600", "paint-order": "stroke", "stroke": "frame", "stroke-width": "5"}
        | _type(SCOPE),
    ),
    (".shape", {"fill": "box", "stroke": "rule", "stroke-width": "1.4"}),
    (".disc", {"fill": "box", "stroke": "forward", "stroke-width": "1.4"}),
    (".symbol", {"fill": "ink"} | _type(SYMBOL, "middle")),
    (".line", {"fill": "none", "stroke": "forward", "stroke-width": "1.4"}),
    (".head", {"fill": "forward"}),
    (".short", {"font-size": f"{SHORT:g}px"}),
    (".word", {"font-size": f"{WORD:g}px"}),
    (".label", {"fill": "ink", "font-weight": "600"} | _type(LABEL)),
    (".nameless", {"fill": "soft", "font-weight": "400"}),
    (".key", {"fill": "soft"} | _type(KEY)),
    (".value-data", {"fill": "forward"} | _type(NUMBER, "end")),
    (".value-grad", {"fill": "backward"} | _type(NUMBER, "end")),
    (".constant .shape", {"fill": "paper", "stroke": "edge", "stroke-width": "1"}),
    (".constant .value-data", {"fill": "soft", "text-anchor": "middle"}),
    (".constant .value-grad", {"font-size": f"{KEY:g}px"}),
    (".fold .shape", {"fill": "frame", "stroke": "soft"}),
    (".fold .label", {"text-anchor": "middle"}),
    (".fold .key", {"text-anchor": "middle"}),
    (".fold .stack", {"fill": "frame", "stroke": "edge", "stroke-width": "1.4"}),
    (".is-pending .shape", {"stroke-dasharray": "3 3"}),
    (".is-pending .disc", {"stroke": "rule", "stroke-dasharray": "3 3"}),
    (".is-pending .label", {"fill": "soft"}),
    (".operation.is-pending .line", {"stroke": "rule"}),
    (".operation.is-pending .head", {"fill": "rule"}),
    (".is-new .shape", {"fill": "forward_tint", "stroke": "forward", "stroke-width": "2.4"}),
    (".is-new .number", {"font-weight": "700"}),
    (".is-active .shape", {"stroke": "forward", "stroke-width": "2.4"}),
    (".is-backward .is-new .shape", {"fill": "backward_tint", "stroke": "backward"}),
    (".is-backward .is-active .shape", {"stroke": "backward"}),
    (".partial", {"fill": "backward"} | _type(PARTIAL, "middle")),
    (".pill", {"fill": "backward_tint"}),
    (".edge.is-done .line", {"stroke": "backward", "stroke-dasharray": "5 4"}),
    (".edge.is-active .line", {"stroke": "backward", "stroke-dasharray": "5 4", "stroke-width": "2.8"}),
    (".edge.is-done .head", {"fill": "backward"}),
    (".edge.is-active .head", {"fill": "backward"}),
    (".edge.is-active .pill", {"fill": "backward"}),
    (".edge.is-active .partial", {"fill": "paper", "font-weight": "700"}),
    (".edge.is-pending .pill", {"display": "none"}),
    (".edge.is-pending .back", {"display": "none"}),
    (".edge.is-done .ahead", {"display": "none"}),
    (".edge.is-active .ahead", {"display": "none"}),
)


def looks(classes: frozenset[str], mark: frozenset[str], palette: Palette) -> Looks:
    """Return the looks of a mark, as a browser would work them out from the style sheet.

    >>> looks(frozenset({"edge", "is-done"}), frozenset({"line"}), LIGHT)["stroke"]
    '#a84300'
    """
    found: Looks = {}
    for around, own, rule in _parsed():
        if around <= classes and own <= mark:
            found |= rule
    return _coloured(found, palette)


@cache
def _parsed() -> list[tuple[frozenset[str], frozenset[str], Looks]]:
    """Return the classes around a mark, its own and the looks of each rule, the most specific rule last."""
    rows = []
    for selector, rule in sorted(RULES, key=lambda rule: rule[0].count(".")):
        *around, own = selector.split(" ")
        rows.append((frozenset("".join(around).split(".")) - {""}, frozenset(own.split(".")) - {""}, rule))
    return rows


def _coloured(rule: Mapping[str, str], palette: Palette) -> Looks:
    return {name: palette.get(value, value) for name, value in rule.items()}


def style_sheet() -> str:
    """Return the rules for browsers, in both themes; the reader's setting chooses."""
    shared = f".chalkgrad {{ max-width: 100%; height: auto; font-family: {FACE}; }}\n"
    dark = "".join(_css(selector, rule, DARK, LIGHT) for selector, rule in RULES)
    light = "".join(_css(selector, rule, LIGHT) for selector, rule in RULES)
    return f"\n{shared}{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def variables(selector: str) -> str:
    """Return the colours of both themes as variables of CSS, for what stands around a drawing.

    >>> variables(".player").split("; ")[0]
    '.player { --paper: light-dark(#ffffff, #1b1f24)'
    """
    said = "; ".join(f"--{name.replace('_', '-')}: light-dark({x}, {DARK[name]})" for name, x in LIGHT.items())
    return f"{selector} {{ {said} }}\n"


def _css(selector: str, rule: Looks, palette: Palette, other_than: Palette | None = None) -> str:
    """Write one rule; for a second theme, only what differs from the first."""
    known = _coloured(rule, other_than) if other_than else {}
    said = "; ".join(f"{name}: {x}" for name, x in _coloured(rule, palette).items() if known.get(name) != x)
    root = "" if selector.startswith(".is-backward") else " "
    return f".chalkgrad{root}{selector} {{ {said} }}\n" if said else ""
