"""The pages with live figures, each run and written once."""

from pathlib import Path

import pytest

from lectures.site.run import Run, run
from lectures.site.script import find_lecture
from tests.lectures.live.pages import written

PAGES = {"moons": 1, "networks_that_train": 4, "networks_that_remember": 3}


@pytest.fixture(scope="package")
def ran() -> dict[str, Run]:
    return {name: run(find_lecture(name)) for name in PAGES}


@pytest.fixture(scope="package")
def pages(ran: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return written(ran, tmp_path_factory.mktemp("live"))
