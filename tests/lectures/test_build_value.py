"""The engine that a lecture builds in 60 lines is as right as the engine that judges it."""

import random
import re
import runpy
from typing import Any

import pytest

import engine
from lectures.site.plotting import house_style
from lectures.site.script import find_lecture

SOURCE = find_lecture("build_value").source
ONE_LINE = re.findall(r"`(__\w+__)`[^:]*: `(return .+?)`", SOURCE)  # methods that the student is asked for


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    """What the lecture defines, with the methods that it gives as an answer only."""
    with house_style():
        names = runpy.run_path(str(find_lecture("build_value").path))
    for name, line in ONE_LINE:
        made: dict[str, Any] = {}
        exec(f"def {name}(self{'' if name == '__neg__' else ', other'}): {line}", made)
        setattr(names["Value"], name, made[name])
    return names


def random_program(seed: int, x: Any, y: Any) -> Any:
    rng, values = random.Random(seed), [x, y]
    for _ in range(100):
        a, b = rng.choice(values), rng.choice(values)
        values.append(rng.choice([a + b, 1 - a * b, (3 * a - b).tanh(), a / (b**2 + 2), 2 / (a**2 + 1), -a + 0.5]))
    return sum(values[-10:])


@pytest.mark.parametrize("seed", range(20))
def test_it_agrees_with_the_engine_in_one_pass_and_in_two(built: dict[str, Any], seed: int) -> None:
    ours, theirs = [built["Value"](x) for x in (0.5, -1.5)], [engine.Value(x) for x in (0.5, -1.5)]
    mine, its = random_program(seed, *ours), random_program(seed, *theirs)
    assert mine.data == pytest.approx(its.data, rel=1e-12)
    for _ in range(2):
        built["backward"](mine)
        engine.backward(its)
        assert [x.grad for x in ours] == pytest.approx([x.grad for x in theirs], rel=1e-9)


def test_it_goes_deep_and_adds_up_on_leaves_only(built: dict[str, Any]) -> None:
    x = built["Value"](1.0)
    y = sum([x] * 50_000)
    built["backward"](y)
    built["backward"](x)
    assert (x.grad, y.grad) == (50_001.0, 1.0)
    assert x.inputs == ()


def test_a_node_that_is_listed_twice_gives_the_numbers_of_attempt_2_as_the_lecture_says(built: dict[str, Any]) -> None:
    start = SOURCE.index("def topological_order")
    careless = SOURCE[start : SOURCE.index("\n\n\nprint", start)].replace("elif node not in done:", "else:")
    names: dict[str, Any] = {}
    exec(careless, names)
    for backward in (names["in_order"], built["add"]):
        assert built["gradients"](backward, built["program"], 5.0, 2.0) == [90.0, 200.0]


def test_handing_on_only_what_is_new_is_right_as_the_lecture_says(built: dict[str, Any]) -> None:
    start = SOURCE.index("def add(")
    exec(SOURCE[start : SOURCE.index("\n\n\n", start)].replace("partial * node.grad", "partial * grad"), names := {})
    assert built["gradients"](names["add"], built["program"], 5.0, 2.0) == [60.0, 125.0]


def test_it_has_as_many_lines_as_the_lecture_says() -> None:
    numbers, times, order, back = (
        [line for line in SOURCE[SOURCE.index(start) :].split("\n\n\n")[0].splitlines() if line.strip()]
        for start in ("class Value", "def times", "def topological_order", "def backward")
    )
    in_the_class = len(numbers) + len(times) + 2 * len(ONE_LINE)  # __rmul__ goes beside __radd__
    assert (in_the_class, len(order), len(back)) == (28, 11, 9)
    assert "28 lines for the numbers, 11 for\n# the order, 9 for the way back" in SOURCE
