"""Every slip planted in every derivation, diagnosed, and counted: which slip was named first for which."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from engine.compare import Report, compare_gradients
from tests.engine.planted.derivation import Derivation, Planted, Rng, planted
from tests.engine.planted.networks import autoencoder, backpropagation, two_layers
from tests.engine.planted.others import convolution, multinomial, random_graph, recurrent

NAMED: dict[str, set[str]] = {  # kind of slip that was planted -> what it is rightly called
    "sign": {"sign"},
    "factor 2": {"factor 2"},
    "factor 1/2": {"factor 2"},
    "factor m": {"mean"},
    "factor 1/m": {"mean"},
    "mean over the batch": {"mean"},
    "mean over time": {"mean"},
    "transposed": {"transposed"},
    "kernel flipped": {"kernel flipped"},
    "kept as a row": {"reshaped"},
    "not summed": {"not summed"},
    "one example": {"example missing"},
    "wrong axis": {"axis"},
    "one time step": {"time step missing"},
    "a time step missing": {"time step missing"},
    "no path through time": {"path"},
    "path left out": {"path", "term", "edge"},
    "path counted twice": {"path", "term", "edge"},
    "only the reconstruction": {"term", "path"},
    "only the classifier": {"term", "path"},
    "one term doubled": {"term", "path"},  # the only path from there, counted twice
    "sign of one term": {"term", "sign"},  # "the sign is wrong on this path"
    "activation forgotten": {"activation forgotten"},
    "last activation forgotten": {"activation forgotten"},
    "slope at output": {"activation misplaced"},
    "formula at pre-activation": {"activation misplaced"},
    "activation for its slope": {"activation itself"},
    "own operand": {"product rule"},
    "weights forgotten": {"weights forgotten"},
    "W for W^T": {"weights transposed"},
    "softmax diagonal": {"softmax diagonal"},
    "mask inverted": {"mask"},
    "mask of the transposed": {"mask"},
    "mask of the first example": {"mask"},
    "mask of the parameter": {"mask"},
    "mask on one term": {"mask"},
    "relu on the gradient": {"mask"},
    "pool passes to all": {"chooser"},
    "pool as average": {"chooser"},
    "plus for minus": {"sign"},  # a plus in the place of a minus
    "target forgotten": {"target", "term"},  # without its target a loss has lost a term
    "pre-activation for activation": {"wrong operand"},
    "updated weights": {"stale"},
    "updated weights returned": {"parameter"},
    "the parameter itself": {"parameter"},
    "another parameter": {"another parameter", "exchanged"},  # two that stand in each other's places
    "one entry": {"entry"},
    "two entries exchanged": {"exchanged"},
}
UNKNOWN = {"mask of the parameter", "mask on one term"}  # in the trial, though no slip of the catalogue describes them


def derivations(seed: int) -> Iterator[tuple[Derivation, Rng]]:
    """Yield the notes' derivations and random graphs, with the generator that made them."""
    rng = np.random.default_rng(seed)
    yield two_layers(rng, (4, 3, 2, 1)), rng
    yield two_layers(rng, (3, 2, 5, 4), "tanh", "half mean"), rng
    yield two_layers(rng, (3, 3, 3, 3), "relu", "mean"), rng
    yield two_layers(rng, (3, 2, 4, 2), "relu", "sum", written_out=True), rng
    yield autoencoder(rng, (5, 4, 3, 2)), rng  # all sizes differ
    yield autoencoder(rng, (3, 3, 3, 3)), rng  # all are equal
    yield backpropagation(rng, (3, 4, 2, 2)), rng
    yield backpropagation(rng, (3, 3, 3, 3), "sigmoid"), rng
    yield convolution(rng, exam=True), rng
    yield convolution(rng, exam=False), rng
    yield recurrent(rng, (2, 3, 1), 3), rng
    yield recurrent(rng, (3, 2, 2), 3, "sigmoid"), rng
    yield multinomial(rng, 4, 3, fused=True), rng
    yield multinomial(rng, 3, 2, fused=False), rng
    for size in (3, 6, 9):
        yield random_graph(rng, size), rng


@dataclass
class Trial:
    """The counts, and every case that went wrong.

    Attributes:
        table: (planted kind, slip named first) -> how often; only where no other planted kind gives the same numbers.
        twins: as `table`, where other kinds give the same numbers.
        accepted: wrong gradients that were called right.
        rejected: right gradients that were called wrong.
        missed: distinguishable slips that were not named first, and what was said instead.
        first: of every kind of slip the first case in which it can be told apart, and what was said of it.
    """

    table: Counter[tuple[str, str]] = field(default_factory=Counter)
    twins: Counter[tuple[str, str]] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    first: dict[str, tuple[Planted, Report]] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        return self.table.total()

    @property
    def share(self) -> float:
        """How often the true slip is named first where it can be told apart."""
        return sum(n for (kind, first), n in self.table.items() if first in NAMED[kind]) / self.cases

    def __str__(self) -> str:
        rows = [f"{'planted':32}{'named first':26}{'':4}times"]
        for (kind, first), n in sorted(self.table.items()):
            rows.append(f"{kind:32}{first:26}{'' if first in NAMED[kind] else '✗':4}{n:5}")
        rows += ["", "where another planted kind gives the same numbers:"]
        rows += [f"{kind:32}{first:26}{n:9}" for (kind, first), n in sorted(self.twins.items())]
        rows += ["", f"{self.cases} distinguishable cases, {100 * self.share:.1f} % named first", *self.missed]
        return "\n".join(rows)


def trial(seeds: Iterable[int]) -> Trial:
    """Plant every slip in every derivation of every seed."""
    result = Trial()
    for seed in seeds:
        for derivation, rng in derivations(seed):
            right = derivation.gradients("")
            report = compare_gradients(
                derivation.loss, {name: (nodes, right[name]) for name, nodes in derivation.parameters.items()}
            )
            result.rejected += [f"{derivation.name}: {line.name}" for line in report.lines if line.verdict != "right"]
            for one in planted(derivation, rng):
                _count(result, one)
    return result


def _count(result: Trial, one: Planted) -> None:
    report = compare_gradients(one.derivation.loss, one.answers)
    if any(not twins and np.any(one.written[name]) for name, twins in one.wrong.items()):
        result.first.setdefault(one.kind, (one, report))
    for line in report.lines:
        case = f"{one.derivation.name}, {line.name}: {one.kind}"
        if line.name not in one.wrong:
            if line.verdict != "right" and line.name not in one.derivation.slips.get(one.kind, ()):
                result.rejected.append(case)
            continue
        if line.ok:
            result.accepted.append(case)
        first = line.findings[0].slip if line.findings else "(nothing)"
        twins = one.wrong[line.name]
        zero = not np.any(one.written[line.name])  # all zeros: nothing is left to tell slips apart by
        (result.twins if twins or zero else result.table)[one.kind, first] += 1
        if not (twins or zero) and first not in NAMED[one.kind]:
            result.missed.append(f"{case} was called {[finding.slip for finding in line.findings]}")
