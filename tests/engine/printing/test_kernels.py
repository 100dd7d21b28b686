"""Every row as WebAssembly gives the engine's numbers, alone and as one of many operations of a step."""

import math

import pytest

from engine import Value, record
from engine.value import apply
from tests.engine.executors import _elsewhere
from tests.engine.printing.test_javascript import by_engine, points, rows
from tests.engine.wasm import answered, answers_of_node, at


def by_node(row, all_xs: list[list[float]]) -> list[list[float] | None]:
    """[value, *partials] at points of one length, or None where the tape refuses the point."""
    leaves = [Value(x) for x in _elsewhere(lambda *xs: apply(row, *xs), all_xs[0])]
    made = record(apply(row, *leaves), leaves).wasm()
    answers = [None if "error" in a else answered(a) for a in answers_of_node(made, *map(at, all_xs))]
    return [a and [float(a[0]), *a[1].tolist()] for a in answers]


@pytest.mark.parametrize("row", rows(), ids=repr)
def test_values_and_partials_agree_to_1e12_and_the_same_points_are_refused(row):
    by_length: dict[int, list[list[float]]] = {}
    for xs in points(row):
        by_length.setdefault(len(xs), []).append(xs)
    agreed = 0
    for all_xs in by_length.values():
        for xs, theirs in zip(all_xs, by_node(row, all_xs), strict=True):
            ours = by_engine(row, xs)
            assert (ours is None) == (theirs is None), (xs, ours, theirs)
            if ours is None or theirs is None:
                continue
            agreed += 1
            size = (by_engine(row, list(map(abs, xs))) or [math.inf])[0] if row.variadic else 0.0
            for k, (a, b) in enumerate(zip(ours, theirs, strict=True)):
                assert math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12 * abs(size) if k == 0 else 5e-324), (xs, k)
    assert agreed >= 20
