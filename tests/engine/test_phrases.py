"""Sentences are put together of phrases in another language, and stay whole as they are where one is not known."""

import pytest

from engine.words.phrases import PHRASE, in_words

GERMAN = {
    "the sum": "die Summe",
    "not multiplied by {0}": "nicht mit {0} multipliziert",
    "{0} instead of {1}": "statt {1} {0}",
    "between {0}, {1} and {2}": "zwischen {0}, {1}, {2}",
    ", as if it was {0}": ", als wäre es {0}",
    ", from {0} to {1}": ", bis {1} ab {0}",
    "; check it": "; prüfe es",
    "take {0}": "{0} nehmen",
    "take -{0}": "{0} abziehen",
    "{0}; {1}": "{0}; {1}",
    "at {0}": "bei {0}",
    "in {0}": "in {0}",
    "where {0}": "wo {0}",
    "the {0} of {1}": "von {1}",
    "why {0}?": "warum {0}?",
    "a {0} more": "ein {0} mehr",
}
WORDS = {PHRASE + key: said for key, said in GERMAN.items()} | {"the mean": "der Mittelwert"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("the sum, from a to b", "die Summe, bis b ab a"),
        ("the sum", "die Summe"),
        ("w*x", "w*x"),
        ("w*x + (b - 1)", "w*x + (b - 1)"),
        ("4 x 3 x 10", "4 x 3 x 10"),
        ("not multiplied by w*x", "nicht mit w*x multipliziert"),
        ("not multiplied by the sum", "nicht mit die Summe multipliziert"),
        ("a instead of b", "statt b a"),
        ("take a instead of b", "statt b a nehmen"),  # the most definite phrase first
        ("between a, b and c", "zwischen a, b, c"),
        ("between a, f(b, c) and d", "zwischen a, f(b, c), d"),  # the first place where it can be split
        ("the sum, as if it was w", "die Summe, als wäre es w"),
        ("the sum; check it", "die Summe; prüfe es"),
        ("take -w", "w abziehen"),
        ("take w; take v", "w nehmen; v nehmen"),
        ("take w at x", "w nehmen bei x"),
        ("take w, in x", "w nehmen, in x"),
        ("take w where x", "w nehmen, wo x"),
        ("the loss of w", "von w"),
        ("why w?", "warum w?"),
        ("a w more", "ein w mehr"),
        ("take w; take v at x", "w nehmen; v nehmen bei x"),
    ],
)
def test_a_sentence_is_put_together_of_its_phrases(text: str, said: str) -> None:
    assert in_words(WORDS, text) == (said,)


@pytest.mark.parametrize(
    "text",
    [
        "the mean",  # a fixed text is no phrase
        "two words",
        "f(x) y",
        "4 x y",
        "not multiplied by two words",
        "two words at x",
        "the sum at two words",
        "the a + b of w",  # only a single noun may be left out
        "why w",
        "Not multiplied by w",
        "between a and b, c",
        "take ",
        "the sum and more",
    ],
)
def test_a_sentence_of_which_one_phrase_is_not_known_stays_and_so_do_those_beside_it(text: str) -> None:
    beside = ("the sum", text, "")
    assert in_words(WORDS, *beside) == (beside if text != "take " else ("die Summe", "take ", ""))


def test_without_phrases_all_stays_as_it_is() -> None:
    assert in_words({"the sum": "die Summe"}, "the sum", "two words") == ("the sum", "two words")
