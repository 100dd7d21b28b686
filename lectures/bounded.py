"""What a script may not do to the process that runs it: end it, or keep it for ever."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

LIMIT = 120.0  # seconds for one lecture
TO_ITS_END = "a lecture runs to its end, leave that out"
WITH_OPTION = " (--limit gives more)"
HAS_ALARM = hasattr(signal, "setitimer") and sys.platform != "emscripten"  # a page stops its script itself


class Ended(SystemExit):  # no error of ours: it passes by whatever a script catches
    """A script would have ended Python, or took too long; its text says which."""


class Interrupted(KeyboardInterrupt):
    """The reader pressed Ctrl-C; any other KeyboardInterrupt is the script's own."""


def too_long(limit: float, remedy: str = WITH_OPTION) -> str:
    """Say that a script was stopped.

    >>> too_long(120.0)
    'stopped after 120 s; is there an endless loop? (--limit gives more)'
    """
    return f"stopped after {limit:g} s; is there an endless loop?{remedy}"


@contextmanager
def bounded(limit: float | None = LIMIT, remedy: str = "") -> Iterator[None]:
    """Run a script inside the block: it cannot end Python with `os._exit`, and is stopped where it takes too long.

    Args:
        limit: seconds; None where somebody else looks at the clock.
        remedy: what gives more of them.

    Raises:
        Ended: instead.
        Interrupted: where the reader presses Ctrl-C.

    >>> with bounded():
    ...     os._exit(3)
    Traceback (most recent call last):
    lectures.bounded.Ended: it calls os._exit(3); a lecture runs to its end, leave that out
    """
    with ExitStack() as around:
        around.enter_context(_staying())
        around.enter_context(_told_apart())
        if limit is not None:
            around.enter_context(stopped_after(limit, Ended(too_long(limit, remedy))))
        yield


@contextmanager
def stopped_after(seconds: float, error: BaseException) -> Iterator[None]:
    """Raise an error inside the block once it takes too long, where the system can; an alarm that is set holds on."""
    if not HAS_ALARM or not _is_main_thread() or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def late(*_: object) -> None:
        raise error

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


@contextmanager
def _staying() -> Iterator[None]:
    """Refuse `os._exit`, which nothing could catch; but a copy of this process (a fork) ends that way."""
    leave, ours = os._exit, os.getpid()

    def refuse(status: int) -> None:
        if os.getpid() != ours:
            leave(status)
        raise Ended(f"it calls os._exit({status!r}); {TO_ITS_END}")

    os._exit = refuse  # type: ignore[assignment]
    try:
        yield
    finally:
        os._exit = leave


@contextmanager
def _told_apart() -> Iterator[None]:
    """Let Ctrl-C raise another class than `raise KeyboardInterrupt` in a script."""
    if not _is_main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def interrupted(*_: object) -> None:
        raise Interrupted

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
