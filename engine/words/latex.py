r"""The same formulas in LaTeX, for pages: `w1*x` becomes `w_{1} \cdot x`, `a/b` becomes `\frac{a}{b}`.

Labels are written by whoever builds a graph, so they may hold anything. What is not a plain variable name goes
into `\text{...}`, and the characters that LaTeX would obey are replaced by ones that only look like them.
"""

import re
from collections.abc import Sequence

from engine.words.digits import in_full, show
from engine.words.notation import ATOM, POWER, PRODUCT, Notation, Term, one_line

GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
)
FUNCTIONS = {"log": r"\ln", "sigmoid": r"\sigma", "relu": r"\operatorname{ReLU}"} | {
    name: "\\" + name for name in ("sin", "cos", "tanh", "max", "min")
}
OBEYED = r"\{}$&#%_^~<>"  # by LaTeX; the last two latex2mathml would let through as tags
LOOKALIKES = "∖❴❵＄＆＃％＿＾∼＜＞"
LABEL_SHOWN = 24
_VARIABLE = re.compile(
    r"([A-Za-zΑ-Ωα-ω]+?|[ŷŶ])(['*]*)(?:_([A-Za-z]{1,2}\d*)|_?(\d*(?:(?<=\d),\d+)*))((?:\[\d+(?:,\d+)*\])*)(['*]*)"
)


def label_parts(label: str) -> tuple[str, str, str] | None:
    """Return a plain variable's letters, marks and subscript, or None for any other label.

    The subscript of an entry is its place, in brackets where it could be taken for an index of the name: W[0,2] is
    entry 0,2 of W and W1[0,2] that of W1, whose 1 stays where it is; z[1] is an entry of z, and z1 a name.

    >>> label_parts("W1[0,2]"), label_parts("W[0][2]"), label_parts("z[1]"), label_parts("z1"), label_parts("h'2")
    (('W', '', '1[0,2]'), ('W', '', '0,2'), ('z', '', '[1]'), ('z', '', '1'), ('h', "'", '2'))
    >>> label_parts("L_B"), label_parts("a&b")
    (('L', '', 'B'), None)
    """
    match = _VARIABLE.fullmatch(label)
    if not match:
        return None
    word, marks, letters, digits, places, late_marks = match.groups()
    index, place = letters or digits or "", ",".join(re.findall(r"\d+", places))
    return word, marks + late_marks, f"{index}[{place}]" if place and (index or "," not in place) else index + place


def latex_label(label: str) -> str:
    r"""Return a label as LaTeX: letters with their indices as a subscript, anything else as text.

    >>> [latex_label(label) for label in ("w1", "W1[0,2]", "Ŷ[0,2]", "alpha", "a&b")]
    ['w_{1}', 'W_{1\\text{[0,2]}}', 'Ŷ_{0,2}', '\\alpha', '\\text{a＆b}']
    """
    parts = label_parts(label)
    if parts is None:
        return _text(label)
    word, marks, below = parts
    word = "lambda" if word == "lam" else word  # as Python has to spell it
    symbol = "\\" + word if GREEK.fullmatch(word) else word if len(word) == 1 else _text(word)
    below = re.sub(r"(\[.*)", r"\\text{\1}", below)  # without the room that signs have around them
    above = "".join(r"\prime" if mark == "'" else r"\ast" for mark in marks)
    return symbol + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _text(label: str) -> str:
    return rf"\text{{{one_line(label, LABEL_SHOWN).translate(str.maketrans(OBEYED, LOOKALIKES))}}}"


def raised(latex: str) -> str:
    r"""Return a formula that another superscript can be written behind.

    >>> raised("h"), raised(r"h^{\prime}")
    ('h', '{h^{\\prime}}')
    """
    return f"{{{latex}}}" if "^" in latex and not latex.startswith(r"\left") else latex


class LatexNotation(Notation):
    """The shapes that LaTeX writes differently from plain text."""

    times, etc = r" \cdot ", r"\cdots"
    parentheses, condition = r"\left({}\right)", r"{} \text{{ if }} {} \text{{ else }} {}"

    def name(self, label: str) -> Term:
        return Term(latex_label(label), super().name(label).tightness)

    def number(self, x: float) -> Term:
        return self._digits(show(x))

    def constant(self, x: float) -> Term:
        return self._digits(in_full(x))

    def _digits(self, written: str) -> Term:
        digits, e, exponent = written.partition("e")
        negative = written.startswith("-")
        return Term(rf"{digits} \times 10^{{{exponent}}}", PRODUCT, negative) if e else Term(digits, negative=negative)

    def quotient(self, a: Term, b: Term, leading: bool) -> Term:
        return Term(rf"\frac{{{a.text}}}{{{b.text}}}", POWER)

    def power(self, base: Term, exponent: Term) -> Term:
        return Term(f"{raised(self.wrap(base, ATOM))}^{{{exponent.text}}}", POWER)

    def call(self, name: str, arguments: Sequence[str]) -> Term:
        match [name, *arguments]:
            case ["exp", x]:
                return Term(f"e^{{{x}}}", POWER)
            case ["sqrt", x]:
                return Term(rf"\sqrt{{{x}}}")
            case ["abs", x]:
                return Term(rf"\left|{x}\right|")
        known = FUNCTIONS.get(name, rf"\operatorname{{{name.replace('_', ' ')}}}")
        return Term(known + self.parentheses.format(r",\, ".join(arguments)))

    def counted(self, term: Term, i: int) -> Term:
        return Term(f"{self.wrap(term, ATOM)}_{{{i}}}")


LATEX = LatexNotation()
