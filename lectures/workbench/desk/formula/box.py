"""The formula box: an expression or a few lines, and a number or an array for each name in them, as a graph."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import chain, count
from typing import Any

from engine import Drawing, Value, draw, topological_order
from engine.drawing import LIMIT
from engine.drawing.board.form import form_of
from engine.errors import ChalkgradError, GraphTooLargeError
from engine.words.nested import flatten, nest, shape_of
from lectures.errors import ExpressionError
from lectures.expression import FUNCTIONS, Kind, Note, Worked, names_in, shape_in_words, typed, worked
from lectures.expression.spelling import decimal_comma
from lectures.teaching.staging import by_arrays
from lectures.workbench.desk.desk import Desk, figure

# For names that have no number yet. None of them, no product, quotient or sum of two, and no 1 minus one of them is 0,
# 1, 2 or another of them, whatever the sign: a slip then changes what comes out.
ORDINARY = [
    "0.7", "0.9", "-0.4", "1.2", "1.5", "-0.85", "1.15", "1.65", "-0.55", "1.95", "0.37", "-0.61", "1.43", "1.71",
    "-0.93", "0.69", "0.47", "-1.79", "0.41", "0.97", "-1.19",
]  # fmt: skip
CONSTANTS = {"pi": "3.141592653589793", "π": "3.141592653589793"}
CHOICE = "1"


def formula(
    desk: Desk, text: str, numbers: Mapping[str, str], shown: Mapping[str, Any] | None = None,
    guessed: Mapping[str, str] | None = None, own: Collection[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Work a formula out, and draw it where the stage shows another graph.

    Args:
        numbers: name -> what is typed for it; others than those of the formula are passed over.
        shown: the text and the numbers that the stage shows, if it shows a formula.
        guessed: name -> what was put into its field before, where nobody gave a number; kept while it fits.
        own: the names whose numbers the reader typed; others give way where only an array can stand. All by default.

    Returns:
        fields: for every name what is typed, its shape in words, its sizes, its entries, what kind is meant, and
        whether it is guessed.
        numbers: the number of each leaf, by label; result: the name and the number that come out.
        html, leaves: as of `figure`, where it was drawn anew.
        notes: what is likely not meant: said, span (in the text), and what to write there instead.
        trouble: said, spans (the places in the text) and names (of the fields), where something is wrong; then
        nothing changes.
    """
    fields: list[dict[str, Any]] = []
    notes: list[Note] = []
    try:
        fields += _fields(_asked(text, numbers), numbers, guessed or {}, numbers if own is None else own)
        if said := [field["said"] for field in fields if "said" in field]:
            raise ExpressionError(said[0])
        answer = _placed(desk, _result(text, fields, notes), shown)
    except ChalkgradError as error:
        answer = {"trouble": _trouble(text, fields, error)}
    return {"fields": fields, "notes": [asdict(note) for note in notes], **answer}


def _result(text: str, fields: list[dict[str, Any]], notes: list[Note] | None = None) -> Worked:
    return worked(text, {each["name"]: nest(each["entries"], tuple(each["sizes"])) for each in fields}, notes)


def _asked(text: str, numbers: Mapping[str, str]) -> dict[str, Kind]:
    """Return the names that have a field: for a function that nobody called nothing is guessed."""
    return {name: kind for name, kind in names_in(text).items() if name in numbers or name not in FUNCTIONS}


def _placed(desk: Desk, result: Worked, shown: Mapping[str, Any] | None) -> dict[str, Any]:
    output = result.output
    before = (
        shown
        and _result(shown["text"], [*_fields(names_in(shown["text"]), shown["numbers"], {}, shown["numbers"])]).output
    )
    same = before is not None and _built(before) == _built(output)
    drawn = {} if same else figure(desk, output, drawing=_drawing(output))
    if desk.drawing is None:  # the page came with its first figure, and Python has just begun
        desk.drawing = _drawing(output)
    desk.drawn = output
    numbers = {x.label: x.data for x in topological_order(output) if not x.inputs and x.label}
    return {"numbers": numbers, "result": {"name": output.label or "result", "value": output.data}, **drawn}


def _drawing(output: Value) -> Drawing:
    return by_arrays(draw(output, title=f"The graph of {output.label or 'the output'}", form=form_of(output)))


def _built(output: Value) -> list[Any]:
    """Return all that makes a graph what it is, but for the numbers of its leaves."""
    order = topological_order(output)
    place = {node: i for i, node in enumerate(order)}
    return [(x.op, x.label, [place[y] for y in x.inputs], x.data if x.is_constant else None) for x in order]


def _fields(
    names: Mapping[str, Kind], numbers: Mapping[str, str], guessed: Mapping[str, str], own: Collection[str]
) -> Iterator[dict[str, Any]]:
    said: dict[str, str] = {}
    for name, kind in names.items():
        given, guess = numbers.get(name), guessed.get(name)
        if given is not None and (kind != "array" or name in own or _is_guess_for(kind, given)):
            said[name] = given
        elif guess is not None and _is_guess_for(kind, guess):
            said[name] = guess
    fresh = _unlike(said.values())
    for name, kind in names.items():
        text = said[name] if name in said else CONSTANTS.get(name) or _usual(name, kind, fresh)
        is_given = name in said and said[name] == numbers.get(name)
        field: dict[str, Any] = {"name": name, "typed": text, "kind": kind, "guessed": not is_given}
        try:
            x = typed(field["typed"])
            if (count := len(flatten(x))) > LIMIT:
                raise ExpressionError(f"{count:,} numbers, and a drawing stays readable up to {LIMIT}")
        except ExpressionError as error:
            yield field | {"said": f"{name}: {error}", "shape": "", "sizes": [], "entries": []}
        else:
            yield field | {"shape": shape_in_words(shape_of(x)), "sizes": shape_of(x), "entries": flatten(x)}


def _unlike(said: Iterable[str]) -> Iterator[str]:
    """Yield numbers that are none of those that are said, whatever their sign, and no two alike."""
    taken = {number.lstrip("-") for text in said for number in re.findall(r"[-\d.]+", text)}
    for more in chain([""], map(str, count(1))):
        yield from (number + more for number in ORDINARY if number.lstrip("-") + more not in taken)


def _usual(name: str, kind: Kind, fresh: Iterator[str]) -> str:
    """Return what is put into the field of a name that nobody gave a number."""
    if kind == "choice":
        return CHOICE
    if kind == "array":
        a, b = next(fresh), next(fresh)
        return f"{a} {b}; {next(fresh)} {next(fresh)}" if name[0].isupper() else f"{a}, {b}"
    return next(fresh)


def _is_guess_for(kind: Kind, text: str) -> bool:
    """Whether nothing speaks against it: an array where one is needed, one number elsewhere, a whole one to choose."""
    try:
        x = typed(text)
    except ExpressionError:
        return True
    if kind == "choice":
        return isinstance(x, float) and x.is_integer()
    return isinstance(x, list) == (kind == "array")


def _trouble(text: str, fields: list[dict[str, Any]], error: ChalkgradError) -> dict[str, Any]:
    said, span, others = str(error), None, ()
    if isinstance(error, ExpressionError):
        said, span, others = error.what, error.span, error.others
    if isinstance(error, GraphTooLargeError):  # whose advice is for those who write Python
        said = f"{said.partition(':')[0]}: take smaller arrays"
    inside = {*re.findall(r"\w+", text[slice(*span)])} & {*re.findall(r"\w+", said)} if span else set()
    wrong = [field["name"] for field in fields if "said" in field]
    commas = {f["name"]: comma[0] for f in fields if f["kind"] != "array" and (comma := decimal_comma(f["typed"]))}
    if commas and not wrong:  # 1,5 is an array, and perhaps that is the matter
        said, wrong = "; ".join([said, *(f"{name} = {comma}" for name, comma in commas.items())]), [*commas]
    spans = [span, *others] if span else []
    return {"said": said, "spans": spans, "names": wrong or [f["name"] for f in fields if f["name"] in inside]}
