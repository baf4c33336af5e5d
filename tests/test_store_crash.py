"""Killed in the middle of its work: every write that was acknowledged is there, nothing is half there, the trail verifies."""

import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.model import Organisation
from cdp_toolkit.responses.store import open_store
from cdp_toolkit.responses.store.answers import kept, versions
from cdp_toolkit.responses.store.people import Role, add_person
from cdp_toolkit.responses.store.projects import add_project
from cdp_toolkit.values import Address

ADDRESS = Address("7.6", "reporting_year", "emissions")
WRITES = 500
KILLED_AFTER = (3, 60, 170, 340)

# Writes the numbers from a first one on, each in a transaction of its own, and says each when it is committed.
WRITER = """
import sys
from decimal import Decimal
from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.responses.store import open_store
from cdp_toolkit.responses.store.answers import write
from cdp_toolkit.responses.store.people import find
from cdp_toolkit.values import Address

url, project, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
edition, store = load_edition("cdp-2026"), open_store(url)
with store.read() as connection:
    person = find(connection, "Pia").person
for number in range(first, last + 1):
    with store.work(person) as work:
        write(work, project, edition, Address("7.6", "reporting_year", "emissions"), Decimal(number), seen=None)
    print(number, flush=True)
"""


def test_killed_again_and_again_during_500_writes(store_url: str | Path) -> None:
    url = f"sqlite:///{store_url}" if isinstance(store_url, Path) else store_url
    store = open_store(url)
    with store.work() as work:
        add_person(work, "Pia", Role.PREPARER)
        project = add_project(work, "Lumen", "cdp-2026", Organisation("Lumen"))
    store.close()
    done = 0
    for stop in (*KILLED_AFTER, WRITES):
        said = written_until(url, project, done + 1, stop)
        store = open_store(url)
        with store.read() as connection:
            found = kept(connection, project, ADDRESS)
            past = versions(connection, project, ADDRESS)
        count, broken = store.verify()
        store.close()
        assert found is not None
        done = int(found.text or "0")

        assert done in (said, said + 1)  # the kill may fall between the commit and the word of it
        assert [each.text for each in past] == [str(number) for number in range(done, 0, -1)]
        assert (count, broken) == (2 + done, None)

    assert done == WRITES
    assert found.version == WRITES
    assert Decimal(found.text or "0") == WRITES
    assert load_edition("cdp-2026").canonical(ADDRESS) == found.address


def written_until(url: str, project: int, first: int, stop: int) -> int:
    """Let a process write, kill it once it has said a number, and return the last number that it said."""
    command = [sys.executable, "-c", WRITER, url, str(project), str(first), str(WRITES)]
    said = first - 1
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said = int(line)
            if said == stop and stop != WRITES:
                process.send_signal(signal.SIGKILL)
                break
        rest = [int(line) for line in process.stdout.read().split()]
    assert process.returncode == (0 if stop == WRITES else -signal.SIGKILL)
    return max([said, *rest])
