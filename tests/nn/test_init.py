"""Initialisers: their means, variances and ranges, measured on many draws, and their promises about seeds."""

import random
import statistics
from math import sqrt

import pytest

from engine import PRIMITIVES, Primitive, Value
from engine.errors import SettingError
from engine.words.nested import flatten, shape_of
from nn import MLP, Neuron
from nn.init import he, initialiser, matrix, normal, tensor, uniform, xavier, zeros

DRAWS = 20_000


def draws(init, fan_in=30, fan_out=10):
    rng = random.Random(0)
    return [init(rng, fan_in, fan_out) for _ in range(DRAWS)]


@pytest.mark.parametrize(
    ("init", "mean", "deviation"),
    [
        (uniform(2, 6), 4, 4 / sqrt(12)),
        (normal(3, 0.5), 3, 0.5),
        (xavier(), 0, sqrt(2 / 40)),
        (he(), 0, sqrt(2 / 30)),
        (zeros(), 0, 0),
    ],
)
def test_an_initialiser_has_the_mean_and_the_deviation_of_its_formula(init, mean, deviation):
    numbers = draws(init)
    assert statistics.fmean(numbers) == pytest.approx(mean, abs=5 * deviation / sqrt(DRAWS))
    assert statistics.pstdev(numbers) == pytest.approx(deviation, rel=0.03)


def test_uniform_and_xavier_stay_inside_their_range():
    assert all(2 <= x <= 6 for x in draws(uniform(2, 6)))
    assert max(map(abs, draws(xavier()))) <= sqrt(6 / 40)


def test_he_keeps_the_size_of_a_signal_through_relu_layers_where_a_tenth_of_it_does_not():
    rng = random.Random(0)
    x = [rng.gauss(0, 1) for _ in range(30)]
    sizes = {
        name: statistics.fmean(y.data**2 for y in MLP(30, 30, 30, 30, 30, 30, rng=rng, init=init)(x))
        for name, init in {"he": he(), "small": normal(0, 0.1 * sqrt(2 / 30))}.items()
    }
    assert 0.1 < sizes["he"] < 20
    assert sizes["small"] < 1e-6


def test_zero_weights_make_equal_neurons_that_stay_equal():
    model = MLP(2, 2, 1, init="zeros", activation="tanh").assign()
    for parameter in model.parameters():
        parameter.data = 0.5  # any equal start
    model([1.0, 2.0])[0].backward()
    a, b = model.hidden[0].neurons
    assert [w.grad for w in a.w] == [w.grad for w in b.w]


def test_the_default_is_he_before_relu_and_xavier_otherwise():
    rng = random.Random(3)
    assert [w.data for w in Neuron(4, "relu", rng=random.Random(3)).w] == [he()(rng, 4, 1) for _ in range(4)]
    rng = random.Random(3)
    assert [w.data for w in Neuron(4, "tanh", rng=random.Random(3)).w] == [xavier()(rng, 4, 1) for _ in range(4)]


def test_every_rectifier_of_the_table_starts_with_he(monkeypatch):
    row = Primitive("hard", "hard", "rectifier", lambda math, x: math.where(x > 1, x - 1, 0.0),
                    lambda math, y, x: (math.where(x > 1, 1.0, 0.0),), "hard({x})", ("{x} > 1",))  # fmt: skip
    monkeypatch.setitem(PRIMITIVES, "hard", row)
    for name in ("hard", "leaky_relu"):
        rng = random.Random(3)
        assert [w.data for w in Neuron(4, name, rng=random.Random(3)).w] == [he()(rng, 4, 1) for _ in range(4)]
    rng = random.Random(3)
    assert [w.data for w in Neuron(4, Value.relu, rng=random.Random(3)).w] == [xavier()(rng, 4, 1) for _ in range(4)]


def test_a_function_of_the_fans_is_an_initialiser():
    assert [w.data for w in Neuron(2, init=lambda rng, fan_in, fan_out: fan_in + 0.5).w] == [2.5, 2.5]


def test_tensors_are_drawn_in_reading_order_with_labels():
    rng = random.Random(1)
    W = tensor("W", (2, 2), uniform(), random.Random(1), 1, 1)
    assert [w.data for row in W for w in row] == [rng.uniform(-1, 1) for _ in range(4)]
    assert [w.label for row in W for w in row] == ["W[0,0]", "W[0,1]", "W[1,0]", "W[1,1]"]


def test_a_matrix_has_a_row_for_each_input_and_knows_its_fans():
    r = (6 / (400 + 2)) ** 0.5
    W = matrix(400, 2, "W", random.Random(0))
    assert W.shape == (400, 2)
    assert W[399][1].label == "W[399,1]"
    assert 0.95 * r < max(abs(w) for w in W.data.entries) < r
    assert 0.06 < statistics.pstdev(matrix(400, 2, "W", random.Random(0), "he").data.entries) < 0.08  # sqrt(2 / 400)


def test_a_name_that_nobody_knows_is_refused():
    with pytest.raises(
        SettingError,
        match=r"no initialiser 'glorot'; choose one of zeros, uniform, normal, xavier, he, .*give a function$",
    ):
        initialiser("glorot")


@pytest.mark.parametrize(("fan_in", "fan_out"), [(1, 1), (3, 1), (2, 5)])
def test_the_first_numbers_are_those_of_the_source_itself(fan_in, fan_out):
    radius, ours, theirs = sqrt(6 / (fan_in + fan_out)), random.Random(7), random.Random(7)
    assert xavier()(ours, fan_in, fan_out) == theirs.uniform(-radius, radius)
    assert he()(ours, fan_in, fan_out) == theirs.gauss(0.0, sqrt(2 / fan_in))
    assert normal(1, 2)(ours, fan_in, fan_out) == theirs.gauss(1, 2)
    assert uniform(1, 2)(ours, fan_in, fan_out) == theirs.uniform(1, 2)
    assert zeros()(ours, fan_in, fan_out) == 0.0
    assert ours.getstate() == theirs.getstate()


@pytest.mark.parametrize(
    ("shape", "labels"),
    [
        ((), ["w"]),
        ((3,), ["w0", "w1", "w2"]),
        ((1, 2), ["w[0,0]", "w[0,1]"]),
        ((2, 1, 2), ["w[0,0,0]", "w[0,0,1]", "w[1,0,0]", "w[1,0,1]"]),
    ],
)
def test_a_tensor_has_the_shape_that_is_asked_for(shape, labels):
    made = tensor("w", shape, zeros(), None, 1, 1)
    assert [v.label for v in flatten(made)] == labels
    assert shape_of(made) == shape
