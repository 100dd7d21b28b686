"""A pytest plugin that tries mutants instead of running the tests once.

When all tests are collected, one fork runs them and notes which functions each of them enters. Then every mutant has a
fork of its own: it gives the changed function its new code and runs the tests that enter it, the nearest and quickest
first, until one fails. A mutant of what runs when a file is imported has the file imported anew, in the fork.
"""

import gc
import json
import os
import resource
import signal
import sys
import time
import warnings
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import _lru_cache_wrapper
from importlib import import_module
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.making import OPTIMIZED, Mutant, changed, function_at

SURVIVED, KILLED, TIMED_OUT, NO_PROGRAM, IMPORTED = "survived", "killed", "timed out", "no program", "imported"
OUTCOMES = (SURVIVED, KILLED, NO_PROGRAM, IMPORTED)  # as a fork leaves; one that had to be stopped has timed out
BUDGET, PATIENCE = 3.0, 30.0  # seconds of tests for one mutant, and for one that survives these without a reason
LIMIT = 60  # seconds after which a mutant is stopped; all of these are the processor's, so that others may use it too
PLAIN = ["-p", "no:terminal", "-p", "no:cacheprovider", "-s", "-m", "not slow", "-o"]
PLAIN += ["addopts=--doctest-modules --strict-markers"]


def key(code: CodeType) -> str:
    """Name a piece of code, the same in every process."""
    return f"{os.path.relpath(code.co_filename)}:{code.co_qualname}:{zlib.crc32(repr([*code.co_positions()]).encode())}"


def _forget() -> None:
    """Empty the caches of our functions, so that a test enters all that it needs."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("engine.", "nn.")):
            for each in vars(module).values():
                if type(each) is _lru_cache_wrapper:
                    each.cache_clear()


class Trials:
    """Try each mutant, and call `report(mutant, outcome)`.

    Args:
        mutants: what to try.
        report: what is told of each.
        explained: whether it is known why no test notices a mutant; such a one is tried on the nearest tests only.
        seen: the file that keeps which test enters which function; made if there is none.
        jobs: how many forks there are at a time.
    """

    def __init__(
        self, mutants: list[Mutant], report: Callable[[Mutant, str], None], explained: Callable[[Mutant], bool],
        seen: Path, jobs: int,
    ) -> None:  # fmt: skip
        self.mutants, self.report, self.explained, self.seen, self.jobs = mutants, report, explained, seen, jobs
        early: dict[int, CodeType] = {}
        sys.settrace(_noting(early))
        for path in sorted(Path("engine").rglob("*.py")) + sorted(Path("nn").rglob("*.py")):
            import_module(_module(str(path)))
        sys.settrace(None)
        self.early = {key(code) for code in early.values() if _is_ours(code)}  # what runs when files are imported

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try all mutants on the tests collected."""
        self.items = {item.nodeid: item for item in session.items}
        _in_fork(self._watch, 3600)
        self.entered: dict[str, tuple[float, set[str]]] = {
            name: (seconds, set(keys))
            for name, (seconds, keys) in json.loads(self.seen.read_text()).items()
            if name in self.items
        }
        self.live: dict[str, list[FunctionType]] = {}
        gc.unfreeze()  # tests/conftest.py freezes what is there by now, and that would not be listed
        for function in gc.get_objects():
            if type(function) is FunctionType and _is_ours(function.__code__):
                self.live.setdefault(key(function.__code__), []).append(function)
        _forget()  # what tests computed when they were imported, no mutant has computed
        gc.collect()
        gc.freeze()  # a fork shares what it does not touch
        with ThreadPoolExecutor(self.jobs) as pool:
            for mutant, outcome in zip(self.mutants, pool.map(self._try, self.mutants), strict=True):
                self.report(mutant, outcome)
        return True

    def _watch(self) -> str:
        """Run every test that is not in the file yet; keep how long each takes and what it enters."""
        found = json.loads(self.seen.read_text()) if self.seen.exists() else {}
        new = [item for name, item in self.items.items() if name not in found]
        for item, following in zip(new, [*new[1:], None], strict=True):
            codes: dict[int, CodeType] = {}
            _forget()
            sys.settrace(_noting(codes))
            start = time.process_time()
            passes = not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))
            sys.settrace(None)
            if passes:
                found[item.nodeid] = time.process_time() - start, sorted(map(key, filter(_is_ours, codes.values())))
        self.seen.write_text(json.dumps(found))
        return SURVIVED

    def _try(self, mutant: Mutant) -> str:
        outcome = _in_fork(lambda: self._try_at_once(mutant), LIMIT)
        return _in_fork(lambda: self._try_imported(mutant), LIMIT) if outcome == IMPORTED else outcome

    def _try_at_once(self, mutant: Mutant) -> str:
        """Change functions where they are."""
        name = str(Path(mutant.path).resolve())
        old = compile(Path(mutant.path).read_text(encoding="utf-8"), name, "exec")
        try:
            with warnings.catch_warnings(action="error"):
                new = compile(mutant.source(), name, "exec")
        except SyntaxError:
            return NO_PROGRAM
        pairs = changed(old, new)
        if not pairs:
            return NO_PROGRAM  # the compiler finds the same program
        functions = [(f, code) for before, code in pairs for f in self.live.get(key(before), ())]
        near, others = self._near(mutant, key(pairs[-1][0]))
        if not functions or not near or not pairs[-1][0].co_flags & OPTIMIZED:
            return IMPORTED
        for function, code in functions:
            function.__code__ = code
        if self._fails(near) or (not self.explained(mutant) and self._fails(others)):
            return KILLED
        return IMPORTED if key(pairs[-1][0]) in self.early else SURVIVED

    def _fails(self, names: list[str]) -> bool:
        tests = [self.items[name] for name in names]
        return any(
            report.failed
            for item, following in zip(tests, [*tests[1:], None][: len(tests)], strict=True)
            for report in runtestprotocol(item, log=False, nextitem=following)
        )

    def _try_imported(self, mutant: Mutant) -> str:
        """Import everything anew, with the mutant's source in place of the file."""
        for name in [name for name in sys.modules if name.partition(".")[0] in ("engine", "nn", "tests", "conftest")]:
            if not name.startswith("tests.mutants"):
                del sys.modules[name]
        path = Path(mutant.path).resolve()
        changes = function_at(compile(path.read_text(encoding="utf-8"), str(path), "exec"), mutant.line)
        near, others = self._near(mutant, key(changes)) if changes else ([], [])
        if not near:
            near, others = self._near(mutant)
        tests = near if self.explained(mutant) else near + others
        ended = pytest.main([*PLAIN, "-x", *tests], plugins=[_Finder(mutant)])
        return SURVIVED if ended == pytest.ExitCode.OK else KILLED

    def _near(self, mutant: Mutant, code: str = "") -> tuple[list[str], list[str]]:
        """Return the tests that enter some code, or else the file at all: the nearest, and all others that are quick.

        Those of the file itself come first, then the quickest of every other file, then the second of each, and so on.
        """
        own = (mutant.path, f"tests/{Path(mutant.path).parent}/test_{Path(mutant.path).name}")
        tests, before = [], Counter[str]()
        for name, (seconds, keys) in sorted(self.entered.items(), key=lambda entry: entry[1][0]):
            if code in keys if code else any(k.startswith(f"{mutant.path}:") for k in keys):
                home = name.partition("::")[0]
                before[home] += 1
                tests.append((0 if home in own else before[home], seconds, name))
        first = _within(BUDGET, sorted(tests))
        return first, [name for name in _within(PATIENCE, sorted(tests, key=lambda test: test[1])) if name not in first]


def _within(budget: float, tests: list[tuple[int, float, str]]) -> list[str]:
    chosen = []
    for _, seconds, name in tests:
        if seconds <= budget:
            budget -= seconds
            chosen.append(name)
    return chosen


class _Finder:
    """What Python asks for a module first: it has the mutant's."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant, self.name = mutant, _module(mutant.path)

    def pytest_sessionstart(self) -> None:
        sys.meta_path.insert(0, self)  # before pytest's own, which reads files that are asked for by name

    def find_spec(self, name: str, *_: Any) -> Any:
        package = self.mutant.path.endswith("__init__.py")
        return spec_from_loader(name, self, origin=self.mutant.path, is_package=package) if name == self.name else None

    def create_module(self, spec: Any) -> None: ...

    def exec_module(self, module: Any) -> None:
        path = Path(self.mutant.path).resolve()
        module.__file__ = str(path)
        if hasattr(module, "__path__"):
            module.__path__ = [str(path.parent)]
        exec(compile(self.mutant.source(), str(path), "exec"), module.__dict__)


def _noting(codes: dict[int, CodeType]) -> Callable[..., None]:
    """Return a trace function that notes what is entered."""
    return lambda frame, *_: codes.setdefault(id(frame.f_code), frame.f_code) and None


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _is_ours(code: CodeType) -> bool:
    return os.path.relpath(code.co_filename).startswith(("engine/", "nn/"))


def _in_fork(do: Callable[[], str], limit: int) -> str:
    """Return how `do` ends in a fork of this process."""
    if pid := os.fork():
        status = os.waitpid(pid, 0)[1]
        return TIMED_OUT if os.WIFSIGNALED(status) else OUTCOMES[os.WEXITSTATUS(status)]
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, 5 * limit)  # for what waits for ever
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))  # a mutant may ask for 2**60 numbers
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1), os.dup2(silence, 2)
        os._exit(OUTCOMES.index(do()))
    except BaseException:
        os._exit(OUTCOMES.index(KILLED))
