"""What each frame shows, followed through a whole pass."""

import pytest

from engine import draw
from engine.words.digits import show
from tests.engine.drawing.pictures import network, product_and_sum, scoped_at_random, twice

GRAPHS = [product_and_sum, twice, network, lambda: scoped_at_random(2)]


@pytest.mark.parametrize("graph", GRAPHS)
def test_values_appear_one_at_a_time_and_stay(graph):
    drawing = draw(graph())
    operations = [node.index for node in drawing.trace.nodes if node.inputs]
    for frame in range(len(drawing.steps)):
        shown = drawing.frame(step=frame)
        for node in drawing.trace.nodes:
            known = not node.inputs or operations.index(node.index) < frame
            assert shown.nodes[node.index].data == (show(node.data) if known else "—")
        assert shown.phase == ("forward" if frame <= len(operations) else "backward")


@pytest.mark.parametrize("graph", GRAPHS)
def test_gradients_are_the_sums_of_what_has_arrived(graph):
    drawing = draw(graph())
    arrived = {}
    for frame, step in enumerate(drawing.steps):
        if step.kind == "seed":
            arrived[step.node] = 1.0
        if step.kind == "backward":
            arrived[step.input] = arrived.get(step.input, 0.0) + step.contribution
        grads = [node.grad for node in drawing.frame(step=frame).nodes]
        assert grads == [show(arrived.get(i)) for i in range(len(grads))]


@pytest.mark.parametrize("graph", GRAPHS)
def test_one_edge_lights_up_in_a_backward_frame_and_keeps_what_has_flowed(graph):
    drawing = draw(graph())
    every = {(node.index, slot): show(x) for node in drawing.trace.nodes for slot, x in enumerate(node.partials)}
    done = {}
    for frame, step in enumerate(drawing.steps):
        shown = drawing.frame(step=frame)
        active = [edge for edge, each in shown.edges.items() if each.css_class == "is-active"]
        assert active == ([(step.node, step.slot)] if step.kind == "backward" else [])
        if step.kind == "backward":
            done[step.node, step.slot] = step.contribution
        flowed = {edge: each.contribution for edge, each in shown.edges.items() if each.contribution is not None}
        assert flowed == done
        backward = step.kind in ("seed", "backward")
        assert {edge: each.partial for edge, each in shown.edges.items() if each.partial} == (every if backward else {})
        assert sum(node.landed for node in shown.nodes) == len(done)


@pytest.mark.parametrize("graph", GRAPHS)
def test_exactly_what_a_frame_brings_is_new(graph):
    drawing = draw(graph())
    for frame, step in enumerate(drawing.steps):
        states = [node.css_class for node in drawing.frame(step=frame).nodes]
        new = [i for i, each in enumerate(states) if each == "is-new"]
        active = [i for i, each in enumerate(states) if each == "is-active"]
        brought = step.input if step.kind == "backward" else step.node
        assert new == ([] if brought is None else [brought])
        assert active == ([step.node] if step.kind == "backward" else [])


def test_the_end_of_a_pass_has_nothing_standing_out():
    for phase in ("forward", "backward"):
        drawing = draw(network())
        shown, nodes = drawing.frame(phase=phase), drawing.trace.nodes
        assert {node.css_class for node in shown.nodes} == {"is-done"}
        into = {edge: nodes[nodes[edge[0]].inputs[edge[1]]].kind for edge in shown.edges}
        assert len({edge.css_class for at, edge in shown.edges.items() if into[at] != "constant"}) == 1
        assert all(edge.css_class == "is-pending" for at, edge in shown.edges.items() if into[at] == "constant")
