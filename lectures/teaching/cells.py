"""Cells as spreadsheets write them: their encodings and separators, commas for points, per cents, other minus signs."""

import csv
import io
import re
from decimal import Decimal

from lectures.typed import decimal_points

LONGEST = 2000  # characters of one cell
SPACES = re.compile(r"[\u00a0\u2000-\u200b\u202f\u2060\ufeff\t]+")
MINUS = re.compile(r"[−‐‑‒–—﹣－]\s*(?=[\d.,])")
QUOTES = re.compile(r"[\"'`´‘’“”„«»‹›]")
NUMBER = r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?"
PERCENT = re.compile(rf"({NUMBER})\s*%")
GROUPED = re.compile(r"[-+]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?: \d{3})+(?:[.,]\d+)?)")
DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[. -]*[^\W\d]{3,}\.?[ -]*\d*|[^\W\d]{3,}\.?[ -]\d{1,2}")


def rows_of(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV: UTF-8 or UTF-16 or what Windows writes, any ends of lines, commas, semicolons or tabs.

    >>> rows_of("sep=;\\r\\nname;w\\r\\nZoë;0,5\\r\\n".encode("cp1252"))
    [['name', 'w'], ['Zoë', '0,5']]
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except ValueError:
            text = data.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n").replace("\0", "")
    told = re.match(r"sep=(.)\n", text)
    text = text[told.end() :] if told else text
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    separator = told[1] if told else max(",;\t", key=first.count)
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def numbers_from(cell: str, count: int) -> str:
    """Return numbers as Python writes them, in the brackets that they had.

    Commas are decimal ones where this makes the right count of numbers, and taking them as separators does not.

    Args:
        cell: the text.
        count: how many numbers are asked for.

    >>> numbers_from("−0,93", 1), numbers_from("93,0 %", 1), numbers_from("[[0,93; 0,1]]", 2)
    ('-0.93', '0.930', '[[0.93; 0.1]]')
    >>> numbers_from('[["0.930", "0.1"], ["1", "-2"]]', 4), numbers_from("1,5", 2), numbers_from("1.234,5", 1)
    ('[[0.930, 0.1], [1, -2]]', '1,5', '1234.5')
    """
    text = MINUS.sub("-", SPACES.sub(" ", cell[:LONGEST]))
    text = QUOTES.sub("", text).strip().removeprefix("=")
    text = text.replace("{", "[").replace("}", "]").replace("|", " ")
    if count == 1 and GROUPED.fullmatch(text):
        last = max(text.rfind("."), text.rfind(","))
        last = last if last > 0 else len(text)
        text = re.sub(r"[ .,]", "", text[:last]) + text[last:].replace(",", ".")
    text = re.sub(r"^([-+]?),(?=\d)", r"\g<1>0,", text)
    text = PERCENT.sub(lambda match: _hundredth(match[1]), text)
    return decimal_points(text, count)


def _hundredth(number: str) -> str:
    return format(Decimal(number.replace(",", ".")).scaleb(-2), "f")


def why_not(cell: str) -> str:
    """Say why a cell cannot be read as numbers.

    >>> why_not("#WERT!"), why_not("1. Feb")
    ("'#WERT!' is an error of the spreadsheet", "'1. Feb' is a date, which the spreadsheet has made of a number")
    """
    shown = repr(cell.strip()[:60])
    if cell.strip().startswith("#"):
        return f"{shown} is an error of the spreadsheet"
    if DATE.fullmatch(cell.strip()):
        return f"{shown} is a date, which the spreadsheet has made of a number"
    if len(cell) > LONGEST:
        return f"{shown}... is longer than {LONGEST} characters"
    return f"{shown} cannot be read as numbers; write 0.93, or [[0.93, 0.1], [0.3, 1.2]]"
