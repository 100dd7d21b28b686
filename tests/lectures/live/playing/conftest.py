"""The lectures with drawings to be played with, run once, and their pages."""

from pathlib import Path

import pytest

from lectures.site.page import page_of
from lectures.site.run import Run, run
from lectures.site.script import find_lecture
from tests.lectures.live.playing.figures import NAMES


@pytest.fixture(scope="package")
def played() -> dict[str, Run]:
    return {name: run(find_lecture(name)) for name in NAMES}


@pytest.fixture(scope="package")
def play_pages(played: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("playing")
    found = {name: folder / f"{name}.html" for name in NAMES}
    for name, path in found.items():
        path.write_text(page_of(played[name]), encoding="utf-8")
    return found
