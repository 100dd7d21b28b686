"""Work whose result every test process needs is done once, in parts, by whichever process comes first to each part."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

PATIENCE = 600.0  # seconds; longer than any part takes on a slow machine


def common_folder(factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of this run have in common: a pytest-xdist worker has its own inside it."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def do_once(folder: Path, parts: Mapping[str, Callable[[], None]]) -> None:
    """Do every part that no other process has begun, then wait until the others are done.

    Args:
        folder: common to all processes; it keeps a mark for each part.
        parts: name -> what is to be done.

    Raises:
        AssertionError: in every process where a part failed in one of them, with its message.
    """
    folder.mkdir(exist_ok=True)
    for name, do in parts.items():
        try:
            (folder / name).mkdir()  # the one who makes it does the work
        except FileExistsError:
            continue
        try:
            do()
        except Exception as error:
            (folder / name / "failed").write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
        finally:
            (folder / name / "done").touch()
    for name in parts:
        _wait_for(folder / name / "done")
        failed = folder / name / "failed"
        assert not failed.exists(), failed.read_text(encoding="utf-8")


def _wait_for(mark: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not mark.exists():
        assert time.monotonic() < end, f"{mark.parent.name} was begun by another process and is not done"
        time.sleep(0.05)
