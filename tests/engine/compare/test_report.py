"""A whole report as text and as HTML, word by word."""

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from engine import Value
from engine.compare import Finding, Line, Report, compare_gradients
from tests.engine.planted.derivation import values

SIGN = Finding("sign", "the sign is flipped", "likely", "they match")
OTHER = Finding("mask", "the mask of the rectifier is inverted", "possible", "it gives the same numbers")

RIGHT = Line("db", "right", (), (), 3.0, 3.0, 3.0, (), 2.9999999, 0.0)
WRONG = Line("dW", "wrong", (2, 2), (2, 2), [[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [-3.25, 4.0]],
             [[1.0, 2.0], [3.0, 4.0]], (1, 0), None, 6.25, (SIGN, OTHER), "a kink")  # fmt: skip
SHAPE = Line("dV", "shape", (1, 3), (3,), [[1.0, 2.0, 3.0]], [1.0, 2.0, 3.0], [[1.0, 2.0, 3.0]], (0, 0), 1.0, None)
FOLLOWS = Line("dh", "follows", (), (), 5.0, -5.0, -5.0, (), 5.0, 0.0)
MISSING = Line("a gradient with a long name", "missing", (), None, 7.0, None, 7.0, (), 7.0, None)


def test_a_report_of_every_verdict():
    assert (
        str(Report((RIGHT, WRONG, SHAPE, MISSING)))
        == """\
1 of 4 gradients right
gradient        verdict           yours      engine  finite diff.   difference
db              ✓ right               3           3             3            0
dW[1][0]        ✗ wrong           -3.25           3             —         6.25
dV              ✗ shape               3       1 x 3             —            —
a gradient wit… — missing             —           —             —            —
dW: the sign is flipped (likely: they match)
or: the mask of the rectifier is inverted (possible: it gives the same numbers)
dW: a kink
dV: no known slip gives these numbers; check the derivation step by step"""
    )


def test_the_steps_of_a_derivation():
    report = Report((RIGHT, WRONG, FOLLOWS), steps=True)
    assert (
        str(report)
        == """\
1 of 3 steps right; the first wrong step is dW
gradient        verdict           yours      engine  finite diff.   difference
db              ✓ right               3           3             3            0
dW[1][0]        ✗ wrong           -3.25           3             —         6.25
dh              → follows            -5           5             5            —
dW: the sign is flipped (likely: they match)
or: the mask of the rectifier is inverted (possible: it gives the same numbers)
dW: a kink
dh: this follows from your earlier steps, so there is nothing new to mend here"""
    )
    assert Report((RIGHT,), steps=True).summary() == "1 of 1 steps right"


def test_long_remarks_are_folded_and_long_words_kept_whole():
    note = " ".join(["word"] * 12 + ["end"] + ["word"] * 17) + " " + "x" * 90
    lines = str(Report((Line("fifteen_letters", "right", (), (), 1.0, 1.0, 1.0, (), 1.0, 0.0, (), note),))).splitlines()
    assert lines[2].startswith("fifteen_letters ✓ right ")
    assert lines[3:] == [
        "fifteen_letters: " + " ".join(["word"] * 12) + " end",  # eighty characters
        "  " + " ".join(["word"] * 15),
        "  word word",
        "  " + "x" * 90,
    ]


def test_numbers_are_shown_with_six_digits():
    line = Line("w", "wrong", (), (), 1 / 3, 1e-9, 1 / 3, (), 123456789.0, float("nan"))
    assert line.cells() == ("w", "✗ wrong", "1e-09", "0.333333", "1.23457e+08", "nan")


def test_what_is_ok_and_what_is_wrong_first():
    assert [line.ok for line in (RIGHT, WRONG, SHAPE, FOLLOWS, MISSING)] == [True, False, False, True, False]
    assert [Report((FOLLOWS, line)).first_wrong for line in (RIGHT, WRONG, SHAPE, MISSING)] == [
        None, "dW", "dV", "a gradient with a long name",
    ]  # fmt: skip
    assert Report((RIGHT, RIGHT)).ok
    assert Report((RIGHT, RIGHT))
    assert not Report((RIGHT, FOLLOWS)).ok  # what follows from a wrong step is not right
    assert not Report((RIGHT, WRONG))
    assert Report((RIGHT, WRONG))["dW"] is WRONG


@pytest.mark.parametrize("part", [SIGN, WRONG, Report((RIGHT,))])
def test_nothing_of_a_report_can_be_changed(part):
    for field in fields(part):
        with pytest.raises(FrozenInstanceError):
            setattr(part, field.name, None)


def test_the_same_in_html():
    head = "".join(
        f'<th scope="col">{title}</th>'
        for title in ("gradient", "verdict", "yours", "engine", "finite diff.", "difference")
    )

    def row(kind, weight, *cells):
        name, verdict, *numbers = cells
        return (
            f'<tr class="{kind}"><th scope="row">{name}</th><td class="verdict" style="font-weight:{weight}">{verdict}'
            "</td>" + "".join(f'<td style="text-align:right">{number}</td>' for number in numbers) + "</tr>"
        )

    assert Report((RIGHT, SHAPE, WRONG))._repr_html_() == (
        '<figure class="gradient-report"><table><caption>1 of 3 gradients right</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>"
        + row("right", "normal", "db", "✓ right", "3", "3", "3", "0")
        + row("shape", "bold", "dV", "✗ shape", "3", "1 x 3", "—", "—")
        + row("wrong", "bold", "dW[1][0]", "✗ wrong", "-3.25", "3", "—", "6.25")
        + '</tbody></table><ul class="remarks">'
        "<li>dV: no known slip gives these numbers; check the derivation step by step</li>"
        "<li>dW: the sign is flipped (likely: they match)</li>"
        "<li>or: the mask of the rectifier is inverted (possible: it gives the same numbers)</li>"
        "<li>dW: a kink</li></ul></figure>"
    )
    assert Report((RIGHT,))._repr_html_().endswith("</tbody></table></figure>")


def test_the_row_in_the_table_is_the_entry_that_differs_most():
    w = values("w", [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    loss = sum((a * 2.0 for row in w for a in row), Value(0.0))
    line = compare_gradients(loss, {"w": (w, [[2.0, 2.5, 2.0], [2.0, -9.0, 0.0]])})["w"]
    assert (line.worst, line.difference) == ((1, 1), 11.0)
    assert line.cells()[:4] == ("w[1][1]", "✗ wrong", "-9", "2")


@pytest.mark.parametrize(
    ("where", "look"),
    [
        ("at the tanh(w)", "look at the tanh(w)"),
        ("in the sum, in the forward pass", "look in the sum, in the forward pass"),
        ("where w enters", "look where w enters"),
        ("on the way back to h only", "look on the way back to h only"),
        ("from w into the exp(w)", "look on the way from w into the exp(w)"),
        ("anywhere", "look at all factors and signs of the formula, one by one"),
        ("", "look at all factors and signs of the formula, one by one"),
    ],
)
def test_a_hint_says_where_to_look_then_what_is_wrong_then_what_belongs_there(where, look):
    finding = Finding("sign", f"the sign is wrong {where}", "sure", "they match", remedy="keep it", where=where)
    assert finding.says(1) == look
    assert finding.says(2) == f"{look}: a sign is wrong (sure)"
    assert (finding.says(0), finding.says(4)) == (finding.says(1), finding.says(3))
    assert finding.says(3) == finding.says() == f"the sign is wrong {where}; keep it (sure: they match)"


def test_a_hint_gives_no_more_away_than_was_asked_for():
    w, x = Value(2.0, "w"), Value(-3.0, "x")
    report = compare_gradients((w * x - 1) ** 2, {"w": (w, 42.0), "x": (x, -14.0)})
    hint = report.text(1, reveal=False)
    assert "look" in hint
    assert "-28" not in hint
    assert "square" not in hint
    assert "constant factor" in report.text(2, reveal=False)
    assert "2 that the square" not in report.text(2, reveal=False)
    assert "-28" in report.text() == str(report)


def test_what_explains_several_gradients_is_said_once():
    finding = Finding("sign", "the sign is flipped", "sure", "they match", gradients=("a", "b"))
    lines = [Line(name, "wrong", (), (), 1.0, -1.0, 1.0, (), 1.0, 2.0, (finding,)) for name in "ab"]
    assert list(Report(tuple(lines)).remarks()) == ["a and b: the sign is flipped (sure: they match)"]
    assert Report(tuple(lines)).findings == (finding,)


def test_of_three_gradients_all_are_named_and_what_explains_most_comes_first():
    one = Finding("mask", "the mask is inverted", "sure", "they match")
    all_ = Finding("sign", "the sign is flipped", "sure", "they match", gradients=("a", "b", "c"))
    also = Finding("mean", "divided by 3", "possible", "they match")
    lines = [
        Line(name, "wrong", (), (), 1.0, -1.0, 1.0, (), 1.0, 2.0, findings)
        for name, findings in (("w", (one, also)), ("a", (all_,)), ("b", (all_, also)), ("c", (all_,)))
    ]
    assert Report(tuple(lines)).findings == (all_, one, also)
    assert list(Report(tuple(lines)).remarks()) == [
        "w: the mask is inverted (sure: they match)",
        "or: divided by 3 (possible: they match)",
        "a, b and c: the sign is flipped (sure: they match)",
    ]
    assert list(Report(tuple(lines)).remarks(1)) == [
        "w: look at all factors and signs of the formula, one by one",
        "a, b and c: look at all factors and signs of the formula, one by one",
    ]


def test_a_slip_that_shows_in_several_steps_names_them_all():
    steps = [
        Line(name, "wrong", (), (), 1.0, -1.0, 1.0, (), 1.0, 2.0, (replace(SIGN, gradients=(name,)),))
        for name in ("dz", "dh")
    ]
    assert Report(tuple(steps), steps=True).findings == (replace(SIGN, gradients=("dz", "dh")),)


def line(name, *findings, verdict="wrong"):
    return Line(name, verdict, (), (), 1.0, -1.0, 1.0, (), 1.0, 2.0, findings)


def test_a_line_is_found_by_its_name():
    lines = [line(name) for name in "bac"]
    assert [Report(tuple(lines))[name] for name in "abc"] == [lines[1], lines[0], lines[2]]


def test_what_else_explains_a_gradient_is_said_unless_its_likeliest_finding_has_been_said():
    """Of what was said before, only the likeliest finding ends what is said of a gradient; another one is skipped."""
    sign, mask, mean, path = (Finding(kind, f"the {kind}", "sure", "r") for kind in ("sign", "mask", "mean", "path"))
    report = Report((line("a", sign, mask), line("b", sign, mean), line("c", path, sign, mean)))
    assert [remark.partition(" (")[0] for remark in report.remarks()] == [
        "a: the sign", "or: the mask", "c: the path", "or: the mean",
    ]  # fmt: skip
    for hint in (1, 2):
        assert [remark[:2] for remark in report.remarks(hint)] == ["a:", "c:"]


def test_the_findings_of_most_gradients_come_first_and_the_others_as_they_stand():
    one, two, three, also = (
        Finding("sign", text, "sure", "r", gradients=tuple(names))
        for text, names in (("one", "a"), ("two", "bc"), ("three", "def"), ("also", "g"))
    )
    report = Report((line("a", one), line("g", also, three), line("b", two), line("d", three)))
    assert [finding.text for finding in report.findings] == ["three", "two", "one", "also"]
    assert [finding.gradients for finding in report.findings] == [("d", "e", "f"), ("b", "c"), ("a",), ("g",)]


def test_what_agrees_as_far_as_it_goes_differs_by_so_much():
    assert line("a", verdict="digits").cells() == ("a", "≈ digits", "-1", "1", "1", "2")
    assert line("a", verdict="follows").cells() == ("a", "→ follows", "-1", "1", "1", "—")


def test_a_kink_is_said_after_what_follows():
    note = replace(line("a", verdict="follows"), note="a kink")
    said = "a: this follows from your earlier steps, so there is nothing new to mend here"
    assert list(note.remark()) == [said, "a: a kink"]
    assert list(line("a", verdict="missing").remark()) == []
    unknown = "a: no known slip gives these numbers; check the derivation step by step"
    assert [list(line("a", verdict=verdict).remark()) for verdict in ("wrong", "shape")] == [[unknown], [unknown]]
