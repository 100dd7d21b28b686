"""The line that installs what is missing."""

import importlib.metadata
import sys

import pytest

from engine.missing.packages import install_line

REQUIRES = [
    "numpy>=2",
    "matplotlib>=3.9,<4; extra == 'plots'",
    "pillow>=11; extra == 'plots'",
    'torch>=2; extra == "other"',
]


@pytest.mark.parametrize(
    ("requires", "package", "extra", "wanted"),
    [
        (REQUIRES, "matplotlib", "plots", "'matplotlib>=3.9,<4' 'pillow>=11'"),
        (REQUIRES, "torch", "other", "'torch>=2'"),
        (REQUIRES, "matplotlib", "", "matplotlib"),
        (REQUIRES, "griffe", "none of ours", "griffelib"),  # as pip calls it
        (None, "griffe", "plots", "griffelib"),
    ],
)
def test_a_package_is_installed_in_the_version_that_an_extra_of_ours_asks_for(
    requires, package, extra, wanted, monkeypatch
):
    monkeypatch.setattr(importlib.metadata, "requires", {"chalkgrad": requires}.__getitem__)
    monkeypatch.setattr(sys, "executable", "/opt/a folder/python3")
    assert install_line(package, extra) == f"'/opt/a folder/python3' -m pip install {wanted}"


def test_without_an_installed_chalkgrad_or_a_known_python_the_line_names_both_as_one_calls_them(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", missing)
    monkeypatch.setattr(sys, "executable", "")
    assert install_line("numpy", "plots") == "python -m pip install numpy"
