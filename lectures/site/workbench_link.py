"""From a figure of a page to the workbench: a link that carries the script of the figure."""

import base64
import shlex
import zlib
from pathlib import Path
from urllib.parse import quote

from lectures.exercises.task import Task
from lectures.left_out import left_out
from lectures.ours import ROOT
from lectures.site.alone import script_of
from lectures.site.script import Script

PAGE = "workbench.html"
LEFT_OUT = left_out(
    "The workbench",
    "It is one page in which you go on from a figure with a formula or a script of your own, and it is not built here "
    "yet.\n<code>make workbench</code> builds it beside these pages, and brings along the npm that it needs where "
    "there is none.\nThen the link that led here works.",
)


def is_built(out: Path) -> bool:
    """Return whether the workbench stands in a folder, and not what says how to build it.

    Args:
        out: the folder of the pages.
    """
    page = out / PAGE
    return page.exists() and page.stat().st_size != len(LEFT_OUT.encode())


def nearest(out: Path) -> tuple[Path, str]:
    """Return where the workbench is, and the command that builds it there, "" where it is built.

    Args:
        out: the folder that is looked into first; then comes `out/` of the installation, where that is a checkout.
    """
    checkout = Path(ROOT)
    own = checkout / "out"
    if found := next((folder for folder in (out, own) if is_built(folder)), None):
        return found / PAGE, ""
    if not (checkout / "Makefile").exists():
        return out / PAGE, f"chalkgrad workbench --out {shlex.quote(str(out))}"
    here = checkout.resolve() == Path.cwd()
    return own / PAGE, "make workbench" if here else f"make -C {shlex.quote(str(checkout))} workbench"


def workbench_link(script: Script, figure: str) -> str:
    """Return the address at which a figure's script is open in the workbench, "" where it has none.

    Args:
        script: the lecture.
        figure: the name of the figure.
    """
    alone = script_of(script, figure)
    return f"{PAGE}#script={packed(alone)}" if alone else ""


def exercise_link(task: Task, seed: int = 0, page: str = PAGE) -> str:
    """Return the address at which an exercise is open in the workbench, with the numbers that the page has.

    Args:
        task: the exercise.
        seed: which numbers.
        page: where the workbench is, seen from the page.
    """
    return f"{page}#exercise={quote(task.name)}&seed={seed}"


def packed(text: str) -> str:
    """Return a text as the hash of a link carries it: deflated, in letters that an address may have.

    >>> packed("x = 1")
    'q1CwVTAEAA'
    """
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(squeeze.compress(text.encode()) + squeeze.flush()).decode().rstrip("=")
