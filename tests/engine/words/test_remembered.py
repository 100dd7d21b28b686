"""What is asked for again and again is computed once, and memory has a bound."""

import pytest

from engine.compare import written_out
from engine.compare.slips import folded
from engine.drawing import marks, style
from engine.drawing.board import names as board_names
from engine.primitives import PRIMITIVES
from engine.printing import program
from engine.trace import arrays
from engine.words import mathml, names, notation, phrases, plain, tex

SUM = PRIMITIVES["sum"]
TANH, CURVE = PRIMITIVES["tanh"], ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0))
Z, H = board_names.labelled("Z"), board_names.labelled("H")
LONGER = 16384  # what is wanted for every value of a graph


@pytest.mark.parametrize(
    ("function", "arguments", "bound"),
    [
        (notation._places, (3,), 64),
        (notation._value_tree, (SUM, 3, notation.MIDDLE), 4096),
        (notation._partial_tree, (SUM, 1, 3), 4096),
        (plain.plain, ("x_1",), 4096),
        (mathml.mathml, ("x_1",), 4096),
        (mathml.tree, ("x_1",), 4096),
        (tex._character, ("é",), None),
        (names._given, ("x", None), LONGER),
        (names._expressions, (SUM, ((names.ELIDED,),)), LONGER),
        (names._expression, (SUM, (names.ELIDED,), None), LONGER),
        (phrases._phrases, ((("phrase: the sum", "die Summe"),),), 8),
        (arrays.array_of, ("W[0]",), 65536),
        (arrays.entry, ("W[0]",), 65536),
        (program.recorded, (TANH, (1,)), 256),
        (board_names.labelled, ("W_2",), 4096),
        (board_names.partial_written, (TANH, 0, (Z,), H), 4096),
        (marks._arrow, ("head", CURVE), 4096),
        (marks._back, (CURVE,), 4096),
        (style._rule_for, (frozenset({"node"}), frozenset({"shape"})), 4096),
        (style._parsed, (), None),
        (written_out._row_of, (((TANH, (0,)),),), 4096),
        (written_out._table, (), None),
        (folded._foldings, (6,), None),
    ],
)
def test_a_result_is_kept_and_of_many_the_latest(function, arguments, bound):
    assert function(*arguments) is function(*arguments)
    assert function.cache_parameters()["maxsize"] == bound
    assert function.cache_info().hits > 0
