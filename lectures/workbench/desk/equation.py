"""The equation of one step in LaTeX: what is computed there, or the chain rule, and the line on the board around it."""

from engine.drawing import Drawing
from engine.drawing.board import Line, lines
from engine.drawing.board.names import THIN
from engine.trace import Step
from engine.words.story import LatexStory
from engine.words.tex import tex_formula

PACKAGE = r"% needs \usepackage{amsmath}"


def equation(drawing: Drawing, k: int) -> str:
    r"""Return the equation of a step as a displayed formula.

    Args:
        k: the step, from 0 on; the backward pass follows the forward pass.

    Raises:
        IndexError: where there is no such step.

    >>> from engine import Value, draw
    >>> print(equation(draw(Value(2.0, "w") * Value(3.0, "x")), 1))
    \[ w \cdot x = 2 \cdot 3 = 6 \]
    """
    step = drawing.steps[k]
    around = [line for line in lines(drawing.story, drawing.form) if line.is_matrix and step.node in line.nodes]
    board = [each.replace(THIN, r"\,") for each in _on_board(around[0], step) if "=" in each] if around else []
    written = [tex_formula(each) for each in (*board, *LatexStory(drawing.trace).steps()[k].splitlines())]
    if len(written) == 1:
        return rf"\[ {written[0]} \]"
    return "\n".join([PACKAGE, r"\begin{align*}", " \\\\\n".join(f"  & {each}" for each in written), r"\end{align*}"])


def _on_board(line: Line, step: Step) -> list[str]:
    if step.kind == "forward":
        return [line.forward.text.latex]
    return [each.text.latex for each in line.backward if step.input in each.result.nodes().values()]
