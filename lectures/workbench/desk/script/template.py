"""Scripts to begin with: each file in `templates/` has a title, a sentence, perhaps an answer, and its code."""

import ast
import textwrap
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "templates"
ORDER = (
    "neuron", "logistic_regression", "two_layers_in_matrices", "training_in_matrices", "mlp", "convolution",
    "rnn_cell", "attention",
    "break_zero_grad", "break_sign", "break_dead_relu",
)  # fmt: skip
WIDE = 50  # columns, for a narrow editor


@dataclass(frozen=True)
class Template:
    """A script to begin with.

    Attributes:
        name: the name of its file.
        title: what the menu calls it.
        source: the script, with a comment that says what it is about.
        answer: for a script with a bug, what is wrong with it; "" for all others.
    """

    name: str
    title: str
    source: str
    answer: str = ""


def template(name: str) -> Template:
    """Read a template.

    >>> template("neuron").source.splitlines()[0]
    '# One neuron, its squared error, and a gradient'
    """
    text = (FOLDER / f"{name}.py").read_text("utf-8")
    first = ast.parse(text).body[0]
    assert isinstance(first, ast.Expr)
    title, about, *rest = (" ".join(part.split()) for part in ast.literal_eval(first.value).strip().split("\n\n"))
    code = "".join(text.splitlines(keepends=True)[first.end_lineno or 0 :]).lstrip("\n").replace("\n\n\n", "\n\n")
    head = textwrap.fill(about, WIDE, initial_indent="# ", subsequent_indent="# ")
    return Template(name, title, f"{head}\n{code}", " ".join(rest).removeprefix("Answer: "))


def templates() -> list[dict[str, Any]]:
    """Return every template as the page carries it, in the order of the menu."""
    return [asdict(template(name)) for name in ORDER]
