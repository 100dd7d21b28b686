"""Layers point down only, and `import engine` stays light: read from the imports themselves, inner ones included."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("engine", "nn", "lectures")

# From the ground up. A room may lean on every room of an earlier line, and on those that are not named here only
# as far as these do not lead up again. In engine/ every file is a room of its own, in the folders below it the folder.
LEVELS = [
    {"engine.errors"},
    {"engine.modes"},
    {"engine.real", "engine.arithmetic"},
    {"engine.numberlike", "engine.rows"},
    {"engine.primitives"},
    {"engine.graph"},
    {"engine.backward"},
    {"engine.value"},
    {"engine.functions", "engine.gradients"},
    {"engine.forward"},
    {"engine.numeric"},
    {"engine.check", "engine.trace", "engine.printing"},
    {"engine.words"},
    {"engine.tape", "engine.compare", "engine.drawing"},
    {"nn"},
    {"lectures"},
]
APART = {
    "engine.tape": {"engine.trace", "engine.words", "engine.compare", "engine.drawing"}
}  # what a room may not know
RANK = {room: rank for rank, level in enumerate(LEVELS) for room in level}


def room_of(module: str) -> str:
    """Return the room a module stands in: engine.drawing.svg is in engine.drawing, nn.linear in nn."""
    first, *rest = module.split(".")
    return f"engine.{rest[0]}" if first == "engine" and rest else first


@cache
def imports_of(source: str) -> tuple[str, ...]:
    """Return every module that a source file imports when it runs, also inside functions."""
    return tuple(_imports_of(source))


def _imports_of(source: str) -> Iterator[str]:
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where they lead"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        waiting += ast.iter_child_nodes(node)


def rooms(root: Path) -> dict[str, set[str]]:
    """Return, for every room, the other rooms of the project that it imports."""
    found: dict[str, set[str]] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            here = room_of(module)
            targets = {room_of(name) for name in imports_of(path.read_text()) if name.split(".")[0] in PACKAGES}
            found.setdefault(here, set()).update(targets - {here, "engine"})
    found.pop("engine", None)  # the face of the package hands on what is in the rooms
    return found


def reached(arrows: Mapping[str, set[str]], start: str) -> set[str]:
    """Return every room to which the imports lead, step by step."""
    seen, waiting = set(), [start]
    while waiting:
        for room in arrows.get(waiting.pop(), set()) - seen:
            seen.add(room)
            waiting.append(room)
    return seen


def complaints(root: Path) -> list[str]:
    """Return what is wrong with the imports under a folder, in words."""
    arrows = rooms(root)
    wrong = [
        f"{room} leads up to {target}"
        for room in sorted(arrows)
        for target in sorted(reached(arrows, room))
        if room in RANK and target in RANK and RANK[target] > RANK[room]
    ]
    wrong += [f"{room} knows {target}" for room in APART for target in sorted(APART[room] & arrows.get(room, set()))]
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        wrong.append(f"a circle: {' -> '.join(error.args[1])}")
    return wrong


@pytest.mark.long
def test_layers_point_down_only():
    assert complaints(ROOT) == []


@pytest.mark.long
def test_every_level_exists():
    assert set(RANK) <= set(rooms(ROOT)) | {"engine.errors"}


@pytest.mark.long
def test_nothing_imports_the_lectures():
    assert all("lectures" not in targets for room, targets in rooms(ROOT).items())


UPWARD = {
    "at the top": "from engine.forward import jvp",
    "in a function": "def f():\n    from engine.drawing import draw",
    "as a module": "import engine.forward",
    "from the package": "from engine import forward",
    "to another package": "def f():\n    import nn",
    "over a detour": "import engine.detour",
}


@pytest.mark.parametrize("line", UPWARD.values(), ids=UPWARD)
def test_an_upward_arrow_is_found_wherever_it_hides(tmp_path, line):
    for name in ("engine", "nn", "lectures"):
        (tmp_path / name).mkdir()
    (tmp_path / "engine" / "detour.py").write_text("from engine.forward import jvp")
    (tmp_path / "engine" / "value.py").write_text(line)
    assert any(complaint.startswith("engine.value leads up") for complaint in complaints(tmp_path))


def test_a_circle_is_found(tmp_path):
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "a.py").write_text("import engine.b")
    (tmp_path / "engine" / "b.py").write_text("import engine.a")
    assert any(complaint.startswith("a circle") for complaint in complaints(tmp_path))


def in_a_fresh_python(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


HEAVY = {"numpy", "matplotlib", "pygraphviz", "graphviz", "asyncio", "http", "jinja2", "rich", "click", "json", "scipy"}


def test_importing_the_engine_loads_nothing_heavy():
    assert in_a_fresh_python(f"import engine, sys; print(sorted({HEAVY} & set(sys.modules)))") == "[]"


@pytest.mark.long
def test_drawing_and_comparing_are_there_without_an_import_of_their_own():
    program = (
        "import engine, engine.drawing.svg; from engine import draw; x = engine.Value(2.0, 'x');"
        "print(callable(draw), callable(engine.draw), callable(engine.record), callable(engine.compare_gradients))"
    )
    assert in_a_fresh_python(program) == "True True True True"


def test_the_algorithm_is_at_most_16_files():
    assert len(list((ROOT / "engine").glob("*.py"))) <= 16


@pytest.mark.long
def test_no_two_files_import_each_other():
    """Circles of files, also within a room; a type that is only named counts as well."""
    arrows: dict[str, set[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            names = {name for name in imports_of(path.read_text()) if name.split(".")[0] in PACKAGES}
            arrows[module] = names | {name.rpartition(".")[0] for name in names}
    found = {module: (names & arrows.keys()) - {module, "engine", "nn", "lectures"} for module, names in arrows.items()}
    TopologicalSorter(found).prepare()


def test_an_unknown_name_is_an_attribute_error():
    assert in_a_fresh_python("import engine; print(hasattr(engine, 'tensor'))") == "False"
