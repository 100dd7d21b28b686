"""Many classes out of two: the tables of the notes, votes, and the regions where nobody or everybody says yes."""

import random
from collections import Counter

import pytest

from engine.errors import SettingError
from nn import Data, OneVersusAll, OneVersusOne, accuracy, classifier, datasets, logistic_classifier
from nn.data import split

CORNERS = [[0.0, 3.0], [3.0, 0.0], [-3.0, -3.0]]


def remembering(seen):
    """A binary classifier that keeps its training data, and says + for what it saw as +."""

    def train(data):
        seen.append(data)
        positive = [x for x, y in zip(*data, strict=True) if y == 1]
        return lambda x: 1.0 if x in positive else -1.0

    return train


FIVE = Data(["x1", "x2", "x3", "x4", "x5"], [2, 3, 4, 2, 1])  # notes 002, read from the pairs' table


def test_its_many_trainings_say_nothing(capsys):
    logistic_classifier(Data([[-1.0], [1.0]], [-1, 1]), epochs=20)
    assert capsys.readouterr() == ("", "")


def test_one_versus_all_relabels_every_example_for_every_class():
    """Notes 002, section 1.9: column k has + for class k and - for all others."""
    seen = []
    model = OneVersusAll(remembering(seen), rng=random.Random(0)).fit(FIVE)
    assert model.classes == [1, 2, 3, 4]
    assert [data.targets for data in seen] == [
        [-1, -1, -1, -1, 1],
        [1, -1, -1, 1, -1],
        [-1, 1, -1, -1, -1],
        [-1, -1, 1, -1, -1],
    ]
    assert all(data.inputs == FIVE.inputs for data in seen)
    seen.clear()
    names = ["".join("ab"), "".join("ab"), "c"]  # a class is what is equal to it
    OneVersusAll(remembering(seen), rng=random.Random(0)).fit(Data([[0.0], [1.0], [2.0]], names))
    assert [data.targets for data in seen] == [[1, 1, -1], [-1, -1, 1]]
    assert [model.predict(x) for x in FIVE.inputs] == FIVE.targets


def test_one_versus_one_keeps_only_the_examples_of_a_pair():
    """Notes 002, section 1.10: the printed pairs, x by x (a pair printed the other way round has the other sign)."""
    seen = []
    model = OneVersusOne(remembering(seen), rng=random.Random(0)).fit(FIVE)
    table = dict(zip(model.score_of, seen, strict=True))
    assert table[1, 2] == (["x1", "x4", "x5"], [-1, -1, 1])
    assert table[1, 3] == (["x2", "x5"], [-1, 1])
    assert table[3, 4] == (["x2", "x3"], [1, -1])
    assert table[2, 4] == (["x1", "x3", "x4"], [1, -1, 1])
    assert table[1, 4] == (["x3", "x5"], [-1, 1])
    assert table[2, 3] == (["x1", "x2", "x4"], [1, -1, 1])
    assert len(table) == 4 * 3 // 2
    for x in FIVE.inputs:
        assert sum(model.votes(x).values()) == 6


@pytest.mark.parametrize("strategy", [OneVersusAll, OneVersusOne])
def test_three_clouds_are_told_apart(strategy):
    data = datasets.blobs(CORNERS, 60, spread=0.6, rng=random.Random(0))
    train, test = split(data, 0.5, random.Random(1))
    model = strategy(rng=random.Random(2)).fit(train)
    assert accuracy(model.predict, test) == 1.0


def test_one_versus_all_chooses_at_random_where_none_or_several_fire():
    model = OneVersusAll(rng=random.Random(0))
    model.classes = [0, 1, 2]
    model.score_of = {0: lambda x: x, 1: lambda x: x - 1, 2: lambda x: -5.0}
    assert (model.firing(-1.0), model.firing(0.5), model.firing(2.0)) == ([], [0], [0, 1])
    assert set(Counter(model.predict(-1.0) for _ in range(200))) == {0, 1, 2}
    counted = Counter(model.predict(2.0) for _ in range(1000))
    assert set(counted) == {0, 1}
    assert counted[0] == pytest.approx(500, abs=80)
    assert model.most_confident(2.0) == 0
    assert model.most_confident(-1.0) == 0


def test_one_versus_one_breaks_a_tie_at_random():
    model = OneVersusOne(rng=random.Random(0))
    model.classes = ["a", "b", "c"]
    model.score_of = {
        ("a", "b"): lambda x: 1,
        ("a", "c"): lambda x: -1,
        ("b", "c"): lambda x: 1,
    }  # a beats b beats c beats a
    assert model.votes(None) == {"a": 1, "b": 1, "c": 1}
    assert {model.predict(None) for _ in range(100)} == {"a", "b", "c"}


@pytest.mark.long
def test_the_logistic_classifier_is_logistic_regression():
    """Where its gradient vanishes: sum of y sigma(-y s) x = 0, on data that cannot be separated."""
    from math import exp

    data = Data([[-1.0], [0.5], [-0.5], [1.0]], [-1, -1, 1, 1])
    score = logistic_classifier(data, epochs=2000)
    for feature in (lambda x: x[0], lambda x: 1.0):
        slope = sum(y / (1 + exp(y * score(x))) * feature(x) for x, y in zip(*data, strict=True))
        assert slope == pytest.approx(0.0, abs=1e-9)


def test_the_logistic_classifier_learns_from_a_single_example():
    assert logistic_classifier(Data([[2.0]], [-1]))([2.0]) < 0


def test_classifier_reads_scores_probabilities_and_rows():
    assert classifier(lambda x: [0.1])(None) == 1
    assert classifier(lambda x: [0.1], threshold=0.5)(None) == 0
    assert classifier(lambda x: -0.1, targets=(-1, 1))(None) == -1
    assert classifier(lambda x: [0.1, 0.9, 0.5])(None) == 1


@pytest.mark.parametrize("strategy", [OneVersusAll, OneVersusOne])
def test_nothing_is_predicted_before_training(strategy):
    with pytest.raises(SettingError, match="call fit"):
        strategy(rng=random.Random(0)).predict([1.0])


def test_a_score_of_0_is_a_no_and_the_second_of_a_pair_wins():
    model = OneVersusAll(rng=random.Random(0))
    model.classes = ["a", "b"]
    model.score_of = {"a": lambda x: 0.0, "b": lambda x: 1e-9}
    assert (model.firing(None), model.predict(None), model.most_confident(None)) == (["b"], "b", "b")
    pairs = OneVersusOne(rng=random.Random(0))
    pairs.classes = ["a", "b"]
    pairs.score_of = {("a", "b"): lambda x: 0.0}
    assert (pairs.votes(None), pairs.predict(None)) == ({"a": 0, "b": 1}, "b")


def test_the_first_of_equally_confident_classes_is_taken():
    model = OneVersusAll(rng=random.Random(0))
    model.classes = ["a", "b", "c"]
    model.score_of = {"a": lambda x: -2.0, "b": lambda x: -1.0, "c": lambda x: -1.0}
    assert model.most_confident(None) == "b"


def test_one_step_of_the_logistic_classifier_by_hand():
    """From 0 every example pulls by y/2: w = rate mean(y x) / 2, b = rate mean(y) / 2."""
    score = logistic_classifier(Data([[1.0, 2.0], [3.0, -1.0], [0.5, 0.0]], [1, -1, 1]), epochs=1, learning_rate=0.6)
    w, b = [0.3 * (1 - 3 + 0.5) / 3, 0.3 * (2 + 1) / 3], 0.3 / 3
    assert score([1.0, 10.0]) == pytest.approx(w[0] + 10 * w[1] + b, rel=1e-12)


def test_classes_are_compared_by_what_they_are_and_not_by_which_object():
    targets = ["".join(letters) for letters in ("ab", "cd", "ab", "cd")]
    seen = []

    def train(data):
        seen.append((data.inputs, data.targets))
        return lambda x: x[0]

    for make in (OneVersusOne, OneVersusAll):
        make(train, rng=random.Random(0)).fit(Data([[0.0], [1.0], [2.0], [3.0]], targets))
    inputs = [[0.0], [1.0], [2.0], [3.0]]
    assert seen == [(inputs, [1, -1, 1, -1]), (inputs, [1, -1, 1, -1]), (inputs, [-1, 1, -1, 1])]
