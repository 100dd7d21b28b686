"""Writing a new exercise, of a formula or of a function of one's own, as a Python file to be edited afterwards."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from pathlib import Path
from random import Random
from typing import Any

import engine
from engine.errors import did_you_mean
from engine.words.fixed import ENGLISH
from engine.words.nested import nest, unnest
from lectures.errors import ExpressionError, LectureError
from lectures.exercises.factors import FEW
from lectures.exercises.new_file import OF_FORMULA, OF_FUNCTION, dict_of, file_of, list_of, names_of
from lectures.exercises.own import function_in, traced
from lectures.exercises.targets import targets_of
from lectures.expression import FUNCTIONS, evaluate
from lectures.expression.functions import LOSSES
from lectures.expression.text import Text
from lectures.site.saying import plainly

FRESH = (0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2)  # none of which hides a factor, or leads to the end of a sigmoid
MORE = (0.35, 0.45, 0.65, 0.75, 0.85, 1.3)  # where there are too few of them


def of_formula(
    name: str,
    formula: str,
    numbers: Mapping[str, Any],
    wrt: Sequence[str],
    keep: Sequence[str] = (),
    title: str = "",
    words: Mapping[str, str] = ENGLISH,
) -> str:
    """Return the file of an exercise about a formula, whose named steps are asked for.

    Args:
        name: of the exercise.
        formula: such as "z = w*x + b; (z - y)**2"; the last part is the loss.
        numbers: what its names stand for.
        wrt: the names whose gradients are asked for; all where empty.
        keep: the names whose numbers every variant has, besides the targets of a cross-entropy that are 0 or 1.
        title: what a sheet calls it; by default the name.
        words: fixed texts -> what stands in their place in the language of the course.

    Raises:
        ExpressionError: for what cannot be read.
    """
    steps, loss, called = _steps(formula)
    labels = _check_formula(steps, loss, numbers, wrt)
    called = "" if called in {*steps, *numbers} else called
    wrt = list(wrt) or [x for x in numbers if x not in labels]
    _check_names("--keep", keep, numbers)
    given = [x for x in numbers if x not in wrt]
    used = sorted({node.func.id for node in _calls([*steps.values(), loss])})
    values = ["Constant", "Value"] if any(x not in labels for x in given) else ["Value"]
    engines = [*values, *(x for x in used if x not in LOSSES), *["named"] * bool(called)]
    imports = [f"from engine import {', '.join(engines)}"]
    imports += ["from lectures.board import Drawn, exercise"]
    imports += [f"from nn.losses import {', '.join(losses)}"] if (losses := [x for x in used if x in LOSSES]) else []
    stays = {*keep, *labels}
    number = {x: repr(n) if x in stays else f"draw({n!r})" for x, n in numbers.items()}
    lines = [f'{x} = Value({number[x]}, "{x}")' for x in wrt]
    lines += [f"{x} = {labels[x]:g}" if x in labels else f'{x} = Constant({number[x]}, "{x}")' for x in given]
    lines += [f"{step} = {text}" for step, text in steps.items()]
    said = "; ".join([*(f"`{step} = {text}`" for step, text in steps.items()), f"`{called or 'L'} = {loss}`"])
    if called:
        lines += [f'{called} = named("{called}", {loss})']
        loss = called
    gradients = {**{f"d{step}": step for step in reversed(steps)}, **{x: x for x in wrt}}
    forward = f", values={dict_of({step: step for step in steps})}" if steps else ""
    drawn = f"Drawn({loss}, {dict_of(gradients)}, {dict_of({x: x for x in given})}{forward})"
    say = plainly(words)
    asked = names_of([*reversed(steps), *wrt], say)
    asks = say("Let {0}. Derive the gradients of {1} by {2}.", said, f"`{called or 'L'}`", asked)
    return file_of(name, imports, asks, [*steps, *gradients], [*lines, f"return {drawn}"], OF_FORMULA, title)


def of_function(
    name: str,
    folder: Path,
    function: str,
    texts: Mapping[str, str],
    wrt: Sequence[str],
    attempt: int = 0,
    keep: Sequence[str] = (),
    title: str = "",
    words: Mapping[str, str] = ENGLISH,
    only: Sequence[str] = (),
) -> str:
    """Return the file of an exercise about a function in a file, run on arrays of Values.

    Args:
        name: of the exercise.
        folder: where the new file will be.
        function: such as "net.py:loss", the file from that folder.
        texts: for each argument a number with a point, a list, or a shape such as 4x3, nx3 or 2; for each letter its
            length.
        wrt: the arguments whose gradients are asked for; where empty all whose names begin with w or b, or W or B.
        attempt: another one gives other numbers to what has only a shape.
        keep: the arguments whose numbers every variant has.
        title, words: as for a formula.
        only: the local arrays that are asked for; all where empty.

    Raises:
        LectureError: where the function or its numbers do not fit.
    """
    file, _, attribute = function.partition(":")
    if not attribute:
        raise LectureError(f"{function!r} names no function: write it as net.py:loss")
    loss = function_in(str(folder / "new"), file, attribute)
    arguments = loss.__code__.co_varnames[: loss.__code__.co_argcount] if hasattr(loss, "__code__") else tuple(texts)
    letters = {d for x in arguments if x in texts for d in re.findall(r"[A-Za-z]", texts[x])}
    lengths = {x: int(t) for x, t in texts.items() if x not in arguments and x in letters and t.isdigit()}
    for x in texts:
        if x not in arguments and x not in lengths:
            raise LectureError(f"{attribute} has no argument {x!r}{did_you_mean(x, arguments)}")
    for x in arguments[: len(arguments) - len(loss.__defaults__ or ())]:
        if x not in texts:
            raise LectureError(f"{x} has no numbers: give a shape, as in {x}=4x3, or a list, as in {x}=[1.5,2.5]")
    shapes, numbers = {}, {}
    random, left = Random(f"{name}/{attempt}"), list[float]()
    for x in (x for x in texts if x in arguments):
        numbers[x], shapes[x] = _numbers(random, left, x, texts[x], lengths)
    _check_names("--keep", keep, numbers, "function")
    wrt = list(wrt) or [x for x in numbers if x[0] in "wWbB"]
    if not wrt:
        raise LectureError("say by which arguments the gradients are asked for: --wrt w,b")
    drawn = traced(loss, numbers, wrt, only or None)
    imports = ["from lectures.board import exercise", "from lectures.exercises.own import function_in, traced", "",
               f'loss = function_in(__file__, "{file}", "{attribute}")']  # fmt: skip
    lines = [f"{letter} = draw.length({n})" for letter, n in lengths.items()]
    lines += ["numbers = {", *(f'    "{x}": {_drawn(numbers[x], shapes[x], x in keep)},' for x in numbers), "}"]
    values = list(drawn.values)
    lines += [f"return traced(loss, numbers, wrt={list_of(wrt)}, values={list_of(values)})"]
    say = plainly(words)
    asks = say(
        "The loss {0} is what {1} of {2} returns. Derive its gradients by {3}, step by step.",
        f"`{drawn.loss.label}`", f"`{attribute}`", f"`{Path(file).name}`", names_of(wrt, say),
    )  # fmt: skip
    return file_of(name, imports, asks, [*values, *drawn.gradients], lines, OF_FUNCTION, title)


def _steps(formula: str) -> tuple[dict[str, str], str, str]:
    """Return the named steps of a formula, its loss and its name, in the signs of Python, * for a dot."""
    source = re.sub(r"\b(np|numpy)\.", "", Text(formula).source)
    *named, loss = [part.strip() for part in re.split("[;\n]", source) if part.strip()] or [""]
    steps = {}
    for part in named:
        name, equals, text = (x.strip() for x in part.partition("="))
        if not equals or not name.isidentifier():
            raise ExpressionError(f"{part!r} is no step: write it as z = w*x + b; and the loss last")
        steps[name] = text
    called = re.match(r"([^\W\d]\w*)\s*=(?!=)", loss)
    return steps, re.sub(r"^\w+\s*=(?!=)", "", loss).strip(), called[1] if called else ""


def _check_formula(
    steps: Mapping[str, str], loss: str, numbers: Mapping[str, Any], wrt: Sequence[str]
) -> dict[str, float]:
    """Read every step once, so that its mistakes are said now; return the labels, with their numbers."""
    for x in [*steps, *numbers]:
        if x in FUNCTIONS or x in LOSSES or x == "draw":
            raise ExpressionError(f"{x} cannot be the name of a number here; call it otherwise")
    whole = evaluate("\n".join([*(f"{step} = {text}" for step, text in steps.items()), loss]), numbers)
    for x, number in numbers.items():
        if isinstance(number, list):
            raise ExpressionError(f"{x} has several numbers; a formula takes one for each name, as in {x}=0.5")
    _check_names("--wrt", wrt, numbers)
    calls = list(_calls([*steps.values(), loss]))
    if of_arrays := next(
        (call.func.id for call in calls if call.func.id not in {*engine.FUNCTIONS, *engine.__all__, *LOSSES}), None
    ):
        raise ExpressionError(f"{of_arrays} is of arrays; in an exercise it goes into a function, FILE.py:FUNCTION")
    classes = {
        x.id for call in calls if call.func.id in LOSSES for x in ast.walk(call.args[1]) if isinstance(x, ast.Name)
    }
    cross = {x for x in targets_of(whole) if numbers.get(x) in (0.0, 1.0)}
    return {x: numbers[x] for x in numbers if x in classes or (x in cross and x not in wrt)}


def _check_names(option: str, names: Iterable[str], known: Iterable[str], where: str = "formula") -> None:
    for x in names:
        if x not in known:
            raise ExpressionError(f"{option} {x}: there is no such name in the {where}{did_you_mean(x, known)}")


def _calls(texts: Iterable[str]) -> Iterator[Any]:
    """Yield the calls of functions by name."""
    for node in (node for text in texts for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


def _numbers(
    random: Random, left: list[float], argument: str, text: str, lengths: Mapping[str, int]
) -> tuple[Any, list[str]]:
    """Return what an argument is on the sheet, and its shape as text; a list of a letter's length varies with it.

    The short arrays of one exercise take sizes from those that are `left`, so that they have none twice.
    """
    dims = re.findall(r"[^x×]+", text)
    if re.fullmatch(r"(\d+|[A-Za-z])([x×](\d+|[A-Za-z]))*", text):
        unknown = [d for d in dims if not d.isdigit() and d not in lengths]
        if unknown:
            raise LectureError(f"{argument}={text}: {unknown[0]} has no length; give one, as in {unknown[0]}=4")
        shape = [int(d) if d.isdigit() else lengths[d] for d in dims]
        numbers = []
        for _ in range(count := prod(shape)):
            if count > FEW:
                pool = [random.choice(FRESH)]
            elif not (pool := left):
                pool += [*random.sample(MORE, len(MORE)), *random.sample(FRESH, len(FRESH))]
            numbers.append(pool.pop() * random.choice((-1, 1)))
        return nest(numbers, tuple(shape)), dims
    try:
        numbers = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        raise LectureError(
            f"{argument}={text}: give a number such as 2.5, a list or a shape such as 4x3 or 2"
        ) from None
    _, shape = unnest(numbers, argument)  # refuses rows of different lengths
    letters = {n: letter for letter, n in reversed(lengths.items())}
    return numbers, [letters.get(n, str(n)) for n in shape]


def _drawn(numbers: Any, shape: Sequence[str], stays: bool) -> str:
    letters = any(not d.isdigit() for d in shape)
    is_labels = isinstance(numbers, list) and all(isinstance(x, int) for x in unnest(numbers, "")[0])
    if stays or is_labels:
        return f"({numbers!r} * {shape[0]})[:{shape[0]}]" if letters else repr(numbers)
    return f"draw({numbers!r}{', ' + ', '.join(shape) if letters else ''})"
