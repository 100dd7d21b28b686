"""From docstrings to HTML: prose, formulas, examples, what goes in and comes out."""

import re

import pytest

from lectures.reference.docstring import sections_html, text_html
from lectures.reference.formula import columns_html, latex_of
from lectures.reference.public import Reference
from lectures.reference.signature import WIDTH, signature_html


def html(text: str) -> str:
    return str(text_html(text, {"Value": "engine.html#Value"}.get))


def test_a_name_in_code_leads_to_its_entry() -> None:
    assert html("A `Value`.") == '<p>A <a href="engine.html#Value"><code>Value</code></a>.</p>'
    assert html("A `thing`.") == "<p>A <code>thing</code>.</p>"


def test_what_a_docstring_says_cannot_bring_markup_along() -> None:
    assert "<script>" not in html("<script>alert(1)</script> `<b>`\n\n    <i> x\n\n>>> '<u>'\n'<u>'")


def test_an_example_stands_with_what_it_prints() -> None:
    found = html("Twice.\n\n>>> x = 2\n>>> for k in (1, 2):\n...     print(x * k)\n2\n4\n")
    assert re.sub(r"<[^>]+>", "", found.replace("&gt;", ">")).split("\n") == [
        "Twice.", ">>> x = 2", ">>> for k in (1, 2):", "...     print(x * k)", "2", "4",
    ]  # fmt: skip
    assert "<samp>2\n4</samp>" in found


def test_an_error_is_shown_without_its_traceback_and_directives_are_left_out() -> None:
    found = html(">>> f()  # doctest: +ELLIPSIS\nTraceback (most recent call last):\nValueError: no ...\n")
    assert "<samp>ValueError: no ...</samp>" in found
    assert "doctest" not in found
    assert "Traceback" not in found


def test_a_formula_that_is_set_apart_is_typeset_and_other_lines_stay_as_they_are() -> None:
    assert html("A rule.\n\n    w <- w - eta g\n").count("<math>") == 1
    assert '<pre class="apart" tabindex="0">from engine import draw</pre>' in html(
        "Use:\n\n    from engine import draw\n"
    )


@pytest.mark.parametrize(
    ("written", "latex"),
    [
        ("h' = z*h + (1 - z)*n", r"h^{\prime}=z\cdot h+(1-z)\cdot n"),
        ("(A B)[i][j] = sum over k of A[i][k] B[k][j]", r"(AB)_{i,\,j}=\sum_{k}A_{i,\,k}B_{k,\,j}"),
        ("sum_i |h_i - y_i|^2", r"\sum_{i}\left|h_{i}-y_{i}\right|^{2}"),
        ("half a unit <= x", r"\text{half a unit}\le x"),
        ("sqrt(6 / (a + b))", r"\sqrt{6/(a+b)}"),
    ],
)
def test_formulas_as_docstrings_write_them(written: str, latex: str) -> None:
    assert latex_of(written) == latex


def test_a_column_is_a_formula_a_name_or_a_remark() -> None:
    name, formula, remark = columns_html("half_sum  1/2  sum_i |h_i - y_i|^2   (the L2 loss)")
    assert (name, remark) == ("<code>half_sum</code>", "(the L2 loss)")
    assert formula.startswith("<math>")


def sections(reference: Reference, name: str, method: str = "") -> list[str]:
    entry = next(entry for entry in reference.entries["engine"] if entry.name == name)
    source = entry.source.members[method] if method else entry.source
    return [str(part) for part in sections_html(source, lambda name: "")]


@pytest.mark.long
def test_several_attributes_that_one_line_explains_are_all_named(reference: Reference) -> None:
    (attributes,) = (part for part in sections(reference, "Tape") if "<h4>Attributes" in part)
    assert "<dt><code>wrt</code>, <code>inputs</code></dt><dd><p>the leaves" in attributes


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "method", "sentence"),
    [
        ("Tape", "value_and_grad", "with several outputs a Jacobian, with an axis for them before the last one."),
        ("gradient", "", "0 for what the output does not depend on."),
    ],
)
def test_a_result_that_is_said_in_two_lines_is_one(name: str, method: str, sentence: str, reference: Reference) -> None:
    (returns,) = (part for part in sections(reference, name, method) if "<h4>Returns" in part)
    assert returns.count("<dt>") == 1
    assert sentence in " ".join(returns.split())


@pytest.mark.long
def test_each_error_of_several_that_are_raised_alike_is_linked(reference: Reference) -> None:
    save = next(e for e in reference.entries["engine"] if e.name == "Drawing").source.members["save"]
    (raised,) = (
        part for part in sections_html(save, {"IsFolderError": "a", "ReadOnlyError": "b"}.get) if "Raises" in part
    )
    assert '<a href="a"><code>IsFolderError</code></a>, <a href="b"><code>ReadOnlyError</code></a>' in raised


@pytest.mark.slow
def test_every_formula_of_every_docstring_can_be_typeset(written) -> None:
    rules = (written / "nn.html").read_text(encoding="utf-8")
    adam = rules[rules.index('id="Adam"') : rules.index('id="AdamW"')]
    assert adam.count("<math>") == 3
    assert "<msqrt>" in adam


def test_a_signature_fits_the_page_and_links_the_classes_that_it_names(reference: Reference) -> None:
    for entry in reference.all():
        text = signature_html(entry.name, entry.source, reference.hrefs).striptags()
        assert text.startswith(entry.name)
        assert "self" not in text
        assert len(text) <= WIDTH or entry.kind in ("function", "class")
    fit = next(entry for entry in reference.entries["nn"] if entry.name == "fit")
    written = signature_html("fit", fit.source, reference.hrefs)
    assert '<a href="nn.html#Optimiser">Optimiser</a>' in written
    assert '<a href="nn.html#History">History</a>' in written
    assert "\n    *,\n" in written
