"""The reference, written once for all tests: beside no lectures, as after a fresh installation."""

from pathlib import Path

import pytest

from lectures.reference.build import write_reference
from lectures.reference.public import Reference, read


@pytest.fixture(scope="session")
def reference() -> Reference:
    return read()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reference(tmp_path_factory.mktemp("docs")).parent
