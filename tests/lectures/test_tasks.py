"""Tasks: fresh numbers by seed, verdicts on every kind of answer, credit carried forward, the linter of variants."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Value
from lectures.board import Drawn
from lectures.entries import Exercise
from lectures.errors import LectureError
from lectures.exercises import Task, find_tasks, load_task
from lectures.exercises.agreeing import agree
from lectures.exercises.catalogue import tasks_beside
from lectures.exercises.draw import Draw
from lectures.exercises.lint import faults
from lectures.exercises.template import typed_template
from lectures.exercises.worked import FADED, faded, shown_first, text_of, twin, worked
from lectures.site.script import find_lectures
from nn import Neuron

ROOT = Path(__file__).parent.parent.parent


def task(build, **options) -> Task:
    return Task.of(Exercise("small", "Derive.", (), build, **options), Path("small.py"))


def chain(draw):
    w, x, y = Value(draw(0.7), "w"), draw(1.3), draw(-0.4)
    z = w * x
    h = z.tanh()
    return Drawn((h - y) ** 2, {"dh": h, "dz": z, "w": w}, {"x": x, "y": y}, values={"z": z, "h": h})


def every_kind(draw):
    w = Value(draw(0.7), "w")
    loss = (w * 3.0 - 1.6) ** 2
    return Drawn(
        loss, {"w": w}, shapes={"W": (3, 2), "b": ()}, signs={"s": -2.0}, lines={"bug": [2, 5], "line": 3},
        choices={"rule": ("chain", {"sum": "a product is no sum", "quotient": "nothing is divided"})},
        picks={"pick": w},
        slips=[("shape turned", "the shape is that of the transpose", "put the examples first", {"W": (2, 3)})],
    )  # fmt: skip


# Numbers.


def test_weights_that_are_drawn_without_an_rng_follow_from_the_seed_too():
    def network(draw):
        (w,) = Neuron(1, bias=False).w
        return Drawn((w * draw(2.0)) ** 2, {"w": w}, {"w": w.data})

    made = task(network)
    assert made.variant(3).given == made.variant(3).given != made.variant(4).given


@pytest.mark.slow
def test_the_same_seed_gives_the_same_numbers_in_another_process():
    code = (
        "from lectures.exercises import load_task; t = load_task('mail-filter');"
        "print([t.variant(s, s % 3).given for s in range(4)], [t.variant(s).right for s in (5, 7)])"
    )
    found = {
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
                       env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1


def test_fresh_numbers_are_of_the_kind_of_the_sheet():
    for seed in range(1, 100):
        draw = Draw("x", seed)
        x, whole, signs, small = draw(-2.5), draw(6.0), draw([0.4, -1.2, 3.0, 0.8] * 3), draw(0.2)
        assert -4.1 <= x <= -1.2
        assert round(x, 1) == x
        assert whole in range(3, 11)
        assert min(signs) < 0 < max(signs)
        assert 0.1 <= small <= 0.35
        assert not {0.0, 1.0} & {abs(n) for n in (x, whole, small, *signs)}


@pytest.mark.slow
def test_a_hundred_seeds_give_a_hundred_sheets():
    tasks = find_tasks()
    for name in ("tanh-by-hand", "mail-filter", "kernel-of-three"):
        assert len({str(tasks[name].variant(seed).given) for seed in range(1, 51)}) == 50


@pytest.mark.long
def test_a_draw_that_leaves_the_domain_is_drawn_again():
    def root(draw):
        w = Value(draw([0.4, -0.4])[0], "w")
        return w.log() * 1.7, {"w": w}, {}

    assert all(task(root).variant(seed).given["w"] > 0 for seed in range(1, 30))

    def never(draw):
        return Value(-draw(0.4), "w").log(), {}, {}

    with pytest.raises(LectureError, match="no draw of seed 3"):
        task(never).variant(3)


# Verdicts.


def test_right_answers_of_every_kind_are_right_however_they_are_written():
    variant = task(every_kind).variant()
    right = {"w": "3.0", "W": "3 × 2", "b": "one number", "s": "minus", "bug": "line 5", "line": 3, "rule": "chain",
             "pick": variant.right["pick"]}  # fmt: skip
    assert variant.judge(right).ok
    options = {q.name: q.choices for q in variant.quantities}
    assert set(options["rule"]) == {"chain", "sum", "quotient"}
    letters = {name: "abcdef"[options[name].index(variant.right[name])] for name in ("rule", "pick")}
    assert variant.judge(right | letters | {"W": (3, 2), "b": (), "s": -0.3, "bug": 2}).ok


def test_wrong_answers_of_every_kind_are_explained():
    variant = task(every_kind).variant()
    graded = variant.judge({"W": "2 x 3", "s": "+", "bug": 3, "rule": "sum", "w": "nothing", "pick": "z"})
    assert dict(graded.verdicts) == {
        "W": "wrong", "b": "missing", "s": "wrong", "bug": "wrong", "line": "missing", "rule": "wrong",
        "pick": "nonsense", "w": "nonsense",
    }  # fmt: skip
    assert graded.score == 0
    assert {f.gradients[0]: f.remedy for f in graded.slips} == {
        "W": "put the examples first",
        "rule": "a product is no sum",
    }
    assert len(graded.remarks) == 2


def test_a_pick_offers_what_likely_slips_give():
    variant = task(every_kind).variant(4)
    pick = next(q for q in variant.quantities if q.name == "pick")
    assert len(pick.choices) >= 4
    wrong = next(option for option in pick.choices if option != variant.right["pick"])
    [finding] = variant.judge({"pick": wrong}).slips
    assert finding.text
    assert {str(answers.get("pick")) for _, _, _, answers in variant.likely()} >= set(pick.choices) - {
        variant.right["pick"]
    }


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("0.67", "right"), ("0.667", "right"), ("2/3", "right"), (2 / 3, "right"), ("0.66", "wrong"), ("0.7", "digits"),
     ("0.670", "wrong"), ([0.67], "shape"), (float("nan"), "wrong"), (0.667, "right")],
)  # fmt: skip
def test_a_number_is_right_to_its_digits(answer, verdict):
    assert agree(answer, 2 / 3) == verdict


@pytest.mark.parametrize("seed", range(1, 6))
def test_credit_is_carried_forward_through_both_passes(seed):
    from math import tanh

    variant = task(chain).variant(seed)
    w, x, y = (variant.given[name] for name in "wxy")

    def answers(z, slope=lambda h: 1 - h * h):
        h = tanh(z)
        dh = 2 * (h - y)
        dz = dh * slope(h)
        return {"z": z, "h": h, "dh": dh, "dz": dz, "w": dz * x}

    assert variant.judge(answers(w * x)).ok
    forward = variant.judge(answers(w * x + 0.1)).verdicts
    assert forward == {"z": "wrong", "h": "follows", "dh": "follows", "dz": "follows", "w": "follows"}
    back = variant.judge(answers(w * x, slope=lambda h: 1 - h))
    assert back.verdicts == {"z": "right", "h": "right", "dh": "right", "dz": "wrong", "w": "follows"}
    both = variant.judge(answers(w * x + 0.1, slope=lambda h: 1 - h)).verdicts
    assert both == {"z": "wrong", "h": "follows", "dh": "follows", "dz": "wrong", "w": "follows"}
    digits = {name: f"{number:.3g}" for name, number in answers(w * x + 0.1).items()}
    assert variant.judge(digits | {"z": w * x + 0.1}).verdicts["h"] == "follows"


def test_a_wrong_number_that_leads_out_of_a_domain_is_wrong_and_no_crash():
    def logs(draw):
        w = Value(draw(0.7), "w")
        a = w * 1.3
        b = a.log()
        return Drawn(b**2, {"db": b, "da": a, "w": w}, values={"a": a, "b": b})

    variant = task(logs).variant(2)
    graded = variant.judge(variant.right | {"a": -1.0, "b": 5.0})
    assert (graded.verdicts["a"], graded.verdicts["b"]) == ("wrong", "wrong")


def test_what_is_asked_twice_or_not_at_all_is_the_exercises_error():
    with pytest.raises(LectureError, match="each once"):
        _ = task(lambda draw: Drawn(given={"x": 1.0})).quantities
    with pytest.raises(LectureError, match="'v' has points"):
        _ = task(chain, points={"v": 2.0}).quantities
    with pytest.raises(LectureError, match="does not ask for 'v'"):
        task(chain).weighted({"v": 1.0})


# The linter.


def linted(build):
    return " ".join(faults(task(build).attempt(1)))


def test_the_linter_finds_what_hides_a_slip():
    w = Value(0.7, "w")
    assert "can be forgotten" in linted(lambda draw: ((w * _one(draw) - 0.3) ** 2, {"w": w}, {}))
    assert "is dead" in linted(lambda draw: ((w * -2.0).relu() * 3.0, {"w": w}, {}))
    assert "is 0" in linted(lambda draw: ((w - 0.7) ** 2 * 3.0, {"w": w}, {}))
    assert "near to 0" in linted(lambda draw: ((w - 0.699).relu() * 3.0, {"w": w}, {}))
    assert "nobody wants to write" in linted(lambda draw: ((w * 40.0).tanh() * 3.0, {"w": w}, {}))
    assert "the terms of a sum, 0.21, -0.21, cancel by accident" in linted(
        lambda draw: ((w * 0.3 + -0.21) * w, {"w": w}, {})
    )
    assert "changes nothing" in linted(lambda draw: ((w * 0.01).tanh() * 3.0, {"w": w}, {}))
    assert linted(chain) == ""


def _one(draw):
    draw.issued.add(1.0)
    return 1.0


@pytest.mark.long
def test_faulty_draws_are_drawn_again_always_alike():
    def risky(draw):
        w, b = Value(draw([0.5, -0.5])[0], "w"), draw([0.3, -0.3])[0]
        return (w * 1.7 + b).relu() ** 2, {"w": w}, {"b": b}

    variants = [task(risky).variant(seed) for seed in range(1, 30)]
    assert not any(faults(variant) for variant in variants)
    assert any(faults(task(risky).attempt(seed)) for seed in range(1, 30))
    assert [v.given for v in variants] == [task(risky).variant(seed).given for seed in range(1, 30)]


@pytest.mark.slow
def test_the_lectures_exercises_hide_no_slip():
    """Those in the lectures and beside the notes; test_course_exercises.py has the others."""
    beside = {
        one.name for script in find_lectures().values() if script.course == "course" for one in tasks_beside(script)
    }
    here = {name: one for name, one in find_tasks().items() if name not in beside}
    assert len(here) >= 20
    for name, one in here.items():
        for seed in range(1, 6):
            assert faults(one.variant(seed)) == [], (name, seed)


# Worked examples.


def test_a_twin_shows_other_numbers_and_how_each_comes_about():
    variant = load_task("pond").variant(3)
    other = twin(variant)
    assert other.given != variant.given
    text = text_of(other)
    for part in ("e = 2*p + 2*q", "ds = 3*e + 2*s", "dp = ds*q + de*2"):
        assert part in text
    p, q = other.given["p"], other.given["q"]
    assert f"e = 2*{p} + 2*{q}" in text
    assert faded(variant).seed == FADED + 3


TEN = ("few-sums", "pond", "tanh-by-hand", "three-rides", "loop-for-a-line", "whose-formula", "one-scale",
       "momentum-by-hand", "mask-with-a-bug", "look-back-at-two")  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", TEN)
def test_an_example_never_has_the_answers_of_the_task(name):
    one = load_task(name)
    for seed in range(3):
        variant = one.variant(seed)
        for example in (twin(variant), faded(variant)):
            assert not [q for q, right in variant.right.items() if example.right[q] == right], seed
            assert example.given != variant.given
        assert twin(variant).given != faded(variant).given


@pytest.mark.slow
def answered(step, line):
    """Return the number of the answer that a line is about."""
    entry = re.match(r"\w+((\[\d+\])*) = ", line)[1]
    return float(eval(f"found{entry}", {"found": json.loads(step.answer)}))


@pytest.mark.long
def test_what_a_solution_shows_is_what_its_formulas_give():
    """The lines of numbers are computed again from their text, where nothing was cut short."""
    tried = 0
    for name, one in find_tasks().items():
        variant = twin(one.variant(1))
        names = {"relu": lambda x: max(x, 0.0)} | {
            n: getattr(__import__("math"), n) for n in ("exp", "log", "tanh", "cos", "sin", "sqrt")
        }
        names["sigmoid"] = lambda x: 1 / (1 + 2.718281828459045**-x)
        for step in worked(variant):
            for line in step.lines[-1:]:
                text = line.partition(" = ")[2]
                if len(step.lines) == 2 and "..." not in text and "…" not in text:
                    right = pytest.approx(answered(step, line), rel=0.02, abs=2e-3)
                    assert eval(text, dict(names)) == right, (name, line)
                    tried += 1
    assert tried > 40


def test_a_solution_has_a_number_for_each_factor_and_a_name_for_each_number_that_is_given():
    lines = {step.name: step.lines for step in worked(load_task("tanh-by-hand").variant())}
    assert lines["h"][0] == "h[0] = tanh(w00*x0 + w10*x1 + b0)"
    assert lines["dyhat"] == ("dyhat = 2*(yhat - y)",)
    assert lines["w10"] == ("dw10 = dh[0]*(1 - h[0]**2)*x1", "dw10 = -4.841*0.8684*1.5")


@pytest.mark.long
def test_where_paths_are_too_many_to_write_out_a_solution_shows_what_arrives_at_each_use():
    """Of an array's gradient that goes through many sums no line is a bare number."""
    for name in ("batch-of-four", "one-look-back", "penalty-and-mask", "attention-query"):
        variant = twin(load_task(name).variant())
        for step in worked(variant):
            for line in step.lines:
                right = line.partition(" = ")[2]
                assert re.search(r"[a-z*+]| - ", right), (name, line)
                if not re.search("[A-Za-z]", right) and "..." not in right:
                    assert eval(right) == pytest.approx(answered(step, line), rel=0.02, abs=2e-3), (name, line)


def test_every_kind_has_a_worked_and_a_faded_example():
    one = task(every_kind).variant(1)
    shown = {step.name: step.answer for step in worked(one)}
    assert shown | {"w": "", "pick": ""} == {
        "W": "3 x 2", "b": "one number", "s": "-", "bug": "2 or 5", "line": "3", "rule": "chain", "w": "", "pick": "",
    }  # fmt: skip
    text = typed_template(one, "small.py", len(shown))
    names = {}
    exec(compile(text, "small.py", "exec"), names)
    assert one.judge(names["ANSWERS"]).ok


def test_a_faded_example_shows_the_first_half_at_most():
    for name in ("pond", "three-in-a-row", "two-waves"):
        variant = load_task(name).variant()
        assert 1 <= shown_first(variant) <= (len(variant.quantities) + 1) / 2
        lines = text_of(variant, shown_first(variant))
        assert lines.count("........") == len(variant.quantities) - shown_first(variant)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 5))
def test_softmax_with_its_cross_entropy_is_worked_out_as_p_minus_y_at_the_true_class_and_at_another(seed):
    variant = load_task("three-scores").variant(seed)
    lines = next(step.lines for step in worked(variant) if step.name == "z")
    for k in (variant.given["t"], 0 if variant.given["t"] else 1):
        assert any(line.startswith(f"dz[{k}] = p[{k}] - y[{k}]") for line in lines)
    assert len(lines) == 4
    matrix = next(step.lines for step in worked(load_task("mean-of-three").variant(seed)) if step.name == "dz")
    assert matrix[0] == "dz[0] = (p[0] - y[0])/3"


@pytest.mark.long
def test_what_is_given_of_the_way_back_is_gone_on_from_and_an_entry_that_comes_about_otherwise_is_shown_too():
    (step, *_) = worked(load_task("hidden-layer").variant(4))
    assert "dz[0][0]*1.8*(1 - tanh(" in step.lines[0]
    image = next(step.lines for step in worked(load_task("kernel-gradient").variant(1)) if step.name == "I")
    assert image[0] == "dI[0][0] = dJ[0][0]*W[0][0]"
    assert image[2] == "dI[0][1] = dJ[0][0]*W[0][1] + dJ[0][1]*W[0][0]"
    numbers = next(step.lines for step in worked(load_task("hidden-layer").variant(4)) if step.name == "b1")
    assert len(numbers) == 2  # all of them alike
