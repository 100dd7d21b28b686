"""The exercises of the course: every variant solves itself, every likely slip costs points, and all are as hard."""

import re
from functools import cache
from typing import Any

import pytest

from engine.words.nested import flatten
from lectures.exercises import Task, Variant, find_tasks, load_task
from lectures.exercises.carrying import Carried
from lectures.exercises.catalogue import find_exercises, lecture_of, tasks_beside, title_of
from lectures.exercises.lint import faults
from lectures.exercises.naming import name_of
from lectures.exercises.worked import called, text_of, twin
from lectures.site.page import _exercise
from lectures.site.script import Script, find_lectures

COURSE = [script for script in find_lectures().values() if script.course == "course"]
STANDING = {task.name: task for script in COURSE for task in tasks_beside(script)}
BESIDE = list(STANDING)
ALL = [name for name, script in find_exercises().items() if lecture_of(script).course == "course"]
HUNTS = [name for name, task in STANDING.items() if "line" in task.variant(0).drawn.lines]
every_task = pytest.mark.parametrize("name", ALL)
sheet_and_variants = pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))]
)
every_task_beside = pytest.mark.parametrize("name", BESIDE)


@cache
def task(name: str) -> Task:
    return load_task(name)


@cache
def variant(name: str, seed: int) -> Variant:
    return task(name).variant(seed)


def on_paper(answer: Any) -> Any:
    """An answer as a person writes it: three significant digits; one of the lines, where several are right."""
    if isinstance(answer, list | tuple) and answer and not isinstance(answer, tuple):
        return [on_paper(x) for x in answer]
    if isinstance(answer, frozenset):
        return min(answer)
    return f"{answer:#.3g}" if isinstance(answer, float) else answer


def solved(name: str, seed: int) -> dict[str, Any]:
    return {quantity: on_paper(right) for quantity, right in variant(name, seed).right.items()}


@pytest.mark.long
def test_there_are_forty_beside_the_lectures_and_two_or_more_for_each() -> None:
    assert len(BESIDE) >= 40
    assert len(find_tasks()) >= len(BESIDE) + 20
    assert {script.name: len(tasks_beside(script)) for script in COURSE if len(tasks_beside(script)) < 2} == {}


def symbols(asks: str) -> str:
    """What stands in the formulas of a text, as Python's names are written."""
    said = "".join(re.findall(r"\$(.*?)\$", asks)).replace("ŷ", "yhat")
    return re.sub(r"\\([a-zA-Z]+|.)|[_{} ]", "", said)


@pytest.mark.long
@pytest.mark.parametrize("name", list(find_exercises()))
def test_an_exercise_can_be_solved_from_its_own_text(name: str) -> None:
    asks, one = task(name).asks, variant(name, 0)
    assert not re.search(r"\b(lecture|above|below)\b", asks)
    for quantity in one.quantities:
        symbol = name_of(one.drawn, quantity.name) if quantity.kind == "gradient" else quantity.name
        symbol = symbol.removeprefix("new_").replace("_", "")
        is_word = len(symbol) > 2 and re.search(rf"\b{symbol}\b", asks)
        assert quantity.asks or is_word or symbol in symbols(asks) or symbol.rstrip("0123456789") in symbols(asks)


@pytest.mark.long
def test_all_kinds_are_there() -> None:
    kinds = [quantity.kind for name in BESIDE for quantity in task(name).quantities]
    assert {kind: kinds.count(kind) for kind in set(kinds) if kinds.count(kind) < 5} == {}
    assert set(kinds) == {"gradient", "value", "shape", "sign", "choice", "line"}


@every_task_beside
def test_it_belongs_to_a_lecture_and_takes_a_quarter_of_an_hour_at_most(name: str) -> None:
    said = task(name)
    assert said.place.stem in {script.name for script in COURSE}
    assert title_of(said) in {script.title for script in COURSE}
    assert 3 <= said.minutes <= 15
    assert len(said.hints) >= 2
    assert all(quantity.points > 0 for quantity in said.quantities)


@every_task
@sheet_and_variants
def test_right_answers_to_three_digits_get_all_points(name: str, seed: int) -> None:
    graded = variant(name, seed).judge(solved(name, seed))
    assert {quantity: verdict for quantity, verdict in graded.verdicts.items() if verdict != "right"} == {}
    assert graded.score == graded.total


@pytest.mark.long
@every_task
@sheet_and_variants
@pytest.mark.parametrize("way", [0, -1], ids=["by the output", "by the input"])
def test_who_goes_on_with_rounded_numbers_gets_all_points(name: str, seed: int, way: int) -> None:
    drawn = variant(name, seed).drawn
    carried, answers = Carried(drawn), solved(name, seed)
    for quantity, nodes in drawn.values.items():
        answers[quantity] = on_paper(carried.numbers(nodes))
        carried.note_numbers(nodes, [float(x) for x in flatten(answers[quantity])])
    for quantity, nodes in drawn.gradients.items():
        answers[quantity] = on_paper(list(carried.ways(nodes))[way])
        carried.note_slopes(nodes, [float(x) for x in flatten(answers[quantity])])
    graded = variant(name, seed).judge(answers)
    assert graded.score == graded.total, graded.verdicts


@pytest.mark.long
@every_task
def test_nothing_gets_nothing(name: str) -> None:
    assert variant(name, 1).judge({}).score == 0


@pytest.mark.slow
@every_task
@pytest.mark.parametrize("seed", range(5))
def test_every_likely_slip_costs_points(name: str, seed: int) -> None:
    right = solved(name, seed)
    likely = variant(name, seed).likely()
    assert likely
    for kind, text, _, wrong in likely:
        answers = {**right, **{quantity: on_paper(x) for quantity, x in wrong.items()}}
        graded = variant(name, seed).judge(answers, explain=False)
        assert graded.score < graded.total, f"{kind}: {text}"


@pytest.mark.long
@every_task_beside
def test_what_the_exercise_itself_foresees_is_recognised(name: str) -> None:
    right = solved(name, 2)
    for kind, text, remedy, wrong in variant(name, 2)._slips:
        graded = variant(name, 2).judge({**right, **{quantity: on_paper(x) for quantity, x in wrong.items()}})
        assert text in [finding.text for finding in graded.slips], kind
        assert text
        assert remedy or task(name).variant(2).drawn.picks  # those are the engine's


@pytest.mark.slow
@every_task_beside
def test_no_variant_has_numbers_that_hide_a_slip(name: str) -> None:
    assert {seed: found for seed in range(21) if (found := faults(variant(name, seed)))} == {}


@pytest.mark.slow
@every_task_beside
def test_all_variants_are_as_hard(name: str) -> None:
    """They ask for the same, for the same points, and their numbers have as few digits."""
    sheet = variant(name, 0)
    for seed in range(1, 6):
        other = variant(name, seed)
        assert list(other.given) == list(sheet.given)
        for mine, theirs in zip(sheet.quantities, other.quantities, strict=True):
            assert (mine.name, mine.kind, mine.points, mine.asks) == (
                theirs.name,
                theirs.kind,
                theirs.points,
                theirs.asks,
            )
        for key, numbers in other.given.items():
            if not ((name == "who-said-that" and key == "reported") or key == "difference"):
                long = [x for x in flatten(numbers) if isinstance(x, float) and len(repr(abs(x)).strip("0.")) > 4]
                assert not long, key


@pytest.mark.slow
@every_task_beside
def test_neighbours_do_not_have_the_same_answers(name: str) -> None:
    answers = {repr(variant(name, seed).right) for seed in range(12)}
    assert len(answers) >= (9 if any(quantity.numeric for quantity in task(name).quantities) else 3)


@pytest.mark.parametrize("name", HUNTS)
def test_a_hunt_plants_different_bugs_and_the_line_is_in_the_listing(name: str) -> None:
    seen = set()
    for seed in range(12):
        lines = variant(name, seed).listing.splitlines()
        right = variant(name, seed).right["line"]
        assert 10 <= len(lines) <= 12
        seen.add((right, lines[right - 1]))
    assert len(seen) >= 4
    assert len({line for line, _ in seen}) >= 3


@every_task_beside
def test_the_card_on_the_page_says_nothing_that_is_right(name: str) -> None:
    card = _exercise(task(name))
    known = {"kind", "name", "title", "asks", "minutes", "hints", "listing", "workbench", "given", "boxes", "gradient"}
    assert set(card) == known
    shown = [str(box) for boxes in card["boxes"] for box in boxes.boxes] + [card["asks"], *card["hints"]]
    for quantity in task(name).quantities:
        if quantity.numeric:
            for x in flatten(variant(name, 0).right[quantity.name]):
                assert not [text for text in shown if len(f"{x:.4g}") > 4 and f"{x:.4g}" in text]


def test_a_file_in_another_folder_called_exercises_belongs_to_no_lecture(tmp_path: Any) -> None:
    (tmp_path / "exercises").mkdir()
    path = tmp_path / "exercises" / "moons.py"
    path.write_text('"""Own exercises."""\n')
    assert lecture_of(Script(path)).path == path


@pytest.mark.long
@every_task_beside
def test_it_has_a_worked_twin_with_its_program(name: str) -> None:
    other = twin(variant(name, 0))
    text = text_of(other)
    assert all(line in text for line in other.listing.splitlines())
    assert all(called(other, quantity.name) in text for quantity in other.quantities)
