"""What nn refuses, to the letter: a message names the place, what is wanted and what came, with the right numbers.

`refusals.txt` holds a call and below it the error. What stands behind the first semicolon is advice; it is told there
where the code chooses one.
"""

from pathlib import Path

import pytest

from engine.errors import ChalkgradError

SETUP = """
import random
from engine import Value
from nn import *
from nn.activation import activation_of
from nn.data import examples, finite, rows_of_numbers
from nn.init import initialiser
from nn.shape import check_interval, check_rng, check_sequence, image, map_values, vector
from nn.state import set_state

rng = random.Random(0)
v, w = Value(2.0, "v"), Value(0.5, "w")
nan, inf = float("nan"), float("inf")
data = Data([[0.0, 1.0], [1.0, 0.0]], [0.0, 1.0])
neuron = Neuron(2, init="zeros")
kmeans = KMeans(1, rng=rng).fit([[0.0, 1.0]])
scale = Standardise([0.0, 1.0], [1.0, 2.0])


def squared(predictions, targets):
    return losses.squared_error(predictions, targets, "mean")


def sgd():
    return SGD(neuron.parameters(), 0.1)
"""

TABLE = Path(__file__).with_name("refusals.txt").read_text(encoding="utf-8").splitlines()
REFUSED = dict(zip(TABLE[::2], map(str.strip, TABLE[1::2]), strict=True))


@pytest.mark.parametrize("call", REFUSED)
def test_a_refusal_says_what_is_wrong_to_the_letter(call):
    names = {}
    exec(SETUP, names)
    with pytest.raises(ChalkgradError) as caught:
        eval(call, names)
    said = f"{caught.type.__name__}: {caught.value}"
    assert REFUSED[call] in (said, said.partition("; ")[0])
