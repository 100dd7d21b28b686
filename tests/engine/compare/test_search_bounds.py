"""How far is searched where no single slip explains a gradient: the bounds, a little within and a little beyond."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import searching
from engine.compare.guesses import Slip
from engine.compare.matching import case_of
from engine.compare.searching import on_one_way
from tests.engine.compare.asking import problem_of
from tests.engine.compare.test_searching import BY_SINE, BY_SQUARE, SLOPE, A, Asked, B, H
from tests.engine.planted.derivation import values


class Recorded:
    """Stands for Pairs, and keeps how many changes it was given."""

    def __init__(self, problem, changes):
        Recorded.changes, self.first = len(changes), []


@pytest.mark.parametrize(
    ("edges", "slips", "tried"),
    [(17, 200, 150), (17, 149, 149), (7500, 200, 40), (7501, 200, 39), (8000, 200, 38), (8001, 200, 0)],
)
def test_a_hundred_and_fifty_slips_are_paired_or_as_many_as_there_is_room_for(monkeypatch, edges, slips, tried):
    """12 million numbers of 7500 edges each are 1600, which is 40 times 40."""
    asked = Asked(BY_SQUARE)
    asked.problem.edges = range(edges)
    asked.all = [Slip("one", "no slope", slopes={(asked.h[0], 0): 1.0 + k}) for k in range(slips)]
    monkeypatch.setattr(searching, "Pairs", Recorded)
    Recorded.changes = 0
    assert asked.two() == []
    assert Recorded.changes == tried


@pytest.mark.parametrize(("edges", "tried"), [(6000, 8000), (6001, 7998), (8000, 6000), (8001, 0)])
def test_formulas_are_tried_as_many_as_there_is_room_for(monkeypatch, edges, tried):
    asked = Asked(BY_SQUARE + BY_SINE)
    asked.problem.edges = range(edges)
    taken = []

    def formulas(problem):
        for k in range(9000):
            taken.append(k)
            yield Slip("one", str(k), slopes={(asked.h[0], 0): 1.0})

    monkeypatch.setattr(searching, "formulas", formulas)
    monkeypatch.setattr(asked.problem, "tables", lambda changes: {"w": np.zeros((len(changes), 3))})
    assert asked.formulas() == []
    assert len(taken) == tried


@pytest.mark.parametrize(("limit", "found"), [(47, 0), (48, 1)])
def test_where_the_room_is_used_up_no_slip_is_tried_any_more(monkeypatch, limit, found):
    """Four times 47 numbers are four slips of 47 each."""
    asked = Asked(BY_SQUARE + BY_SINE * SLOPE)
    asked.all = [*[asked.half] * 4, asked.no_slope]
    monkeypatch.setattr(searching, "LIMIT", limit)
    assert len(asked.one_way()) == found


def test_a_layer_that_no_slip_touches_does_not_end_the_search():
    """L = sum of 3 g + a h**2 + b sin(h), of g = sin(w) and h = tanh(g): h' is 1 on the way through the squares."""
    w = values("w", np.arcsin(np.arctanh(H) * 0.5))
    g = [x.sin() for x in w]
    h = [(x * 2.0).tanh() for x in g]
    ends = [
        *(x * 3.0 for x in g),
        engine.dot([x**2 for x in h], A.tolist()),
        engine.dot([x.sin() for x in h], B.tolist()),
    ]
    hand = (3 + 2 * (BY_SQUARE + BY_SINE * SLOPE)) * np.cos([x.data for x in w])
    problem = problem_of(engine.sum(ends), w=(w, hand.tolist()))
    slip = Slip("one", "no slope", "at h", "keep it", {(x, 0): 1.0 for x in h})
    (found,) = on_one_way(problem, [case_of(problem, problem.arrays[0])], [slip])
    assert "**2" in found.where
    assert found.where.endswith(" only")


@pytest.mark.parametrize("depends", [False, True])
def test_nothing_is_searched_where_nothing_leads_to_the_loss(depends):
    w = values("w", [0.5, 0.6, 0.7])
    problem = problem_of((w[0] if depends else Value(0.5)).tanh(), w=(w, [1.5, 2.5, 3.5]))
    cases = [case_of(problem, problem.arrays[0])]
    assert len(problem.edges) == depends
    assert searching._with_enough(problem, cases) == cases * depends
    assert list(searching.small_formulas(problem, cases)) == []
    assert list(searching.two_slips(problem, cases, [], problem.tables([]))) == []
