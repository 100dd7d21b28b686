"""Dropout: delete neurons at random while training, so that no neuron can rely on one other."""

import random
from typing import Any

from engine import Constant, Value
from engine.errors import RecordingError
from engine.modes import is_recording
from engine.real import check_number
from nn.module import Module
from nn.shape import check_rng, map_values


class Dropout(Module):
    """Replace every number by 0 with probability p in training; change nothing after `eval()`.

    Args:
        p: the probability of deletion, 0 <= p < 1.
        rng: the source of the decisions.
        rescale: True divides what is kept by 1 - p (inverted dropout), so that its expected value stays x and a test
            needs no correction. False deletes and does no more, as the notes say it: a unit then expects (1 - p) x
            in training but sees x in a test.

    Source: Srivastava et al. 2014; notes 002, regularization and dropout.

    >>> [y.data for y in Dropout(0.5, rng=random.Random(1))([1.0, 1.0, 1.0, 1.0])]
    [0.0, 2.0, 2.0, 0.0]
    """

    def __init__(self, p: float = 0.1, *, rng: random.Random, rescale: bool = True, name: str = "") -> None:
        super().__init__(name)
        self.p, self.rescale = check_number(self.name, "p", p, "at least 0 and less than 1"), rescale
        self.rng = check_rng(self.name, rng)

    def forward(self, x: Any) -> Any:
        return map_values(self._thinned if self.training else lambda v: v, x)

    def _thinned(self, x: Value) -> Value:
        if self.p and is_recording():
            raise RecordingError(f"{self.name}: chooses anew at each call, which a recording cannot; call model.eval()")
        if self.rng.random() < self.p:
            return Constant(0.0)  # deleted: nothing flows through it, forward or backward
        return x / (1 - self.p) if self.rescale and self.p else x

    def settings(self) -> str:
        return f"p = {self.p:g}" + ("" if self.rescale else ", no rescaling")
