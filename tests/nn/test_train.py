"""fit: the loop of the notes, against the same loop written in NumPy, and what it does when things go wrong."""

import random

import numpy as np
import pytest

from engine import Value
from engine.errors import ArgumentError, DivergenceError, DomainError, NotANumberError, SettingError, ShapeError
from nn import (
    MLP,
    SGD,
    Adam,
    BatchNorm,
    Data,
    Dropout,
    Each,
    Layer,
    Momentum,
    Neuron,
    Sequential,
    datasets,
    fit,
    losses,
)
from nn.data import batches, index_batches
from nn.schedules import step_decay
from nn.train import History


def squared(predictions, targets):
    return losses.squared_error(predictions, targets, "mean")


def test_the_tutorial_example_finds_9_8():
    """Notes 004: y = a x, L = sum (y - a x)^2, gamma = 0.003, from a = 8."""
    a = Value(8.0, "a")
    history = fit(
        lambda x: a * x[0],
        datasets.masses(),
        lambda h, y: losses.squared_error(h, y, "sum"),
        SGD([a], 0.003),
        epochs=30,
    )
    assert a.data == pytest.approx(9.8, abs=1e-9)
    assert history.loss[0] == pytest.approx(402.57, abs=5e-3)
    assert len(history.loss) == 30


@pytest.mark.parametrize("replay", [True, False])
@pytest.mark.parametrize("batch_size", [None, 4])
def test_is_the_loop_of_the_notes(replay, batch_size):
    """Linear regression by mini-batch descent, once more in NumPy: theta <- theta - rate (2/m) X^T (X theta - y)."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(10, 3)), rng.normal(size=10)
    neuron = Neuron(3, "linear", init="zeros")
    history = fit(
        neuron, (X.tolist(), y.tolist()), squared, SGD(neuron.parameters(), 0.05),
        epochs=5, batch_size=batch_size, rng=random.Random(7), replay=replay,
    )  # fmt: skip
    theta, shuffles, expected = np.zeros(4), random.Random(7), []
    ones = np.hstack([X, np.ones((10, 1))])
    for _ in range(5):
        total = 0.0
        for batch in index_batches(10, batch_size, shuffles):
            error = ones[batch] @ theta - y[batch]
            total += (error**2).mean() * len(batch)
            theta = theta - 0.05 * 2 / len(batch) * ones[batch].T @ error
        expected.append(total / 10)
    np.testing.assert_allclose(history.loss, expected, rtol=1e-12)
    np.testing.assert_allclose([p.data for p in neuron.parameters()], theta, rtol=1e-12)


def test_the_same_seeds_give_the_same_training_to_the_last_bit():
    def run():
        model = MLP(2, 4, 1, rng=random.Random(1))
        data = datasets.moons(20, rng=random.Random(2))
        loss = losses.binary_cross_entropy_from_logits
        return fit(model, data, loss, Adam(model.parameters(), 0.1), epochs=5, batch_size=6, rng=random.Random(3)).loss

    assert run() == run()


@pytest.mark.long
def test_early_stopping_brings_back_the_best_parameters():
    """Few noisy points, a large model, a large rate: the validation loss falls and rises."""
    data = datasets.curve(lambda x: x, count=16, noise=1.0, rng=random.Random(0))
    train, held_out = list(batches(data, 8, random.Random(1)))
    model = MLP(1, 16, 1, rng=random.Random(2), activation="tanh")
    optimiser = Adam(model.parameters(), 0.1)
    history = fit(model, train, squared, optimiser, epochs=500, validation=held_out, patience=20)
    best = min(history.validation_loss)
    assert history.best_epoch == history.validation_loss.index(best)
    assert len(history.validation_loss) == history.best_epoch + 1 + 20 < 500
    assert history.validation_loss[-1] > best
    assert squared([model(x) for x in held_out.inputs], held_out.targets).data == pytest.approx(best, rel=1e-12)


def test_early_stopping_needs_something_to_watch():
    neuron = Neuron(1, init="zeros")
    with pytest.raises(SettingError, match="pass validation="):
        fit(neuron, ([[1.0]], [1.0]), squared, SGD(neuron.parameters(), 0.1), patience=3)


def test_validation_is_measured_in_evaluation_mode_and_training_goes_on_as_it_was():
    model = Sequential(
        Layer(1, 8, rng=random.Random(0)), Dropout(0.5, rng=random.Random(1)), Layer(8, 1, rng=random.Random(2))
    )
    data = datasets.curve(abs, count=6, rng=random.Random(3))
    history = fit(model, data, squared, SGD(model.parameters(), 0.0), epochs=4, validation=data, progress=False)
    assert len(set(history.loss)) > 1  # dropout at work
    assert len(set(history.validation_loss)) == 1  # and switched off
    model.eval()
    assert history.validation_loss[0] == pytest.approx(squared([model(x) for x in data.inputs], data.targets).data)
    fit(model, data, squared, SGD(model.parameters(), 0.0), epochs=1)
    assert not any(module.training for module in model.named_modules().values())


@pytest.mark.long
def test_batch_normalisation_sees_the_whole_batch():
    model = Sequential(
        Each(Layer(1, 4, "tanh", rng=random.Random(0))), BatchNorm(4), Each(Layer(4, 1, rng=random.Random(1)))
    )
    data = datasets.curve(abs, count=12, noise=0.0, rng=random.Random(2))
    history = fit(model, data, squared, Adam(model.parameters(), 0.05), epochs=60, batched=True)
    assert history.loss[-1] < 0.1 * history.loss[0]
    assert not history.replayed  # the running statistics are made by the eager engine
    assert any(m != 0.0 for m in model.state_dict().values())


def test_the_schedule_of_the_optimiser_is_kept_in_the_history():
    neuron = Neuron(1, init="zeros")
    optimiser = SGD(neuron.parameters(), step_decay(0.1, every=2, factor=0.5))
    history = fit(neuron, ([[1.0], [2.0]], [1.0, 2.0]), squared, optimiser, epochs=3, batch_size=1)
    assert history.learning_rate == [0.1, 0.05, 0.025]


class TestNotANumber:
    """Training stops at the first number that is not finite, and says where it came from."""

    def test_in_the_data(self):
        neuron = Neuron(1, init="zeros")
        with pytest.raises(DomainError, match=r"inputs\[1\] contains nan"):
            fit(neuron, ([[1.0], [float("nan")]], [1.0, 2.0]), squared, SGD(neuron.parameters(), 0.1))

    @pytest.mark.parametrize("replay", [None, False])
    def test_because_the_rate_is_too_high(self, replay):
        """Notes 003: "Learning Rate Too High ... Extreme case - NaNs!"."""
        a = Value(8.0, "a")
        with pytest.raises(DivergenceError, match=r"fit: epoch \d+, batch 0: .*(power|a\b|overflow)") as caught:
            fit(lambda x: a * x[0], datasets.masses(), squared, SGD([a], 5.0), epochs=1000, replay=replay)
        assert 10 < len(caught.value.history.loss) < 1000
        assert caught.value.history.loss[-1] > 1e100

    @pytest.mark.parametrize("replay", [None, False])
    def test_because_an_operation_left_its_domain(self, replay):
        w = Value(1.0, "w")
        with pytest.raises(DivergenceError, match=r"epoch 4, batch 0: log: log\(-0.2\).*'w'"):
            fit(
                lambda x: w.log() * x[0],
                ([[1.0]], [0.0]),
                lambda h, y: h[0] - h[0] + w,  # a slope of 1 whatever the log says
                SGD([w], 0.3),
                epochs=10,
                replay=replay,
            )

    def test_in_the_second_batch(self):
        w = Value(1.0, "w")
        data = ([[1.0], [-1.0]], [0.0, 0.0])
        with pytest.raises(DivergenceError, match="epoch 0, batch 1: log"):
            fit(lambda x: (w * x[0]).log(), data, lambda h, y: h[0] + w, SGD([w], 0.1), batch_size=1, replay=False)

    def test_hidden_in_the_model(self):
        w, bad = Value(1.0, "w"), Value(float("nan"), "a forgotten measurement")
        with pytest.raises(DivergenceError, match="first node that is not finite is 'a forgotten measurement' = nan"):
            fit(lambda x: w * x[0] + bad, ([[1.0]], [0.0]), squared, SGD([w], 0.1))


def test_data_that_does_not_pair_up_is_refused():
    neuron = Neuron(1, init="zeros")
    for data in (([[1.0]], []), ([], [])):
        with pytest.raises(ShapeError, match="each example needs one of both"):
            fit(neuron, data, squared, SGD(neuron.parameters(), 0.1))


def test_what_is_no_pair_or_no_loss_is_named():
    neuron = Neuron(1, init="zeros")
    optimiser = SGD(neuron.parameters(), 0.1)
    with pytest.raises(ShapeError, match=r"expected a pair \(inputs, targets\), got 3 things"):
        fit(neuron, ([[1.0]], [1.0], "more"), squared, optimiser)
    for replay in (None, False):
        with pytest.raises(NotANumberError, match=r"the loss returned 3\.0; it has to return one Value"):
            fit(neuron, ([[1.0]], [1.0]), lambda h, y: 3.0, optimiser, replay=replay)


def test_the_progress_bar_is_shown_on_request_and_never_in_a_file(capsys):
    neuron = Neuron(1, init="zeros")
    data, optimiser = Data([[1.0]], [1.0]), Momentum(neuron.parameters(), 0.01)
    fit(neuron, data, squared, optimiser, epochs=2)
    assert capsys.readouterr() == ("", "")
    fit(neuron, data, squared, optimiser, epochs=2, validation=data, progress=True)
    shown = capsys.readouterr().err
    assert "loss" in shown
    assert "validation" in shown
    assert "2/2" in shown


class TestEarlyStopping:
    """A parameter that counts the steps, and a validation loss that is read from a list by it."""

    def run(self, course, patience, epochs=50):
        w = Value(0.0, "w")

        def loss(predictions, targets):
            return predictions[0] if targets == ["train"] else Value(course[min(round(-w.data), len(course)) - 1])

        data, held_out = ([[1.0]], ["train"]), ([[1.0]], ["held out"])
        history = fit(
            lambda x: w * x[0], data, loss, SGD([w], 1.0),
            epochs=epochs, validation=held_out, patience=patience, replay=False,
        )  # fmt: skip
        return history, -w.data

    @pytest.mark.parametrize("patience", [0, 1, 3])
    @pytest.mark.parametrize("seed", range(6))
    def test_it_stops_when_patience_is_used_up_and_goes_back_to_the_best(self, seed, patience):
        rng = random.Random(seed)
        course = [float(rng.randrange(1000)) for _ in range(50)]
        stop = next((n for n in range(1, 50) if n - 1 - course.index(min(course[:n])) == patience), 50)
        history, steps = self.run(course, patience)
        assert history.validation_loss == course[:stop]
        assert history.best_epoch == course.index(min(course[:stop]))
        assert steps == history.best_epoch + 1
        assert history.best_state[0] == [-steps]
        assert history.last_state[0] == [-stop]

    def test_an_equal_loss_is_no_better_one(self):
        history, steps = self.run([5.0, 4.0, 4.0, 4.0, 3.0], patience=2)
        assert (history.validation_loss, history.best_epoch, steps) == ([5.0, 4.0, 4.0, 4.0], 1, 2)
        history, steps = self.run([5.0, 4.0, 4.0, 3.0, 2.0], patience=2, epochs=4)
        assert (history.validation_loss, history.best_epoch, steps) == ([5.0, 4.0, 4.0, 3.0], 3, 4)

    def test_without_patience_nothing_is_brought_back(self):
        history, steps = self.run([1.0, 2.0, 3.0], patience=None, epochs=3)
        assert (history.best_epoch, history.best_state, history.last_state, steps) == (None, None, None, 3)


@pytest.mark.parametrize(("moved_to", "goes_on_from"), [(None, -3.0), (7.0, 7.0), (-9.0, -9.0)])
def test_a_longer_run_goes_on_from_the_last_state_unless_somebody_has_trained_the_best_one_further(
    moved_to, goes_on_from
):
    w, course = Value(0.0, "w"), [2.0, 1.0, 3.0, 4.0]

    def loss(predictions, targets):
        return predictions[0] if targets == ["train"] else Value(course[round(-w.data) - 1])

    given = lambda x: w * x[0], ([[1.0]], ["train"]), loss, SGD([w], 1.0)
    history = fit(*given, epochs=9, validation=([[1.0]], ["held out"]), patience=1, replay=False)
    assert (w.data, history.best_epoch) == (-2.0, 1)
    if moved_to is not None:
        w.data = moved_to
    fit(*given, epochs=1, replay=False, history=history)
    assert w.data == goes_on_from - 1.0
    assert history.last_state is None


def test_the_loss_of_an_epoch_is_the_mean_over_its_examples_before_each_step():
    """Batches of 2 and 1 examples: w x with w = 1, then w = 1 - 0.5 (mean of x)."""
    w = Value(1.0)
    history = fit(
        lambda x: w * x[0], ([[1.0], [3.0], [7.0]], [0.0] * 3), lambda h, y: sum(h) / len(h), SGD([w], 0.25),
        epochs=1, batch_size=2, replay=False,
    )  # fmt: skip
    assert history.loss == [(2 * 2.0 + 1 * 0.5 * 7.0) / 3]
    assert history.learning_rate == [0.25]
    assert w.data == 1 - 0.25 * 2 - 0.25 * 7


def test_no_epochs_measure_nothing_and_change_nothing():
    neuron = Neuron(1, init="zeros")
    history = fit(
        neuron, ([[1.0]], [1.0]), squared, SGD(neuron.parameters(), 0.1), epochs=0, validation=([[1.0]], [1.0])
    )
    assert (history.loss, history.validation_loss, history.learning_rate) == ([], [], [])
    assert [p.data for p in neuron.parameters()] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("course", "where"),
    [([1.0, 1.0, -1.0], "epoch 0, batch 2"), ([1.0, 1.0, 1.0], "epoch 1, batch 0"), ([1.0, -1.0], "epoch 0, batch 1")],
)
def test_a_divergence_names_epoch_and_batch_counted_from_0_as_in_the_history(course, where):
    """w falls from 0.5 by 0.2 with each step, so that its logarithm ends after three."""
    w = Value(0.5, "w")
    with pytest.raises(DivergenceError, match=rf"^fit: {where}: log: log") as caught:
        fit(
            lambda x: w * 1.0, ([[x] for x in course], course),
            lambda h, y: Value(y[0]).log() * 0.0 + h[0].log() * 0.0 + h[0], SGD([w], 0.2),
            epochs=9, batch_size=1, replay=False,
        )  # fmt: skip
    assert len(caught.value.history.loss) == int(where[6])


def test_a_divergence_on_the_validation_data_says_so():
    w = Value(0.5, "w")
    with pytest.raises(DivergenceError, match=r"^fit: epoch 2, validation: log: log"):
        fit(
            lambda x: w * 1.0, ([[1.0]], ["train"]), lambda h, y: h[0] if y == ["train"] else h[0].log(), SGD([w], 0.2),
            epochs=9, validation=([[1.0]], ["held out"]), replay=False,
        )  # fmt: skip


def test_every_part_is_trained_in_training_mode_and_then_as_it_was_also_after_an_error():
    parts = Neuron(1, init="zeros").eval(), Dropout(0.0, rng=random.Random(0))
    model, seen = Sequential(*parts), []

    def loss(predictions, targets):
        seen.append([part.training for part in parts])
        raise DomainError("no")

    with pytest.raises(DivergenceError, match=r"^fit: epoch 0, batch 0: no$"):
        fit(model, ([[1.0]], [1.0]), loss, SGD(model.parameters(), 0.1), replay=False)
    assert seen == [[True, True]]
    assert [part.training for part in parts] == [False, True]


@pytest.mark.parametrize("batched", [False, True])
def test_a_model_that_returns_nothing_is_named_before_the_loss_meets_it(batched):
    w = Value(0.5, "w")
    with pytest.raises(NotANumberError, match=r"^fit: the model returned None: a function that forgets to return"):
        fit(lambda x: None, ([[1.0]], [1.0]), lambda h, y: h[0] * 2.0, SGD([w], 0.2), batched=batched)


@pytest.mark.parametrize("name", ["replay", "progress", "batched"])
def test_a_switch_is_true_or_false(name):
    w = Value(0.5, "w")
    with pytest.raises(ArgumentError, match=rf"^fit: {name} must be True or False, got 'yes'"):
        fit(lambda x: w * x[0], ([[1.0]], [1.0]), squared, SGD([w], 0.2), **{name: "yes"})


def test_a_bar_shows_the_epochs_and_the_newest_losses(capsys):
    neuron = Neuron(1, init="zeros")
    fit(neuron, ([[2.0]], [1.0]), squared, SGD(neuron.parameters(), 0.0), epochs=3, progress=True)
    shown = capsys.readouterr().err
    assert "loss 1 " in shown
    assert "3/3" in shown
    assert "validation" not in shown
    fit(
        neuron, ([[2.0]], [1.0]), squared, SGD(neuron.parameters(), 0.05),
        epochs=2, progress=True, validation=([[2.0]], [3.0]),
    )  # fmt: skip
    assert "loss 0.25  validation 5.062 " in capsys.readouterr().err.splitlines()[-1]
    fit(neuron, ([[2.0]], [1.0]), squared, SGD(neuron.parameters(), 0.0), epochs=2, progress=False)
    assert capsys.readouterr() == ("", "")


def test_a_history_of_a_thousand_epochs_says_in_a_few_lines_how_it_went():
    losses_of = [1000.0 - i for i in range(999)] + [50.0]
    history = History(loss=losses_of, validation_loss=losses_of, best_epoch=998, replayed=True)
    assert repr(history).splitlines() == [
        "History: 1,000 epochs, replayed",
        "  loss: 1000 at first, lowest 2 in epoch 998, 50 at last",
        "  validation loss: 1000 at first, lowest 2 in epoch 998, 50 at last",
        "  best epoch: 998, whose parameters were restored",
    ]
    assert repr(History()) == "History: 0 epochs"
    assert repr(History(loss=[1.0], note="fit: look")).splitlines()[-1] == "  fit: look"


@pytest.mark.parametrize(
    ("first", "then", "told", "replayed", "advised"),
    [
        (None, True, "10 epochs, 5 of them replayed", False, False),
        (True, None, "10 epochs, 5 of them replayed", False, True),
        (True, True, "10 epochs, replayed", True, False),
        (None, None, "10 epochs", False, True),
        (None, False, "10 epochs", False, False),
    ],
)
def test_a_history_that_goes_on_says_how_much_was_replayed_and_advises_nothing_that_was_done(
    first, then, told, replayed, advised
):
    w = Value(0.5, "w")
    parts = (lambda x: w * x[0], ([[1.0], [2.0]], [1.0, 2.0]), squared, SGD([w], 0.1))
    history = fit(*parts, epochs=5, replay=first)
    assert bool(history.note) is (first is None)
    fit(*parts, epochs=5, replay=then, history=history)
    assert repr(history).splitlines()[0] == f"History: {told}"
    assert (history.replayed, bool(history.note)) == (replayed, advised)
