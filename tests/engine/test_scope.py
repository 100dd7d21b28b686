"""Scopes: a node remembers which part of the program made it."""

import pytest

from engine import DomainError, Value, scope
from engine.modes import MODE, SCOPE, watch_nodes


def test_nodes_know_where_they_were_made():
    x = Value(1.0)
    with scope("mlp") as outer:
        y = x + 1
        with scope("hidden.0"):
            z = y * 2
        w = z + y
    assert x.scope is None
    assert y.scope is w.scope is outer
    assert z.scope.path == "mlp/hidden.0"
    assert z.scope.parent is outer
    assert repr(z.scope) == "Scope('mlp/hidden.0')"


def test_two_openings_with_one_name_are_two_scopes():
    with scope("layer"):
        a = Value(1.0) * 2
    with scope("layer"):
        b = Value(1.0) * 2
    assert a.scope is not b.scope
    assert a.scope.path == b.scope.path


def test_a_scope_ends_also_when_something_fails():
    with pytest.raises(DomainError), scope("broken"):
        Value(0.0).log()
    assert SCOPE.get() is None


def test_a_name_may_be_a_number():
    with scope(0):
        assert (Value(1.0) * 2).scope.path == "0"


def test_a_watcher_sees_every_operation_in_the_order_it_is_made():
    x, seen = Value(1.0), []
    with watch_nodes(seen.append):
        y = x * 2
        z = y.exp()
    x + 1
    assert seen == [y, z]
    assert MODE.get() is None
