"""How the losses of examples become one."""

import pytest

from engine import Value
from engine.errors import SettingError
from nn.reduction import reduced


@pytest.mark.parametrize(("reduction", "result"), [("sum", 6.0), ("half_sum", 3.0), ("mean", 3.0), ("half_mean", 1.5)])
def test_reductions(reduction, result):
    assert reduced([Value(2.0), Value(4.0)], reduction).data == result


def test_a_reduction_of_one_term_adds_no_operation_that_does_nothing():
    v = Value(2.0)
    assert reduced([v], "mean") is v
    assert reduced([v], "sum") is v
    assert reduced([v], "half_mean").op == "/"
    assert reduced([v, v], "none") == [v, v]
    with pytest.raises(SettingError, match="no reduction 'max'"):
        reduced([v], "max")


def test_a_reduction_that_was_left_out_is_told_to_be_missing():
    with pytest.raises(
        SettingError, match=r"^a reduction is missing; choose one of none, sum, .*, as in lambda p, y: "
    ):
        reduced([Value(2.0)], None)
