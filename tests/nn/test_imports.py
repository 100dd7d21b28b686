"""No module of nn leads back to itself, also not by an import inside a function."""

from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import nn
from tests.test_layers import imports_of

FOLDER = Path(nn.__file__).parent


@pytest.mark.long
def test_nn_can_be_read_from_the_ground_up():
    files = {
        ".".join(path.relative_to(FOLDER.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in FOLDER.rglob("*.py")
    }
    arrows = {
        module: {
            target
            for name in imports_of(path.read_text())
            for target in (name, name.rpartition(".")[0])
            if target in files and target not in (module, "nn")
        }
        for module, path in files.items()
    }
    assert {"nn.state", "nn.paths"} <= arrows["nn.module"]
    TopologicalSorter(arrows).prepare()
