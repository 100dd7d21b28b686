"""The script tab: run what was typed, tell what it shows while it runs, and draw what it left."""

import ast
import contextlib
import contextvars
import io
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

from engine import Drawing, GraphTooLargeError, Value, topological_order
from engine.drawing import LIMIT
from engine.errors import ArgumentError
from engine.modes import watch_nodes
from engine.trace.arrays import entry
from lectures.lines import Lines
from lectures.workbench.desk.desk import Desk, figure
from lectures.workbench.desk.script.errors import NAME, said
from lectures.workbench.desk.script.moved import computed_again, has_moved
from lectures.workbench.desk.script.not_here import no_long_sleep, no_system
from lectures.workbench.desk.script.output import Output
from lectures.workbench.desk.script.values import chosen, found_in, label, pick
from lectures.workbench.shown.now import shown_by
from nn import manual_seed

FOLDED_UP_TO = 10_000  # values: a larger graph would keep the page busy for long before it could say no
SHOWN = "what the script shows"
MOST_NAMED = 5  # leaves in a note


def run(desk: Desk, source: str) -> dict[str, Any]:
    """Run a script; what it prints and shows is told to the page meanwhile.

    Returns:
        error: None, or what went wrong and where; values: what it left; chosen: the name and the index of what to look
        at first, or None.
    """
    output, lines, module = Output(desk.tell), Lines(NAME), types.ModuleType("__main__")
    error = None
    manual_seed(0)  # whatever ran before
    try:
        # in a context of its own: what a script switches on and forgets ends with it
        contextvars.copy_context().run(_execute, source, module, output, lines)
    except SystemExit as left:
        error = said(left, source) if left.code not in (None, 0) else None
    except BaseException as raised:
        error = said(raised, source)
    output.end()
    found = found_in(vars(module) | ({SHOWN: output.drawing} if output.drawing else {}))
    label(found)
    desk.values = {each.name: each.thing for each in found}
    desk.source, desk.line_of = source, lines.of
    first = (SHOWN, ()) if SHOWN in desk.values else chosen(found)
    return {"error": error, "values": [each.told() for each in found], "chosen": first}


def show(desk: Desk, name: str, index: Sequence[int] = ()) -> dict[str, Any]:
    """Draw one of the Values that the script left, with the line of the script at each step.

    Args:
        name, index: as `run` told them.

    Returns:
        What `figure` returns; note: what a reader has to know of the picture, or "".

    Raises:
        ArgumentError: where Python has begun anew since the script ran.
        GraphTooLargeError: where it is too large to draw, and folding does not help.
    """
    if name not in desk.values:
        raise ArgumentError(f"Python has begun anew and no longer knows {name}: run the script again.")
    thing, notes = pick(desk.values, name, tuple(index)), list[str]()
    if isinstance(thing, Drawing):
        return figure(desk, thing.trace.values[-1], desk.source, drawing=thing) | {"note": ""}
    order = topological_order(thing)
    if added := [node for node in order if node.passes > 1]:
        notes.append(_added_up(added))
    lines = {node: line for node in order if (line := desk.line_of(node)) is not None}
    if len(order) <= FOLDED_UP_TO and has_moved(order):
        again = computed_again(order)
        lines = {again[node]: line for node, line in lines.items()}
        thing, order = again[thing], list(again.values())
        notes.append(
            "Weights were changed after this was computed, as training does: it is drawn with their new numbers."
        )
    collapse = len(order) > LIMIT and len(order) <= FOLDED_UP_TO and any(node.scope for node in order)
    if collapse:
        notes.append(f"{len(order):,} values: each layer is folded into one box.")
    try:
        return figure(desk, thing, desk.source, lines, collapse=collapse) | {"note": " ".join(notes)}
    except GraphTooLargeError as large:
        raise GraphTooLargeError(_too_large(name, order, str(large))) from None


def _added_up(leaves: Sequence[Value]) -> str:
    """Say of which leaves the list and the graph tell two gradients, and why."""
    names = list(dict.fromkeys(entry(leaf.label)[0] or "a leaf without a name" for leaf in leaves))
    named = f"{', '.join(names[:MOST_NAMED])}{' and more' if len(names) > MOST_NAMED else ''}"
    return (
        f"The .grad of {named} was added up over {max(leaf.passes for leaf in leaves)} backward passes, as nobody set "
        "it to 0 in between: the list shows that sum, the graph the gradient of one pass."
    )


def _too_large(name: str, order: Sequence[Value], why: str) -> str:
    if "columns" in why:
        return f"{name} {why.removeprefix('the arrows of ')}"
    return (
        f"{name} is made of {len(order):,} values, and a drawing stays readable up to 400. Its numbers and gradients "
        "are right all the same. To see how it comes about, take a smaller example (one point of the batch, two "
        "neurons, one step), or choose a Value of the list that is made of fewer"
    )


def _execute(source: str, module: types.ModuleType, output: Output, lines: Lines) -> None:
    with (
        _as_main(module), watch_nodes(lines.note), shown_by(output.show),
        contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), _without_input(),
        no_long_sleep(), no_system(),
    ):  # fmt: skip
        tree = ast.parse(source, NAME)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, NAME, "exec"), module.__dict__)
        if last is not None:
            result = eval(compile(ast.Expression(last.value), NAME, "eval"), module.__dict__)
            if result is not None:
                output.show(result)


@contextlib.contextmanager
def _without_input() -> Iterator[None]:
    """Nobody can be asked while a script runs: `input()` finds the end of what was typed."""
    before = sys.stdin
    sys.stdin = io.StringIO()
    try:
        yield
    finally:
        sys.stdin = before


@contextlib.contextmanager
def _as_main(module: types.ModuleType) -> Iterator[None]:
    """Let dataclasses and pickle find the script's classes."""
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = before
