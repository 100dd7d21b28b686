"""The errata sheet: what the lecture notes print, held against what the engine computes.

In come files of claims beside the companions (`lectures/notes/*/NAME_claims.py`), each claim one line of data and one
small function; out come verdicts (judge.py), `claims.json`, the page `errata.html` (sheet.py) and `chalkgrad errata`.
"""

from lectures.errata.entering import definition, formula, possibility, promise, value
from lectures.errata.points import Point

__all__ = ["Point", "definition", "formula", "possibility", "promise", "value"]
