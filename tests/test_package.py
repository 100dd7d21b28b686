"""The wheel and the sdist hold what they should, and what is installed from the wheel works in poor surroundings."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

import engine
from engine.missing.packages import install_line

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
OURS = ("engine/", "nn/", "lectures/")
BUILD = "import sys; from hatchling import build; getattr(build, 'build_' + sys.argv[1])(sys.argv[2])"
POOR = {"NO_COLOR": "1", "COLUMNS": "60", "PYTHONIOENCODING": "cp1252", "LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1"}


def tracked() -> set[str]:
    """The files of the project: what git knows, or what is new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no checkout")
    return {name for name in done.stdout.split("\0") if (ROOT / name).is_file()}


def made(kind: str, folder: Path) -> Path:
    subprocess.run([sys.executable, "-c", BUILD, kind, folder], cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return made("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    """Where the wheel is installed alone; all that it depends on is found where the tests find it."""
    folder = tmp_path_factory.mktemp("ein Ort ñ Ж") / "site-packages"
    command = ["-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-compile", "--target", folder, wheel]
    subprocess.run([sys.executable, *command], check=True)
    return folder


@pytest.fixture(scope="module")
def run(site, tmp_path_factory):
    """Run the installed command: optimised, without a home, a terminal, colours or letters beyond cp1252."""
    folder = tmp_path_factory.mktemp("leerer Ordner ü")
    where = [sys.executable, "-P", "-c", "import lectures; print(ascii(lectures.__file__))"]
    found = subprocess.run(where, env={"PYTHONPATH": str(site)}, cwd=folder, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ascii(str(site / "lectures" / "__init__.py"))

    def command(*arguments, code=0, at=site, cwd=folder):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(at), **POOR}
        done = subprocess.run(
            [sys.executable, "-P", "-O", "-m", "lectures", *arguments], cwd=cwd, env=environment, capture_output=True
        )
        assert done.returncode == code, done.stderr.decode()
        assert b"Traceback" not in done.stderr
        return done.stdout.decode("cp1252")

    command.folder = folder
    return command


def test_the_wheel_holds_what_is_tracked_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    only_for_tests = re.compile(r".*\.d\.ts|lectures/gallery/.*")
    assert names == {name for name in tracked() if name.startswith(OURS) and not only_for_tests.fullmatch(name)}


def test_the_wheel_is_the_same_bytes_every_time(wheel, tmp_path):
    assert made("wheel", tmp_path).read_bytes() == wheel.read_bytes()


def test_the_sdist_holds_the_project(tmp_path):
    with tarfile.open(made("sdist", tmp_path)) as packed:
        names = {member.name.partition("/")[2] for member in packed if member.isfile()}
    assert names - {"PKG-INFO"} == tracked()


def test_the_version_stands_in_one_place(wheel, run):
    assert wheel.name == f"chalkgrad-{engine.__version__}-py3-none-any.whl"
    assert run("--version").split() == ["chalkgrad", engine.__version__]
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dynamic"] == ["version"]


def test_what_is_installed_gives_the_bytes_of_the_checkout_and_writes_nothing_beside_itself(site, run, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    drawing = ("draw", "((w*x+b).tanh()-y)**2", "w=0.5", "x=2", "b=-0.3", "y=1", "--to", "html")
    for at, cwd in ((site, run.folder), (ROOT, tmp_path)):
        run("build", "exam_convolution", "--out", "aus gabe Ж", at=at, cwd=cwd)
        run(*drawing, at=at, cwd=cwd)
    for name in ("graph.html", "aus gabe Ж/exam_convolution.html", "aus gabe Ж/index.html"):
        assert (run.folder / name).read_bytes() == (tmp_path / name).read_bytes()
    assert run("list") == run("list", at=ROOT)
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_an_exercise_is_written_and_checked(run):
    run("exercise", "write", "pond")
    assert "Score: 0 of 6" in run("check", "pond.py", "--seed", "3", code=1)


def test_the_numbers_of_a_step_keep_their_minus(run):
    numbers = re.findall(r"-\d[\d.]*", run("step", "exam_convolution"))
    assert len(numbers) > 5


def test_the_licence_of_the_workbench_is_found():
    assert (distribution("chalkgrad").read_text("licenses/LICENSE") or "").startswith("MIT License")


@pytest.mark.parametrize("part", ["click", "numpy", "rich", "jinja2", "latex2mathml"])
def test_a_part_that_is_missing_is_named_with_its_line_to_install(part):
    program = f"import sys; sys.modules[{part!r}] = None; import lectures.__main__"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (
        1,
        f"Error: chalkgrad needs {part}, which is missing: {install_line(part)}\n",
    )
