"""Code on pages: everything that ran is there; what only shows something is folded."""

import re

from lectures.site.code import code_html, highlighted
from lectures.site.saying import saying
from lectures.site.script import Cell


def shown(source: str, links: bool = False) -> str:
    return str(code_html(Cell("code", source, 10), saying({}), links))


def test_plain_code_is_one_piece_with_its_line_numbers() -> None:
    written = shown("x = 1\n\ny = 2")
    assert written.count("<pre") == 1
    assert re.findall(r'id="line-(\d+)"', written) == ["10", "11", "12"]


def test_questions_and_graphs_that_follow_one_another_are_folded_together() -> None:
    written = shown('x = 1\nfigure("f", x)\n\nask("q",\n  "a")\nfor i in (1, 2):\n    ask("q", "a")\ny = 2')
    assert re.findall("<summary>(.*?)</summary>", written) == ["Code of 1 graph, 2 questions"]
    assert re.findall(r'id="line-(\d+)"', written) == [str(n) for n in range(10, 18)]


def test_code_between_two_questions_stays_open() -> None:
    written = shown('ask("q", "a")\nx = 1\nask("q", "a")')
    assert written.count("<summary>Code of 1 question</summary>") == 2


def test_a_question_is_folded_with_its_answer() -> None:
    written = shown('x = 1\nask("What is it?", f"It is {x}.")')
    assert "<summary>Code of 1 question</summary>" in written


def test_an_exercise_is_left_out_because_its_code_holds_answers() -> None:
    written = shown('x = 1\n\n\n@exercise("e", hints=["h"])\ndef build():\n    return x\n\n\ny = 2')
    assert "exercise" not in written
    assert "return" not in written
    assert 'id="line-18"' in written
    assert shown('@exercise("e")\ndef build():\n    return x') == ""
    assert "<summary>" not in shown("@cache\ndef build():\n    return x")


def test_a_loop_that_also_computes_stays_open() -> None:
    assert "<summary>" not in shown('for i in (1, 2):\n    x = i\n    ask("q", "a")')


def test_a_call_whose_result_is_kept_stays_open() -> None:
    assert "<summary>" not in shown('x = ask("q", "a")')


def test_a_docstring_over_several_lines_is_coloured_on_each() -> None:
    lines = highlighted('def f():\n    """One\n\n    <two>"""')
    assert lines[1] == '    <span class="s">"""One</span>'
    assert lines[2] == ""
    assert lines[3] == '<span class="s">    &lt;two&gt;"""</span>'


def test_where_a_public_name_is_imported_it_leads_to_its_entry() -> None:
    source = (
        "from math import pi\nfrom engine import (\n    Value,\n    sum as total,\n)\nfrom nn import losses\nx = pi"
    )
    found = shown(source, links=True)
    assert re.findall(r'href="([^"]+)"', found) == [
        f"reference/index.html#{name}" for name in ("engine.Value", "engine.sum", "nn.losses")
    ]
    assert re.sub(r"<[^>]+>", "", found) == source
    assert "href" not in shown(source)


def test_several_names_of_a_line_are_linked_each_at_its_place() -> None:
    found = shown("from engine import Value, draw, named, record  # draw", links=True)
    assert re.findall(r">(\w+)</a>", found) == ["Value", "draw", "named", "record"]
    assert re.sub(r"<[^>]+>", "", found) == "from engine import Value, draw, named, record  # draw"
