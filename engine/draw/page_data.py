"""A trace as compact data for the page: its numbers, and the formulas of every node and every edge.

Gradients, contributions and sums are not sent: the page adds up the same partials in the same order. Words are
not sent either; the page tells them from the formulas, which makes them right also for "what if".
"""

from collections.abc import Sequence
from typing import Any

from engine.draw.mathml import tree
from engine.draw.templates import templates
from engine.notation import NAME, TEXT
from engine.primitives import Primitive
from engine.story import LatexStory, Story
from engine.trace import Trace

Used = tuple[Primitive, int]  # a row of the table and how many inputs it takes here


def rows_of(trace: Trace) -> list[Used]:
    """Return the rows that a graph uses, in the order of first use."""
    return list(dict.fromkeys(used for i in range(len(trace.nodes)) if (used := _row(trace, i))))


def page_data(trace: Trace, code: str | None = None) -> dict[str, Any]:
    """Return what the page needs to show every step and to compute what would happen with other numbers.

    Args:
        code: the program whose lines the trace names.

    Returns:
        nodes: name, kind, data, inputs, partials, formula and slopes (each as text and as a MathML tree), ...
        templates: the formulas of each row with places for numbers; a node's `row` points at its own.
        code: the lines that made nodes, by number.
    """
    index_of = {value: i for i, value in enumerate(trace.values)}
    names = [node.name for node in trace.nodes]
    stories = Story(index_of, names), LatexStory(index_of, names)
    rows = {used: i for i, used in enumerate(rows_of(trace))}
    partials: dict[int, list[float]] = {}
    for step in trace.steps:
        if step.kind == "backward" and step.node is not None and step.partial is not None:
            partials.setdefault(step.node, []).append(step.partial)
    lines = dict(enumerate((code or "").splitlines(), start=1))
    return {
        "nodes": [
            _node(trace, i, stories)
            | ({"row": rows[used], "partials": partials[i]} if (used := _row(trace, i)) else {})
            for i in range(len(trace.nodes))
        ],
        "templates": [templates(row, arity) for row, arity in rows],
        "code": {node.line: lines[node.line].strip() for node in trace.nodes if node.line in lines},
    }


def _row(trace: Trace, i: int) -> Used | None:
    primitive = trace.values[i].primitive
    return (primitive, len(trace.nodes[i].inputs)) if primitive else None


def _node(trace: Trace, i: int, stories: Sequence[Story]) -> dict[str, Any]:
    node, used = trace.nodes[i], _row(trace, i)
    names = [story.names[i] for story in stories]
    quoted = TEXT.wrap(names[0], NAME)
    found: dict[str, Any] = {"name": node.name, "math": tree(names[1].text), "kind": node.kind, "data": node.data}
    found |= {"quoted": quoted} if quoted != node.name else {}
    found |= {"line": node.line} if node.line else {}
    found |= {"scope": node.scope} if node.scope else {}
    if used is None:
        return found
    text, latex = stories
    return found | {
        "inputs": node.inputs,
        "formula": [text.formula(i), tree(latex.formula(i))],
        "slopes": [[_slope(text, trace, i, slot), tree(_slope(latex, trace, i, slot))] for slot in range(used[1])],
    }


def _slope(story: Story, trace: Trace, i: int, slot: int) -> str:
    row = trace.values[i].primitive
    operands = [story.names[x] for x in trace.nodes[i].inputs]
    return story.notation.slope(row, slot, operands, story.names[i]) if row else ""
