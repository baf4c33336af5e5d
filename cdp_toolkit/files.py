"""Writes files whole or not at all, and reads text that people saved, each with a message that says what to do."""

import contextlib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from cdp_toolkit.errors import InputError


def write_whole(path: Path, content: bytes | str | Callable[[BinaryIO], object]) -> None:
    """Write a file so that it is there whole or, where anything fails, as it was before.

    Args:
        path: Where to; folders that are missing are made.
        content: Bytes, text (written as UTF-8), or a function that writes to the open file.

    Raises:
        InputError: The place cannot be written to.
    """
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            if callable(content):
                content(file)
            else:
                file.write(content.encode() if isinstance(content, str) else content)
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(
        str(path), f"cannot be written: {reason}", "Close it elsewhere, check the folder's permissions, or name another place."
    )


def read_text(path: Path) -> str:
    """Read a UTF-8 text file that a person made; a byte order mark is left out.

    Raises:
        InputError: It is not there, cannot be read, is empty or is not UTF-8.
    """
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"is not UTF-8: byte 0x{data[error.start]:02X} in line {line}"
        raise InputError(str(path), problem, "Save it again as 'CSV UTF-8' (Excel) or as UTF-8 text.") from None
    if not text.strip():
        raise InputError(str(path), "is empty", "Give a file with a header line and at least one row.")
    return text


def read_bytes(path: Path) -> bytes:
    """Read a file that a person named.

    Raises:
        InputError: It is not there or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(str(path), "does not exist", "Check the path.") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}", "Check that it is a file that you may read.") from None
