"""People who click in the review application: each with a session of their own, reading, saving, commenting, thinking between."""

import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

# What a click does, and how often of a hundred.
CLICKS = (("overview", 15), ("list", 10), ("question", 40), ("preview", 10), ("save", 20), ("comment", 5))
CELL = "reporting_year:methodology"
QUESTIONS = ("7.6", "7.7", "7.8", "7.5", "7.9.1", "7.53.1", "1.4", "4.1.1", "3.1.1", "5.1")


@dataclass
class Clicked:
    """What all people saw together."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    saved: int = 0
    clashed: int = 0
    comments: set[str] = field(default_factory=set)


@dataclass
class Visitor:
    """One person with a session."""

    address: str
    number: int
    together: Clicked
    lock: threading.Lock

    def work(self, seconds: float, pause: float) -> None:
        """Click for some seconds, with a pause of about the given length before each click."""
        place = urlsplit(self.address)
        self.line = http.client.HTTPConnection(place.netloc, timeout=60)
        self.cookie, self.chance = "", random.Random(self.number)  # noqa: S311 - clicks, not secrets
        self.ask("GET", f"{place.path}?{place.query}", expect=302, timed=False)
        page = self.ask("GET", "/questions/7.6", timed=False)
        self.token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        names, weights = zip(*CLICKS, strict=True)
        end, count = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            time.sleep(pause * self.chance.uniform(0.5, 1.5))
            count += 1
            getattr(self, self.chance.choices(names, weights)[0])(count)
        self.line.close()

    def overview(self, count: int) -> None:
        """Look where the project stands."""
        self.ask("GET", "/")

    def list(self, count: int) -> None:
        """Filter the questions."""
        self.ask("GET", "/questions?" + urlencode({"module": self.chance.choice("1234567"), "show": "gap"}))

    def question(self, count: int) -> None:
        """Open a question."""
        self.ask("GET", f"/questions/{self.chance.choice(QUESTIONS)}")

    def preview(self, count: int) -> None:
        """Type a figure and see what it would do."""
        form = {"v:reporting_year:emissions": str(1000 + count), "s:reporting_year:emissions": "1"}
        self.ask("POST", "/questions/7.6/preview", form)

    def save(self, count: int) -> None:
        """Open 7.6 or 7.7 and save a text; where somebody was quicker, both values are shown."""
        number = self.chance.choice(("7.6", "7.7"))
        page = self.ask("GET", f"/questions/{number}")
        seen = re.findall(rf'name="s:{CELL}" value="(\d+)"', page)
        text = f"person {self.number}, click {count}"
        self.ask("POST", f"/questions/{number}", {f"v:{CELL}": text, f"s:{CELL}": seen[0]}, expect=302, clash=409)

    def comment(self, count: int) -> None:
        """Say something."""
        text = f"person {self.number} says {count}"
        self.ask("POST", "/questions/7.6/comments", {"text": text}, expect=302)
        with self.lock:
            self.together.comments.add(text)

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, *, expect: int = 200, clash: int = 0, timed: bool = True
    ) -> str:
        """Send a request and note how long it took and what went wrong."""
        body = urlencode({"csrf_token": self.token, **form}) if form is not None else None
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        page = answer.read().decode()
        took = time.perf_counter() - began
        self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).partition(";")[0]
        with self.lock:
            if timed:
                self.together.seconds.append(took)
            if answer.status not in (expect, clash):
                self.together.errors.append(f"{method} {path}: {answer.status}")
            if clash:
                self.together.saved += answer.status == expect
                self.together.clashed += answer.status == clash
        return page


def click(address: str, people: int, seconds: float, pause: float) -> Clicked:
    """Let people click and return what they saw.

    Args:
        address: The address with the key of the run.
        people: How many.
        seconds: For how long.
        pause: How long one thinks between clicks, on average.
    """
    together, lock = Clicked(), threading.Lock()
    visitors = [Visitor(address, number, together, lock) for number in range(people)]
    threads = [threading.Thread(target=visitor.work, args=(seconds, pause)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return together
