"""What a response says that is last time's answer: it is labelled wherever a band is shown."""

from cdp_toolkit.responses.model import Response, Status


def carried_said(response: Response) -> str | None:
    """Return what has to stand beside a band that rests on answers of an earlier edition, not approved yet, None without any."""
    taken = [each for each in response.answers.values() if each.source.kind == "carried" and each.status is not Status.APPROVED]
    if not taken:
        return None
    editions = sorted({each.source.detail.partition(" ")[0] for each in taken})
    count = f"{len(taken):,} of {len(response.answers):,} answers"
    return (
        f"{count} were carried forward from {' and '.join(editions)} and nobody has approved them: "
        "the band says what they would earn today, it is no forecast."
    )
