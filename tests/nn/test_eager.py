"""One eager step: what it returns, what it leaves behind, and what it says of the first number that is not finite."""

from contextlib import ExitStack

import pytest

from engine import Value
from engine.modes import scope
from nn import SGD, Data, Momentum
from nn.eager import Eager, first_bad

DATA = Data([[1.0], [2.0], [5.0]], [0.0, 0.0, 1.0])


def squared(predictions, targets):
    return sum((h - y) ** 2 for h, y in zip(predictions, targets, strict=True))


@pytest.mark.parametrize("batched", [False, True])
def test_a_step_returns_the_loss_before_it_and_leaves_its_gradient(batched):
    w, seen = Value(3.0, "w"), []

    def model(x):
        seen.append(x)
        return [w * v for [v] in x] if batched else w * x[0]

    eager = Eager(model, squared, SGD([w], 0.1), DATA, batched)
    w.grad = 100.0
    assert eager.value([0, 2]) == 3.0**2 + 14.0**2
    assert eager.step([0, 2]) == 3.0**2 + 14.0**2
    assert (w.grad, w.passes) == (2 * 3.0 + 2 * 5 * 14.0, 1)
    assert w.data == 3.0 - 0.1 * 146.0
    assert eager.optimiser.steps == 1
    assert seen == ([[[1.0], [5.0]]] * 2 if batched else [[1.0], [5.0]] * 2)
    assert not eager.replayed


def test_the_memory_of_the_optimiser_is_used():
    w = Value(1.0)
    eager = Eager(lambda x: w * x[0], lambda h, y: h[0], Momentum([w], 0.5, momentum=0.5), DATA)
    assert [eager.step([0]), eager.step([1]), w.data] == [1.0, 2 * 0.5, 0.5 - 0.5 * 2.5]


@pytest.mark.parametrize(("label", "name"), [("", "a number without a label"), ("size", "'size'")])
@pytest.mark.parametrize("boxes", [(), ("mlp", "output")])
def test_the_first_number_that_is_not_finite_is_named_as_well_as_it_can_be(label, name, boxes):
    with ExitStack() as stack:
        for box in boxes:
            stack.enter_context(scope(box))
        bad = Value(float("inf"), label)
    where = " in mlp/output" if boxes else ""
    assert str(first_bad((bad * 0.0) * Value(float("nan"), "later"))) == (
        f"the loss is nan, and the first node that is not finite is {name} = inf{where}; look at what made it"
    )
