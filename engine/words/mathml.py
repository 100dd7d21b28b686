r"""LaTeX to MathML, read and checked in one place: as markup for prose, or as small trees for the player.

`\frac{a}{2}` becomes `<math><mrow><mfrac>...` or ["mfrac", "i:a", "n:2"]. A tree is plain data, so it can be sent to
the page and built there element by element. Only the elements listed here come out, and in markup only the
attributes: a formula cannot bring a link, a style or a script onto a page, whatever stands in a label.
"""

import html
import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from itertools import pairwise
from typing import Any

from latex2mathml.converter import convert_to_element

from engine.errors import FormulaError
from engine.words.latex import LOOKALIKES, OBEYED

Tree = Any  # a leaf such as "i:x" (its kind and its text), or a list ["mfrac", child, ...]

LEAVES = {"mi": "i", "mn": "n", "mo": "o", "mtext": "t"}
BRANCHES = {
    *("mrow", "mstyle", "mpadded", "mphantom", "mtable", "mtr", "mtd", "mfrac", "msqrt", "mroot"),
    *("msup", "msub", "msubsup", "mover", "munder", "munderover"),
}
ELEMENTS = {"math", "mspace", *LEAVES, *BRANCHES}
ATTRIBUTES = {
    *("display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "form", "separator", "symmetric"),
    *("largeop", "movablelimits", "accent", "accentunder", "linethickness", "columnalign", "columnspacing"),
    *("rowspacing", "lspace", "rspace", "width", "height", "depth", "minsize", "maxsize"),
}
ORIGINALS = str.maketrans(LOOKALIKES, OBEYED)  # text is safe in a tree
_ENDS = (")", "]", "}", "|", "!", "′", "*")  # behind these a minus subtracts
# Browsers show bold letters only as characters of their own; Greek and Latin follow one another in Unicode.
_BOLD_ITALIC = {ord("α") + i: 0x1D736 + i for i in range(25)} | {ord("A") + i: 0x1D468 + i for i in range(26)}
_BOLD_ITALIC |= {ord("a") + i: 0x1D482 + i for i in range(26)}


@lru_cache(maxsize=4096)
def mathml(latex: str, block: bool = False) -> str:
    """Return a formula as a MathML element.

    Args:
        latex: the formula, without dollar signs.
        block: on a line of its own.

    Raises:
        FormulaError: for a command or an environment that is not known.

    >>> mathml("x^2")
    '<math><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    """
    return ET.tostring(_element(latex, block), encoding="unicode")


@lru_cache(maxsize=4096)
def tree(latex: str) -> Tree:
    r"""Return a formula as a tree.

    Raises:
        FormulaError: for a command or an environment that is not known.

    >>> tree(r"\frac{a}{2} = x_{1}")
    ['mrow', ['mfrac', 'i:a', 'n:2'], 'o:=', ['msub', 'i:x', 'n:1']]
    """
    return _tree(_element(latex, block=False))


def _element(latex: str, block: bool) -> ET.Element:
    """Return a formula as an element in which only known elements and attributes are left."""
    if re.sub(r"\\.", "", latex).count("{") != re.sub(r"\\.", "", latex).count("}"):
        raise FormulaError(f"the formula ${latex}$ has braces that do not match")
    try:
        root = convert_to_element(latex, display="block" if block else "inline")
    except Exception as error:  # the converter has no common ancestor for its errors
        raise FormulaError(f"the formula ${latex}$ cannot be read: {type(error).__name__} {error}") from None
    for element in root.iter():
        element.text = html.unescape(element.text or "")
        if element.tag not in ELEMENTS:
            raise FormulaError(f"the formula ${latex}$ makes an element <{element.tag}>, which is not allowed")
        command = re.search(r"\\[a-zA-Z]+|&", element.text)
        if command and element.tag != "mtext":
            raise FormulaError(f"the formula ${latex}$ uses {command[0]}, which is not known")
        if element.get("mathvariant") == "bold-italic":
            element.text = element.text.translate(_BOLD_ITALIC)
            del element.attrib["mathvariant"]
        for name in set(element.attrib) - ATTRIBUTES:
            del element.attrib[name]
    _mark_signs(root)
    if not block:
        root.attrib.pop("display", None)
    return root


def _mark_signs(root: ET.Element) -> None:
    """A minus behind another operator is a sign: without a word browsers give it the space of a subtraction."""
    for parent in root.iter():
        for before, sign in pairwise(parent):
            if sign.tag == before.tag == "mo" and sign.text in ("−", "-", "+") and before.text not in _ENDS:
                sign.set("form", "prefix")


def _tree(element: ET.Element) -> Tree:
    """Formulas are shallow, so this one function may call itself."""
    if element.tag in LEAVES:
        return f"{LEAVES[element.tag]}:{(element.text or '').translate(ORIGINALS)}"
    if element.tag == "mspace":
        return "t: "
    children = [_tree(child) for child in element]
    if len(children) == 1 and element.tag != "msqrt":
        return children[0]
    return [element.tag if element.tag in BRANCHES else "mrow", *children]
