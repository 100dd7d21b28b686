r"""The sheet as a document for pdflatex, with amsmath, geometry, pdflscape and TikZ, which every installation has."""

from collections.abc import Iterator, Sequence

from engine.words.tex import tex_text
from lectures.site.saying import Say, plainly
from lectures.teaching.blank import Blank
from lectures.teaching.handed_out import KEY
from lectures.teaching.sheet import Line, Part, Sheet, Student, options_of
from lectures.teaching.texts import given_latex, spaced, tex_math, tex_of

DOCUMENT = r"""\RequirePackage{fix-cm}
\documentclass[a4paper,11pt]{article}
\usepackage[margin=16mm]{geometry}
\usepackage{amsmath, tikz, pdflscape}
\pagestyle{empty}
\setlength{\parindent}{0pt}
\setlength{\parskip}{2mm}
\setcounter{MaxMatrixCols}{30}
\newcommand\answerbox[1]{\framebox[#1]{\rule{0pt}{6mm}}}
\newcommand\answerrule{\vspace{1mm}\hrule height .1mm\vspace{1.5mm}}
\newcommand\answerline[3]{\begin{minipage}[c]{14mm}#1\end{minipage}\begin{minipage}[c]{148mm}#2\end{minipage}\hfill/ #3}
\newcommand\answerhalf[3]{\begin{minipage}[c]{84mm}%%
  \begin{minipage}[c]{14mm}#1\end{minipage}\begin{minipage}[c]{54mm}#2\end{minipage}\hfill/ #3\end{minipage}}
\setlength{\fboxrule}{.15mm}
\newcommand\rightpage{\clearpage\ifodd\value{page}\else\mbox{}\clearpage\fi}
%(graphs)s
\begin{document}
%(body)s
\end{document}
"""
LONG, SHORT = 730.0, 455.0  # of the paper between its margins, in units of 1/72 inch


def sheet_tex(sheet: Sheet, students: bool = True, tutors: bool = True, duplex: bool = False) -> str:
    """Return the document.

    Args:
        sheet: what is on it.
        students, tutors: whether it has the sheets, and the solutions.
        duplex: whether each begins on a right-hand page.
    """
    names = {
        name: "\\graph" + "".join(chr(ord("A") + int(digit)) for digit in str(i)) for i, name in enumerate(sheet.graphs)
    }
    say = plainly(sheet.words, spaced)
    graphs = "\n".join(_saved(names[name], graph) for name, graph in sheet.graphs.items()) if students else ""
    pages = [_student(sheet, student, names, say) for student in sheet.students] if students else []
    between = "rightpage" if duplex else "newpage"
    body = f"\n\\{between}\n".join([*pages, *(["\n".join(_tutors(sheet, say))] if tutors else [])])
    return "".join(f"% {KEY} {marks}\n" for marks in sheet.marks) + DOCUMENT % {"graphs": graphs, "body": body}


def _saved(name: str, graph: Blank) -> str:
    """A box with the drawing, made once."""
    size = (LONG, SHORT) if graph.across else (SHORT + 40, LONG - 80)
    return f"\\newsavebox{{{name}}}\\sbox{{{name}}}{{%\n{graph.tikz(*size)}}}"


def _student(sheet: Sheet, student: Student, names: dict[str, str], say: Say) -> str:
    name, points, variant = say("Name"), say("Points"), say("Variant {0}", rf"\textbf{{{student.seed}}}")
    head = (
        rf"{tex_text(sheet.title)}\hfill {name} \rule{{48mm}}{{.2mm}}\hfill {variant}"
        rf"\hfill {points} \rule{{12mm}}{{.2mm}} / {student.points}\par\vspace{{-2mm}}\rule{{\textwidth}}{{.4mm}}\par"
    )
    rule = [rf"{{\small {_rule(say)}\par}}"] if student.numeric else []
    parts = [_part(sheet, student, i, part, names, say) for i, part in enumerate(student.parts, 1)]
    large = [_graph(sheet.graphs[part.graph], names[part.graph], part, student, say) for part in sheet.across(student)]
    return "\n".join([head, *rule, *parts, *(["\\begin{landscape}", *large, "\\end{landscape}"] if large else [])])


def _rule(say: Say) -> str:
    return say(
        "A number is right if it agrees to half a unit of its last digit; it needs at least 2 significant digits."
    )


def _part(sheet: Sheet, student: Student, i: int, part: Part, names: dict[str, str], say: Say) -> str:
    number, minutes = f"{i}. " if len(student.parts) > 1 else "", f"{part.task.minutes:g}"
    worth = say("{0} points, {1} minutes", part.points, minutes)
    lines = [
        rf"\textbf{{{number}{tex_text(part.task.title)}}} \small ({worth})\normalsize\par",
        tex_of(part.task.asks) + r"\par",
    ]
    formulas = [formula for name, x in part.variant.given.items() for formula in given_latex(name, x)]
    if formulas:
        lines.append(
            "{\\raggedright " + "\\quad ".join(rf"\mbox{{${tex_math(formula)}$}}" for formula in formulas) + r"\par}"
        )
    if part.variant.listing:
        lines += [_listing(part.variant.listing)]
    lines += [rf"\answerrule{row}\par" for row in _rows(part.lines)]
    lines.append(r"\answerrule")
    if part.graph and not sheet.graphs[part.graph].across:
        lines.append(_graph(sheet.graphs[part.graph], names[part.graph], part, student, say))
    elif part.too_many:
        why = say(
            "The computation graph has {0} numbers: neither they nor their arrays have room on a page. "
            "Draw it on a sheet of its own.",
            part.too_many,
        )
        lines.append(rf"\small {why}\par")
    return "\n".join(lines)


def _graph(graph: Blank, name: str, part: Part, student: Student, say: Say) -> str:
    title = tex_text(part.task.title)
    if graph.empty:
        what = say("The computation graph of {0}: what is computed from what.", title)
    elif graph.halves == 1:
        what = say("The computation graph of {0}; what is worked out on the way goes into the cells.", title)
    elif graph.arrays:
        what = say(
            "The computation graph of {0}; what is worked out on the way goes into the cells: "
            "numbers into the blue ones, gradients into the orange ones.",
            title,
        )
    else:
        what = say(
            "The computation graph of {0}, to fill in: numbers and gradients in the boxes, "
            "local derivatives on the arrows.",
            title,
        )
    variant = say("Variant {0}", student.seed)
    caption = rf"\small {what} {variant}\par"
    inner = f"{caption}\\usebox{{{name}}}"
    return f"\\par\\vspace{{2mm}}\\begin{{minipage}}{{\\linewidth}}{inner}\\end{{minipage}}\\par"


def _rows(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the answer lines, two beside one another where both are short."""
    waiting = ""
    for line in lines:
        if line.half and waiting:
            yield rf"{waiting}\hfill{_answer(line)}"
            waiting = ""
        elif line.half:
            waiting = _answer(line)
        else:
            yield from [waiting] if waiting else []
            waiting = ""
            yield _answer(line)
    if waiting:
        yield waiting


def _answer(line: Line) -> str:
    label, asks = f"${tex_math(line.label)}$", tex_of(line.quantity.asks) if line.quantity.asks else ""
    if asks and line.form in ("options", "line", "sign"):
        label, asks = "", asks + r"\par "
    elif asks:
        asks += r"\par "
    return rf"\answer{'half' if line.half else 'line'}{{{label}}}{{{asks}{_boxes(line)}}}{{{line.points}}}"


def _boxes(line: Line) -> str:
    match line.form:
        case "one" | "grid":
            rows, columns = line.boxes
            width = min(24, (52 if line.half else 128) // columns)
            row = r"\,".join([rf"\answerbox{{{width}mm}}"] * columns)
            return r"\\[.5mm]".join([row] * rows)
        case "shape":
            return r"\answerbox{40mm}"
        case "sign":
            return r"$+$\qquad $0$\qquad $-$"
        case "options":
            return r"\\".join(f"({letter}) {tex_of(option)}" for letter, option in options_of(line.quantity))
    return r"\answerbox{16mm}"


def _listing(listing: str) -> str:
    lines = listing.strip("\n").splitlines()
    said = (
        rf"\makebox[6mm][r]{{{i}}}\quad {'~' * (len(line) - len(line.lstrip()))}{tex_text(line)}"
        for i, line in enumerate(lines, 1)
    )
    return "{\\ttfamily\\small\\setlength{\\parskip}{0pt}" + "\\par\n".join(said) + "\\par}"


def _tutors(sheet: Sheet, say: Say) -> Iterator[str]:
    first, last = sheet.students[0].seed, sheet.students[-1].seed
    title = say("{0}: solutions, variants {1} to {2}", tex_text(sheet.title), first, last)
    yield rf"\textbf{{{title}}}\par"
    rules = say(
        "For tutors. A line that follows rightly from an earlier slip "
        "keeps its points, so a slip costs the line in which it enters. Rows end with a semicolon. "
        "dW is the gradient of the loss by W."
    )
    moodle = say(
        "A cloze in Moodle sees each gap alone: there, the numbers that follow from a slip are paid in full, "
        "whatever stands before them."
    )
    yield rf"\small {rules} {_rule(say)} {moodle}\par"
    for student in sheet.students:
        for part in student.parts:
            answers, slips = sheet.solution(part)
            title = f", {tex_text(part.task.title)}" if len(student.parts) > 1 else ""
            yield r"\begin{minipage}{\textwidth}\hrule height .1mm\vspace{1mm}"
            variant, worth = say("Variant {0}", student.seed), say("{0} points", part.points)
            yield rf"\textbf{{{variant}{title}}} ({worth})\par\raggedright"
            yield " \\quad ".join(
                rf"\mbox{{\texttt{{{tex_text(name)}}} =}} \textbf{{{_spaced(answer)}}}" for name, answer in answers
            )
            if slips:
                yield r"\par\footnotesize\begin{tabular}{@{}p{82mm}lp{52mm}r@{}} "
                slip, where, costs = say("likely slip"), say("seen first in"), say("costs")
                yield rf"\emph{{{slip}}} & \emph{{{where}}} & & \emph{{{costs}}}\\"
                for each in slips:
                    yield rf"{tex_text(each.text)} & {tex_text(each.name)} & {_spaced(each.numbers)} & $-${each.lost}\\"
                yield r"\end{tabular}"
            yield r"\end{minipage}\par"


def _spaced(numbers: str) -> str:
    return r"\ \ ".join(tex_text(part) for part in numbers.split("  "))
