"""The commands edition, fill, gaps, explain and demo: what people read, what machines read, how they end."""

import json
from decimal import Decimal
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

from cdp_toolkit.cli import main
from cdp_toolkit.cli.app import COMMANDS
from cdp_toolkit.responses.model import Answer, Source
from cdp_toolkit.shipped import shipped
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.reading import read_filled
from cdp_toolkit.workbooks.template_cells import name_of

ANSWERS = """question,row,column,value,source
7.6,reporting_year,emissions,1200,"metric: ghg.scope1, metrics.csv row 2"
7.1,,answer,No,person
7.2,,answer,"ISO 14064-1
The Greenhouse Gas Protocol: Scope 2 Guidance",person
"""
SAMPLE = shipped("samples") / "kuaishou-2023"
POINT = "7.6[reporting_year].emissions"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, "utf-8")
    return path


def test_fill_writes_the_workbook_and_the_whole_response(answers: Path, tmp_path: Path) -> None:
    result = run("fill", answers, "-o", tmp_path / "new" / "book.xlsx", "--response-out", tmp_path / "all.json", "--json")

    told = json.loads(result.output)
    assert (result.exit_code, told["answers"], told["findings"]) == (0, 3, [])
    emissions = Address.parse(POINT)
    back = read_filled(tmp_path / "new" / "book.xlsx").response.answers[emissions]
    assert back == Answer(emissions, Decimal(1200), Source("metric", "ghg.scope1, metrics.csv row 2"))
    assert len(json.loads((tmp_path / "all.json").read_text("utf-8"))["answers"]) == 3


def test_a_filled_workbook_can_be_given_wherever_a_response_can(answers: Path, tmp_path: Path) -> None:
    run("fill", answers, "-o", tmp_path / "book.xlsx")

    told = json.loads(run("gaps", tmp_path / "book.xlsx", "--json").output)

    assert (told["edition"], told["answered"]) == ("cdp-2026", 3)


def test_fill_does_not_replace_what_people_typed(answers: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    run("fill", answers, "-o", path)
    book = openpyxl.load_workbook(path)
    sheet, place = next(book.defined_names[name_of(Address.parse(POINT))].destinations)
    book[sheet][place] = 1300
    book.save(path)

    refused, done = run("fill", answers, "-o", path), run("fill", answers, "-o", path, "--overwrite")

    assert (refused.exit_code, done.exit_code) == (2, 0)
    assert f"holds 1 answers that people typed and the response lacks: {POINT}" in refused.output
    assert read_filled(path).response.value(Address.parse(POINT)) == Decimal(1200)


def test_fill_does_not_replace_a_file_of_another_kind(answers: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.xlsx").write_text("my notes")

    result = run("fill", answers, "-o", tmp_path / "notes.xlsx")

    assert (result.exit_code, (tmp_path / "notes.xlsx").read_text()) == (2, "my notes")


def test_an_answer_that_no_cell_can_hold_ends_with_status_1(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("question,row,column,value\n7.6,reporting_year,emissions,1234567890123456\n", "utf-8")

    result = run("fill", path, "-o", tmp_path / "book.xlsx")

    assert result.exit_code == 1
    assert f"{POINT}: error too-many-digits" in result.output
    assert (tmp_path / "book.xlsx").exists()


def test_an_output_that_cannot_be_written_is_one_message(answers: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")

    result = run("fill", answers, "-o", tmp_path / "taken" / "book.xlsx")

    assert result.exit_code == 2
    assert "cannot be written" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "taken"]


def test_gaps_name_what_is_missing(answers: Path) -> None:
    people, machine = run("gaps", answers, "--module", "7", "--missing"), run("gaps", answers, "--module", "7", "--json")

    told = {question["question"]: question for question in json.loads(machine.output)["questions"]}
    assert (people.exit_code, machine.exit_code) == (0, 0)
    assert (told["7.1"]["status"], told["7.2"]["status"], told["7.6"]["status"]) == ("complete", "complete", "started")
    assert "7.7[reporting_year].scope2_location_based" in [point["address"] for point in told["7.7"]["missing"]]
    assert {question.partition(".")[0] for question in told} == {"7"}
    assert "data points are answered" in people.output


def test_gaps_refuse_a_module_that_does_not_exist(answers: Path) -> None:
    result = run("gaps", answers, "--module", "99")

    assert (result.exit_code, "99: is no module of cdp-2026" in result.output) == (2, True)


def test_explain_leads_from_the_data_point_to_the_figure(answers: Path) -> None:
    people, machine = run("explain", POINT, answers), json.loads(run("explain", POINT, answers, "--json").output)

    assert "source   metric: ghg.scope1, metrics.csv row 2" in people.output
    assert "answer   1200 t CO2e" in people.output
    assert (machine["address"], machine["answer"], machine["unit"], machine["status"]) == (POINT, "1200", "t CO2e", "drafted")


def test_explain_goes_back_to_file_row_and_page_of_a_projects_figure() -> None:
    told = json.loads(run("explain", "1.4.1", SAMPLE, "--json").output)

    figure = "finance.revenue = 113470 CNY million for 2023-01-01..2023-12-31"
    assert (told["answer"], told["unit"]) == ("113470000000", "CNY")
    assert told["way"] == [f"  {figure}: metrics.csv:2, Annual results for 2023, consolidated income statement"]


def test_explain_names_the_metric_that_would_answer() -> None:
    assert "metrics  ghg.scope1 would answer it" in run("explain", POINT, SAMPLE).output


def test_gaps_of_a_project_name_the_metrics_that_would_answer() -> None:
    questions = json.loads(run("gaps", SAMPLE, "--module", "7", "--json").output)["questions"]
    missing = {point["address"]: point["metrics"] for question in questions for point in question["missing"]}

    assert missing[POINT] == ["ghg.scope1"]


def test_demo_leaves_workbook_gap_list_and_answers_and_says_what_the_figures_answer(tmp_path: Path) -> None:
    result = run("demo", "-o", tmp_path)

    assert result.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "kuaishou-2023",
        "kuaishou-2023-answers.csv",
        "kuaishou-2023-cdp-2026.xlsx",
        "kuaishou-2023-gaps.json",
    ]
    assert "What the figures of Kuaishou Technology answer" in result.output
    assert "water-saved-out-of-scale" in result.output
    revenue = read_filled(tmp_path / "kuaishou-2023-cdp-2026.xlsx").response.value(Address.parse("1.4.1.answer"))
    assert revenue == Decimal(113_470_000_000)


def test_demo_leaves_figures_that_were_changed_as_they_are(tmp_path: Path) -> None:
    run("demo", "-o", tmp_path)
    figures = tmp_path / "kuaishou-2023" / "metrics.csv"
    figures.write_text(figures.read_text("utf-8").replace("113470", "113471"), "utf-8")

    result = run("demo", "-o", tmp_path)

    assert (result.exit_code, "metrics.csv differs from the sample's" in result.output) == (0, True)
    assert json.loads(run("explain", "1.4.1", tmp_path / "kuaishou-2023", "--json").output)["answer"] == "113471000000"


def test_explain_without_a_response_says_what_is_asked() -> None:
    assert "takes    choose one\n           - Yes\n           - No" in run("explain", "7.1").output
    assert json.loads(run("explain", "7.53.1", "--json").output)["rows"] == "added"


def test_explain_names_the_nearest_for_a_wrong_address() -> None:
    result = run("explain", "7.8[busines_travel].emissions")

    assert result.exit_code == 2
    assert "question 7.8 has no row 'busines_travel'\n  Nearest known: business_travel" in result.output


def test_edition_show_counts_and_lists() -> None:
    whole, module = run("edition", "show", "--json"), run("edition", "show", "--module", "6", "--json")

    counts = {line["module"]: line["questions"] for line in json.loads(whole.output)["modules"]}
    assert counts == {"1": 23, "2": 11, "3": 11, "4": 22, "5": 39, "6": 1, "7": 169, "12": 10, "13": 4}
    assert [line["question"] for line in json.loads(module.output)] == ["6.1"]
    assert "business_travel" in run("edition", "show", "--question", "7.8").output


def test_edition_validate_passes_ours_and_names_every_fault_of_another(tmp_path: Path) -> None:
    (tmp_path / "edition.yaml").write_text(
        "id: x\ntitle: X\nsources: []\nmodules: {'1': One}\nsectors: [A]\nsector_sets: {}\nissues: [B]\n", "utf-8"
    )
    (tmp_path / "options.yaml").write_text("some: [a]\n", "utf-8")
    (tmp_path / "module-01.yaml").write_text("- id: 1.10\n  topik: T\n", "utf-8")

    good, bad = run("edition", "validate", "--json"), run("edition", "validate", tmp_path)

    assert (good.exit_code, json.loads(good.output)["questions"]) == (0, 290)
    assert bad.exit_code == 2
    assert "module-01.yaml:2: unknown key 'topik'" in bad.output
    assert "module-01.yaml:1: 'id' is Decimal('1.10')" in bad.output


def test_edition_template_is_blank(tmp_path: Path) -> None:
    result = run("edition", "template", "-o", tmp_path / "blank.xlsx", "--sector", "Cement", "--rows", "5")

    assert result.exit_code == 0
    assert read_filled(tmp_path / "blank.xlsx").response.answers == {}


def test_demo_names_the_samples_for_a_wrong_one(tmp_path: Path) -> None:
    result = run("demo", "--sample", "nobody", "-o", tmp_path)

    assert (result.exit_code, "nobody: is no sample of this toolkit" in result.output) == (2, True)


def test_every_command_and_option_has_help_and_an_example() -> None:
    wanting = []

    def look(name: str, command: click.Command) -> None:
        options = [option for option in command.params if isinstance(option, click.Option)]
        wanting.extend(f"{name} {option.name}: no help" for option in options if not option.help)
        if isinstance(command, click.Group):
            for each in command.list_commands(click.Context(command)):
                inner = command.get_command(click.Context(command), each)
                assert inner is not None
                look(f"{name} {each}", inner)
        elif "Example" not in (command.help or ""):
            wanting.append(f"{name}: no example")

    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        look(name, command)

    assert wanting == []
