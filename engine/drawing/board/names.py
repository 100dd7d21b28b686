"""What matrices are called: as their entries are labelled, or by an expression of others, as text and as LaTeX."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.primitives import Primitive
from engine.words.latex import LATEX, raised
from engine.words.notation import ATOM, NAME, PRODUCT, SUM, TEXT, Term

LONGEST = 13  # a result is called by its expression, such as O - Y, if that is no longer
THIN = "\\text{\N{FOUR-PER-EM SPACE}}"  # between the factors of a product, for MathML


@dataclass(frozen=True)
class Name:
    """What a matrix is called, and how tightly that holds together; "" where nobody knows."""

    text: str = ""
    latex: str = ""
    tightness: int = NAME

    @property
    def terms(self) -> tuple[Term, Term]:
        return Term(self.text, self.tightness), Term(self.latex, self.tightness)

    def within(self, needs: int) -> "Name":
        """Return the name in parentheses where it would be misread."""
        text, latex = self.terms
        return Name(TEXT.wrap(text, needs), LATEX.wrap(latex, needs))


@lru_cache(maxsize=4096)
def labelled(label: str) -> Name:
    """Return the name that a label gives."""
    return Name(label, LATEX.name(label).text, TEXT.name(label).tightness)


def delta(name: Name) -> Name:
    """Return what the gradient of a result is called."""
    inner = name.within(NAME)
    return Name(f"δ{inner.text}", rf"\delta {inner.latex}")


def slope(name: Name) -> Name:
    """Return what the gradient of a parameter is called."""
    inner = name.within(NAME)
    return Name(f"d{inner.text}", rf"d{inner.latex}")


def derivative(y: Name, x: Name) -> Name:
    """Return what the matrix of derivatives of one by the other is called."""
    top, below = y.within(NAME), x.within(NAME)
    return Name(f"∂{top.text}/∂{below.text}", rf"\frac{{\partial {top.latex}}}{{\partial {below.latex}}}")


def transposed(name: Name) -> Name:
    """Return the name of the transpose; of a transpose, the name without the T.

    >>> transposed(labelled("W1")).text, transposed(transposed(labelled("W1"))).text
    ('W1ᵀ', 'W1')
    """
    if name.text.endswith("ᵀ"):
        return Name(name.text.removesuffix("ᵀ"), name.latex.removesuffix("^{T}"))
    inner = name.within(NAME)
    return Name(f"{inner.text}ᵀ", f"{raised(inner.latex)}^{{T}}")


def part(name: Name, slices: str) -> Name:
    """Return the name of a block of a matrix; of "", of all of it.

    >>> part(labelled("h"), ":2").text, part(labelled("h"), "").text
    ('h[:2]', 'h')
    """
    inner = name.within(NAME)
    latex = slices.replace("·", r"\cdot")
    return Name(f"{inner.text}[{slices}]", f"{inner.latex}[{latex}]") if slices else name


def applied(function: str, name: Name) -> Name:
    """Return a function of a whole matrix, such as softmax(Z)."""
    return Name(f"{function}({name.text})", rf"\operatorname{{{function}}}{{({name.latex})}}")


def added(names: Sequence[Name]) -> Name:
    """Return a sum."""
    return Name(" + ".join(name.text for name in names), " + ".join(name.latex for name in names), SUM)


def written(row: Primitive, operands: Sequence[Name]) -> Name:
    """Return an operation of whole matrices as an expression.

    >>> from engine.primitives import PRIMITIVES
    >>> written(PRIMITIVES["subtract"], [labelled("O"), labelled("Y")]).text
    'O - Y'
    """
    texts, latexes = zip(*(name.terms for name in operands), strict=True)
    is_function = row.family in ("activation", "rectifier", "function", "choice")
    is_call = is_function and TEXT.expression(row, texts).tightness >= ATOM
    return Name(TEXT.value(row, texts), LATEX.value(row, latexes), NAME if is_call else SUM)


@lru_cache(maxsize=4096)
def partial_written(row: Primitive, slot: int, operands: tuple[Name, ...], y: Name) -> Name:
    """Return the derivative of an operation of whole matrices as an expression, σ′(Z) where that is long.

    >>> from engine.primitives import PRIMITIVES
    >>> partial_written(PRIMITIVES["tanh"], 0, (labelled("Z"),), labelled("H")).text
    '1 - H**2'
    """
    if row.family == "rectifier":
        return _primed(row, operands[0])
    texts, latexes = zip(*(name.terms for name in operands), strict=True)
    text, latex = TEXT.partial(row, slot, (*texts, y.terms[0])), LATEX.partial(row, slot, (*latexes, y.terms[1]))
    latex = re.sub(r"(?<!\d) \\cdot ", r" \\odot ", latex)  # entry by entry, but 2 Z
    if len(text) > 2 * LONGEST:
        return _primed(row, operands[0]) if row.family == "activation" else Name("f′", r"f^{\prime}")
    return Name(text, latex, NAME if re.fullmatch(r"[\w.]+(\[[^]]*\])?", text) else SUM)


def _primed(row: Primitive, operand: Name) -> Name:
    """Return the derivative of a function by its name, as relu′(Z); without what it is of where that is long."""
    function, _, argument = LATEX.call(row.name, [operand.latex]).text.partition(r"\left")
    if not argument:  # a root or a power, of which no name is left
        return Name("f′", r"f^{\prime}")
    if len(operand.text) > LONGEST:
        return Name(f"{row.symbol}′", rf"{function}^{{\prime}}")
    return Name(f"{row.symbol}′({operand.text})", rf"{function}^{{\prime}}\left{argument}")


def product_of(*factors: Name, times: str = " ") -> Name:
    """Return a product, of matrices or with another sign.

    >>> product_of(labelled("X"), labelled("W")).text
    'X W'
    """
    mark = {" ": THIN, " ⊙ ": r" \odot ", " ∗ ": r" \ast ", " ∗ turned ": r" \ast \text{turned }"}[times]
    if len(factors) == 1:
        return factors[0]
    inner = [factor.within(PRODUCT) for factor in factors]
    return Name(times.join(name.text for name in inner), mark.join(name.latex for name in inner), PRODUCT)


def says(result: Name, side: Name, how: str = "", shared: bool = False) -> Name:
    """Return the line on the board: result = side.

    Args:
        how: words such as "column sums of" before the side, or a minus sign.
        shared: the side is only a share of the result.

    >>> says(labelled("dW"), labelled("X"), shared=True).text
    'dW gets X'
    """
    if result == side:
        return result
    inner = side.within(NAME) if how and side.tightness < NAME else side
    words = rf"\text{{{how} }}" if len(how) > 1 else how
    verb, verb_latex = (" gets ", r"\text{ gets }") if shared else (" = ", " = ")
    text = f"{result.text}{verb}{how}{' ' * (len(how) > 1)}{inner.text}"
    return Name(text, f"{result.latex}{verb_latex}{words}{inner.latex}")
