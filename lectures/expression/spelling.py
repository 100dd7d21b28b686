"""What people write for a formula and Python does not read: which of it stands in a text, and what to write."""

import keyword
import re
import unicodedata
from collections.abc import Iterator

Found = tuple[str, tuple[int, int]]  # what is said, and where

ALIKE = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "∗": "*", "∕": "/", "\N{NO-BREAK SPACE}": " "})
CROSS_ENTROPY, SIGMOID, SQUARE, BY_ENTRIES = (
    "softmax_cross_entropy(z, y)",
    "sigmoid(z)",
    "x**2",
    "write * for a product entry by entry",
)
INSTEAD = {
    "average": "x.mean()", "cross_entropy": CROSS_ENTROPY, "crossentropy": CROSS_ENTROPY, "ln": "log(x)",
    "logistic": SIGMOID, "lrelu": "leaky_relu(z)", "matmul": "W @ x", "max": "maximum(a, b)", "min": "minimum(a, b)",
    "mse": "((a - b)**2).mean()", "norm": "sqrt((x*x).sum())", "pow": SQUARE, "ReLU": "relu(z)", "sig": SIGMOID,
    "sigma": SIGMOID, "sqr": SQUARE, "square": SQUARE, "tan": "sin(x)/cos(x)", "th": "tanh(x)", "transpose": "W.T",
    "argmax": "softmax(z): a place in an array has no gradient",
    "where": "relu(x), maximum(a, b) or abs(x): a choice between two formulas has no place in a graph",
    "Σ": "sum(x)", "σ": SIGMOID,
}  # fmt: skip
NAMES, LATEX = (
    "a name has letters, digits and _: call it x1 or x_new",
    "write it as in a program, tanh(w*x + b), not as LaTeX",
)
COMPARISON, GRADIENT = (
    "a comparison has no gradient; use relu, maximum or abs",
    "write the loss alone: gradients come by themselves",
)
ALIENS = {
    "!": "there is no factorial: write its number", "$": LATEX, "%": "write 5% as 0.05", "'": NAMES, "’": NAMES,
    "?": "a choice has no place in a graph; use relu, maximum or abs", "\\": LATEX, "`": "leave it out",
    "{": "write x1 for x_{1}, and x**2 for x^{2}", "|": "for an absolute value write abs(x)", "∂": GRADIENT,
    "∇": GRADIENT, "∑": "for a sum write sum(x)", "√": "for a root write sqrt(x)", "∘": BY_ENTRIES, "⊙": BY_ENTRIES,
    "∞": "write a number", "≤": COMPARISON, "≥": COMPARISON,
    "ᵀ": "write W.T",
}  # fmt: skip
_OPERAND = r"(?:[^\W\d]\w*(?:\.T\b)?|\d+(?:\.\d+)?|\))"
_SIDE_BY_SIDE = re.compile(rf"(?<!\^)({_OPERAND})(?:[ \t]+|(?<=\)))(?=([^\W\d]\w*|\d+(?:\.\d+)?|\())")
_NORM = re.compile(rf"(?:((?:[\d.]+/)?{_OPERAND})[ \t]*)?(?:\|\||‖)([^|‖\n]+)(?:\|\||‖)[ \t]*(\*\*[ \t]*\(?2\)?|²)?")
_CARET = re.compile(r"(\be[ \t]*)?\^(?![ \t]*\{?T\b)(?:[ \t]*\{([^{}\n]*)\})?")
MOST = 5  # misspellings that are said at once
_COEFFICIENT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)([^\W\d]\w*)")


def carets(source: str) -> str:
    """Return a text with ** for each ^ that is a power; not behind e, where exp is meant, and not for a transpose.

    >>> carets("(o - t)^2 + x^{n+1} + W^T"), carets("e^x"), carets("e = o - t; e^2")
    ('(o - t)**2 + x**(n+1) + W^T', 'e^x', 'e = o - t; e**2')
    """
    is_own = re.search(r"(?m)(^|;)[ \t]*e[ \t]*=", source)

    def power(found: re.Match[str]) -> str:
        if found[1] and not is_own:
            return found[0]
        return f"{found[1] or ''}**{'' if found[2] is None else f'({found[2]})'}"

    return _CARET.sub(power, source)


def misspelled(source: str, functions: tuple[str, ...]) -> list[Found]:
    """Return what in a text is no formula as Python has it, and what to write, in the order of the text.

    Args:
        functions: the names of what can be called.

    >>> misspelled("h = sin x", ("sin",))
    [('sin x: call it, as in sin(x)', (4, 9))]
    >>> misspelled("2x + 1", ())
    [('2x: a product needs its sign, 2*x', (0, 2))]
    """
    found: list[Found] = []
    for each in sorted(_found(source, functions), key=lambda found: found[1][0]):
        if all(each[0] != said and each[1][0] != begin for said, (begin, _) in found):
            found.append(each)
    return found[:MOST]


def _found(source: str, functions: tuple[str, ...]) -> Iterator[Found]:
    norms = [*_NORM.finditer(source)]
    for each in norms:
        inner = each[2].strip()
        square = f"sum({inner if inner.isidentifier() else f'({inner})'}**2)"
        factor = f"{each[1]}*" if each[1] else ""
        yield f"a norm is written {factor}{square if each[3] else f'sqrt({square})'}", each.span()
    for each in re.finditer(r"[^\W\d]\w*", source):
        if keyword.iskeyword(each[0]):
            yield f"{each[0]} is a word of Python; take another name, such as {each[0]}_1", each.span()
    for i, letter in enumerate(source):
        if any(begin <= i < end for begin, end in map(re.Match.span, norms)):
            continue
        if letter in ALIENS:
            yield f"{letter} cannot be read: {ALIENS[letter]}", (i, i + 1)
        elif (digit := unicodedata.normalize("NFKC", letter)) != letter and digit.isdecimal():
            power = "SUPERSCRIPT" in unicodedata.name(letter, "")
            yield f"{letter} cannot be read: write {f'**{digit}' if power else digit}", (i, i + 1)
    for each in re.finditer(r"([\w.\])]*)[ \t]*\^[ \t]*\{?T\b\}?", source):
        base = each[1] if each[1].isidentifier() else "W"
        yield f"^T cannot be read: write {base}.T for a transpose", (source.index("^", each.start()), each.end())
    for each in re.finditer(r"\be[ \t]*\^", source):
        yield "e^ cannot be read: write exp(x) for a power of e", each.span()
    for each in re.finditer(r"\([^()\n]*(;)", source):
        yield "; ends a line: between inputs belongs a comma", each.span(1)
    for each in _COEFFICIENT.finditer(source):
        if not re.fullmatch(r"[eE]\d+|[jJ]", each[2]):
            yield f"{each[0]}: a product needs its sign, {each[1]}*{each[2]}", each.span()
    for each in _SIDE_BY_SIDE.finditer(source):
        one, span = each[1], (each.start(), each.end(2))
        other = f"{each[2]}(...)" if each[2] in functions else each[2]
        if one in functions:
            yield f"{one} {other}: call it, as in {one}({'x' if other == '(' else other})", span
        elif one[0].isdigit():
            yield f"{one} {other}: a product needs its sign, {one}*{'(...)' if other == '(' else other}", span
        elif one != ")" and other != "(":
            yield f"{one} {other}: a product needs its sign, {one}*{other}, or {one} @ {other} for arrays", span
        else:
            yield "a product needs its sign, * for numbers and @ for arrays", span
    for each in re.finditer(r"(?m)=[ \t]*$|^[ \t]*=", source):
        behind = source[each.start() :].startswith("=") and not source[: each.start()].rpartition("\n")[2].strip()
        yield ("before = belongs a name, as in h = w*x" if behind else "behind = belongs a formula, as in h = w*x"), (
            each.start(), each.end(),
        )  # fmt: skip
    for each in re.finditer(r"([^\W\d]\w*)\([^()=]*\)[ \t]*=(?!=)", source):
        yield f"before = belongs a name alone: write {each[1]} =", each.span()


def decimal_comma(source: str) -> Found | None:
    """Return what to say of a number with a comma in it, where there is one.

    >>> decimal_comma("0,5*x")
    ('0,5: two numbers, or 0.5? write 0.5', (0, 3))
    """
    found = re.search(r"(?<![\w.,])(\d+),(\d+)(?![\w.,])", source)
    return found and (f"{found[0]}: two numbers, or {found[1]}.{found[2]}? write {found[1]}.{found[2]}", found.span())
