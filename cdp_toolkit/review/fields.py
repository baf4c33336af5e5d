"""One cell as a form field: what it shows, what it offers, and what was typed into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from cdp_toolkit.editions.asking import how_to_answer
from cdp_toolkit.editions.model import Column
from cdp_toolkit.errors import InputError
from cdp_toolkit.findings import Finding
from cdp_toolkit.responses.entries import text_of, value_of
from cdp_toolkit.responses.store.answers import Kept
from cdp_toolkit.values import Address, Choice, Value, asks_for_text

SHOWN_BY_FIELD = ("choose one", "date", "text", "name of the file")
FEW_OPTIONS = 60  # more are not shown as a list of their own in every row


@dataclass(frozen=True)
class Option:
    """An option of a choice, with the text of one's own where it asks for one."""

    label: str
    chosen: bool
    specified: str | None
    closed: str | None = None


@dataclass(frozen=True)
class Field:
    """A cell as the page shows it.

    Args:
        address: Its address.
        column: Its column.
        text: What stands or was typed in it, as the response file has it.
        kept: What the store keeps, None where nothing was ever given.
        options: What it offers, where that is a list.
        computed: Whether CDP computes it.
        fault: What is wrong with what was typed.
        findings: What is wrong with the answer.
        earlier: Last year's answer.
        metrics: Metrics that would answer it.
    """

    address: Address
    column: Column
    text: str
    kept: Kept | None
    options: tuple[Option, ...] = ()
    computed: bool = False
    fault: str | None = None
    findings: tuple[Finding, ...] = ()
    earlier: str | None = None
    metrics: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Row and column as the names of form fields carry them."""
        return f"{self.address.row or ''}:{self.address.column}"

    @property
    def id(self) -> str:
        """Identifier of the field on its page."""
        return f"f-{self.address.row or '0'}-{self.address.column}"

    @property
    def widget(self) -> str:
        """How it is asked: number, date, text, attachment, select, search, checks or lines."""
        few = len(self.column.options) <= FEW_OPTIONS and not self.column.more_options
        by_type = {"choice": "select" if few else "search", "choices": "checks" if few else "lines"}
        return by_type.get(self.column.type, self.column.type)

    @property
    def version(self) -> int:
        """The version that the person sees."""
        return 0 if self.kept is None else self.kept.version

    @property
    def frozen(self) -> bool:
        """Whether it is approved."""
        return self.kept is not None and self.kept.text is not None and self.kept.status == "approved"

    @property
    def how(self) -> str:
        """What it takes, in a few words; nothing where the field itself shows it."""
        said = how_to_answer(self.column)
        if self.column.type == "number":
            return said.partition(", ")[2] if self.column.unit else said
        return "" if said in SHOWN_BY_FIELD or self.widget == "checks" else said

    @property
    def specified(self) -> str:
        """The text of one's own beside the chosen option of a single choice."""
        return next((option.specified or "" for option in self.options if option.chosen), "")

    @property
    def asks_for_text(self) -> bool:
        """Whether some option asks for a text of one's own."""
        return any(option.specified is not None for option in self.options)


def options_of(column: Column, text: str, closed: Mapping[str, str]) -> tuple[Option, ...]:
    """Return the options of a column, those that ``text`` names marked as chosen; ``closed`` says why some are not offered."""
    chosen = {choice.option: choice.text or "" for choice in _choices(column, text)}
    known = dict.fromkeys((*column.options, *chosen))
    return tuple(
        Option(label, label in chosen, chosen.get(label, "") if asks_for_text(label) else None, closed.get(label))
        for label in known
    )


def _choices(column: Column, text: str) -> Sequence[Choice]:
    """Read what is chosen; text that is no option is kept as one, so that nothing that stands there is lost."""
    if not text:
        return ()
    try:
        value = value_of(column, text)
    except InputError:
        return tuple(Choice(line) for line in text.split("\n"))
    return value if isinstance(value, tuple) else (value,) if isinstance(value, Choice) else ()


def typed(column: Column, key: str, form: MultiDict[str, str], widget: str) -> str:
    """Return what a form says about a cell, as the response file would have it."""
    if widget == "checks":
        chosen = form.getlist(f"o:{key}")
        return "\n".join(_choice(option, form.get(f"t:{key}:{option}", "")) for option in chosen)
    text = form.get(f"v:{key}", "").replace("\r\n", "\n").strip()
    if widget == "select" and text:
        return _choice(text, form.get(f"t:{key}", ""))
    return text


def _choice(option: str, specified: str) -> str:
    specified = specified.replace("\r\n", "\n").strip()
    return text_of(Choice(option, specified if specified and asks_for_text(option) else None))


def read(column: Column, text: str) -> Value:
    """Read a typed text as a value. Raises InputError that says what is wrong and what to do."""
    value = value_of(column, text)
    chosen = value if isinstance(value, tuple) else (value,)
    for choice in chosen:
        if isinstance(choice, Choice) and choice.text is None and asks_for_text(choice.option):
            raise InputError("", f"'{choice.option}' needs a text", "Say what.")
    return value
