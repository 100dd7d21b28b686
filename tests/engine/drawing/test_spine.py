"""The graph as a row of cards: every node on one, modules by their scopes, stages by depth where there are none."""

import random
from itertools import groupby

import pytest

import engine
from engine import DomainError, Value, draw, named, scope
from engine.drawing.cards import GIVEN
from engine.drawing.spine import MOST, _at_depth, spine
from engine.trace import trace
from engine.words.story import Story
from nn import Layer, Matrix, Module, losses
from tests.engine.drawing.nets import NETS
from tests.engine.drawing.pictures import cells, chain, network, product_and_sum, recurrent, scoped_at_random, sharing
from tests.engine.drawing.spines import folded, names
from tests.engine.graphs import random_graph


def at_random(seed):
    """A graph over every row of the table that has all its derivatives."""
    rng = random.Random(seed)
    while True:
        output = random_graph(rng)[0]
        try:
            trace(output)
        except DomainError:
            continue
        return output


WITH_MODULES = [cells, network, lambda: recurrent(4), *(lambda s=s: scoped_at_random(s, 40) for s in range(30))]
WITHOUT = [
    product_and_sum, sharing, lambda: chain(20), lambda: chain(200),
    *(lambda s=s: at_random(s) for s in range(30)),
]  # fmt: skip


def is_bare(node):
    return node.kind == "constant" and not node.is_data


@pytest.mark.long
@pytest.mark.parametrize("graph", [*WITH_MODULES, *WITHOUT, *NETS.values()])
def test_every_node_is_on_a_card_and_every_card_has_what_leaves_it(graph):
    seen, found = folded(graph())
    nodes = list(seen.nodes)
    assert len(found.home) == len(nodes)
    assert set(found.home) == set(range(len(found.cards))), "and no card is empty"
    users = [[j for j in range(len(nodes)) if i in nodes[j].inputs] for i in range(len(nodes))]
    for place, card in enumerate(found.cards):
        own = [i for i, home in enumerate(found.home) if home == place]
        leaving = [i for i in own if not users[i] or any(found.home[j] != place for j in users[i])]
        computed = [i for i in leaving if nodes[i].inputs]
        if any(nodes[i].inputs for i in own):
            assert list(card.cells) == computed
            assert card.ends == () or card.note.split(" · ")[0] == f"{len(computed)}", "without a module"
        else:
            assert (place, card.name, card.note) == (0, GIVEN, f"{len(card.cells)}")
            assert list(card.cells) == [i for i in leaving if not is_bare(nodes[i])]
    for i, node in enumerate(nodes):
        if is_bare(node) and users[i]:
            assert found.home[i] in {found.home[j] for j in users[i]}, "a number in a formula is no card of its own"


@pytest.mark.long
@pytest.mark.parametrize("graph", [*WITH_MODULES, *WITHOUT, *NETS.values()])
def test_every_card_comes_after_all_that_it_needs(graph):
    for seen in (trace(graph()), draw(graph(), limit=2000).trace):
        found = spine(Story(seen))
        for i, node in enumerate(seen.nodes):
            for x in node.inputs:
                assert found.home[x] <= found.home[i], "so no card both feeds another and is fed by it"
        assert found.home[-1] == len(found.cards) - 1, "the output is on the last"


@pytest.mark.long
@pytest.mark.parametrize("graph", [cells, network, lambda: recurrent(4), *WITHOUT, *NETS.values()])
def test_the_forward_pass_comes_back_only_to_a_module_whose_steps_are_not_taken_together(graph):
    for seen in (trace(graph()), draw(graph(), limit=2000).trace):
        steps = [card for i, card in enumerate(spine(Story(seen)).home) if seen.nodes[i].inputs]
        taken = [card for card, _ in groupby(steps)]
        apart = {card for card in taken if taken.count(card) > 1}
        assert [card for card in taken if card not in apart] == sorted({*taken} - apart)
        assert not apart or seen.scopes
        assert not apart or graph not in (cells, network)


@pytest.mark.parametrize("graph", WITH_MODULES)
def test_a_card_is_one_module_and_what_is_outside_of_all_stands_apart(graph):
    seen, found = folded(graph())
    paths = [seen.scope_path(key) for key in seen.homes]
    for place in range(len(found.cards)):
        on_it = [paths[i] for i, home in enumerate(found.home) if home == place and seen.nodes[i].inputs]
        assert len({bool(path) for path in on_it}) <= 1
        assert len({seen.scopes[path[0]].name for path in on_it if path}) <= 1


@pytest.mark.parametrize("graph", WITHOUT)
def test_without_modules_there_are_few_stages_after_what_is_given(graph):
    seen, found = folded(graph())
    assert not seen.scopes
    assert len(found.cards) <= MOST
    for i, node in enumerate(seen.nodes):
        if not is_bare(node):
            assert (found.home[i] == 0) == (not node.inputs)


def test_a_short_graph_has_a_stage_for_each_step_and_a_long_one_as_many_as_there_is_room_for():
    assert names(product_and_sum()) == ["given", "e", "d"]
    x = Value(0.5, "x")
    for count in range(1, 30):
        x = x.tanh()
        stages = len(names(x)) - 1
        together = -(-count // (MOST - 1))
        assert stages == -(-count // together)


def test_the_layers_of_one_module_are_cards():
    assert names(network()) == ["given", "layer.0", "layer.1", "loss"], "the loss does not fold the layers"
    x = Value(1.0, "x0")
    with scope("model"):
        for k in range(3):
            with scope(f"layer {k}"):
                x = engine.affine([Value(0.5, f"w{k}")], [x], Value(0.1, f"b{k}")).tanh()
    assert names(x) == ["given", "layer 0", "layer 1", "layer 2"], "not one card with the name of the model"


def test_a_loss_over_a_batch_comes_after_every_example():
    assert names(NETS["mlp_batch"]()) == ["given", "hidden.0", "output", "softmax cross-entropy"]


def test_parameters_stand_where_they_are_used_and_data_is_given():
    x, w, b, shared = Value(2.0, "x"), Value(0.5, "w"), Value(0.1, "b"), Value(3.0, "shared")
    with scope("layer"):
        y = engine.affine([w], [x], b)
    with scope("loss"):
        loss = (y * shared - 1.0) ** 2
    seen, found = folded(loss + shared)
    assert [card.name for card in found.cards[:3]] == ["given", "layer", "loss"]
    home = dict(zip(seen.labels, found.home, strict=True))
    assert (home["x"], home["w"], home["b"], home["shared"]) == (0, 1, 1, 0)
    assert found.cards[0].note == "2"


@pytest.mark.parametrize(("feed", "cards"), [(False, ["cell"]), (True, ["cell", "cell", "cell"])])
def test_a_layer_called_side_by_side_is_one_card_and_one_called_on_its_own_results_is_a_card_for_each_time(feed, cards):
    xs, results = [Value(1.0 + t, f"x{t}") for t in range(3)], []
    state = xs[0]
    for x in xs:
        with scope("cell"):
            state = ((state if feed else x) * 0.5).tanh()
        results.append(state)
    assert names(engine.sum(results))[:-1] == cards


def test_many_modules_that_differ_by_an_index_are_one_card():
    assert names(NETS["convolution"]()) == ["given", "conv2d", "L"]
    x, few = Value(1.0, "x"), []
    for k in range(3):
        with scope(f"cell {k}"):
            few.append((x * (k + 2)).tanh())
    assert names(engine.sum(few))[1:-1] == ["cell 0", "cell 1", "cell 2"]


def two_heads():
    """A code that two losses are made from, with modules for the losses alone."""
    X, W1, W2 = Matrix.given([[0.8, -0.3]], "X"), Matrix([[0.9], [-0.2]], "W1"), Matrix([[0.4, -0.7]], "W2")
    Z = (X @ W1 + [Value(0.1, "b1")]).map(Value.relu).named("Z")
    Y, logits = (Z @ W2).named("Y"), (Z @ Matrix([[1.3, -0.6]], "W3")).named("S")
    rebuilding = losses.squared_error(Y.entries, X.entries, reduction="half_sum")
    return named("L", rebuilding + losses.softmax_cross_entropy(logits, [0], reduction="sum"))


def test_what_is_outside_of_modules_is_in_stages_and_each_loss_comes_after_what_it_needs():
    seen = draw(two_heads()).trace
    found = spine(Story(seen))
    named_cards = [card.name for card in found.cards]
    outside = ["Z", "Y", "S"]
    assert named_cards == [GIVEN, *outside[:2], "squared error", outside[2], "softmax cross-entropy", "L"]
    steps = [found.home[i] for i in seen.operations]
    assert steps == sorted(steps)


def test_two_modules_of_one_name_are_two_cards_where_the_second_needs_what_the_first_feeds():
    x = Value(0.5, "x")
    with scope("one"):
        near = x * 2.0
    with scope("two"):
        far = near * 3.0
    with scope("coder"):
        code, rest = x.tanh(), far.tanh()
    with scope("other"):
        changed = code * 4.0
    with scope("coder"):
        again = changed.tanh()
    assert names(rest * again)[:-1] == [GIVEN, "one", "two", "coder", "other", "coder"]


def test_of_examples_that_are_taken_one_by_one_the_losses_are_one_card_as_the_models_are():
    w, shares = Value(0.5, "w"), []
    for k in range(3):
        with scope("model"):
            y = w * (1.0 + k)
        shares.append(named(f"e{k}", y - 0.3))
    assert names(named("L", engine.sum(shares))) == [GIVEN, "model", "e0 … e2", "L"]


def test_a_product_and_its_bias_are_one_stage_also_where_one_unit_is_taken_after_the_other():
    X, W, b = Matrix([[0.3, -0.2]], "X"), Matrix([[0.1, 0.2], [0.5, -0.6]], "W"), [Value(0.1, "b0"), Value(0.2, "b1")]
    seen = draw((X @ W + b).named("Y").sum()).trace
    assert [seen.nodes[i].op for i in seen.operations] == ["dot", "+", "dot", "+", "sum"]
    assert [card.name for card in spine(Story(seen)).cards[1:-1]] == ["Y"]
    left, right = X[0, 0] * W[0, 0] + b[0], (X @ W)[0, 1] + b[1] * X[0, 1]
    assert names(left)[1:] == ["X[0,0]*W[0,0]", "X[0,0]*W[0,0] + b0"], "a product of two numbers is another matter"
    assert len(names(right)) == 3


def test_a_sum_written_out_has_a_stage_for_each_term_and_a_stage_begins_with_what_needs_the_last():
    x, y = Value(0.5, "x"), Value(-1.0, "y")
    assert names(x * 2.0 + y * 3.0 + x * 4.0)[1:] == ["x*2", "x*2 + y*3", "x*2 + y*3 + x*4"]
    halves = [named(f"h{k}", z * 0.5) for k, z in enumerate((x, y))]
    squares = [named(f"s{k}", h**2) for k, h in enumerate(halves)]
    assert names(named("S", squares[0] + squares[1])) == [GIVEN, "h0", "s0 … h1", "s1", "S"]


def test_of_many_modules_those_side_by_side_that_differ_by_an_index_are_one_card_without_it():
    x = Value(0.5, "x")
    both = [x, x]
    for name in "abcd":
        made = []
        for j in (0, 1):
            with scope(f"{name}{j}"):
                made.append((both[j] * Value(1.0 + j, "w") + both[1 - j]).tanh())
        both = made
    with scope("e1"):
        alone = (both[0] * both[1]).tanh()
    assert names(alone) == [GIVEN, "a", "b", "c", "d", "e1"], "one alone keeps its own"


def test_modules_of_one_module_each_are_called_by_their_own_names():
    values = [Value(0.5, "x0"), Value(-1.0, "x1")]
    for name in ("encoder", "decoder"):
        with scope(name), scope("layer"):
            values = [(Value(1.0 + j, f"w{j}") * values[j] + values[1 - j]).tanh() for j in (0, 1)]
    assert names(values[0] * values[1])[:-1] == ["encoder", "decoder"]


def two_modules(layers, width):
    """A module of some layers and one of a single layer, all as wide."""
    values = [Value(0.5 + j, f"x{j}") for j in range(width)]
    for name, count in (("encoder", layers), ("decoder", 1)):
        with scope(name):
            for k in range(count):
                with scope(f"layer {k}"):
                    weights = [Value(1.0 + j, f"w{j}") for j in range(width)]
                    values = [engine.affine(weights, values, Value(0.1 * j, "b")).tanh() for j in range(width)]
    return engine.sum(values) if width > 1 else values[0]


@pytest.mark.parametrize(("layers", "width", "open_layers"), [
    (2, 1, False), (2, 2, True), (2, 3, True), (MOST - 1, 2, True), (MOST, 2, False),
])  # fmt: skip
def test_layers_are_cards_where_they_have_several_results_and_are_not_too_many(layers, width, open_layers):
    inside = ["encoder/layer 0", *(f"layer {k}" for k in range(1, layers)), "decoder/layer 0"]
    assert [name for name in names(two_modules(layers, width)) if name.startswith(("layer", "enc", "dec"))] == (
        inside if open_layers else ["encoder", "decoder"]
    )


def test_what_feeds_a_module_step_by_step_has_as_many_stages_as_there_is_room_for_beside_it():
    for count in (3, 10, 20):
        steps = [Value(0.5, "x")]
        for _ in range(count):
            steps.append(steps[-1].tanh())
        with scope("head"):
            y = engine.sum(steps[1:])
        stages = -(-count // -(-count // (MOST - 2)))
        assert names(y)[-1] == "head"
        assert len([name for name in names(y) if name not in (GIVEN, "head")]) == stages


def test_layers_of_different_modules_stay_apart_however_many_there_are():
    sides = []
    for tower in ("left", "right"):
        values = [Value(0.5, "x0"), Value(-1.0, "x1")]
        with scope(tower):
            for k in range(MOST - 2):
                with scope(f"layer {k}"):
                    values = [(Value(1.0 + j, f"w{j}") * values[j] + values[1 - j]).tanh() for j in (0, 1)]
        sides.append(values[0] * values[1])
    found = [name for name in names(sides[0] * sides[1]) if name in ("left", "right") or "layer" in name]
    assert found == ["left", "right"]


def test_two_layers_side_by_side_are_two_cards_with_their_names_and_not_their_neurons():
    class Gated(Module):
        def __init__(self):
            super().__init__()
            self.gate, self.value = Layer(2, 2, "sigmoid", init="zeros"), Layer(2, 2, init="zeros")

        def forward(self, x):
            return [g * v for g, v in zip(self.gate(x), self.value(x), strict=True)]

    a, b = Gated()([0.5, -1.0])
    assert names(named("y", a + b)) == ["gate", "value", "gated", "y"]


def test_of_many_modules_side_by_side_that_differ_by_their_index_the_last_name_loses_it():
    x, ends = Value(0.5, "x"), []
    for k in range(MOST + 1):
        with scope("net.2"), scope(f"cell.{k}"):
            ends.append(x * float(k + 2))
    made = trace(engine.sum(ends))
    paths = [made.scope_path(key) for key in made.homes]
    _, names, _ = _at_depth(made, paths, 2)
    assert set(names.values()) == {"cell"}
