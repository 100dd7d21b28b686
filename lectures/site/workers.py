"""Lectures in processes of their own: one that dies, hangs or raises costs its own result and no other.

A worker takes one lecture after the other, since starting Python takes longer than most lectures; one that is lost is
replaced, and so is one in which a lecture has changed what others would see, such as NumPy's print options. On its
pipe a text says where it is, and a tuple brings what came of the lecture and whether it can take another one.
"""

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from multiprocessing import connection, get_context, parent_process
from os import _exit  # also while a script is refused it
from typing import Any

from engine.errors import ChalkgradError
from engine.words.notation import one_line
from lectures.bounded import LIMIT, too_long
from lectures.errors import LectureError
from lectures.site.script import Script
from lectures.site.shared_state import changed, shared_state

POLL = 0.2  # seconds between two looks at the clock
QUIET = 4.0  # seconds after which one wants to hear that something is going on
LONGEST = 400  # characters of an error
RARELY = 100_000  # new objects between two looks for circles: a graph has none, and each look goes through all of it
# One thread for NumPy: with two, the threads of two processes get in each other's way, and a build takes twice as long.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
Task = tuple[Any, ...]  # a Script, and what else is needed to work on it


def each_apart(
    do: Callable[..., Any],
    tasks: Iterable[Task],
    jobs: int = 1,
    limit: float = LIMIT,
    at_work: Callable[[Script, float], None] = lambda script, seconds: None,
) -> Iterator[tuple[Script, Any, float]]:
    """Yield (lecture, what came of it, seconds) as each is done; with one job they come in order.

    Args:
        do: a function of a module, called in a worker as do(*task, on_cell) with the `on_cell` of `run`.
        tasks: tuples that begin with a Script.
        jobs: workers at a time.
        limit: seconds for each lecture.
        at_work: called with (lecture, seconds so far) of the oldest one whenever nothing was done for QUIET seconds.

    What came of a lecture is a LectureError of one line where `do` raised, took too long or never came back.
    """
    waiting = list(tasks)[::-1]
    workers: list[_Worker] = []
    heard = time.monotonic()
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                workers.append(_Worker(do))
                workers[-1].give(waiting.pop())
            connection.wait([worker.pipe for worker in workers], POLL)
            for worker in list(workers):
                if (outcome := worker.outcome(limit)) is None:
                    continue
                yield worker.script, outcome[0], time.monotonic() - worker.begun
                heard = time.monotonic()
                if waiting and not worker.lost:
                    worker.give(waiting.pop())
                else:
                    workers.remove(worker)
                    worker.stop()
            if (now := time.monotonic()) - heard > QUIET and workers:
                oldest = min(workers, key=lambda worker: worker.begun)
                at_work(oldest.script, max(0.0, now - oldest.begun))
                heard = now
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A process and the lecture that it is working on, as they are seen from outside."""

    def __init__(self, do: Callable[..., Any]) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(do, theirs))
        with _environment(ONE_THREAD):
            self.process.start()
        theirs.close()
        self.lost = False

    def give(self, task: Task) -> None:
        self.script: Script = task[0]
        self.at, self.begun = "", float("inf")  # the time that Python takes to start is not the lecture's
        with contextlib.suppress(OSError):  # a worker that has died since is noticed at the next look
            self.pipe.send(task)

    def outcome(self, limit: float) -> tuple[Any, ...] | None:
        """Return what came of the lecture, first; None while it is at work."""
        dead = not self.process.is_alive()  # asked first: what it sent before it died counts
        try:
            while self.pipe.poll():
                message = self.pipe.recv()
                if isinstance(message, tuple):
                    self.lost = not message[1]
                    return message
                self.at, self.begun = message, min(self.begun, time.monotonic())
        except (EOFError, OSError):
            dead = True
        if dead:
            self.process.join(1.0)  # the pipe closes a moment before there is an exit code
            return self._lose(f"Python {_ended(self.process.exitcode)} before the lecture was done")
        if time.monotonic() - self.begun > limit:
            return self._lose(too_long(limit))
        return None

    def _lose(self, why: str) -> tuple[LectureError]:
        self.lost = True
        self.begun = min(self.begun, time.monotonic())
        return (LectureError(f"{', '.join(filter(None, (self.script.place, self.at)))}: {why}"),)

    def stop(self) -> None:
        stop_group(self.process.pid)
        self.process.kill()
        self.process.join()
        self.pipe.close()


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables for the processes that start meanwhile: NumPy reads its own when it is imported."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _ended(code: int | None) -> str:
    if code is None or code >= 0:
        return f"ended with code {code or 0} (os._exit?)"
    return f"was ended by a signal: {signal.strsignal(-code)}"


def stop_group(pid: int | None) -> None:
    """Stop a process that leads a group, with everything that it has started, where the system can."""
    if pid is not None and hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


# Inside a worker.


def _serve(do: Callable[..., Any], pipe: connection.Connection) -> None:
    if hasattr(os, "setsid"):
        os.setsid()  # a group of its own; and Ctrl-C is for the parent, which stops the workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(RARELY)
    _leave_the_terminal()
    before = None
    with contextlib.suppress(EOFError):
        while True:
            task: Task = pipe.recv()
            before = shared_state() if before is None else before
            pipe.send("")
            outcome = _outcome(do, task, pipe)
            pipe.send((outcome, not changed(before)))


def _outcome(do: Callable[..., Any], task: Task, pipe: connection.Connection) -> Any:
    def on_cell(done: int, of: int) -> None:
        pipe.send(f"cell {done + 1}" if done < of else "its page")

    try:
        return do(*task, on_cell)
    except ChalkgradError as error:
        said = str(error)
    except BaseException as error:  # whatever a script raises
        said = f"{task[0].place}: {type(error).__name__}: {error}"
    return LectureError(one_line(said.rstrip(": "), LONGEST))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    _exit(1)


def _leave_the_terminal() -> None:
    """Only Python's own warnings reach the terminal: not what a script's programs or libraries print past Python."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
