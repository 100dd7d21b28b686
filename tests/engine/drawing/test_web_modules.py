"""The page's script: its pure parts are tested by node, and its modules become one script or are refused."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.drawing.bundle import bundle
from engine.drawing.player import modules, player_assets

TESTS = Path(__file__).parent / "web"


def test_the_pure_parts_do_what_node_expects_of_them():
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; the same parts are used by every test of a page in Chromium")
    done = subprocess.run([node, "--test", *sorted(TESTS.glob("*.test.mjs"))], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"^# pass (\d+)", done.stdout, re.MULTILINE)[1]) >= 15


def test_every_module_is_in_the_script_once_and_nothing_is_imported_any_more():
    _, script = player_assets()
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert "/**" not in script
    for name, source in modules().items():
        for declaration in re.findall(r"^export ((?:function|const) \w+)", source, re.MULTILINE):
            assert len(re.findall(rf"^{declaration}\b", script, re.MULTILINE)) == 1, (name, declaration)


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        ('import { a } from "./start.js";\nexport const b = a;', "in a circle: start -> other -> start"),
        ("const b = 1;", "does not export"),
        ("export const b = 1;\nconst a = 2;", "a is declared in"),
        ("export default 1;", "cannot bundle"),
        ('import * as start from "./start.js";', "cannot bundle"),
        ("export const b = 1, c = 2;\nexport { c };", "cannot bundle"),
    ],
)
def test_what_would_mean_something_else_in_one_script_is_refused(other, complaint):
    start = 'import { b } from "./other.js";\nexport const a = b;'
    with pytest.raises(ValueError, match=complaint):
        bundle({"start": start, "other": other}, "start")


def test_a_module_that_is_missing_is_named():
    with pytest.raises(ValueError, match=r"start\.js imports from other\.js"):
        bundle({"start": 'import { b } from "./other.js";'}, "start")
