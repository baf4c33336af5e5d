import datetime as dt
import json
import random
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from cdp_toolkit import structure
from cdp_toolkit.errors import InputError
from cdp_toolkit.packages import Limits, check_extents, open_package
from cdp_toolkit.workbooks.patch import Allow, CellWrite, FillOptions, fill
from tests.hostile_workbooks import AT_OPENING, AT_READING, SURVIVED, plain
from tests.made_workbook import Made, rows, zipped
from tests.workbook_features import READABLE

# Opens or reads each file given, prints what became of it, and the most memory that the process ever took.
PROBE = """
import json, resource, sys
from pathlib import Path
from cdp_toolkit.errors import InputError
from cdp_toolkit import structure
from cdp_toolkit.packages import check_extents, open_package
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
def outcome(path, step):
    try:
        if step == "extents":
            with open_package(path) as package:
                check_extents(package)
        elif step == "read":
            structure.read(path)
        else:
            with open_package(path):
                pass
    except InputError as error:
        return str(error)
    return None
found = {}
for step, name in json.load(sys.stdin):
    used = resource.getrusage(resource.RUSAGE_SELF)
    message = outcome(Path(name), step)
    now = resource.getrusage(resource.RUSAGE_SELF)
    found[Path(name).stem] = [message, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime]
# VmHWM begins anew with the program; ru_maxrss would count what the test run itself took before it started this one.
peak = next(line.split()[1] for line in Path('/proc/self/status').read_text().splitlines() if line.startswith('VmHWM'))
print(json.dumps([found, int(peak) / 1024]))
"""


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, tuple[str | None, float]], float]:
    """What became of every hostile file in a process of its own, the processor seconds each took, and its peak megabytes."""
    folder = tmp_path_factory.mktemp("hostile")
    jobs: list[tuple[str, str]] = []
    for step, files in (("open", AT_OPENING), ("read", AT_READING), ("extents", SURVIVED)):
        for name, hostile in files.items():
            path = folder / f"{name}.xlsx"
            path.write_bytes(hostile.make())
            assert path.stat().st_size < 3_000_000
            jobs.append((step, str(path)))
    done = subprocess.run([sys.executable, "-c", PROBE], input=json.dumps(jobs), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found, megabytes = json.loads(done.stdout)
    return found, megabytes


def test_there_are_more_than_thirty() -> None:
    assert len(AT_OPENING) + len(AT_READING) + len(SURVIVED) > 50


@pytest.mark.parametrize("name", [*AT_OPENING, *AT_READING, *SURVIVED])
def test_each_is_refused_with_its_own_message_or_survived(
    name: str, probed: tuple[dict[str, tuple[str | None, float]], float]
) -> None:
    hostile = (AT_OPENING | AT_READING | SURVIVED)[name]
    message, seconds = probed[0][name]

    assert (message is None) == (hostile.says is None), message
    if hostile.says is not None and message is not None:
        assert message.startswith(f"{name}.xlsx")
        assert hostile.says in message
        assert "\n  " in message, "says what to do"
    assert seconds < 1, "processor time, not the clock"


def test_none_takes_much_memory(probed: tuple[dict[str, tuple[str | None, float]], float]) -> None:
    assert probed[1] < 200


@pytest.mark.parametrize("name", SURVIVED)
def test_our_reader_needs_no_prescan(name: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(SURVIVED[name].make())

    assert [sheet.name for sheet in structure.read(path).sheets] == ["Sheet1"]


def test_a_sound_workbook_passes_every_guard(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(plain()))

    with open_package(path) as package:
        check_extents(package)
        assert package.suffix == ".xlsx"


def test_limits_can_be_set(tmp_path: Path) -> None:
    path = Made({"A": rows("A1=<v>1</v>")}).save(tmp_path / "book.xlsx")

    with pytest.raises(InputError, match=r"holds 6 parts; 5 are read at most"), open_package(path, Limits(members=5)):
        pass


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"), open_package(tmp_path):
        pass
    with pytest.raises(InputError, match="does not exist"), open_package(tmp_path / "none.xlsx"):
        pass


TOKENS = [b"A1", b"9999999999", b"-1", b"", b"x:", b"XFD1", b"A1:B0", b"#REF!", b"array", b"shared", b"s", b"inlineStr", b"true"]
TOKENS += [b"A1:XFD1048576", b"worksheet", b"rId1", b"list", b"INDIRECT(A1)", b"T[Name]", b"<", b"&#0;", b"<!--", b"\x00"]
WRITES = [CellWrite("Answers", cell, value) for cell, value in (("A1", "=x"), ("B2", Decimal(2)), ("E5", dt.date(2026, 1, 1)))]


def spoiled(parts: dict[str, bytes], chance: random.Random) -> bytes:
    """Return a workbook with some attribute, text or byte replaced by something that does not belong there."""
    if chance.random() < 0.2:
        data = bytearray(zipped(parts))
        for _ in range(4):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    name = chance.choice(sorted(parts))
    places = [found.span() for found in re.finditer(rb'(?<=")[^"]*(?=")|(?<=>)[^<]+(?=<)', parts[name])]
    start, end = chance.choice(places)
    return zipped(parts | {name: parts[name][:start] + chance.choice(TOKENS) + parts[name][end:]})


def test_whatever_is_spoiled_there_is_a_message_and_never_another_error(tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311 - the same each time
    path, output = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    names = sorted(READABLE)
    refused = 0
    for _ in range(300):
        path.write_bytes(spoiled(READABLE[chance.choice(names)].parts(), chance))
        try:
            structure.read(path)
            fill(path, output, WRITES, FillOptions(allow=frozenset(Allow), replace_output=True)).to_text()
        except InputError:
            refused += 1

    assert 60 < refused < 260
