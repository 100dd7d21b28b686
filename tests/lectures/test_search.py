"""What is searched of a lecture: title, headings with their anchors, and the prose below them, without marks."""

from pathlib import Path

from lectures.site.script import Script, find_lectures
from lectures.site.search import searched

LECTURE = """\
# %% [markdown]
# # A *small* `Value`
# How far?
#
# Before: nothing.
#
# After: you know $h^2$.

# %%
w = 1.0

# %% [markdown]
# Still the first.
# ## Where $x$ goes
# It is *here*, in `w*x`.

# %% [markdown]
# And here.
# ### Lower
# The end.
"""


def lecture(folder: Path, text: str = LECTURE) -> Script:
    (folder / "small.py").write_text(text, encoding="utf-8")
    return Script(folder / "small.py")


def test_prose_is_searched_below_the_heading_that_it_stands_under(tmp_path: Path) -> None:
    found = searched(lecture(tmp_path), {"exercises": []})
    assert (found["title"], found["page"], found["also"]) == ("A small Value", "small.html", "small")
    assert found["passages"] == [
        {"anchor": "", "heading": "", "text": "How far? You know h². Still the first."},
        {"anchor": "where-x-goes", "heading": "Where x goes", "text": "It is here, in w*x. And here. Lower The end."},
    ]


def test_exercises_are_found_by_their_name_and_by_the_word_in_the_language_of_the_course(tmp_path: Path) -> None:
    script = Script(lecture(tmp_path).path, {"exercise": "Aufgabe", "exercises": "Aufgaben"})
    assert searched(script, {"exercises": ["bend"]})["also"] == "small exercise Aufgabe exercises Aufgaben bend"
    assert searched(script, {"exercises": []})["also"] == "small"


def test_what_has_no_page_leads_nowhere_and_what_cannot_be_read_is_found_by_its_name(tmp_path: Path) -> None:
    found = searched(lecture(tmp_path, "a = 1"), None)
    assert found == {
        "title": "small",
        "page": "",
        "also": "small",
        "passages": [{"anchor": "", "heading": "", "text": ""}],
    }


def test_every_lecture_of_the_project_has_passages() -> None:
    for name, script in find_lectures().items():
        found = searched(script, None)
        assert len(found["passages"]) > 1 or len(found["passages"][0]["text"]) > 200, name


def test_keywords_of_the_first_cell_find_a_lecture_and_are_no_prose(tmp_path: Path) -> None:
    text = LECTURE.replace("# After:", "# Keywords: chain rule\n#\n# After:", 1)
    found = searched(lecture(tmp_path, text), None)
    assert found["also"].endswith("chain rule")
    assert "chain rule" not in found["passages"][0]["text"]


def test_whoever_looks_for_backpropagation_finds_the_network_by_hand() -> None:
    assert "backpropagation" in searched(find_lectures()["network_by_hand"], None)["also"]
