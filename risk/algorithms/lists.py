"""What the list of known ones says of an attempt."""

from __future__ import annotations

from collections.abc import Iterable

from risk.algorithms.vocabulary import IDENTITIES, Mark, Outcome, Verdict

Known = tuple[Mark, Verdict]


def outcome_of_known(known: Iterable[Known]) -> Outcome | None:
    """What follows from the listed marks of one attempt; None where the list says nothing.

    - Shut out by a mark of one person: refused. By what strangers share (a network, a code, a
      product, a wording): held, because somebody else may come with it.
    - Trusted: let through, whatever score and rules say.
    - Trusted and shut out at once: held, for a person to look at.
    """
    verdicts: set[Verdict] = set()
    outcome: Outcome | None = None
    for mark, verdict in known:
        verdicts.add(verdict)
        if verdict == Verdict.FRAUD and outcome != Outcome.REFUSE:
            outcome = Outcome.REFUSE if mark in IDENTITIES else Outcome.HOLD
    if len(verdicts) > 1:
        return Outcome.HOLD
    if verdicts == {Verdict.LEGITIMATE}:
        return Outcome.ALLOW
    return outcome
