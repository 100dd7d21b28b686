"""Walking through the stops of a lecture in the terminal: one key is one step, with no Enter behind it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.control import Control
from rich.segment import ControlType

from engine.words.digits import show
from lectures.echo import Console
from lectures.errors import ClaimError
from lectures.printed import Printed, read
from lectures.terminal import Question, Stop

KEYS = "→ next · ← back · q: quit · a number, Enter: that frame · Home, End"  # a narrow terminal has room for the first
# What terminals send for a key: \x1b before letters (arrows, Page Down, End, ...), \xe0 or \x00 on Windows.
ENTER, DELETE, ESCAPE = ("\r", "\n"), ("\x7f", "\b"), "\x1b"
NEXT = {*ENTER, " ", "n", "\x1b[C", "\x1bOC", "\x1b[B", "\x1bOB", "\x1b[6~", "\xe0M", "\x00M", "\xe0P", "\x00P"}
BACK = {*DELETE, "p", "b", "\x1b[D", "\x1bOD", "\x1b[A", "\x1bOA", "\x1b[5~", "\xe0K", "\x00K", "\xe0H", "\x00H"}
FIRST = {"\x1b[H", "\x1bOH", "\x1b[1~", "\xe0G", "\x00G"}
LAST = {"\x1b[F", "\x1bOF", "\x1b[4~", "\xe0O", "\x00O"}
QUIT = {"q", ESCAPE}
ANSWER, SIGNS = "a number, + or -, Enter skips", ("+", "-")
_KEY = re.compile("\x1b(?:\\[[0-9;]*[A-Za-z~]|O[A-Z])|[\xe0\x00].|.", re.DOTALL)


def walk(stops: Sequence[Stop], console: Console, key: Callable[[], str]) -> None:
    """Step to and fro, as the reader asks; the frames of a graph are drawn in one place, where the screen holds them.

    Args:
        stops: the places to stop at.
        console: where to write.
        key: waits for keys and returns what the terminal sends for them, such as `click.getchar`.
    """
    at, drawn, asked, keys = 0, _Drawn(console), set(), _each(key)
    while at < len(stops):
        stop = stops[at]
        if stop.asks is not None and at not in asked:
            asked.add(at)
            drawn.leave()
            typed = _predicted(console, stop.asks, keys)
            if typed in QUIT:
                return
            if typed in BACK:
                at = max(0, at - 1)
                continue
        drawn.show(stop)
        after = None
        while after is None:
            pressed = _pressed(console, f"[{at + 1}/{len(stops)}] {KEYS}", keys)
            after = _after(stops, at, pressed)
            if after is None:
                drawn.say(_refused(stops, at, pressed))
        at = after


def _each(key: Callable[[], str]) -> Iterator[str]:
    """Yield the keys one by one: of somebody quick, or with a held key, several come at once."""
    while True:
        yield from _KEY.findall(key())


def _pressed(console: Console, prompt: str, keys: Iterator[str]) -> str:
    """Return the key that was pressed, or the digits typed before Enter; the prompt is gone then."""
    digits = ""
    try:
        while True:
            _clear_line(console)
            console.print(f"frame {digits}" if digits else prompt, end="", markup=False, no_wrap=True, overflow="crop")
            pressed = next(keys)
            if pressed.isdecimal():
                digits += pressed
            elif not digits:
                return pressed
            elif pressed in ENTER:
                return digits
            else:
                digits = digits[:-1] if pressed in DELETE else ""
    finally:
        _clear_line(console)


def _predicted(console: Console, asks: Question, keys: Iterator[str]) -> str:
    """Ask for a number, once more where it is wrong, and judge it; return what was typed, or a key that leads away."""
    console.print(asks.text, markup=False, highlight=False)
    typed = _line(console, keys)
    is_number = typed not in {*BACK, *QUIT, *SIGNS, ""}
    if is_number and not judged(typed, asks.answer).startswith("✓"):
        console.print(f"✗ not {typed}; once more", markup=False, highlight=False)
        typed = _line(console, keys)
    if typed not in {*BACK, *QUIT}:
        console.print(judged(typed, asks.answer), markup=False, highlight=False)
        console.print(asks.remark, markup=False, highlight=False)
    return typed


def _line(console: Console, keys: Iterator[str]) -> str:
    """Return the line that is typed; arrows and q lead away while nothing is, and do nothing else."""
    text = ""
    while True:
        _clear_line(console)
        console.print(f"{ANSWER} > {text}", end="", markup=False, highlight=False, no_wrap=True, overflow="crop")
        pressed = next(keys)
        if pressed in DELETE:
            text = text[:-1]
        elif pressed in ENTER or (not text and pressed in NEXT and len(pressed) > 1):
            break
        elif not text and (pressed in QUIT or (pressed in BACK and len(pressed) > 1)):
            text = pressed
            break
        elif len(pressed) == 1 and pressed.isprintable():
            text += pressed
    _clear_line(console)
    return text.strip() if text != pressed else text


def _after(stops: Sequence[Stop], at: int, pressed: str) -> int | None:
    """Return the stop to which a key leads; None where it leads nowhere."""
    if pressed in NEXT:
        return at + 1
    if pressed in BACK:
        return max(0, at - 1)
    if pressed in FIRST:
        return 0
    if pressed in LAST:
        return len(stops) - 1
    if pressed in QUIT:
        return len(stops)
    frames, frame = _frames_from(stops, at), int(pressed) - 1 if pressed.isdecimal() else -1
    return frames[frame] if 0 <= frame < len(frames) else None


def _refused(stops: Sequence[Stop], at: int, pressed: str) -> str:
    if not pressed.isdecimal():
        return f"{pressed!r} is none of the keys."
    count = len(_frames_from(stops, at))
    return f"There are frames 1 to {count}." if count else "No graph follows."


def _frames_from(stops: Sequence[Stop], at: int) -> list[int]:
    """Return the stops of the figure at hand, or of the next one."""
    figure = next((stop.figure for stop in stops[at:] if stop.figure), "")
    return [i for i, stop in enumerate(stops) if stop.figure == figure and figure]


class _Drawn:
    """What stands last on the screen: how many lines of it, and of which graph."""

    def __init__(self, console: Console) -> None:
        self.console, self.figure, self.lines = console, "", 0

    def show(self, stop: Stop) -> None:
        """Write a stop: over the last one, where both are frames of the same graph and the screen still holds it."""
        if self.figure and stop.figure == self.figure and self.lines < self.console.height:
            up = [(ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)] * self.lines
            self.console.control(Control(*up))
        with self.console.capture() as capture:
            stop.show(self.console)
            self.console.print()
        text = capture.get()
        self.console.file.write(text)
        self.figure, self.lines = stop.figure, text.count("\n")

    def say(self, text: str) -> None:
        """Write a line below."""
        self.console.print(text, markup=False, no_wrap=True, overflow="crop")
        self.lines += 1

    def leave(self) -> None:
        """What comes next is written below."""
        self.figure = ""


def _clear_line(console: Console) -> None:
    console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))


def judged(answer: str, true: float) -> str:
    """Compare an answer with the number: as many digits as were typed count.

    >>> judged("0.33", 1 / 3), judged("+", -2.0), judged("", 1.0)
    ('✓ right: 0.3333', '✗ the sign is -: -2', 'skipped: 1')
    """
    sign = "+" if true > 0 else "-" if true < 0 else "0"
    if not answer:
        return f"skipped: {show(true)}"
    if answer in SIGNS:
        return f"✓ right: {show(true)}" if answer == sign else f"✗ the sign is {sign}: {show(true)}"
    try:
        typed: Any = read(answer)
    except ClaimError:
        return f"{answer!r} is no number; it is {show(true)}"
    right = isinstance(typed, Printed) and typed.agrees(true)
    return f"✓ right: {show(true)}" if right else f"✗ you said {answer}, it is {show(true)}"
