"""Words to learn the letters of: given names, from a list of our own."""

from importlib.resources import files

from engine.real import check_count


def names(longest: int = 10) -> list[str]:
    """Return common given names in small letters a to z, in alphabetical order, each one once.

    Args:
        longest: leave out what has more letters.

    >>> names()[:3], len(names(longest=7))
    (['aaron', 'abel', 'abigail'], 1151)

    Source: written down for this project, in datasets/names.txt.
    """
    check_count("names", "longest", longest, least=3)
    lines = files("nn.datasets").joinpath("names.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return [word for word in words if len(word) <= longest]
