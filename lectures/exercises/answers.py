"""Reading what a student answers: numbers with their digits, shapes, signs, letters of options, lines of a program."""

import re
from math import isnan
from typing import Any

from engine.errors import ChalkgradError
from engine.real import real
from engine.words.nested import Shape

_NUMBER = re.compile(r"[^\s,;\[\](){}]+")
SIGNS = {word: sign for sign, words in (
    (1, "+ plus positive positiv pos + +1 >0 > up grows rises increases ↑"),
    (-1, "- − – minus negative negativ neg -1 <0 < down falls shrinks decreases ↓"),
    (0, "0 zero none =0"),
) for word in words.split()}  # fmt: skip


class UnreadableError(ChalkgradError, ValueError):
    """An answer is not of the kind that is asked for."""


def numbers_in(answer: Any, shape: Shape) -> Any:
    """Return a typed answer as numbers or nested lists, each number as the text that keeps its digits.

    Rows end with a semicolon or are bracketed; where neither is there, the numbers are taken in reading order. What is
    no text is returned as it is.

    >>> numbers_in("[[0.5, 1], [2, -3e-2]]", (2, 2)), numbers_in("0,67", ()), numbers_in("1 2; 3 4", (2, 2))
    ([['0.5', '1'], ['2', '-3e-2']], '0,67', [['1', '2'], ['3', '4']])
    """
    if not isinstance(answer, str):
        return answer
    text = re.sub(r"^\s*\w+\s*[=≈]\s*|^\s*[≈~]\s*", "", answer).strip()  # w = 0.67
    text = re.sub(r"\s*[·*x×]\s*10\s*(?:\^|\*\*)\s*\{?\(?([+−-]?\d+)\)?\}?", r"e\1", text)
    if not shape:
        return _alone(text)
    if "[" in text or "(" in text:
        return _bracketed(text)
    if not re.search(r",\s|\.|;", text) and re.search(r"\d,\d", text) and " " in text:
        entries = text.split()  # 0,5 1,25: decimal commas
        rows = [entries]
    else:
        rows = [_NUMBER.findall(row) for row in re.split(r"[;\n]", text) if row.strip()]
    if len(rows) > 1 and not (len(shape) == 1 and all(len(row) == 1 for row in rows)):
        return rows
    entries = [x for row in rows for x in row]
    if len(shape) == 2 and len(entries) == shape[0] * shape[1]:
        return [entries[i * shape[1] : (i + 1) * shape[1]] for i in range(shape[0])]
    return entries


def _alone(text: str) -> str:
    """Return the text of one number, without brackets around it."""
    text = re.sub(r"^[(\[]\s*([^()\[\],;]+|[^()\[\]]*\d,\d+)\s*[)\]]$", r"\1", text)
    if re.search(r"\d[;,]?\s+[\d.+−-]", text) and not re.search(r"/", text):
        raise UnreadableError(f"{text!r} is more than one number")
    if re.search(r"\d\s+\d+\s*/", text):
        raise UnreadableError(f'{text!r} is a number and a fraction; write it as "7/2" or "3.5"')
    if unit := re.fullmatch(r"([+−-]?[\d.,]+(?:e[+-]?\d+)?)\s*([^\W\d_]+|%|°)", text):
        raise UnreadableError(f"{text!r} has a unit; write the number alone, {unit[1]!r}")
    return text


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
        words = re.sub(r"\b(by|and|rows?|columns?|numbers?)\b", " ", answer.lower()).strip()
        if not re.fullmatch(r"[\s(\[]*\d+([\s,x×*]+\d+)*[\s,)\]]*", words):
            raise UnreadableError(f'{answer!r} is no shape; write it as "3 x 2", in numbers')
        return tuple(map(int, re.findall(r"\d+", words)))
    try:
        lengths = [answer] if isinstance(answer, int | float) else list(answer)
        if any(isinstance(n, bool) or n != int(n) for n in lengths):
            raise ValueError(lengths)
        return tuple(int(n) for n in lengths)
    except (TypeError, ValueError, OverflowError):
        raise UnreadableError(f'{answer!r:.40} is no shape; write it as "3 x 2", in numbers') from None


def sign_in(answer: Any) -> int:
    """Return the sign that is meant: "+", "minus", "0", or that of a number.

    >>> sign_in("−"), sign_in("Positive"), sign_in(-0.3)
    (-1, 1, -1)
    """
    answer = _only(answer)
    if isinstance(answer, str) and (word := re.sub(r"[\s()\[\].]", "", answer.lower())) in SIGNS:
        return SIGNS[word]
    try:
        number = real(float(answer.replace("−", "-")) if isinstance(answer, str) else answer)
    except (ChalkgradError, ValueError):
        raise UnreadableError(f'{answer!r:.40} is no sign; write "+", "-" or "0"') from None
    if isnan(number):
        raise UnreadableError(f'{answer!r} has no sign; write "+", "-" or "0"')
    return (number > 0) - (number < 0)


def option_in(answer: Any, options: tuple[str, ...]) -> str:
    """Return the option that is meant, by its text or its letter.

    >>> option_in("b)", ("2x", "x")), option_in("2x", ("2x", "x"))
    ('x', '2x')
    """
    text = str(_only(answer)).strip()
    if text in options:
        return text
    letter = text.lower().removeprefix("option").strip(" ().")
    if len(letter) == 1 and 0 <= ord(letter) - ord("a") < len(options):
        return options[ord(letter) - ord("a")]
    raise UnreadableError(f"{text[:40]!r} is none of the options; write a letter from a to {chr(96 + len(options))}")


def line_in(answer: Any) -> int:
    """Return the number of a line.

    >>> line_in("line 7"), line_in(7)
    (7, 7)
    """
    answer = _only(answer)
    match = re.fullmatch(r"(?:line|l\.|#)?\s*(\d+)(?:\.0)?\s*[.:]?", str(answer).strip().lower())
    if not match:
        raise UnreadableError(f"{str(answer)[:40]!r} is no number of a line; write one number, such as 3")
    return int(match[1])


def _only(answer: Any) -> Any:
    """Return the entry of a list of one."""
    return answer[0] if isinstance(answer, list | tuple) and len(answer) == 1 else answer
