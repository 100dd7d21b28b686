"""When a replay meets a number that is not finite: go through the program again slowly, as a graph that can name it."""

from engine.backward import Values, sweep
from engine.tape.arrays import Array
from engine.tape.program import Program
from engine.value import Constant, Value, apply


def rebuild(program: Program, theta: Array, inputs: Array) -> list[Value]:
    """Return the recorded graph as Values at other numbers, one node for each id; melted additions are written out.

    Raises:
        DomainError: as the original code would, naming the operation, its numbers and its labels.
    """
    nodes: list[Value] = [Constant(x) for x in program.constants.tolist()]
    nodes += [Value(x) for x in (*theta.tolist(), *inputs.tolist())]
    for i, node in enumerate(nodes):
        node.label = program.labels.get(i, "")
    stop = 0
    for code, arity, fused in zip(*map(list, (program.code, program.arity, program.fused)), strict=True):
        start, stop = stop, stop + arity
        row, xs = program.rows[code], [nodes[x] for x in program.reads[start:stop]]
        node = row.expand(Values, xs) if fused and row.expand else apply(row, *xs)
        node.label = program.labels.get(len(nodes), "")
        nodes.append(node)
    return nodes


def explain(program: Program, theta: Array, examples: Array, derivatives: bool) -> None:
    """Raise the DomainError that eager code raises at these numbers, if it does.

    It does not where theta or the inputs are not finite themselves: then infinity and nan travel on, as in Python.
    """
    for example in examples:
        nodes = rebuild(program, theta, example)
        for output in program.outputs if derivatives else ():
            sweep(nodes[output])
