"""What strangers wrote: right derivations are accepted in every form, wrong ones are not, and most slips are named."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from engine.compare.guesses import NamedArray
from engine.compare.judge import Judge
from engine.compare.written import written
from engine.value import Value
from engine.words.nested import values_of
from tests.slips.cases import SIZES, Numbers, Stated, problems
from tests.slips.measure import SETS, judged, labels, report

SAMPLE = 10  # every tenth case of the seen half is diagnosed


def significant(x: Any, digits: int) -> Any:
    """Round to some significant digits, as nested lists."""
    numbers = np.asarray(x, dtype=float)
    return np.reshape([float(f"{v:.{digits}g}") for v in numbers.ravel()], numbers.shape).tolist()


def text(x: Any) -> Any:
    """Write numbers as text with five significant digits, zeros at the end and all."""
    numbers = np.asarray(x, dtype=float)
    return np.reshape([f"{v:#.5g}" for v in numbers.ravel()], numbers.shape).tolist()


FORMS: dict[str, Callable[[Any], Any]] = {
    "floats": lambda x: x,
    "float32": lambda x: np.asarray(x, dtype=np.float32),
    "3 digits": lambda x: significant(x, 3),
    "4 digits": lambda x: significant(x, 4),
    "text": text,
}


@cache
def everything() -> list[tuple[str, Stated, list[tuple[Numbers, Value, dict[str, Any]]]]]:
    """Return every problem with its name and, for every size, the numbers, the loss and the parameters."""
    found = []
    for folder in (f"{kind}/{half}" for kind in SETS for half in ("seen", "unseen")):
        for problem in problems(folder):
            instances = [problem.given(size) for size in range(SIZES)]
            graphs = [(given, *problem.graph(given)) for given in instances]
            found.append((f"{folder.partition('/')[0]}/{problem.name}", problem, graphs))
    return found


def taken_at_its_word(form: str, x: Any) -> bool:
    """Tell whether nothing but small whole numbers is left of some numbers: a lone 21.0 is not read as rounded."""
    numbers = np.asarray(x, dtype=float)
    return form.endswith("digits") and bool(np.all((numbers == np.round(numbers)) & (np.abs(numbers) < 100)))


def verdicts(loss: Value, parameters: dict[str, Any], answers: Numbers, form: str = "floats") -> dict[str, str]:
    """Return the verdict on each gradient, without a diagnosis."""
    arrays = []
    for name, nodes in parameters.items():
        values, shape = values_of(nodes, name)
        arrays.append(NamedArray(name, values, shape, *written(FORMS[form](answers[name]), name)))
    lines, *_ = Judge("", loss, arrays, 0.0, 1e-6).judged()
    return {line.name: line.verdict for line in lines}


@pytest.mark.slow
def test_right_derivations_are_accepted_in_every_form():
    count, rejected = 0, []
    for name, problem, graphs in everything():
        for right in dict.fromkeys(slip.of for slip in problem.slips):
            for size, (given, loss, parameters) in enumerate(graphs):
                answers = right(**given)
                for form in FORMS:
                    count += 1
                    found = verdicts(loss, parameters, answers, form)
                    wrong = {
                        gradient: verdict
                        for gradient, verdict in found.items()
                        if verdict != "right" and not taken_at_its_word(form, FORMS[form](answers[gradient]))
                    }
                    if wrong:
                        rejected.append((name, right.__name__, size, form, wrong))
    assert rejected == []
    assert count >= 500


def differs(answer: Any, expected: Any) -> bool:
    """Tell whether an answer has another shape than expected, or other numbers."""
    a, b = np.asarray(answer, dtype=float), np.asarray(expected, dtype=float)
    return a.shape != b.shape or not np.allclose(a, b, rtol=1e-5, atol=1e-9, equal_nan=False)


def wrong_answers() -> Iterator[tuple[str, int, int, Value, dict[str, Any], Numbers, set[str]]]:
    """Yield what every slip gives at every size where it makes a gradient wrong, and which ones."""
    for name, problem, graphs in everything():
        for size, (given, loss, parameters) in enumerate(graphs):
            for k, slip in enumerate(problem.slips):
                with np.errstate(all="ignore"):
                    right, answers = slip.of(**given), slip.derivation(**given)
                wrong = {array for array in parameters if differs(answers.get(array, np.nan), right[array])}
                if wrong:
                    yield name, size, k, loss, parameters, answers, wrong


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_wrong_derivations_are_not_accepted():
    count, accepted = 0, []
    for name, size, k, loss, parameters, answers, wrong in wrong_answers():
        count += 1
        found = verdicts(loss, parameters, answers)
        accepted += [(name, size, k, array) for array in sorted(wrong) if found[array] not in ("wrong", "shape")]
    assert accepted == []
    assert count >= 2000


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_usual_slips_of_the_seen_half_are_named_first():
    truth, cases = labels(), []
    for problem in problems("usual/seen"):
        known = truth.get(f"usual/{problem.name}", {})
        cases += [(problem, slip, known[slip.what]) for slip in problem.slips if slip.what in known]
    named = [judged(report(problem, slip), kinds)[0] == "first" for problem, slip, kinds in cases[::SAMPLE]]
    assert len(named) >= 40
    assert np.mean(named) >= 0.85
