"""The board of one step in LaTeX: its equations, each with the numbers of its matrices below it."""

from math import prod

from engine.drawing import Drawing
from engine.drawing.board import lines
from engine.drawing.board.latex import matrix, numbers_in
from engine.drawing.board.names import THIN
from engine.errors import SettingError
from engine.words.tex import tex_formula
from lectures.workbench.desk.equation import PACKAGE

NONE = (
    "There are no matrices in this step. What it computes is in the export “The equation of this step, LaTeX”; a step "
    "of matrices, such as Z = X @ W, has a board"
)


def board(drawing: Drawing, k: int) -> str:
    r"""Return the equations that stand on the board at a step, with their matrices in numbers.

    Args:
        k: the step, from 0 on; the backward pass follows the forward pass.

    Raises:
        SettingError: where the step is of single numbers.
        IndexError: where there is no such step.

    >>> from engine import Value, dot, draw
    >>> W, x = [Value(1.0, "W[0,0]"), Value(2.0, "W[0,1]")], [Value(3.0, "x0"), Value(4.0, "x1")]
    >>> print(board(draw(dot(W, x), form="columns"), 1).splitlines()[2])
      & Z = W\,x \\
    """
    step = drawing.steps[k]
    line = next(
        (line for line in lines(drawing.story, drawing.form) if line.is_matrix and step.node in line.nodes), None
    )
    if line is None or step.kind in ("leaves", "seed"):
        raise SettingError(NONE)
    rows = []
    for equation in (line.forward,) if step.kind == "forward" else line.backward:
        grids = dict.fromkeys(grid for grid in (equation.result, *equation.operands) if prod(grid.shape) > 1)
        rows += [
            equation.text.latex,
            *(
                rf"\quad {grid.name.latex} = {matrix(grid, numbers_in(drawing.trace, equation, grid)).text}"
                for grid in grids
            ),
        ]
    if not rows:
        raise SettingError(NONE)
    written = " \\\\\n".join(f"  & {tex_formula(each.replace(THIN, chr(92) + ','))}" for each in rows)
    return "\n".join([PACKAGE, r"\begin{align*}", written, r"\end{align*}"])
