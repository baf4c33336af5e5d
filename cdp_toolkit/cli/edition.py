"""``cdp-toolkit edition``: what an edition asks, whether its files are sound, and its blank workbook."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cdp_toolkit.cli.opening import rows_option
from cdp_toolkit.cli.printing import json_option, print_json, print_table

if TYPE_CHECKING:
    from cdp_toolkit.editions.model import Edition, Question

MOST_OPTIONS = 20


@click.group()
def edition() -> None:
    """Show what an edition of the questionnaire asks, check its files, or write its blank workbook."""


@edition.command()
@click.argument("edition_id", metavar="[EDITION]", default="cdp-2026")
@click.option("--module", help="List the questions of this module only.")
@click.option("--question", help="Show rows, columns and options of this question.")
@json_option
def show(edition_id: str, module: str | None, question: str | None, as_json: bool) -> None:
    """Show the modules, questions or one question of EDITION (default cdp-2026).

    \b
    Examples:
      cdp-toolkit edition show
      cdp-toolkit edition show cdp-2026 --module 7
      cdp-toolkit edition show --question 7.8
    """
    from cdp_toolkit.editions.loader import load_edition

    loaded = load_edition(edition_id)
    if question is not None:
        show_question(loaded.question(question), as_json=as_json)
    elif module is not None:
        _show_module(loaded, module, as_json=as_json)
    else:
        _show_modules(loaded, as_json=as_json)


def _show_modules(loaded: "Edition", *, as_json: bool) -> None:
    questions = loaded.questions.values()
    data = [
        {
            "module": module,
            "title": title,
            "questions": sum(question.module == module for question in questions),
            "columns": sum(len(question.all_columns) for question in questions if question.module == module),
        }
        for module, title in loaded.modules.items()
    ]
    if as_json:
        print_json({"edition": loaded.id, "title": loaded.title, "modules": data})
        return
    rows = [tuple(map(str, line.values())) for line in data]
    totals = [sum(int(str(line[key])) for line in data) for key in ("questions", "columns")]
    print_table(loaded.title, ("Module", "Title", "Questions", "Columns"), rows, right=(2, 3))
    click.echo(f"{totals[0]} questions, {totals[1]:,} columns; {len(loaded.sectors)} sectors.")


def _show_module(loaded: "Edition", module: str, *, as_json: bool) -> None:
    from cdp_toolkit.editions.yamlfile import nearest
    from cdp_toolkit.errors import InputError

    if module not in loaded.modules:
        raise InputError(module, f"is no module of {loaded.id}", nearest(module, loaded.modules))
    questions = [question for question in loaded.questions.values() if question.module == module]
    data = [
        {"question": q.id, "concept": q.concept, "topic": q.topic, "rows": _rows(q), "columns": str(len(q.all_columns))}
        for q in questions
    ]
    if as_json:
        print_json(data)
        return
    table = [(q["question"], q["topic"], q["rows"], q["columns"]) for q in data]
    print_table(f"Module {module}: {loaded.modules[module]}", ("Question", "Topic", "Rows", "Columns"), table, right=(3,))


def _rows(question: "Question") -> str:
    if question.adds_rows:
        return "added"
    return str(len(question.fixed_rows) or 1)


def show_question(question: "Question", *, as_json: bool) -> None:
    """Print rows, columns and options of a question."""
    data = as_plain(question)
    if as_json:
        print_json(data)
        return
    from cdp_toolkit.editions.asking import how_to_answer

    click.echo(f"{question.id}  {question.topic}\n  concept {question.concept}; sectors: {', '.join(question.sectors)}\n")
    if question.fixed_rows:
        print_table("Rows", ("Name", "Label"), [(row.name, row.label) for row in question.fixed_rows])
    elif question.adds_rows:
        click.echo("Rows are added by the organisation and numbered: 1, 2, 3 ...")
    columns = [(column.name, column.label, column.type, how_to_answer(column)) for column in question.all_columns]
    print_table("Columns", ("Name", "Label", "Type", "Takes"), columns)
    for column in question.all_columns:
        if column.options:
            click.echo(f"\n{column.name}:")
            for option in column.options[:MOST_OPTIONS]:
                click.echo(f"  - {option}")
            if len(column.options) > MOST_OPTIONS:
                click.echo(f"  ... {len(column.options)} in all, see --json")


def as_plain(question: "Question") -> dict[str, Any]:
    """Return a question as plain JSON values."""
    return {
        "question": question.id,
        "concept": question.concept,
        "topic": question.topic,
        "sectors": list(question.sectors),
        "issues": list(question.issues),
        "rows": "added" if question.adds_rows else [{"name": row.name, "label": row.label} for row in question.fixed_rows],
        "columns": [
            {
                "name": column.name,
                "number": column.n,
                "label": column.label,
                "type": column.type,
                "unit": column.unit,
                "min": None if column.min is None else str(column.min),
                "max": None if column.max is None else str(column.max),
                "max_chars": column.max_chars,
                "options": list(column.options),
            }
            for column in question.all_columns
        ],
    }


@edition.command()
@click.argument("what", metavar="[EDITION]", default="cdp-2026")
@json_option
def validate(what: str, as_json: bool) -> None:
    """Check the files of EDITION: the name of a shipped one (default cdp-2026) or a folder of your own.

    All faults are named at once, each with file, line and what to do; the exit status is 2 where there are any.

    \b
    Examples:
      cdp-toolkit edition validate
      cdp-toolkit edition validate questionnaires/cdp-2026
    """
    from cdp_toolkit.editions.loader import load_edition, read_edition

    folder = Path(what)
    loaded = read_edition(folder) if folder.is_dir() else load_edition(what)
    columns = sum(len(question.all_columns) for question in loaded.questions.values())
    if as_json:
        print_json({"edition": loaded.id, "questions": len(loaded.questions), "columns": columns, "faults": []})
    else:
        click.echo(f"{loaded.id} is sound: {len(loaded.questions)} questions, {columns:,} columns.")


@edition.command()
@click.argument("edition_id", metavar="[EDITION]", default="cdp-2026")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Workbook to write (default out/EDITION-blank.xlsx).")
@click.option("--sector", "sectors", multiple=True, default=("General",), show_default=True, help="A sector; may be repeated.")
@rows_option
def template(edition_id: str, out: Path | None, sectors: tuple[str, ...], spare_rows: int) -> None:
    """Write the blank workbook of EDITION for a sector, to be filled by hand.

    \b
    Example:
      cdp-toolkit edition template --sector "Financial services" -o blank.xlsx
    """
    from cdp_toolkit.cli.opening import check_sectors
    from cdp_toolkit.editions.loader import load_edition
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.responses.model import Organisation, Response
    from cdp_toolkit.workbooks.template import fill_template

    loaded = load_edition(edition_id)
    check_sectors(loaded, sectors)
    path = out or Path("out") / f"{loaded.id}-blank.xlsx"
    filled = fill_template(loaded, Response(loaded.id, Organisation("", sectors)), spare_rows=spare_rows)
    write_whole(path, filled.content)
    click.echo(f"Wrote {path}.")
