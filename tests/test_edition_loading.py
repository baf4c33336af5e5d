"""The strict loader: every fault of an edition's files at once, each with file, line and what to do."""

from pathlib import Path

import pytest

from cdp_toolkit.editions.loader import load_edition, read_edition
from cdp_toolkit.editions.model import Edition
from cdp_toolkit.errors import DefinitionError, InputError
from cdp_toolkit.values import Address
from tests.made_edition import EDITION, ONE, OPTIONS, TWO, made_edition


def folder(tmp_path: Path, one: str = ONE, two: str = TWO, options: str = OPTIONS, head: str = EDITION) -> Path:
    for name, text in {"edition": head, "options": options, "module-01": one, "module-02": two}.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


def faults(place: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(DefinitionError) as caught:
        read_edition(place)
    return [(fault.where, fault.problem, fault.fix) for fault in caught.value.faults]


def with_change(old: str, new: str, text: str = ONE) -> str:
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (
            with_change("topic: A form", "topik: A form\n  topic: A form"),
            ("module-01.yaml:4", "unknown key 'topik'", "Remove it, or correct its spelling."),
        ),
        (with_change("  topic: A form\n", ""), ("module-01.yaml:2", "key 'topic' is missing", "Add it.")),
        (
            with_change("concept: form", "concept: form\n  concept: twice"),
            ("module-01.yaml:4", "key 'concept' stands here a second time", "Keep one of the two."),
        ),
        (
            with_change('id: "1.10"', "id: 1.10"),
            ("module-01.yaml:26", "'id' is Decimal('1.10'), which YAML reads as a decimal number", 'Write it in quotes: "1.10"'),
        ),
        (
            with_change("unit: t CO2e", "unit: tonnes"),
            ("module-01.yaml:23", "column 'amount' has the unknown unit 'tonnes'", "Nothing known is near it."),
        ),
        (
            with_change("type: date", "type: date, unit: t"),
            ("module-01.yaml:24", "column 'ends' is a date and cannot have a unit", "Remove 'unit'."),
        ),
        (
            with_change("options: yes_no", "options: yes_know"),
            ("module-01.yaml:8", "there is no list 'yes_know'", "Nearest known: yes_no."),
        ),
        (
            with_change("sectors: all", "sectors: al"),
            ("module-01.yaml:5", "there is no list 'al'", "Nearest known: all."),
        ),
        (
            with_change("issues: [Climate change]", "issues: [Climate chance]"),
            ("module-01.yaml:6", "'Climate chance' is not among the issues of the edition", "Nearest known: Climate change."),
        ),
        (
            with_change("type: choice, options: yes_no", "type: choice"),
            ("module-01.yaml:8", "column 'answer' is a choice without options", "Add 'options'."),
        ),
        (
            with_change("name: ends, label: Ends", "name: amount, label: Ends"),
            ("module-01.yaml:13", "question 1.2 has two columns named amount", "Give each its own name."),
        ),
        (
            with_change("{added: true, key:", "{key:"),
            ("module-01.yaml:31", "rows are either 'fixed' or 'added'", "Keep one of the two."),
        ),
        (
            with_change("type: text, max_chars: 2500", "type: prose"),
            (
                "module-01.yaml:10",
                "'type' is 'prose': input should be 'number', 'choice', 'choices', 'text', 'date' or 'attachment'",
                "Correct this entry.",
            ),
        ),
    ],
)
def test_a_fault_is_said_with_its_line_and_what_to_do(one: str, fault: tuple[str, str, str], tmp_path: Path) -> None:
    assert faults(folder(tmp_path, one=one)) == [fault]


def test_all_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    one = ONE.replace("topic: A form", "topik: A form").replace("unit: t CO2e", "unit: tonnes").replace('"1.10"', "1.10")
    one = one.replace("options: yes_no", "options: yes_know")
    two = TWO.replace("concept: long", "concept: Long")

    found = faults(folder(tmp_path, one=one, two=two))

    assert [(where, problem) for where, problem, _ in found] == [
        ("module-01.yaml:2", "key 'topic' is missing"),
        ("module-01.yaml:4", "unknown key 'topik'"),
        ("module-01.yaml:8", "there is no list 'yes_know'"),
        ("module-01.yaml:23", "column 'amount' has the unknown unit 'tonnes'"),
        ("module-01.yaml:26", "'id' is Decimal('1.10'), which YAML reads as a decimal number"),
        ("module-02.yaml:20", "'concept' is 'Long': string should match pattern '^[a-z][a-z0-9_]*$'"),
    ]


def test_two_questions_of_one_number_are_refused(tmp_path: Path) -> None:
    found = faults(folder(tmp_path, two=TWO.replace('"2.2"', '"1.1"')))

    assert [problem for _, problem, _ in found] == ["two questions have the id '1.1'"]


def test_a_file_that_is_missing_or_no_yaml_is_said(tmp_path: Path) -> None:
    place = folder(tmp_path, one="- id: [\n")
    (place / "module-02.yaml").unlink()

    found = faults(place)

    assert [(where.rpartition("/")[2], problem.partition(":")[0]) for where, problem, _ in found] == [
        ("module-01.yaml:2", "is not YAML"),
        ("module-02.yaml", "does not exist"),
    ]


def test_an_unknown_edition_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"cdp-2062: is no edition that the toolkit knows\n  Nearest known: cdp-2026"):
        load_edition("cdp-2062")


def test_what_is_read_is_what_stands_there() -> None:
    made = made_edition()

    assert list(made.questions) == ["1.1", "1.2", "1.10", "2.1", "2.2", "2.3", "2.4"]
    assert [row.name for row in made.question("2.2").fixed_rows[:2]] == ["land_1", "land_2"]
    assert made.column(Address.parse("1.10[3].kind")).options == ("Apples", "Pears", "Other, please specify")
    assert (made.question("2.4").sectors, made.question("2.4").module) == (("Banks",), "2")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("9.9.answer", "9.9: is no question of made-up"),
        ("1.2[frist].amount", r"question 1.2 has no row 'frist'\n  Nearest known: first"),
        ("1.2.amount", "question 1.2 has no row 'None'"),
        ("1.1[first].answer", "question 1.1 has only one row"),
        ("1.10[first].share", "rows of this question are added and numbered"),
        ("1.10[01].share", "rows of this question are added and numbered"),
        ("1.1.ansver", "question 1.1 has no column 'ansver'"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(address: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        made_edition().column(Address.parse(address))


def test_a_table_of_one_column_needs_no_column_name() -> None:
    assert made_edition().canonical(Address.parse("2.3")) == Address("2.3", None, "answer")


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition("cdp-2026")


def test_our_edition_has_names_that_addresses_and_cells_can_carry(edition: Edition) -> None:
    names = [
        name for question in edition.questions.values() for name in [*question.by_name, *question.row_by_name, question.concept]
    ]

    assert [name for name in names if "__" in name or len(name) > 60] == []


def test_our_edition_has_a_topic_and_a_label_everywhere(edition: Edition) -> None:
    wanting = [q.id for q in edition.questions.values() if not q.topic.strip() or not all(c.label.strip() for c in q.all_columns)]

    assert wanting == []
