"""What is drawn: folding keeps what enters and leaves a scope, and counts what is inside."""

import random

import pytest

import nn
from engine import Constant, Value, affine, draw, scope
from engine import sum as engine_sum
from engine.drawing.diagram import Card, Diagram, Link, diagram, folded_scopes
from engine.errors import SettingError
from engine.trace import Trace, trace
from engine.words.story import Story
from tests.engine.drawing.pictures import network, scoped_at_random


def folded(output, collapse):
    seen = trace(output)
    return seen, diagram(seen, folded_scopes(seen, collapse))


def names(seen, keys):
    return sorted(seen.scopes[key].name for key in keys)


@pytest.mark.parametrize(
    ("collapse", "expected"),
    [
        (False, []),
        (True, ["loss", "mlp"]),
        (1, ["loss", "mlp"]),
        (2, ["layer.0", "layer.1"]),
        (3, ["neuron.0", "neuron.0", "neuron.1", "neuron.2"]),
        (9, []),
        ("layer.1", ["layer.1"]),
        ("mlp/layer.0", ["layer.0"]),
        ("neuron.*", ["neuron.0", "neuron.0", "neuron.1", "neuron.2"]),
        (["loss", "layer.0/neuron.1", "*/layer.1/neuron.?"], ["loss", "neuron.0", "neuron.1"]),
    ],
)
def test_scopes_are_folded_by_depth_or_by_name(collapse, expected):
    seen = trace(network())
    assert names(seen, folded_scopes(seen, collapse)) == expected


def test_a_folded_scope_is_one_card_with_what_enters_and_what_leaves():
    seen, drawn = folded(network((2, 3, 1)), "mlp")
    mlp = drawn.cards[0]
    assert len(mlp.members) == 2 * 3 + 2  # an affine map and a tanh for each neuron
    assert mlp.parameters == 3 * (2 + 1) + 1 * (3 + 1)
    labels = Story(seen).labels
    entering = [(labels[link.value], len(link.slots)) for link in drawn.links if link.head == mlp.key]
    assert entering == [("x0", 3), ("x1", 3)], "each input has one arrow, however often it is used inside"
    assert [key for key, _ in drawn.results].count(mlp.key) == 1


def test_the_whole_diagram_of_a_graph_with_a_folded_scope():
    """Its parameter and the constant are not drawn, and its input has one arrow where an open operation has two."""
    x = Value(3.0, "x")
    with scope("around"):
        with scope("cell"):
            y = (x * x + 1.0) * Value(2.0, "w")
        with scope("open"):
            z = y * y - x
    seen, drawn = folded(z, "cell")
    around, cell, opened = seen.scopes
    assert [value.label or value.data for value in seen.values] == ["x", 9, 1, 10, "w", 20, 400, 397]
    assert drawn == Diagram(
        boxes=(0, 5, 6, 7),
        cards=(Card("scope1", (1, 3, 5), cell.key, 1),),
        links=(
            Link(0, "scope1", ((1, 0), (1, 1))),
            Link(5, 6, ((6, 0),)),
            Link(5, 6, ((6, 1),)),
            Link(6, 7, ((7, 0),)),
            Link(0, 7, ((7, 1),)),
        ),
        results=(("scope1", 5),),
        open_scopes=(around, opened),
        scope_of={0: 0, 5: 0, "scope1": 0, 6: opened.key, 7: opened.key},
    )


def test_an_output_is_drawn_even_where_all_that_makes_it_is_folded():
    with scope("whole"):
        y = (Value(3.0, "x") * 2.0).tanh()
    seen, drawn = folded(y, True)
    assert [seen.values[i] for i in drawn.boxes] == [y]
    assert drawn.results == (("scope0", drawn.boxes[0]),)


def test_every_edge_is_inside_a_folded_scope_or_drawn_exactly_once():
    for seed in range(8):
        seen, drawn = folded(scoped_at_random(seed), 2)
        every = {(node.index, slot) for node in seen.nodes for slot in range(len(node.inputs))}
        drawn_slots = [slot for link in drawn.links for slot in link.slots]
        assert len(drawn_slots) == len(set(drawn_slots))
        made_by = {i: each.key for each in drawn.cards for i in each.members}
        for node, slot in every - set(drawn_slots):
            x = seen.nodes[node].inputs[slot]
            if seen.nodes[x].kind == "constant":
                assert not seen.nodes[x].label
                continue
            assert made_by.get(x, made_by[node]) == made_by[node]


def test_a_value_that_leaves_a_folded_scope_is_drawn_outside_of_it():
    with scope("outer"), scope("part"):
        y = Value(1.0, "x") * 2.0
    z = y + 1.0
    seen, drawn = folded(z, "part")
    assert [Story(seen).labels[i] for i in drawn.boxes] == ["x*2", "x*2 + 1"]
    assert drawn.scope_of[drawn.boxes[0]] == seen.scopes[0].key, "it stands in the scope around the folded one"


def test_scopes_called_twice_are_two_boxes():
    x = Value(1.0, "x")
    for _ in range(2):
        with scope("cell"):
            x = x.tanh()
    _, drawn = folded(x, False)
    assert [part.name for part in drawn.open_scopes] == ["cell", "cell"]


def test_the_number_of_frames_does_not_depend_on_folding():
    assert len({len(draw(network(), collapse=how).steps) for how in (False, True, 2, "neuron*")}) == 1


def test_a_scope_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(SettingError, match=r"'hiden'.*mlp.*layer\.0"):
        draw(network(), collapse="hiden")


@pytest.mark.parametrize("collapse", [0, -1, None, 2.5, "", [], [1], b"mlp"])
def test_what_names_no_scopes_and_is_no_depth_is_refused(collapse):
    with pytest.raises(SettingError, match="collapse"):
        folded_scopes(trace(network()), collapse)


def test_no_more_than_twelve_scopes_are_told_and_none_is_told_as_well():
    x = Value(1.0, "x")
    with pytest.raises(SettingError, match=r"'s'; this graph has no scopes at all$"):
        folded_scopes(trace(x + 1.0), "s")
    for k in range(14):
        with scope(f"s{k:02}"):
            x = x.tanh()
    with pytest.raises(SettingError, match=r"this graph has s00, .*s11") as refused:
        folded_scopes(trace(x), "s")
    assert "s12" not in str(refused.value)


def test_constants_without_a_label_are_written_where_they_are_used_and_those_with_one_are_boxes():
    x, two = Value(3.0, "x"), Constant(2.0)
    seen, drawn = folded(x * 5 - 1, False)
    assert [seen.labels[i] or seen.data[i] for i in drawn.boxes] == ["x", 15.0, 14.0]
    assert [(link.value, link.head) for link in drawn.links] == [(0, 2), (2, 4)]
    assert [box.badge for box in draw(x * 5 - 1).picture.boxes] == ["", "×5", "−1"]
    assert folded(two, False)[1].boxes == (0,), "what is asked for is drawn, whatever it is"
    two.label = "two"
    assert len(folded(x * two, False)[1].boxes) == 3


def batch(examples, *sizes):
    model, rng = nn.MLP(*sizes, rng=random.Random(0)), random.Random(1)
    points = [[Value(rng.random(), "x0"), Value(rng.random(), "x1")] for _ in range(examples)]
    return engine_sum([(model(point)[0] - 1.0) ** 2 for point in points]) / examples


def test_few_parameters_that_folded_scopes_share_are_drawn_and_many_are_kept():
    shared = {"W1[0,0]", "W1[0,1]", "b1"}
    for examples, drawn_labels, parameters in ((20, shared, 0), (21, set(), 3)):  # three arrows each, sixty at most
        seen, drawn = folded(batch(examples, 2, 1), True)
        assert {seen.values[i].label for i in drawn.boxes} & shared == drawn_labels
        assert [each.parameters for each in drawn.cards] == [parameters] * examples


def test_what_is_also_used_in_the_open_and_what_is_fed_are_drawn_however_many_share_them():
    """Thirty cells with one weight, one bias and one input; the weight is penalised, too."""
    weight, bias, x = (Value(0.5, name) for name in ("w", "b", "x"))
    outputs = []
    for _ in range(70):
        with scope("cell"):
            outputs.append(affine([weight], [x], bias))
    seen, drawn = folded(engine_sum(outputs) + weight**2, True)
    assert {seen.values[i].label for i in drawn.boxes if not seen.values[i].inputs} == {"w", "x"}
    assert {each.parameters for each in drawn.cards} == {1}


@pytest.mark.long
def test_each_further_example_adds_the_same_to_a_folded_drawing():
    sizes = []
    for examples in (10, 11, 12):
        _, drawn = folded(batch(examples, 2, 16, 16, 1), True)
        sizes.append((len(drawn.boxes), len(drawn.cards), len(drawn.links)))
    first, second, third = (sum(each) for each in sizes)
    assert third - second == second - first < 20


@pytest.mark.long
def test_a_folded_drawing_looks_at_every_value_a_few_times_however_many_there_are(monkeypatch):
    looks = []
    make = Trace._node
    monkeypatch.setattr(Trace, "_node", lambda self, i: looks.append(i) or make(self, i))

    def looks_of(examples):
        looks.clear()
        drawing = draw(batch(examples, 2, 8, 1), collapse=True)
        drawing.svg()
        return len(looks) / len(drawing.trace.values)

    assert looks_of(20) < 1.1 * looks_of(5) < 15
