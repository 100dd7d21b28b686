"""Are the files of strangers in order? `python -m tests.slips.check FILE ...` judges no diagnosis.

The right derivations must agree with the engine at every size, and each slip must change the numbers of at least one.
"""

import importlib.util
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine import gradient
from engine.words.nested import unnest
from tests.slips.cases import SIZES, Numbers, Stated


def faults(problem: Stated) -> Iterator[str]:
    """Yield what is wrong with a problem and its slips."""
    instances = [problem.given(size, seed) for size in range(SIZES) for seed in (1, 2)]
    truth = []
    for given in instances:
        loss, parameters = problem.graph(given)
        plain = float(problem.loss(**given))
        if not np.isclose(loss.data, plain, rtol=1e-9, atol=1e-12):
            yield f"the loss is {loss.data} as a graph and {plain} in NumPy"
        nodes = {name: unnest(x, name) for name, x in parameters.items()}
        truth.append({name: np.reshape(gradient(loss, xs), shape) for name, (xs, shape) in nodes.items()})
    for right in dict.fromkeys(slip.of for slip in problem.slips):
        for given, expected in zip(instances, truth, strict=True):
            yield from (f"{right.__name__}: {fault}" for fault in _differing(right(**given), expected))
    for slip in problem.slips:
        try:
            answers = [slip.derivation(**given) for given in instances]
        except Exception as error:
            yield f"{slip.what!r} does not run: {type(error).__name__}: {error}"
            continue
        wrong = [sorted({name for name, _ in _wrong(a, t)}) for a, t in zip(answers, truth, strict=True)]
        if not all(wrong[:1]):
            yield f"{slip.what!r} changes no number"
        print(f"  {slip.what}: wrong are {', '.join(wrong[0]) or 'none'}")


def _differing(answer: Numbers, expected: Numbers) -> Iterator[str]:
    if set(answer) != set(expected):
        yield f"returns {sorted(answer)}, asked for are {sorted(expected)}"
    for name, what in _wrong(answer, expected):
        yield f"{name} is not right: {what}"


def _wrong(answer: Numbers, expected: Numbers) -> Iterator[tuple[str, str]]:
    for name, right in expected.items():
        given: Any = np.asarray(answer.get(name, np.nan), dtype=float)
        if given.shape != right.shape:
            yield name, f"its shape is {given.shape}, not {right.shape}"
        elif not np.allclose(given, right, rtol=1e-7, atol=1e-10):
            yield name, f"{given} instead of {right}"


def main(paths: list[str]) -> int:
    found = 0
    for path in map(Path, paths):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        problem = Stated(module)
        print(f"{path.stem}: {len(problem.slips)} slips")
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            for fault in faults(problem):
                print("  FAULT", fault)
                found += 1
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
