"""What the `Digraph` of the package graphviz has, which micrograd's `draw_dot` returns, and a drawing has otherwise."""

from typing import TYPE_CHECKING

from engine.numberlike import CalledHere

_FILE = "write .save('graph.svg'), or .png, .pdf, .html; in a notebook it shows itself"


class NoDigraph:
    """Base of a drawing: names of a Digraph are answered with ours."""

    if not TYPE_CHECKING:
        render = CalledHere("Graphviz", _FILE)
        view = CalledHere("Graphviz", _FILE)
        show = CalledHere("Matplotlib", _FILE)
        source = CalledHere("Graphviz", "write .dot(), or .save('graph.dot')")
