"""Numbers and arrays as people type them: `0.5`, `1/3`, `1 2; 3 4`, `[[1, 2], [3, 4]]`."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from math import prod
from typing import Any, TypeVar

from engine.errors import ChalkgradError
from engine.words.nested import Shape, map_nested, unnest
from engine.words.notation import one_line
from lectures.errors import ExpressionError

T = TypeVar("T")
ANY_SHAPE = (0, 0)  # rows stay rows, and one row is a list
NAMED = re.compile(r"^\s*\w+\s*[=≈]\s*|^\s*[≈~]\s*")  # w = 0.67
_NUMBER = re.compile(r"[^\s,;\[\](){}]+")
_BETWEEN = re.compile(r"(?<=\d),(?=\d)")
_COMMA = re.compile(r"\s*\w+\s*=\s*[+−-]?\d+,\d+\s*")
_NUMPY = re.compile(r"(?:(?:np|numpy)\.)?(?:array|asarray)\((.*?)(?:,\s*dtype=[\w.]+)?\)", re.DOTALL)


class UnreadableError(ChalkgradError, ValueError):
    """An answer is not of the kind that is asked for."""


def numbers_in(answer: Any, shape: Shape) -> Any:
    """Return a typed answer as numbers or nested lists, each number as the text that keeps its digits.

    Rows end with a semicolon or are bracketed; where neither is there, the numbers are taken in reading order. Commas
    are decimal ones where this makes as many numbers as are asked for. What is no text is returned as it is.

    >>> numbers_in("[[0.5, 1], [2, -3e-2]]", (2, 2)), numbers_in("0,67", ()), numbers_in("1 2; 3 4", (2, 2))
    ([['0.5', '1'], ['2', '-3e-2']], '0,67', [['1', '2'], ['3', '4']])
    """
    if not isinstance(answer, str):
        return answer
    text = NAMED.sub("", answer).strip()
    text = re.sub(r"\s*[·*x×]\s*10\s*(?:\^|\*\*)\s*\{?\(?([+−-]?\d+)\)?\}?", r"e\1", text)
    if not shape:
        return _alone(text)
    text = decimal_points(text, prod(shape))
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


def decimal_points(text: str, count: int) -> str:
    """Return numbers with points for decimal commas; commas that separate stay, and what can be both separates.

    Args:
        text: numbers, with or without brackets.
        count: how many are asked for.

    >>> decimal_points("-6,95 -6,8; 21,75 24,6", 4), decimal_points("1,2;3,4", 4), decimal_points("[0,93; 0,1]", 2)
    ('-6.95 -6.8; 21.75 24.6', '1,2;3,4', '[0.93; 0.1]')
    """
    pointed = _BETWEEN.sub(".", text)
    return pointed if len(_NUMBER.findall(pointed)) == count != len(_NUMBER.findall(text)) else text


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
                raise UnreadableError(f"{text!r:.60} closes a bracket that it does not open")
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    if len(stack) != 1 or len(stack[0]) != 1:
        raise UnreadableError(f"{text!r:.60} is no list of numbers; write it as [[1, 2], [3, 4]]")
    return stack[0][0]


def typed(text: str) -> Any:
    """Return what somebody typed as a number, or as nested lists of numbers.

    Args:
        text: rows end with a semicolon or a line, or are bracketed; as NumPy writes an array is understood, too.

    Raises:
        ExpressionError: for anything else.

    >>> typed("-1/4"), typed("1, 2, 3"), typed("1 2; 3 4"), typed("np.array([[1, 2]])")
    (-0.25, [1.0, 2.0, 3.0], [[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0]])
    """
    inside = _NUMPY.fullmatch(text.strip())
    written = (inside[1] if inside else text).strip()
    try:
        found = map_nested(_number, numbers_in(written, ANY_SHAPE))
        unnest(found, one_line(written, 40))
    except ExpressionError:
        raise
    except (ChalkgradError, RecursionError) as error:
        raise ExpressionError(one_line(str(error), 120)) from None
    alone = isinstance(found, list) and len(found) == 1 and not isinstance(found[0], list) and "[" not in written
    return found[0] if alone else found or _number("")


def numbers_of(assignments: Iterable[str]) -> dict[str, Any]:
    """Return what `name=number` texts say; an array is written as in `"W=1 2; 3 4"`.

    Raises:
        ExpressionError: for anything else, and for a name that comes twice.

    >>> numbers_of(["w=0.5", "x=1, 2"])
    {'w': 0.5, 'x': [1.0, 2.0]}
    """
    found: dict[str, Any] = {}
    for text in assignments:
        name, equals, number = (part.strip() for part in text.partition("="))
        if not equals or not name.isidentifier():
            raise ExpressionError(f"{one_line(text)!r} is no name with a number: write it as w=0.5, without spaces")
        if name in found:
            raise ExpressionError(f"{name} is given two numbers: leave one out")
        try:
            found[name] = typed(number)
        except ExpressionError as error:
            raise ExpressionError(
                f'{name}={one_line(number)}: {error}; write it as {name}=0.5, or "{name}=1 2; 3 4"'
            ) from None
    return found


def with_numbers(assignments: Sequence[str], use: Callable[[dict[str, Any]], T]) -> T:
    """Return what is made of the numbers of `name=number` texts.

    Raises:
        ExpressionError: as `use` and `numbers_of` do; where 1,5 was two numbers, and 1.5 would do, with that.

    >>> with_numbers(["w=1,5"], lambda numbers: numbers["w"])
    [1.0, 5.0]
    """
    try:
        return use(numbers_of(assignments))
    except ExpressionError:
        commas = [text for text in assignments if _COMMA.fullmatch(text)]
        if not commas:
            raise
        try:
            use(numbers_of(text.replace(",", ".") if text in commas else text for text in assignments))
        except ExpressionError:
            commas = []  # it fails in either case, for another reason
        if not commas:
            raise
    one = commas[0].strip()
    point = one.partition("=")[2].strip().replace(",", ".")
    raise ExpressionError(f"{one} are two numbers; a decimal point is written {point}")


def _number(text: str) -> float:
    above, over, below = text.replace("−", "-").replace(",", ".").partition("/")
    try:
        number = float(above) / float(below) if over else float(above)
    except (ValueError, ZeroDivisionError):
        number = math.nan
    if not math.isfinite(number):
        shown = one_line(text, 40)
        raise ExpressionError(f"{shown!r} is no number" if shown else "this is no number")
    return number
