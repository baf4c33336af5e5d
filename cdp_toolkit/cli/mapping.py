"""``cdp-toolkit mapping``: check it, propose it, and see what it covers."""

from pathlib import Path

import click

from cdp_toolkit.cli.printing import exit_with, json_option, print_findings, print_json, print_table


@click.group()
def mapping() -> None:
    """Check, propose and measure the mapping from figures to answers."""


@mapping.command()
@click.argument("project", type=click.Path(path_type=Path))
@json_option
def check(project: Path, as_json: bool) -> None:
    """Check the mapping of PROJECT, and what its figures answer through it.

    \b
    Example:
      cdp-toolkit mapping check samples/kuaishou-2023
    """
    from cdp_toolkit.mapping.answering import answer_project
    from cdp_toolkit.responses.project import load_project

    answered = answer_project(load_project(project))
    plans = answered.mapping.written
    facts = {
        "bindings": len(plans),
        "questions": len({plan.question.id for plan in plans}),
        "own_names": len(answered.mapping.names),
        "answers": len(answered.mapped),
        "unused_figures": [{"where": value.where, "figure": str(value)} for value in answered.unused],
    }
    if as_json:
        print_json(facts | {"findings": [finding.as_json() for finding in answered.findings]})
    else:
        if answered.unused:
            rows = [(value.where, str(value), value.boundary or "") for value in answered.unused]
            print_table("Figures that no answer uses", ("Where", "Figure", "Boundary"), rows)
        print_findings(answered.findings)
        click.echo(
            f"{facts['bindings']:,} bindings for {facts['questions']:,} questions, {facts['own_names']:,} names of your own; "
            f"figures answer {facts['answers']:,} data points, {len(answered.unused):,} figures are not used."
        )
    exit_with(answered.findings)


@mapping.command()
@click.argument("figures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--edition", "edition_id", default="cdp-2026", show_default=True, help="Edition that the mapping is for.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Write the proposals to this file instead of the screen.")
@json_option
def suggest(figures: tuple[Path, ...], edition_id: str, out: Path | None, as_json: bool) -> None:
    """Propose what your own metric names in FIGURES (a project folder, CSV or XLSX files) are in the dictionary.

    \b
    Example:
      cdp-toolkit mapping suggest my-project -o my-project/mapping.proposed.yaml
    """
    from cdp_toolkit.errors import InputError
    from cdp_toolkit.files import write_whole
    from cdp_toolkit.mapping.compiling import load_mapping
    from cdp_toolkit.mapping.suggesting import as_yaml
    from cdp_toolkit.mapping.suggesting import suggest as proposals_for
    from cdp_toolkit.metrics.dictionary import standard_dictionary
    from cdp_toolkit.metrics.tidy import read_metrics
    from cdp_toolkit.responses.project import FILE, load_project

    dictionary = standard_dictionary()
    known: tuple[str, ...] = ()
    if len(figures) == 1 and (figures[0].is_dir() or figures[0].name == FILE):
        project = load_project(figures[0])
        table, edition_id = project.metrics(dictionary), project.edition.id
        known = tuple(load_mapping(project.edition, dictionary, project.mapping_file).names)
    else:
        table = read_metrics(figures, dictionary)
    proposals = proposals_for(table, dictionary, known)
    if as_json:
        print_json(
            [{"name": p.own, "candidates": [named.model_dump() | {"score": s} for named, s in p.candidates]} for p in proposals]
        )
        return
    text = as_yaml(edition_id, proposals)
    if out is None:
        click.echo(text, nl=False)
        return
    if out.exists():
        raise InputError(str(out), "is there already", "Name another file; nobody's mapping is overwritten.")
    write_whole(out, text)
    click.echo(f"{len(proposals):,} names, of which {sum(bool(p.candidates) for p in proposals):,} have a proposal: {out}")


@mapping.command()
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--unbound", is_flag=True, help="List the figures that no metric answers.")
@json_option
def coverage(project: Path, unbound: bool, as_json: bool) -> None:
    """Show which figures PROJECT is asked for, which have a metric, and which have a value.

    \b
    Example:
      cdp-toolkit mapping coverage samples/kuaishou-2023 --unbound
    """
    from cdp_toolkit.mapping.answering import answer_project
    from cdp_toolkit.mapping.coverage import coverage as covered_by
    from cdp_toolkit.responses.project import load_project

    covered = covered_by(answer_project(load_project(project)))
    if as_json:
        print_json(
            [
                {
                    "question": each.question.id,
                    "asked": each.asked,
                    "answered": [str(answer.address) for answer in each.answered],
                    "bound": [{"address": str(m.address), "metrics": list(m.metrics)} for m in each.bound],
                    "unbound": [str(missing.address) for missing in each.unbound],
                }
                for each in covered
            ]
        )
        return
    rows = [
        (c.question.id, c.question.topic, f"{c.asked:,}", f"{len(c.answered):,}", f"{len(c.bound):,}", f"{len(c.unbound):,}")
        for c in covered
    ]
    print_table("Figures", ("Question", "Topic", "Asked", "With a value", "With a metric", "Neither"), rows, right=(2, 3, 4, 5))
    if unbound:
        lines = [(str(missing.address), missing.label, missing.unit or "") for each in covered for missing in each.unbound]
        print_table("Figures that no metric answers", ("Data point", "Label", "Unit"), lines)
    asked, given = sum(c.asked for c in covered), sum(len(c.answered) for c in covered)
    click.echo(f"{given:,} of {asked:,} figures have a value; a metric would answer {sum(len(c.bound) for c in covered):,} more.")
