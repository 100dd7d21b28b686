"""Print rows of the table as code, each beside what it says itself: `python -m engine.printing tanh`."""

import os
import sys

from engine.errors import ArgumentError, did_you_mean
from engine.primitives import PRIMITIVES
from engine.printing.assembler import wat
from engine.printing.grid import Block, Kernel
from engine.printing.javascript import javascript
from engine.printing.kernels import Shape, backward, forward
from engine.printing.vectors import llvm


def printed(name: str, operations: int = 1) -> str:
    """Return a row as JavaScript, WebAssembly and LLVM: value, and upstream times partials.

    Args:
        name: of a row, such as "tanh"; one with a static number is at 2, one of many inputs has as many as its sample.
        operations: how many the LLVM kernel computes side by side: 8 make a vector.

    >>> print(printed("negate").partition("(func")[0])
    negate(x) = -x; dy/dx = -1; source: elementary calculus
    <BLANKLINE>
    ;; JavaScript
    xs => [(-xs[0]), (-1)]
    <BLANKLINE>
    ;; WebAssembly
    <BLANKLINE>
    """
    if name not in PRIMITIVES:
        raise ArgumentError(f"printing: there is no row {name!r:.60}{did_you_mean(name, PRIMITIVES)}")
    row, arity = PRIMITIVES[name], len(PRIMITIVES[name].domain)
    row = row.bind(*(2.0 for _ in row.static_names)) if row.static_names else row
    lengths = (arity,) if row.variadic else (1,) * arity
    shape, needed = Shape(row, lengths, (False,) * len(lengths)), (True,) * len(lengths)
    kernel = Kernel(row, 1, operations, False, tuple(Block(n, (operations, 0, 1)) for n in lengths))
    words = [f"{row.name}: {row.family}; {row.source}"] if row.variadic else [str(row)]
    parts = {
        "JavaScript": [javascript(row, arity)],
        "WebAssembly": [wat(forward(shape, f"{name}_forward")), wat(backward(shape, needed, 8000, f"{name}_backward"))],
        "LLVM": [llvm(kernel, f"{name}_forward"), llvm(kernel._replace(wanted=needed), f"{name}_backward")],
    }
    for language, code in parts.items():
        words += ["", f";; {language}", *("\n".join([*code]).rstrip().splitlines())]
    return "\n".join(words)


def main() -> int:
    """Print the rows that the command names, or tanh; return its exit code: 2 after a line of what is no row."""
    try:
        for name in sys.argv[1:] or ["tanh"]:
            print(printed(name), flush=True)
    except BrokenPipeError:  # as by `| head`; what Python writes at its end has to go somewhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ArgumentError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
