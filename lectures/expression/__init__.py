"""Expressions such as `((w*x+b).tanh()-y)**2`, and short programs of them, read and never run as code.

`functions` is what may be called, `reading` walks one expression, and `program` puts the lines together. Numbers and
arrays for the names come from `lectures.typed`. What comes out is a graph of Values.
"""

from lectures.expression.functions import FUNCTIONS
from lectures.expression.program import Kind, Worked, evaluate, names_in, worked
from lectures.expression.reading import Note
from lectures.expression.shapes import shape_in_words
from lectures.expression.text import LONGEST
from lectures.typed import numbers_of, typed, with_numbers

__all__ = [
    "FUNCTIONS", "LONGEST", "Kind", "Note", "Worked", "evaluate", "names_in", "numbers_of", "shape_in_words",
    "typed", "with_numbers", "worked",
]  # fmt: skip
