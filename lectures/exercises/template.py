"""The file that a student fills in: what is asked, what is given, and a function with gaps."""

import textwrap
from typing import Any

from engine.words.nested import show_shape, unnest
from lectures.entries import Exercise
from lectures.exercises.catalogue import Question
from lectures.site.script import Script

TEMPLATE = '''\
r"""Exercise {name}, from the lecture "{title}".

{asks}

Given, as NumPy arrays (and floats where it is one number):
{given}

To return, the gradient of the loss with respect to
{parameters}
{cases}
Check it:    python -m lectures check {name}.py            (add --hint for a hint)
or with      pytest {name}.py
"""

import numpy as np  # noqa: F401

EXERCISE = "{name}"


def gradients({given_names}):
    # 1. Forward: compute the intermediate results that the derivation needs.

    # 2. Backward: from the loss to the parameters, one line for each step of the chain rule.

{gaps}

    # 3. Every gradient has the shape of its parameter.
    return {{{answer}}}


def test_gradients():
    from lectures.exercises import assert_solved

    assert_solved(EXERCISE, gradients)
'''


def template(exercise: Exercise, script: Script, question: Question) -> str:
    """Return the text of the file for one exercise; `question` says what is given and asked."""
    names = list(question.parameters)
    return TEMPLATE.format(
        name=exercise.name,
        title=script.title.replace('"', "'"),
        asks=_quotable(textwrap.fill(exercise.asks, 100)),
        given=_list(question.given),
        parameters=_list({name: question.given[name] for name in names}),
        cases=_quotable(_cases(exercise)),
        given_names=", ".join(question.given),
        gaps="\n".join(f"    d{name} = ...  # your derivation" for name in names),
        answer=", ".join(f'"{name}": d{name}' for name in names),
    )


def _list(arrays: dict[str, Any]) -> str:
    width = max(map(len, arrays))
    shapes = {name: unnest(x, name)[1] for name, x in arrays.items()}
    words = {name: f"{show_shape(s)} numbers" if len(s) == 1 else show_shape(s) for name, s in shapes.items()}
    return "\n".join(f"    {name:{width}}  {shape}" for name, shape in words.items())


def _cases(exercise: Exercise) -> str:
    if not exercise.cases:
        return ""
    return (
        f"\nIt is checked {len(exercise.cases)} times: {'; '.join(exercise.cases)}.\nThe shapes above are the first.\n"
    )


def _quotable(text: str) -> str:
    """Return text that can stand between triple quotes with an r in front."""
    return text.replace('"""', "'''")
