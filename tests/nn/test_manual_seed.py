"""Models without an rng: their weights follow from `manual_seed`, at which a program begins with 0."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

import nn
from engine.errors import ArgumentError
from nn import MLP, Layer, Neuron

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _seeded():
    yield
    nn.manual_seed(0)


def weights() -> list[float]:
    return [p.data for part in (MLP(2, [3, 1]), Layer(2, 2), Neuron(2)) for p in part.parameters()]


def test_without_an_rng_the_weights_follow_from_manual_seed_and_differ_from_model_to_model():
    nn.manual_seed(1337)
    first, second = weights(), weights()
    nn.manual_seed(1337)
    assert first == weights()
    assert first != second


def test_a_program_begins_at_seed_0_and_the_global_generator_is_left_alone():
    nn.manual_seed(0)
    wanted = weights()
    before = random.getstate()
    weights()
    assert random.getstate() == before
    program = "import random\nrandom.seed(5)\nfrom nn import MLP, Layer, Neuron\n" + (
        "print([p.data for part in (MLP(2, [3, 1]), Layer(2, 2), Neuron(2)) for p in part.parameters()])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(wanted)


@pytest.mark.parametrize("seed", ["1337", 1.5, None, True])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ArgumentError, match="manual_seed: takes a whole number"):
        nn.manual_seed(seed)
