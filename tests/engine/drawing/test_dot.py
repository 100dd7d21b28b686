"""Graphviz source for people: it keeps every label, and Graphviz reads it whatever the labels are."""

import json

import pygraphviz
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import Constant, Value, draw, scope
from engine.drawing.positions import positions
from engine.drawing.style import LIGHT
from tests.engine.drawing.pictures import cells, network, product_and_sum


def test_labels_numbers_and_derivatives_are_in_it():
    source = draw(product_and_sum()).dot()
    assert r'value0 [label="a\ndata 2\ngrad -3"]' in source
    assert "value0 -> value2 [label=-3]" in source
    assert r'value2 [label="×\ne\ndata -6\ngrad 1"]' in source
    assert source.count("->") == 4


def test_a_constant_with_a_label_is_quiet_and_has_no_gradient():
    w, c, x = Value(2.0, "w"), Constant(3.0, "c"), Value(1.0, "x")
    lines = [line.strip() for line in draw(w * c + x).dot().splitlines() if "value" in line]
    quiet = f'color="{LIGHT["rule"]}" fontcolor="{LIGHT["soft"]}"'
    assert lines == [
        r'value0 [label="w\ndata 2\ngrad 3"]',
        rf'value1 [label="c\ndata 3" {quiet}]',
        r'value2 [label="×\nw*c\ndata 6\ngrad 1"]',
        r'value3 [label="x\ndata 1\ngrad 1"]',
        r'value4 [label="+\nw*c + x\ndata 7\ngrad 1"]',
        "value0 -> value2 [label=3]",
        "value1 -> value2 [label=2]",
        "value2 -> value4 [label=1]",
        "value3 -> value4 [label=1]",
    ]


def test_scopes_are_clusters_and_folded_ones_are_one_node():
    graph = pygraphviz.AGraph(string=draw(network()).dot())
    assert sorted(each.graph_attr["label"] for each in graph.subgraphs()) == ["loss", "mlp"]
    assert len(pygraphviz.AGraph(string=draw(network(), collapse=True).dot()).subgraphs()) == 0


def test_the_whole_source_stays_as_it_was_looked_at(snapshot):
    assert draw(cells(), collapse="cell.0").dot() == snapshot


@pytest.mark.long
@example("a\\", "\\N \\G <b>")
@example('"quoted"', "<html>")
@example("]; digraph {", "line\nbreak")
@given(st.text(st.characters(codec="utf-8"), max_size=20), st.text(st.characters(codec="utf-8"), max_size=20))
def test_graphviz_reads_it_whatever_the_labels_are(label, name):
    with scope(name):
        y = Value(2.0, label) * 3.0
    answer = positions(draw(y).dot())
    json.dumps(answer)
    assert len(answer["edges"]) == 1
