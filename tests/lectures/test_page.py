"""A page shows what ran and what it showed, stands alone, and lets no text become markup."""

import html
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from engine import Value
from lectures.site.page import Neighbours, exercised_before, page_of
from lectures.site.run import run
from lectures.site.script import find_lectures
from lectures.site.templating import formulas_html_of, number_html_of

CODE = """\
from lectures.board import ask, exercise, no_graph, plot, table
import matplotlib.pyplot as plt
from engine import Value
print("printed <b> & 1")
table([["<u>", 1.5], ["b", 2]], ["<h>", "n"], "caption <c>")
no_graph("D01", "no <function>")
ask("Is $x$ <large>?", "No: it is <1>.")

# %% [markdown]
# ## A heading with $x$
# ## Second
# ## Third

# %% The <plot> code
figure, axes = plt.subplots()
axes.plot([1, 2], [3, 4])
plot("lines", figure, "two <points>", item="D05")

# %%
@exercise("small-one", asks="Derive $x$ & <b>.", hints=["<first>", "second"])
def build():
    a = Value(2.5, "a")
    return a * a, {"a": a}, {"X": [[1, 2], [3, 4]]}
"""


class Page(HTMLParser):
    """Collects tags, ids and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        found = dict(attributes)
        if "id" in found:
            self.ids.append(found["id"] or "")
        self.links += [value for key, value in attributes if key in ("href", "src") and value]


@pytest.mark.long
def test_an_answer_is_folded_below_its_question(text: str) -> None:
    asked = re.search(r'<details class="asked"><summary>(.*?)</summary>(.*?)</details>', text, re.DOTALL)
    assert asked
    assert "<math" in asked[1]
    assert "&lt;large&gt;" in asked[1]
    assert "No: it is &lt;1&gt;." in asked[2]


@pytest.fixture
def text(lecture) -> str:
    return page_of(run(lecture(CODE)))


@pytest.mark.long
def test_text_never_becomes_markup(text: str) -> None:
    shown = text.partition("</head>")[2]
    for tag in ("<b>", "<u>", "<c>", "<h>", "<function>", "<points>", "<plot>", "<first>"):
        assert tag not in shown
    assert "printed &lt;b&gt; &amp; 1" in shown


@pytest.mark.long
def test_no_request_of_any_kind(text: str) -> None:
    assert all(
        link.startswith("#")
        or re.fullmatch(r"[a-z_]+\.html(#exercise=[a-z-]+&seed=0)?|reference/index\.html#[\w.]+|\?stage", link)
        for link in Page(text).links
    )
    assert "@import" not in text
    assert "url(" not in re.sub(r"url\(#", "", text)
    assert "default-src 'none'" in text


@pytest.mark.long
def test_no_id_appears_twice(text: str) -> None:
    assert not [name for name, count in Counter(Page(text).ids).items() if count > 1]


@pytest.mark.long
def test_the_code_that_ran_is_shown_with_its_line_numbers(text: str, lecture) -> None:
    script = lecture(CODE)
    written = re.findall(r'<span id="line-(\d+)">(.*?)</span>(?=\n|</code>)', text)
    assert written
    lines = script.source.split("\n")
    for number, line in written:
        assert html.unescape(re.sub(r"<[^>]+>", "", line)) == lines[int(number) - 1]
    exercise = next(number for number, line in enumerate(lines, start=1) if line.startswith("@exercise"))
    code = [n for n, line in enumerate(lines, start=1) if exercise > n > 11 and line and not line.startswith("#")]
    shown = {int(number) for number, _ in written}
    assert set(code) <= shown  # nothing that ran is left out
    assert max(shown) < exercise  # but exercises, whose code holds answers


@pytest.mark.long
def test_a_titled_cell_is_folded_and_headings_make_the_contents(text: str) -> None:
    assert "<summary>The &lt;plot&gt; code</summary>" in text
    assert '<a href="#second">Second</a>' in text


@pytest.mark.long
def test_an_exercise_says_how_to_start_it(text: str) -> None:
    assert "chalkgrad exercise small-one" in text
    assert text.count("<summary>Hint") == 2
    card = text.partition('class="given"')[2].partition("</p>")[0]
    assert "a = 2.5," in card
    assert card.count("<span>") == 4  # entries of X


def test_neighbours_are_linked(lecture) -> None:
    one, other = lecture("x = 1", name="one"), lecture("x = 1", name="other")
    text = page_of(run(one), Neighbours(None, other))
    assert 'rel="next" href="other.html"' in text
    assert 'rel="prev"' not in text


@pytest.mark.long
def test_the_same_page_twice(text: str, lecture) -> None:
    assert page_of(run(lecture(CODE))) == text


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (402.5700000001, "402.57"),
        (-0.5, "−0.5"),
        (True, "yes"),
        (Value(2.0), "2"),
        (100_352, "100,352"),
        ([1.0, 0.25], "[1, 0.25]"),
        ("a < b", "a &lt; b"),
        ([[0.0] * 28] * 28, "28 × 28 numbers"),
    ],
)
def test_numbers(x: object, shown: str) -> None:
    assert number_html_of(x) == shown


def test_a_matrix_has_its_columns() -> None:
    written = number_html_of([[5, 1, 0], [2, 4, 0]])
    assert "repeat(3, auto)" in written
    assert written.count("<span>") == 6


def test_formulas_in_plain_text() -> None:
    assert "<math>" in formulas_html_of("at $x^2$ & more")
    assert formulas_html_of("a*b*c <i>") == "a*b*c &lt;i&gt;"


def test_a_companion_leads_to_what_is_wrong_in_the_notes(lecture) -> None:
    claims = [{"id": "D05.1", "verdict": "holds", "says": "s"}, {"id": "D05.2", "verdict": "wrong", "says": "<s>"}]
    text = page_of(run(lecture("x = 1")), claims=claims)
    assert '<a href="errata.html#D05.2" title="&lt;s&gt;">D05.2</a>' in text
    assert "D05.1" not in text


@pytest.mark.long
def test_an_exercise_leads_once_to_itself_in_the_workbench(text: str) -> None:
    assert Page(text).links.count("workbench.html#exercise=small-one&seed=0") == 1
    how = text.index("What went wrong? The workbench says it")
    assert how < text.index("#exercise=small-one&amp;seed=0") < text.index("chalkgrad exercise small-one")
    assert 'class="why" hidden>What went wrong?' in text  # until something is


def test_a_companion_without_exercises_names_the_lectures_that_have_them() -> None:
    lectures = find_lectures()
    names = [script.name for script in exercised_before(lectures["two_layer_backprop"])]
    assert names == ["network_by_hand", "network_in_matrices"]
    assert exercised_before(lectures["network_in_matrices"]) == []  # a lecture of the course has its own
    page = page_of(run(lectures["linear_layers"]))
    assert '<dt>Exercises</dt><dd><a href="one_neuron_decides.html#more">One neuron decides</a></dd>' in page
