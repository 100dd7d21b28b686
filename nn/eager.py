"""One training step, the eager way: build the graph of a batch, sweep it backwards, update."""

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from engine.errors import ArgumentError, DomainError, NotANumberError, SettingError
from engine.graph import topological_order
from engine.modes import with_graph
from engine.real import check_function
from engine.value import Value
from nn.data import Data
from nn.module import Module
from nn.optimiser import Optimiser
from nn.parameters import refuse_not_finite

Model = Callable[[Any], Any]
Loss = Callable[[list[Any], list[Any]], Value]


class Eager:
    """Steps over the examples of `data`, with a new graph for each.

    Args:
        model, loss, optimiser, data: what `fit` takes.
        batched: the model takes all inputs of a batch at once, as batch normalisation needs it.
    """

    replayed = False

    def __init__(self, model: Model, loss: Loss, optimiser: Optimiser, data: Data, batched: bool = False) -> None:
        self.model, self.loss, self.optimiser = model, loss, optimiser
        self.data, self.batched = data, batched

    def step(self, indices: Sequence[int]) -> float:
        """Update the parameters once for these examples, and return their loss before."""
        self.optimiser.zero_grad()
        with with_graph():
            loss = self.graph(indices)
        loss.backward()
        self.optimiser.step()
        return loss.data

    def settle(self) -> None:
        """Do nothing: the parameters have their numbers already."""

    def value(self, indices: Sequence[int]) -> float:
        """Return the loss of these examples."""
        return self.graph(indices).data

    def outputs(self, x: Any) -> Any:
        """Return what the model returns for an input, or for all of them at once where it takes a batch.

        Raises:
            NotANumberError: when that is nothing.
        """
        found = self.model(x)
        if found is None:
            raise NotANumberError("fit: the model returned None: a function that forgets to return gives None")
        return found

    def graph(self, indices: Sequence[int]) -> Value:
        """Return the loss of these examples as the last node of its graph.

        Raises:
            DomainError: when it is not finite; it names the first node that is not.
        """
        inputs, targets = self.data.take(indices)
        loss = self.loss(self.outputs(inputs) if self.batched else [self.outputs(x) for x in inputs], targets)
        if not isfinite(only_value("the loss", loss).data):
            raise first_bad(loss)
        return loss


def refuse_wrong_parts(model: Any, loss: Any, optimiser: Any) -> None:
    """Refuse what cannot train together, before the first step.

    Raises:
        ArgumentError: for a model or a loss that is no function, or an optimiser that was not made.
        SettingError: for an optimiser that has none of the model's parameters.
        DomainError: for parameters that are NaN or infinite.
    """
    check_function("fit", "model", model, 1, "nn.MLP(2, 16, 1, rng=rng)")
    check_function("fit", "loss", loss, 2, "nn.losses.softmax_cross_entropy")
    if not isinstance(optimiser, Optimiser):
        raise ArgumentError(
            f"fit: optimiser must be one that was made, such as nn.SGD(model.parameters(), 0.1), got {optimiser!r:.60}"
        )
    if isinstance(model, Module) and model.parameters() and set(model.parameters()).isdisjoint(optimiser.parameters):
        raise SettingError(
            f"fit: the optimiser has none of the parameters of {model.name}, which would stay as it is; "
            "make it from model.parameters()"
        )
    refuse_not_finite("fit", optimiser.parameters)


def only_value(what: str, result: Any) -> Value:
    """Return what a function given to us returned, if it is one Value.

    Raises:
        NotANumberError: for anything else; it says what came back.

    >>> only_value("the loss", Value(1.0))
    Value(1.0)
    """
    if not isinstance(result, Value):
        raise NotANumberError(f"{what} returned {result!r:.60}; it has to return one Value, so that it has a gradient")
    return result


def first_bad(output: Value) -> DomainError:
    """Return an error that names the first node, in the order of computation, whose number is not finite.

    >>> a = Value(float("nan"), "a")
    >>> str(first_bad(a * 2.0))
    "the loss is nan, and the first node that is not finite is 'a' = nan; look at what made it"
    """
    bad = next(node for node in topological_order(output) if not isfinite(node.data))
    name = repr(bad.label) if bad.label else f"the operation {bad.op}" if bad.inputs else "a number without a label"
    where = f" in {bad.scope.path}" if bad.scope else ""
    return DomainError(
        f"the loss is {output.data}, and the first node that is not finite is {name} = {bad.data}{where}; "
        "look at what made it"
    )
