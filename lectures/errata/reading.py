"""Reading a file of claims: it runs like any script, and what it enters is judged."""

import runpy

from lectures.errata.entering import collecting
from lectures.errata.entry import Entry
from lectures.errata.judge import Judged, judge
from lectures.errors import ClaimError, LectureError
from lectures.site.script import Script


def judged_beside(script: Script, strict: bool = True) -> list[Judged]:
    """Return the claims that stand beside a companion, judged; none for a lecture without such a file.

    Raises:
        LectureError: naming the file, where it cannot be run or a claim cannot be judged.
    """
    path = script.claims_path
    if not path.exists():
        return []
    place = f"{script.course}/{path.name}"
    try:
        with collecting() as entries:
            runpy.run_path(str(path), run_name="claims")
        _refuse_twice(entries)
        return [judge(entry, script.name, strict) for entry in entries]
    except ClaimError as error:
        raise LectureError(f"{place}: {error}") from error
    except Exception as error:
        raise LectureError(f"{place}: {type(error).__name__}: {error}") from error


def _refuse_twice(entries: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise ClaimError(f"two claims are called {entry.id}; give the second a number of its own")
        seen.add(entry.id)
