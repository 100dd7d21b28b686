"""A recorded program read back: as a table to read, or as a graph of Values that can name what went wrong."""

from collections import Counter

from engine.arithmetic import WrittenOut
from engine.arrays import Array, Indices
from engine.gradients import gradient
from engine.tape.groups import products
from engine.tape.plan import Plan
from engine.tape.program import INPUT, Program
from engine.value import Constant, Value, apply

WIDTH = 48  # characters of a formula


def listing(plan: Plan) -> str:
    """Return a table with one line for each step."""
    program = plan.program
    bounds = program.first_read
    lines = [("step", "level", "operations", "how", "the first of them")]
    for number, step in enumerate(plan.steps, 1):
        reads = program.reads[bounds[step.start] : bounds[step.start + 1]]
        if isinstance(step, range):
            names = Counter(program.rows[code].name for code in program.code[step.start : step.stop])
            what, how = ", ".join(f"{n} {name}" for name, n in names.items()), "one by one, on floats"
        elif step.rows > 1 and products(step.row, len(reads)):
            what, how = f"{step.rows} x {step.columns} {step.row.name}", "one matrix product"
        else:
            what, how = f"{step.rows * step.columns} {step.row.name}", "one call on arrays"
        lines.append((str(number), str(program.level[step.start]), what, how, _formula(program, step.start, reads)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    levels = int(program.level.max(initial=0))
    head = (
        f"{program.recorded} operations recorded, {len(program.code)} left, on {levels} levels,"
        f" in {len(plan.steps)} steps; {program.wrt} wrt, {program.inputs} inputs, {len(program.constants)} constants"
    )
    return "\n".join([head, *table])


def _formula(program: Program, operation: int, reads: Indices) -> str:
    row = program.rows[program.code[operation]]
    names = [_name(program, int(x)) for x in reads[:WIDTH]]
    text = row.formula_with(names) if len(reads) <= WIDTH else f"{row.name}({', '.join(names)}"
    text = f"{_name(program, program.leaves + operation)} = {text}"
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."


def _name(program: Program, i: int) -> str:
    if i < len(program.constants):
        number = f"{program.constants[i]:.4g}"
        return f"({number})" if number.startswith("-") else number
    return program.labels.get(i, f"v{i}")


def graph_at(program: Program, theta: Array, inputs: Array) -> tuple[list[Value], list[Value]]:
    """Return the program as a graph again: the outputs, and the leaves, which are those of wrt and then the inputs.

    Args:
        program: what is built, a node for each id; fused additions are written out.
        theta, inputs: the numbers of the leaves.

    Raises:
        DomainError: where eager code raises it, naming the operation, its numbers and its labels.
    """
    leaves = [
        Value(x, f"{name}[{place}]")
        for name, numbers in (("wrt", theta), ("inputs", inputs))
        for place, x in enumerate(numbers.tolist())
    ]
    nodes = [*map(Constant, program.constants.tolist()), *leaves]
    for i, node in enumerate(nodes):
        node.label = program.labels.get(i, node.label)
    stop = 0
    for code, arity, fused in zip(*(x.tolist() for x in (program.code, program.arity, program.fused)), strict=True):
        start, stop = stop, stop + arity
        row, xs = program.rows[code], [nodes[x] for x in program.reads[start:stop]]
        node = row.value_at(WrittenOut, xs) if fused and row.expands else apply(row, *xs)
        node.label = program.labels.get(len(nodes), "")
        nodes.append(node)
    return [nodes[output] for output in program.outputs], leaves


def explain(program: Program, theta: Array, examples: Array, needed: int) -> None:
    """Raise the DomainError that eager code raises at these numbers.

    There is none where theta or the inputs are not finite themselves: then infinity and nan travel on, as in Python.

    Args:
        program: what was recorded.
        theta, examples: the numbers of wrt, and those of the inputs for each example.
        needed: look at these gradients of the outputs as well, by WRT or INPUT or both.
    """
    for inputs in examples:
        outputs, leaves = graph_at(program, theta, inputs)
        for output in outputs if needed else ():
            gradient(output, leaves if needed & INPUT else leaves[: len(theta)])
