"""The root command. Command modules are imported when their command is called, so that ``--help`` is instant."""

import importlib
import keyword
from typing import Any

import click

from cdp_toolkit.errors import ToolkitError

# Command name -> module that holds it and the one line shown in the list of commands.
COMMANDS: dict[str, tuple[str, str]] = {
    "import": ("submissions", "Read an earlier submission (PDF, text, table, workbook) into a response file."),
    "carry-forward": ("carrying", "Carry an earlier response over to a later edition, with a list for the team."),
    "demo": ("demo", "Run the main job on a shipped sample."),
    "init": ("project", "Start a project folder, with the list of figures to fill in."),
    "edition": ("edition", "Show or check an edition of the questionnaire, write its blank workbook."),
    "metrics": ("metrics", "Read and check figures."),
    "mapping": ("mapping", "Check, propose and measure the mapping from figures to answers."),
    "fill": ("fill", "Write the filled workbook of a project or a response."),
    "layout": ("workbooks", "Find where the questions sit in a workbook that somebody else made."),
    "read": ("workbooks", "Read a filled workbook back into a response file."),
    "gaps": ("gaps", "List what is answered, what is missing, and what would answer it."),
    "questions": ("questions", "List what is asked, what is answered, and why the rest is hidden."),
    "validate": ("validate", "Say what is wrong with the answers of a response."),
    "check": ("check", "Look for contradictions between the answers of a response."),
    "explain": ("explain", "Show what a data point asks, its answer, and where that comes from."),
    "score": ("score", "Estimate the band of a response, as a range with its reasons."),
    "plan": ("plan", "Search the cheapest way to a band, proven by scoring."),
    "compare": ("compare", "Compare two responses: band, points, gaps closed and opened, figures that moved."),
    "report": ("report", "Write verdict, gaps, plan and findings as HTML, PDF or XLSX."),
    "what-if": ("plan", "Show what other answers would do to band and points."),
    "review": ("review", "Open a project in the browser: answer, review, sign off."),
    "trail": ("trail", "Prove that the trail of a review is unbroken."),
}


class Commands(click.Group):
    """Finds commands by name without importing them all, and turns our errors into a message and status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that is asked for."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cdp_toolkit.cli.{COMMANDS[cmd_name][0]}")
        name = cmd_name.replace("-", "_")
        command = getattr(module, f"{name}_" if keyword.iskeyword(name) else name)
        assert isinstance(command, click.Command)  # noqa: S101 - a mistake of ours, not of the user
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from their one-line summaries."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of ours becomes one message on stderr and exit status 2."""
        try:
            return super().invoke(ctx)
        except ToolkitError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"auto_envvar_prefix": "CDP", "help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cdp-toolkit")
def main() -> None:
    """Prepare a CDP Climate Change response from the figures that you already have."""
