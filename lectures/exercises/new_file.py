"""The Python file of a new exercise, from its parts."""

import re
from collections.abc import Mapping, Sequence

from lectures.site.saying import Say

HEAD = '''\
"""An exercise of our own; `chalkgrad exercise {name}` finds it in this folder. Edit what you like."""

{imports}

{comments}
@exercise(
    "{name}",
    title="{title}",
    asks={asks},
    hints=[],
    minutes=15,
    points={points},
)
def {function}(draw):
{body}
'''
WRITTEN = (  # what is asked of a formula, and of a function
    "Let {0}. Derive the gradients of {1} by {2}.",
    "The loss is {0} of {1}. Derive its gradients by {2}, step by step.",
)
HANDED_OUT = """\
# Once sheets are out, numbers and names here may not change: `grade` refuses what was handed out with other ones. To
# ask for less from then on, give 0 points, here or with `grade --points H=0,dH=0`.
"""
OF_FUNCTION = """
# Asked for are the local variables in `values`, each with its gradient (H and dH), and the gradients by those in `wrt`.
# To ask for less, delete names there, and in `points` as well: what is deleted only in `points` is still asked for, and
# counts 1; with 0 points it is asked for and counts nothing. each={{"H": "..."}} says a sentence to one of them.
# Labels stand without draw(...), so that they stay what they are.
"""
OF_FORMULA = """
# Asked for is what Drawn(...) at the end names: gradients, then in `values` the steps of the forward pass.
# To ask for less, delete names there, and in `points` as well: what is deleted only in `points` is still asked for, and
# counts 1; with 0 points it is asked for and counts nothing. each={{"z": "..."}} says a sentence to one of them.
# A number that is needed stays given when it is not asked for.
"""


def names_of(names: Sequence[str], say: Say) -> str:
    """Return names as a sentence has them: `a`, `b` and `c`, in the words of the course."""
    quoted = [f"`{x}`" for x in names]
    return quoted[0] if len(quoted) == 1 else say("{0} and {1}", ", ".join(quoted[:-1]), quoted[-1])


def sentence_in(asks: str, say: Say) -> str:
    """Return what an exercise asks; the sentence that `exercise new` writes in English, in the words of the course.

    Args:
        asks: as the file of the exercise has it, which may have been made outside the course.
        say: says the fixed texts.

    >>> from lectures.site.saying import plainly
    >>> say = plainly({WRITTEN[0]: "Sei {0}; {1} nach {2} ableiten.", "{0} and {1}": "{0} und {1}"})
    >>> sentence_in("Let `L = w*x + b`. Derive the gradients of `L` by `w` and `b`.", say)
    'Sei `L = w*x + b`; `L` nach `w` und `b` ableiten.'
    >>> sentence_in("Derive `w`.", say)
    'Derive `w`.'
    """
    for text in WRITTEN:
        pattern = re.sub(r"\\{\d\\}", "(.+)", re.escape(text))
        if written := re.fullmatch(pattern, asks, re.DOTALL):
            *before, names = written.groups()
            return say(text, *before, names_of(re.findall("`(.+?)`", names), say))
    return asks


def list_of(names: Sequence[str]) -> str:
    """Return the code of a list of texts."""
    return "[" + ", ".join(f'"{x}"' for x in names) + "]"


def dict_of(entries: Mapping[str, str]) -> str:
    """Return the code of a dict, whose values are code."""
    return "{" + ", ".join(f'"{name}": {x}' for name, x in entries.items()) + "}"


def file_of(
    name: str,
    imports: Sequence[str],
    asks: str,
    asked: Sequence[str],
    lines: Sequence[str],
    comments: str,
    title: str = "",
) -> str:
    """Return the whole file.

    Args:
        name: of the exercise.
        imports: lines of code.
        asks: the task, in words.
        asked: the names of what is asked for, one point each.
        lines: the body of the function that draws the numbers.
        comments: what stands above it for whoever edits the file.
        title: what a sheet calls it; by default the name.
    """
    return HEAD.format(
        name=name,
        comments=comments.format() + HANDED_OUT,
        imports="\n".join(imports),
        title=title or name[:1].upper() + name[1:].replace("-", " "),
        asks=repr(asks).replace("\\\\", "\\"),
        points=dict_of(dict.fromkeys(asked, "1")),
        function=re.sub(r"\W", "_", name) if not name[0].isdigit() else f"exercise_{name}",
        body="\n".join(f"    {line}" for line in lines),
    )
