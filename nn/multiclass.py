"""Many classes out of two: one-versus-all and one-versus-one, over any binary classifier.

A binary classifier is a function that trains: it takes Data with targets +1 and -1 and returns a score, a function
from an input to a number that is positive for +1. `logistic_classifier` is one.
"""

import random
from collections.abc import Callable
from itertools import combinations
from typing import Any

from engine.errors import SettingError, TargetError
from engine.real import check_count, check_function
from nn.data import Data, examples, rows_of_numbers
from nn.linear import Neuron
from nn.losses import logistic_loss
from nn.optim import SGD
from nn.shape import check_rng
from nn.train import fit

Score = Callable[[Any], float]
TrainBinary = Callable[[Data], Score]


def logistic_classifier(data: Data, epochs: int = 100, learning_rate: float = 0.5) -> Score:
    """Train one neuron on targets +1 and -1 with the logistic loss and return its score w·x + b.

    >>> score = logistic_classifier(Data([[-1.0], [1.0]], [-1, 1]))
    >>> score([2.0]) > 0 > score([-2.0])
    True
    """
    data = examples(data)
    rows_of_numbers("logistic_classifier", data.inputs)
    check_count("logistic_classifier", "epochs", epochs)
    neuron = Neuron(len(data.inputs[0]), init="zeros")
    fit(neuron, data, logistic_loss, SGD(neuron.parameters(), learning_rate), epochs=epochs, progress=False)
    return lambda x: float(neuron(x).data)


class OneVersusAll:
    """Train one classifier for each class: "is it class k or not?"

    Args:
        train: a binary classifier.
        rng: chooses where the classifiers leave a choice.

    Attributes:
        classes: the targets that were seen, sorted.
        score_of: the trained score of each class.

    >>> from functools import partial
    >>> data = Data([[0.0], [0.2], [1.0], [1.2]], ["a", "a", "b", "b"])
    >>> OneVersusAll(partial(logistic_classifier, epochs=300), rng=random.Random(0)).fit(data).predict([1.1])
    'b'

    Source: notes 002, section 1.9.
    """

    def __init__(self, train: TrainBinary = logistic_classifier, *, rng: random.Random) -> None:
        self.train, self.rng = (
            check_function(type(self).__name__, "train", train, 1),
            check_rng(type(self).__name__, rng),
        )
        self.classes: list[Any] = []
        self.score_of: dict[Any, Score] = {}

    def fit(self, data: Data) -> "OneVersusAll":
        inputs, targets = examples(data)
        self.classes = _classes(targets)
        self.score_of = {k: self.train(Data(inputs, [1 if y == k else -1 for y in targets])) for k in self.classes}
        return self

    def firing(self, x: Any) -> list[Any]:
        """Return the classes whose classifier says yes: one of them, several, or none."""
        return [k for k in _seen(self.classes) if self.score_of[k](x) > 0]

    def predict(self, x: Any) -> Any:
        """Return one of the firing classes at random, as the notes do; any class where none fires."""
        return self.rng.choice(self.firing(x) or self.classes)

    def most_confident(self, x: Any) -> Any:
        """Return the class with the largest score, the usual way out of several or none."""
        return max(_seen(self.classes), key=lambda k: self.score_of[k](x))


class OneVersusOne:
    """Train one classifier for each pair of classes: "is it k or k'?", and let them vote.

    Args:
        train: a binary classifier.
        rng: breaks ties.

    Attributes:
        classes: the targets that were seen, sorted.
        score_of: the trained score of each pair (k, k'), positive for k.

    >>> from functools import partial
    >>> data = Data([[0.0], [1.0], [2.0]], [0, 1, 2])
    >>> model = OneVersusOne(partial(logistic_classifier, epochs=300), rng=random.Random(0)).fit(data)
    >>> len(model.score_of), model.votes([2.5])
    (3, {0: 0, 1: 1, 2: 2})

    Source: notes 002, section 1.10.
    """

    def __init__(self, train: TrainBinary = logistic_classifier, *, rng: random.Random) -> None:
        self.train, self.rng = (
            check_function(type(self).__name__, "train", train, 1),
            check_rng(type(self).__name__, rng),
        )
        self.classes: list[Any] = []
        self.score_of: dict[tuple[Any, Any], Score] = {}

    def fit(self, data: Data) -> "OneVersusOne":
        data = examples(data)
        self.classes = _classes(data.targets)
        for pair in combinations(self.classes, 2):
            inputs, targets = data.take([i for i, y in enumerate(data.targets) if y in pair])
            self.score_of[pair] = self.train(Data(inputs, [1 if y == pair[0] else -1 for y in targets]))
        return self

    def votes(self, x: Any) -> dict[Any, int]:
        """Return how many of the pairs each class wins."""
        winners = [first if score(x) > 0 else second for (first, second), score in self.score_of.items()]
        return {k: winners.count(k) for k in _seen(self.classes)}

    def predict(self, x: Any) -> Any:
        """Return the class with the most votes; a tie is broken at random."""
        votes = self.votes(x)
        return self.rng.choice([k for k in self.classes if votes[k] == max(votes.values())])


def _classes(targets: list[Any]) -> list[Any]:
    found = sorted(set(targets))
    if len(found) < 2:
        raise TargetError(f"data: all targets are {found[0]!r}; give examples of at least two classes")
    return found


def _seen(classes: list[Any]) -> list[Any]:
    if not classes:
        raise SettingError("call fit(data) before predict(x)")
    return classes
