"""The response file: one long table of answers as CSV, JSON or Parquet, read strictly and written the same every time."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdp_toolkit.editions.model import Edition
from cdp_toolkit.editions.yamlfile import nearest
from cdp_toolkit.errors import Fault, FileError, InputError
from cdp_toolkit.files import read_bytes, read_text, write_whole
from cdp_toolkit.responses.entries import text_of, value_of
from cdp_toolkit.responses.model import Answer, Organisation, Response, Source, Status
from cdp_toolkit.values import Address, question_order

COLUMNS = ("edition", "question", "row", "column", "value", "unit", "status", "source")
REQUIRED = ("question", "column", "value")

Record = dict[str, str]


def read_response(
    path: Path, edition: Edition, organisation: Organisation | None = None, currency: str | None = None
) -> Response:
    """Read a response file; its ending says whether it is CSV, JSON or Parquet. A row without a value is no answer.

    Args:
        path: The file.
        edition: What the answers answer.
        organisation: Whose answers they are; the file does not say.
        currency: The ISO code that money is reported in, where it is known.

    Raises:
        InputError: The file cannot be read at all.
        FileError: With every row that is no answer of this edition, each with what is near.
    """
    records = _reader(path)(path)
    faults: list[Fault] = []
    answers: dict[Address, Answer] = {}
    for row, record in enumerate(records, start=2):
        where = f"{path.name}:{row}"
        if not record.get("value", "").strip():
            continue
        try:
            answer = _Reading(edition, currency).answer(record)
        except InputError as error:
            place = f"{where}: {error.where}" if error.where else where
            faults.append(Fault(place, error.problem, error.fix))
            continue
        if answer.address in answers:
            faults.append(Fault(where, f"{answer.address} is answered a second time", "Keep one of the two rows."))
        answers[answer.address] = answer
    if faults:
        raise FileError(faults)
    return Response(edition.id, organisation or Organisation(), answers)


def edition_of(path: Path) -> str:
    """Return the edition that a response file says it answers.

    Raises:
        InputError: The file cannot be read, names no edition, or several.
    """
    named = sorted({record.get("edition", "").strip() for record in _reader(path)(path)} - {""})
    if len(named) != 1:
        problem = f"names {len(named)} editions: {', '.join(named)}" if named else "does not say which edition it answers"
        raise InputError(path.name, problem, "Fill its column 'edition' with one edition, such as cdp-2023.")
    return named[0]


@dataclass(frozen=True, slots=True)
class _Reading:
    edition: Edition
    currency: str | None

    def answer(self, record: Record) -> Answer:
        """Read one row as an answer."""
        named = record.get("edition", "").strip()
        if named and named != self.edition.id:
            raise InputError("", f"answers {named}, and {self.edition.id} is read", "Carry older answers over with 'carry'.")
        address = Address(record["question"].strip(), record.get("row", "").strip() or None, record["column"].strip() or None)
        column = self.edition.column(address)
        address = Address(address.question, address.row, column.name)
        try:
            value = value_of(column, record["value"], record.get("unit", ""), self.currency)
        except InputError as error:
            fix = error.fix + self._lost_zero(address, record["value"])
            raise InputError(str(address), f"{error.where} {error.problem}".strip(), fix) from None
        return Answer(address, value, Source.parse(record.get("source", "")), _status(record.get("status", "")))

    def _lost_zero(self, address: Address, text: str) -> str:
        """Say so where a spreadsheet program may have made 7.1 of 7.10."""
        try:
            longer = Address(f"{address.question}0", address.row, address.column)
            value_of(self.edition.column(longer), text)
        except InputError:
            return ""
        return f" Or is {longer.question} meant? Spreadsheet programs drop the last zero: format the column as text."


def _status(text: str) -> Status:
    try:
        return Status(text.strip().lower()) if text.strip() else Status.DRAFTED
    except ValueError:
        raise InputError("", f"'{text}' is no review status", f"One of: {', '.join(Status)}.") from None


def _reader(path: Path) -> Callable[[Path], list[Record]]:
    readers: dict[str, Callable[[Path], list[Record]]] = {".csv": _read_csv, ".json": _read_json, ".parquet": _read_parquet}
    if path.suffix.lower() not in readers:
        raise InputError(str(path), f"ends in '{path.suffix}', which no response file does", f"One of: {', '.join(readers)}.")
    return readers[path.suffix.lower()]


def _read_csv(path: Path) -> list[Record]:
    try:
        rows = list(csv.reader(io.StringIO(read_text(path), newline=""), strict=True))
    except csv.Error as error:
        raise InputError(
            path.name, f"is no CSV: {error}", "Close every quotation mark, and double those inside a cell."
        ) from None
    header = [name.strip().lower() for name in rows[0]]
    _check_header(path, header)
    long = [i for i, row in enumerate(rows[1:], start=2) if len(row) > len(header)]
    if long:
        fix = "Put values that hold a comma in quotation marks."
        raise FileError(Fault(f"{path.name}:{i}", f"has more than {len(header)} cells", fix) for i in long)
    return [dict(zip(header, [*map(_as_written, row), *[""] * (len(header) - len(row))], strict=True)) for row in rows[1:]]


def _check_header(path: Path, header: Iterable[str]) -> None:
    names = list(header)
    where = f"{path.name}:1"
    faults = [
        Fault(where, f"column '{name}' is missing", f"The columns: {', '.join(COLUMNS)}.")
        for name in REQUIRED
        if name not in names
    ]
    faults += [Fault(where, f"column '{name}' is not known", nearest(name, COLUMNS)) for name in names if name not in COLUMNS]
    if faults:
        raise FileError(faults)


def _read_json(path: Path) -> list[Record]:
    try:
        data = json.loads(read_text(path), parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        fix = "Correct it, or write it anew."
        raise InputError(f"{path.name}:{error.lineno}", f"is no JSON: {error.msg}", fix) from None
    answers = data.get("answers") if isinstance(data, dict) else data
    if not isinstance(answers, list) or not all(isinstance(each, dict) for each in answers):
        raise InputError(path.name, "holds no list of answers", 'Write {"answers": [{"question": ..}]}.')
    _check_header(path, dict.fromkeys(name for each in answers for name in each) or COLUMNS)
    return [{name: _json_text(value) for name, value in each.items()} for each in answers]


def _json_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _read_parquet(path: Path) -> list[Record]:
    arrow, parquet = _pyarrow()
    try:
        table = parquet.read_table(io.BytesIO(read_bytes(path)))
    except arrow.ArrowException as error:
        problem = f"is no Parquet file: {str(error).partition(chr(10))[0]}"
        raise InputError(str(path), problem, "Write it anew.") from None
    _check_header(path, table.column_names)
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in table.to_pylist()]


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError:
        fix = "Install it with: pip install 'cdp-toolkit[parquet]', or use .csv or .json."
        raise InputError("Parquet", "needs pyarrow, which is not installed", fix) from None
    return pa, parquet


def records_of(edition: Edition, answers: Iterable[Answer]) -> list[Record]:
    """Return answers as rows of the response file, in the order of the questionnaire."""
    return [_record(edition, answer) for answer in sorted(answers, key=lambda answer: _order(edition, answer.address))]


def _record(edition: Edition, answer: Answer) -> Record:
    address = answer.address
    column = edition.column(address)
    cells = (edition.id, address.question, address.row or "", column.name, text_of(answer.value), column.unit or "")
    return dict(zip(COLUMNS, (*cells, str(answer.status), str(answer.source)), strict=True))


def _order(edition: Edition, address: Address) -> tuple[object, ...]:
    question = edition.question(address.question)
    rows, columns = list(question.row_by_name), list(question.by_name)
    row = address.row or "0"
    return (question_order(address.question), rows.index(row) if row in rows else int(row), columns.index(address.column or ""))


def write_response(path: Path, edition: Edition, response: Response) -> None:
    """Write a response as CSV, JSON or Parquet, by the ending of the path. The same answers give the same bytes.

    Raises:
        InputError: The ending is none of the three, pyarrow is needed and absent, or the place cannot be written to.
    """
    records = records_of(edition, response.answers.values())
    writers: dict[str, Callable[[list[Record]], bytes | str]] = {".csv": _csv, ".json": _json, ".parquet": _parquet}
    if path.suffix.lower() not in writers:
        raise InputError(str(path), f"ends in '{path.suffix}', which no response file does", f"One of: {', '.join(writers)}.")
    write_whole(path, writers[path.suffix.lower()](records))


# A cell that a spreadsheet program would take for a formula gets an apostrophe, and loses it when it is read.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def no_formula(text: str) -> str:
    """Return a cell of a CSV so that no spreadsheet program takes it for a formula; figures stay as they are."""
    return f"'{text}" if _FORMULA.match(text) and not _is_number(text) else text


def _as_written(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", text) is not None


def _csv(records: list[Record]) -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: no_formula(text) for name, text in record.items()} for record in records)
    return "\ufeff" + file.getvalue()  # with the mark, Excel reads the file as UTF-8


def _json(records: list[Record]) -> str:
    return json.dumps({"answers": records}, ensure_ascii=False, indent=1) + "\n"


def _parquet(records: list[Record]) -> bytes:
    arrow, parquet = _pyarrow()
    schema = arrow.schema([(name, arrow.string()) for name in COLUMNS])
    file = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist(records, schema=schema), file)
    return file.getvalue()
