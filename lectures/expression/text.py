"""The text that is read: its lines, and where in it something is wrong."""

import ast
import re
import warnings

from engine.words.notation import one_line
from lectures.errors import ExpressionError
from lectures.expression.functions import FUNCTIONS, LOSSES
from lectures.expression.spelling import ALIKE, Found, carets, misspelled

LONGEST = 1000  # characters
DEEPEST = (
    60  # parentheses, or signs before a number, in each other: a parser needs room for each, and a page has little
)


class Text:
    """What somebody wrote, and the same without indentation, which means nothing here.

    >>> Text("  w * x").wrong(ast.parse("w * x").body[0].value.right, "x has no number", "").span
    (6, 7)
    """

    def __init__(self, written: str) -> None:
        self.written = written
        self.source = carets("\n".join(line.strip() for line in written.translate(ALIKE).splitlines()))
        self.shown = repr(one_line(written, 80))

    def statements(self) -> list[ast.stmt]:
        """Return what Python's parser reads, which is not run.

        Raises:
            ExpressionError: where it cannot be read.
        """
        if len(self.written) > LONGEST:
            raise ExpressionError(
                f"{self.shown} has {len(self.written):,} characters, and at most {LONGEST:,} can be read: shorten it"
            )
        if _depth(self.source) > DEEPEST:
            raise ExpressionError(f"{self.shown} cannot be read: it is nested more than {DEEPEST} deep; name its parts")
        found = misspelled(self.source, (*FUNCTIONS, *LOSSES)) if re.search("[ᵀ^]", self.source) else []
        if found:  # Python takes ᵀ for a letter T
            raise self.misread(*found)
        try:
            with warnings.catch_warnings(action="ignore"):
                return ast.parse(self.source).body
        except SyntaxError as error:
            if found := misspelled(self.source, (*FUNCTIONS, *LOSSES)):
                raise self.misread(*found) from None
            line, column = error.lineno or 1, error.offset or 0
            begin = self.at(line, column - 1) if column else None
            reason = error.msg.removesuffix(". Perhaps you forgot a comma?")
            remedy = f"({reason}): write products with * for numbers and @ for matrices, and close every parenthesis"
            near = "" if begin is None else f" at {self.place(line, begin)}"
            span = None if begin is None else (begin, begin + 1)
            said = f"{self.shown} cannot be read{near} {remedy}"
            raise ExpressionError(said, f"this cannot be read {remedy}", span) from None
        except (ValueError, MemoryError, RecursionError):
            raise ExpressionError(
                f"{self.shown} cannot be read: it is nested too deeply, or holds what is no text"
            ) from None

    def of(self, node: ast.AST) -> str:
        """Return a node as it is written, without the brackets around it."""
        return one_line(ast.get_source_segment(self.source, node) or "")

    def operand(self, node: ast.AST) -> str:
        """Return one side of a sign as it is written, with its brackets where it has some.

        >>> Text("W.T @ (o - t)").operand(ast.parse("W.T @ (o - t)").body[0].value.right)
        '(o - t)'
        """
        begin, end = self.span(node)
        is_bracketed = self.written[:begin].rstrip().endswith("(") and self.written[end:].lstrip().startswith(")")
        return f"({self.of(node)})" if is_bracketed else self.of(node)

    def at(self, line: int, column: int) -> int:
        """Return where a character of the source stands in what was written."""
        lines = self.written.splitlines(keepends=True)
        here = lines[line - 1] if line <= len(lines) else ""
        source = self.source.split("\n")[line - 1] if here else ""
        bare, begin, i = here.lstrip(), sum(map(len, lines[: line - 1])) + len(here) - len(here.lstrip()), 0
        while i < min(column, len(bare)):
            if bare[i] == "^" and source[i] == "*":  # one character that is read as two
                source, column = source[:i] + source[i + 1 :], column - 1
            i += 1
        return begin + column

    def place(self, line: int, at: int) -> str:
        """Return a place in words; the line where there are several."""
        lines = self.written.splitlines(keepends=True)
        character = f"character {at - sum(map(len, lines[: line - 1])) + 1}"
        return f"line {line}, {character}" if len(lines) > 1 else character

    def wrong(self, node: ast.AST, what: str, remedy: str = "") -> ExpressionError:
        """Return the error of a node."""
        begin, end = self.span(node)
        said = f"{what}{f'; {remedy}' if remedy else ''}"
        place = self.place(node.lineno, begin)  # type: ignore[attr-defined]
        return ExpressionError(f"{self.shown}, {place}: {said}", said, (begin, end))

    def misread(self, *found: Found) -> ExpressionError:
        """Return the error of some characters of the source, which says all places."""
        (said, span), *more = found
        (begin, end), *others = (tuple(self._in_written(i) for i in each) for _, each in found)
        line = self._line(span[0])
        for other, (at, _) in more:
            said += f"; {f'line {self._line(at)}: ' if self._line(at) != line else ''}{other}"
        return ExpressionError(f"{self.shown}, {self.place(line, begin)}: {said}", said, (begin, end), (*others,))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node stands in what was written."""
        begin, end = (self._at_byte(getattr(node, f"{which}lineno"), getattr(node, f"{which}col_offset"))
                      for which in ("", "end_"))  # fmt: skip
        return begin, end

    def _line(self, i: int) -> int:
        return 1 + self.source.count("\n", 0, i)

    def _in_written(self, i: int) -> int:
        return self.at(self._line(i), i - self.source.rfind("\n", 0, i) - 1)

    def _at_byte(self, line: int, offset: int) -> int:
        return self.at(line, len(self.source.split("\n")[line - 1].encode()[:offset].decode()))


def _depth(source: str) -> int:
    """Return how deep parentheses and signs stand in each other, at most."""
    deepest = depth = signs = 0
    for character in source:
        depth += (character in "([{") - (character in ")]}")
        signs = signs + 1 if character in "+-~" else signs if character.isspace() else 0
        deepest = max(deepest, depth + signs)
    return deepest
