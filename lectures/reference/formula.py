r"""Formulas as docstrings write them, typeset: `w <- w - eta g` becomes `w \leftarrow w - \eta g`, and that MathML.

A docstring is also read in a terminal, so it holds no LaTeX. Its formulas are lines that are indented by four; what
stands behind two spaces or more is a column of its own.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from engine.words.latex import FUNCTIONS, GREEK, latex_label
from engine.words.mathml import mathml

_SIGNS = {
    "<=>": r"\Leftrightarrow ", "<-": r"\leftarrow ", "<=": r"\le ", ">=": r"\ge ", "->": r"\to ", "...": r"\ldots ",
    "*": r"\cdot ", ".": r"\cdot ", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$",
}  # fmt: skip
_TOKEN = re.compile(r"<=>|<-|<=|>=|->|\.\.\.|[A-Za-z]\w*'*|\d+(?:\.\d+)?|\s+|.")
_IS_FORMULA = re.compile(r"<-|<=|[=^|]|\b[a-z]_\w|\d/\w|\bsqrt\(|^[A-Z]\(|/ ")
_OVER = re.compile(r"(sum|softmax) over (.+?) of ")
_CALLED = {"sigmoid", "tanh", "cos", "min", "max", "softmax", "floor"}
_CODE = re.compile(r"\w+(?:_\w+)*(?:\([^()]*\))?")


def is_formula(line: str) -> bool:
    """Return whether a line is a formula, or holds one, rather than words or code.

    >>> is_formula("w <- w - eta g"), is_formula("one output: class 1"), is_formula("from engine import draw")
    (True, False, False)
    """
    return bool(_IS_FORMULA.search(line)) and not re.match(r"(from|import|>>>)\b", line.strip())


def columns_html(line: str) -> list[Markup]:
    """Return the columns of a line: formulas typeset, names of choices as code, remarks as text.

    >>> [str(column)[:6] for column in columns_html("mean    1/m sum_i |h_i - y_i|^2    (notes 002)")]
    ['<code>', '<math>', '(notes']
    """
    columns: list[str] = []
    for part in re.split(r"\s{2,}", re.sub(r"\s+(=|<-|<=>)\s+", r" \1 ", line.strip())):
        if columns and is_formula(columns[-1]) and is_formula(part) and "=" not in part:  # one formula, laid out below
            columns[-1] += f" {part}"
        else:
            columns.append(part.rstrip(";"))
    return [
        Markup(typeset(column))
        if is_formula(column) or column in ("0", "1")
        else Markup("<code>{}</code>").format(column)
        if i == 0 and len(columns) > 1 and _CODE.fullmatch(column)
        else escape(column)
        for i, column in enumerate(columns)
    ]


def typeset(text: str) -> str:
    """Return a formula as MathML.

    >>> typeset("h = z w")
    '<math><mrow><mi>h</mi><mo>=</mo><mi>z</mi><mi>w</mi></mrow></math>'
    """
    return mathml(latex_of(text)).replace("＿", "_")


def latex_of(text: str) -> str:
    r"""Return a formula as LaTeX.

    >>> print(latex_of("s <- rho s + (1 - rho) g^2"))
    s\leftarrow \rho s+(1-\rho )g^{2}
    >>> print(latex_of("y[o][i] = b[o] + sum over c, m of W[o][c] x[c][i*stride + m]"))
    y_{o,\,i}=b_{o}+\sum_{c,m}W_{o,\,c}x_{c,\,i\cdot \text{stride}+m}
    >>> print(latex_of("sqrt(s / (1 - beta2^t)) + m"))
    \sqrt{s/(1-\beta_{2}^{t})}+m
    """
    if over := _OVER.search(text):
        sign = r"\sum" if over[1] == "sum" else r"\operatorname{softmax}"
        below = latex_of(over[2])
        return f"{latex_of(text[: over.start()])}{sign}_{{{below}}}{latex_of(text[over.end() :])}"
    if root := re.search(r"\bsqrt\(", text):
        end = _closing(text, root.end() - 1)
        inner = latex_of(text[root.end() : end])
        return f"{latex_of(text[: root.start()])}\\sqrt{{{inner}}}{latex_of(text[end + 1 :])}"
    return "".join(_pieces(_TOKEN.findall(text)))


def _closing(text: str, start: int) -> int:
    """Return where the bracket at `start` closes."""
    depth = 0
    for i in range(start, len(text)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[i], 0)
        if depth == 0:
            return i
    return len(text)


def _pieces(tokens: list[str]) -> Iterator[str]:
    """Yield LaTeX token by token; an index, an exponent and a run of words are one piece each."""
    i = bars = 0
    while i < len(tokens):
        token, end = tokens[i], i + 1
        if token == "[" and i and re.fullmatch(r"[\w']+|[\])]", tokens[i - 1]):  # right behind what it belongs to
            end, places = _index(tokens, i)
            yield "_{" + r",\,".join(places) + "}"
        elif token == "^" and end < len(tokens):
            yield "^{" + _one(tokens[end]).strip() + "}"
            end += 1
        elif token == "|":
            yield (r"\left|", r"\right|")[bars % 2]
            bars += 1
        elif _is_word(token):
            while _goes_on(tokens[end : end + 4]):
                end += 2
            words = "".join(tokens[i:end]).replace("_", "＿")
            yield r"\ " * _apart(tokens[:i]) + rf"\text{{{words}}}" + r"\ " * _apart(tokens[end:][::-1])
        elif not token.isspace():
            yield f"{{{_one(token)}}}" if "_" in token and tokens[end : end + 1] == ["["] else _one(token)
        i = end


def _goes_on(tokens: list[str]) -> bool:
    """Return whether behind a word another one follows; "a" is one between two words."""
    match tokens:
        case [" ", "a", " ", word]:
            return _is_word(word)
        case [" ", word, *_]:
            return _is_word(word)
    return False


def _apart(tokens: list[str]) -> bool:
    """Return whether the last of some tokens is a space, and before it no sign, which has room around it."""
    return len(tokens) > 1 and tokens[-1].isspace() and bool(re.match(r"[\w'),|]", tokens[-2]))


def _index(tokens: list[str], start: int) -> tuple[int, list[str]]:
    """Return where the indices [i][j] end, and each of them in LaTeX."""
    places = []
    while tokens[start : start + 1] == ["["]:
        end = start + tokens[start:].index("]")
        places.append("".join(_pieces(tokens[start + 1 : end])))
        start = end + 1
    return start, places


def _is_word(token: str) -> bool:
    """Return whether a token is a word or a long name, rather than a symbol."""
    stem, _, below = token.partition("_")
    stem = stem.rstrip("'0123456789")
    if not token[0].isalpha() or token in _CALLED or GREEK.fullmatch(stem) or len(below) == 1:
        return False
    return len(stem) > 1 or len(below) > 2


def _one(token: str) -> str:
    if token in _CALLED:
        return FUNCTIONS.get(token, rf"\operatorname{{{token}}}") + " "
    if token.startswith("sum_"):
        return rf"\sum_{{{token[4:]}}}"
    if token[0].isalpha():
        latex = latex_label(token)
        return latex + " " if GREEK.fullmatch(latex.removeprefix("\\")) else latex
    return _SIGNS.get(token, token)
