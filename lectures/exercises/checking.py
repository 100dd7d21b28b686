"""Checking a student's file: run it apart from us on fresh numbers, judge what it returns, count points."""

import ast
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.compare.report import Finding
from engine.errors import did_you_mean
from lectures.exercises.apart import run_apart
from lectures.exercises.catalogue import load_task
from lectures.exercises.fingerprint import NAME, SINCE, fingerprint, handed_out
from lectures.exercises.quantity import CREDITED, Graded, Verdict, asked_as, called_as
from lectures.exercises.task import Task, Variant

CASES = 3  # how often a function is called: with the shapes of the sheet, and with others
SEEDS = 10**6
SECONDS = 10.0
Run = Callable[[Path, Sequence[dict[str, Any]], float], dict[str, Any]]  # file, numbers, time limit: what came of it


@dataclass
class Checked:
    """What came of a student's file.

    Attributes:
        task: its exercise; None when the file does not name one.
        seed: which numbers it was checked with; the same again with `--seed`.
        message: why the file could not be judged; "" when it could.
        cases: each set of numbers, and what came of it.
        remarks: sentences about single answers, such as a name that is not asked for.
        printed: the beginning of what the file printed.
        noticed: what the file called to have the engine derive.
        typed: whether the file holds numbers, and was not run.
        changed: whether the exercise has other numbers now, so that what is wrong may be right.
        by_hand: points that a teacher gives instead, by quantity.
    """

    task: Task | None
    seed: int = 0
    message: str = ""
    cases: list[tuple[Variant, Graded]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    printed: str = ""
    noticed: tuple[str, ...] = ()
    typed: bool = False
    changed: bool = False
    by_hand: Mapping[str, float] = field(default_factory=dict)

    @property
    def points(self) -> dict[str, float]:
        """What each quantity earned: its points where it is right, or follows, with all numbers, or those by hand."""
        if self.task is None:
            return {}
        graded = [g for _, g in self.cases]
        ours = {
            q.name: q.points
            if graded and not self.message and all(g.verdicts[q.name] in CREDITED for g in graded)
            else 0.0
            for q in self.task.quantities
        }
        return {**ours, **self.by_hand}

    @property
    def out_of(self) -> float:
        return sum(q.points for q in self.task.quantities) if self.task else 0.0

    @property
    def score(self) -> float:
        return sum(self.points.values())

    @property
    def passed(self) -> bool:
        return not self.message and bool(self.cases) and all(graded.ok for _, graded in self.cases)

    @property
    def slips(self) -> tuple[Finding, ...]:
        """The explanations of the first case that has any: of these, those that hold with all other numbers too."""
        first, *others = [graded for _, graded in self.cases if graded.slips] or [None]
        if first is None:
            return ()
        return tuple(slip for slip in first.slips if all(_again(slip, other) for other in others)) or first.slips

    def verdict(self, name: str) -> Verdict:
        """Return the verdict on a quantity: the first that is not "right", of all cases."""
        verdicts = [graded.verdicts[name] for _, graded in self.cases]
        return next((v for v in verdicts if v not in CREDITED), "follows" if "follows" in verdicts else "right")


def _again(slip: Finding, graded: Graded) -> bool:
    """Tell whether a slip explains other numbers as well: what gives the same by accident does so once."""
    wrong = [name for name in slip.gradients if graded.verdicts.get(name) not in CREDITED]
    return not wrong or any(f.slip == slip.slip and set(wrong) & set(f.gradients) for f in graded.slips)


def check(
    path: Path,
    name: str | Task | None = None,
    seed: int | None = None,
    seconds: float = SECONDS,
    folder: Path | None = None,
    points: Mapping[str, float] | None = None,
    run: Run = run_apart,
) -> Checked:
    """Judge a student's file: run its `gradients` in a process of its own, or read its ANSWERS without running it.

    Args:
        path: the file.
        name: the exercise, or its task; by default the one that the file names as EXERCISE.
        seed: which numbers; by default a hidden one, new at each check (of ANSWERS always the file's own SEED).
        seconds: the time limit for the whole file.
        folder: a lecturer's own, with more exercises.
        points: other points for some quantities.
        run: what runs the file.

    Raises:
        UnknownNameError: where there is no such exercise.
    """
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError as error:
        return Checked(
            None, 0, f"the file is not valid Python: {f'line {error.lineno}: ' if error.lineno else ''}{error.msg}"
        )
    except ValueError as error:
        return Checked(None, 0, f"the file is no Python text: {error}")
    if not tree.body:
        return Checked(None, 0, "the file is empty")
    name = name or constant(tree, "EXERCISE", str)
    if name is None:
        return Checked(None, 0, 'the file does not say which exercise it solves; keep the line EXERCISE = "..."')
    task = (name if isinstance(name, Task) else load_task(name, folder)).weighted(points or {})
    if _assigned(tree, "ANSWERS") is not None:
        return _typed(task, tree)
    seed = hidden_seed() if seed is None else seed
    asked = variants_of(task, seed)
    result = run(path, [variant.given for variant in asked], seconds)
    noticed = tuple(result.get("noticed", ()))
    checked = Checked(task, seed, result.get("error", ""), printed=result.get("printed", ""), noticed=noticed)
    for variant, answers in zip(asked, result.get("answers", []), strict=False):
        if isinstance(answers.get("error"), str):
            checked.message = checked.message or answers["error"]
        else:
            checked.cases.append((variant, _judge(variant, answers, checked.remarks)))
    if noticed and "error" not in result:  # it caught our exception, and went on
        checked.message = f"it calls {', '.join(noticed)}; in an answer that is unavailable: derive by hand"
    mark = constant(tree, NAME, str)
    if mark and not checked.passed and mark != fingerprint(task.variant(0)):  # what is right with any numbers stays so
        checked.message = f"not graded: it is not all right, and {task.name} {SINCE}"
        checked.changed = True
    return checked


def _typed(task: Task, tree: ast.Module) -> Checked:
    """Judge a file of typed numbers, which is not run."""
    seed, answers = constant(tree, "SEED", int) or 0, constant(tree, "ANSWERS", dict)
    checked = Checked(task, seed, typed=True)
    if answers is None:
        checked.message = 'ANSWERS holds plain numbers, or text that keeps their digits: {"w": "0.670"}'
        return checked
    variant = handed_out(task, seed, constant(tree, NAME, str), ast.get_docstring(tree, clean=False) or "")
    if variant is None:
        checked.message = f"not graded: {task.name} draws other numbers for variant {seed} now; it {SINCE}"
        checked.changed = True
        return checked
    graded = variant.judge({name: x for name, x in answers.items() if isinstance(name, str)})
    checked.cases.append((variant, graded))
    checked.remarks = [*graded.remarks, *_unasked(variant, answers)]
    return checked


def hidden_seed() -> int:
    """Return a seed that nobody can know before."""
    return secrets.randbelow(SEEDS) + 1


def variants_of(task: Task, seed: int, cases: int = CASES) -> list[Variant]:
    """Return the numbers that a function is checked with; all shapes take part."""
    cases = max(cases, task.sizes) if task.fresh else 1
    return [task.variant(seed + case, case % task.sizes) for case in range(cases)]


def constant(tree: ast.Module, name: str, kind: type) -> Any:
    """Return a constant of a file without running it; None when it has none of this kind.

    >>> constant(ast.parse("EXERCISE = 'pond'; SEED = 1 + 2"), "EXERCISE", str)
    'pond'
    """
    try:
        value = ast.literal_eval(_assigned(tree, name) or "None")
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, kind) else None


def _assigned(tree: ast.Module, name: str) -> ast.expr | None:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in statement.targets
        ):
            return statement.value
    return None


def _judge(variant: Variant, answers: Mapping[str, Any], remarks: list[str]) -> Graded:
    given: dict[str, Any] = {}
    for name, answer in answers.items():
        if "nonsense" in answer:
            remarks.append(f"{called_as(name, variant.given, variant.drawn.gradients)}: {answer['nonsense']}")
        given[name] = _single(answer["numbers"]) if answer.get("single") else answer.get("numbers")
    graded = variant.judge(given)
    remarks += [*graded.remarks, *_unasked(variant, answers)]
    remarks[:] = list(dict.fromkeys(remarks))
    return graded


def _single(numbers: Any) -> Any:
    import numpy

    return numpy.array(numbers, dtype="float32")


def _unasked(variant: Variant, answers: Mapping[str, Any]) -> Sequence[str]:
    asked = [quantity.name for quantity in variant.quantities]
    names = [called_as(name, variant.given, variant.drawn.gradients) for name in asked]
    return [
        f"{name!r} is not asked for{did_you_mean(str(name), names)}"
        for name in answers
        if asked_as(str(name), variant.quantities) not in asked
    ]
