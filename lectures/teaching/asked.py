"""What Moodle asks of a variant: entries of its quantities, the answers that it knows, and what it says to each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from engine.words.fixed import ENGLISH
from engine.words.nested import show_index
from engine.words.phrases import in_words
from lectures.exercises import Quantity, Variant
from lectures.exercises.answers import shape_in
from lectures.exercises.right import show
from lectures.site.saying import IN_ENGLISH, Say
from lectures.teaching.assignment import Costly, Known, costs, label_of, once, right_answers
from lectures.teaching.moodle_xml import Answer, QuestionType
from lectures.teaching.recognised import shapes_typed, telling, told_apart
from lectures.teaching.texts import moodle_html_of


@dataclass(frozen=True)
class Asked:
    """One answer that is asked for: a quantity, or an entry of it, of which there may be several.

    Attributes:
        quantity: what it belongs to.
        words: what is to be typed, as HTML.
        type: of question.
        answers: the right one first, then those that likely slips give.
    """

    quantity: Quantity
    words: str
    type: QuestionType
    answers: Sequence[Answer]


def asked_of(
    variant: Variant,
    credit: float,
    known: Known,
    carried: bool = False,
    say: Say = IN_ENGLISH,
    words: Mapping[str, str] = ENGLISH,
) -> list[Asked]:
    """Return what is asked in one variant: of each quantity enough entries to show each likely slip that enters there.

    Args:
        credit: the percentage for an answer in which a slip enters.
        known: what slips cost in other variants of the task, as `costs` keeps it.
        carried: whether an answer that follows from an earlier slip, which shows there, gets all of it.
        say, words: says the fixed texts, and those themselves.
    """
    right, slips = right_answers(variant), costs(variant, known)
    main = once(slips, right)
    own = {text for _, text, _, _ in variant.drawn.slips}
    found, shown = [], set[str]()  # and the slips that show in what is asked so far
    for quantity in variant.quantities:
        those = _each_once(slips, quantity, own)
        new = [i for i, slip in enumerate(those) if slip.verdicts[quantity.name] != "follows" or slip.text not in shown]
        entering = [i for i in new if those[i] in main]
        wrong = [
            _with_feedback(_put(slip, words), quantity, credit, carried and i not in new, say)
            for i, slip in enumerate(those)
        ]
        if not quantity.numeric:
            found.append(_asked(quantity, variant, right[quantity.name], wrong, say))
            shown |= {slip.text for slip in those}
            continue
        label = _words(quantity, variant)
        for told in telling(right[quantity.name], wrong, entering, quantity.name, variant.reach[quantity.name], say):
            words_of = say("{0}, entry {1} (counted from 0)", label, show_index(told.place)) if told.place else label
            found.append(Asked(quantity, words_of, "numerical", told.answers))
            shown |= {those[i].text for i in told.slips}
    return found


def _each_once(slips: Sequence[Costly], quantity: Quantity, own: Collection[str]) -> list[Costly]:
    """Return the slips that give a wrong answer to a quantity, without the engine's where the task says it itself.

    Args:
        slips: all of them.
        quantity: what is asked.
        own: what the task calls its slips.
    """
    found = [slip for slip in slips if quantity.name in slip.wrong]
    if not quantity.numeric:
        return found
    told = {show(slip.wrong[quantity.name]) for slip in found if slip.text in own}
    return [slip for slip in found if slip.text in own or show(slip.wrong[quantity.name]) not in told]


def _put(slip: Costly, words: Mapping[str, str]) -> Costly:
    text, remedy = in_words(words, slip.text, slip.remedy)
    return replace(slip, text=text, remedy=remedy)


def _with_feedback(slip: Costly, quantity: Quantity, credit: float, follows: bool, say: Say) -> tuple[Any, float, str]:
    """Return a wrong answer with its credit and what is said to it."""
    said = slip.text if slip.kind != "wrong option" else ""
    text = ". ".join(_sentence(part) for part in (said, slip.remedy) if part)
    if follows:
        first = next((name for name, verdict in slip.verdicts.items() if verdict != "follows"), say("an earlier line"))
        follows_from = say("This follows from your slip in {0} and counts in full.", first)
        text = f"{follows_from} {text}"
    fraction = 100.0 if follows else 0.0 if quantity.kind in ("choice", "sign", "line") else credit
    return slip.wrong[quantity.name], fraction, f"{text}." if text else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".")


def _asked(
    quantity: Quantity, variant: Variant, right: Any, wrong: Sequence[tuple[Any, float, str]], say: Say
) -> Asked:
    label, sentence = _label(quantity, variant), _sentence_of(quantity)
    match quantity.kind:
        case "shape":
            forms = [Answer(form, 100.0, say("Right.")) for form in shapes_typed(right, say)]
            slips = [
                Answer(f, credit, said)
                for x, credit, said in wrong
                for f in shapes_typed(shape_in(x), say)
                if shape_in(x) != tuple(right)
            ]
            words = sentence or say("The shape of {0}, such as 3 x 2", label)
            return Asked(quantity, words, "shortanswer", told_apart([*forms, *slips], say))
        case "sign":
            signs = {1: say("positive"), 0: say("zero"), -1: say("negative")}
            options = [Answer(word, 100.0 if x == right else 0.0) for x, word in signs.items()]
            return Asked(quantity, sentence or say("The sign of {0}", label), "multichoice", options)
        case "choice":
            said = {x: text for x, _, text in wrong}
            options = [Answer(x, 100.0 if x == right else 0.0, said.get(x, "")) for x in quantity.choices]
            return Asked(quantity, sentence or say("Choose {0}", label), "multichoice", options)
        case "line":
            slips = [Answer(str(x), credit, said, 0.0) for x, credit, said in wrong]
            also = [Answer(str(x), 100.0, say("Right."), 0.0) for x in _lines(variant.right[quantity.name])]
            words = sentence or say("The number of the line")
            return Asked(quantity, words, "numerical", told_apart([*also, *slips], say))
    raise AssertionError(quantity.kind)


def _words(quantity: Quantity, variant: Variant) -> str:
    """Return what is asked, as HTML: the sentence that the task has for it, or its label."""
    return _sentence_of(quantity) or _label(quantity, variant)


def _label(quantity: Quantity, variant: Variant) -> str:
    return rf"\({escape(label_of(quantity, variant), quote=False)}\)"


def _sentence_of(quantity: Quantity) -> str:
    return moodle_html_of(quantity.asks).removeprefix("<p>").removesuffix("</p>\n") if quantity.asks else ""


def _lines(right: Any) -> list[int]:
    return sorted(right) if isinstance(right, frozenset) else [right]
