"""Slips among numbers that are named alike: the indices of w10 invite one to take x0 where x1 belongs."""

import pytest

from engine import Constant, Value
from engine.compare import compare_gradients


def net():
    """Two units over two inputs, all by single names."""
    n = {name: Value(x, name) for name, x in (("w10", 0.6), ("w01", -0.7), ("v0", 1.4), ("v1", -1.1))}
    x0, x1 = Constant(0.8, "x0"), Constant(-1.5, "x1")
    h0 = (n["w10"] * x1 + 0.35 * x0).tanh()
    h1 = (n["w01"] * x0 + 0.15 * x1).tanh()
    h0.label, h1.label = "h0", "h1"
    loss = (n["v0"] * h0 + n["v1"] * h1 - 1.2) ** 2
    loss.backward()
    return loss, n, {"x0": 0.8, "x1": -1.5}


@pytest.mark.parametrize(("name", "own", "other"), [("w10", "x1", "x0"), ("w01", "x0", "x1")])
def test_an_input_with_another_index_is_named(name, own, other):
    loss, n, x = net()
    wrong = n[name].grad / x[own] * x[other]
    finding = compare_gradients(loss, {name: (n[name], wrong)}).findings[0]
    assert finding.text == f"{other} stands where {own} belongs, where {name} enters"


def test_two_that_are_exchanged_in_two_gradients_are_one_slip():
    loss, n, x = net()
    w10, w01 = n["w10"], n["w01"]
    wrong = {"w10": (w10, w10.grad / x["x1"] * x["x0"]), "w01": (w01, w01.grad / x["x0"] * x["x1"])}
    finding = compare_gradients(loss, wrong).findings[0]
    assert finding.text == "x1 and x0 stand in each other's places on the way back"
    assert finding.gradients == ("w10", "w01")


def test_a_single_number_is_no_array_that_could_be_flipped():
    loss, n, _ = net()
    findings = compare_gradients(loss, {"w10": (n["w10"], 0.0)}).findings
    assert not any("flipped" in finding.text for finding in findings)
