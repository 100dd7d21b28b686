"""The same bits in every process, whatever Python's hash seed is: gradients, pictures, pages, claims, training."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from engine import draw, gradient, record
from engine.drawing.reveal import reveal
from engine.drawing.tex import tex
from lectures.errata.reading import judged_beside
from lectures.site.page import page_of
from lectures.site.run import run
from lectures.site.script import find_lecture
from nn import MLP, Adam, datasets, fit, losses
from tests.engine.graphs import random_graph

LECTURE = "squared_error"


def fingerprints() -> dict[str, str]:
    """Return a hash of everything that has to be the same."""
    graphs = [random_graph(Random(seed)) for seed in range(10)]
    replays = [record(output, leaves).value_and_grad()[1].tobytes().hex() for output, leaves in graphs]
    slopes = [[g.hex() for g in gradient(output, leaves)] for output, leaves in graphs]
    seconds = [[g.data.hex() for g in gradient(output, leaves, create_graph=True)] for output, leaves in graphs]
    drawing = draw(graphs[0][0])
    model, data = MLP(2, 4, 1, rng=Random(1)), datasets.moons(20, rng=Random(2))
    optimiser = Adam(model.parameters(), 0.05)
    loss = losses.binary_cross_entropy_from_logits
    history = fit(model, data, loss, optimiser, epochs=5, batch_size=6, rng=Random(3))
    lecture = run(find_lecture(LECTURE))
    found = {
        "gradients": slopes,
        "gradients as graphs": seconds,
        "replays": replays,
        "SVG": [drawing.svg(frame=k) for k in range(0, len(drawing.steps), 7)],
        "slides": [tex(drawing, range(0, 9, 2)), reveal(drawing, range(0, 9, 2))],
        "training": [history.loss, model.state_dict()],
        "page": page_of(lecture),
        "claims": [claim.as_json() for claim in judged_beside(lecture.script)],
    }
    return {name: hashlib.sha256(repr(x).encode()).hexdigest() for name, x in found.items()}


def in_processes(seeds: Sequence[int]) -> dict[str, set[str]]:
    """Return, by name, the different fingerprints of processes with these hash seeds."""
    root = str(Path(__file__).resolve().parents[2])
    code = "from tests.fuzz.determinism import fingerprints; print(*fingerprints().items(), sep='\\n')"
    found: dict[str, set[str]] = {}
    waiting = list(seeds)
    while waiting:
        running = [
            subprocess.Popen(
                [sys.executable, "-c", code], cwd=root, text=True, stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONHASHSEED": str(seed)},
            )
            for seed in waiting[:2]
        ]  # fmt: skip
        del waiting[:2]
        for process in running:
            said, _ = process.communicate()
            assert process.returncode == 0
            for line in said.splitlines():
                found.setdefault(line.split("'")[1], set()).add(line)
    return found
