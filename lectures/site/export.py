"""Drawings as files, for the command line: one file a step, or one that holds every step."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from engine.drawing import Drawing
from engine.drawing.board_slides import board_slides
from engine.drawing.frames import Phase, last_step
from engine.drawing.moving import moving
from engine.drawing.page import page
from engine.drawing.reveal import reveal
from engine.drawing.style import Theme
from engine.drawing.tex import tex
from engine.errors import SettingError, did_you_mean
from engine.words.files import check_target, write_atomically
from lectures.entries import Figure
from lectures.errors import UnknownNameError
from lectures.site.run import run
from lectures.site.script import Script, find_lecture

PICTURES = ("svg", "pdf", "png")
SLIDES = {"tex": tex, "reveal": reveal, "moving": moving}
NO_STEPS = (
    "the lines of the board have no steps; leave out --frame and --steps, and --phase forward or --phase backward "
    "gives the lines of one pass"
)


def file_name(stem: str, kind: str) -> str:
    """Return what a file is called; a page and a slide for reveal.js end in the same way.

    >>> [file_name("graph", kind) for kind in ("tex", "lines", "reveal", "moving")]
    ['graph.tex', 'graph-lines.tex', 'graph-reveal.html', 'graph-moving.svg']
    """
    endings = {"lines": "-lines.tex", "reveal": "-reveal.html", "moving": "-moving.svg"}
    return stem + endings.get(kind, f".{kind}")


def save(
    drawing: Drawing, kind: str, path: Path, phase: Phase | None, steps: Sequence[int] | None, theme: Theme
) -> list[Path]:
    """Write a drawing in any format, and return the files.

    Args:
        phase: the end of this pass as a picture, or the steps of it as slides; without it, the end, or all steps.
        steps: these instead, as slides or as pictures: of several, each file has the number of its step in its name.

    Raises:
        SettingError: where the name does not end as it should, for a page with a phase, steps or a theme, and for
            the lines of the board with steps.
    """
    if path.suffix.lower() != (ending := Path(file_name("graph", kind)).suffix):
        raise SettingError(f"{path.name!r} does not say what it is: with --to {kind}, let it end in {ending}")
    if kind == "lines":
        return [write_atomically(check_target("a drawing", path), _lines(drawing, phase, steps, theme))]
    if kind in SLIDES:
        count, turn = len(drawing.steps), last_step(drawing.trace, "forward") + 1
        of_phase = {None: range(count), "forward": range(turn), "backward": range(turn, count)}[phase]
        slides = SLIDES[kind](drawing, of_phase if steps is None else steps, theme)
        return [write_atomically(check_target("a drawing", path), slides)]
    at_end: Phase = phase or "backward"
    if steps is None or kind == "html":
        drawing.save(path, at_end, steps[0] if steps else None, theme)
        return [path]
    files = [path.with_stem(f"{path.stem}-{k:03}") if len(steps) > 1 else path for k in steps]
    for k, file in zip(steps, files, strict=True):
        drawing.save(file, frame=k, theme=theme)
    return files


def _lines(drawing: Drawing, phase: Phase | None, steps: object, theme: Theme) -> str:
    if steps is not None:
        raise SettingError(NO_STEPS)
    return board_slides(drawing, phase, theme)


def find_figure(name: str, limit: float | None = None) -> tuple[Figure, Script]:
    """Run a lecture and return one of its figures, and the lecture.

    Args:
        name: such as "fit_line:residual", or "my_course/first_lecture.py:neuron".
        limit: seconds that the lecture may take.

    Raises:
        UnknownNameError: where there is no such lecture or figure, with the names that come closest.
    """
    lecture, _, wanted = name.partition(":")
    script = find_lecture(lecture)
    figures = {figure.name: figure for figure in run(script, limit=limit).figures}
    if wanted not in figures:
        said = f"has no figure {wanted!r}" if wanted else f"is a lecture; name a figure of it, as in {lecture}:NAME"
        raise UnknownNameError(f"{lecture} {said}{did_you_mean(wanted, figures)}")
    return figures[wanted], script


def steps_in(text: str, count: int) -> list[int]:
    """Return the steps that a text names, in its order.

    Args:
        text: such as "3,7-12".
        count: how many steps there are; they are counted from 0, as in the address of a page.

    Raises:
        SettingError: where it cannot be read, or names a step that there is not.

    >>> steps_in("3,7-9", 10)
    [3, 7, 8, 9]
    """
    found: list[int] = []
    for part in text.split(","):
        ends = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", part, re.ASCII)
        if not ends:
            raise SettingError(f"--steps {text:.60}: {part.strip()!r:.60} is no step; write steps as 3,7-12")
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if not first <= last < count:
            raise SettingError(
                f"--steps {text:.60}: {part.strip()} is not among the steps 0 to {count - 1}; choose of these"
            )
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def of_phase(drawing: Drawing, phase: Phase, kind: str) -> str:
    """Return the steps of a pass as `steps_in` reads them: all for slides, the last one for a picture."""
    turn, end = last_step(drawing.trace, "forward"), len(drawing.steps) - 1
    last = turn if phase == "forward" else end
    return f"{0 if phase == 'forward' else turn + 1}-{last}" if kind in SLIDES else str(last)


def export(
    figure: Figure,
    script: Script,
    kind: str,
    folder: Path,
    steps: str | None,
    theme: Theme | None,
    phase: Phase | None = None,
) -> list[Path]:
    """Write a figure of a lecture into a folder and return the files: pictures one for each step, all else one.

    Args:
        steps: as for `steps_in`; all where there is no text.
        theme: "light" where none is given.
        phase: the end of this pass as a picture in which nothing stands out, or the steps of it as slides.

    Raises:
        SettingError: for steps or a theme of a page, which holds every step in both themes, and for steps of the
            lines of the board.
    """
    drawing, name = figure.drawing, f"{script.name}-{figure.name}"
    if kind == "lines":
        text = _lines(drawing, phase, steps, theme or "light")
        folder.mkdir(parents=True, exist_ok=True)
        return [write_atomically(folder / file_name(name, kind), text)]
    if phase is not None:
        steps = of_phase(drawing, phase, kind)
    chosen = range(len(drawing.steps)) if steps is None else steps_in(steps, len(drawing.steps))
    folder.mkdir(parents=True, exist_ok=True)
    if kind in PICTURES:
        files = {folder / f"{name}-{k:03}.{kind}": k for k in chosen}
        for path, k in files.items():
            drawing.save(path, phase or "backward", None if phase else k, theme or "light")
        return list(files)
    if kind == "html" and (steps is not None or theme is not None):
        raise SettingError("a page holds every step in both themes; leave out --frame, --steps, --phase and --theme")
    write: dict[str, Callable[[], str]] = {
        "html": lambda: page(drawing, figure.name, figure.predict or (), script.source),
        **{name: partial(make, drawing, chosen, theme or "light") for name, make in SLIDES.items()},
    }
    return [write_atomically(folder / file_name(name, kind), write[kind]())]
