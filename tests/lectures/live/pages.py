"""The pages of lectures that have run."""

from collections.abc import Mapping
from pathlib import Path

from lectures.site.page import page_of
from lectures.site.run import Run


def written(ran: Mapping[str, Run], folder: Path) -> dict[str, Path]:
    """Write the page of each lecture into a folder, and return the paths by name."""
    found = {name: folder / f"{name}.html" for name in ran}
    for name, path in found.items():
        path.write_text(page_of(ran[name]), encoding="utf-8")
    return found
