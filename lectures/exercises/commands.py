"""The two commands for students: `exercise NAME` writes a template, `check FILE` says what is right."""

import json
from pathlib import Path
from typing import Any

import click

from lectures.echo import echo
from lectures.exercises.checking import Checked, check
from lectures.numbers import for_json


@click.command("exercise")
@click.argument("name", required=False)
@click.option("--to", "target", type=click.Path(path_type=Path), help="Where to write it; by default NAME.py here.")
def exercise_command(name: str | None, target: Path | None) -> None:
    """Write the template for exercise NAME, or list all exercises."""
    from engine.words.files import write_atomically
    from lectures.exercises import find_exercises, load_exercise, questions
    from lectures.exercises.template import template

    if name is None:
        for offered, script in find_exercises().items():
            echo(f"  {offered:28} {script.title}")
        return
    exercise, script = load_exercise(name)
    target = target or Path(f"{name}.py")
    if target.exists():
        raise click.UsageError(f"{target} exists already and is not overwritten; move it, or choose another with --to")
    write_atomically(target, template(exercise, script, questions(exercise)[0]))
    echo(f"Wrote {target}: fill in your derivation, then run    python -m lectures check {target}")


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--exercise", "name", help="The exercise, if the file does not name it.")
@click.option("--hint", "hints", count=True, help="Show a hint; give it twice for two hints, and so on.")
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Time limit.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for autograders.")
def check_command(file: Path, name: str | None, hints: int, seconds: float, as_json: bool) -> None:
    """Run FILE and compare its gradients with the engine's.

    This runs the code in FILE, with your rights, in a process of its own that is stopped at the time limit and
    whose working folder is thrown away. It is no sandbox: check only files that you would run yourself.

    Exit code: 0 when everything is right, 1 when something is not, 2 when the file could not be judged.
    """
    checked = check(file, name, seconds)
    shown = list(checked.exercise.hints[:hints]) if checked.exercise else []
    if as_json:
        echo(json.dumps(as_data(checked, file, shown), indent=2, ensure_ascii=False))
    else:
        echo("\n".join(_lines(checked, file, shown)))
    raise SystemExit(2 if checked.message else 0 if checked.passed else 1)


def as_data(checked: Checked, file: Path, hints: list[str]) -> dict[str, Any]:
    """Return a check as plain data: what --json prints."""
    return {
        "exercise": checked.exercise.name if checked.exercise else None,
        "file": str(file),
        "passed": checked.passed,
        "score": checked.score,
        "out_of": checked.out_of,
        "message": checked.message,
        "remarks": checked.remarks,
        "printed": checked.printed,
        "hints": hints,
        "cases": [
            {"case": case, "gradients": [_line_data(line) for line in report.lines]} for case, report in checked.reports
        ],
    }


def _line_data(line: Any) -> dict[str, Any]:
    findings = [{"slip": f.slip, "text": f.text, "certainty": f.certainty, "reason": f.reason} for f in line.findings]
    return {
        "name": line.name,
        "verdict": line.verdict,
        "shape": line.shape,
        "your_shape": line.your_shape,
        "yours": for_json(line.yours),
        "engine": for_json(line.engine),
        "difference": for_json(line.difference),
        "findings": findings,
        "note": line.note,
    }


def _lines(checked: Checked, file: Path, hints: list[str]) -> list[str]:
    lines = [f"Checking {file}: this runs the code in the file, and keeps nothing of it.", ""]
    for case, report in checked.reports:
        lines += [f"Case: {case}"] if case else []
        lines += [str(report), ""]
    lines += checked.remarks
    if checked.message:
        lines.append(f"The file could not be judged: {checked.message}")
    else:
        lines.append(f"Score: {checked.score} of {checked.out_of}")
    if checked.printed:
        lines += ["", "The file printed:", *(f"  {line}" for line in checked.printed.splitlines()[:20])]
    lines += [f"Hint {number}: {hint}" for number, hint in enumerate(hints, start=1)]
    left = len(checked.exercise.hints) - len(hints) if checked.exercise and not checked.passed else 0
    if left > 0:
        options = " --hint" * (len(hints) + 1)
        lines.append(f"For a{'nother' if hints else ''} hint ({left} left):  python -m lectures check {file}{options}")
    return lines
