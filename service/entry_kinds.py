"""What stands on the ledger, by kind; each has its word."""

from meetings.convening.happenings import TOLD

REGISTER = (
    *("application.entered", "application.taken_up", "application.admitted", "application.rejected"),
    *("expert.changed", "expert.left", "expert.merged", "expert.appointed", "expert.confirmed"),
    *("expert.declared", "declaration.ended", "expert.on_leave", "expert.leave_cancelled"),
    *("expert.evaluated", "evaluation.commented", "expert.code_handed", "expert.personal_seen"),
    "register.exported",
)
CASES = (
    *("submission.submitted", "submission.taken", "submission.returned", "submission.published"),
    *("catalogue.published", "basis.confirmed", "groups.kept", "measure.imported"),
    *("case.filed", "case.noticed", "case.answered", "case.publicised", "case.publicity_closed"),
    *("case.reviewed", "case.withdrawn", "case.not_determined", "challenge.raised", "challenge.decided"),
    *("workdays.seeded", "workdays.edited", "workdays.confirmed"),
)
MEETINGS = (
    *("beacon.typed", "beacon.confirmed", "beacon.taken", "secret.withheld", "ceremony.closed"),
    *("audit.opened", "invitation.renewed", "call.taken", "call.entered", "call.confirmed", "call.disputed"),
    *("official.declared", "roster.frozen", "vote.opened", "ballot.committed", "ballot.on_paper"),
    *("ballot_code.handed", "ballots.opened", "vote.closed", "tally", "opinion.sealed"),
)
DECISIONS = (
    *("decision.drafted", "decision.redrafted", "decision.reviewed", "decision.returned"),
    *("decision.signed", "decision.sealed", "decision.issued"),
    *("filing.sent", "filing.received", "filing.accepted", "filing.returned"),
)
LEDGER = (
    *("epoch.started", "witness.added", "witness.ended", "verifiers.published", "log.disclosed"),
    *("erasure.requested", "payload.erased", "roles.given", "role.lent", "role.returned"),
)
KINDS = (*REGISTER, *CASES, *TOLD, *MEETINGS, *DECISIONS, *LEDGER)
