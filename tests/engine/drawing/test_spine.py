"""The graph as a row of cards: every node on one, modules by their scopes, stages by depth where there are none."""

import random

import pytest

import engine
from engine import Constant, DomainError, Value, named, scope
from engine.drawing.spine import GIVEN, MOST, spine
from engine.trace import trace
from engine.words.story import Story
from tests.engine.drawing.nets import NETS
from tests.engine.drawing.pictures import cells, chain, network, product_and_sum, recurrent, scoped_at_random, sharing
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


def folded(output):
    seen = trace(output)
    return seen, spine(Story(seen))


def names(output):
    return [card.name for card in folded(output)[1].cards]


def is_bare(node):
    return node.kind == "constant" and not node.is_data


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
            assert card.note.split(" · ")[0] == f"{len(computed)}"
        else:
            assert (place, card.name, card.note) == (0, GIVEN, f"{len(card.cells)}")
            assert list(card.cells) == [i for i in leaving if not is_bare(nodes[i])]
    for i, node in enumerate(nodes):
        if is_bare(node) and users[i]:
            assert found.home[i] in {found.home[j] for j in users[i]}, "a number in a formula is no card of its own"


@pytest.mark.parametrize("graph", WITH_MODULES)
def test_modules_stand_in_the_order_in_which_the_forward_pass_is_done_with_them(graph):
    seen, found = folded(graph())
    last = {home: i for i, home in enumerate(found.home) if seen.nodes[i].inputs}
    computed = [last[place] for place in range(len(found.cards)) if place in last]
    assert computed == sorted(computed)
    assert found.home[-1] == len(found.cards) - 1, "the output is on the last"


@pytest.mark.parametrize("graph", WITH_MODULES)
def test_a_card_is_one_module_and_what_is_outside_of_all_stands_apart(graph):
    seen, found = folded(graph())
    paths = [seen.scope_path(key) for key in seen.homes]
    for place in range(len(found.cards)):
        on_it = [paths[i] for i, home in enumerate(found.home) if home == place and seen.nodes[i].inputs]
        assert len({bool(path) for path in on_it}) <= 1
        assert len({seen.scopes[path[0]].name for path in on_it if path}) <= 1


@pytest.mark.parametrize("graph", WITHOUT)
def test_without_modules_there_are_few_stages_and_every_arrow_leads_to_the_same_or_a_later_one(graph):
    seen, found = folded(graph())
    assert not seen.scopes
    assert len(found.cards) <= MOST
    for i, node in enumerate(seen.nodes):
        for x in node.inputs:
            if not is_bare(seen.nodes[x]):
                assert found.home[x] <= found.home[i]
                assert found.home[x] < found.home[i] or seen.nodes[x].inputs, "leaves are given before all"


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


def test_a_card_says_how_many_values_leave_it_and_the_activation_they_share():
    inputs = [Value(0.5, f"x{k}") for k in range(3)]
    with scope("layer"):
        outputs = [engine.affine([Value(0.5)], [x], Value(0.1)).tanh() for x in inputs]
    with scope("mixed"):
        y = outputs[0].sigmoid() + outputs[1].relu() * outputs[2]
    notes = {card.name: card.note for card in folded(y)[1].cards}
    assert notes == {"given": "3", "layer": "3 · tanh", "mixed": "1"}


def test_one_value_alone_and_numbers_alone():
    _, alone = folded(Value(2.0, "x"))
    assert [(card.name, card.note, card.cells) for card in alone.cards] == [("given", "1", (0,))]
    assert names(Constant(2.0) * 3.0) == ["2*3"]


def test_a_name_is_one_short_line_whatever_the_scope_is_called():
    with scope("a\nb" + "c" * 100):
        y = Value(1.0, "x") * 2.0
    (name,) = names(y)
    assert "\n" not in name
    assert len(name) <= 40


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


def test_values_that_have_long_expressions_are_called_by_what_is_done():
    assert names(NETS["two_layers"]())[1:3] == ["add", "dot"]


def test_of_many_modules_those_side_by_side_that_differ_by_an_index_are_one_card_without_it():
    x = Value(0.5, "x")
    both = [x, x]
    for name in "abcd":
        made = []
        for j in (0, 1):
            with scope(f"{name}{j}"):
                made.append((both[j] * Value(1.0 + j, "w") + both[1 - j]).tanh())
        both = made
    assert names(both[0] * both[1])[:-1] == [GIVEN, "a", "b", "c", "d"]


def test_modules_of_one_module_each_are_called_by_their_own_names():
    values = [Value(0.5, "x0"), Value(-1.0, "x1")]
    for name in ("encoder", "decoder"):
        with scope(name), scope("layer"):
            values = [(Value(1.0 + j, f"w{j}") * values[j] + values[1 - j]).tanh() for j in (0, 1)]
    assert names(values[0] * values[1])[:-1] == ["encoder", "decoder"]


def test_a_card_called_by_two_values_says_which():
    x = [Value(0.5 + k, f"x{k}") for k in range(3)]
    seen, found = folded(engine.sum([named(f"a{k}", z.tanh()) for k, z in enumerate(x)]))
    (card,) = (card for card in found.cards if card.name == "a0 … a2")
    assert [seen.labels[i] for i in card.ends] == ["a0", "a2"]
