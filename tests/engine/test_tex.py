"""Any text as text for LaTeX itself: nothing that LaTeX would obey is left, and nothing that its fonts lack."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.words.latex import LOOKALIKES, OBEYED, latex_label
from engine.words.tex import SIGNS, tex_formula, tex_text

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)  # lone surrogates and control characters included
COMMANDS = {
    *"#$%&_{}`'^~=.\"urHvdcoOli",
    "ensuremath", "textbackslash", "textasciicircum", "textasciitilde", "textless", "textgreater", "textbar",
    "textsuperscript", "textsubscript", "ss", "ae", "AE", "oe", "OE", "ldots", "rule", "fboxsep", "framebox",
    "textquestiondown", "textexclamdown",
    *(name for sign in SIGNS.values() for name in re.findall(r"\\([A-Za-z]+)", sign)),
}  # fmt: skip


def commands(tex):
    return re.findall(r"\\([A-Za-z]+|.)", tex)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("w1", "w1"),
        ("x²™", r"x\textsuperscript{2}TM"),
        ("ŷ", r"\ensuremath{\hat{y}}"),
        ("50% of $a_1 & #2", r"50\% of \$a\_1 \& \#2"),
        ("\\end{x}", r"\textbackslash{}end\{x\}"),
        ("a^b~c", r"a\textasciicircum{}b\textasciitilde{}c"),
        ("<|>", r"\textless{}\textbar{}\textgreater{}"),
        ("--'`\"", "{-}{-}{'}{`}{\"}"),  # no dash, and no quotation marks, comes of them
        ("„x?“ “y” ‘z’", "{,,}x?{``} {``}y{''} {`}z{'}"),
        ("«x» ¿y?", r"\ensuremath{\ll}x\ensuremath{\gg} \textquestiondown{}y?"),
        ("-0.5", "{-}0.5"),
        ("θΛο", r"\ensuremath{\theta}\ensuremath{\Lambda}o"),
        ("λσ", r"\ensuremath{\lambda}\ensuremath{\sigma}"),
        ("× ∂", r"\ensuremath{\times} \ensuremath{\partial}"),
        ("é", r"\'{e}"),
        ("e\u0301", r"\'{e}"),
        ("ü ñ ç", r"\"{u} \~{n} \c{c}"),
        ("x²₁", r"x\textsuperscript{2}\textsubscript{1}"),
        ("＆％", r"\&\%"),
        ("ﬁ½", "fi1/2"),
        ("two\nlines\t", "two lines"),
        ("x\u0331", "x"),  # an accent that no command has is left out
        ("数", r"{\fboxsep0pt\framebox[1ex]{\rule{0pt}{1.3ex}}}"),
    ],
)
def test_text_is_escaped(text, tex):
    assert tex_text(text) == tex


@pytest.mark.long
@example("\\")
@example("}{")
@example("^^41 \\input{x} %\n#1 $x$ ~ \\end{document}")
@example("".join(chr(i) for i in range(0x20, 0x7F)))
@given(ANY_TEXT)
def test_no_text_leaves_its_place(text):
    tex = tex_text(text)
    assert re.fullmatch(r"[ -~]*", tex)
    assert set(commands(tex)) <= COMMANDS
    plain = re.sub(r"\\([A-Za-z]+|.)", "", tex)
    assert not set(plain) & set("\\#$%&_^~"), "what LaTeX obeys stands only after a backslash"
    depth = 0
    for brace in re.findall(r"[{}]", plain):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0


@pytest.mark.slow
def test_no_character_of_unicode_leaves_its_place():
    for code in range(0x110000):
        tex = tex_text(f"a{chr(code)}b")
        assert tex.isascii()
        assert set(commands(tex)) <= COMMANDS, f"U+{code:04X} gives {tex}"


def test_what_a_formula_shows_in_place_of_what_latex_obeys_is_shown():
    label = latex_label(f"a {OBEYED}")
    assert set(LOOKALIKES) <= set(label)
    tex = tex_formula(label)
    assert tex.startswith(r"\text{a ")
    assert tex.isascii()
    assert set(commands(tex)) <= COMMANDS | {"text"}
    for shown in (r"\$", r"\&", r"\#", r"\%", r"\_", r"\textless{}", r"\ensuremath{\backslash}", r"\ensuremath{\{}"):
        assert shown in tex


def test_a_formula_without_labels_in_other_scripts_stays_as_it_is():
    formula = r"\frac{\partial y}{\partial w_{1}} = 2 \cdot \left(-3\right)"
    assert tex_formula(formula) == formula
