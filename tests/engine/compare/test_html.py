"""A comparison as HTML: English by itself, and the words of a page where the page has its own."""

from engine import Value, compare_gradients
from engine.compare.comparing import compare_steps
from engine.compare.html import report_html
from engine.compare.report import Line, Report

WORDS = {
    "gradient": "Gradient", "verdict": "Urteil", "yours": "deiner", "wrong": "falsch <",
    "{0} of {1} gradients right": "{0} von {1} richtig", "{0} of {1} steps right": "{0} von {1} Schritten",
    "{0} of {1} steps right; the first wrong step is {2}": "{2} ist als erstes falsch",
}  # fmt: skip


def test_the_words_of_a_page_stand_around_the_numbers_and_are_escaped():
    w = Value(3.0, "w")
    report = compare_gradients(w * w, {"w": (w, 5.0)})
    shown = report_html(report, WORDS)
    assert "<caption>0 von 1 richtig</caption>" in shown
    assert '<th scope="col">Urteil</th><th scope="col">deiner</th><th scope="col">engine</th>' in shown
    assert ">✗ falsch &lt;</td>" in shown
    assert report_html(report) == report._repr_html_()
    assert "0 of 1 gradients right" in report_html(report)


def test_of_steps_the_first_wrong_one_is_named():
    w = Value(3.0, "w")
    loss = (w * 2) ** 2
    right, wrong = (compare_steps(loss, [("w", w, number)]) for number in (24.0, 5.0))
    assert "<caption>1 von 1 Schritten</caption>" in report_html(right, WORDS)
    assert "<caption>w ist als erstes falsch</caption>" in report_html(wrong, WORDS)
    assert f"<caption>{wrong.summary()}</caption>" in report_html(wrong)


VERDICTS = {
    "right": ("recht", "✓", "normal"), "follows": ("folgt", "→", "normal"), "digits": ("kurz", "≈", "normal"),
    "wrong": ("falsch", "✗", "bold"), "shape": ("Form", "✗", "bold"), "missing": ("fehlt", "—", "normal"),
}  # fmt: skip


def test_every_verdict_has_its_words_and_only_right_ones_are_counted():
    lines = [
        Line("w", verdict, (), None if verdict == "missing" else (), 1.0, 1.0, 1.0, (), 1.0, 0.0)
        for verdict in VERDICTS
    ]
    words = {verdict: word for verdict, (word, _, _) in VERDICTS.items()}
    shown = report_html(Report(tuple(lines)), words)
    assert "<caption>1 of 6 gradients right</caption>" in shown
    for verdict, (word, mark, weight) in VERDICTS.items():
        assert (
            f'<tr class="{verdict}"><th scope="row">w</th>'
            f'<td class="verdict" style="font-weight:{weight}">{mark} {word}</td>' in shown
        )
    assert "<caption>1 of 6 steps right; the first wrong step is w</caption>" in report_html(
        Report(tuple(lines), steps=True), words
    )
