"""The lectures with drawings to be played with, run once, and their pages."""

from pathlib import Path

import pytest

from lectures.site.run import Run, run
from lectures.site.script import find_lecture
from tests.lectures.live.pages import written
from tests.lectures.live.playing.figures import NAMES


@pytest.fixture(scope="package")
def played() -> dict[str, Run]:
    return {name: run(find_lecture(name)) for name in NAMES}


@pytest.fixture(scope="package")
def play_pages(played: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return written(played, tmp_path_factory.mktemp("playing"))


@pytest.fixture(scope="package")
def moons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written({"moons": run(find_lecture("moons"))}, tmp_path_factory.mktemp("moons"))["moons"]
