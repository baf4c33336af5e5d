"""Answers everything that a project can answer: from its figures through the mapping, and directly from people."""

from dataclasses import dataclass

from cdp_toolkit.findings import Finding
from cdp_toolkit.metrics.check import check_metrics
from cdp_toolkit.metrics.dictionary import standard_dictionary
from cdp_toolkit.metrics.model import MetricTable
from cdp_toolkit.responses.model import Response
from cdp_toolkit.responses.project import Project


@dataclass(frozen=True)
class Answered:
    """A project's response, what was found on the way, and the figures that it rests on."""

    response: Response
    findings: tuple[Finding, ...]
    metrics: MetricTable


def answer_project(project: Project) -> Answered:
    """Answer what the project's figures and people answer.

    A person's answer wins over a mapped one; where the two differ there is a finding.

    Raises:
        InputError: A file cannot be read.
        FileError: Figures or answers cannot be used; every fault is named.
        DefinitionError: The mapping or ``project.toml`` is wrong; every fault is named.
    """
    dictionary = standard_dictionary()
    metrics = project.metrics(dictionary)
    findings = check_metrics(metrics, dictionary, project.year)
    return Answered(project.direct_answers(), tuple(findings), metrics)
