"""Labels as they are set: W1[0,1] is a W with a small, lowered 1[0,1], so that b1[0] never reads as b10.

What is a plain variable's label, and what its parts are, words/latex.py says for formulas, too: a name looks the same.
"""

import re

from engine.words.latex import GREEK, label_parts

Runs = tuple[tuple[str, bool], ...]  # pieces of a line, and whether they are set small and lowered
LOWERED, DROP = 0.82, 0.24  # the size of a lowered piece, and how far it is lowered, in the size of the line

LETTERS = dict(zip(GREEK.pattern.split("|"), "αβγδεζηθκλμνξπρστφχψω", strict=True))
_NAME = re.compile(r"[^\W\d]\w*'*(?:\[\d+(?:,\d+)*\])*(?!\w*\()")


def typeset(label: str, expression: bool = False) -> Runs:
    """Return a label in pieces.

    Args:
        expression: the label is a formula; each name in it is set.

    >>> typeset("W1[0,1]"), typeset("delta'2"), typeset("two words")
    ((('W', False), ('1[0,1]', True)), (('δ′', False), ('2', True)), (('two words', False),))
    >>> typeset("w1*x + exp(b)", expression=True)
    (('w', False), ('1', True), ('*x + exp(b)', False))
    """
    if not expression:
        return _joined(_name(label))
    pieces, at = [], 0
    for match in _NAME.finditer(label):
        pieces += [(label[at : match.start()], False), *_name(match[0])]
        at = match.end()
    return _joined([*pieces, (label[at:], False)])


def _name(label: str) -> list[tuple[str, bool]]:
    parts = label_parts(label)
    if parts is None:
        return [(label, False)]
    word, marks, below = parts
    return [(LETTERS.get(word, word) + marks.replace("'", "′").replace("*", "∗"), False), (below, True)]


def _joined(pieces: list[tuple[str, bool]]) -> Runs:
    joined: list[tuple[str, bool]] = []
    for text, low in pieces:
        if joined and joined[-1][1] == low:
            joined[-1] = joined[-1][0] + text, low
        elif text:
            joined.append((text, low))
    return tuple(joined)
