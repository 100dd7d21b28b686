"""A page on paper: the code that its prose speaks of is there, and no formula is cut."""

from pathlib import Path
from typing import Any

from lectures.site.page import page_of
from lectures.site.run import run
from lectures.site.script import Script, find_lectures
from tests.lectures.conftest import Write
from tests.lectures.test_stage import window

CODE = """\
from engine import Value
from lectures.board import figure
d_z = 2 * 0.5
figure("square", Value(2.0, "x") ** 2)

# %% The code of a plot
hidden = 1

# %% [markdown]
# $$a = 2 \\\\cdot 9 = 18, \\\\qquad b = 3 \\\\cdot 9 = 27, \\\\qquad c = 4 \\\\cdot 9 = 36$$
"""


def opened(tab: Any, folder: Path, script: Script) -> None:
    (folder / "small.html").write_text(page_of(run(script)), encoding="utf-8")
    tab.goto((folder / "small.html").as_uri())


def test_code_is_printed_and_what_only_shows_something_is_not(lecture: Write, tmp_path: Path, browser: Any) -> None:
    with window(browser, 1000, 800) as tab:
        opened(tab, tmp_path, lecture(CODE))
        tab.emulate_media(media="print")
        code = tab.locator("main > .code > pre")
        assert "d_z = 2 * 0.5" in code.inner_text()
        assert code.is_visible()
        assert code.evaluate("code => getComputedStyle(code).whiteSpace") == "pre-wrap"
        assert tab.locator(".bookkeeping, .folded").evaluate_all("all => all.map(each => each.checkVisibility())") == [
            False,
            False,
        ]


def test_a_displayed_formula_wraps_where_it_leaves_space(lecture: Write, tmp_path: Path, browser: Any) -> None:
    with window(browser, 420, 800) as tab:
        opened(tab, tmp_path, lecture(CODE))
        formula = tab.locator(".formula")
        assert formula.locator("math").count() == 3
        assert formula.evaluate("formula => formula.scrollWidth - formula.clientWidth") == 0
        # A part that stands further left than the one before it begins a line; tops differ by the font, too.
        left = "all.map(each => each.getBoundingClientRect().left)"
        lines = f"all => {left}.filter((x, i, xs) => !i || x <= xs[i - 1]).length"
        assert formula.locator("math").evaluate_all(lines) > 1
        tab.set_viewport_size({"width": 1000, "height": 800})
        assert formula.locator("math").evaluate_all(lines) == 1


def test_the_nine_lines_of_two_layers_stand_as_formulas_too() -> None:
    prose = "\n".join(cell.source for cell in find_lectures()["two_layer_backprop"].cells if cell.kind == "markdown")
    for name in ("Y^p", "Z_4", "Z_3", "Z_2", "Z_1", "W_2", "W_1", "b_2", "b_1"):
        assert f"\\delta {name} = " in prose, name
