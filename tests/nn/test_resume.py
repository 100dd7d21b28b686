"""A run that is split in two gives what one run gives, to the last bit: in one process, and through files."""

import copy
import json
import random

import pytest

from engine import Value
from engine.errors import ShapeError
from nn import (
    MLP,
    SGD,
    Adagrad,
    Adam,
    AdamW,
    BatchNorm,
    Each,
    Layer,
    Momentum,
    Nesterov,
    RMSProp,
    Sequential,
    datasets,
    fit,
    losses,
)
from nn.schedules import step_decay

OPTIMISERS = {
    "SGD": lambda p: SGD(p, step_decay(0.1, every=5)),
    "momentum": lambda p: Momentum(p, 0.05, weight_decay=0.01),
    "Nesterov": lambda p: Nesterov(p, 0.05),
    "Adagrad": lambda p: Adagrad(p, 0.1),
    "RMSProp": lambda p: RMSProp(p, 0.01, clip=1.0),
    "Adam": lambda p: Adam(p, 0.05),
    "AdamW": lambda p: AdamW(p, 0.05),
}
DATA, HELD_OUT = (datasets.moons(20, rng=random.Random(seed)) for seed in (1, 2))


def start(make):
    model = MLP(2, 4, 1, rng=random.Random(5))
    return model, make(model.parameters()), random.Random(7)


def run(model, optimiser, rng, epochs, **options):
    loss = losses.binary_cross_entropy_from_logits
    return fit(model, DATA, loss, optimiser, epochs=epochs, batch_size=6, rng=rng, **options)


@pytest.mark.parametrize("replay", [None, False])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_two_runs_are_one(name, replay):
    whole, parts = start(OPTIMISERS[name]), start(OPTIMISERS[name])
    expected = run(*whole, 9, replay=replay)
    history = run(*parts, 4, replay=replay)
    assert run(*parts, 5, replay=replay, history=history) is history
    assert (history.loss, history.learning_rate) == (expected.loss, expected.learning_rate)
    assert parts[0].state_dict() == whole[0].state_dict()


@pytest.mark.parametrize("name", OPTIMISERS)
def test_two_processes_are_one(name):
    """All that goes from one to the other is text."""
    whole, first, second = (start(OPTIMISERS[name]) for _ in range(3))
    expected = run(*whole, 9)
    losses_so_far = run(*first, 4).loss
    saved = json.dumps([first[0].state_dict(), first[1].state_dict(), first[2].getstate()])
    of_model, of_optimiser, (version, numbers, gauss) = json.loads(saved)
    second[0].load_state_dict(of_model)
    second[1].load_state_dict(of_optimiser)
    second[2].setstate((version, tuple(numbers), gauss))
    assert losses_so_far + run(*second, 5).loss == expected.loss
    assert second[0].state_dict() == whole[0].state_dict()


@pytest.mark.parametrize("split", [1, 10, 25])
def test_early_stopping_goes_on_where_it_was(split):
    options = {"validation": HELD_OUT, "patience": 6}
    whole, parts = start(OPTIMISERS["Adam"]), start(OPTIMISERS["Adam"])
    expected = run(*whole, 60, **options)
    history = run(*parts, split, **options)
    history = run(*parts, 60 - split, history=history, **options)
    assert history.validation_loss == expected.validation_loss
    assert history.best_epoch == expected.best_epoch
    assert parts[0].state_dict() == whole[0].state_dict()


def test_running_statistics_go_on_as_well():
    def model():
        return Sequential(
            Each(Layer(2, 3, rng=random.Random(1))), BatchNorm(3), Each(Layer(3, 1, rng=random.Random(2)))
        )

    found = []
    for cuts in ([6], [2, 4]):
        net, rng = model(), random.Random(3)
        optimiser, history = Adam(net.parameters(), 0.05), None
        for epochs in cuts:
            history = fit(
                net, DATA, losses.binary_cross_entropy_from_logits, optimiser,
                epochs=epochs, batch_size=5, rng=rng, batched=True, history=history,
            )  # fmt: skip
        found.append((history.loss, net.state_dict()))
    assert found[0] == found[1]


def test_a_state_that_does_not_fit_is_refused_and_nothing_is_changed():
    two = [Value(1.0), Value(2.0)]
    optimiser = Adam(two, 0.1)
    for p in two:
        p.grad = 1.0
    optimiser.step()
    before = copy.deepcopy(optimiser.state_dict())
    with pytest.raises(ShapeError, match="this optimiser keeps m, s, steps; load the state of the same kind"):
        optimiser.load_state_dict(Momentum(two, 0.1).state_dict())
    with pytest.raises(ShapeError, match="3 numbers in 'm', but there are 2 parameters"):
        optimiser.load_state_dict({"steps": 1, "m": [0.0] * 3, "s": [0.0] * 2})
    assert optimiser.state_dict() == before


def test_adamw_decays_by_a_hundredth_unless_told_otherwise():
    assert AdamW([Value(1.0)]).weight_decay == 0.01
    assert AdamW([Value(1.0)], weight_decay=0.3).weight_decay == 0.3


def test_a_third_run_goes_on_from_the_second_and_not_from_the_first():
    model, optimiser, rng = start(OPTIMISERS["SGD"])
    options = {"validation": HELD_OUT}
    history = run(model, optimiser, rng, 3, patience=5, **options)
    run(model, optimiser, rng, 10, history=history, **options)
    before = model.state_dict()
    run(model, optimiser, rng, 0, history=history, **options)
    assert model.state_dict() == before
    loss = history.loss[-1]
    run(model, optimiser, rng, 1, history=history, **options)
    assert abs(history.loss[-1] - loss) < 0.1


def test_patience_counts_from_where_it_is_asked_for():
    model, _, rng = start(OPTIMISERS["SGD"])
    optimiser = SGD(model.parameters(), 0.1)
    history = run(model, optimiser, rng, 1, validation=HELD_OUT)
    optimiser.learning_rate = 5.0
    run(model, optimiser, rng, 200, validation=HELD_OUT, patience=2, history=history)
    assert history.best_epoch is not None
    assert len(history.loss) < 201
