"""The operation that made a value as a badge in its box, with the constants that it takes: ×2, 1−, max 0."""

from engine.drawing.diagram import is_unnamed
from engine.trace import Trace
from engine.words.digits import minus, show

SUPERSCRIPTS = str.maketrans("0123456789-−.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻·")
GLYPHS = {"*": "×", "/": "÷", "-": "−", "neg": "−", "**": "xʸ"}
BADGE_COLUMNS = 12  # of the constants of an operation that takes many


def glyph(op: str) -> str:
    """Return how an operation is written.

    >>> [glyph(op) for op in ("*", "**2", "**-0.5", "2**", "tanh")]
    ['×', 'x²', 'x⁻⁰·⁵', '2ˣ', 'tanh']
    """
    if op in GLYPHS:
        return GLYPHS[op]
    if op.startswith("**"):
        return "x" + op[2:].translate(SUPERSCRIPTS)
    return op[:-2] + "ˣ" if op.endswith("**") else op


def badge(trace: Trace, i: int) -> str:
    """Return the operation of a value with the constants that have no label, and so no box.

    >>> from engine import Value, dot
    >>> from engine.trace import trace
    >>> x = Value(3.0, "x")
    >>> for y in (2 * x, x - 1, 1 - x, x * -4, x**2, x.tanh(), dot([x, x], [1, 2])):
    ...     print(end=f"|{badge(trace(y), -1)}|")
    |2×||−1||1−||×(−4)||x²||tanh||dot (1, 2)|
    """
    values, inputs = trace.values, trace.inputs_of(i)
    sign, written = (
        glyph(values[i].op),
        [k for k, x in enumerate(inputs) if values[x].is_constant and is_unnamed(trace, x)],
    )
    numbers = [minus(show(values[inputs[k]].data)) for k in written]
    if not numbers:
        return sign
    if len(inputs) == 2 and values[i].op in ("+", "-", "*", "/", "**"):
        left, right = numbers[0] * (0 in written), numbers[-1] * (1 in written)
        if values[i].op == "**":
            return (left or "x") + (right.translate(SUPERSCRIPTS) or "ˣ")
        return left + sign + (f"({right})" if "−" in right else right)
    fit = next((k for k in range(len(numbers), 0, -1) if len(", ".join(numbers[:k])) <= BADGE_COLUMNS), 0)
    return f"{sign} ({', '.join(numbers[:fit] + ['…'] * (fit < len(numbers)))})"
