"""The fixed texts of a page: one file names them all, and each of them is said somewhere."""

import json
import re
from pathlib import Path

import pytest

from engine.drawing.bundle import spoken
from engine.drawing.player import modules, player_assets
from engine.words.fixed import SCOPES
from lectures.site.saying import saying
from lectures.site.words import FILE, as_toml, english, languages, missing, read_words, words_of

ROOT = Path(__file__).parents[2]
PLACES = ("lectures/site/templates", "lectures/site/code.py", "lectures/site/page.py", "lectures/live/web",
          "lectures/live/played.py", "lectures/live/still.py",
          "lectures/exercises/new.py", "lectures/exercises/new_file.py", "lectures/teaching",
          "lectures/teaching/templates", "engine/compare/html.py",
          "engine/drawing/player.py", "engine/drawing/board/page.py", "engine/drawing/web")  # fmt: skip
LITERAL = r'"(?:[^"\\]|\\.)*"'


def said() -> set[str]:
    """Every text in say("...") of templates, scripts and what fills them in."""
    folders = [ROOT / place for place in PLACES if (ROOT / place).is_dir()]
    paths = [ROOT / place for place in PLACES if (ROOT / place).is_file()]
    paths += [path for folder in folders for path in folder.iterdir() if path.suffix in (".html", ".js", ".py")]
    texts = re.findall(rf"\bsay\(\s*((?:{LITERAL}\s*)+)", "".join(path.read_text("utf-8") for path in paths))
    return {" ".join("".join(map(json.loads, re.findall(LITERAL, text))).split()) for text in texts}


def test_the_file_has_every_text_that_a_page_says_and_no_other():
    assert said() | SCOPES == set(english())


def test_every_part_of_a_graph_that_nn_names_in_words_has_its_name_in_the_file():
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "nn").glob("*.py"))
    assert set(re.findall(r'^@scoped?\("(.+?)"\)', sources, re.MULTILINE)) == SCOPES


def test_in_english_the_texts_are_what_they_are():
    assert {key for key, text in english().items() if key != text} == set()


def test_the_texts_that_are_printed_are_the_file_without_its_remarks():
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert as_toml(missing(())).splitlines() == lines


def test_the_script_of_a_page_says_other_texts_where_it_is_given_some():
    script = player_assets({"projector": "Beamer", "predicted {0} of {1}": "{0} von {1} erraten"})[1]
    assert 'title="projector (p)"`, "Beamer")' in script
    assert 'say("{0} von {1} erraten",score.right' in script
    assert '"projector")' not in script
    assert player_assets({})[1] == player_assets()[1]


def test_a_script_without_other_texts_carries_the_english_ones_as_they_are():
    source = modules()["furniture"]
    assert 'say("projector"))}' in source
    assert '"projector")}' in spoken(source, {})


def test_what_is_filled_in_is_escaped_and_stands_where_the_language_wants_it():
    say = saying({"{0} of {1} points": "von {1} Punkten {0}"})
    assert say("{0} of {1} points", "<1>", 2) == "von 2 Punkten &lt;1&gt;"
    assert (
        say("Every number on this page was computed by {0}; step through it in a terminal with\n{1}.", "a", "b").count(
            "\n"
        )
        == 1
    )


SAME = {  # texts that a language has as English has them, capitals aside
    "de": {"Errata", "graph", "{0} min", "name", "gradient", "upstream", "operation", "engine", "variable",
           "{0}, gradient {1}", "bits", "bit {0}: {1}", "neuron {0}", "momentum", "Name",
           "negative log-likelihood"},
}  # fmt: skip
GERMAN = {  # what a teacher looks for
    "gradient": "Gradient", "partial": "partielle Ableitung", "layer": "Schicht", "Loss": "Verlust",
    "The end of the forward pass": "Ende des Vorwärtsdurchlaufs", "projector": "Beamer", "follows": "Folgefehler",
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("language", languages())
def test_a_language_that_comes_along_has_every_text_with_its_places_and_none_is_left_english(language):
    words, warnings = read_words(FILE.with_name(f"words.{language}.toml"))
    assert not warnings
    assert list(words) == list(english())
    assert {key for key, text in words.items() if text.lower() == key.lower()} == SAME.get(language, set())
    assert words_of(language) == words_of(f"{language}-CH") == words


def test_german_comes_along():
    assert GERMAN.items() <= words_of("de").items()


def test_german_addresses_nobody():
    german = " ".join(words_of("de").values())
    assert not re.findall(r"\b(?:[Dd]u|[Dd]ein\w*|Sie \w+en|Ihr\w*)\b", german)
