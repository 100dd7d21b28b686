"""One pass over a batch, the eager way: build the graph, sweep it backwards, leave the gradients in `.grad`."""

from collections.abc import Callable
from math import isfinite
from typing import Any

from engine.errors import DomainError
from engine.graph import topological_order
from engine.value import Value
from nn.data import Data
from nn.optimiser import Optimiser

Model = Callable[[Any], Any]
Loss = Callable[[list[Any], list[Any]], Value]


class Eager:
    """Compute the loss of a batch by building its graph anew each time.

    Calling it leaves the gradient in the parameters and returns the loss; `value` returns the loss alone.

    Args:
        batched: the model takes all inputs of a batch at once, as batch normalisation needs it.
    """

    replayed = False

    def __init__(self, model: Model, loss: Loss, optimiser: Optimiser, batched: bool = False) -> None:
        self.model, self.loss, self.optimiser, self.batched = model, loss, optimiser, batched

    def graph(self, batch: Data) -> Value:
        """Return the loss of a batch as the last node of its graph.

        Raises:
            DomainError: when it is not finite; it names the first node that is not.
        """
        predictions = self.model(batch.inputs) if self.batched else [self.model(x) for x in batch.inputs]
        loss = self.loss(predictions, batch.targets)
        if not isfinite(loss.data):
            raise first_bad(loss)
        return loss

    def value(self, batch: Data) -> float:
        return self.graph(batch).data

    def __call__(self, batch: Data) -> float:
        self.optimiser.zero_grad()
        loss = self.graph(batch)
        loss.backward()
        return loss.data


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
