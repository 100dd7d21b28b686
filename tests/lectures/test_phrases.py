"""What is said of a slip in German: each phrase of the sources is translated, and nearly every finding is whole."""

import re
from collections.abc import Iterator
from itertools import islice

import pytest

from engine.compare import Report, compare_gradients
from engine.compare.report import Finding
from engine.words.fixed import SCOPES
from engine.words.phrases import PHRASE, in_words
from lectures.site.script import FOLDER
from lectures.site.toml import read_toml
from lectures.site.words import phrases_of
from lectures.teaching.mark import Seen
from tests.engine.planted.derivation import planted
from tests.engine.planted.trial import derivations
from tests.lectures.phrases_in import phrases
from tests.slips.cases import problems
from tests.slips.measure import report

WORDS = phrases_of("de")
GERMAN = {key.removeprefix(PHRASE): said for key, said in WORDS.items()}
PLACE = re.compile(r"\{\d\}")
ENGLISH = re.compile(r"\b(the|of|by|is|are|it|its|not|and|with|where|to|into|from|gradient of|belongs|stands)\b")
LEAST = 0.97


def fits(phrase: str, key: str) -> bool:
    """Whether a key is a phrase, one of the forms of it, or it after what it continues."""
    pattern = "".join(".*" if PLACE.fullmatch(part) else re.escape(part) for part in re.split(r"(\{\d\})", phrase))
    return re.fullmatch(rf"(\{{0\}} ?)?{pattern}", key) is not None


@pytest.mark.long
def test_every_phrase_of_the_sources_is_translated():
    missing = [phrase for phrase in phrases() if not any(fits(phrase, key) for key in GERMAN)]
    assert missing == []


def test_each_translation_has_the_places_of_its_phrase():
    odd = {key for key, said in GERMAN.items() if not set(PLACE.findall(said)) <= set(PLACE.findall(key))}
    assert odd == set()


def test_german_addresses_nobody():
    assert not re.findall(r"\b(?:[Dd]u|[Dd]ein\w*|Sie \w+en|Ihr\w*)\b", " ".join(GERMAN.values()))


def test_the_file_has_no_phrase_twice():
    keys = [line.split('" = "')[0] for line in read_toml(FOLDER / "slips.de.toml")[1].splitlines() if '" = "' in line]
    assert len(keys) == len(set(keys)) == len(GERMAN)


def test_a_finding_of_which_one_part_has_no_phrase_stays_english_as_a_whole():
    finding = Finding(
        "sign", "the sign is wrong on this path", "likely", "it explains one number", remedy="turn it over"
    )
    assert finding.says(words=WORDS) == finding.says()


def test_a_finding_is_told_with_its_place_and_its_gradients():
    what, where = "the derivative of tanh is forgotten", "at the tanh in h = tanh(z)"
    reason, remedy = (
        "it explains 4 different numbers, and no other known slip does",
        "multiply by its derivative, 1 - h**2",
    )
    finding = Finding("activation forgotten", f"{what} {where}", "sure", reason, (), where, what, remedy, ("W", "b"))
    assert finding.told(3, "W", WORDS) == (
        "W und b: die Ableitung von tanh fehlt bei h = tanh(z); mit der Ableitung multiplizieren: 1 - h**2 "
        "(sicher: erklärt 4 verschiedene Zahlen, sonst kein bekannter Fehler)"
    )
    assert finding.told(1, "W", WORDS) == "W und b: Stelle: bei h = tanh(z)"


def test_a_place_after_the_verb_stands_there_in_german_as_well():
    assert in_words(WORDS, "not multiplied by w where x enters") == ("nicht mit w multipliziert, wo x eingeht",)


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("1 - z1**2 needs the output z1 of tanh; here it is given the input at the tanh in z1 = tanh(a1)",
         "in 1 - z1**2 gehört die Ausgabe z1 von tanh; hier steht die Eingabe bei z1 = tanh(a1)"),
        ("1 - tanh(a)**2 needs the output of tanh; here it is given the input at the tanh(a)",
         "in 1 - tanh(a)**2 gehört die Ausgabe von tanh; hier steht die Eingabe bei tanh(a)"),
        ("the derivative of log is forgotten at the log in 'binary cross-entropy'",
         "die Ableitung von log fehlt bei „binäre Kreuzentropie“ (log)"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_named_output_and_of_a_loss_of_nn_is_german(said: str, german: str):
    assert in_words(WORDS, said) == (german,)


@pytest.mark.parametrize("name", sorted(SCOPES))
def test_every_loss_of_nn_has_a_german_name_in_what_is_said_of_a_slip(name: str):
    (said,) = in_words(WORDS, f"the derivative of log is forgotten at the log in '{name}'")
    assert re.fullmatch("die Ableitung von log fehlt bei „.+“ \\(log\\)", said)


def test_what_an_exercise_says_in_its_own_words_gets_only_the_german_certainty():
    said = Seen("sign", "das Minus fehlt", ("w",), "likely", "", True).put(WORDS).said
    assert said == "das Minus fehlt (wahrscheinlich)"


def sample() -> Iterator[Report]:
    for derivation, rng in islice(derivations(0), 4):
        for one in planted(derivation, rng):
            yield compare_gradients(one.derivation.loss, one.answers)
    for problem in list(problems("usual/seen"))[::3]:
        yield from (report(problem, slip) for slip in problem.slips)


def parts(finding: Finding) -> tuple[str, ...]:
    return tuple(filter(None, (finding.text, finding.remedy, finding.certainty, finding.reason)))


@pytest.mark.slow
def test_nearly_all_findings_of_planted_slips_are_wholly_german():
    findings = {parts(finding): finding for told in sample() for finding in told.findings}
    said = {each: in_words(WORDS, *each) for each in findings}
    whole = {each: german for each, german in said.items() if german != each}
    mixed = [german for german in whole.values() if ENGLISH.search(" ".join(german))]
    assert len(findings) > 300
    assert len(whole) >= LEAST * len(findings)
    assert mixed == []
