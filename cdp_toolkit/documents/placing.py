"""Puts the fields of a submission at the addresses of an edition; what finds no place is listed with its page and line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cdp_toolkit.documents.meaning.matching import Labels, counts_rows
from cdp_toolkit.documents.meaning.numbering import RowNumbers
from cdp_toolkit.documents.meaning.printed import (
    Options,
    day_first,
    is_blank,
    is_not_applicable,
    read_attachment,
    read_date,
    read_number,
)
from cdp_toolkit.documents.meaning.question_numbers import Numbers, year_of
from cdp_toolkit.documents.page import Line
from cdp_toolkit.documents.placement import Leftover, Placement, size
from cdp_toolkit.documents.structure import Block, Field, Ledger, Section, Submission, joined, key, run_on
from cdp_toolkit.editions.model import Column, Edition, Question
from cdp_toolkit.responses.model import Answer, Source
from cdp_toolkit.values import Address, Attachment, Choice, Value

_UNCERTAIN = "the boundary is not certain: the copy does not show in which of these cells it stands, and it is kept in the first"

_ASKED = key("please specify")
_LOST = "lost by the import: please report it, and enter it by hand"


def place(submission: Submission, edition: Edition, file: str, year: int | None = None) -> Placement:
    """Return the answers of a submission.

    Args:
        submission: The parsed document.
        edition: The edition that it answers.
        file: Name of the document, for the sources.
        year: The year that it was made for, where its title does not say it.
    """
    dates = day_first(line.text for section in submission.sections for line in section.lines())
    printed = (section.question for section in submission.sections)
    placer = _Placer(Numbers.of(edition, year or submission.year or year_of(submission.title), printed), file, dates)
    for line in submission.strays:
        placer.leave("", "", [line], "it stands under no question")
    for section in submission.sections:
        placer.section(section)
    placer.list_likenesses()
    if submission.ledger is not None:
        placer.close(submission.ledger)
    everything = submission.ledger.characters if submission.ledger else sum(size(line.text) for line in _every_line(submission))
    placer.result.characters = everything - sum(size(each.text) for each in placer.result.outside)
    return placer.result


def _every_line(submission: Submission) -> Iterator[Line]:
    yield from submission.strays
    for section in submission.sections:
        yield from section.heading
        yield from section.lines()
        for block in section.blocks:
            if block.label is not None:
                yield block.place.with_text(block.label)
            yield from (each.place.with_text(each.label) for each in block.fields)


class _Placer:
    """Walks through the sections and collects answers and leftovers."""

    def __init__(self, numbering: Numbers, file: str, dates: bool | None) -> None:
        self.numbering, self.file, self.dates = numbering, file, dates
        self.result = Placement()
        self.taken: set[Address] = set()
        self.rows: defaultdict[str, RowNumbers] = defaultdict(RowNumbers)
        self.alike: dict[tuple[str, str, str], list[tuple[str, Line]]] = {}
        self.unlabelled = ""

    def section(self, section: Section) -> None:
        """Place one question."""
        question = self.numbering.question(section.question)
        if section.question and question is None and self.numbering.is_outside(section.question):
            self._outside(section)
            return
        if section.question:
            self.result.questions.append(section.question)
        if question is None:
            what = self.numbering.why_not(section.question) if section.question else "it has no question number"
            if not section.question:
                self.leave("", "", section.heading, what)
            for block in section.blocks:
                self._leave_block(section, block, what)
            return
        if moved := self.numbering.moved(section.question):
            self.result.moved.append(Leftover(section.question, "", moved[0], self._place(section.place), moved[1]))
        labels, self.unlabelled = self.numbering.labels(question), self.numbering.column(section.question)
        labels.name_first_row(section)
        for block in section.blocks:
            self._block(question, labels, section, block)

    def _outside(self, section: Section) -> None:
        """List a question of a module that the edition does not hold; it is no fault that its answers have no place."""
        self.result.others.append(section.question)
        before = len(self.result.leftovers)
        for block in section.blocks:
            self._leave_block(section, block, f"{self.numbering.edition.id} does not hold the module of {section.question}")
        self.result.outside += self.result.leftovers[before:]
        del self.result.leftovers[before:]

    def _block(self, question: Question, labels: Labels, section: Section, block: Block) -> None:
        if all(is_blank(each.lines) for each in block.fields) and (counts_rows(block.label) or not question.adds_rows):
            self._note_not_applicable(question, labels, self._pass_over(question, labels, block), block)
            return
        row, problem, likeness = self._row(question, labels, block)
        if likeness:
            self._alike(question.id, f"{question.id}[{row}]", block.label or "", block.place, likeness)
        if problem:
            self._leave_block(section, block, problem)
            return
        if block.doubt:
            self._doubt(question.id, f"{question.id}[{row}]" if row else question.id, [block.place], block.doubt)
        for each in block.fields:
            self._field(question, labels, row, block, each)
        self._note_not_applicable(question, labels, row, block)

    def _pass_over(self, question: Question, labels: Labels, block: Block) -> str | None:
        """Name a row without answers; an added one is counted, as the document shows it, so that the next keep their numbers."""
        if question.adds_rows and any(each.label or each.code for each in block.fields):
            return str(self.rows[question.id].next(block)[0])
        return labels.row(block.label) if question.fixed_rows else None

    def _note_not_applicable(self, question: Question, labels: Labels, row: str | None, block: Block) -> None:
        """Note the data points of a row of which the document says that they do not apply."""
        for each in block.fields if row is not None or question.rows is None else ():
            column = labels.column(each) if is_not_applicable(each.lines) else None
            if column is not None:
                noted = Address(question.id, row, column.name), self._place(each.lines[0])
                self.result.not_applicable.append(noted)

    def _row(self, question: Question, labels: Labels, block: Block) -> tuple[str | None, str, str]:
        """Name the row of a block, or say why it has none; and say where its label is only like the row's."""
        if question.fixed_rows:
            name, likeness = labels.find_row(block.label)
            return name, "" if name else f"question {question.id} has no row '{block.label}'", likeness
        if not question.adds_rows:
            return None, "", ""
        number, doubt = self.rows[question.id].next(block)
        row = str(number)
        if doubt:
            self._doubt(question.id, f"{question.id}[{row}]", [block.place.with_text(block.label or "")], doubt)
        if not counts_rows(block.label):
            self._key(question, row, block)
        return row, "", ""

    def _key(self, question: Question, row: str, block: Block) -> None:
        """Place what an added row is about, which is printed as its label."""
        label = [block.place.with_text(block.label or "")]
        if question.rows is None or question.rows.key is None:
            self.leave(question.id, f"row {row}", label, f"rows of question {question.id} have no label")
            return
        self._value(Address(question.id, row, question.rows.key.name), question.rows.key, label, block.label or "")

    def _field(self, question: Question, labels: Labels, row: str | None, block: Block, each: Field) -> None:
        if is_blank(each.lines):
            return
        each.label = each.label or self.unlabelled
        column, likeness = labels.find(each)
        printed = " | ".join(filter(None, (block.label, each.label)))
        if column is None:
            self.leave(question.id, printed, each.lines, _no_column(question, each))
        else:
            address = Address(question.id, row, column.name)
            self._value(address, column, each.lines, printed)
            if likeness:
                self._alike(question.id, str(address), each.label, each.place, likeness)
            for doubt in each.doubts:
                others = (labels.column(Field(label, each.place)) for label in doubt.labels)
                where = [address, *(Address(question.id, row, other.name) for other in others if other is not None)]
                self._doubt(question.id, " or ".join(map(str, where)), doubt.lines, doubt.reason or _UNCERTAIN)

    def _alike(self, question: str, where: str, label: str, place: Line, reason: str) -> None:
        """List a label that decided by its likeness: once, however often it is printed."""
        self.alike.setdefault((question, label, reason), []).append((where, place))

    def close(self, ledger: Ledger) -> None:
        """List what the parser put nowhere, and the furniture that was taken away."""
        for lost in ledger.lost:
            text = "\n".join(line.text for line in lost.lines)
            self.result.lost.append(Leftover(lost.question, "", text, self._place(lost.lines[0]), _LOST))
        for line, count in ledger.furniture:
            often = "stands once in the file" if count == 1 else f"stands {count} times in the file, the figures in it apart"
            self.result.furniture.append(Leftover("", "", line.text, self._place(line), often))

    def list_likenesses(self) -> None:
        """Add the labels that were matched by likeness to the doubts."""
        for (question, label, reason), found in self.alike.items():
            where, place = found[0]
            more = f"; {len(found)} times, here first" if len(found) > 1 else ""
            doubt = Leftover(question, where, label, self._place(place), f"matched by likeness: {reason}{more}")
            self.result.doubts.append(doubt)

    def _doubt(self, question: str, where: str, lines: Sequence[Line], reason: str) -> None:
        self.result.doubts.append(Leftover(question, where, joined(lines), self._place(lines[0]), reason))

    def _value(self, address: Address, column: Column, lines: Sequence[Line], printed: str) -> None:
        if address in self.taken:
            self.leave(address.question, printed, lines, f"{address} has a value already")
            return
        value, rest, reason = self._read(column, lines, address, printed)
        if value is not None:
            self.taken.add(address)
            self.result.answers.append(Answer(address, value, Source("import", self._place(lines[0]))))
        if rest:
            self.leave(address.question, printed, rest, reason)

    def _read(
        self, column: Column, lines: Sequence[Line], address: Address, printed: str
    ) -> tuple[Value | None, list[Line], str]:
        """Read a value of a column's type: the value, the lines that are no part of it, and why."""
        all_lines, text = list(lines), joined(lines)
        match column.type:
            case "text":
                return text, [], ""
            case "number":
                value = read_number(lines)
                return value, [] if value is not None else all_lines, f"'{text[:40]}' is not a number"
            case "date":
                day = read_date(run_on(lines), self.dates) or read_date("".join(line.text for line in lines), self.dates)
                return day, [] if day is not None else all_lines, f"'{text[:40]}' is no date that can be read in one way"
            case "attachment":
                name, rest = read_attachment(lines)
                return None if name is None else Attachment(name), rest, "it stands beside the attached file"
            case _:
                return self._choices(column, all_lines, address, printed)

    def _choices(self, column: Column, lines: list[Line], address: Address, printed: str) -> tuple[Value | None, list[Line], str]:
        options, chosen = Options(column.printed_options), list[Choice]()
        read = options.choices(lines)
        for each in read:
            if isinstance(each, Choice):
                chosen.append(Choice(column.options_also.get(each.option, each.option), each.text))
                continue
            listed = self.result.unlisted if column.more_options else self.result.leftovers
            why = _not_in_list(address, options.nearest(each))
            listed.append(Leftover(address.question, printed, each, self._place(lines[0]), why))
            if column.more_options:
                chosen.append(_unlisted(each))
        self._check_options(address.question, printed, lines, read)
        if column.type == "choices" or not chosen:
            return tuple(chosen) or None, [], ""
        if len(chosen) > 1:
            return None, lines, f"{len(chosen)} options stand where one is asked for"
        return chosen[0], [], ""

    def _check_options(self, question: str, printed: str, lines: Sequence[Line], read: Sequence[Choice | str]) -> None:
        """List lines of which no option that was read holds a trace."""
        whole = key("".join(f"{each.option}{each.text or ''}" if isinstance(each, Choice) else each for each in read))
        found = (whole, whole.replace(_ASKED, ""))  # "Other (wind)" is printed for "Other, please specify", too
        for line in lines:
            if not is_blank([line]) and not any(key(line.text) in each for each in found):
                self.result.lost.append(Leftover(question, printed, line.text, self._place(line), _LOST))

    def _leave_block(self, section: Section, block: Block, reason: str) -> None:
        for each in block.fields:
            if not is_blank(each.lines):
                self.leave(section.question, " | ".join(filter(None, (block.label, each.label))), each.lines, reason)

    def leave(self, question: str, label: str, lines: Iterable[Line], reason: str) -> None:
        """List text that has no place."""
        lines = list(lines)
        if lines:
            self.result.leftovers.append(Leftover(question, label, joined(lines), self._place(lines[0]), reason))

    def _place(self, line: Line) -> str:
        if line.where:
            return f"{self.file}, {line.where}"
        page = f", page {line.page}" if line.page else ""
        return f"{self.file}{page}, line {line.number}"


def _no_column(question: Question, each: Field) -> str:
    """Say why a field has no column, and what to do with it."""
    if each.label:
        return f"question {question.id} has no column '{each.label}'"
    if read_attachment(each.lines)[0] is not None:
        what = f"it is the name of a file under the table, and {question.id} has no column for files"
        return f"{what}; keep the file with the evidence of the answers above it"
    return f"it stands in {question.id} under no label of a column; enter it in the column where it belongs"


def _not_in_list(address: Address, nearest: str | None) -> str:
    hint = f"; the nearest that it holds is '{nearest}'" if nearest is not None else ""
    return f"the list of {address.question}.{address.column} does not hold this option as it is printed{hint}"


def _unlisted(text: str) -> Choice:
    """Make a choice of an option that is not in the list; a text in brackets behind "please specify" is what was specified."""
    head, bracket, tail = text.partition("(")
    if bracket and "please specify" in head.lower() and tail.endswith(")"):
        return Choice(head.strip(), tail[:-1].strip())
    return Choice(text)
