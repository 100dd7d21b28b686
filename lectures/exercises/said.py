"""What a check says, as lines and as data: verdicts, points and hints, and never a right number."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.compare.report import MARKS, Finding
from engine.words.columns import filled
from engine.words.fixed import ENGLISH
from engine.words.nested import map_nested, show_shape, unnest
from engine.words.phrases import in_words
from lectures.exercises.checking import Checked
from lectures.exercises.grades import HINTS
from lectures.exercises.judging import SAYS_SO
from lectures.exercises.naming import entering, name_of
from lectures.exercises.quantity import Graded, Quantity
from lectures.exercises.variant import Variant
from lectures.exercises.worked import called

RIVALS = 2  # other slips that are named, as likely as the first
WIDTH = 96  # columns of a hint, where the terminal has no fewer


def lines_of(checked: Checked, hint: int = 0, words: Mapping[str, str] = ENGLISH, width: int = WIDTH) -> list[str]:
    """Return a check as lines: a verdict and points for each quantity, then what explains the first wrong one.

    Args:
        checked: the check.
        hint: how much: 0 nothing, 1 where to look, 2 what sort of thing is wrong there as well, 3 what it is.
        words: fixed texts -> what stands in their place; what is said of a slip is put together of phrases.
        width: how many columns a hint may take.
    """
    from lectures.site.prose import in_text  # which the workbench, where pages say all that, does not have

    task = checked.task
    lines: list[str] = []
    if task and checked.cases:
        if len(checked.cases) > 1:
            shapes = ", of different shapes" if checked.cases[-1][0].size else ""
            lines += [f"{task.name}: {len(checked.cases)} sets of numbers{shapes} (seed {checked.seed})", ""]
        names = {q.name: called(checked.cases[0][0], q.name) for q in task.quantities}
        widest = max(map(len, names.values()))
        points = checked.points
        by_hand = "  " + in_words(words, "by hand")[0]
        wide = max(9, *(2 + len(words.get(q, q)) for q in map(checked.verdict, names)))
        for q in task.quantities:
            verdict = checked.verdict(q.name)
            marks = " ".join(mark(graded.verdicts[q.name]) for _, graded in checked.cases)
            earned = f"{points[q.name]:g} of {q.points:g}{by_hand if q.name in checked.by_hand else ''}"
            said = words.get(verdict, verdict)
            lines.append(f"  {names[q.name]:{widest}}  {marks}  {said:{wide}}{earned}{_shapes(checked, q)}")
        lines.append("")
    lines += checked.remarks
    if checked.message:
        lines.append(f"The file could not be judged: {checked.message}")
    else:
        lines.append(f"Score: {checked.score:g} of {checked.out_of:g}")
    if checked.printed:
        lines += ["", "The file printed:", *(f"  {line}" for line in checked.printed.splitlines()[:20])]
    (start,) = in_words(words, "Hint")
    for text in hints_of(checked, hint, words):
        said = in_text(text) if task and text in task.hints else text
        lines.append(filled(f"{start}: {said}", width, rest="  "))
    return lines


def mark(verdict: str) -> str:
    """Return the sign of a verdict."""
    return MARKS.get(verdict, "?")  # type: ignore[call-overload, no-any-return]


def hints_of(checked: Checked, level: int, words: Mapping[str, str] = ENGLISH) -> list[str]:
    """Return hints up to a level: of the slip that was found, and those that the exercise has, the last at level 3.

    The first says where to look, the second what sort of thing is wrong there, the third what it is. What explains the
    same gradient as well is named after it, the more frequent first.
    """
    if not level or checked.task is None or checked.passed:
        return []
    hints = []
    slip = checked.slips[0] if checked.slips else None
    first = next((q.name for q in checked.task.quantities if checked.cases and _bad(checked, q.name)), None)
    if first and (slip is None or first not in slip.gradients):
        hints += in_words(words, _first_wrong(checked, first))
    if slip is not None:
        variant = next(variant for variant, graded in checked.cases if graded.slips)
        hints += graded_hints(slip, variant, words)[:level]
        rivals = [other for other in checked.slips[1:] if _is_rival(other, slip)]
        grades = [graded_hints(other, variant, words)[1:level] for other in rivals[:RIVALS]]
        either = in_words(words, "or")[0]
        others = dict.fromkeys(said for grade in zip(*grades, strict=True) for said in grade)
        hints += [f"{either}: {said}" for said in others if said not in hints]
        graded = next(graded for _, graded in checked.cases if graded.slips)
        alike, others = _others(slip, variant, graded)
        if alike:
            hints += in_words(words, f"{', '.join(alike)}: wrong in the same way")
        for another in others[:1]:
            again = "mend what is named above, then check again for a hint on it"
            hints += in_words(words, f"{another} is wrong for another reason: {again}")
    if level == HINTS:
        wrong = next(((variant, graded) for variant, graded in checked.cases if not graded.ok), None)
        rest = wrong[1].unexplained.items() if wrong else ()
        hints += [f"{called(wrong[0], name)}: {in_words(words, said)[0]}" for name, said in rest] if wrong else []
    own = checked.task.hints
    return hints + list(own if level == HINTS else own[: min(level, len(own) - 1)])


def _first_wrong(checked: Checked, name: str) -> str:
    """Say of the first wrong quantity, which no slip explains, what is to be done."""
    variant = checked.cases[0][0]
    line, drawn = called(variant, name), variant.drawn
    match checked.verdict(name):
        case "digits":
            return f"the first to mend is {line}: it has too few digits to be judged, write two at least"
        case "nonsense":
            return f"the first to mend is {line}: it cannot be read"
    before = "from what is given" if name == variant.quantities[0].name else "from the lines above it"
    start = entering(drawn, name) if name in drawn.gradients else ""
    at = start or before
    return f"the first that is wrong is {line}, and no known slip gives these numbers: work it out again, {at}"


def graded_hints(slip: Finding, variant: Variant, words: Mapping[str, str] = ENGLISH) -> list[str]:
    """Return what a finding says, in three steps: where to look, what sort of thing is wrong there, and all of it."""
    first, drawn = slip.gradients[0], variant.drawn
    place = slip.place
    vague = ("", "on the way back", f"where {name_of(drawn, first)} enters") if first in drawn.gradients else ()
    if place in vague:
        place = entering(drawn, first) or place
    lines = [called(variant, name) for name in slip.gradients]
    names = " and ".join([", ".join(lines[:-1]), lines[-1]][len(lines) < 2 :])
    look = f"look at {names}, {place}" if place else f"look at {names}"
    text, remedy, sort = in_words(words, slip.text, slip.remedy, slip.sort)
    if slip.reason == SAYS_SO or text != slip.text:  # the exercise says it in the language of the course
        (look,), (certainty,) = in_words(words, look), in_words(words, slip.certainty)
    else:
        certainty = slip.certainty
    return [look, f"{sort} ({certainty})", f"{text}; {remedy}" if remedy else text]


def _others(slip: Finding, variant: Variant, graded: Graded) -> tuple[list[str], list[str]]:
    """Return what the other lines are called that are wrong: those with the same slip at another place, and the rest.

    A line is judged by what was written before, and so explained by itself.
    """
    alike, others = list[str](), list[str]()
    for name, verdict in graded.verdicts.items():
        if verdict in ("wrong", "shape") and name not in slip.gradients:
            same = any((f.slip, f.what) == (slip.slip, slip.what) for f in graded.slips_of(name))
            (alike if same else others).append(called(variant, name))
    return alike, others


def _is_rival(other: Finding, slip: Finding) -> bool:
    """Whether it explains the same otherwise; what a task and the engine both name is one slip in two wordings."""
    return slip.gradients[0] in other.gradients and (other.reason == SAYS_SO) == (slip.reason == SAYS_SO)


def _bad(checked: Checked, name: str) -> bool:
    return checked.verdict(name) not in ("right", "follows", "missing")


def _shapes(checked: Checked, quantity: Quantity) -> str:
    """Say which shape a wrong one has, and which it should have: that of what it belongs to is no secret."""
    for variant, graded in checked.cases:
        if graded.verdicts[quantity.name] == "shape" and quantity.numeric:
            wanted = next(q.shape for q in variant.quantities if q.name == quantity.name)
            line = graded.report[quantity.name] if graded.report is not None and quantity.kind == "gradient" else None
            yours = f"yours is {show_shape(line.your_shape)}, " if line and line.your_shape is not None else ""
            return f"   ({yours}wanted: {show_shape(wanted)})"
    return ""


def as_data(checked: Checked, file: Path, hint: int = 0, words: Mapping[str, str] = ENGLISH) -> dict[str, Any]:
    """Return a check as plain data: what --json prints. Explanations of slips are as deep as the hint.

    The hints are in the language of the words, the rest is for programs.
    """
    points = checked.points
    cases = [
        {
            "seed": variant.seed,
            "size": variant.size,
            "verdicts": dict(graded.verdicts),
            "slips": [_slip_data(slip, hint) for slip in graded.slips],
        }
        for variant, graded in checked.cases
    ]
    quantities = checked.task.quantities if checked.task and checked.cases else ()
    return {
        "exercise": checked.task.name if checked.task else None,
        "file": str(file),
        "seed": checked.seed,
        "passed": checked.passed,
        "score": checked.score,
        "out_of": checked.out_of,
        "message": checked.message,
        "remarks": checked.remarks,
        "printed": checked.printed,
        "hints": hints_of(checked, hint, words),
        "quantities": [
            {"name": q.name, "kind": q.kind, "verdict": checked.verdict(q.name), "points": points[q.name],
             "out_of": q.points, "shape": list(q.shape)}
            for q in quantities
        ],
        "cases": cases,
    }  # fmt: skip


def _slip_data(slip: Finding, hint: int) -> dict[str, Any]:
    data: dict[str, Any] = {"gradients": list(slip.gradients), "certainty": slip.certainty}
    if hint >= 1:
        data["where"] = slip.place
    if hint >= 2:
        data["sort"] = slip.sort
    if hint >= HINTS:
        data |= {"slip": slip.slip, "text": slip.text, "reason": slip.reason, "remedy": slip.remedy}
    return data


def given_lines(given: dict[str, Any]) -> list[str]:
    """Return the numbers of a variant, one name a line, as Python writes them; computed ones to four digits."""
    return [f"{name} = {_text(map_nested(on_paper, x))}" for name, x in given.items()]


def on_paper(x: Any) -> Any:
    """Return a number that is given as it is copied by hand: of one that was computed four digits are left.

    >>> on_paper(-1.4375), on_paper(0.25967704062014463), on_paper(12345), on_paper("tanh")
    (-1.4375, 0.2597, 12345, 'tanh')
    """
    return float(f"{x:.4g}") if isinstance(x, float) and f"{x:.6g}" != f"{x:.12g}" else x


def _text(x: Any) -> str:
    entries, _ = unnest(x, "given")
    return str(x) if len(entries) < 40 else f"{str(x)[:200]}..."
