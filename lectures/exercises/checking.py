"""Checking a student's file: run it apart from us, compare its gradients with the engine's, count points."""

import ast
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.compare import compare_gradients
from engine.compare.report import Report
from engine.errors import did_you_mean
from lectures.entries import Exercise
from lectures.exercises.catalogue import Question, load_exercise, questions
from lectures.site.workers import stop_group

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Checked:
    """What came of a student's file.

    Attributes:
        exercise: its exercise; None when the file does not name one.
        message: why the file could not be judged; "" when it could.
        reports: for each case its name and the comparison.
        remarks: sentences about single answers, such as text in place of numbers.
        printed: the beginning of what the file printed.
    """

    exercise: Exercise | None
    message: str = ""
    reports: list[tuple[str, Report]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    printed: str = ""

    @property
    def score(self) -> int:
        return sum(line.verdict == "right" for _, report in self.reports for line in report.lines)

    @property
    def out_of(self) -> int:
        return sum(len(report.lines) for _, report in self.reports)

    @property
    def passed(self) -> bool:
        return not self.message and bool(self.reports) and self.score == self.out_of


def check(path: Path, name: str | None = None, seconds: float = 10.0) -> Checked:
    """Run a student's file in a process of its own and judge what it returns.

    Args:
        path: the file.
        name: the exercise; by default the one that the file names as EXERCISE.
        seconds: the time limit for the whole file.

    Raises:
        UnknownNameError: where there is no such exercise.
    """
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        return Checked(None, f"the file is not valid Python: line {error.lineno}: {error.msg}")
    except ValueError as error:
        return Checked(None, f"the file is no Python text: {error}")
    name = name or exercise_of(tree)
    if name is None:
        return Checked(None, 'the file does not say which exercise it solves; keep the line EXERCISE = "..."')
    exercise, _ = load_exercise(name)
    asked = questions(exercise)
    result = run_apart(path, [question.given for question in asked], seconds)
    checked = Checked(exercise, result.get("error", ""), printed=result.get("printed", ""))
    for question, answers in zip(asked, result.get("answers", []), strict=False):
        if isinstance(answers.get("error"), str):
            checked.message = answers["error"]
        else:
            checked.reports.append((question.case, _judge(question, answers, checked.remarks)))
    return checked


def exercise_of(tree: ast.Module) -> str | None:
    """Return the constant EXERCISE of a file without running it; None when it has none."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            named = any(isinstance(target, ast.Name) and target.id == "EXERCISE" for target in statement.targets)
            if named and isinstance(statement.value.value, str):
                return statement.value.value
    return None


def run_apart(path: Path, cases: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Run `lectures.exercises.student` on the file with a time limit, in a folder that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        given, answers = Path(folder, "given.json"), Path(folder, "answers.json")
        given.write_text(json.dumps(cases))
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(
            [sys.executable, "-B", "-m", "lectures.exercises.student", str(path.resolve()), str(given), str(answers)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that what it starts can be stopped with it
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return {
                "error": f"it did not finish within {seconds:g} s; is there an endless loop? (--seconds gives more)"
            }
        finally:
            stop_group(process.pid)
            process.kill()
            process.wait()
        try:
            result: dict[str, Any] = json.loads(answers.read_text())
        except (OSError, ValueError):
            return {"error": f"Python ended with code {code} before gradients() returned"}
    return result


def _judge(question: Question, answers: dict[str, Any], remarks: list[str]) -> Report:
    pairs: dict[str, tuple[Any, Any]] = {}
    for name, nodes in question.parameters.items():
        answer = answers.get(name, {"missing": True})
        if "nonsense" in answer:
            remarks.append(answer["nonsense"])
        pairs[name] = (nodes, answer.get("numbers"))
    for name in answers:
        if name not in question.parameters:
            remarks.append(f"{name!r} is not asked for{did_you_mean(name, question.parameters)}")
    remarks[:] = list(dict.fromkeys(remarks))
    return compare_gradients(question.loss, pairs)
