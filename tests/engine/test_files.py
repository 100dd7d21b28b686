"""Files appear complete or not at all."""

import pytest

from engine.words.files import write_atomically


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
