"""Files appear complete or not at all."""

import re
from pathlib import Path

import pytest

from engine.errors import ArgumentError, IsFolderError, MissingFolderError, ReadOnlyError
from engine.words.files import check_target, write_atomically


def test_text_and_bytes_arrive_as_they_are_in_folders_that_are_made(tmp_path):
    assert write_atomically(tmp_path / "a" / "b.txt", "é\n").read_bytes() == "é\n".encode()
    assert write_atomically(tmp_path / "a" / "b.txt", b"\x00\xff").read_bytes() == b"\x00\xff"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_folder_in_a_folder_that_does_not_exist_is_made_too(tmp_path):
    assert write_atomically(tmp_path / "a" / "b" / "c.txt", "x").read_text() == "x"


def test_a_failed_rename_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = write_atomically(tmp_path / "b.txt", "old")

    def refuse(source, target):
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_as_readable_as_any_other_new_file(tmp_path):
    ordinary = tmp_path / "ordinary"
    ordinary.write_text("x")
    assert write_atomically(tmp_path / "ours", "x").stat().st_mode == ordinary.stat().st_mode


@pytest.mark.parametrize("as_given", [str, Path])
def test_a_target_may_be_a_text_or_a_path_and_a_file_that_is_there(tmp_path, as_given):
    path = tmp_path / "model.json"
    assert check_target("a model", as_given(path)) == path
    path.write_text("old")
    assert check_target("a model", as_given(path)) == path
    assert path.read_text() == "old"


@pytest.mark.parametrize("path", [None, 3, b"model.json", ["model.json"]])
def test_what_is_no_path_is_refused(path):
    message = f"cannot save a model: the path must be a text, such as 'name.json', got {path!r}"
    with pytest.raises(ArgumentError, match=f"^{re.escape(message)}$"):
        check_target("a model", path)


def test_folders_and_missing_folders_are_refused(tmp_path):
    with pytest.raises(IsFolderError, match=rf"^cannot save a model: '{tmp_path}' is a folder; add the name of a file"):
        check_target("a model", tmp_path)
    with pytest.raises(MissingFolderError, match=r"^cannot write 'b\.json': there is no folder '.*/a'; make it first$"):
        check_target("a model", tmp_path / "a" / "b.json")
    (tmp_path / "file").write_text("")
    with pytest.raises(MissingFolderError, match=r"there is no folder '.*/file'"):
        check_target("a model", tmp_path / "file" / "b.json")


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_what_is_read_only_is_refused_a_file_or_the_folder_of_a_new_one(tmp_path, mode):
    old, folder = tmp_path / "old.json", tmp_path / "folder"
    old.write_text("old")
    folder.mkdir()
    old.chmod(mode)
    folder.chmod(mode | 0o100)
    try:
        for locked, target, other in ((old, old, "name"), (folder, folder / "new.json", "folder")):
            said = f"^cannot save a model: '{locked}' is read-only; choose another {other}, or unlock it$"
            with pytest.raises(ReadOnlyError, match=said):
                check_target("a model", target)
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["a" * 255, "é" * 127])
def test_a_name_may_be_as_long_as_the_system_allows(tmp_path, name):
    assert write_atomically(check_target("a model", tmp_path / name), "x").read_text() == "x"
    assert list(tmp_path.iterdir()) == [tmp_path / name]
