"""Hints of all likely slips of all exercises: where, then what sort of thing, then what; no leak, no word of ours."""

import re
from dataclasses import replace
from functools import cache

import pytest
from click.testing import CliRunner

from engine.compare.hints import SORT
from engine.compare.report import Finding
from engine.words.fixed import ENGLISH
from lectures.__main__ import main
from lectures.exercises import Variant, find_tasks
from lectures.exercises.checking import Checked
from lectures.exercises.grades import GRADES
from lectures.exercises.said import graded_hints, hints_of, lines_of
from lectures.exercises.worked import called
from lectures.site.script import FOLDER
from lectures.site.words import phrases_of
from tests.lectures.test_course_exercises import on_paper

OURS = r"\b(multiply|subtract|divide|add|dot|affine|node|edge) that\b|axis(?!=)|operand|array\b|Value"
GIVES_AWAY = r"-1 times|transposed?\b|off by|factor of \d|is flipped|multiply by|divided? by|derivative, |instead"
TASKS = find_tasks()


@cache
def told(name: str, seed: int) -> list[tuple[Finding, Variant, list[str]]]:
    """The hints that a student gets for every likely slip of an exercise."""
    variant = TASKS[name].variant(seed)
    found = []
    for _, _, _, wrong in variant.likely():
        answers = {q: on_paper(x) for q, x in {**variant.right, **wrong}.items()}
        found += [(slip, variant, graded_hints(slip, variant)) for slip in variant.judge(answers).slips]
    return found


# Those of many numbers, each with dozens of likely slips.
LARGE = {"back-through-time", "batch-of-four", "batch-of-three", "bent-line", "hidden-layer", "kernel-gradient",
         "mail-filter", "mean-of-three", "penalty-and-mask", "penalty-neuron", "scale-and-shift"}  # fmt: skip
every_task = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in LARGE else ()) for name in TASKS]
)


@pytest.mark.long
@every_task
def test_the_first_hint_says_where_in_the_students_names(name):
    for slip, variant, (where, _, _) in told(name, 1):
        assert where.startswith(f"look at {called(variant, slip.gradients[0])}")
        assert not re.search(OURS, where), where
        assert not re.search(GIVES_AWAY, where), where
        if slip.gradients[0] in variant.drawn.gradients and variant.drawn.loss is not None:
            assert re.search(r", (at|in|on|where) ", where), where


@pytest.mark.long
@every_task
def test_the_second_hint_gives_nothing_away(name):
    for slip, _, (_, sort, _) in told(name, 1):
        assert not re.search(OURS, sort), sort
        if slip.slip in SORT:
            assert not re.search(GIVES_AWAY, sort), sort
            assert not re.search(r"\d", sort), sort
        assert not slip.remedy or slip.remedy not in sort


@pytest.mark.long
@every_task
def test_the_third_hint_says_all_of_it(name):
    for slip, _, (_, _, what) in told(name, 1):
        assert what.startswith(slip.text)
        assert what.endswith(slip.remedy)
        assert not re.search(
            r"\b(multiply|subtract|divide|add|dot) that gives|size of \w+ along|\bthe \w+ that gives", what
        )


@pytest.mark.long
@every_task
def test_what_is_between_speaks_of_the_number_and_not_of_its_gradient(name):
    """No formula has tanh(dZ): dZ is what is asked for, Z is what stands there."""
    for _, variant, hints in told(name, 1):
        for asked, nodes in variant.drawn.gradients.items():
            entry = nodes
            while isinstance(entry, list | tuple):
                entry = entry[0]
            if re.fullmatch(r"d[A-Z]\w*", asked):
                assert f"({asked})" not in " ".join(hints), hints


def test_what_explains_the_same_as_well_is_named_after_it_and_not_before_the_second_hint():
    task = TASKS["slope-signs"]
    variant = task.variant(0)
    _, text, _, wrong = next(slip for slip in variant.likely() if slip[0] == "own factor")
    graded = variant.judge({q: on_paper(x) for q, x in {**variant.right, **wrong}.items()})
    first, second, third = (hints_of(Checked(task, 0, cases=[(variant, graded)]), level) for level in (1, 2, 3))
    rival = "or: these are the steps that descent takes, against the slopes"
    assert not any(hint.startswith("or:") for hint in first)
    assert second[1].startswith(text)
    assert second[2] == f"{rival} (likely)"
    assert [hint for hint in third if hint.startswith("or:")] == [
        f"{rival} (likely)",
        f"{rival}; say what L does when the number grows",
    ]


def test_of_two_slips_of_one_sort_the_sort_is_said_once():
    said = hinted("tanh-by-hand", 3, dyhat=f"{TASKS['tanh-by-hand'].variant(1).right['dyhat'] / 2:.4g}")
    sort = "a constant factor is wrong, such as that of a power, a sum or a mean (possible)"
    assert [hint for hint in said if sort in hint] == [sort]
    assert [hint.partition(":")[0] for hint in said[2:4]] == ["off by the factor 0.5", "or"]


def hinted(name: str, level: int, words=ENGLISH, **changed) -> list[str]:
    """What is said of right answers, of which some are changed."""
    task = TASKS[name]
    variant = task.variant(1)
    answers = {q: on_paper(x) for q, x in variant.right.items()} | changed
    return hints_of(Checked(task, 1, cases=[(variant, variant.judge(answers))]), level, words)


def test_a_line_that_is_wrong_for_another_reason_is_named_with_what_to_do_first():
    right = TASKS["pond"].variant(1).right
    said = hinted("pond", 1, p=f"{-right['p']:.5g}", q=f"{2 * right['q']:.5g}")
    assert said[0].startswith("look at dp, ")
    assert said[1] == ("dq is wrong for another reason: mend what is named above, then check again for a hint on it")


def slopes_of_two_neurons(task, of_tanh) -> dict[str, str]:
    """What w10, w01 and b1 are where both neurons have another derivative of tanh, by hand."""
    given, right = task.variant(1).given, task.variant(1).right
    (one, other), (back, forth) = right["h"], right["dh"]
    wrong = {"w10": given["x1"] * of_tanh(one) * back, "w01": given["x0"] * of_tanh(other) * forth}
    return {name: f"{x:.5g}" for name, x in {**wrong, "b1": of_tanh(other) * forth}.items()}


@pytest.mark.parametrize(
    ("of_tanh", "what"),
    [(lambda h: 1.0, "the derivative of tanh is forgotten"), (lambda h: h * (1 - h), "misremembered as h*(1 - h)")],
    ids=["forgotten", "that_of_sigmoid"],
)
def test_one_slip_that_was_made_everywhere_is_named_once_and_is_surer_the_more_it_explains(of_tanh, what):
    said = hinted("tanh-by-hand", 3, **slopes_of_two_neurons(TASKS["tanh-by-hand"], of_tanh))
    assert said[0].startswith("look at dw10, dw01 and db1, at the tanh in ")
    assert said[1].endswith("(sure)")
    assert what in said[2]
    assert not any("another reason" in hint for hint in said)


def test_numbers_that_are_named_alike_and_exchanged_are_named_first_and_where_they_are_multiplied():
    back, forth = TASKS["tanh-by-hand"].variant(1).right["dh"]
    said = hinted("tanh-by-hand", 3, dh=[f"{forth:.4g}", f"{back:.4g}"])
    assert said[0] == "look at dh, where h enters yhat = v0*h + v1*h + c"
    assert said[2].startswith("v0 and v1 stand in each other's places")
    assert not any("kernel" in hint for hint in said)


def test_a_kernel_that_was_flipped_on_the_way_forward_is_named_where_it_was():
    given = TASKS["kernel-of-three"].variant(1).given
    z = [sum(given["w"][2 - k] * given["x"][i + k] for k in range(3)) for i in range(3)]
    said = hinted("kernel-of-three", 3, z=[f"{x:.4g}" for x in z])
    assert said[0] == "look at z"
    assert said[2].startswith("the kernel is flipped: w stands in reverse order")


def test_a_line_with_the_same_slip_at_another_place_is_not_wrong_for_another_reason():
    same = Finding("sign", "", "likely", "", what="the sign is lost")
    slips = (replace(same, where="at h", gradients=("p",)), replace(same, where="at g", gradients=("q",)))
    task = TASKS["pond"]
    variant = task.variant(1)
    graded = replace(variant.judge({"p": 1, "q": 1}), slips=slips)
    said = hints_of(Checked(task, 1, cases=[(variant, graded)]), 1)
    assert said[1] == "dq: wrong in the same way"
    assert not any("another reason" in hint for hint in said)


@pytest.mark.parametrize(
    ("line", "called", "start"),
    [
        ("e", "e", "from what is given"),
        ("s", "s", "from the lines above it"),
        ("ds", "ds", "where s enters the loss, s**2 + 3*e*s"),
    ],
    ids=["the_first", "one_of_the_way_forward", "one_of_the_way_back"],
)
def test_of_a_line_that_no_slip_explains_the_hint_says_from_where_to_work_it_out_again(line, called, start):
    said = hinted("pond", 1, **{line: "17.31"})
    assert said[0].startswith(f"the first that is wrong is {called}, and no known slip gives these numbers: ")
    assert said[0].endswith(f"work it out again, {start}")
    german = hinted("pond", 1, phrases_of("de"), **{line: "17.31"})
    assert "noch einmal rechnen, " in german[0]


def test_the_command_and_the_text_about_it_say_in_the_same_words_what_each_hint_says():
    help_text = " ".join(CliRunner().invoke(main, ["check", "--help"]).output.split())
    readme = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    assert GRADES in help_text
    assert GRADES in readme


def test_remarks_and_hints_call_a_line_as_the_table_does():
    """dw where a number w is given, although the answer belongs to w."""
    variant = TASKS["pond"].variant(1)
    names = [called(variant, q.name) for q in variant.quantities]
    first = next(name for name in names if name.startswith("d") and name[1:] in variant.given)
    unread = variant.judge({first: "d3*h2"})
    assert unread.remarks == (f'{first}: \'d3*h2\' is no number; write it as "0.67", "2/3" or "-1e-3"',)
    checked = Checked(variant.task, 1, cases=[(variant, variant.judge({first: "987.6"}))])
    assert any(f"is {first}, " in line or f"look at {first}, " in line for line in lines_of(checked, 1))


@pytest.mark.parametrize("width", [50, 80])
def test_a_hint_is_broken_once_at_the_width_that_there_is(width):
    variant = TASKS["pond"].variant(1)
    wrong = {q.name: "987.6" for q in variant.quantities if q.numeric}
    lines = lines_of(Checked(variant.task, 1, cases=[(variant, variant.judge(wrong))]), 3, width=width)
    hints = [line for text in lines if text.startswith("Hint") for line in text.splitlines()]
    assert width - 15 < max(map(len, hints)) <= width
