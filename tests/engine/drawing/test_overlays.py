"""Steps laid over one another: whatever a frame shows, and in which order, can be read off the overlays again."""

import pytest

from engine import Value, draw
from engine.drawing import overlays as module
from engine.drawing.marks import Group, Rectangle, Text, groups
from engine.drawing.overlays import Run, overlays, steps_of
from engine.drawing.style import DARK, LIGHT, looks
from engine.errors import SettingError
from tests.engine.drawing.pictures import cells, network, neuron, product_and_sum, scoped_at_random, twice

GRAPHS = {
    "twice": twice,
    "product": product_and_sum,
    "neuron": neuron,
    "cells": cells,
    "network": network,
    # of this size they have what the larger ones have: scopes in scopes, additions, copies, and operands used twice
    **{f"random {seed}": lambda seed=seed: scoped_at_random(seed, 7) for seed in range(4)},
}


def marks_with_looks(drawing, step, palette):
    """The marks that a picture of this step shows, from the back to the front."""
    frame = drawing.frame(step=step)
    for group in groups(drawing.picture, frame):
        around = frozenset((*group.classes, f"is-{frame.phase}"))
        for mark in group.marks:
            look = looks(around, frozenset(mark.name.split()), palette)
            if look.get("display") != "none" and not is_empty(mark):
                yield mark, look


def shown_by_frame(drawing, step, palette=LIGHT):
    """Shape, looks and words of every mark of a picture of this step."""
    return ((mark[1:], look) for mark, look in marks_with_looks(drawing, step, palette))


def is_empty(mark):
    return isinstance(mark, Text) and not any(text for text, _ in mark.runs)


def shown_by_overlays(laid, position):
    """What the overlays say of one of the steps."""
    for each in laid:
        for run in each.runs:
            if run.first <= position <= run.last:
                mark = each.mark._replace(runs=run.text) if isinstance(each.mark, Text) else each.mark
                yield mark[1:], dict(run.look)


@pytest.mark.slow
@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_every_step_is_what_its_frame_shows_from_the_back_to_the_front(graph):
    drawing = draw(graph())
    steps = range(len(drawing.steps))
    laid = overlays(drawing, steps, LIGHT)
    for step in steps:
        assert list(shown_by_overlays(laid, step)) == list(shown_by_frame(drawing, step))


def test_some_steps_in_any_order_and_in_the_dark():
    drawing = draw(cells(), collapse="cell.0")
    chosen = [9, 2, 3]
    laid = overlays(drawing, chosen, DARK)
    for position, step in enumerate(chosen):
        assert list(shown_by_overlays(laid, position)) == list(shown_by_frame(drawing, step, DARK))


@pytest.mark.parametrize("graph", [cells, network])
def test_a_run_ends_only_where_something_changes(graph):
    drawing = draw(graph())
    laid = overlays(drawing, range(len(drawing.steps)), LIGHT)
    for each in laid:
        for run, later in zip(each.runs, each.runs[1:], strict=False):
            assert run.first <= run.last < later.first
            assert later.first > run.last + 1 or (run.look, run.text) != (later.look, later.text)


@pytest.mark.long
def test_what_stays_is_said_once():
    drawing = draw(network())
    steps = range(len(drawing.steps))
    laid = overlays(drawing, steps, LIGHT)
    shown = sum(len(list(shown_by_frame(drawing, step))) for step in steps)
    assert sum(len(each.runs) for each in laid) < shown / 5


def laid_over(monkeypatch, *frames):
    """Lay frames over one another of which only the order of the marks is known, as one-letter names."""
    drawing = draw(Value(2.0, "x") * 3.0)
    found = iter(frames)

    def drawn(picture, frame):
        for name in next(found):
            x = float(ord(name))
            yield Group(("node",), ("node", name), "", (Rectangle("shape", x, 0.0, 1.0, 1.0, 0.0),))

    monkeypatch.setattr(module, "groups", drawn)
    return [(chr(int(each.mark.x)), each.runs) for each in overlays(drawing, range(len(frames)), LIGHT)]


def runs(*ends):
    look = tuple(sorted(looks(frozenset({"node", "is-forward"}), frozenset({"shape"}), LIGHT).items()))
    return tuple(Run(first, last, look, ()) for first, last in ends)


def test_a_mark_that_comes_later_finds_its_place_between_the_others(monkeypatch):
    assert laid_over(monkeypatch, "ac", "abc", "ab") == [
        ("a", runs((0, 2))),
        ("b", runs((1, 2))),
        ("c", runs((0, 1))),
    ]


def test_a_mark_that_goes_and_comes_again_has_two_runs(monkeypatch):
    assert laid_over(monkeypatch, "ab", "a", "ab") == [("a", runs((0, 2))), ("b", runs((0, 0), (2, 2)))]


def test_a_mark_that_moves_to_the_front_has_a_place_behind_and_one_in_front(monkeypatch):
    assert laid_over(monkeypatch, "ab", "ba", "ab") == [
        ("a", runs((0, 0), (2, 2))),
        ("b", runs((0, 2))),
        ("a", runs((1, 1))),
    ]


def test_steps_are_all_or_those_that_are_named():
    drawing = draw(twice())
    assert steps_of(drawing) == [0, 1, 2, 3, 4]
    assert steps_of(drawing, iter([4, 1])) == [4, 1]
    with pytest.raises(SettingError, match="empty; give at least one"):
        steps_of(drawing, [])
    with pytest.raises(SettingError, match="frames 0 to 4"):
        overlays(drawing, [5], LIGHT)
