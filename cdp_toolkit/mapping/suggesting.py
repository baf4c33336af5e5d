"""Proposes what a company's own metric names are in the dictionary, by similarity, with a score: a file to correct."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from cdp_toolkit.mapping.model import Named
from cdp_toolkit.metrics.dictionary import Dictionary
from cdp_toolkit.metrics.model import MetricTable, MetricValue

LEAST, MOST_MEMBERS, SHOWN = 60, 40, 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a name could be, the best first; nothing where nothing is near.

    Args:
        own: The company's name.
        candidates: What it could be, each with a score from 0 to 100.
        advice: What to do where there is no candidate.
    """

    own: str
    candidates: tuple[tuple[Named, int], ...]
    advice: str = "nothing in the dictionary is near"


def suggest(table: MetricTable, dictionary: Dictionary, known: Iterable[str] = ()) -> list[Proposal]:
    """Return proposals for every metric that neither the dictionary nor the mapping knows, in the order of the files.

    Only metrics that measure what the figure's unit measures are proposed.
    """
    phrases = _phrases(dictionary)
    seen = {*dictionary.metrics, *known}
    proposals = []
    for value in table:
        if value.metric not in seen:
            seen.add(value.metric)
            proposals.append(_propose(value, phrases, dictionary))
    return proposals


def _phrases(dictionary: Dictionary) -> list[tuple[str, Named]]:
    """Return every text that names a metric, or one member of it."""
    phrases = []
    for name, metric in dictionary.metrics.items():
        texts = (name.replace(".", " "), metric.title, *metric.synonyms)
        phrases += [(text, Named(metric=name)) for text in texts]
        for i, dimension in enumerate(metric.dimensions):
            members = dictionary.dimensions[dimension].members
            if 0 < len(members) <= MOST_MEMBERS:
                for member, entry in members.items():
                    named = Named(metric=name, where={dimension: member})
                    phrases += [(f"{text} {entry.title}", named) for text in (metric.title, *metric.synonyms[:1])]
                    # The first dimension is what the metric is mostly broken down by: "Business travel" alone says enough.
                    phrases += [(text, named) for text in (entry.title, *entry.synonyms) if i == 0]
    return phrases


def _propose(value: MetricValue, phrases: list[tuple[str, Named]], dictionary: Dictionary) -> Proposal:
    fitting = [
        (text, named) for text, named in phrases if value.unit is None or dictionary.metrics[named.metric].measures(value.unit)
    ]
    texts = [text for text, _ in fitting]
    best: dict[str, tuple[Named, int]] = {}
    own = value.metric.replace(".", " ")
    for _, score, i in process.extract(own, texts, scorer=_score, processor=utils.default_process, limit=40, score_cutoff=LEAST):
        named = fitting[i][1]
        best.setdefault(named.model_dump_json(), (named, round(score)))
    ranked = sorted(best.values(), key=lambda candidate: (-candidate[1], len(candidate[0].where)))
    refused = [(score, dictionary.metrics[named.metric].refused) for named, score in ranked if _refused(named, dictionary)]
    ranked = [(named, score) for named, score in ranked if not _refused(named, dictionary)]
    if refused and (not ranked or refused[0][0] > ranked[0][1]):
        return Proposal(value.metric, (), refused[0][1] or "")
    return Proposal(value.metric, tuple(ranked[:SHOWN]))


def _refused(named: Named, dictionary: Dictionary) -> bool:
    return dictionary.metrics[named.metric].refused is not None


def _score(own: str, text: str, *, score_cutoff: float | None = None) -> float:
    """Score the same words in any order; words that one side lacks cost less than words that differ."""
    alone = min(len(own.split()), len(text.split())) == 1
    return max(fuzz.token_sort_ratio(own, text), (0.7 if alone else 0.9) * fuzz.token_set_ratio(own, text))


def as_yaml(edition: str, proposals: Iterable[Proposal]) -> str:
    """Write proposals as a mapping file, each with its score and what else it could be; what has none is a comment."""
    lines = [
        "# Proposed by similarity of names (score 0 to 100). Check every line, correct it, then save the file as mapping.yaml.",
        f"edition: {edition}",
        "metrics:",
    ]
    for proposal in proposals:
        if not proposal.candidates:
            lines.append(f"  # {_quoted(proposal.own)}: {proposal.advice}")
            continue
        (best, score), *others = proposal.candidates
        also = "".join(f"; or {_target(named)} ({other})" for named, other in others)
        lines.append(f"  {_quoted(proposal.own)}: {_target(best)}  # {score}{also}")
    return "\n".join(lines) + "\n"


def _target(named: Named) -> str:
    if not named.where:
        return named.metric
    where = ", ".join(f"{name}: {member}" for name, member in named.where.items())
    return f"{{metric: {named.metric}, where: {{{where}}}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
