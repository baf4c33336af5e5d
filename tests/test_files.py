"""Files are written whole or not at all."""

from pathlib import Path
from typing import BinaryIO

import pytest

from cdp_toolkit.errors import InputError
from cdp_toolkit.files import read_text, write_whole


def half(file: BinaryIO) -> None:
    file.write(b"half")
    raise ValueError("the other half fails")


def test_a_file_that_fails_half_way_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "before")

    with pytest.raises(ValueError, match="other half"):
        write_whole(path, half)
    assert ([each.name for each in tmp_path.iterdir()], path.read_text("utf-8")) == (["a.txt"], "before")


def test_a_new_folder_is_made_and_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    write_whole(path, b"one")
    path.chmod(0o600)
    write_whole(path, "two")

    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o600)


def test_a_folder_in_the_way_is_an_error_with_a_message(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()

    with pytest.raises(InputError, match="cannot be written"):
        write_whole(tmp_path / "a.txt", "x")
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfmetric\n")

    assert read_text(tmp_path / "a.csv") == "metric\n"
