"""Formulas: LaTeX to MathML, which browsers show without a script or a font of ours."""

import html
import re
import xml.etree.ElementTree as ET
from functools import lru_cache

from lectures.errors import LectureError

ELEMENTS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded", "mphantom", "mtable", "mtr", "mtd"),
    *("msup", "msub", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder", "munderover"),
}
ATTRIBUTES = {
    *("display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "form", "separator", "symmetric"),
    *("largeop", "movablelimits", "accent", "accentunder", "linethickness", "columnalign", "columnspacing"),
    *("rowspacing", "lspace", "rspace", "width", "height", "depth", "minsize", "maxsize"),
}
# Browsers show bold letters only as characters of their own; Greek and Latin follow one another in Unicode.
_BOLD_ITALIC = {ord("α") + i: 0x1D736 + i for i in range(25)} | {ord("A") + i: 0x1D468 + i for i in range(26)}
_BOLD_ITALIC |= {ord("a") + i: 0x1D482 + i for i in range(26)}


@lru_cache(maxsize=4096)
def mathml(latex: str, block: bool = False) -> str:
    """Return a formula as a MathML element.

    Only elements and attributes that write formulas are let through: a formula cannot bring a link, a style or a
    script onto a page.

    Args:
        latex: the formula, without dollar signs.
        block: on a line of its own.

    Raises:
        LectureError: for a command or an environment that is not known.

    >>> mathml("x^2")
    '<math><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    """
    from latex2mathml.converter import convert_to_element

    if re.sub(r"\\.", "", latex).count("{") != re.sub(r"\\.", "", latex).count("}"):
        raise LectureError(f"the formula ${latex}$ has braces that do not match")
    try:
        root = convert_to_element(latex, display="block" if block else "inline")
    except Exception as error:  # the converter has no common ancestor for its errors
        raise LectureError(f"the formula ${latex}$ cannot be read: {type(error).__name__} {error}") from None
    del root.attrib["xmlns"]
    for element in root.iter():
        element.text = html.unescape(element.text or "")
        if element.tag not in ELEMENTS:
            raise LectureError(f"the formula ${latex}$ makes an element <{element.tag}>, which is not allowed")
        command = re.search(r"\\[a-zA-Z]+|&", element.text)
        if command and element.tag != "mtext":
            raise LectureError(f"the formula ${latex}$ uses {command[0]}, which is not known")
        if element.get("mathvariant") == "bold-italic":
            element.text = element.text.translate(_BOLD_ITALIC)
            del element.attrib["mathvariant"]
        for name in set(element.attrib) - ATTRIBUTES:
            del element.attrib[name]
    if not block:
        root.attrib.pop("display", None)
    return ET.tostring(root, encoding="unicode")
