"""fit(replay=...): the same results as the eager loop, or the eager loop itself."""

import functools
import random
from types import SimpleNamespace

import numpy as np
import pytest

from engine import PRIMITIVES, Primitive, Value, record
from engine.errors import DivergenceError, DomainError, RecordingError, SettingError
from nn import (
    MLP,
    RNN,
    SGD,
    Adam,
    BatchNorm,
    Conv2D,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    MaxPool2D,
    Module,
    Momentum,
    Neuron,
    Sequential,
    datasets,
    fit,
    losses,
)
from nn.activation import activation_of
from nn.data import Data
from nn.eager import Eager
from nn.known import known
from nn.replay import (
    MOST_CLASSES,
    CannotReplay,
    Replayed,
    _different,
    _refuse_what_changes,
    classes_of,
    steps,
)


def squared(predictions, targets):
    return losses.squared_error(predictions, targets, "mean")


def conv(rng):
    return Sequential(Conv2D(1, 2, 3, activation="relu", rng=rng), MaxPool2D(2), Flatten(), Layer(2, 3, rng=rng))


CASES = {
    "classes 0 and 1": (
        lambda rng: MLP(2, 4, 1, rng=rng), datasets.moons(13, rng=random.Random(1)),
        losses.binary_cross_entropy_from_logits, lambda p: Adam(p, 0.05),
    ),
    "classes": (
        lambda rng: MLP(2, 4, 3, rng=rng, activation="tanh"), datasets.spirals(13, rng=random.Random(1)),
        losses.softmax_cross_entropy, lambda p: Momentum(p, 0.1, weight_decay=0.01),
    ),
    "classes -1 and +1, summed": (
        lambda rng: Neuron(2, rng=rng), Data([[0.0, 1.0], [2.0, 1.0], [3.0, -1.0]], [-1, 1, 1]),
        lambda f, y: losses.hinge(f, y, "sum"), lambda p: SGD(p, 0.1, clip=0.5),
    ),
    "quantities": (
        lambda rng: MLP(1, 4, 1, rng=rng), datasets.curve(abs, 13, rng=random.Random(1)),
        squared, lambda p: Adam(p, 0.05),
    ),
    "several quantities": (
        lambda rng: MLP(2, 3, 2, rng=rng),
        Data([[0.0, 1.0], [1.0, 0.0], [0.5, 2.0]], [[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]),
        squared, lambda p: SGD(p, 0.1),
    ),
    "images": (
        conv, datasets.bars_and_crosses(9, size=4, rng=random.Random(1)),
        losses.softmax_cross_entropy, lambda p: Adam(p, 0.05),
    ),
    "sequences": (
        lambda rng: RNN(1, 3, 1, rng=rng), Data([[[0.0], [1.0]], [[1.0], [1.0]], [[1.0], [0.0]]], [0.0, 1.0, 1.0]),
        lambda ys, ts: squared([y[-1] for y in ys], ts), lambda p: Adam(p, 0.05),
    ),
}  # fmt: skip


@pytest.mark.parametrize("batch_size", [None, 4])
@pytest.mark.parametrize("case", CASES)
def test_gives_what_eager_training_gives(case, batch_size):
    make, data, loss, optimiser = CASES[case]
    found = {}
    for replay in (True, False):
        model = make(random.Random(5))
        history = fit(
            model, data, loss, optimiser(model.parameters()),
            epochs=6, batch_size=batch_size, rng=random.Random(6), replay=replay, validation=data,
        )  # fmt: skip
        assert history.replayed is replay
        found[replay] = [*history.loss, *history.validation_loss, *(p.data for p in model.parameters())]
        found[replay] += [p.grad for p in model.parameters()]
    np.testing.assert_allclose(found[True], found[False], rtol=1e-9, atol=1e-12)


def thinned(rng):
    return Sequential(Layer(2, 4, rng=rng), Dropout(0.5, rng=rng), Layer(4, 1, rng=rng))


class Undecided(Module):
    """A model whose graph depends on the numbers of the example."""

    def __init__(self, rng):
        super().__init__()
        self.low, self.high = Neuron(2, rng=rng), Neuron(2, rng=rng)

    def forward(self, x):
        return self.high(x) if x[0] > 0.5 else self.low(x)


class Peeking(Neuron):
    """A model that reads a number with .data, which a recording freezes."""

    def forward(self, x):
        return super().forward(x) * (x[0].data if isinstance(x[0], Value) else x[0])


class Spelling(Module):
    """A model whose input is no number at all."""

    def __init__(self):
        super().__init__()
        self.weights = [Value(0.0, letter) for letter in "abc"]

    def forward(self, word):
        return sum(self.weights["abc".index(letter)] for letter in word)


POINTS = Data([[0.1, 0.2], [0.9, 0.4], [0.3, 0.3]], [1.0, 0.0, 0.5])
REFUSED = {
    "dropout": (thinned, POINTS, squared, r"dropout\.1 does something else at each call"),
    "a number read with .data": (lambda rng: Peeking(2, rng=rng), POINTS, squared, "reads the number of"),
    "a loss that is no sum": (
        lambda rng: Neuron(2, rng=rng), POINTS, lambda h, y: squared(h, y) ** 0.5, "neither the sum nor the mean",
    ),
    "sequences of several lengths": (
        lambda rng: RNN(1, 2, 1, rng=rng), Data([[[0.0]], [[1.0], [0.0]]], [0.0, 1.0]),
        lambda ys, ts: squared([y[-1] for y in ys], ts), "different shapes",
    ),
    "words": (
        lambda rng: Spelling(), Data(["ab", "c"], [0.0, 1.0]), squared, "not lists of numbers",
    ),
    "a table looked up": (
        lambda rng: Sequential(Embedding(3, 2, rng=rng), Layer(2, 1, rng=rng)), Data([0, 1, 2], [0.0, 1.0, 2.0]),
        squared, "cannot be recorded .*is no whole number",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_replayed_is_trained_eagerly_or_says_why(case):
    make, data, loss, why = REFUSED[case]
    model = make(random.Random(5))
    with pytest.raises(SettingError, match=f"replay=True does not apply: .*{why}"):
        fit(model, data, loss, SGD(model.parameters(), 0.1), epochs=2, replay=True)
    found = []
    for replay in (None, False):
        model = make(random.Random(5))
        history = fit(model, data, loss, SGD(model.parameters(), 0.1), epochs=2, replay=replay)
        assert not history.replayed
        found.append([p.data for p in model.parameters()])
    assert found[0] == found[1]


def test_a_class_that_is_compared_is_not_mistaken_for_a_number():
    """A hand-written loss with `y == 1`: on a Value the comparison is False and raises nothing."""

    def own(logits, targets):
        terms = [(-z if y == 1 else z).softplus() for [z], y in zip(logits, targets, strict=True)]
        return sum(terms) / len(terms)

    data = datasets.moons(10, rng=random.Random(0))
    found = []
    for replay in (True, False):
        model = MLP(2, 3, 1, rng=random.Random(5))
        fit(model, data, own, SGD(model.parameters(), 0.1), epochs=5, replay=replay)
        found.append([p.data for p in model.parameters()])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        ([2, 0, 2], [0, 2]),
        ([True, False], [False, True]),
        (np.array([1, -1]), [-1, 1]),
        (["dog", "cat"], ["cat", "dog"]),
        ([1.0, 0.0], []),
        ([1, 0.0], []),
        ([[1], [0]], []),
        (list(range(40)), []),
    ],
)
def test_whole_numbers_truth_values_and_words_name_classes_and_everything_else_is_a_quantity(targets, found):
    assert classes_of(targets) == found


def test_whole_numbers_that_a_loss_takes_as_quantities_give_the_same_training():
    data = Data([[0.1, 0.2], [0.9, 0.4], [0.3, 0.3]], [3, -1, 2])
    found = []
    for replay, targets in ((True, data.targets), (True, [float(y) for y in data.targets]), (False, data.targets)):
        model = MLP(2, 3, 1, rng=random.Random(5))
        history = fit(model, (data.inputs, targets), squared, Adam(model.parameters(), 0.1), epochs=8, replay=replay)
        found.append([*history.loss, *(p.data for p in model.parameters())])
    assert found[0] == found[1]  # the switches are exact: 0 times a loss adds nothing
    np.testing.assert_allclose(found[0], found[2], rtol=1e-9)


def test_words_are_classes():
    def own(logits, targets):
        terms = [(-z if y == "yes" else z).softplus() for [z], y in zip(logits, targets, strict=True)]
        return sum(terms) / len(terms)

    inputs, targets = datasets.moons(10, rng=random.Random(0))
    found = []
    for replay in (True, False):
        model = MLP(2, 3, 1, rng=random.Random(5))
        data = (inputs, ["yes" if y else "no" for y in targets])
        fit(model, data, own, SGD(model.parameters(), 0.1), epochs=5, replay=replay)
        found.append([p.data for p in model.parameters()])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)


def test_the_loss_of_a_class_that_is_not_asked_for_may_be_infinite():
    """p rounds to 1, and ln(1 - p), recorded for the other class, has no value; the eager loss never asks for it."""
    model = Neuron(1, "sigmoid", init="zeros").assign(w=[50.0])
    history = fit(model, ([[1.0], [-1.0]], [1, 0]), losses.binary_cross_entropy, SGD(model.parameters(), 0.1), epochs=3)
    assert history.loss == pytest.approx([0.0, 0.0, 0.0], abs=1e-15)


# What a user's own model may do.


class Branching(Module):
    """A model that decides by comparing numbers, in the ways that a random choice of seeds gives."""

    def __init__(self, rng):
        super().__init__()
        self.low, self.high = MLP(2, 3, 1, rng=rng), MLP(2, 3, 1, rng=rng)
        self.kind = rng.randrange(5)

    def forward(self, x):
        [low], [high] = self.low(x), self.high(x)
        match self.kind:
            case 0:
                return high if x[0] > 0.2 else low
            case 1:
                return max(low, high)
            case 2:
                return sorted([low, high, x[0] * low])[1]
            case 3:
                return low if low > 0 else 0.1 * low
            case _:
                return self.high([min(low, high), x[1]])[0] if high < low else low * 2.0


@pytest.mark.long
@pytest.mark.parametrize("replay", [None, True])
@pytest.mark.parametrize("seed", range(20))
def test_models_that_branch_on_numbers_are_trained_as_by_eager_steps(seed, replay):
    data = datasets.curve(abs, 12, rng=random.Random(seed))
    inputs = [[*x, 0.3] for x in data.inputs]
    found = []
    for how in (replay, False):
        model = Branching(random.Random(seed))
        history = fit(
            model, (inputs, data.targets), squared, SGD(model.parameters(), 0.05),
            epochs=12, batch_size=5, rng=random.Random(1), replay=how,
        )  # fmt: skip
        found.append([*history.loss, *(p.data for p in model.parameters())])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)


def test_a_graph_whose_branches_keep_changing_goes_on_eagerly():
    def folded(x):
        return w * x[0] if x[0] > 0 else -w * x[0]

    w, rng = Value(0.5, "w"), random.Random(0)
    data = Data([[rng.uniform(-1, 1)] for _ in range(20)], [0.0] * 20)
    history = fit(folded, data, squared, SGD([w], 0.01), epochs=3, batch_size=4, replay=True)
    assert not history.replayed
    assert history.note == (
        "fit: replay=True, but the graph of each batch is built anew: "
        "a comparison of numbers chooses another branch too often"
    )


@pytest.mark.parametrize(
    "is_five",
    [
        lambda x: x in {5.0},
        lambda x: x == np.int64(5),
        lambda x: np.float64(5) == x,
        lambda x: {5.0: True}.get(x, False),
    ],
    ids=["a set", "an int of NumPy", "a float of NumPy", "a table"],
)
@pytest.mark.parametrize("epochs", [1, 20])
def test_numbers_are_equal_and_looked_up_as_in_eager_training(is_five, epochs):
    data, found = ([[1.0], [1.5], [5.0], [7.0]], [0.0, 1.0, 0.0, 1.0]), []
    for replay in (True, False):
        a, b = Value(0.1, "a"), Value(0.2, "b")
        fit(lambda x, a=a, b=b: (a if is_five(x[0]) else b) * x[0], data, squared, SGD([a, b], 0.001),
            epochs=epochs, replay=replay)  # fmt: skip
        found.append([a.data, b.data])
    assert found[0] == pytest.approx(found[1], rel=1e-12)


class Counting(Module):
    """A model with a state of its own: it counts its calls, and draws from a source of its own."""

    def __init__(self):
        super().__init__()
        self.w, self.calls, self.rng = Value(0.5, "w"), 0, random.Random(3)

    def forward(self, x):
        self.calls += 1
        return self.w * x[0] * self.rng.random()


@pytest.mark.parametrize("epochs", [0, 1, 5])
def test_nothing_is_called_but_what_the_plain_loop_calls(epochs):
    data = Data([[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0])
    model, plain = Counting(), Counting()
    history = fit(model, data, squared, SGD(model.parameters(), 0.01), epochs=epochs)
    optimiser = SGD(plain.parameters(), 0.01)
    for _ in range(epochs):
        optimiser.zero_grad()
        squared([plain(x) for x in data.inputs], data.targets).backward()
        optimiser.step()
    assert model.calls == plain.calls == 3 * epochs
    assert model.rng.getstate() == plain.rng.getstate()
    assert model.w.data == plain.w.data
    assert not history.replayed
    assert "replay=True" in history.note


def test_a_terminal_says_how_to_be_faster_once(capsys):
    model = Counting()
    fit(model, ([[1.0]], [1.0]), squared, SGD(model.parameters(), 0.01), epochs=3, progress=True)
    assert capsys.readouterr().err.count("fit(..., replay=True) records one") == 1
    fit(model, ([[1.0]], [1.0]), squared, SGD(model.parameters(), 0.01), epochs=3, progress=True, replay=False)
    assert "replay=True" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("thing", "is_known"),
    [
        (MLP(2, 3, 1, rng=random.Random(0)), True),
        (Sequential(Layer(2, 3, rng=random.Random(0)), "tanh"), True),
        (Sequential(Layer(2, 3, rng=random.Random(0)), lambda x: x * 2), False),
        (Neuron(2, lambda x: x.relu(), rng=random.Random(0)), False),
        (Branching(random.Random(0)), False),
        (losses.hinge, True),
        (functools.partial(losses.squared_error, reduction="sum"), True),
        (functools.partial(squared), False),
        (lambda h, y: losses.hinge(h, y), False),
    ],
)
def test_only_what_consists_of_nns_own_parts_is_known(thing, is_known):
    assert known(thing) is is_known


@pytest.mark.long
@pytest.mark.parametrize("replay", [True, None])
def test_a_penalty_that_is_zero_at_the_start_is_not_counted_for_every_example(replay):
    inputs = [[i / 4] for i in range(8)]
    targets = [2 * x + 1 for [x] in inputs]
    model = Neuron(1, init="zeros")

    def ridge(predictions, targets):
        return losses.squared_error(predictions, targets, "sum") + losses.l2_penalty(model.w, 1.0)

    if replay:
        with pytest.raises(SettingError, match="neither the sum nor the mean"):
            fit(model, (inputs, targets), ridge, SGD(model.parameters(), 0.02), epochs=5, replay=True)
    else:
        fit(model, (inputs, targets), ridge, SGD(model.parameters(), 0.02), epochs=500)
        assert [p.data for p in model.parameters()] == pytest.approx([1.448, 1.483], abs=1e-3)


@pytest.mark.parametrize("call", [lambda m: m.forward, lambda m: m.__call__, lambda m: functools.partial(m)])
def test_a_module_behind_a_function_is_not_known(call):
    assert not known(call(Sequential(Layer(1, 2, rng=random.Random(1)), Dropout(0.1, rng=random.Random(0)))))


def test_a_loss_that_somebody_has_wrapped_is_not_known():
    @functools.wraps(losses.hinge)
    def counted(*given):
        return losses.hinge(*given)

    assert not known(counted)


def test_dropout_is_not_recorded_in_training():
    layer, w = Dropout(0.5, rng=random.Random(0)), Value(1.0)
    with pytest.raises(RecordingError, match=r"dropout: chooses anew .* call model.eval\(\)"):
        record(lambda x: layer([w * x])[0], [w], 1.0)
    layer.eval()
    assert record(lambda x: layer([w * x])[0], [w], 1.0).value([2.0], [3.0]) == 6.0


# The rules themselves, at their edges.


def test_as_many_classes_as_this_are_told_apart():
    assert classes_of(list(range(MOST_CLASSES))) == list(range(MOST_CLASSES))
    assert classes_of(list(range(MOST_CLASSES + 1))) == []
    assert MOST_CLASSES == 32


@pytest.mark.parametrize(
    ("targets", "looked_at"),
    [
        ([7], [0]),
        ([1, 1], [0, 1]),
        ([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 5]),
        ([[1.0], [1.0], [2.0], [1.0]], [0, 2, 3]),
        (["b", "a", "b", "a"], [0, 1, 3]),
    ],
)
def test_a_few_examples_with_different_targets_are_looked_at_and_the_last(targets, looked_at):
    assert _different(targets) == looked_at


def eager(data=POINTS, loss=squared, model=None, rate=0.1):
    w = Value(0.5, "w")
    return Eager(model or (lambda x: w * x[0] + w * w * x[1]), loss, SGD([w], rate), Data(*data))


@pytest.mark.parametrize(("reduction", "is_mean"), [("mean", True), ("half_mean", True), ("sum", False)])
def test_a_replayed_step_is_an_eager_step(reduction, is_mean):
    def loss(predictions, targets):
        return losses.squared_error(predictions, targets, reduction)

    one, other = eager(loss=loss), eager(loss=loss)
    replayed = Replayed(one)
    assert replayed.mean is is_mean
    for batch in ([0], [0, 2], [1, 2, 0]):
        assert replayed.value(batch) == pytest.approx(other.value(batch), rel=1e-12)
        assert replayed.step(batch) == pytest.approx(other.step(batch), rel=1e-12)
        replayed.settle()
        [p], [q] = one.optimiser.parameters, other.optimiser.parameters
        assert (p.data, p.grad) == pytest.approx((q.data, q.grad), rel=1e-12)
        assert p.passes == q.passes == 1
    assert one.optimiser.steps == 3
    assert type(replayed.step([0])) is type(replayed.value([0])) is float
    assert replayed.replayed
    assert replayed.calls == 8


def test_numbers_wait_for_the_parameters_unless_somebody_looks():
    one, seen = eager(), []
    [w] = one.optimiser.parameters
    replayed = Replayed(one)
    for _ in range(3):
        replayed.step([0, 1, 2])
    assert (w.data, w.grad) == (0.5, 0.0), "nobody has looked"
    other = eager()
    for _ in range(3):
        other.step([0, 1, 2])
    [v] = other.optimiser.parameters
    replayed.settle()
    assert (w.data, w.grad, w.passes) == pytest.approx((v.data, v.grad, 1), rel=1e-12)
    w.data = 0.5
    replayed.settle()
    assert w.data == 0.5, "nothing was waiting"

    def rate(t):
        seen.append(w.data)
        return 0.1

    one.optimiser.learning_rate = rate
    replayed = Replayed(one)
    before = [w.data]
    for _ in range(2):
        replayed.step([0, 1, 2])
        before.append(w.data)
    assert seen == before[:2]
    assert len(set(before)) == 3


def test_after_an_error_the_parameters_are_those_of_the_last_good_step():
    found = []
    for replay in (True, False):
        w = Value(1.0, "w")
        with pytest.raises(DivergenceError):
            fit(
                lambda x, w=w: w * x[0], ([[1.0]] * 4, [0.0] * 4), squared, SGD([w], 1e100), batch_size=1, replay=replay
            )
        found.append((w.data, w.grad))
    assert found[0] == pytest.approx(found[1], rel=1e-12)
    assert abs(found[0][0]) > 1e99


@pytest.mark.parametrize("replay", [None, False, True])
def test_what_is_asked_for_decides_which_steps_are_taken(replay):
    mine, ours = eager(), Eager(Neuron(2, init="zeros"), losses.hinge, SGD([Value(1.0)], 0.1), Data([[1.0, 2.0]], [1]))
    assert isinstance(steps(mine, replay), Replayed) is (replay is True)
    ours.optimiser = SGD(ours.model.parameters(), 0.1)
    assert isinstance(steps(ours, replay), Replayed) is (replay is not False)


def test_one_example_alone_is_neither_a_mean_nor_a_sum_and_may_be_replayed():
    data = Data([[0.1, 0.2]], [1.0])
    replayed = Replayed(eager(data, lambda h, y: squared(h, y) * 2))
    assert replayed.value([0]) == pytest.approx(eager(data, lambda h, y: squared(h, y) * 2).value([0]), rel=1e-12)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (Data([[0.1, 0.2], [0.3]], [1.0, 0.0]), "the examples have different shapes"),
        (Data([[0.1, 0.2], [0.3, 0.4]], [[1.0], 0.0]), "the examples have different shapes"),
        (Data([[0.1, "a"], [0.3, 0.4]], [1.0, 0.0]), "are not lists of numbers of one shape"),
    ],
)
def test_examples_that_are_no_arrays_cannot_be_replayed(data, why):
    with pytest.raises(CannotReplay, match=why):
        Replayed(eager(data))


def test_whole_batches_running_statistics_and_dropout_cannot_be_replayed():
    whole = eager()
    whole.batched = True
    with pytest.raises(CannotReplay, match="takes whole batches"):
        Replayed(whole)
    for part, allowed in ((BatchNorm(2), False), (Dropout(0.5, rng=random.Random(0)), False),
                          (Dropout(0.0, rng=random.Random(0)), True), (LayerNorm(2), True)):  # fmt: skip
        for training in (True, False):
            model = Sequential(part, Layer(2, 1, init="zeros")).train(training)
            if allowed or not training:
                _refuse_what_changes(model)
            else:
                with pytest.raises(CannotReplay, match=f"{part.name} does something else at each call"):
                    _refuse_what_changes(model)


def test_a_loss_that_has_no_value_beside_the_present_parameters_is_looked_at_there():
    """ln(0.01 - w) at w = 0, from where an increase leaves its domain."""
    w = Value(0.0, "w")
    Replayed(Eager(lambda x: (0.01 - w) * x[0], lambda h, y: h[0].log(), SGD([w], 0.1), Data([[1.0]], [0.0])))
    with pytest.raises(CannotReplay, match="has no finite value near the present parameters"):
        Replayed(Eager(lambda x: (0.01 - w) * x[0], lambda h, y: sum(z.log() for z in h), SGD([w], 0.1),
                       Data([[1.0], [-1.0]], [0.0, 1.0])))  # fmt: skip


def test_model_and_loss_both_have_to_be_known():
    neuron, data = Neuron(2, init="zeros"), Data([[1.0, 2.0]], [1])
    for model, loss, is_replayed in (
        (neuron, losses.hinge, True),
        (neuron, lambda f, y: losses.hinge(f, y), False),
        (lambda x: neuron(x), losses.hinge, False),
    ):
        taken = steps(Eager(model, loss, SGD(neuron.parameters(), 0.1), data), None)
        assert isinstance(taken, Replayed) is is_replayed
        assert taken.replayed is is_replayed


def test_an_activation_of_the_table_that_is_no_method_is_known(monkeypatch):
    row = Primitive("cube", "cube", "activation", lambda math, x: x * x * x,
                    lambda math, y, x: (3 * x * x,), "{x}**3", ("3*{x}**2",))  # fmt: skip
    monkeypatch.setitem(PRIMITIVES, "cube", row)
    assert known(Neuron(1, "cube", init="zeros"))
    assert known(activation_of("linear"))

    def function_made():
        return lambda x: x

    ours = function_made()
    ours.__module__ = "engine"
    assert not known(ours)
    ours.__qualname__ = "function_of.<locals>.function"  # what engine.function_of makes has this name
    for module in ("engine.zzz", "nn.activation", "engine.value", "mine"):
        ours.__module__ = module
        assert not known(ours)


@pytest.mark.parametrize(
    "targets", [np.array([1000, 2000, 1000]), ["".join("no"), "".join("yes"), "".join(["n", "o"])]]
)
def test_classes_are_those_that_are_equal_and_not_one_object(targets):
    def loss(predictions, targets):
        return sum(-z if y in (1000, "no") else z * z for z, y in zip(predictions, targets, strict=True))

    data = Data(POINTS.inputs, list(targets))
    replayed, other = Replayed(eager(data, loss)), eager(data, loss)
    for batch in ([0], [1], [2], [0, 1, 2]):
        assert replayed.step(batch) == pytest.approx(other.step(batch), rel=1e-12)


def test_where_a_replay_leaves_its_domain_the_eager_steps_go_on_and_say_so():
    """w falls from 0.5 by 0.2 with each step: the logarithm of the fourth has no value."""

    def loss(predictions, targets):
        return sum(z.log() * 0.0 + z for z in predictions)

    w = Value(0.5, "w")
    replayed = Replayed(Eager(lambda x: w * x[0], loss, SGD([w], 0.2), Data([[1.0], [1.0]], [0.0, 0.0])))
    assert [replayed.step([0]) for _ in range(3)] == pytest.approx([0.5, 0.3, 0.1])
    assert replayed.replayed
    with pytest.raises(DomainError, match=r"^log: log\(-0\.1\) has no finite real value"):
        replayed.step([0])
    assert not replayed.replayed
    w.data = 0.25
    assert replayed.value([0, 1]) == 0.5
    assert replayed.step([1]) == 0.25


@pytest.mark.parametrize("count", [2, 3])
def test_a_loss_of_a_batch_that_is_neither_sum_nor_mean_is_noticed_from_two_examples_on(count):
    data = Data(POINTS.inputs[:count], POINTS.targets[:count])
    with pytest.raises(CannotReplay, match="neither the sum nor the mean"):
        Replayed(eager(data, lambda h, y: squared(h, y) ** 0.5))


def test_a_model_or_a_loss_of_ones_own_is_told_what_would_be_faster():
    neuron, data = Neuron(2, init="zeros"), ([[1.0, 2.0]], [1])
    for model, loss, replay, is_told in (
        (neuron, losses.hinge, None, False),
        (neuron, lambda f, y: losses.hinge(f, y), None, True),
        (lambda x: neuron(x), losses.hinge, None, True),
        (lambda x: neuron(x), losses.hinge, False, False),
        (lambda x: neuron(x), losses.hinge, True, False),
    ):
        history = fit(model, data, loss, SGD(neuron.parameters(), 0.1), epochs=1, replay=replay)
        assert bool(history.note) is is_told
    history = fit(lambda xs: [neuron(x) for x in xs], data, losses.hinge, SGD(neuron.parameters(), 0.1), batched=True)
    assert history.note == ""


def test_a_branch_may_change_four_times_before_steps_go_on_eagerly():
    steps = Replayed.__new__(Replayed)
    steps.calls, steps.replayed, steps.tape = 0, True, SimpleNamespace(eager_calls=4)
    assert steps._compute(lambda: 1.5) == 1.5
    steps.tape.eager_calls = 5
    assert steps._compute(lambda: 1.5) is None
    steps = Replayed.__new__(Replayed)
    steps.calls, steps.replayed, steps.tape = 11, True, SimpleNamespace(eager_calls=6)  # or at every other call
    assert steps._compute(lambda: 1.5) == 1.5
