"""ES modules as one script, since a page opened from disk may not import, and style sheets without what only we read.

All modules share one scope then, so what would mean something else there is refused, not guessed.
"""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

IMPORT = re.compile(r'import \{ (\w+(?:, \w+)*) \} from "\./(\w+)\.js";')
DECLARATION = re.compile(r"(?:export )?(?:async )?(?:function ?\* ?|(?:function|const|let|class) )(\w+)")
TEXTS = re.compile(r"""//.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`""")
BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]|\{[^{}]*\}")
# A comment after code, where every quote before it is closed again.
BEHIND = re.compile(r"""^((?:[^"'`]|"[^"]*"|'[^']*'|`[^`]*`)*[;{,)]) // .*""")
WHOLE = re.compile(r'\$\{say\("([^"\\]*)"\)\}')
SAID = re.compile(r'\bsay\(("(?:[^"\\]|\\.)*")(\)?)')
STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
TEXT = re.compile(r"""["'`/]""")  # where a text, a pattern or a comment may be
SIGN = re.compile(r" *([{}=?:<>&|*,;]+) +|(?<=[{,;]) +| +(?=[{}])")  # + and - are no such signs: a - -b
ZERO = re.compile(r"(?<![\w.])0\.(?=\d)")
UNCLEAR = re.compile(r"(?:import|export|const|let|var|async|function|class)\b|.*\bimport\(")


def bundle(modules: Mapping[str, str], entry: str) -> str:
    """Return a module and all that it imports as one script without comments, each module after those it imports.

    Args:
        modules: the source of every module, by name.
        entry: the module that is run.

    Raises:
        ValueError: for a circle of imports, a name that two modules declare or that is not exported, and any import
            or export but `import { a, b } from "./module.js";` and `export` before a declaration of names.

    >>> modules = {"sums": "export const twice = x => 2 * x;"}
    >>> modules["start"] = 'import { twice } from "./sums.js";' + chr(10) + "alert(twice(2));"
    >>> print(bundle(modules, "start"))
    const twice = x=>2 * x;
    alert(twice(2));
    """
    owner: dict[str, str] = {}
    exported: dict[str, set[str]] = {}
    finished: dict[str, str] = {}

    def add(name: str, importers: tuple[str, ...] = ()) -> None:
        if name in importers:
            raise ValueError(f"modules import each other in a circle: {' -> '.join((*importers, name))}")
        if name not in modules:
            raise ValueError(f"{(entry, *importers)[-1]}.js imports from {name}.js, which does not exist")
        if name in finished:
            return
        exported[name], body = set(), []
        lines = re.sub(r"/\*\*.*?\*/ ?", "", modules[name], flags=re.DOTALL).splitlines()
        for i, line in enumerate(lines):
            if imported := IMPORT.fullmatch(line):
                add(imported[2], (*importers, name))
                if unknown := set(imported[1].split(", ")) - exported[imported[2]]:
                    raise ValueError(f"{name}.js imports {sorted(unknown)}, which {imported[2]}.js does not export")
                continue
            names = _names_of(lines[i:])
            if UNCLEAR.match(line) and ("import(" in line or not names or "" in names):
                raise ValueError(f"{name}.js: cannot bundle {line!r}")
            for each in names:
                if owner.setdefault(each, name) != name:
                    raise ValueError(f"{each} is declared in {owner[each]}.js and in {name}.js")
            exported[name] |= set(names) if line.startswith("export ") else set()
            body.append(line.removeprefix("export "))
        finished[name] = without_comments("\n".join(body))

    add(entry)
    return "\n".join(finished.values())


def _names_of(lines: Sequence[str]) -> list[str]:
    """Return the names that a declaration gives, which these lines begin with; "" for one that is taken apart.

    >>> _names_of(["const a = f(1, 2), b = [", "  3,", "], c = x => x;", "d();"]), _names_of(["let a, { b } = c;"])
    (['a', 'b', 'c'], ['a', ''])
    """
    declared = DECLARATION.match(lines[0])
    if not declared or not re.match(r"(?:export )?(?:const|let) ", lines[0]):
        return [declared[1]] if declared else []
    goes_on = takewhile(lambda line: not re.match(r"[\w/$]", line), lines[1:])
    left, before = TEXTS.sub("", "\n".join([lines[0][declared.start(1) :], *goes_on])), ""
    while left != before:
        left, before = BRACKETS.sub("", left), left
    return [re.match(r"\s*(\w*)", part)[1] for part in left.split(",")]  # type: ignore[index]


def spoken(source: str, words: Mapping[str, str]) -> str:
    """Return a script with texts in the place of `say("...")`; where values are filled in, a script still calls `say`.

    >>> spoken('<b>${say("play")}</b>; say("{0} of {1}", a, b)', {"play": "los", "{0} of {1}": "{0} von {1}"})
    '<b>los</b>; say("{0} von {1}", a, b)'
    """

    def put(match: re.Match[str]) -> str:
        text = json.loads(match[1])
        said = json.dumps(words.get(text, text), ensure_ascii=False)
        return said if match[2] else f"say({said}"

    return SAID.sub(put, WHOLE.sub(lambda match: words.get(match[1], match[1]), source))


def joined(script: str) -> str:
    """Drop the ends of lines that say nothing: after ; { } or , unless a comment or a text goes on there.

    So with the spaces around signs, and zeros before a point, but not in texts, nor where a pattern can be.

    >>> joined("go(a === 1, " + chr(10) + "0.5);" + chr(10) + "say(`a;" + chr(10) + "b = 0.5`)")
    'go(a===1,.5);say(`a;\\nb = 0.5`)'
    >>> joined('a === "b = 0.5" ? [ "c, d", 0.5 ] : /= 0.5/'), joined('a === "b = 0.5" ? ["c, d", 0.5] : []')
    ('a === "b = 0.5" ? [ "c, d", 0.5 ] : /= 0.5/', 'a==="b = 0.5"?["c, d",.5]:[]')
    """
    written, inside = [], False
    for line in script.split("\n"):
        pieces = STRING.split(line)  # every other one is a text
        if not inside and not TEXT.search("".join(pieces[::2])):
            pieces[::2] = (ZERO.sub(".", SIGN.sub(lambda match: match[1] or "", piece)) for piece in pieces[::2])
            line = "".join(pieces)
        inside ^= line.count("`") % 2 == 1
        ends = line.endswith((";", "{", "}", ",")) and "//" not in line and not inside
        written += [line, "" if ends else "\n"]
    return "".join(written).rstrip("\n")


def packed(sheet: str) -> str:
    """Drop the comments of a style sheet and the spaces that it does not need, but nothing inside quotes.

    >>> packed("a::before, b {" + chr(10) + "  content: '; ,'; /* two */" + chr(10) + "}")
    "a::before,b{content:'; ,'}"
    """
    sheet = re.sub(r"""("[^"]*"|'[^']*')|/\*.*?\*/""", lambda m: m[1] or "", sheet, flags=re.DOTALL)
    sheet = re.sub(r"""("[^"]*"|'[^']*')|\s*([{};,>])\s*|(:)\s+""", lambda m: m[1] or m[2] or m[3], sheet)
    sheet = re.sub(r"(?<=\d) \* (?=var\()", "*", sheet)
    return sheet.replace(";}", "}")


def without_comments(source: str) -> str:
    """Drop indentation, blank lines, comments and spaces around arrows: a third of what a page has to carry.

    >>> without_comments("  go(); // far" + chr(10) + "  // away" + chr(10) + '  say("go(); // far");')
    'go();\\nsay("go(); // far");'
    """
    lines = (BEHIND.sub(r"\1", line.strip()) for line in source.splitlines())
    return "\n".join(line.replace(" => ", "=>") for line in lines if line and not line.startswith("//"))
