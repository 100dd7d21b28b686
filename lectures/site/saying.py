"""What templates call to say a fixed text; apart from the texts, since the workbench has courses and no templates."""

from collections.abc import Callable, Mapping

from markupsafe import Markup


def saying(words: Mapping[str, str]) -> Callable[..., Markup]:
    """Return what templates call to say a fixed text.

    Args:
        words: what stands in the place of the English texts.

    >>> say = saying({"Hint {0} of {1}": "Tipp {0} von {1}"})
    >>> str(say("Hint {0} of {1}", 1, 3)), str(say("Before"))
    ('Tipp 1 von 3', 'Before')
    """

    def say(text: str, *values: object) -> Markup:
        said = Markup.escape(words.get(" ".join(text.split()), text))  # templates break lines where they like
        return said.format(*values) if values else said

    return say
