"""What says a fixed text; apart from the texts, since the workbench has courses and no templates."""

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup

from engine.words.fixed import ENGLISH

Say = Callable[..., str]
_PLACE = re.compile(r"\{(\d)\}")


def plainly(words: Mapping[str, str], written: Callable[[str], str] = str) -> Say:
    """Return what is called to say a fixed text where no template does.

    Args:
        words: what stands in the place of the English texts.
        written: how text is written there, in LaTeX for one; what is filled in stays as it is.

    >>> plainly({"Hint {0} of {1}": "Tipp {0} von {1}"}, str.upper)("Hint {0} of {1}", "a", "b")
    'TIPP a VON b'
    """

    def say(text: str, *values: object) -> str:
        parts = _PLACE.split(words.get(" ".join(text.split()), text))  # templates break lines where they like
        return "".join(str(values[int(part)]) if i % 2 else written(part) for i, part in enumerate(parts))

    return say


def saying(words: Mapping[str, str]) -> Callable[..., Markup]:
    """Return what templates call to say a fixed text.

    Args:
        words: what stands in the place of the English texts.

    >>> say = saying({"Hint {0} of {1}": "Tipp {0} von {1}"})
    >>> str(say("Hint {0} of {1}", 1, 3)), str(say("Before"))
    ('Tipp 1 von 3', 'Before')
    """
    say = plainly(words, Markup.escape)
    return lambda text, *values: Markup(say(text, *map(Markup.escape, values)))


IN_ENGLISH = plainly(ENGLISH)
