r"""Formulas as text for terminals: `\frac{\partial L}{\partial w_1}` is ∂L/∂w₁; what Unicode cannot lower or raise is
written as in LaTeX, h_T and (1 − h)^(t − 1).

LaTeX is read in mathml.py; this writes its trees.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from engine.words.mathml import Tree, tree

LOW = str.maketrans("0123456789+−-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
HIGH = str.maketrans("0123456789+−-=()niT′″‴*°", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵀ′″‴*°")
ACCENTS = {"^": "\u0302", "¯": "\u0304", "‾": "\u0304", "~": "\u0303", "˙": "\u0307", "→": "\u20d7"}
SIGNS = {*"+−-±"}
AROUND = {*SIGNS, *"=<>≈≠≤≥≪≫∼∝≡·⋅×⊙⊗⊕∘→←↦⇒⇔∈"}  # with a space on both sides
OPEN = ("", "(", "[", "{", "|", ",", " ")  # behind these a sign belongs to what follows


@lru_cache(maxsize=4096)
def plain(latex: str) -> str:
    r"""Return a formula as text on one line.

    Raises:
        FormulaError: for a command or an environment that is not known.

    >>> plain(r"\frac{\partial L}{\partial w_1} = 2\,(h_T - y)\, x_1^2"), plain(r"\frac{a + b}{2 c}")
    ('∂L/∂w₁ = 2 (h_T − y) x₁²', '(a + b)/(2c)')
    """
    return unicodedata.normalize("NFC", " ".join(_text(tree(latex)).split()))


def _text(node: Tree) -> str:
    """Formulas are shallow, so that this may call itself."""
    if isinstance(node, str):
        return node.partition(":")[2].replace("\u00a0", " ")
    kind, *children = node
    if kind not in PARTS:
        return _row(children)
    return PARTS[kind](*map(_text, children))


def _row(children: list[Tree]) -> str:
    """Return what stands side by side: words apart, letters together, signs with room around them."""
    written = said = ""
    for child in children:
        text = _text(child)
        sign = isinstance(child, str) and child.startswith("o:") and text in AROUND
        if sign and not (text in SIGNS and (said in AROUND or written[-1:] in OPEN)):
            written = f"{written.rstrip()} {text} "
        else:
            apart = said in AROUND or not re.match(r"[\w∑∂∇√]", text)  # a sign, or what needs no room
            written += (" " if not apart and _is_misread(said, text) else "") + text + " " * (text == ",")
        said = text
    return written


def _is_misread(said: str, text: str) -> bool:
    """Would a text be misread without room before what follows: tanh x, 2 tanh, 1/m X, ∑ₖ y, h_T y?"""
    if said in ("", "(", "[", "{"):
        return False
    return any(re.match(r"[A-Za-z]{2}", each) for each in (said, text)) or "/" in said[1:] or "∑" in said or "_" in said


def _moved(text: str, letters: dict[int, int], mark: str) -> str:
    tight = text.replace(" ", "")
    if all(ord(c) in letters for c in tight):
        return tight.translate(letters)
    return mark + (text if len(text) == 1 or (text.isascii() and text.isalnum()) else f"({text})")


def _below(base: str, below: str) -> str:
    return base + _moved(below, LOW, "_")


def _above(base: str, above: str) -> str:
    return base + _moved(above, HIGH, "^")


def _fraction(above: str, below: str) -> str:
    above = f"({above})" if re.search(r" [+−-] ", above) else above
    return f"{above}/{below if _is_one(below) else f'({below})'}"


def _is_one(text: str) -> bool:
    """Is a text one number, one letter with what hangs on it, one word, or a differential?"""
    return re.fullmatch(
        r"[\d.]+|[∂d]?(?:\w|\w\w+|[‖|][^‖|]*[‖|])[₀-ₜ⁰-ⁿᵢᵣᵤᵥⱼᵀ²³¹′]*(?:_\w+)?", text
    ) is not None and not (re.fullmatch(r"\d+\w*[^\W\d]\w*", text))


def _root(inside: str, degree: str = "") -> str:
    return f"{_moved(degree, HIGH, '') if degree else ''}√{inside if _is_one(inside) else f'({inside})'}"


def _accented(base: str, above: str) -> str:
    return base + ACCENTS[above] if above in ACCENTS else _above(base, above)


PARTS: dict[str, Callable[..., str]] = {
    "msub": _below, "msup": _above, "msubsup": lambda base, low, high: _above(_below(base, low), high),
    "munder": _below, "mover": _accented, "munderover": lambda base, low, high: _above(_below(base, low), high),
    "mfrac": _fraction, "msqrt": lambda *inside: _root("".join(inside)), "mroot": _root, "mphantom": lambda *_: "",
    "mtable": lambda *rows: "; ".join(rows), "mtr": lambda *cells: " ".join(cells),
}  # fmt: skip
