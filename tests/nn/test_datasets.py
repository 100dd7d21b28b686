"""Data sets: the notes' numbers as printed, made-up points with the geometry they promise, and real digits."""

import random
from math import atan2, cos, hypot, pi, sin

import numpy as np
import pytest

from engine.errors import ArgumentError, SettingError, ShapeError, TargetError
from engine.words.nested import flatten
from nn import datasets
from nn.losses import softmax_cross_entropy


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


@pytest.mark.parametrize("count", [1, 2, 3, 7, 40])
def test_the_points_of_a_moon_are_evenly_spaced_from_tip_to_tip(count):
    """As scikit-learn makes them: an angle from 0 to pi for each point, of the upper moon and of the lower one."""
    inputs, targets = datasets.moons(count, noise=0.0, rng=random.Random(0))
    assert targets == [i % 2 for i in range(count)]
    angles = np.linspace(0, pi, count // 2)
    upper = np.column_stack([np.cos(angles), np.sin(angles)])
    lower = np.column_stack([1 - np.cos(angles), 0.5 - np.sin(angles)])
    np.testing.assert_allclose(np.reshape(inputs[: count // 2 * 2 : 2], (-1, 2)), upper, atol=1e-14)
    np.testing.assert_allclose(np.reshape(inputs[1::2], (-1, 2)), lower, atol=1e-14)
    if count == 1:
        assert inputs == [[1.0, 0.0]]


@pytest.mark.parametrize(("count", "classes"), [(12, 3), (10, 2), (7, 1), (1, 3)])
def test_the_arms_of_a_spiral_run_from_near_the_origin_to_the_unit_circle_in_even_steps(count, classes):
    """CS231n: theta = linspace(4 j, 4 (j + 1), n) there; here the arms are turned by equal parts of a circle."""
    inputs, targets = datasets.spirals(count, classes, noise=0.0, rng=random.Random(0))
    n = max(count // classes, 1)
    radius = np.repeat(np.arange(1, n + 1) / n, classes)[:count]
    angle = 2 * pi * np.array(targets) / classes + 4 * radius
    np.testing.assert_allclose(inputs, np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]), atol=1e-14)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_curve_is_sampled_at_even_steps_from_end_to_end(count):
    inputs, targets = datasets.curve(lambda x: x**3, count, noise=0.0, interval=(-1, 3), rng=random.Random(0))
    np.testing.assert_allclose([x for [x] in inputs], np.linspace(-1, 3, count), rtol=1e-15)
    np.testing.assert_allclose(targets, np.linspace(-1, 3, count) ** 3, rtol=1e-14)


NOISY = {
    "moons": lambda noise: datasets.moons(6, noise, rng=random.Random(4)).inputs,
    "blobs": lambda noise: datasets.blobs([[1, 2, 3], [4, 5, 6]], 6, noise, rng=random.Random(4)).inputs,
    "curve": lambda noise: datasets.curve(abs, 6, noise, rng=random.Random(4)).targets,
    "bars": lambda noise: datasets.bars_and_crosses(6, noise=noise, rng=random.Random(4)).inputs,
    "shifted bars": lambda noise: datasets.shifted_bars(6, noise=noise, rng=random.Random(4)).inputs,
}


@pytest.mark.parametrize("name", NOISY)
def test_noise_is_added_in_proportion_and_each_number_has_its_own(name):
    clean, some, twice = (np.array(NOISY[name](noise)) for noise in (0.0, 0.1, 0.2))
    np.testing.assert_allclose(twice - clean, 2 * (some - clean), rtol=1e-9)
    assert len(np.unique(some - clean)) == clean.size
    assert 0.04 < np.std(some - clean) < 0.2


def test_the_noise_of_a_spiral_turns_its_points():
    clean, noisy = (np.array(datasets.spirals(2000, 2, noise, rng=random.Random(0)).inputs) for noise in (0.0, 0.1))
    turned = np.angle((noisy @ [1, 1j]) / (clean @ [1, 1j]))
    np.testing.assert_allclose(np.abs(noisy @ [1, 1j]), np.abs(clean @ [1, 1j]), rtol=1e-9)
    assert (turned.mean(), turned.std()) == pytest.approx((0.0, 0.1), abs=0.01)


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


def test_bars_and_crosses_come_in_turn_and_lie_in_every_row_and_column():
    inputs, targets = datasets.bars_and_crosses(90, size=3, noise=0.0, rng=random.Random(0))
    assert targets == [0, 1, 2] * 30
    assert all(set(flat) == {0.0, 1.0} for flat in ([v for row in image for v in row] for (image,) in inputs))
    crosses = {(image.index([1.0] * 3), [*zip(*image, strict=True)].index((1.0,) * 3)) for (image,) in inputs[2::3]}
    assert crosses == {(row, column) for row in range(3) for column in range(3)}


def test_images_are_at_least_as_large_as_what_is_drawn_on_them():
    assert datasets.bars_and_crosses(1, size=2, noise=0.0, rng=random.Random(0)).inputs[0][0][1] == [1.0, 1.0]
    assert (
        datasets.shifted_bars(1, size=3, length=3, noise=0.0, rng=random.Random(0)).inputs[0][0].count([1.0] * 3) == 1
    )
    for make in (
        lambda: datasets.bars_and_crosses(1, size=1, rng=random.Random(0)),
        lambda: datasets.shifted_bars(1, size=2, length=3, rng=random.Random(0)),
        lambda: datasets.shifted_bars(1, size=2, length=0, rng=random.Random(0)),
    ):
        with pytest.raises(SettingError, match="must be a whole number of at least"):
            make()


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


def test_shifted_bars_may_be_kept_to_a_part_of_the_image():
    inputs, _ = datasets.shifted_bars(200, noise=0.0, within=(4, 8), rng=random.Random(0))
    ink = {(i, j) for (image,) in inputs for i in range(8) for j in range(8) if image[i][j] == 1.0}
    assert ink == {(i, j) for i in range(4, 8) for j in range(4, 8)}
    for within in ((4, 6), (-1, 4), (5, 9)):
        with pytest.raises(SettingError, match="no bar of 3 pixels fits within"):
            datasets.shifted_bars(1, within=within, rng=random.Random(0))


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
    assert len(datasets.digits([3], per_class=1).targets) == 1
    for classes in ([10], [-1, 2], []):
        with pytest.raises(SettingError, match="the classes are 0 to 9"):
            datasets.digits(classes)


def test_a_digit_can_be_seen():
    """The first 3 of the file: . is no ink, # at least half of what there may be."""
    [[image]], [digit] = datasets.digits([3], per_class=1)
    assert digit == 3
    assert ["".join(".+#"[(v > 0) + (v >= 0.5)] for v in row) for row in image] == [
        "..+##+..",
        ".##+#+..",
        ".++##...",
        "..+##+..",
        "...+##+.",
        "....+##.",
        "..#++##.",
        "..+###..",
    ]


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


def test_names_are_words_of_small_letters_each_one_once():
    found = datasets.names()
    assert found == sorted(set(found))
    assert set("".join(found)) == set("abcdefghijklmnopqrstuvwxyz")
    assert {len(name) for name in found} == set(range(3, 11))
    assert datasets.names(longest=4) == [name for name in found if len(name) <= 4]
    with pytest.raises(SettingError, match="longest must be a whole number of at least 3"):
        datasets.names(longest=2)


def test_a_word_is_spelled_as_the_letters_that_it_is_read_from_and_those_that_follow():
    inputs, targets = datasets.spelled(["ada", "zoe", "bo"], longest=4)
    assert np.shape(inputs) == np.shape(targets) == (3, 5, 27)

    def read(rows):
        return "".join(datasets.LETTERS[row.index(1.0)] if any(row) else "-" for row in rows)

    assert [read(rows) for rows in inputs] == [".ada-", ".zoe-", ".bo--"]
    assert [read(rows) for rows in targets] == ["ada.-", "zoe.-", "bo.--"]
    assert {sum(row) for rows in inputs for row in rows} == {0.0, 1.0}
    with pytest.raises(ShapeError, match="'bodo' has 4 letters, and longest is 3"):
        datasets.spelled(["bodo"], longest=3)
    with pytest.raises(TargetError, match="'Bo' has 'B'; the letters are a to z, and the dot"):
        datasets.one_hot("Bo")
    with pytest.raises(TargetError, match=r"one_hot: 'box' has 'x'; the letters are \.bo"):
        datasets.one_hot("box", ".bo")


def test_the_loss_per_letter_is_that_of_the_letters_alone():
    targets = datasets.spelled(["ada", "bo"], longest=4).targets
    scores = [[[0.1 * ((i + 2) * (t + 3) * (j + 1) % 7) for j in range(27)] for t in range(5)] for i in range(2)]
    means = [
        sum(softmax_cross_entropy(z, y.index(1.0)).data for z, y in zip(rows, spelled, strict=True) if any(y)) / letters
        for rows, spelled, letters in zip(scores, targets, (4, 3), strict=True)
    ]
    assert datasets.loss_per_letter(scores, targets).data == pytest.approx(sum(means) / 2)


def test_pairs_are_counted_in_every_word_with_its_ends():
    counts = datasets.count_pairs(["ab", "abba"])
    found = {
        f"{datasets.LETTERS[i]}{datasets.LETTERS[j]}": counts[i, j]
        for i in range(27)
        for j in range(27)
        if counts[i, j]
    }
    assert found == {".a": 2, "ab": 2, "b.": 1, "bb": 1, "ba": 1, "a.": 1}


def weighed(numbers):
    """One number in which every other counts, and its place."""
    return sum((i % 13 + 1) * x for i, x in enumerate(flatten(numbers)))


@pytest.mark.parametrize(
    ("make", "weight"),
    [
        (lambda rng: datasets.moons(20, 0.3, rng=rng), 179.64127227417043),
        (lambda rng: datasets.spirals(20, 4, 0.3, rng=rng), 229.64554284942048),
        (lambda rng: datasets.blobs([[0, 1], [2, 3]], 20, 0.3, rng=rng), 476.725505664208),
        (lambda rng: datasets.curve(abs, 20, 0.3, rng=rng), 301.66054425930383),
        (lambda rng: datasets.bars_and_crosses(20, 4, 0.3, rng=rng), 926.4005581820198),
        (lambda rng: datasets.shifted_bars(20, 4, 2, 0.3, rng=rng), 316.13406236632915),
        (lambda rng: datasets.digits([4, 2], 3), 935.5),
        (lambda rng: [ord(letter) for name in datasets.names() for letter in name], 5158410),
    ],
)
def test_a_seed_means_the_same_data_in_every_version(make, weight):
    """Lectures print what was learned from them."""
    assert weighed(make(random.Random(11))) == pytest.approx(weight, rel=1e-12)


@pytest.mark.parametrize(
    ("make", "given"),
    [
        (datasets.moons, ()), (datasets.spirals, ()), (datasets.blobs, ([[0.0]],)), (datasets.curve, (abs,)),
        (datasets.bars_and_crosses, ()), (datasets.shifted_bars, ()),
    ],
)  # fmt: skip
def test_what_is_made_up_asks_for_a_source_of_chance(make, given):
    for settings, got in (({}, "None"), ({"rng": 3}, "3")):
        with pytest.raises(ArgumentError) as caught:
            make(*given, **settings)
        said = f"{make.__name__}: rng must be a random.Random, such as random.Random(0), got {got}"
        assert str(caught.value) == said


def test_every_row_of_a_spelled_word_needs_its_scores():
    _, targets = datasets.spelled(["bo"], longest=2)
    for rows in (2, 4):
        with pytest.raises(ValueError, match="zip"):
            datasets.loss_per_letter([[[0.0] * 27] * rows], targets)
