"""Slips in the derivative of a function of one input: forgotten, at the wrong argument, misremembered, taken twice."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, nan

from engine.arithmetic import Floats
from engine.compare.guesses import Slip
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.misplaced import at_other_numbers
from engine.compare.slips.remembered import _misremembered, _safe, _slope, _value, from_output
from engine.compare.structure import Edge, family
from engine.compare.structure import kind as operation
from engine.compare.written_out import Applied
from engine.primitives import PRIMITIVES, Family
from engine.value import Value

ACTIVATIONS: tuple[Family, ...] = ("activation", "rectifier")
OF_OTHERS = {"y*(1 - y)": "the sigmoid", "1 - y**2": "tanh", "2*z": "a square", "1 where y > 0, else 0": "relu"}
FUNCTIONS: tuple[Family, ...] = (*ACTIVATIONS, "power", "exponential")


def derivatives(problem: Problem) -> Iterator[Slip]:
    """The local derivative of a one-input operation is another number."""
    for group, where in function_layers(problem):
        right = [one.derivative for one in group]
        seen = [right]
        named = [array_name(x, problem.names) for x in (group[0].source, group[0].output)]
        named += list(letters(problem))
        written = [problem.written_out.get(one.output) for one in group]
        part = all(whole and whole.row is not one.row for whole, one in zip(written, group, strict=True))
        for kind, what, remedy, numbers, usual in _others(group, right, problem.structure.users, named):
            if not any(_same(numbers, old) for old in seen):
                seen.append(numbers)
                slopes = {e: x for one, d in zip(group, numbers, strict=True) for e, x in one.slopes(d).items()}
                seldom = part and kind == "activation twice"  # of a formula, one derivative is not taken twice
                yield Slip(kind, what, f"at the {where}", remedy, slopes, usual / 2 if seldom else usual)


def letters(problem: Problem) -> tuple[str, str]:
    """Return letters for what goes into a function and what comes out, of which the problem has none."""
    if "letters" not in problem.known:  # every layer asks for them
        taken = {array_name(node, problem.names) for node in problem.structure.order}
        problem.known["letters"] = [x for x in ("u", "v", "s", "t", "in", "out") if x not in taken]
    a, b, *_ = problem.known["letters"]
    return a, b


def elsewhere(problem: Problem) -> Iterator[Slip]:
    """The derivative of an activation is taken from another layer or time step."""
    layers = [list(group) for group, _ in problem.layers(*ACTIVATIONS, edges=_single(problem))]
    alone = [g for g in layers if len({problem.structure.roles[node] for node, _ in g}) == 1]
    partial = problem.structure.partial
    for k, group in enumerate(alone):
        where = f"at the {problem.place(node for node, _ in group)}"
        for j, other in enumerate(alone):
            if j != k and len(other) == len(group):
                slopes = {edge: partial(from_) for edge, from_ in zip(group, other, strict=True)}
                source = problem.value(node for node, _ in other)
                text = f"the derivative of {source} is taken instead"
                yield Slip("activation misplaced", text, where, "", slopes, 1.0)
        yield from at_other_numbers(problem, group, where)
    steps = [g for g in alone if len(g) == len(alone[0])]
    for shift, words in ((-1, "before"), (1, "after")):
        slopes = {}
        for k, group in enumerate(steps):
            if 0 <= k + shift < len(steps):
                slopes |= {edge: partial(o) for edge, o in zip(group, steps[k + shift], strict=True)}
        if len(steps) > 2:
            text = f"the derivative is taken at the step {words} at every step"
            yield Slip("activation misplaced", text, "", "take it at the same step", slopes, 1.0)


def _single(problem: Problem) -> list[Edge]:
    return [edge for edge in problem.edges if len(edge[0].inputs) == 1]


def beyond(problem: Problem) -> Iterator[Slip]:
    """The derivative of an activation that is not there is multiplied in, at a linear output."""
    names = {operation(node) for node in problem.between if family(node) in ACTIVATIONS}
    for group, _ in problem.layers("difference"):
        for name in ("tanh", "sigmoid", "relu"):
            row = PRIMITIVES[name]
            if name not in names and name != "sigmoid":
                continue
            for slot in (0, 1):
                edges = [(node, s) for node, s in group if s == slot]
                ys = [node.inputs[slot].data for node, _ in edges]
                for numbers in ([from_output(row, y) for y in ys], [_slope(row, y) for y in ys]):
                    slopes = {e: problem.structure.partial(e) * x for e, x in zip(edges, numbers, strict=True)}
                    text = f"multiplied by the derivative of a {name} that is not there"
                    what = "what enters here is linear"
                    yield Slip("extra derivative", text, f"where {problem.source(edges)} enters", what, slopes, 1.5)


def function_layers(problem: Problem) -> Iterator[tuple[list[Applied], str]]:
    """Yield the functions of one input by layer, those that the program writes out as well."""
    single = {node: (node, slot) for node, slot in problem.edges if len(node.inputs) == 1}
    for group, where in problem.layers(*FUNCTIONS, edges=list(single.values())):
        yield [_operation(problem, edge) for edge in group], where
    for row in dict.fromkeys(one.row for one in problem.written_out.values()):
        ends = [(node, 0) for node, one in problem.written_out.items() if one.row is row]
        for group in problem.structure.layers(ends, lambda end: problem.written_out[end[0]].source):
            nodes = [node for node, _ in group]
            yield [problem.written_out[node] for node in nodes], problem.place(nodes)


def _operation(problem: Problem, edge: Edge) -> Applied:
    node, slot = edge
    return Applied(problem.between[node], node.inputs[slot], node, problem.structure.partial(edge), [edge])


def _others(
    group: Sequence[Applied],
    right: Sequence[float],
    users: Mapping[Value, Sequence[Edge]],
    named: Sequence[str],
) -> Iterator[tuple[str, str, str, list[float], float]]:
    """Yield what may stand in the place of the derivatives: kind, words, remedy, the numbers, how usual."""
    row = group[0].row
    xs, ys = [one.source.data for one in group], [one.output.data for one in group]
    z, y = named[0] or named[2], named[1] or named[3]
    formula = row.partial_formula_with(0, [z], y)
    if row.name == "power":
        n = row.static_values[0]
        formula = f"{n:g}*{z}" if n == 2.0 else f"{n:g}*{z}**{n - 1:g}"
    name = row.name if row.name != "power" else f"power {row.static_values[0]:g}"

    def legend(formula: str) -> str:
        """Say what the letters of a formula are that are no names of the problem."""
        said = [f"{letter} is what {words}" for name, letter, words in
                ((named[0], z, "goes in"), (named[1], y, "comes out"))
                if not name and letter in re.findall(r"\w+", formula)]  # fmt: skip
        return f", where {' and '.join(said)}" if said else ""

    def in_names(words: str) -> str:
        return re.sub(r"\b[zy]\b", lambda letter: z if letter[0] == "z" else y, words)

    remedy = f"multiply by its derivative, {formula}{legend(formula)}"
    forgotten = "activation forgotten|mask" if row.family == "rectifier" else "activation forgotten"
    yield (
        forgotten,
        f"the derivative of {name} is forgotten",
        remedy,
        [1.0] * len(group),
        9.0 if row.family != "power" else 4.0,
    )
    if row.family != "power":  # of a square it is better said below
        at_output = [_slope(row, y) for y in ys]
        text = f"the derivative of {name} is taken at its output instead of its input"
        yield "activation misplaced|wrong operand", text, remedy, at_output, 5.0
    if row.from_output is not None:
        given_input = [_safe(lambda x: row.from_output(Floats, x), x) for x in xs]
        text = f"{formula} needs the output{'' if y == z else f' {y}'} of {name}; here it is given the input"
        yield "activation misplaced|wrong operand", text, remedy, given_input, 5.0
    yield (
        "activation itself|activation misremembered",
        f"{name} itself stands where its derivative belongs",
        remedy,
        ys,
        3.0,
    )
    for later, words in _later([one.output for one in group], users):
        slopes = [from_output(row, y) for y in later]
        text = f"the derivative of {name} is taken with {words}, not with its own output"
        yield "activation misplaced|wrong operand", text, remedy, slopes, 2.0
    twice = [p * p for p in right]
    yield "activation twice", f"the derivative of {name} is multiplied in twice", "multiply it in once", twice, 2.0
    yield "sign", f"the derivative of {name} has the wrong sign", remedy, [-p for p in right], 4.2
    if name == "power 2":
        yield "factor 2", "the 2 that the square brings down is missing", remedy, xs, 4.0
        yield "factor 2", "the square brings down a 2 twice", remedy, [4 * x for x in xs], 1.5
    for words, numbers, usual in _misremembered(row, xs, ys, right):
        own = in_names(words)
        text = f"the derivative of {name} is misremembered as {own}{legend(own)}"
        kinds = "activation misremembered"
        if "logarithm to base" in words:
            kinds += "|constant forgotten|wrong function"
        if words in ("half of it", "twice it"):
            kinds += "|factor 2"
        if "degrees" in words:
            kinds = "degrees|constant forgotten"
        if words == "its absolute value" or "without its sign" in words:
            kinds += "|sign"
        if words.startswith("it divided") or "times it" in words or "factor alone" in words:
            kinds += "|factor forgotten|factor twice"
        if row.family == "rectifier":
            kinds += "|mask|wrong function"
        if "sigmoid(" in words:
            kinds += "|sign|target"
        if words in OF_OTHERS:
            kinds += "|wrong function"
            text += f", which is that of {OF_OTHERS[words]}"
        if words == "z" and row.name == "softplus":  # where sigmoid(z) belongs
            kinds += "|wrong operand|logits"
        if words == "1 + y**2":
            kinds += "|quotient|sign"
        yield kinds, text, f"it is {formula}{legend(formula)}", numbers, usual
    text = f"divided by the derivative of {name} instead of multiplied"
    yield "activation misremembered", text, remedy, [1.0 / p if p else nan for p in right], 0.5
    for other in PRIMITIVES.values():
        if len(other.domain) == 1 and not other.variadic and other.name not in ("negate", row.name):
            numbers = [_slope(other, x) for x in xs]
            kind = "wrong function|activation misremembered"
            text = f"the derivative of {other.name} is used where that of {name} belongs"
            yield kind, text, f"it is {formula}", numbers, 1.5
            if other.from_output is not None:
                numbers = [_safe(lambda y, f=other.from_output: f(Floats, y), y) for y in ys]
                yield kind, text, f"it is {formula}", numbers, 1.5
    for other in PRIMITIVES.values():
        if len(other.domain) == 1 and other.family in ACTIVATIONS:
            own = "activation itself|activation misremembered"
            kind = own if other is row else "wrong function|activation misremembered"
            for numbers, words in ((xs, "what goes in"), (ys, "what comes out")):
                text = f"{other.name} itself, of {words}, stands where the derivative of {name} belongs"
                yield kind, text, remedy, [_value(other, x) for x in numbers], 0.5


def _later(nodes: Sequence[Value], users: Mapping[Value, Sequence[Edge]]) -> Iterator[tuple[list[float], str]]:
    """Yield what is made of the outputs entry by entry: masked, scaled, shifted."""
    for _ in range(3):
        after = [[user for user, _ in users[node] if len(user.inputs) <= 2 and not user.is_constant] for node in nodes]
        if not all(after):
            added = [[user for user, _ in users[node] if family(user) == "sum"] for node in nodes]
            if all(added):
                yield [of[0].data for of in added], "the sum that it goes into"
            return
        nodes = [of[0] for of in after]
        if len(set(nodes)) < len(nodes):
            return
        yield [node.data for node in nodes], f"what is made of it by {operation(nodes[0])}"


def _same(a: Sequence[float], b: Sequence[float]) -> bool:
    return all(isfinite(x) and abs(x - y) <= 1e-12 * (abs(x) + abs(y)) for x, y in zip(a, b, strict=True))
