"""How a kernel of LLVM goes through memory: along which axis it takes vectors, and how many neighbours at once.

Each is written as tests/engine/printing/outline.py says: forward, and for the gradients of all inputs.
"""

import pytest

from engine.primitives import PRIMITIVES
from engine.printing.grid import Block, Kernel
from engine.printing.vectors import llvm
from tests.engine.printing.outline import outline


@pytest.mark.parametrize(
    ("row", "rows", "columns", "of_batch", "blocks", "forward", "backward"),
    [
        (  # weights meet columns: four rows times two vectors at once
            "dot", 4, 16, False, (Block(5, (1, 5, 0)), Block(5, (16, 0, 1))),
            "(0..5: r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 "
            "+~8 r1 r8 *~8 +~8) w8x8",
            "(0..5: (0..16: r8x2 *~8 +~8 r8x2 *~8 +~8 r8x2 *~8 +~8 r8x2 *~8 +~8 by 8) +4 +2 +1 r1 +1 w1 +4 +2 +1 "
            "r1 +1 w1 +4 +2 +1 r1 +1 w1 +4 +2 +1 r1 +1 w1) (0..5: (0..4: r8 r1 *~8 +~8 r8 r1 *~8 +~8) r8 +8 w8 r8 "
            "+8 w8)",
        ),
        (  # products side by side are the lanes
            "dot", 4, 2, False, (Block(16, (1, 16, 0)), Block(16, (1, 0, 16))),
            "(0..16: r8x2 *~8 +~8 r8x2 *~8 +~8 r8x2 *~8 +~8 r8x2 *~8 +~8 r8x2 *~8 +~8 r8x2 *~8 +~8 r8x2 *~8 +~8 "
            "r8x2 *~8 +~8 by 8) +4 +2 +1x2 +4 +2 +1x2 +4 +2 +1x2 +4 +2 +1x2 +4 +2 +1x2 +4 +2 +1x2 +4 +2 +1x2 +4 "
            "+2 +1x2 w1x8",
            "(0..2: r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 "
            "+~8 r1 r8 *~8 +~8) r8 +8 w8 r8 +8 w8 r8 +8 w8 r8 +8 w8 r8 +8 w8 r8 +8 w8 r8 +8 w8 r8 +8 w8 (0..4: r1 "
            "r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8 r1 r8 *~8 +~8) r8 +8 w8 r8 +8 w8 r8 +8 w8 r8 +8 w8",
        ),
        (  # what all examples share gets its gradient from all of them
            "multiply", 2, 3, True, (Block(1, (1, 3, 1)), Block(1, (1, 3, 1), False, True)),
            "(0..6: (0..whole: r1 r8 *8 w8 by 8) (whole..all: r1x2 *1 w1))",
            "(0..6: (0..whole: r8x2 *~8 +~8 r8x2 *~8 +~8 r8x2 *~8 +~8 by 8) (whole..all: r1x2 *~1 +~1 r1x2 *~1 "
            "+~1 r1x2 *~1 +~1) +4 +2 +1x2 r1 +1 w1 +4 +2 +1x2 r1 +1 w1 +4 +2 +1x2 r1 +1 w1 by 3) (0..6: "
            "(0..whole: r8 r1 *8 r8 +8 w8 by 8) (whole..all: r1x2 *1 r1 +1 w1))",
        ),
        (  # eight terms at once, and the ninth
            "sum", 1, 1, False, (Block(9, (1, 0, 0)),),
            "r8 +~8 r1 +~1 +4 +2 +1x3 w1",
            "r1 +~8 r8 +8 w8 r1 +~1 r1 +1 w1",
        ),
        (  # the columns are too few to be lanes
            "maximum", 1, 3, False, (Block(9, (1, 0, 9)),),
            "r8x3 r1x3 w1x3",
            "(0..3: r8 r1 +~8 r1x2 +~1 +4 +2 +1x3 r1 r8 r1 /8 *8 r8 +8 w8 r1x3 /1 *1 r1 +1 w1)",
        ),
        (  # twelve terms are eight and four
            "softmax", 1, 1, False, (Block(1, (1, 0, 0)), Block(12, (1, 0, 0))),
            "r1 r8 r4 f1 -1 f1 +1 r8 -8 f1x8 +~8 r4 -4 f1x4 +~4 +4 +2 +1x2 +2 +1x2 /1 w1",
            "r1 r8 r4 f1 r8 -8 f1x8 +~8 r4 -4 f1x4 +~4 +4 +2 +1x2 +2 +1x2 r1 -1 f1 +1 /1 neg1 r1 *1x2 r1 +1 w1 r1 "
            "r8 -8 f1x8 *8x2 r8 +8 w8 r1 r4 -4 f1x4 *4x2 r4 +4 w4",
        ),
        (  # columns are lanes of a loop over terms
            "logsumexp", 1, 16, False, (Block(4, (16, 0, 1)),),
            "(0..4: r8x2) f8x2 (0..4: r8 -8 f1x8 +~8 r8 -8 f1x8 +~8) f1x8 +8 w8 f1x8 +8 w8",
            "(0..16: (0..4: r8) f8 (0..4: r8 -8 f1x8 +~8) (0..4: r8x2 -8 f1x8 /8 *8 r8 +8 w8) by 8)",
        ),
        (  # a row of numbers of each example is one row
            "tanh", 3, 1, True, (Block(1, (1, 1, 0), False, True),),
            "(0..whole: r8 f1x8 w8 by 8) (whole..whole: r1 f1 w1)",
            "(0..whole: r8x2 *8 f8 neg8 f1x8 +8 /8 *8 neg8 /8 *8x2 r8 +8 w8 by 8) (whole..whole: r1x2 *1 f1 neg1 "
            "f1 +1 /1 *1 neg1 /1 *1x2 r1 +1 w1)",
        ),
        (  # examples are lanes of a loop over terms
            "logsumexp", 1, 1, True, (Block(4, (1, 0, 0), False, True),),
            "(0..whole: (0..4: r8) f8 (0..4: r8 -8 f1x8 +~8) f1x8 +8 w8 by 8) (whole..all: (0..4: r1) f1 (0..4: "
            "r1 -1 f1 +~1) f1 +1 w1)",
            "(0..whole: (0..4: r8) f8 (0..4: r8 -8 f1x8 +~8) (0..4: r8x2 -8 f1x8 /8 *8 r8 +8 w8) by 8) "
            "(whole..all: (0..4: r1) f1 (0..4: r1 -1 f1 +~1) (0..4: r1x2 -1 f1 /1 *1 r1 +1 w1))",
        ),
        (  # a layer
            "affine", 2, 1, True, (Block(5, (1, 5, 0)), Block(5, (1, 0, 0), False, True), Block(1, (1, 1, 0))),
            "(0..whole: (0..5: r1 r8 *~8 +~8 r1 r8 *~8 +~8) r1 +8 w8 r1 +8 w8 by 8) (whole..all: (0..5: r1x2 *~1 "
            "+~1 r1x2 *~1 +~1) r1 +1 w1 r1 +1 w1)",
            "(0..5: (0..whole: r8x2 *~8 +~8 r8x2 *~8 +~8 by 8) (whole..all: r1x2 *~1 +~1 r1x2 *~1 +~1) +4 +2 +1x2 "
            "r1 +1 w1 +4 +2 +1x2 r1 +1 w1) (0..5: (0..whole: (0..2: r8 r1 *~8 +~8) r8 +8 w8 by 8) (whole..all: "
            "(0..2: r1x2 *~1 +~1) r1 +1 w1)) (0..whole: r8 +~8 r8 +~8 by 8) (whole..all: r1 +~1 r1 +~1) +4 +2 "
            "+1x2 r1 +1 w1 +4 +2 +1x2 r1 +1 w1",
        ),
        (  # neither operations nor inputs lie side by side
            "tanh", 2, 1, False, (Block(1, (1, 9, 0)),),
            "(0..2: r1 f1 w1)",
            "(0..2: r1x2 *1 f1 neg1 f1 +1 /1 *1 neg1 /1 *1x2 r1 +1 w1)",
        ),
        (  # from tables
            "multiply", 1, 8, False, (Block(1, (8, 0, 1), True), Block(1, (1, 0, 1))),
            "r1x8 r8 *8 w8",
            "r8x2 *8 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r8 r1x8 *8 r8 +8 w8",
        ),
        (  # some inputs of each example, some of all
            "multiply", 1, 2, True, (Block(1, (2, 0, 1), True, None), Block(1, (1, 0, 0), False, True)),
            "(0..2: (0..whole: r1x8 r8 *8 w8 by 8) (whole..all: r1x2 *1 w1))",
            "(0..2: (0..whole: r8x2 *8 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 by "
            "8) (whole..all: r1x2 *1 r1 +1 w1)) (0..whole: (0..2: r8 r1x8 *~8 +~8) r8 +8 w8 by 8) (whole..all: "
            "(0..2: r1x2 *~1 +~1) r1 +1 w1)",
        ),
        (  # one input of a softmax only
            "softmax", 1, 8, False, (Block(1, (1, 0, 1)), Block(4, (8, 0, 1))),
            "r8 (0..4: r8) f8 -8 f1x8 +8 (0..4: r8 -8 f1x8 +~8) /8 w8",
            "r8 (0..4: r8) f8 (0..4: r8 -8 f1x8 +~8) r8 -8 f1x8 +8 /8 neg8 r8 *8x2 r8 +8 w8 (0..4: r8x2 -8 f1x8 "
            "*8x2 r8 +8 w8)",
        ),
        (  # a vector of five would not pay for the table of the own input
            "softmax", 1, 5, False, (Block(1, (5, 0, 1), True), Block(4, (5, 0, 1))),
            "r1x5 (0..4: r5) f5 -5 f1x5 +5 (0..4: r5 -5 f1x5 +~5) /5 w5",
            "(0..5: r1 (0..4: r1) f1 (0..4: r1 -1 f1 +~1) r1 -1 f1 +1 /1 neg1 r1 *1x2 r1 +1 w1 (0..4: r1x2 -1 f1 "
            "*1x2 r1 +1 w1))",
        ),
        (  # four terms, with one number before them
            "softmax", 1, 1, False, (Block(1, (1, 0, 0)), Block(4, (1, 0, 0))),
            "r1 r4 f1 -1 f1 +1 r4 -4 f1x4 +~4 +2 +1x2 /1 w1",
            "r1 r4 f1 r4 -4 f1x4 +~4 +2 +1x2 r1 -1 f1 +1 /1 neg1 r1 *1x2 r1 +1 w1 r1 r4 -4 f1x4 *4x2 r4 +4 w4",
        ),
        (  # a term each from a table
            "sum", 1, 5, False, (Block(4, (5, 0, 1), True),),
            "(0..5: (0..4: r1 +~1) w1)",
            "(0..4: r5 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1 r1 +1 w1)",
        ),
        (  # terms of a column lie apart
            "logsumexp", 1, 3, True, (Block(5, (3, 0, 1), False, True),),
            "(0..whole: (0..5: r8) f8 (0..5: r8 -8 f1x8 +~8) f1x8 +8 w8 by 8) (whole..whole: (0..5: r1) f1 (0..5: "
            "r1 -1 f1 +~1) f1 +1 w1)",
            "(0..whole: (0..5: r8) f8 (0..5: r8 -8 f1x8 +~8) (0..5: r8x2 -8 f1x8 /8 *8 r8 +8 w8) by 8) "
            "(whole..whole: (0..5: r1) f1 (0..5: r1 -1 f1 +~1) (0..5: r1x2 -1 f1 /1 *1 r1 +1 w1))",
        ),
    ],
)  # fmt: skip
def test_vectors_are_taken_where_numbers_lie_side_by_side_and_what_neighbours_share_is_read_once(
    row, rows, columns, of_batch, blocks, forward, backward
):
    kernel = Kernel(PRIMITIVES[row], rows, columns, of_batch, blocks)
    assert outline(llvm(kernel, "f")) == forward
    assert outline(llvm(kernel._replace(wanted=(True,) * len(blocks)), "f")) == backward
    for b in range(len(blocks)):
        alone = outline(llvm(kernel._replace(wanted=tuple(i == b for i in range(len(blocks)))), "f"))
        assert len(blocks) == 1 or (alone in backward) == (row != "softmax")
