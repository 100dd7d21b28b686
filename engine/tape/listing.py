"""A recorded program as text, to read: what is computed together, in which order, and how it is reached."""

from collections import Counter

from engine.tape.arrays import Indices
from engine.tape.plan import Alone, Plan
from engine.tape.program import Program

WIDTH = 48  # characters of a formula


def listing(plan: Plan) -> str:
    """Return a table with one line for each step."""
    program = plan.program
    bounds = program.first_read
    lines = [("step", "level", "operations", "how", "the first of them")]
    for number, step in enumerate(plan.steps, 1):
        start = step.start if isinstance(step, Alone) else step.start - program.leaves
        if isinstance(step, Alone):
            names = Counter(program.rows[code].name for code in program.code[step.start : step.stop])
            what, how = ", ".join(f"{n} {name}" for name, n in names.items()), "one by one, on floats"
        elif step.rows > 1 and step.row.many:
            what, how = f"{step.rows} x {step.columns} {step.row.name}", "one matrix product"
        else:
            what, how = f"{step.rows * step.columns} {step.row.name}", "one call on arrays"
        reads = program.reads[bounds[start] : bounds[start + 1]]
        lines.append((str(number), str(program.level[start]), what, how, _formula(program, start, reads)))
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
    text = row.formula_of(names) if len(reads) <= WIDTH else f"{row.name}({', '.join(names)}"
    text = f"{_name(program, program.leaves + operation)} = {text}"
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."


def _name(program: Program, i: int) -> str:
    if i < len(program.constants):
        number = f"{program.constants[i]:.4g}"
        return f"({number})" if number.startswith("-") else number
    return program.labels.get(i, f"v{i}")
