"""The files that a student fills in: a function with gaps that is checked on fresh numbers, or numbers to be typed."""

import json
import textwrap
from collections.abc import Sequence
from typing import Any

from engine.words.nested import show_shape, unnest
from lectures.exercises.catalogue import title_of
from lectures.exercises.fingerprint import fingerprint
from lectures.exercises.naming import name_of
from lectures.exercises.quantity import Quantity
from lectures.exercises.said import given_lines
from lectures.exercises.task import Task, Variant
from lectures.exercises.worked import called, worked
from lectures.site.prose import in_text

FUNCTION = '''\
r"""Exercise {name}, from "{title}".

{asks}
{listing}
Given, as NumPy arrays (and floats where it is one number):
{given}

To return:
{wanted}

It is checked with numbers that change at each check{shapes}.
Check it:    chalkgrad check {file}            (add --hint 1, 2 or 3 for hints)
or with      pytest {file}
"""

import numpy as np  # noqa: F401

EXERCISE = "{name}"
NUMBERS = "{numbers}"  # tells whether the exercise was changed since


def gradients({given_names}):
    # 1. Forward: compute the intermediate results that the derivation needs.

    # 2. Backward: from the loss to the parameters, one line for each step of the chain rule.

{gaps}

    # 3. Every gradient has the shape of what it belongs to.
    return {{{answer}}}


def test_gradients():
    from lectures.exercises import assert_solved

    assert_solved(EXERCISE, gradients)
'''

TYPED = '''\
r"""Exercise {name}, from "{title}", variant {seed}: numbers of your own.

{asks}
{listing}
Given:
{given}
{shown}
To fill in below:
{wanted}
{digits}

Check it:    chalkgrad check {file}            (add --hint 1, 2 or 3 for hints)
"""

EXERCISE = "{name}"
SEED = {seed}
NUMBERS = "{numbers}"  # tells whether the exercise was changed since
ANSWERS = {{
{gaps}
}}
'''


DIGITS = """
A number is right if it agrees to half a unit of its last digit; it needs at least 2 significant digits.
A fraction such as 7/2 is exact; text keeps zeros: "0.670". A formula is text, too: "2*(0.5+1)"."""


def template(variant: Variant, file: str = "") -> str:
    """Return the text of the file with the function; the variant says what is given and asked.

    Args:
        variant: the task with its numbers.
        file: what it is called; by default like the task.
    """
    task, given = variant.task, variant.given
    local = {q.name: f"d{q.name}" if q.kind == "gradient" and q.name in given else q.name for q in variant.quantities}
    return FUNCTION.format(
        name=task.name,
        file=file or f"{task.name}.py",
        numbers=fingerprint(variant),
        title=_title(task),
        asks=_quotable(textwrap.fill(in_text(task.asks), 100)),
        listing=_listing(variant),
        given=_shapes(given),
        wanted=_quotable(_wanted(variant)),
        shapes=", and so do the shapes" if task.sizes > 1 else "",
        given_names=", ".join(given),
        gaps="\n".join(f"    {mine} = ...  # your derivation" for mine in local.values()),
        answer=", ".join(f'"{name}": {mine}' for name, mine in local.items()),
    )


def typed_template(variant: Variant, file: str, shown: int = 0) -> str:
    """Return the text of the file for typed numbers: those of one seed are given.

    Args:
        variant: the numbers.
        file: how the file will be called.
        shown: how many of the quantities are worked out in it.
    """
    task = variant.task
    steps = worked(variant)[:shown]
    done = [
        line
        for step in steps
        for line in (f"    {called(variant, step.name)} = {step.answer}", *(f"        {x}" for x in step.lines))
    ]
    numeric = any(quantity.numeric for quantity in variant.quantities)
    return TYPED.format(
        digits=DIGITS if numeric else "",
        name=task.name,
        numbers=fingerprint(variant),
        title=_title(task),
        asks=_quotable(textwrap.fill(in_text(task.asks), 100)),
        listing=_listing(variant),
        given="\n".join(f"    {line}" for line in given_lines(variant.given)) or "    nothing",
        wanted=_quotable(_wanted(variant, [called(variant, q.name) for q in variant.quantities])),
        file=file,
        seed=variant.seed,
        shown=_quotable("\n".join(["", "Worked out:", *done, ""])) if done else "",
        gaps="\n".join(
            f'    "{called(variant, q.name)}": {_literal(variant.right[q.name]) if i < shown else None},'
            for i, q in enumerate(variant.quantities)
        ),
    )


def is_typed(task: Task) -> bool:
    """Whether a task can only be answered by typing: what is asked for is no number."""
    return not all(quantity.numeric for quantity in task.quantities)


def _literal(right: Any) -> str:
    if isinstance(right, frozenset):
        return repr(min(right))
    return json.dumps(right) if isinstance(right, str | float | list) else repr(right)


def _listing(variant: Variant) -> str:
    lines = [f"{n:4}  {line}" for n, line in enumerate(variant.listing.splitlines(), 1)]
    return _quotable("\n".join(["", *lines, ""])) if lines else ""


def _title(task: Task) -> str:
    return title_of(task).replace('"', "'")


def _shapes(arrays: dict[str, Any]) -> str:
    if not arrays:
        return "    nothing"
    width = max(map(len, arrays))
    return "\n".join(f"    {name:{width}}  {_shape(unnest(x, name)[1])}" for name, x in arrays.items())


def _shape(shape: tuple[int, ...]) -> str:
    return (
        f"{show_shape(shape)} number{'s' if shape != (1,) else ', in a list'}" if len(shape) == 1 else show_shape(shape)
    )


def _wanted(variant: Variant, names: Sequence[str] = ()) -> str:
    names = names or [q.name for q in variant.quantities]
    width = max(map(len, names))
    listed = zip(names, variant.quantities, strict=True)
    return "\n".join(f"    {name:{width}}  {_what(q, variant)}" for name, q in listed)


def _what(quantity: Quantity, variant: Variant) -> str:
    """Say what is meant by a quantity."""
    by = name_of(variant.drawn, quantity.name) if quantity.kind == "gradient" else ""
    words = {
        "gradient": f"the gradient of {variant.loss_name} with respect to {by}",
        "value": "a result of the forward pass",
        "shape": 'a shape, such as "3 x 2"',
        "sign": '"+", "-" or "0"',
        "line": "the number of a line",
        "choice": "; ".join(f"{chr(97 + i)}) {option}" for i, option in enumerate(quantity.choices)),
    }[quantity.kind]
    shape = f", {_shape(quantity.shape)}" if quantity.numeric else ""
    points = f", {quantity.points:g} points" if quantity.points != 1 else ""
    if quantity.asks:
        asks = in_text(quantity.asks)
        words = asks if quantity.kind in ("value", "gradient", "line") else f"{asks}: {words}"
    return f"{words}{shape}{points}"


def _quotable(text: str) -> str:
    """Return text that can stand between triple quotes with an r in front."""
    return text.replace('"""', "'''")
