"""The marks of a class as files: a CSV with one row a student, and results.json as Gradescope reads it."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from engine.words.fixed import ENGLISH
from lectures.exercises import Task
from lectures.exercises.quantity import CREDITED
from lectures.site.saying import plainly
from lectures.teaching.mark import Mark

SHORT = {"digits": "too few digits", "nonsense": "cannot be read", "shape": "wrong shape"}
About = Mapping[str, Mapping[str, str]]  # student -> what a column is called -> what stands in it
Class = Mapping[str, Mapping[str, Mark]]  # student -> exercise -> mark


def class_of(marks: Sequence[Mark], tasks: Sequence[Task]) -> Class:
    """Return the marks by student and exercise, as they came; of several answers the best counts.

    Args:
        marks: of all answers.
        tasks: the exercises; one that a student has not answered gets a mark without points.
    """
    found: dict[str, dict[str, Mark]] = {}
    for mark in marks:
        own = found.setdefault(mark.student, {})
        if mark.exercise not in own or (own[mark.exercise].score, not own[mark.exercise].message) < (
            mark.score,
            not mark.message,
        ):
            own[mark.exercise] = mark
    known = {task.name: task for task in tasks}
    for student, own in found.items():
        others = [
            mark for name, mark in own.items() if name not in known
        ]  # of no exercise, or of one that is none here
        for mark in others:
            del own[mark.exercise]
        unknown = next((mark for mark in others if mark.message), None)  # why there is no answer
        for name, task in known.items():
            out_of = {quantity.name: quantity.points for quantity in task.quantities}
            none = None if name in own else unknown
            message = none.message if none else "there is no answer"
            mark = own.get(name, Mark(student, name, message=message, source=none.source if none else ""))
            own[name] = mark if mark.out_of else Mark(
                student, name, mark.seed, dict.fromkeys(out_of, 0.0), out_of, {}, (), mark.message, (), mark.source,
                graded=mark.graded,
            )  # fmt: skip
    return found


def marks_csv(marks: Class, tasks: Sequence[Task], about: About = MappingProxyType({})) -> str:
    """Return a table with a row for each student: the sum, then for each exercise points, seed, lines, slips.

    Args:
        marks: from `class_of`.
        tasks: the exercises.
        about: what else is known of each student, such as an address, in columns of their own.

    Who is not graded has blanks there. Names that a spreadsheet would take for formulas begin with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    known = list(dict.fromkeys(name for own in about.values() for name in own))
    head = ["student", *known, "points", "out of"]
    for task in tasks:
        quantities = [f"{task.name}.{quantity.name}" for quantity in task.quantities]
        head += [task.name, f"{task.name} seed", *quantities, f"{task.name} slips", f"{task.name} remarks"]
    writer.writerow(head)
    for student, own in marks.items():
        chosen = [own[task.name] for task in tasks]
        row = [student, *(about.get(student, {}).get(name, "") for name in known)]
        score = f"{sum(mark.score for mark in chosen):g}" if all(mark.graded for mark in chosen) else ""
        row += [score, f"{sum(mark.total for mark in chosen):g}"]
        for task, mark in zip(tasks, chosen, strict=True):
            lines = [_points(mark, quantity.name) for quantity in task.quantities]
            slips = "; ".join(f"{', '.join(slip.quantities)}: {slip.said}" for slip in mark.slips)
            row += [
                f"{mark.score:g}" if mark.graded else "",
                str(mark.seed) if mark.verdicts else "",
                *lines,
                slips,
                "; ".join(filter(None, (mark.message, *mark.remarks, *_entries(mark)))),
            ]
        writer.writerow(map(harmless, row))
    return out.getvalue()


def _entries(mark: Mark) -> list[str]:
    return [f"{name}: {said}" for name, said in mark.entries.items()]


def _points(mark: Mark, name: str) -> str:
    if not mark.graded:
        return ""
    points, verdict = mark.points.get(name, 0.0), mark.verdicts.get(name, "")
    said = SHORT.get(verdict, verdict)
    if name in mark.by_hand:
        return f"{points:g} by hand ({mark.by_hand[name][0]:g} {said})".replace(" )", ")")
    return f"{points:g}" if verdict in ("right", "") else f"{points:g} {said}"


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> harmless("=HYPERLINK(1)"), harmless("-0.5"), harmless("Ada")
    ("'=HYPERLINK(1)", '-0.5', 'Ada')
    """
    return f"'{cell}" if re.match(r"[=+@\t\r]|-(?![\d.])", cell) else cell


def gradescope(own: Mapping[str, Mark], words: Mapping[str, str] = ENGLISH) -> dict[str, Any]:
    """Return what Gradescope reads as results.json for one student: a test for each quantity, and no right number.

    Args:
        own: exercise -> mark.
        words: fixed texts -> what stands in their place. What is said of a slip is in their language already.

    >>> mark = Mark("Ada", "pond", 3, {"p": 0.0}, {"p": 2.0}, {"p": "wrong"})
    >>> [test["name"] for test in gradescope({"pond": mark})["tests"]]
    ['pond: p']
    """
    say, tests = plainly(words), []
    verdicts = {
        "right": say("right"),
        "follows": say("follows rightly from an earlier line"),
        "digits": say("right as far as it goes: write more digits, two at least"),
        "wrong": say("wrong"),
        "shape": say("the shape is wrong"),
        "missing": say("missing"),
        "nonsense": say("cannot be read"),
    }
    by_hand = say("points given by hand")
    for exercise, mark in own.items():
        said = {name: slip for slip in mark.slips for name in slip.quantities}
        for name, out_of in mark.out_of.items():
            verdict = mark.verdicts.get(name, "missing")
            slip = said.get(name)
            why = slip.said if slip else mark.entries.get(name, "")
            output = verdicts.get(verdict, verdict) + (f": {why}" if why else "")
            score, passed = mark.points.get(name, 0.0), verdict in CREDITED
            if name in mark.by_hand:
                _, reason = mark.by_hand[name]
                given, passed = f"{by_hand}{reason and f': {reason}'}", score >= out_of
                output = given if mark.message else f"{output} ({given})"
            elif mark.message:
                output, passed = mark.message, False
            tests.append(
                {
                    "name": f"{exercise}: {name}",
                    "score": score,
                    "max_score": out_of,
                    "status": "passed" if passed else "failed",
                    "output": output,
                    "output_format": "text",
                    "visibility": "visible",
                }
            )
    notes = [f"{exercise}: {text}" for exercise, mark in own.items() for text in (mark.message, *mark.remarks) if text]
    return {
        "score": sum(mark.score for mark in own.values()),
        "output": "\n".join(notes),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def gradescope_json(own: Mapping[str, Mark], words: Mapping[str, str] = ENGLISH) -> str:
    return json.dumps(gradescope(own, words), indent=2, ensure_ascii=False) + "\n"
