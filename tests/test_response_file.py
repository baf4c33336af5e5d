"""The response file and the project folder: lossless there and back, strict about what is no answer."""

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdp_toolkit.editions.loader import load_edition
from cdp_toolkit.editions.model import Column
from cdp_toolkit.errors import DefinitionError, FileError, InputError
from cdp_toolkit.mapping.answering import answer_project
from cdp_toolkit.responses.entries import text_of, value_of
from cdp_toolkit.responses.file import COLUMNS, read_response, write_response
from cdp_toolkit.responses.model import Answer, Response, Source, Status
from cdp_toolkit.responses.project import Database, Facts, Figures, Year, load_project
from cdp_toolkit.shipped import shipped
from cdp_toolkit.values import Address, Attachment, Choice, Value, asks_for_text

EDITION = load_edition("cdp-2026")
EVERY_COLUMN = [column for question in EDITION.questions.values() for column in question.all_columns]


def answer(address: str, value: Value, source: str = "person", status: Status = Status.DRAFTED) -> Answer:
    return Answer(EDITION.canonical(Address.parse(address)), value, Source.parse(source), status)


ANSWERS = [
    answer("7.6[reporting_year].emissions", Decimal("1234.5"), "metric: metrics.csv:2, ghg.scope1", Status.APPROVED),
    answer("7.10", Choice("Decreased")),
    answer("1.4.1", Decimal(113470000000)),
    answer("7.8[business_travel].reason", Choice("Other, please specify", "a, b: c; d\nwith \\n and a new line")),
    answer("7.53.1[2].scopes", (Choice("Scope 1"), Choice("Scope 2"))),
    answer("7.53.1[10].target_plan", ' =1+1, "quoted"\r\nsecond line; third '),
    answer("7.53.1[2].date_set", dt.date(2021, 2, 28)),
    answer("7.53.1[2].validation_letter", Attachment("letter (1).pdf", "0" * 64)),
    answer("1.3.description", "短视频"),
]


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet"])
def test_there_and_back_loses_nothing(tmp_path: Path, ending: str) -> None:
    response = Response.of(EDITION.id, ANSWERS)
    path = tmp_path / f"response{ending}"
    write_response(path, EDITION, response)
    first = path.read_bytes()
    read = read_response(path, EDITION)
    write_response(path, EDITION, read)

    assert read.answers == response.answers
    assert path.read_bytes() == first


def test_the_file_is_in_the_order_of_the_questionnaire(tmp_path: Path) -> None:
    path = tmp_path / "response.csv"
    write_response(path, EDITION, Response.of(EDITION.id, reversed(ANSWERS)))

    assert [line.split(",")[1] for line in path.read_text("utf-8").splitlines() if line.startswith("cdp-2026")] == [
        *("1.3", "1.4.1", "7.6", "7.8", "7.10"),
        *("7.53.1",) * 4,
    ]


def values(column: Column) -> st.SearchStrategy[Value]:
    words = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.strip() != "")
    match column.type:
        case "number":
            return st.decimals(allow_nan=False, allow_infinity=False, places=6)
        case "choice":
            return options(column)
        case "choices":
            return st.lists(options(column), min_size=1, unique_by=lambda choice: choice.option).map(tuple)
        case "date":
            return st.dates()
        case "attachment":
            return st.builds(Attachment, words.map(str.strip), st.none() | st.text("0123456789abcdef", min_size=64, max_size=64))
        case _:
            return words


def options(column: Column) -> st.SearchStrategy[Choice]:
    said = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"])).map(str.strip).filter(bool)
    return st.sampled_from(column.options).flatmap(
        lambda option: st.builds(Choice, st.just(option), (st.none() | said) if asks_for_text(option) else st.none())
    )


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_value_of_any_column_is_read_as_it_was_written(data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(EVERY_COLUMN))
    value = data.draw(values(column))

    assert value_of(column, text_of(value)) == value


def response_csv(folder: Path, *rows: str) -> Path:
    path = folder / "response.csv"
    path.write_text("question,row,column,value,unit,status\n" + "\n".join(rows) + "\n", "utf-8")
    return path


def test_a_row_without_value_is_no_answer(tmp_path: Path) -> None:
    assert read_response(response_csv(tmp_path, "7.10,,answer,,,"), EDITION).answers == {}


@pytest.mark.parametrize(
    ("row", "where", "problem", "fix"),
    [
        ("7.99,,answer,Yes,,", ":2: 7.99", "is no question of cdp-2026", "Nearest known: 7.9"),
        ("7.6,this_year,emissions,1,,", ":2: 7.6[this_year].emissions", "question 7.6 has no row 'this_year'", "reporting_year"),
        (
            "7.6,reporting_year,emission,1,,",
            ":2: 7.6[reporting_year].emission",
            "question 7.6 has no column 'emission'",
            "emissions",
        ),
        (
            "7.53.1,first,scopes,Scope 1,,",
            ":2: 7.53.1[first].scopes",
            "rows of this question are added and numbered",
            "7.53.1[1]",
        ),
        ("7.6,reporting_year,tons,1,,", ":2: 7.6[reporting_year].tons", "question 7.6 has no column 'tons'", "emissions"),
        ("7.53.1,first,scopes,Scope 1,,", ":2: 7.53.1[first].scopes", "rows of this question are added", "7.53.1[1]"),
        ("7.6,reporting_year,emissions,many,,", ":2: 7.6[reporting_year].emissions", "'many' is no number", "plain number"),
        ("7.6,reporting_year,emissions,1,MWh,", ":2: 7.6[reporting_year].emissions", "MWh measures energy", "mass of CO2e"),
        ("7.10,,answer,Rose,,", ":2: 7.10.answer", "'Rose' is no option of answer", "Nothing known is near it."),
        ("7.10,,answer,Increase,,", ":2: 7.10.answer", "'Increase' is no option of answer", "Nearest known: Increased"),
        ("7.1,,answer,Increased,,", ":2: 7.1.answer", "'Increased' is no option of answer", "Or is 7.10 meant?"),
        ("7.53.1,1,date_set,28/02/2021,,", ":2: 7.53.1[1].date_set", "'28/02/2021' is no date", "2023-12-31"),
        ("7.10,,answer,Increased,,done", ":2", "'done' is no review status", "drafted, in review, approved"),
        ("1.4.1,,answer,5,USD,", ":2: 1.4.1.answer", "USD measures money: USD", "no exchange rates"),
    ],
)
def test_a_row_that_is_no_answer_says_why(tmp_path: Path, row: str, where: str, problem: str, fix: str) -> None:
    with pytest.raises(FileError) as caught:
        read_response(response_csv(tmp_path, row), EDITION, currency="CNY")

    (fault,) = caught.value.faults
    assert (fault.where, problem in fault.problem, fix in fault.fix) == (f"response.csv{where}", True, True), fault


def test_a_figure_in_another_unit_is_converted(tmp_path: Path) -> None:
    path = response_csv(tmp_path, "7.6,reporting_year,emissions,1.5,kt CO2e,", "1.4.1,,answer,2,RMB million,")
    read = read_response(path, EDITION, currency="CNY")

    assert [each.value for each in read] == [Decimal(2000000), Decimal(1500)]


def test_all_faults_of_the_file_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_response(response_csv(tmp_path, "7.10,,answer,Increased,,", "7.10,,answer,Decreased,,", "x,,answer,1,,"), EDITION)

    assert [fault.where for fault in caught.value.faults] == ["response.csv:3", "response.csv:4: x"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("r.csv", b"", "is empty"),
        ("r.csv", b"question,value\n", "column 'column' is missing"),
        ("r.csv", b"question,column,value,colour\n", "column 'colour' is not known"),
        ("r.json", b"{", "is no JSON"),
        ("r.json", b'{"answers": 1}', "holds no list of answers"),
        ("r.parquet", b"PAR", "is no Parquet file"),
        ("r.txt", b"x", "ends in '.txt', which no response file does"),
    ],
)
def test_a_file_that_is_no_response_says_why(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises((InputError, FileError), match=expected):
        read_response(path, EDITION)


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(InputError, match=r"pip install 'cdp-toolkit\[parquet\]'"):
        write_response(tmp_path / "r.parquet", EDITION, Response(EDITION.id))


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")

    with pytest.raises(InputError, match="cannot be written"):
        write_response(tmp_path / "file" / "response.csv", EDITION, Response(EDITION.id))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


PROJECT = """\
organisation = "Made-up Ltd"
edition = "cdp-2026"
sectors = ["General"]
currency = "EUR"
boundary = ["group"]

[reporting_year]
start = 2023-01-01
end = 2023-12-31
label = "FY2023"
"""


def project_folder(folder: Path, text: str = PROJECT) -> Path:
    (folder / "project.toml").write_text(text, "utf-8")
    (folder / "metrics.csv").write_text("metric,value,unit,period,boundary\n", "utf-8")
    return folder


def test_a_project_gives_its_direct_answers(tmp_path: Path) -> None:
    response_csv(project_folder(tmp_path), "7.10,,answer,Decreased,,approved")
    project = load_project(tmp_path)
    answered = answer_project(project)

    assert project.organisation.name == "Made-up Ltd"
    assert answered.response.answers[Address("7.10", None, "answer")] == answer(
        "7.10", Choice("Decreased"), "person", Status.APPROVED
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (('currency = "EUR"', 'currency = "Euro"'), "project.toml:1: 'Euro' is no currency's ISO code"),
        (('sectors = ["General"]', 'sectors = ["Genral"]'), "project.toml:3: 'Genral' is not among the sectors of cdp-2026"),
        (("end = 2023-12-31", "end = 2033-12-31"), "project.toml:7: the reporting year 2023-01-01 to 2033-12-31 has 4018 days"),
        (("end = 2023-12-31", 'fin = "2023-12-31"'), "project.toml:7: key 'end' is missing"),
        (('label = "FY2023"', 'label = "FY2023"\ncolour = 1'), "project.toml:11: unknown key 'colour'"),
        (("organisation =", "organisation ="), ""),
    ],
)
def test_a_faulty_project_file_says_where(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    project_folder(tmp_path, PROJECT.replace(*change))

    if not expected:
        assert load_project(tmp_path).year.label == "FY2023"
        return
    with pytest.raises(DefinitionError) as caught:
        load_project(tmp_path)
    fault = caught.value.faults[0]
    assert f"{fault.where}: {fault.problem}" == expected


def test_a_folder_without_project_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cdp-toolkit init"):
        load_project(tmp_path)


def test_the_readme_lists_every_key_and_column() -> None:
    text = (shipped("samples") / "README.md").read_text("utf-8")
    keys = {*Facts.model_fields, *Year.model_fields, *Figures.model_fields, *Database.model_fields, *COLUMNS}

    assert sorted(name for name in keys if f"`{name}`" not in text) == []
