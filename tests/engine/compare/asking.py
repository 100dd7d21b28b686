"""What is said of a small wrong derivation: the kinds of slips that are named, and which numbers a slip would give."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from engine import Value
from engine.compare import Report, compare_gradients
from engine.compare.guesses import Guess, NamedArray, Slip
from engine.compare.problem import Problem
from engine.compare.structure import Structure
from engine.compare.written import Written, written
from engine.words.nested import values_of


def problem_of(loss: Value, **arrays: Any) -> Problem:
    """Return the problem of some gradients: name=nodes, or name=(nodes, gradient by hand)."""
    return Problem(Structure(loss), [_array(name, of) for name, of in arrays.items()])


def _array(name: str, of: Any) -> NamedArray:
    nodes, hand = of if isinstance(of, tuple) else (of, None)
    values, shape = values_of(nodes, name)
    return NamedArray(name, values, shape, *((Written([], []), None) if hand is None else written(hand, name)))


def rounded(x: Any, digits: int = 4) -> Any:
    """Round to some significant digits, as a person writes numbers down."""
    numbers = np.asarray(x, dtype=float)
    return np.reshape([float(f"{v:.{digits}g}") for v in numbers.ravel()], numbers.shape).tolist()


def said(loss: Value, **gradients: tuple[Any, Any]) -> Report:
    """Return the report, in which everything has to be wrong."""
    report = compare_gradients(loss, gradients)
    assert {line.verdict for line in report.lines} <= {"wrong", "shape"}, str(report)
    return report


def kinds(report: Report) -> list[str]:
    """Return the kinds that are shown, the likeliest first."""
    return [finding.slip for finding in report.findings]


def check(kind: str, loss: Value, words: str = "", **gradients: tuple[Any, Any]) -> None:
    """Check that one kind is named first, with these words, and among the findings when there are four digits only."""
    report = said(loss, **gradients)
    assert kinds(report)[:1] == [kind], str(report)
    assert words in report.findings[0].text, str(report)
    report = said(loss, **{name: (nodes, rounded(hand)) for name, (nodes, hand) in gradients.items()})
    assert kind in kinds(report), str(report)


def among(kind: str, loss: Value, words: str = "", **gradients: tuple[Any, Any]) -> None:
    """Check that one kind is named, with these words, with all digits and with four: where others give the same."""
    for digits in (17, 4):
        report = said(loss, **{name: (nodes, rounded(hand, digits)) for name, (nodes, hand) in gradients.items()})
        assert any(finding.slip == kind and words in finding.text for finding in report.findings), str(report)


def gives(slips: Iterable[Slip], problem: Problem, name: str = "w") -> Iterator[tuple[str, list[float]]]:
    """Yield what each slip of the graph is called, and the gradient of one array under it."""
    found = [slip for slip in slips if slip.slopes]
    table = problem.tables([slip.slopes for slip in found])[name]
    yield from (
        (f"{slip.kind}: {slip.what} {slip.where}".strip(), row) for slip, row in zip(found, table.tolist(), strict=True)
    )


def expects(found: Iterable[tuple[str, Any]], words: str, numbers: Any) -> None:
    """Check that something of these words gives these numbers."""
    of_words = [np.asarray(given) for text, given in found if words in text]
    assert of_words, f"nothing says {words!r}"
    assert any(g.shape == np.shape(numbers) and np.allclose(g, numbers, rtol=1e-9) for g in of_words), of_words


def guessed(
    family: Callable[[Problem, NamedArray], Iterator[Guess]], problem: Problem, name: str = "w"
) -> list[tuple[str, list[float]]]:
    """Return what each slip of one array is called, and the numbers that it guesses, in their shape."""
    (array,) = (array for array in problem.arrays if array.name == name)
    return [
        (
            f"{guess.kind}: {guess.what}",
            np.reshape(guess.numbers, array.shape if guess.shape is None else guess.shape).tolist(),
        )
        for guess in family(problem, array)
    ]
