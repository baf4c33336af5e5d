"""What becomes of a text when it is copied another way: other line ends, spaces, quotes, labels, heads, footers, tables."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from cdp_toolkit.documents.structure import Submission

NUMBER = r"(?:C|SC)(?:-[A-Z]{2})?\d+\.\d+[a-z]?"
LONE = re.compile(rf"{NUMBER}(?:/{NUMBER})*")
HEAD = re.compile(rf"\(({NUMBER}(?:/{NUMBER})*)\) (.*)")
LONG = 45  # letters; labels that are longer are wrapped


def each_line(change: Callable[[str], str]) -> Callable[[str], str]:
    """Make a change of a whole text of a change of every line."""
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


def curly(text: str) -> str:
    """Set quotes as word processors do."""
    text = re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text)
    return text.replace("'", "\u2019")


def thousands(line: str) -> str:
    """Part a lone figure of more than four digits with commas."""
    return f"{int(line):,}" if re.fullmatch(r"[1-9]\d{4,}", line) else line


def without_lone_numbers(text: str) -> str:
    """Leave out the lines that hold a question's number alone."""
    return "\n".join(line for line in text.split("\n") if not LONE.fullmatch(line))


def with_heads(written: str) -> Callable[[str], str]:
    """Write the heads of questions another way, without the number on a line of its own."""
    return lambda text: each_line(lambda line: HEAD.sub(written, line))(without_lone_numbers(text))


def without_codes(text: str) -> str:
    """Leave the number of a question on its own line only."""
    return each_line(lambda line: HEAD.sub(r"\2", line))(text)


def with_footers(*footer: str, every: int = 40) -> Callable[[str], str]:
    """Set lines at the foot of every page; ``#`` is its number, ``##`` how many there are."""

    def printed(text: str) -> str:
        lines = text.split("\n")
        pages = [lines[i : i + every] for i in range(0, len(lines), every)]
        feet = ([each.replace("##", str(len(pages))).replace("#", str(n)) for each in footer] for n in range(1, len(pages) + 1))
        return "\n".join(line for page, foot in zip(pages, feet, strict=True) for line in (*page, *foot))

    return printed


def wrapped(text: str, labels: Iterable[str]) -> str:
    """Break long labels that stand alone over two lines."""
    long = {label for label in labels if len(label) > LONG}
    return each_line(lambda line: broken(line) if line in long else line)(text)


def broken(label: str) -> str:
    """Break a long label in its middle."""
    if len(label) <= LONG or " " not in label[len(label) // 2 :]:
        return label
    at = label.index(" ", len(label) // 2)
    return f"{label[:at]}\n{label[at + 1 :]}"


def wrapped_heads(text: str) -> str:
    """Break the long labels in the head of a table over two lines."""
    lines = text.split("\n")
    return "\n".join(
        "\t".join(map(broken, line.split("\t"))) if "\t" in line.strip() and HEAD.match(above) else line
        for above, line in zip(["", *lines], lines, strict=False)
    )


def rows_on_lines(text: str, submission: Submission) -> str:
    """Write tables with a row on each line, its cells parted by tabs."""
    lines = text.split("\n")
    starts = [section.place.number - 1 for section in submission.sections]
    made = lines[: starts[0]]
    for section, start, end in zip(submission.sections, starts, [*starts[1:], len(lines)], strict=True):
        head = next((i for i in range(start + 1, end) if "\t" in lines[i]), end)
        is_table = head == start + len(section.heading) or (head < end and lines[head].endswith("\t"))
        if not is_table or not section.blocks:
            made += lines[start:end]
            continue
        made += lines[start : start + len(section.heading) + 1]
        for block in section.blocks:
            cells = [" ".join(line.text.replace(" | ", " ") for line in each.lines) for each in block.fields]
            labelled = [block.label] if block.label is not None else []
            width = len(lines[start + len(section.heading)].split("\t"))
            made.append("\t".join([*labelled, *[""] * (width - len(cells)), *cells]))
    return "\n".join(made)


def without_tabs(text: str) -> str:
    """Write labels and cells one under the other, but for a group and its option."""
    lines, grouped = [], re.compile(r"[^\t]+\t[^\t]+")
    for above, line in zip(["", *text.split("\n")], text.split("\n"), strict=False):
        is_option = grouped.fullmatch(line) and not HEAD.match(above)
        lines.append(line.replace("\t", " | ") if is_option else line.strip("\t").replace("\t", "\n"))
    return "\n".join(lines)


COPIES: dict[str, Callable[[str], str]] = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Macintosh line ends": lambda text: text.replace("\n", "\r"),
    "a blank line after every line": lambda text: text.replace("\n", "\n\n"),
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0"),
    "double spaces and indents": each_line(lambda line: "  " + line.replace(" ", "  ") + " "),
    "not applicable in small letters": lambda text: text.replace("<Not Applicable>", "<Not applicable>"),
    "not applicable as HTML": lambda text: text.replace("<Not Applicable>", "&lt;Not Applicable&gt;"),
    "commas in figures": each_line(thousands),
    "curly quotes": curly,
    "letters and accents apart": lambda text: unicodedata.normalize("NFD", text),
    "no numbers on lines of their own": without_lone_numbers,
    "heads without brackets": with_heads(r"\1 \2"),
    "heads with a full stop": with_heads(r"\1. \2"),
    "heads with a colon": with_heads(r"\1: \2"),
    "head and number on one line": with_heads(r"\1 (\1) \2"),
    "numbers on lines of their own only": without_codes,
    "footers of the export": with_footers("CDP Page # of ##"),
    "footers of two lines": with_footers("", "Example Ltd CDP Climate Change Questionnaire 2023", "Page # of ##", ""),
    "footers of a browser": with_footers(
        "https://www.example.org/response/2023?id=77 #/##", "11/24/23, 3:15 PM Example response"
    ),
    "numbers of pages with dashes": with_footers("- # -"),
    "numbers of pages alone": with_footers("#"),
    "heads of tables over two lines": wrapped_heads,
    "no tabs": without_tabs,
}
