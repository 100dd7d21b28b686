"""Another `engine` in the way is told by the folder it lies in, whatever it is: a file, a package, a plain folder."""

import sys
from types import ModuleType

import pytest

from nn import clash


@pytest.mark.parametrize("kind", ["file", "package", "plain folder"])
def test_what_python_finds_is_foreign_unless_it_lies_beside_nn(kind, tmp_path, monkeypatch):
    places = {}
    for folder in "abc":
        lies = tmp_path / folder / ("clashing.py" if kind == "file" else "clashing")
        if kind == "file":
            lies.parent.mkdir()
        else:
            lies.mkdir(parents=True)
        if kind != "plain folder":
            (lies if kind == "file" else lies / "__init__.py").touch()
        places[folder] = str(lies)
    monkeypatch.setattr(clash, "__file__", str(tmp_path / "b" / "nn" / "clash.py"))
    for folder, place in places.items():
        monkeypatch.setattr(sys, "path", [str(tmp_path / folder)])
        assert clash.foreign("clashing") == ("" if folder == "b" else place)


def test_what_python_does_not_find_is_not_in_the_way(monkeypatch):
    assert clash.foreign("no_module_has_this_name") == ""
    monkeypatch.setitem(sys.modules, "made_by_a_program", ModuleType("made_by_a_program"))
    assert clash.foreign("made_by_a_program") == ""
