"""A ground of exclusion in words: the reason, and the evidence that shows it."""

from collections.abc import Mapping

from experts.eligibility import Reason
from kernel.messages import sentence, word

EVIDENCE = {
    **dict.fromkeys((Reason.R01, Reason.R06, Reason.R07), "recusals.by_employment"),
    **dict.fromkeys((Reason.R02, Reason.R03, Reason.R04, Reason.R05), "recusals.by_declaration"),
    Reason.R08: "recusals.by_challenge",
    Reason.TERM: "recusals.by_days",
    Reason.LEAVE: "recusals.by_days",
    Reason.R09: "recusals.by_meeting",
    Reason.BUSY: "recusals.by_meeting",
}
CAPS = {"month": "recusals.by_month", "year": "recusals.by_year", "group": "recusals.by_group"}


def in_words(reason: str, evidence: Mapping[str, str | None]) -> str:
    """Such as `与信用主体有任职关系：某公司（2020-01-01至今）`.

    Args:
        reason, evidence: as in `experts.eligibility.Ground`, and as kept with the pool.
    """
    shown = _evidence(Reason(reason), evidence)
    return (
        sentence("recusals.ground", reason=word("reason", reason), shown=shown)
        if shown
        else word("reason", reason)
    )


def _evidence(reason: Reason, evidence: Mapping[str, str | None]) -> str:
    facts = {name: value or sentence("recusals.now") for name, value in evidence.items()}
    if reason == Reason.SUSP:
        return word("expert", facts["state"])
    if reason == Reason.CAP:
        return sentence(CAPS[facts["rule"]], **facts)
    if "role" in facts:
        return word("role", facts["role"])
    return sentence(EVIDENCE[reason], **facts) if facts else ""
