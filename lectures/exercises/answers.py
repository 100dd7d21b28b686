"""Reading what a student answers: numbers with their digits, shapes, signs, letters of options, lines of a program."""

import re
from typing import Any

from engine.errors import ChalkgradError
from engine.real import real
from engine.words.nested import Shape

_NUMBER = re.compile(r"[^\s,;\[\](){}]+")
SIGNS = {
    "+": 1, "plus": 1, "positive": 1, "pos": 1, "-": -1, "−": -1, "minus": -1, "negative": -1, "neg": -1,
    "0": 0, "zero": 0, "none": 0,
}  # fmt: skip


class UnreadableError(ChalkgradError, ValueError):
    """An answer is not of the kind that is asked for."""


def numbers_in(answer: Any, shape: Shape) -> Any:
    """Return a typed answer as numbers or nested lists, each number as the text that keeps its digits.

    Rows end with a semicolon or are bracketed; where neither is there, the numbers are taken in reading order. What is
    no text is returned as it is.

    >>> numbers_in("[[0.5, 1], [2, -3e-2]]", (2, 2)), numbers_in("0,67", ()), numbers_in("1 2; 3 4", (2, 2))
    ([['0.5', '1'], ['2', '-3e-2']], '0,67', [['1', '2'], ['3', '4']])
    """
    if not isinstance(answer, str) or not shape:
        return answer
    text = answer.strip()
    if "[" in text or "(" in text:
        return _bracketed(text)
    if not re.search(r",\s|\.|;", text) and re.search(r"\d,\d", text) and " " in text:
        entries = text.split()  # 0,5 1,25: decimal commas
        rows = [entries]
    else:
        rows = [_NUMBER.findall(row) for row in re.split(r"[;\n]", text) if row.strip()]
    if len(rows) > 1:
        return rows
    entries = [x for row in rows for x in row]
    if len(shape) == 2 and len(entries) == shape[0] * shape[1]:
        return [entries[i * shape[1] : (i + 1) * shape[1]] for i in range(shape[0])]
    return entries


def _bracketed(text: str) -> Any:
    stack: list[list[Any]] = [[]]
    for token in re.findall(r"[\[(\])]|[^\s,;\[\]()]+", text):
        if token in "[(":
            stack.append([])
        elif token in "])":
            if len(stack) == 1:
                raise UnreadableError(f"{text!r} closes a bracket that it does not open")
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    if len(stack) != 1 or len(stack[0]) != 1:
        raise UnreadableError(f"{text!r} is no list of numbers; write it as [[1, 2], [3, 4]]")
    return stack[0][0]


def shape_in(answer: Any) -> Shape:
    """Return a shape: (3, 2), "3 x 2", "3×2"; () for one number.

    >>> shape_in("3 x 2"), shape_in([4]), shape_in("one number"), shape_in("()")
    ((3, 2), (4,), (), ())
    """
    if isinstance(answer, str):
        if answer.strip().lower() in ("()", "one number", "scalar", "number"):
            return ()
        if not re.fullmatch(r"[\s(\[]*\d+([\s,x×*]+\d+)*[\s,)\]]*", answer.strip().lower()):
            raise UnreadableError(f'{answer!r} is no shape; write it as "3 x 2"')
        return tuple(map(int, re.findall(r"\d+", answer)))
    try:
        return tuple(int(n) for n in ([answer] if isinstance(answer, int) else answer))
    except (TypeError, ValueError):
        raise UnreadableError(f'{answer!r:.40} is no shape; write it as "3 x 2"') from None


def sign_in(answer: Any) -> int:
    """Return the sign that is meant: "+", "minus", "0", or that of a number.

    >>> sign_in("−"), sign_in("Positive"), sign_in(-0.3)
    (-1, 1, -1)
    """
    if isinstance(answer, str) and answer.strip().lower() in SIGNS:
        return SIGNS[answer.strip().lower()]
    try:
        number = real(float(answer.replace("−", "-")) if isinstance(answer, str) else answer)
    except (ChalkgradError, ValueError):
        raise UnreadableError(f'{answer!r:.40} is no sign; write "+", "-" or "0"') from None
    return (number > 0) - (number < 0)


def option_in(answer: Any, options: tuple[str, ...]) -> str:
    """Return the option that is meant, by its text or its letter.

    >>> option_in("b)", ("2x", "x")), option_in("2x", ("2x", "x"))
    ('x', '2x')
    """
    text = str(answer).strip()
    if text in options:
        return text
    letter = text.lower().strip("().")
    if len(letter) == 1 and 0 <= ord(letter) - ord("a") < len(options):
        return options[ord(letter) - ord("a")]
    raise UnreadableError(f"{text[:40]!r} is none of the options; write a letter from a to {chr(96 + len(options))}")


def line_in(answer: Any) -> int:
    """Return the number of a line.

    >>> line_in("line 7"), line_in(7)
    (7, 7)
    """
    match = re.fullmatch(r"(?:line)?\s*(\d+)\s*[.:]?", str(answer).strip().lower())
    if not match:
        raise UnreadableError(f"{str(answer)[:40]!r} is no number of a line")
    return int(match[1])
