"""Data to train on: the notes' tables, points and curves made up on the spot, tiny images, real digits, names."""

from typing import TYPE_CHECKING

from engine.missing.names import asked_in_vain
from nn.datasets.images import bars_and_crosses, digits, shifted_bars
from nn.datasets.points import blobs, curve, moons, spirals
from nn.datasets.tables import houses, masses, trap, worth_buying
from nn.datasets.words import LETTERS, count_pairs, loss_per_letter, names, one_hot, spelled

__all__ = [
    "LETTERS",
    "bars_and_crosses",
    "blobs",
    "count_pairs",
    "curve",
    "digits",
    "houses",
    "loss_per_letter",
    "masses",
    "moons",
    "names",
    "one_hot",
    "shifted_bars",
    "spelled",
    "spirals",
    "trap",
    "worth_buying",
]


if not TYPE_CHECKING:
    __getattr__ = asked_in_vain(globals(), {})
