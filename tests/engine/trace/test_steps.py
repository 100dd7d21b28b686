"""What a trace is made of: small, immutable, and told apart by what is in it or by what it is."""

from dataclasses import FrozenInstanceError, fields

import pytest

from engine import Constant, Value
from engine.printing.assembler import Function
from engine.trace import Known, Step, TracedNode, TracedScope, trace
from engine.words.names import ELIDED, Wording
from engine.words.notation import ATOM, Term

NODE = TracedNode(0, "a", "constant", 2.0, "", (), (), None, 1.0, ())
MADE = [NODE, Step("leaves"), TracedScope(0, "net", None), Known(frozenset(), {}, {}), Term("x"), ELIDED]


@pytest.mark.parametrize("made", MADE, ids=lambda made: type(made).__name__)
def test_what_is_made_stays_as_it_is(made):
    for field in fields(made):
        with pytest.raises(FrozenInstanceError):
            setattr(made, field.name, None)
    with pytest.raises((AttributeError, TypeError)):
        made.another = 1


@pytest.mark.parametrize("made", [NODE, Step("leaves"), ELIDED], ids=lambda made: type(made).__name__)
def test_what_there_are_many_of_has_no_dictionary(made):
    assert not hasattr(made, "__dict__")


def test_steps_are_equal_where_they_say_the_same_and_wordings_and_traces_only_to_themselves():
    assert Step("seed", 2, total=1.0) == Step("seed", 2, total=1.0) != Step("seed", 3, total=1.0)
    assert Wording(Term("…")) != ELIDED == ELIDED
    x = Value(1.0, "x")
    assert trace(x) != trace(x)


def test_what_is_not_said_of_a_step_a_term_or_a_function():
    step = Step("leaves")
    parts = (step.node, step.slot, step.input, step.upstream, step.partial, step.contribution, step.total)
    assert parts == (None,) * 7
    assert step.complete is True
    assert Term("x") == Term("x", ATOM, negative=False)
    assert (Wording(Term("x")).count, Wording(Term("x")).depth, Wording(Term("x")).operands) == (0, 0, ())
    assert Function("f", {}, "", []).locals == {}


@pytest.mark.parametrize(
    ("kind", "label", "is_data"),
    [("constant", "x1", True), ("constant", "  ", False), ("constant", "", False), ("variable", "x1", False),
     ("operation", "x1", False)],
)  # fmt: skip
def test_a_constant_with_a_name_is_data(kind, label, is_data):
    assert TracedNode(0, label, kind, 2.0, "", (), (), None, 1.0, ()).is_data is is_data


def test_the_columns_of_a_trace_have_an_entry_for_each_value_or_for_each_edge():
    w, x = Value(3.0, "w"), Constant(2.0, "x")
    seen = trace((w * x) * w)
    assert [list(seen.operations), list(seen.first), list(seen.last)] == [[2, 3], [4, 4, 2, 0], [2, 3, 0, -1]]
    assert [list(seen.users), list(seen.inputs), list(seen.flowing)] == [[3, 3, 2, 2], [2, 0, 0, 1], [0, 1, 2]]
    assert [list(seen.partials), list(seen.totals)] == [[3.0, 6.0, 2.0, 3.0], [3.0, 6.0, 12.0, 9.0]]
    assert (list(seen.gradients), list(seen.homes), seen.lines) == ([12.0, 9.0, 3.0, 1.0], [-1] * 4, {})
    assert (len(seen.nodes), len(seen.steps)) == (4, 7)
    assert [seen.steps[k] for k in (3, 5)] == [
        Step("seed", 3, total=1.0), Step("backward", 3, 1, 0, 1.0, 6.0, 6.0, 6.0, complete=False)
    ]  # fmt: skip
    known = seen.known_at(3)
    assert (known.totals, known.partials) == ({3: (1.0, True)}, {})
    assert seen.known_at(2).totals == {}
    assert seen.known_at(5).totals == {3: (1.0, True), 2: (3.0, True), 0: (6.0, False)}
    assert seen.known_at(5).partials == {(3, 0): 3.0, (3, 1): 6.0}
    assert [sorted(seen.known_at(k).data) for k in range(4)] == [[0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3]]
