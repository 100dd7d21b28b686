"""Data sets: the notes' numbers as printed, made-up points with the geometry they promise, and real digits."""

import random
from math import atan2, cos, hypot, pi, sin

import pytest

from engine.errors import SettingError
from nn import datasets


def test_the_tables_are_those_of_the_notes():
    houses = datasets.houses()
    assert houses.inputs == [[1200, 3, 10], [2000, 4, 5], [800, 2, 25]]
    assert houses.targets == [250, 350, 150]
    assert datasets.worth_buying().targets == [1, 0, 1]
    inputs, targets = datasets.masses()
    assert targets == pytest.approx([9.8 * x for (x,) in inputs])
    inputs, targets = datasets.trap()
    assert [(x, y) for (x,), y in zip(inputs, targets, strict=True)] == [
        (-0.3, 1.9),
        (-0.2, 1.85),
        (0.2, 1.85),
        (0.3, 1.85),
    ]


def test_moons_are_two_half_circles_of_radius_1():
    inputs, targets = datasets.moons(40, noise=0.0, rng=random.Random(0))
    assert targets == [0, 1] * 20
    for (x, y), label in zip(inputs, targets, strict=True):
        assert hypot(x - label, y - 0.5 * label) == pytest.approx(1.0)
        assert (y - 0.5 * label) * (1 - 2 * label) >= -1e-12  # the upper half, or the lower


def test_spirals_are_one_arm_turned():
    """Class k is class 0 turned by k times a third of a circle."""
    inputs, targets = datasets.spirals(90, classes=3, noise=0.0, rng=random.Random(0))
    for i, ((x, y), label) in enumerate(zip(inputs, targets, strict=True)):
        x0, y0 = inputs[i - label]
        assert hypot(x, y) == pytest.approx(hypot(x0, y0))
        assert (x0, y0) == pytest.approx((hypot(x, y) * sin(4 * hypot(x, y)), hypot(x, y) * cos(4 * hypot(x, y))))
        turn = (atan2(x, y) - atan2(x0, y0) - 2 * pi * label / 3) % (2 * pi)
        assert min(turn, 2 * pi - turn) == pytest.approx(0.0, abs=1e-9)


def test_noise_has_the_deviation_that_was_asked_for():
    clean = datasets.moons(2000, noise=0.0, rng=random.Random(0)).inputs
    noisy = datasets.moons(2000, noise=0.2, rng=random.Random(0)).inputs
    errors = [a - b for p, q in zip(noisy, clean, strict=True) for a, b in zip(p, q, strict=True)]
    assert (sum(e * e for e in errors) / len(errors)) ** 0.5 == pytest.approx(0.2, rel=0.05)


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: datasets.moons(10, rng=rng),
        lambda rng: datasets.spirals(10, rng=rng),
        lambda rng: datasets.blobs([[0, 0], [3, 3]], 10, rng=rng),
        lambda rng: datasets.curve(abs, 10, rng=rng),
        lambda rng: datasets.bars_and_crosses(10, rng=rng),
        lambda rng: datasets.shifted_bars(10, rng=rng),
    ],
)
def test_the_seed_decides_everything(make):
    assert make(random.Random(1)) == make(random.Random(1)) != make(random.Random(2))


def test_bars_and_crosses_are_what_they_are_called():
    inputs, targets = datasets.bars_and_crosses(30, size=5, noise=0.0, rng=random.Random(0))
    for (image,), label in zip(inputs, targets, strict=True):
        full_rows = sum(sum(row) == 5 for row in image)
        full_columns = sum(sum(column) == 5 for column in zip(*image, strict=True))
        assert (full_rows, full_columns) == {0: (1, 0), 1: (0, 1), 2: (1, 1)}[label]


def test_shifted_bars_lie_anywhere_and_inside():
    inputs, targets = datasets.shifted_bars(300, size=6, length=3, noise=0.0, rng=random.Random(0))
    places = set()
    for (image,), label in zip(inputs, targets, strict=True):
        ink = [(i, j) for i in range(6) for j in range(6) if image[i][j] == 1.0]
        assert len(ink) == 3 == sum(map(sum, image))
        assert len({at[1 - label] for at in ink}) == 3
        assert len({at[label] for at in ink}) == 1
        places.add((label, ink[0]))
    assert len(places) == 2 * 6 * 4  # every place of both kinds occurs


def test_digits_are_500_images_of_64_pixels_between_0_and_1():
    inputs, targets = datasets.digits()
    assert [targets.count(k) for k in range(10)] == [50] * 10
    pixels = [v for ((*rows,),) in inputs for row in rows for v in row]
    assert len(pixels) == 500 * 64
    assert (min(pixels), max(pixels)) == (0.0, 1.0)
    flat = datasets.digits(flat=True)
    assert flat.inputs[7] == [v for row in inputs[7][0] for v in row]
    assert flat.targets == targets


def test_digits_can_be_chosen():
    assert set(datasets.digits([3, 8], per_class=5).targets) == {3, 8}
    assert len(datasets.digits([3, 8], per_class=5).targets) == 10
    with pytest.raises(SettingError, match="the classes are 0 to 9"):
        datasets.digits([10])


def test_digits_agree_with_scikit_learn():
    """The file holds the first 50 images of each class of the set that scikit-learn hands out."""
    sklearn = pytest.importorskip("sklearn.datasets")
    theirs = sklearn.load_digits()
    ours = datasets.digits(flat=True)
    for k in range(10):
        expected = (theirs.data[theirs.target == k][:50] / 16).tolist()
        assert [x for x, y in zip(*ours, strict=True) if y == k] == expected


def test_the_file_says_where_the_digits_come_from():
    from importlib.resources import files

    head = files("nn.datasets").joinpath("digits.txt").read_text()[:600]
    for word in ("Alpaydin", "Kaynak", "UCI Machine Learning Repository", "CC BY 4.0"):
        assert word in head
