"""What is said of a slip in German: each phrase of the sources is translated, and nearly every finding is whole."""

import re
from collections.abc import Iterator

import pytest

from engine.compare import Report, compare_gradients
from engine.compare.report import Finding
from engine.words.phrases import PHRASE, in_words
from lectures.site.script import FOLDER
from lectures.site.toml import read_toml
from lectures.site.words import phrases_of
from tests.engine.planted.derivation import planted
from tests.engine.planted.trial import derivations
from tests.lectures.phrases_in import phrases
from tests.slips.cases import problems
from tests.slips.measure import reports

WORDS = phrases_of("de")
GERMAN = {key.removeprefix(PHRASE): said for key, said in WORDS.items()}
PLACE = re.compile(r"\{\d\}")
ENGLISH = re.compile(r"\b(the|of|by|is|are|it|its|not|and|with|where|to|into|from|gradient of|belongs|stands)\b")
LEAST = 0.97


def fits(phrase: str, key: str) -> bool:
    """Whether a key is a phrase, one of the forms of it, or it after what it continues."""
    pattern = "".join(".*" if PLACE.fullmatch(part) else re.escape(part) for part in re.split(r"(\{\d\})", phrase))
    return re.fullmatch(rf"(\{{0\}} ?)?{pattern}", key) is not None


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


def sample() -> Iterator[Report]:
    for derivation, rng in derivations(0):
        for one in planted(derivation, rng):
            yield compare_gradients(one.derivation.loss, one.answers)
    for problem in problems("usual/seen"):
        yield from (report for _, report in reports(problem))


def parts(finding: Finding) -> tuple[str, ...]:
    return tuple(filter(None, (finding.text, finding.remedy, finding.certainty, finding.reason)))


@pytest.mark.slow
def test_nearly_all_findings_of_planted_slips_are_wholly_german():
    findings = {parts(finding): finding for report in sample() for finding in report.findings}
    said = {each: in_words(WORDS, *each) for each in findings}
    whole = {each: german for each, german in said.items() if german != each}
    mixed = [german for german in whole.values() if ENGLISH.search(" ".join(german))]
    assert len(findings) > 1000
    assert len(whole) >= LEAST * len(findings)
    assert mixed == []
