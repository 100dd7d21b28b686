"""A trace as compact data for the page: its numbers, and the formulas of every node and every edge.

Gradients, contributions and sums are not sent: the page adds up the same partials in the same order. Words are
not sent either; the page tells them from the formulas, which makes them right also for "what if".
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from engine.drawing.board import lines
from engine.drawing.board.page import board_data
from engine.drawing.board.sources import Orientation
from engine.drawing.spine import spine
from engine.primitives import Primitive
from engine.trace import Trace, TracedNode
from engine.words.fixed import ENGLISH
from engine.words.mathml import tree
from engine.words.notation import NAME, TEXT
from engine.words.story import LatexStory, Story
from engine.words.templates import templates

Used = tuple[Primitive, int]  # a row of the table and how many inputs it takes here


def rows_of(trace: Trace) -> list[Used]:
    """Return the rows that a graph uses, in the order of first use."""
    used = ((value.primitive, len(value.inputs)) for value in trace.values)
    return list(dict.fromkeys((row, arity) for row, arity in used if row))


def page_data(
    story: Story, code: str | None = None, form: Orientation = "rows", words: Mapping[str, str] = ENGLISH
) -> dict[str, Any]:
    """Return what the page needs to show every step and to compute what would happen with other numbers.

    Args:
        code: the program whose lines the trace names.
        form: how matrices stand on the board; see `lines` in board/.
        words: fixed texts -> what stands in their place on a page in another language.

    Returns:
        nodes: name, kind, data, given (a constant with a name), inputs, partials, formula and slopes (each as text
            and as a MathML tree), ...
        templates: the formulas of each row with places for numbers; a node's `row` points at its own.
        spine: the cards of the whole graph, and the card of each node.
        code: the lines that made nodes, by number.
        lines: the lines on the board; see `board_data`.
    """
    trace, latex = story.trace, LatexStory(story.trace)
    rows = rows_of(trace)
    source = dict(enumerate((code or "").splitlines(), start=1))
    return {
        "nodes": [_node(story, latex, node, rows) for node in trace.nodes],
        "spine": asdict(spine(story)),
        "templates": [templates(row, arity) for row, arity in rows],
        "code": {node.line: source[node.line].strip() for node in trace.nodes if node.line in source},
        "lines": board_data(lines(story, form), trace.labels, words),
    }


def _node(text: Story, latex: Story, node: TracedNode, rows: list[Used]) -> dict[str, Any]:
    i, name, quoted = node.index, text.labels[node.index], TEXT.wrap(text.names[node.index], NAME)
    found: dict[str, Any] = {"name": name, "math": tree(latex.names[i].text), "kind": node.kind, "data": node.data}
    found |= {"quoted": quoted} if quoted != name else {}
    found |= {"given": True} if node.is_data else {}
    found |= {"line": node.line} if node.line else {}
    found |= {"scope": node.scope} if node.scope else {}
    if row := text.trace.values[i].primitive:
        arity = len(node.inputs)
        found |= {
            "inputs": node.inputs,
            "formula": [text.formula(i), tree(latex.formula(i))],
            "slopes": [[text.partial(i, slot), tree(latex.partial(i, slot))] for slot in range(arity)],
            "row": rows.index((row, arity)),
            "partials": node.partials,
            "terms": _terms(row, arity),
        }
    return found


def _terms(row: Primitive, arity: int) -> list[list[int]]:
    """Return the slots of each term, where a row adds terms up: products of two inputs, or single ones."""
    pairs = row.products(arity) if row.products else 0
    alone = range(2 * pairs, arity) if row.products or row.family == "sum" else ()
    terms = [[k, pairs + k] for k in range(pairs)] + [[k] for k in alone]
    return terms if len(terms) > 1 else []
