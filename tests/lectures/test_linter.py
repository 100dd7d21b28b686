"""The linter of exercises refuses numbers and lengths that hide a slip, and says what to change."""

from pathlib import Path

import pytest

from engine import Primitive, Value, apply
from engine import sum as total
from lectures.board import Drawn
from lectures.entries import Exercise
from lectures.exercises import Task, load_task
from lectures.exercises.factors import alike, own_factors
from lectures.exercises.lint import faults
from nn import Matrix


def said(build, seed=0) -> str:
    return " ".join(faults(Task.of(Exercise("small", "Derive.", (), build), Path("x.py")).attempt(seed)))


def line(xs, ys, w=0.7, b=0.3, c=1.0):
    """A mean of squares over some examples."""

    def build(draw):
        x, y, slope, shift = draw(xs), draw(ys), Value(draw(w), "w"), Value(draw(b), "b")
        loss = total([(slope * x[i] + shift - y[i]) ** 2 for i in range(len(x))]) / len(x) * c
        return Drawn(loss, {"w": slope, "b": shift}, {"x": x, "y": y})

    return build


THREE = [1.3, 4.2, 2.6], [-0.6, 1.1, 3.4]


def test_three_examples_and_numbers_of_their_own_are_good():
    assert said(line(*THREE)) == ""


def test_two_examples_make_the_half_of_a_square_and_that_of_a_mean_one():
    found = said(line([1.3, 4.2], [-0.6, 1.1]))
    assert "there are 2 examples" in found
    assert "1/2 is both" in found
    assert "take another number of them" in found


@pytest.mark.parametrize(
    ("w", "what"),
    [(2.0, "w is 2, and 2 is the factor of a power"),
     (0.5, "w is 0.5, and 2 is the factor of a power, so that 2*w is 1;"),
     (3.0, "w is 3, and 3 is the number of examples")],
)  # fmt: skip
def test_a_number_that_is_a_factor_of_the_formula_is_refused(w, what):
    found = said(line(*THREE, w=w))
    assert what in found
    assert "take another number" in found


def test_two_numbers_of_one_size_are_refused():
    assert "w and b are both 0.7" in said(line(*THREE, w=0.7, b=-0.7))


def two_slopes(x, y):
    """L = (a*x + b*y)**2, whose gradients are equal where x and y are."""

    def build(draw):
        a, b, p, q = Value(draw(0.7), "a"), Value(draw(-1.3), "b"), draw(x), draw(y)
        z = (a * p + b * q).tanh()
        return Drawn(z * 3.0, {"dz": z, "a": a, "b": b}, {"p": p, "q": q})

    return build


def test_two_gradients_that_are_equal_by_accident_are_refused_and_drawn_again():
    assert "the gradients a and b are equal" in said(two_slopes(1.9, 1.9001))
    assert "are equal" not in said(two_slopes(1.9, 2.4))
    for seed in range(1, 6):
        assert "are equal" not in said(two_slopes(1.9, 1.9001), seed)


def test_gradients_that_are_equal_in_every_draw_are_good():
    def build(draw):
        w, b, x = Value(draw(0.7), "w"), Value(draw(0.3), "b"), draw(1.6)
        z = w * x + b
        return Drawn(z.tanh() * 3.0, {"dz": z, "w": w, "b": b}, {"x": x})

    assert "are equal" not in said(build)


@pytest.mark.parametrize("name", ["two-arrows", "few-sums"])
def test_no_variant_of_the_course_has_gradients_that_are_equal_by_accident(name):
    task = load_task(name)
    assert all(alike(task.variant(seed)) <= task.always_alike for seed in range(1, 25))


def test_a_gradient_that_is_a_small_difference_of_large_terms_is_refused():
    """Two examples pull the slope to and fro with almost the same force; three digits carried leave none."""
    found = said(line([1.3, 4.2, 2.6], [-0.79, 5.4, 1.87]))
    assert "the difference of terms as large as" in found
    assert "change a number" in found


def test_a_result_that_is_a_small_difference_of_large_terms_is_refused():
    def build(draw):
        w, x, y = Value(draw(0.7), "w"), draw(1.3), draw(0.9)
        e = w * x - y
        return Drawn(e**2 * 3.0, {"w": w}, {"x": x, "y": y}, values={"e": e})

    assert "e has 0.01, the difference of terms as large as 0.91" in said(build)


def layer(n, d, k):
    def build(draw):
        X, W = Matrix(draw([[0.58, -0.74]], n, d), "X"), Matrix(draw([[0.61, -0.43]], d, k), "W")
        Z = X @ W
        return Drawn(((Z.map(Value.tanh) - 0.35) ** 2).sum(), {"dZ": Z, "W": W}, {"X": X})

    return build


def test_a_fault_that_no_draw_would_mend_is_told_and_draws_nothing_again():
    drawn, two = [], line([1.3, 4.2], [-0.6, 1.1])
    one = Task.of(Exercise("small", "Derive.", (), lambda draw: drawn.append(draw) or two(draw)), Path("x.py"))
    assert one.variant(1).given == one.attempt(1).given
    assert "there are 2 examples" in " ".join(faults(one.variant(1)))
    drawn.clear()
    one.variant(1)
    assert len(drawn) == 1


@pytest.mark.parametrize(
    ("lengths", "square"),
    [
        ((3, 3, 2), "X is 3 x 3"),
        ((3, 4, 3), "dZ is 3 x 3"),
        ((3, 4, 4), "W is 4 x 4"),
        ((3, 3, 3), "W, X and dZ are 3 x 3"),
    ],
)
def test_equal_lengths_hide_a_transpose(lengths, square):
    """Examples and inputs, examples and classes, inputs and outputs."""
    assert f"{square}, so that a missing transpose does not show; take other lengths" in said(layer(*lengths))
    assert said(layer(*lengths)).count("transpose") == 1


def test_different_lengths_are_good():
    assert "x 3" not in said(layer(3, 4, 2))
    assert "missing transpose" not in said(layer(3, 4, 2))


def two_units(x, w1=0.6, w2=-1.2, unit=Value.relu):
    """Two units over one input, which can be on and off."""

    def build(draw):
        v, slopes = Value(draw(1.1), "v"), [Value(draw(w1), "w1"), Value(draw(w2), "w2")]
        number, target = draw(x), draw(-1.7)
        z = [slopes[0] * number + draw(0.35), slopes[1] * number + draw(0.15)]
        h = [unit(each) for each in z]
        yhat = v * h[0] + draw(-1.9) * h[1] + draw(0.25)
        return Drawn((yhat - target) ** 2, {"dh": h, "dz": z, "w1": slopes[0], "w2": slopes[1], "v": v}, {"x": number})

    return build


def test_units_that_are_all_on_or_all_off_hide_the_relu():
    assert "every relu (h[0], h[1]) is on: who leaves it out is right; change a number, so that one does not" in said(
        two_units(1.5, w2=0.9)
    )
    assert "is off: who leaves it out is right" in said(two_units(1.5, w1=-0.6))


def test_one_unit_that_is_off_is_no_fault_and_its_zeros_are_none():
    found = said(two_units(1.5))
    assert "is 0" not in found
    assert "relu" not in found


def two_examples(*inputs, w2=-1.2):
    """Two units over a batch of inputs."""

    def build(draw):
        v, w = [Value(1.1, "v[0]"), Value(-1.9, "v[1]")], [Value(0.6, "w[0]"), Value(w2, "w[1]")]
        x = [Value(each, f"x[{i}]") for i, each in enumerate(inputs)]
        h = [[(slope * each + 0.15).relu() for slope in w] for each in x]
        loss = sum(((a * v[0] + b * v[1] - 1.7) ** 2 for a, b in h), Value(0.0))
        return Drawn(loss, {"h": h, "v": v, "w": w}, {"x": list(inputs)})

    return build


@pytest.mark.parametrize(
    ("inputs", "w2", "lost"),
    [((1.5, 2.5), -1.2, "w[1], v[1]"), ((1.5, -2.5, -0.7), 0.8, "x[1], x[2]"), ((1.5, -2.5), -1.2, ""),
     ((1.5,), -1.2, "")],
    ids=["a unit is off in all examples", "all units are off in two examples", "each is on once", "one example"],
)  # fmt: skip
def test_a_unit_that_is_off_in_every_example_and_an_example_without_a_unit_are_faults(inputs, w2, lost):
    found = [line for line in said(two_examples(*inputs, w2=w2)).split("; ") if line.startswith("nothing of ")]
    assert [line.partition(" reaches")[0] for line in found] == ([f"nothing of {lost}"] if lost else [])


def test_a_gradient_that_is_0_for_another_reason_is_a_fault():
    assert "the gradient dz is 0" in said(two_units(1.5, w2=0.9, unit=lambda z: z * 0.0))


def one_unit(w):
    def build(draw):
        slope, x, y = Value(draw(w), "w"), draw(0.6), draw(-0.9)
        z = slope * x + draw(-0.35)
        h = z.relu()
        yhat = h * draw(1.2) + draw(0.3)
        return Drawn((yhat - y) ** 2, {"dyhat": yhat, "dz": z, "w": slope}, {"x": x, "y": y}, {"z": z, "h": h})

    return Task.of(Exercise("small", "Derive.", (), build), Path("x.py"))


@pytest.mark.long
def test_a_single_unit_is_on_in_odd_variants_and_off_in_even_ones():
    task = one_unit(0.8)
    assert [task.variant(seed).right["h"] > 0 for seed in range(1, 7)] == [True, False] * 3
    assert [fault for seed in range(7) for fault in faults(task.variant(seed)) if "relu" in fault] == []


@pytest.mark.long
def test_a_single_unit_that_no_draw_turns_off_is_told_once():
    told = [fault for seed in range(4) for fault in faults(one_unit(2.7).variant(seed)) if "relu" in fault]
    assert told == ["the only relu (h) is on in every draw: who leaves it out is right; bring it near its edge"]


def test_what_is_chosen_counts_as_drawn():
    def build(draw):
        w, rate = Value(draw(0.7), "w"), draw.choice([2.0, 0.3])
        return Drawn((w * 1.3 - 0.4) ** 2 * rate, {"w": w}, {"rate": rate})

    assert "rate is 2, and 2 is the factor of a power" in said(build)


def test_a_power_without_a_static_number_has_no_factor_of_its_own():
    cube = Primitive("cube", "cube", "power", lambda math, x: x * x * x, lambda math, y, x: (3.0 * x * x,),
                     "{x}**3", ("3*{x}**2",))  # fmt: skip

    def build(draw):
        w = Value(draw(3.0), "w")
        return Drawn(apply(cube, w * 1.3) ** 2, {"w": w}, {})

    assert own_factors(Task.of(Exercise("cubed", "Derive.", (), build), Path("x.py"))) == {
        2.0: "the factor of a power",
        1.3: "a constant of the formula",
    }
