"""States: what is saved comes back, to the last bit, or nothing changes and the error says why."""

import json
import math
import random

import pytest

from engine import Value
from engine.errors import (
    ArgumentError,
    DomainError,
    IsFolderError,
    MissingFileError,
    NotANumberError,
    ReadOnlyError,
    SettingError,
    ShapeError,
)
from nn import (
    MLP,
    RNN,
    Adam,
    BatchNorm,
    CausalSelfAttention,
    Conv2D,
    Embedding,
    GRUCell,
    LayerNorm,
    LSTMCell,
    Neuron,
    Residual,
    RNNCell,
    Sequential,
)
from nn.state import checked_memory

MAKERS = {
    "MLP": lambda rng: MLP(2, 3, 1, rng=rng),
    "Conv2D": lambda rng: Conv2D(2, 3, 2, rng=rng),
    "RNNCell": lambda rng: RNNCell(2, 3, rng=rng),
    "GRUCell": lambda rng: GRUCell(2, 2, rng=rng),
    "LSTMCell": lambda rng: LSTMCell(2, 2, rng=rng),
    "RNN": lambda rng: RNN(2, 3, 1, rng=rng),
    "Embedding": lambda rng: Embedding(4, 2, rng=rng),
    "attention": lambda rng: CausalSelfAttention(4, 2, rng=rng),
    "LayerNorm": lambda rng: LayerNorm(3),
    "nested": lambda rng: Sequential(Residual(MLP(2, 2, rng=rng)), "tanh", BatchNorm(2)),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_state_goes_round_through_a_file_to_the_last_bit(name, tmp_path):
    first, second = MAKERS[name](random.Random(1)), MAKERS[name](random.Random(2))
    for parameter in first.parameters():
        parameter.data += 0.1  # a number with no short decimal form
    first.save(tmp_path / "model.json")
    assert second.load(tmp_path / "model.json") is second
    assert second.state_dict() == first.state_dict()
    assert len(first.state_dict()) >= len(first.parameters())


def test_a_file_is_readable_and_says_what_it_is(tmp_path):
    MLP(1, 1, init="zeros").save(tmp_path / "m.json")
    assert json.loads((tmp_path / "m.json").read_text()) == {
        "model": "MLP(1 -> 1): 2 parameters",
        "state": {"output.neurons.0.w0": 0.0, "output.neurons.0.b": 0.0},
    }


def test_running_statistics_are_part_of_the_state():
    norm, other = BatchNorm(1), BatchNorm(1)
    norm([[1.0], [5.0]])
    assert norm.state_dict()["running_mean0"] == pytest.approx(0.3)
    other.load_state_dict(norm.state_dict())
    assert (other.running_mean, other.running_variance) == (norm.running_mean, norm.running_variance)
    assert len(norm.parameters()) == 2


def test_a_state_is_a_copy():
    model = MLP(1, 1, init="zeros")
    state = model.state_dict()
    model.output.b[0].data = 1.0
    assert state["output.neurons.0.b"] == 0.0


def test_a_state_of_another_model_is_refused_and_changes_nothing():
    small, large = MLP(2, 2, 1, rng=random.Random(0)), MLP(2, 4, 1, rng=random.Random(1))
    before = large.state_dict()
    with pytest.raises(
        ShapeError, match=r"missing hidden.0.neurons.2.w0, .* and 4 more; build the model with the sizes"
    ):
        large.load_state_dict(small.state_dict())
    assert large.state_dict() == before
    with pytest.raises(ShapeError, match=r"mlp: the state does not fit this model: unknown hidden.0.neurons.2.w0"):
        small.load_state_dict(before)


@pytest.mark.parametrize("number", [math.nan, math.inf, None, "1"])
def test_a_state_with_what_is_no_finite_number_is_refused_at_its_path_and_changes_nothing(number):
    model = MLP(1, 1, init="zeros")
    state = {"output.neurons.0.w0": 1.0, "output.neurons.0.b": number}
    with pytest.raises((SettingError, NotANumberError), match=r"^mlp: output\.neurons\.0\.b in the state"):
        model.load_state_dict(state)
    assert [p.data for p in model.parameters()] == [0.0, 0.0]


def test_the_state_of_an_optimiser_is_one_number_for_all_or_one_for_each_of_its_parameters():
    assert checked_memory("Adam", {"m": [1, 2], "steps": 0, "s": 0}, ["m", "s"], 2) == (0, {"m": [1.0, 2.0], "s": 0.0})
    with pytest.raises(
        ShapeError, match=r"^Adam: the state has 1 numbers in .m., but there are 2 parameters; give the"
    ):
        checked_memory("Adam", {"m": [1], "steps": 0, "s": 0}, ["m", "s"], 2)


def test_the_state_of_an_optimiser_that_is_refused_changes_nothing():
    optimiser = Adam([w := Value(1.0)])
    w.grad = 1.0
    optimiser.step()
    before = optimiser.state_dict()
    with pytest.raises(SettingError, match=r"^Adam: s\[0\] in the state must be finite, got nan"):
        optimiser.load_state_dict({"steps": 5, "m": [0.0], "s": [math.nan]})
    assert optimiser.state_dict() == before


def test_a_number_that_json_cannot_hold_is_named_and_no_file_appears(tmp_path):
    model = MLP(1, 1, init="zeros")
    model.output.b[0].data = float("nan")
    with pytest.raises(DomainError, match=r"output.neurons.0.b is nan"):
        model.save(tmp_path / "m.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["{", "[1, 2]", '{"state": 3}', "{}"])
def test_a_file_of_something_else_is_refused(text, tmp_path):
    (tmp_path / "m.json").write_text(text)
    with pytest.raises(ShapeError, match=r"m\.json is not a model file"):
        MLP(1, 1, init="zeros").load(tmp_path / "m.json")


def test_a_file_is_json_with_one_space_for_each_level(tmp_path):
    Neuron(1, init="zeros").assign(w=[0.1]).save(tmp_path / "m.json")
    assert (tmp_path / "m.json").read_text() == (
        '{\n "model": "Neuron(1 -> 1, linear): 2 parameters",\n "state": {\n  "w0": 0.1,\n  "b": 0.0\n }\n}\n'
    )


@pytest.mark.parametrize("path", [None, 3, ["m.json"]])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(ArgumentError, match="neuron: load takes the path of a file"):
        Neuron(1, init="zeros").load(path)


@pytest.mark.parametrize(
    ("trouble", "error", "message"),
    [
        (IsADirectoryError, IsFolderError, "is a folder; add the name"),
        (FileNotFoundError, MissingFileError, "there is no file"),
        (PermissionError, ReadOnlyError, "may not be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(trouble, error, message, monkeypatch):
    def read_text(path, encoding):
        raise trouble

    monkeypatch.setattr("pathlib.Path.read_text", read_text)
    with pytest.raises(error, match=f"neuron: .*'m.json'.*{message}|neuron: {message} 'm.json'"):
        Neuron(1, init="zeros").load("m.json")


def test_buffers_and_parameters_are_set_each_in_its_place():
    norm = BatchNorm(2)
    state = {"scale0": 1.0, "scale1": 2.0, "shift0": 3.0, "shift1": 4.0, "running_mean0": 5.0, "running_mean1": 6.0,
             "running_variance0": 7.0, "running_variance1": 8.0}  # fmt: skip
    norm.load_state_dict(state)
    assert norm.state_dict() == state
    assert (norm.running_mean, norm.running_variance) == ([5.0, 6.0], [7.0, 8.0])
    inside = Sequential(norm)
    assert list(inside.named_buffers()) == [
        f"stages.0.running_{name}{i}" for name in ("mean", "variance") for i in (0, 1)
    ]
    assert inside.named_buffers()["stages.0.running_mean1"] == ([5.0, 6.0], 1)
