"""Showing entries in a Jupyter notebook: graphs can be stepped through and reports are tables, as on the page."""

import sys

from lectures.entries import Asked, Comparison, Entry, Figure, Play, Plot


def running() -> bool:
    """Is this a notebook, and not a script or a terminal?"""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def show(entry: Entry) -> bool:
    """Show an entry that has a form of its own in a notebook; return False for one that is to be printed."""
    from IPython.display import Markdown, display

    if isinstance(entry, Figure | Play) and entry.drawing is not None:  # leaves can be dragged in a player, too
        display(entry.drawing.player(entry.name, entry.predict if isinstance(entry, Figure) else ()))
        print(entry.caption)
        return True
    if isinstance(entry, Comparison):
        display(entry.report)
        return True
    if isinstance(entry, Asked):
        display(Markdown(f"<details><summary>{entry.question}</summary>\n\n{entry.answer}\n\n</details>"))
        return True
    return isinstance(entry, Plot)  # the notebook shows every matplotlib figure of a cell by itself
