r"""Any text as text for LaTeX itself, in fonts that every installation has: what LaTeX would obey is escaped.

A character is, in this order: plain ASCII; a sign or a letter for which LaTeX has a command; what Unicode says it is
made of, such as a letter and an accent; or else an empty box.
"""

import unicodedata
from functools import cache

from engine.words.notation import one_line

OBEYED = {c: rf"\{c}" for c in "#$%&_{}"} | {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': '{"}', "-": "{-}", "'": "{'}", "`": "{`}",
}  # fmt: skip
SIGNS = {
    "×": r"\times", "·": r"\cdot", "⋅": r"\cdot", "−": "-", "∂": r"\partial", "∇": r"\nabla", "Σ": r"\Sigma",
    "∑": r"\Sigma", "∏": r"\Pi", "√": r"\surd", "∞": r"\infty", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx",
    "±": r"\pm", "→": r"\rightarrow", "←": r"\leftarrow", "↑": r"\uparrow", "↓": r"\downarrow", "⇒": r"\Rightarrow",
    "∈": r"\in", "÷": r"\div", "⊙": r"\odot", "⊗": r"\otimes", "⊕": r"\oplus", "∘": r"\circ", "∗": r"\ast",
    "′": r"{}^{\prime}", "°": r"{}^{\circ}", "∖": r"\backslash", "ℓ": r"\ell", "❴": r"\{", "❵": r"\}", "∼": r"\sim",
    "ŷ": r"\hat{y}", "«": r"\ll", "»": r"\gg",
}  # fmt: skip
DASH = r"\rule[.5ex]{.5em}{.06em}"  # typewriter faces have no dash
TYPED = {"—": DASH, "–": DASH, "⁄": "/", "…": r"\ldots{}", "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}",
         "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ı": r"\i{}", "’": "{'}", "‘": "{`}",
         "“": "{``}", "”": "{''}", "„": "{,,}", "¿": r"\textquestiondown{}", "¡": r"\textexclamdown{}",
         "✓": r"\ensuremath{\surd}"}  # fmt: skip
ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
           "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c"}  # fmt: skip
GREEK = {
    letter: unicodedata.name(letter).split()[-1].replace("LAMDA", "LAMBDA") for letter in "αβγδεζηθικλμνξπρστυφχψω"
}
SIGNS |= {letter: f"\\{name.lower()}" for letter, name in GREEK.items()}
SIGNS |= {letter.upper(): f"\\{GREEK[letter].title()}" for letter in "γδθλξπσυφψω"}
TYPED |= {"ο": "o"} | dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX", strict=True))  # no commands: they look like Latin
BOX = r"{\fboxsep0pt\framebox[1ex]{\rule{0pt}{1.3ex}}}"


def tex_text(text: str) -> str:
    r"""Return text on one line, safe in LaTeX's text mode.

    >>> print(tex_text("50% of w_1"), tex_text("é, θ²"), tex_text("数"))
    50\% of w\_1 \'{e}, \ensuremath{\theta}\textsuperscript{2} {\fboxsep0pt\framebox[1ex]{\rule{0pt}{1.3ex}}}
    """
    return "".join(map(_character, unicodedata.normalize("NFC", one_line(text, 4000))))


def tex_formula(latex: str) -> str:
    r"""Return a formula of words/latex.py, in which only `\text{...}` may hold more than ASCII, with that escaped.

    >>> print(tex_formula(r"\text{50％} \cdot x"))
    \text{50\%} \cdot x
    """
    return "".join(c if c.isascii() else _character(c) for c in latex)


@cache
def _character(c: str) -> str:
    if c.isascii():
        return OBEYED.get(c, c)
    if c in TYPED:
        return TYPED[c]
    if c in SIGNS:
        return rf"\ensuremath{{{SIGNS[c]}}}"
    kind, _, rest = unicodedata.decomposition(c).partition("> ")
    if kind in ("<super", "<sub") and " " not in rest:
        return rf"\text{kind[1:]}script{{{_character(chr(int(rest, 16)))}}}"
    first, *marks = list(unicodedata.normalize("NFKD", c))
    if marks and all(mark in ACCENTS for mark in marks):
        letter = _character(first)
        for mark in marks:
            letter = rf"\{ACCENTS[mark]}{{{letter}}}"
        return letter
    return "".join(map(_character, (first, *marks))) if first != c else "" if unicodedata.combining(c) else BOX
