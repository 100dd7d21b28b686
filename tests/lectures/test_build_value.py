"""The engine that a lecture builds in 60 lines is as right as the engine that judges it."""

import random
import runpy
from typing import Any

import pytest

import engine
from lectures.site.plotting import house_style
from lectures.site.script import find_lecture


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    with house_style():
        return runpy.run_path(str(find_lecture("build_value").path))


def random_program(seed: int, x: Any, y: Any) -> Any:
    rng, values = random.Random(seed), [x, y]
    for _ in range(100):
        a, b = rng.choice(values), rng.choice(values)
        values.append(rng.choice([a + b, 1 - a * b, (3 * a - b).tanh(), a / (b**2 + 2), -a + 0.5]))
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


def test_it_has_as_many_lines_as_the_lecture_says() -> None:
    source = find_lecture("build_value").source
    pieces = [
        source[source.index(start) :].split("\n\n\n")[0]
        for start in ("class Value", "def topological_order", "def backward")
    ]
    assert [len(piece.splitlines()) for piece in pieces] == [35, 11, 9]
    assert "35 lines for the numbers, 11\n# for the order, 9 for the way back" in source
