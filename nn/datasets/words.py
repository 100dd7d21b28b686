"""Words to learn the letters of: given names from a list of our own, and how they become rows of numbers."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Any

import engine
from engine import Value
from engine.errors import ShapeError, TargetError
from engine.real import check_count
from nn.data import Data
from nn.matrix import Matrix

LETTERS = ".abcdefghijklmnopqrstuvwxyz"
"""The letters that words are made of; the dot stands before and behind a word.

>>> LETTERS[0], len(LETTERS)
('.', 27)
"""


def names(longest: int = 10) -> list[str]:
    """Return common given names in small letters a to z, in alphabetical order, each one once.

    Args:
        longest: leave out what has more letters.

    >>> names()[:3], len(names(longest=7))
    (['aaron', 'abel', 'abigail'], 1151)

    Source: written down for this project, in datasets/names.txt.
    """
    check_count("names", "longest", longest, least=3)
    lines = files("nn.datasets").joinpath("names.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return [word for word in words if len(word) <= longest]


def one_hot(text: str, letters: str = LETTERS) -> list[list[float]]:
    """Return a row for each letter of a text: 1 at its place among the letters, 0 elsewhere.

    Args:
        letters: that there are; a to z and the dot if left out.

    Raises:
        TargetError: for what is none of them.

    >>> [row.index(1.0) for row in one_hot(".abz")]
    [0, 1, 2, 26]
    >>> one_hot("ba", ".ab")
    [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    if unknown := set(text) - set(letters):
        known = "a to z, and the dot" if letters == LETTERS else letters
        raise TargetError(f"one_hot: {text!r:.40} has {min(unknown)!r}; the letters are {known}")
    return [[float(letter == each) for each in letters] for letter in text]


def spelled(words: Iterable[str], longest: int) -> Data:
    """Return words letter by letter: a dot and the letters -> the letter that follows each of them, at last a dot.

    Both are one-hot rows. Rows of zeros behind make all words equally long, with longest + 1 rows.

    Raises:
        ShapeError: for a word with more letters.

    >>> [inputs], [targets] = spelled(["bo"], longest=3)
    >>> [[row.index(1.0) if any(row) else None for row in rows] for rows in (inputs, targets)]
    [[0, 2, 15, None], [2, 15, 0, None]]
    """
    data = Data([], [])
    for word in words:
        missing = longest - len(word)
        if missing < 0:
            raise ShapeError(f"spelled: {word!r} has {len(word)} letters, and longest is {longest}")
        nothing = [[0.0] * len(LETTERS)] * missing
        data.inputs.append(one_hot("." + word) + nothing)
        data.targets.append(one_hot(word + ".") + nothing)
    return data


def loss_per_letter(outputs: Iterable[Sequence[Any]], targets: Iterable[Sequence[Any]]) -> Value:
    """Return the cross-entropy of scores for `spelled` words: the mean over the letters of each, of these the mean.

    A row of zeros behind a word counts nothing.

    Args:
        outputs: for each word a row of scores for each letter.
        targets: as `spelled` gives them.

    >>> _, targets = spelled(["bo"], longest=3)
    >>> round(loss_per_letter([[[0.0] * 27] * 4], targets).data, 6)  # ln 27
    3.295837
    """
    means = []
    for scores, rows in zip(outputs, targets, strict=True):
        counts = [engine.sum(y) for y in rows]  # 1 for a letter
        each = zip(counts, rows, scores, strict=True)
        losses = [count * engine.logsumexp(z) - engine.dot(y, z) for count, y, z in each]
        means.append(engine.sum(losses) / engine.sum(counts))
    return engine.sum(means) / len(means)


def count_pairs(words: Iterable[str]) -> Matrix:
    """Return a table of 27 x 27: in row i and column j how often letter j follows letter i, the dots included.

    >>> counts = count_pairs(["anna"])
    >>> a, n = LETTERS.index("a"), LETTERS.index("n")
    >>> counts[a, n], counts[n, n], counts[0, a], counts[a, 0]
    (1.0, 1.0, 1.0, 1.0)
    """
    counts = Matrix([[0.0] * len(LETTERS) for _ in LETTERS])
    for word in words:
        for letter, following in pairwise(f".{word}."):
            counts[LETTERS.index(letter)][LETTERS.index(following)] += 1.0
    return counts
