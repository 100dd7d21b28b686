"""Some steps of a drawing laid over one another: each place once, with what stands there from step to step.

Slides are made of this: a step changes numbers and looks, so only these are said for each step.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.drawing.frames import Frame
from engine.drawing.marks import Mark, Text, groups
from engine.drawing.picture import Picture
from engine.drawing.style import Palette, Theme, looks, palette_of
from engine.drawing.typeset import Runs
from engine.errors import SettingError

if TYPE_CHECKING:
    from engine.drawing import Drawing

Look = tuple[tuple[str, str], ...]  # the looks of a mark, by name, as something that can be compared and counted
Place = tuple[Any, ...]  # the group that a mark belongs to, its kind, and its shape without class names and words


@dataclass(frozen=True)
class Run:
    """What stands in a place from one step to another, both counted from 0 and included."""

    first: int
    last: int
    look: Look
    text: Runs


@dataclass(frozen=True)
class Overlay:
    """One place with its runs, in order; between two runs it is empty."""

    mark: Mark
    runs: tuple[Run, ...]


def steps_of(drawing: "Drawing", steps: Iterable[int] | None = None) -> list[int]:
    """Return the steps to show: all where none are named.

    Raises:
        SettingError: where the list is empty.
    """
    chosen = list(range(len(drawing.steps)) if steps is None else steps)
    if not chosen:
        raise SettingError("the list of steps is empty; give at least one, or leave it out for all")
    return chosen


class Slides(NamedTuple):
    """What slides of any format are made of: the steps, the colours, and every place that these steps need."""

    steps: list[int]
    palette: Palette
    places: list[Overlay]


def slides(
    drawing: "Drawing", steps: Iterable[int] | None, theme: Theme = "light", picture: Picture | None = None
) -> Slides:
    """Return what slides of any format begin with.

    Args:
        steps: some of them only.
        theme: "light" or "dark".
        picture: where everything stands, if not as in `drawing.picture`.

    Raises:
        SettingError: where there is no such step or theme.
    """
    chosen, palette = steps_of(drawing, steps), palette_of(theme)
    return Slides(chosen, palette, overlays(drawing, chosen, palette, picture))


def overlays(
    drawing: "Drawing", steps: Sequence[int], palette: Palette, picture: Picture | None = None
) -> list[Overlay]:
    """Return every place that any of the steps needs, from the back to the front.

    A mark that lies further to the front in one step than in another gets a place for each. A run counts the steps
    as they are listed here.

    Args:
        picture: where everything stands, if not as in `drawing.picture`.

    Raises:
        SettingError: where there is no such step.
    """
    known = cache(lambda around, own: tuple(sorted(looks(around, own, palette).items())))
    order: list[Place] = []
    met: set[Place] = set()
    sights: list[list[tuple[int, Look, Mark]]] = []  # beside each place: the steps that show something there
    for step, number in enumerate(steps):
        at = 0
        for place, mark, around in _placed(picture or drawing.picture, drawing.frame(step=number)):
            look = known(around, frozenset(mark.name.split()))
            if ("display", "none") in look or (isinstance(mark, Text) and not any(text for text, _ in mark.runs)):
                continue
            try:
                at = order.index(place, at if place in met else len(order))
            except ValueError:
                met.add(place)
                order.insert(at, place)
                sights.insert(at, [])
            sights[at].append((step, look, mark))
            at += 1
    return [Overlay(seen[0][2], tuple(_runs(seen))) for seen in sights]


def _placed(picture: Picture, shown: Frame) -> Iterator[tuple[Place, Mark, frozenset[str]]]:
    for group in groups(picture, shown):
        around = frozenset((*group.classes, f"is-{shown.phase}"))
        for mark in group.marks:
            shape = mark[1:3] if isinstance(mark, Text) else mark[1:]
            yield (group.hook, type(mark).__name__, shape), mark, around


def _runs(seen: Sequence[tuple[int, Look, Mark]]) -> Iterator[Run]:
    first = last = -1
    said: tuple[Look, Runs] | None = None
    for step, look, mark in seen:
        now = (look, mark.runs if isinstance(mark, Text) else ())
        if now != said or step != last + 1:
            if said is not None:
                yield Run(first, last, *said)
            first, said = step, now
        last = step
    if said is not None:
        yield Run(first, last, *said)
