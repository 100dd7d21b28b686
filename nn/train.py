"""The training loop: for each batch, gradients and one step; for each epoch, what was measured."""

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from engine.errors import ArgumentError, DivergenceError, DomainError, SettingError
from engine.modes import numbers_of, set_numbers
from engine.real import check_count
from nn.arguments import asked
from nn.data import InputsAndTargets, finite, index_batches
from nn.eager import Eager, Loss, Model, refuse_wrong_parts
from nn.known import known
from nn.module import Module
from nn.optimiser import Optimiser
from nn.replay import Replayed, steps

ADVICE = (
    "fit: a model or a loss of your own may do something else at each call, so every graph is built anew; if yours "
    "compute the same from the same numbers, fit(..., replay=True) records one and is many times faster"
)


State = tuple[list[float], dict[str, float]]


@dataclass(repr=False)
class History:
    """What `fit` measured, one number for each epoch.

    Attributes:
        loss: the mean loss of the epoch's batches, each measured just before its step.
        validation_loss: the loss on the validation data after the epoch; empty without such data.
        learning_rate: the rate of the epoch's last step.
        best_epoch: the epoch, counted from 0, whose parameters were restored; None without early stopping.
        replayed: whether the graph was recorded once and replayed, to the end.
        note: what might have been done better, in one line; a terminal shows it.
        best_state, last_state: with early stopping, the numbers of the parameters and of the model in the best epoch,
            which were restored, and in the last one, from which a longer run goes on.

    >>> History(loss=[0.7, 0.4]).loss[-1]
    0.4
    >>> History(loss=[0.7, 0.4])
    History: 2 epochs
      loss: 0.7 at first, lowest 0.4 in epoch 1, 0.4 at last
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    learning_rate: list[float] = field(default_factory=list)
    best_epoch: int | None = None
    replayed: bool = False
    note: str = ""
    best_state: State | None = None
    last_state: State | None = None

    def __repr__(self) -> str:
        """Say in a few lines how it went: each measure at its beginning, its lowest and its end."""
        lines = [f"History: {len(self.loss):,} epoch{'s' * (len(self.loss) != 1)}{', replayed' * self.replayed}"]
        for what, numbers in (("loss", self.loss), ("validation loss", self.validation_loss)):
            if numbers:
                lowest = min(range(len(numbers)), key=numbers.__getitem__)
                at = f", lowest {numbers[lowest]:.4g} in epoch {lowest}"
                lines.append(f"  {what}: {numbers[0]:.4g} at first{at}, {numbers[-1]:.4g} at last")
        if self.best_epoch is not None:
            lines.append(f"  best epoch: {self.best_epoch}, whose parameters were restored")
        return "\n".join([*lines, *([f"  {self.note}"] if self.note else [])])


@asked
def fit(
    model: Model,
    data: InputsAndTargets,
    loss: Loss,
    optimiser: Optimiser,
    *,
    epochs: int = 100,
    batch_size: int | None = None,
    validation: InputsAndTargets | None = None,
    patience: int | None = None,
    rng: random.Random | None = None,
    batched: bool = False,
    replay: bool | None = None,
    progress: bool | None = None,
    history: History | None = None,
) -> History:
    """Train a model: w <- rule(w, gradient of loss(model(inputs), targets)), batch by batch, epoch by epoch.

    Args:
        model: a Module, or any function of one input.
        data: inputs and targets, two lists of one length.
        loss: loss(predictions, targets) -> Value for the lists of a batch, such as nn.losses.softmax_cross_entropy.
        optimiser: holds the parameters and the learning rate, which may be a schedule.
        epochs: how often every example is seen.
        batch_size: examples in a step; None for all of them.
        validation: data to measure after each epoch. A Module is in evaluation mode then; what a function of your own
            calls stays as it is.
        patience: stop after so many epochs without a lower validation loss, and restore the best parameters.
        rng: shuffles the examples before each epoch; None keeps their order.
        batched: call model(inputs) once for a batch instead of model(x) for each example; for batch normalisation.
        replay: True promises that your own model and loss compute the same from the same numbers: an example is
            recorded once and replayed on arrays, which is many times faster; an error if it cannot. False builds
            the graph of every batch. None replays what consists of nn's own modules and losses only. The parameters
            get their numbers at the end then, and whenever validation, a rule or a schedule of your own may look.
        progress: whether to show a progress bar; None shows it on a terminal.
        history: that of an earlier run to go on with, for so many more epochs. With the model, the optimiser and the
            rng as they were then, two runs give what one run gives, bit for bit.

    Returns:
        The history; the one that was given, if any.

    Raises:
        ArgumentError, SettingError: for a model, a loss, an optimiser or a number that cannot be meant.
        DivergenceError: when a number is not finite; it names the epoch and the batch, counted from 0 as in
            the history, which it keeps, and the first bad operation.
        SettingError: for patience without validation data, or replay=True where it does not apply.

    >>> from nn import Neuron, SGD, losses
    >>> neuron = Neuron(1, init="zeros", bias=False)
    >>> history = fit(neuron, ([[2.0], [4.5], [10.0]], [19.6, 44.1, 98.0]),
    ...               lambda h, y: losses.squared_error(h, y, "sum"), SGD(neuron.parameters(), 0.003))
    >>> round(neuron.w[0].data, 6)
    9.8

    Source: notes 003, "The loop"; 002, sections 2.4 and 3.3 (mini-batches, early stopping).
    """
    refuse_wrong_parts(model, loss, optimiser)
    for what, chosen in (("batched", batched), ("replay", replay), ("progress", progress)):
        if not isinstance(chosen, bool | None):
            raise ArgumentError(f"fit: {what} must be True or False, got {chosen!r:.60}")
    if not isinstance(history, History | None):
        raise ArgumentError(f"fit: history must be what an earlier fit(...) returned, got {history!r:.60}")
    check_count("fit", "epochs", epochs, least=0)
    if patience is not None:
        check_count("fit", "patience", patience, least=0)
    if patience is not None and validation is None:
        raise SettingError("fit: early stopping watches the validation loss; pass validation=(inputs, targets) as well")
    train, held_out = finite(data), finite(validation, "validation") if validation is not None else None
    history = History() if history is None else history
    if replay is None and not batched and not (known(model) and known(loss)):
        history.note = ADVICE
    if epochs == 0:
        return history
    first = len(history.loss)
    if history.last_state is not None and _state(model, optimiser) == history.best_state:
        _restore(model, optimiser, history.last_state)  # nobody has trained the best state any further
    history.last_state = None
    watched = len(history.validation_loss) if history.best_state is None else 0  # where patience begins to count
    with _mode(model, training=True), _bar(epochs, progress, history.note) as advance, ExitStack() as after:
        training = steps(Eager(model, loss, optimiser, train, batched), replay)
        after.callback(training.settle)
        if held_out is not None:
            with _mode(model, training=False):
                measuring = steps(Eager(model, loss, optimiser, held_out, batched), replay)
        for epoch in range(first, first + epochs):
            if patience is not None and history.best_epoch is not None and epoch - history.best_epoch > patience:
                break
            total, where = 0.0, ""
            try:
                for number, batch in enumerate(index_batches(len(train.inputs), batch_size, rng)):
                    rate, where = optimiser.rate, f"batch {number}"
                    total += training.step(batch) * len(batch)
                history.loss.append(total / len(train.inputs))
                history.learning_rate.append(rate)
                history.replayed = training.replayed
                if replay and isinstance(training, Replayed) and training.why_not:
                    history.note = f"fit: replay=True, but the graph of each batch is built anew: {training.why_not}"
                if held_out is not None:
                    training.settle()
                    where = "validation"
                    with _mode(model, training=False):
                        history.validation_loss.append(measuring.value(range(len(held_out.inputs))))
            except DomainError as error:
                raise _diverged(f"fit: epoch {epoch}, {where}: {error}", history) from error
            advance(history)
            if patience is not None:
                *earlier, latest = history.validation_loss[watched:]
                if all(latest < loss for loss in earlier):
                    history.best_epoch, history.best_state = epoch, _state(model, optimiser)
    if patience is not None and history.best_state is not None:
        history.last_state = _state(model, optimiser)
        _restore(model, optimiser, history.best_state)
    return history


def _state(model: Model, optimiser: Optimiser) -> State:
    """Return the present parameters, and running statistics."""
    return numbers_of(optimiser.parameters), model.state_dict() if isinstance(model, Module) else {}


def _restore(model: Model, optimiser: Optimiser, state: State) -> None:
    numbers, of_model = state
    if isinstance(model, Module):
        model.load_state_dict(of_model)
    set_numbers(optimiser.parameters, numbers)


def _diverged(message: str, history: History) -> DivergenceError:
    error = DivergenceError(message)
    error.history = history
    return error


@contextmanager
def _mode(model: Model, training: bool) -> Iterator[None]:
    """Switch a model to training or evaluation, and every part of it back afterwards."""
    before = {m: m.training for m in model.named_modules().values()} if isinstance(model, Module) else {}
    for module in before:
        module.training = training
    try:
        yield
    finally:
        for module, was in before.items():
            module.training = was


@contextmanager
def _bar(epochs: int, show: bool | None, note: str) -> Iterator[Callable[[History], None]]:
    """Give a function that moves the progress bar on by an epoch; it does nothing where there is no bar."""
    if not (sys.stderr.isatty() if show is None else show):
        yield lambda history: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    if note:
        print(note, file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("training", total=epochs)

        def advance(history: History) -> None:
            held_out = f"  validation {history.validation_loss[-1]:.4g}" if history.validation_loss else ""
            bar.update(task, advance=1, description=f"loss {history.loss[-1]:.4g}{held_out}")

        yield advance
