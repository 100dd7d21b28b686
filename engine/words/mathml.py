r"""LaTeX to MathML for pages, as small trees: `\frac{a}{2}` becomes ["mfrac", "i:a", "n:2"].

A tree is plain data, so it can be sent to the page and built there element by element; only the elements
listed here can come out, and no attributes, whatever stands in a label.
"""

import functools
import re
import xml.etree.ElementTree as ET
from typing import Any

from latex2mathml.converter import convert

from engine.words.latex import LOOKALIKES

Tree = Any  # a leaf such as "i:x" (its kind and its text), or a list ["mfrac", child, ...]

ORIGINALS = {ord(lookalike): chr(original) for original, lookalike in LOOKALIKES.items()}  # text is safe in a tree
LEAVES = {"mi": "i", "mn": "n", "mo": "o", "mtext": "t"}
BRANCHES = frozenset(("mrow", "mfrac", "msup", "msub", "msubsup", "msqrt", "munder", "mover"))


@functools.lru_cache(maxsize=4096)
def tree(latex: str) -> Tree:
    r"""Return a formula as a tree.

    >>> tree(r"\frac{a}{2} = x_{1}")
    ['mrow', ['mfrac', 'i:a', 'n:2'], 'o:=', ['msub', 'i:x', 'n:1']]
    """
    return _tree(ET.fromstring(convert(latex)))


def _tree(element: ET.Element) -> Tree:
    """Formulas are shallow, so this one function may call itself."""
    name = re.sub(r"\{.*\}", "", element.tag)
    if name in LEAVES:
        return f"{LEAVES[name]}:{(element.text or '').translate(ORIGINALS)}"
    children = [_tree(child) for child in element]
    if name == "mspace":
        return "t: "
    if len(children) == 1 and name != "msqrt":
        return children[0]
    return [name if name in BRANCHES else "mrow", *children]
