"""The second code of an expert 表决码: six figures handed out at the door, typed once before the first ballot.

Who finds a phone or a forwarded link cannot vote with it.
"""

import hmac

from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import InputError, Refused
from kernel.vault import Vault
from ledger.record import record
from meetings.models import BallotCode, GuestVisit, Invitation, Meeting
from meetings.session.attend import keep_door, present

TRIES = 5
"""After so many wrong ones the code opens nothing; the door hands out another (本机关会议规则)."""
_LENGTH = 6


def hand_out(act: Act, meeting: Meeting, invitation: Invitation) -> str:
    """A fresh code for an expert who has checked in, in place of any other; it is shown once and never stored.

    Raises:
        NotAllowed: the actor does not keep this meeting's record.
        Refused: the expert has not checked in.
    """
    by = keep_door(act, meeting)
    if ("expert", invitation.tag) not in present(act, meeting):
        raise Refused("votes.not_here", slot=invitation.tag[:8])
    code = f"{int.from_bytes(act.entropy.bytes(8)) % 10**_LENGTH:0{_LENGTH}d}"
    digest = _digest(act.vault, invitation.id, code)
    known = BallotCode(invitation_id=invitation.id, digest=digest, tries=0, given_at=act.clock.now())
    act.session.merge(known)
    act.session.flush()
    facts = {"meeting": meeting.public_id, "tag": invitation.tag}
    record(act, by, "ballot_code.handed", meeting.public_id, facts, idem=public_id(act.entropy))
    return code


def prove(act: Act, visit: GuestVisit, typed: str) -> tuple[bool, int]:
    """Whether the code typed in a visit is the expert's; from then on the visit opens the ballot.

    A wrong one is counted, so that the caller must keep the transaction.

    Returns:
        Whether it is right, and how many tries are left.

    Raises:
        InputError: not six figures.
        Refused: none was handed out, or it was typed wrongly too often.
    """
    figures = typed.replace(" ", "")
    if not (figures.isascii() and figures.isdigit() and len(figures) == _LENGTH):
        raise InputError("votes.code_form", field="code")
    kept = act.session.get(BallotCode, visit.invitation_id, with_for_update=True)
    if kept is None:
        raise Refused("votes.code_not_handed")
    if kept.tries >= TRIES:
        raise Refused("votes.code_void")
    is_right = hmac.compare_digest(kept.digest, _digest(act.vault, kept.invitation_id, figures))
    if is_right:
        visit.proven_at = act.clock.now()
    else:
        kept.tries += 1
    act.session.flush()
    return is_right, TRIES - kept.tries


def _digest(vault: Vault, invitation_id: int, code: str) -> str:
    return vault.link_token(f"ballot/{invitation_id}/{code}")
